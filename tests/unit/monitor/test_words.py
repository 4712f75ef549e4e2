"""What a save changed and what happened, in words: the same on the screen and in `watch`."""

from __future__ import annotations

from typing import Any

import pytest

from sessiontui.monitor.saves import Changed, Changes, Happening, Save
from sessiontui.monitor.words import changed_words, event_words, short_time
from sessiontui.text import percent
from tests.builders import NOW

NOTHING = "nothing to compare it with"


def piece(site: str, *fields: str, **more: Any) -> Changed:
    values: dict[str, Any] = {"part": "tab", "kind": "changed", "bytes": 9, "matters": True}
    values |= {"pointer": "/windows/0/tabs/0", "site": site, "window": 0}
    values |= {"url": f"https://{site}/" if site else ""}
    return Changed(fields=fields, **(values | more))


def opened(site: str, **more: Any) -> Changed:
    return piece(site, kind="added", **more)


def closed(site: str, **more: Any) -> Changed:
    return piece(site, kind="removed", **more)


def changes(*items: Changed, count: int | None = None) -> Changes:
    matters = any(item.matters for item in items)
    return Changes(items, len(items) if count is None else count, 9 * len(items), 0, 0, matters)


def saved(found: Changes | None, **more: Any) -> Save:
    return Save(NOW, "sessionstore-backups/recovery.jsonlz4", bytes=1, changes=found,
                **({"final": False} | more))  # fmt: skip


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "(nothing)"),
        ([piece("a.example", "lastAccessed", matters=False)], "(nothing that matters)"),
        ([piece("", matters=False, part="other", pointer="/x")], "(nothing that matters)"),
        ([piece("mail.example", "entries", "lastAccessed")], "mail.example: entries"),
        (
            [
                piece("a.example", "lastAccessed", "entries"),
                piece("a.example", "entries", "scroll"),
                piece("b.example", "lastAccessed", matters=False),
            ],
            "a.example (2 tabs): entries, scroll",
        ),
        ([opened("mail.example")], "opened mail.example"),
        ([opened("", url="about:newtab")], "opened about:newtab"),
        ([opened("")], "opened a tab"),
        (
            [opened("a.example"), opened("b.example"), closed("c.example")],
            "opened 2 tabs (a.example, b.example) · closed c.example",
        ),
        (
            [opened(f"{name}.example") for name in "abc"],
            "opened 3 tabs (a.example, b.example, …)",
        ),
        ([closed("a.example"), opened("a.example", part="closed tab")], "closed a.example"),
        ([opened("a.example", part="closed tab")], "closed a.example"),  # opened meanwhile, too
        ([opened("a.example"), closed("a.example", part="closed tab")], "reopened a.example"),
        ([closed("a.example", part="closed tab")], "forgot a closed tab"),
        (
            [opened("", part="window", window=1), opened("a.example", window=1)],
            "opened a window of 1 tab (a.example)",
        ),
        (
            [
                opened("", part="window", window=1),
                opened("a.example", window=1),
                opened("b.example", part="closed tab", window=1),
                closed("", part="closed window", window=None),
            ],
            "opened a window of 1 tab (a.example)",
        ),
        (
            [
                closed("", part="window", window=1),
                closed("a.example", window=1),
                closed("b.example", window=1),
                opened("a.example", part="closed window", window=None),
            ],
            "closed a window of 2 tabs (a.example, b.example)",
        ),
        (
            [
                piece("", "tabs", "width", part="window", window=1),
                piece("", part="cookies", pointer="/cookies"),
                piece("", part="other", pointer="/selectedWindow"),
            ],
            "window 2: order of tabs, width · cookies · selectedWindow",
        ),
        (
            [
                closed("", part="group", pointer="/windows/0/groups/0", title="Trip"),
                opened("", part="group", pointer="/windows/0/closedGroups/0", title="Trip"),
                piece("", part="saved group"),
            ],
            "closed group Trip · changed a saved group",
        ),
        ([opened("", part="group", title="\x1b"), opened("", part="group")], "made 2 groups"),
        ([opened("", part="group", title="\x1b[2J")], "made group ␛[2J"),
        ([piece("evil\x1b[2J.example", "scr\u202eoll")], "evil␛[2J.example: scr⟨202E⟩oll"),
        ([piece("", part="other", pointer="/x\x1b~1y~0")], "x␛/y~"),
    ],
)
def test_what_a_save_changed(items: list[Changed], words: str) -> None:
    found = changes(*items)
    assert changed_words(saved(found)) == words
    assert changed_words(saved(found, final=True)) == f"at quit: {words}"


def test_changes_that_have_no_room_are_counted() -> None:
    found = changes(*(piece(f"{name}.example", "entries") for name in "abcdef"), count=260)
    assert changed_words(saved(found)) == (
        "a.example: entries · b.example: entries · c.example: entries · d.example: entries"
        " · 256 more"
    )


def test_why_nothing_is_known_of_a_save() -> None:
    assert changed_words(saved(None)) == f"({NOTHING})"
    assert changed_words(saved(None, why_not="it was gone\x07")) == "(it was gone␇)"


def test_a_firefox_that_was_there_at_once_did_not_start() -> None:
    start = Happening(NOW + 3, "started", 9)
    assert event_words(start, NOW) == "Firefox is running, pid 9"
    assert event_words(start) == "Firefox started, pid 9"
    assert event_words(Happening(NOW + 5000, "started", 9), NOW) == "Firefox started, pid 9"
    assert event_words(Happening(NOW, "found", 9, "a\x1b")) == "the profile is there (a␛)"


def test_lengths_of_time_are_no_more_exact_than_they_were_seen() -> None:
    shown = [short_time(s) for s in (0, 0.0021, 0.00996, 0.098, 0.9999, 15.04, 59.96, 110, 7200)]
    assert shown == [
        "<10 ms", "<10 ms", "10 ms", "98 ms", "1.0 s", "15.0 s", "60.0 s", "110 s", "2 h",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.0001, "<0.1 %"), (0.042, "4.2 %"), (0.38, "38 %"), (2.5, "250 %")],
)
def test_shares(share: float, words: str) -> None:
    assert percent(share) == words
