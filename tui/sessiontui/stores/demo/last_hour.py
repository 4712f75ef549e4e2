"""The demonstration's last hour: what its session was before each save, up to what it is now.

Going back in time, tabs that were closed are open again, those opened since are not there yet,
and the busy pages say what they said then. A pure function of the session and the moment.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

MINUTE: Final = 60_000.0  # ms
_LENGTH: Final = 62  # minutes
_AWAY: Final = (33.0, 26.5)  # minutes before now: the user was away, and nothing changed
_HEAVY: Final = (19.0, 15.5)  # a page kept a large basket for some minutes
_TYPED: Final = (14.0, 9.0)  # somebody wrote in the notes
_OPENED: Final = {13: 51.0, 15: 47.0, 18: 24.0, 19: 7.0}  # place of a tab, minutes before now
_SONGS: Final = ("Wanderer", "Nightjet", "Two Huts", "Föhn", "Firn")

State = dict[str, Any]


def moments(now: float, seed: int) -> Iterator[float]:
    """When Firefox saved in the last hour, ms since epoch, oldest first; the last one is now."""
    chance = random.Random(seed)
    back = [0.0]
    while back[-1] < _LENGTH * MINUTE:
        gap = 15_000 + chance.uniform(0, 400)
        if chance.random() < 0.06:
            gap *= 2  # nothing had changed when it was due
        back.append(back[-1] + gap)
    away_from, away_to = (minutes * MINUTE for minutes in _AWAY)
    yield from (now - ago for ago in reversed(back) if not away_to < ago < away_from)


def before(state: State, now: float, at: float, number: int) -> State:
    """The session as it was saved at a moment before now; ``number`` counts back from the last.

    ``state`` is shared where it is the same, and never changed.
    """
    ago = (now - at) / MINUTE
    windows = [dict(window) for window in state["windows"]]
    first = windows[0]
    tabs = [dict(tab) for tab in first["tabs"]]
    _busy(tabs, ago, number)
    first["tabs"] = [tab for i, tab in enumerate(tabs) if ago <= _OPENED.get(i, ago)]
    first["selected"] = min(first["selected"], len(first["tabs"])) if number % 11 else 1
    closed = first["_closedTabs"]
    first["_closedTabs"] = [tab for tab in closed if tab["closedAt"] <= at]
    for tab in closed:
        if tab["closedAt"] > at:
            first["tabs"].append(tab["state"])
    gone = state["_closedWindows"]
    for window in gone:
        if window["closedAt"] > at:
            windows.append({k: v for k, v in window.items() if not k.startswith("closed")})
    return {
        **state,
        "windows": windows,
        "_closedWindows": [window for window in gone if window["closedAt"] <= at],
        "session": {**state["session"], "lastUpdate": int(at) - 40},
    }


def _busy(tabs: list[State], ago: float, number: int) -> None:
    """What the busy pages were like; at number 0 everything is as it is now."""
    by_site = {tab["entries"][-1]["url"].split("/")[2].split(".")[0]: tab for tab in tabs}
    for tab in tabs[:1]:
        tab["lastAccessed"] -= int(ago * MINUTE) if number else 0
    if "mail" in by_site and number % 5 in (1, 2):
        unread = 3 + number // 5 % 4
        _title(by_site["mail"], f"Inbox ({unread}) — Postkasten")
        by_site["mail"]["image"] += f"{unread:02x}" * 40
    if "chat" in by_site and ago > 2 and number // 3 % 4 == 1:
        by_site["chat"]["scroll"] = {"scroll": f"0,{480 + number % 7 * 220}"}
    if "radio" in by_site and ago > 1:
        song = _SONGS[int(ago / 4) % len(_SONGS)]
        _title(by_site["radio"], f"{song} · Radio · live stream")
    begun, ended = _TYPED
    if "notes" in by_site and ago > ended:
        form = by_site["notes"]["formdata"]
        draft = form["id"]["draft"]
        typed = draft[: int(len(draft) * max(0.0, begun - ago) / (begun - ended))]
        by_site["notes"]["formdata"] = {**form, "id": {"draft": typed}}
    if "shop" in by_site and _HEAVY[1] < ago < _HEAVY[0]:
        basket = random.Random(4711).randbytes(16_000).hex()
        shop = by_site["shop"].get("storage", {})
        by_site["shop"]["storage"] = {**shop, "https://shop.example": {"offers": basket}}


def _title(tab: State, title: str) -> None:
    tab["entries"] = [*tab["entries"][:-1], {**tab["entries"][-1], "title": title}]
