"""The made-up pages of the demonstration."""

from __future__ import annotations

from typing import Final

# title, address, group
PAGES: Final = (
    ("Inbox (3) — Postkasten", "https://mail.example/u/0/inbox", ""),
    ("Kalender · November 2026", "https://calendar.example/month/2026-11", ""),
    ("#general | Hüttenverein Chat", "https://chat.example/hut/general", ""),
    ("Rust Atomics and Locks — Mara Bos", "https://marabos.example/atomics/", "Research"),
    (
        "What Every Programmer Should Know About Memory",
        "https://lwn.example/Articles/250967/",
        "Research",
    ),
    (
        "Session Restore: how Firefox writes your tabs",
        "https://wiki.example/session_restore",
        "Research",
    ),
    ("lz4/lz4: Extremely Fast Compression algorithm", "https://code.example/lz4/lz4", "Research"),
    ("Hut list 2027 — Alpenverein", "https://alpenverein.example/huts?year=2027", "Holiday"),
    ("Wetter Innsbruck — 7 Tage", "https://wetter.example/innsbruck", "Holiday"),
    ("Night train Vienna – Innsbruck, seats", "https://bahn.example/nightjet/NJ446", "Holiday"),
    ("日本の山小屋 一覧", "https://yamagoya.example/list", "Holiday"),
    ("Invoice 4711 · Shop", "https://shop.example/account/invoices/4711", ""),
    ("Basket (2 items)", "https://shop.example/basket", ""),
    (
        "how to restore firefox tabs after crash - Search",
        "https://search.example/?q=restore+tabs",
        "",
    ),
    ("Textual – Line API", "https://textual.example/guide/widgets/#line-api", ""),
    ("The Python Standard Library — struct", "https://docs.example/3/library/struct.html", ""),
    ("Weekly planning – notes", "https://notes.example/d/weekly?edit", ""),
    ("Radio · live stream", "https://radio.example/live", ""),
    ("Recipe: Kaiserschmarrn 🥞", "https://kochbuch.example/kaiserschmarrn", ""),
    ("Bug 934934 - Track sites that spam sessionstore.js", "https://bugs.example/934934", ""),
)

# open in the session before, and nowhere any more: title, address
ONLY_BEFORE: Final = (
    ("Marmalade, three kinds — Kochbuch", "https://kochbuch.example/marmalade"),
    ("Letter to the landlord – draft", "https://notes.example/d/landlord?edit"),
    ("Seville oranges by post", "https://orchard.example/seville"),
)

# closed earlier: title, address, minutes ago
CLOSED: Final = (
    ("Grammar of graphics in the terminal", "https://blog.example/terminal-charts", 4),
    ("Flight or train? A comparison", "https://travel.example/compare", 11),
    ("Hut rules and prices 2027.pdf", "https://alpenverein.example/rules-2027.pdf", 38),
    ("std::sync::atomic - Rust", "https://doc.example/std/sync/atomic/", 75),
    ("\x1b[31mPage with an escape\x1b[0m in its \u202etitle", "https://hostile.example/title", 90),
    ("Cookie settings", "https://shop.example/privacy", 180),
    ("Order status", "https://shop.example/orders/991", 1_500),
    ("Video: how compression works", "https://video.example/watch?v=lz4", 2_900),
    ("Mountain weather archive", "https://wetter.example/archive", 11_000),
)

# where a tab goes next, when one moves in the demonstration
NEXT: Final = (
    ("Search results", "https://search.example/?q=demo"),
    ("An article worth reading", "https://news.example/a/long-read"),
    ("Documentation, next chapter", "https://docs.example/next"),
    ("Thread: 42 replies", "https://chat.example/thread/42"),
)
