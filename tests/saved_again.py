"""A session as Firefox saves it again and again, with what a person does in between.

Its tabs are large enough for a save to find them again, and some are alike to the letter.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.builders import closed_tab, closed_window, cookie, entry, session, tab, window

Json = dict[str, Any]


def large_tab(n: int, **more: Any) -> Json:
    """A tab of more than a thousand bytes; every fifth is like the one before."""
    n -= n % 5 == 4
    return tab(
        entry(f"https://site{n % 7}.example/page/{n}", f"Page {n}"),
        image="data:," + f"{n:04}" * 300,
        **more,
    )


def beginning(tabs: int = 8) -> Json:
    """Two windows, closed tabs, a closed window, a session inside with tabs of the outer one."""
    made = session(
        window(*(large_tab(n) for n in range(tabs))),
        window(*(large_tab(n) for n in range(100, 104)), closed=[closed_tab(large_tab(200))]),
        closed_windows=[closed_window(window(large_tab(300), large_tab(301)))],
        cookies=[cookie("a.example")],
    )
    made["lastSessionState"] = {"windows": [{"tabs": [large_tab(0), large_tab(1)]}]}
    return made


def saves(seed: int, count: int, tabs: int = 8) -> Iterator[Json]:
    """So many saves; each differs from the one before as people and pages make it."""
    made, dice = beginning(tabs), random.Random(seed)
    for n in range(count):
        yield copy.deepcopy(made)
        made["session"]["lastUpdate"] += 15_000
        for _ in range(dice.randrange(4)):
            _do_something(made, dice, 1000 * seed + 10 * n)


def _do_something(made: Json, dice: random.Random, n: int) -> None:
    windows = made["windows"]
    here = dice.choice(windows)["tabs"]
    at = dice.randrange(len(here)) if here else 0
    match dice.randrange(11):
        case 0 | 1 if here:
            here[at]["scroll"] = {"scroll": f"0,{dice.randrange(9999)}"}
        case 2 if here:
            here[at]["entries"].append(entry(f"https://later.example/{n}"))
            here[at]["index"] = len(here[at]["entries"])
        case 3:
            here.insert(at, large_tab(n + dice.randrange(10)))
        case 4 if len(here) > 1:
            dice.choice(windows)["_closedTabs"].insert(0, closed_tab(here.pop(at)))
        case 5:
            dice.shuffle(here)
        case 6:
            windows.reverse()
        case 7 if here:
            here[at]["entries"][0]["title"] = dice.choice(["cut \ud83d", "Grüße", "\x1b[31m"])
        case 8:
            made["cookies"].append(cookie(f"{n}.example"))
        case 9 if len(windows) > 1:
            made["_closedWindows"].insert(0, closed_window(windows.pop()))
        case 10:
            windows.append(window(copy.deepcopy(here[at]) if here else large_tab(n)))
