"""A letter typed in Find over very many pages: when it is painted, when its list, and how late
the event loop comes back meanwhile. For ``pages.py``.

The app runs under Textual's Pilot, with the garbage collector as the program sets it. What is
painted is put into the bytes that a terminal would be sent.
"""

from __future__ import annotations

import asyncio
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.workspace import Workspace

from .costs import TUI
from .generate import NOW, mozlz4

PROBE: Final = 0.004  # seconds between two questions to the event loop
EVERY: Final = 50  # so many pages have the word once


def many(pages: int, word: str) -> list[bytes]:
    """Two packed sessions of small tabs that hold so many pages together, a fifth in both."""
    each = pages * 3 // 5
    return [
        mozlz4(msgspec.json.encode(_small(range(first, first + each), word)))
        for first in (0, pages - each)
    ]


def _small(numbers: range, word: str) -> dict[str, Any]:
    words = ("news", "market", "harbour", "wiki", "mail", "summer", "recipe", "map", "radio")
    tabs = [
        {
            "entries": [
                {
                    "url": f"https://{words[n % 9]}{n % 400}.example/{words[n // 9 % 9]}/{n}",
                    "title": f"{words[n % 7]} {word if n % EVERY == 0 else words[n % 5]} {n}",
                    "navigationKey": f"{{{n:036}}}",
                    "navigationId": f"{{{n:036}}}",
                }
            ],
            "lastAccessed": NOW - n * 1000,
            "index": 1,
        }
        for n in numbers
    ]
    return {
        "version": ["sessionrestore", 1],
        "windows": [{"tabs": tabs, "selected": 1, "_closedTabs": []}],
        "selectedWindow": 1,
        "_closedWindows": [],
        "session": {"lastUpdate": NOW - numbers[0], "startTime": NOW - 10**8, "recentCrashes": 0},
    }


class Probed(SessiontuiApp):
    """The app; notes when a letter was painted, when a list for it was, and when all of it was."""

    CSS_PATH = str(TUI / "sessiontui/ui/app.tcss")
    painted: float | None = None
    listed: float | None = None
    whole: float | None = None

    def expect(self) -> None:
        """A key is pressed now."""
        self.painted = self.listed = self.whole = None

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if renderable is None or not self.is_running:
            return
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)  # what a terminal would be sent
        now = time.perf_counter()
        if self.panes.current != "find":
            return
        pane = self.query_one(FindPane)
        text = pane.filter_line.text
        if self.painted is None and text:
            self.painted = now
        rows = pane.rows
        if rows is not None and rows.shown.text == text:
            self.listed = self.listed or now
            if self.whole is None and not rows.shown.partial:
                self.whole = now


async def _lateness(worst: list[float]) -> None:
    """Note how much later than asked the event loop comes back, for ever."""
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(PROBE)
        worst[0] = max(worst[0], time.perf_counter() - begin - PROBE)


class Letter(NamedTuple):
    """Seconds from a key to its letter, to a list for it and to the whole one; most the loop was
    late meanwhile.
    """

    painted: float
    listed: float
    whole: float
    late: float


async def _type(path: Path, word: str) -> tuple[float, list[Letter]]:
    """Most the loop is late while nothing is typed, and what each letter of a word took."""
    executor = ThreadPoolExecutor(1)
    store = ProfileStore(path)
    app = Probed(Workspace(store), executor)
    gc.freeze()  # as the program starts
    gc.set_threshold(20_000, 20, 20)
    found: list[Letter] = []
    worst = [0.0]
    async with app.run_test(size=(120, 36)) as pilot:
        probe = asyncio.create_task(_lateness(worst))
        await pilot.press("4", "slash")
        while app.panes.current != "find" or app.query_one(FindPane).rows is None:
            await pilot.pause(0.05)
        await pilot.pause(1.0)
        worst[0] = 0.0
        await pilot.pause(3.0)
        idle = worst[0]
        for letter in word:
            worst[0] = 0.0
            app.expect()
            begin = time.perf_counter()
            await pilot.press(letter)
            while app.whole is None:
                await pilot.pause(0.02)
            assert app.painted is not None
            assert app.listed is not None
            found.append(
                Letter(app.painted - begin, app.listed - begin, app.whole - begin, worst[0])
            )
        probe.cancel()
    executor.shutdown()
    store.close()
    return idle, found


def type_word(path: Path, word: str) -> tuple[float, list[Letter]]:
    """The same, to be run in a process of its own."""
    return asyncio.run(_type(path, word))
