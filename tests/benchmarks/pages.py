"""Measure finding pages in all versions; print a table, judge nothing by force.

    python -m tests.benchmarks.pages [--size MB] [--version-size MB] [--pages N] [--runs N]

CPU is user + system time; each ratio is to a peer that was measured in the same run, in turns with
what it is compared with. Memory is what the allocator of Python was asked for. The screen is the
app itself under Textual's Pilot: a letter counts as on the screen with the first paint that has
it, and the event loop is asked every few milliseconds how late it is.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import struct
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import msgspec

from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.workspace import Workspace

from .generate import NOW, generate, mozlz4
from .run import TUI, measure
from .watching import line

P = ParamSpec("P")
R = TypeVar("R")

FILES: Final = (
    "sessionstore.jsonlz4",
    "sessionstore-backups/previous.jsonlz4",
    "sessionstore-backups/upgrade.jsonlz4-20261101000000",
    "sessionstore-backups/upgrade.jsonlz4-20260901000000",
    "sessionstore-backups/upgrade.jsonlz4-20260701000000",
)
FREQUENT: Final = "harbour"
RARE: Final = "marmalade"
"""A word in very many tabs, and one that is put into a single one."""
TYPED: Final = "marmalade"
PROBE: Final = 0.004  # seconds between two questions to the event loop


# -- what is measured -------------------------------------------------------------------------


def profile(directory: Path, versions: Sequence[bytes]) -> Path:
    """A profile with these sessions, the first of them the one that would load."""
    (directory / "sessionstore-backups").mkdir(parents=True)
    (directory / "prefs.js").write_text("")
    for name, packed in zip(FILES, versions, strict=False):
        (directory / name).write_bytes(packed)
    return directory


def aged(text: bytes, count: int) -> Iterator[bytes]:
    """Packed files of one session as it was ever longer ago: other tabs scrolled, a few more."""
    state: dict[str, Any] = msgspec.json.decode(text)
    tabs = state["windows"][0]["tabs"]
    tabs[len(tabs) // 2]["entries"][-1]["title"] = f"Orange {RARE}"
    more = max(1, len(tabs) // 50)
    for n in range(count):
        state["session"]["lastUpdate"] = NOW - n * 86_400_000
        for index in range(n, len(tabs), 10):
            tabs[index]["scroll"] = {"scroll": f"0,{n * 100}"}
        yield mozlz4(msgspec.json.encode(state))
        for tab in tabs[-more:]:
            tabs.append(json.loads(json.dumps(tab)))
            tabs[-1]["lastAccessed"] -= n + 1
            for entry in tabs[-1]["entries"]:
                entry["url"] += f"&before={n}"
                entry.pop("navigationKey", None)


def many(pages: int) -> list[bytes]:
    """Two packed sessions of small tabs that hold so many pages together, a fifth in both."""
    each = pages * 3 // 5
    return [
        mozlz4(msgspec.json.encode(_small(range(first, first + each))))
        for first in (0, pages - each)
    ]


def _small(numbers: range) -> dict[str, Any]:
    words = ("news", "market", "harbour", "wiki", "mail", "summer", "recipe", "map", "radio")
    tabs = [
        {
            "entries": [
                {
                    "url": f"https://{words[n % 9]}{n % 400}.example/{words[n // 9 % 9]}/{n}",
                    "title": f"{words[n % 7]} {RARE if n % 50 == 0 else words[n % 5]} {n}",
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


def unpacked_size(path: Path) -> int:
    """Bytes of JSON in all session files of a profile."""
    found = (path / name for name in FILES if (path / name).exists())
    return sum(int(struct.unpack_from("<I", file.read_bytes(), 8)[0]) for file in found)


# -- in a process of its own ------------------------------------------------------------------


def apart(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run it in a new process, so that nothing of another is in its figures."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


@contextmanager
def opened(path: Path) -> Iterator[ProfileStore]:
    """A store that remembers nothing yet."""
    store = ProfileStore(path)
    try:
        yield store
    finally:
        store.close()


def _timed(path: Path, work: Callable[[ProfileStore], object]) -> float:
    """CPU seconds of something with a store; the garbage collector off, as while it starts."""
    with opened(path) as store:
        store.versions()
        gc.collect()
        begin = time.process_time()
        kept = work(store)
        cost = time.process_time() - begin
        del kept
    return cost


def read_all(store: ProfileStore) -> None:
    """Read every version, and remember none."""
    for version in store.versions():
        store.peek(version.id)


def read_first(store: ProfileStore) -> object:
    """Read one version."""
    return store.peek(store.versions()[0].id)


def index_all(store: ProfileStore) -> object:
    """Survey the pages of every version."""
    versions = store.versions()
    return PageFinder(store).survey(versions, versions[0].id)


def compare_two(store: ProfileStore) -> object:
    """Compare the first two versions."""
    versions = store.versions()
    return PageFinder(store).compare(versions, versions[1].id, versions[0].id)


def summarise(store: ProfileStore) -> None:
    """What the rail and the first screen say of every version."""
    workspace = Workspace(store)
    view = workspace.view(None)
    while (more := workspace.survey(view)) is not None:
        view = more


def in_turns(
    path: Path, peer: Callable[[ProfileStore], object], work: Callable[[ProfileStore], object],
    runs: int,
) -> tuple[float, float]:  # fmt: skip
    """Median CPU seconds of a peer and of what is compared with it, each run after the other."""
    costs = [(_timed(path, peer), _timed(path, work)) for _ in range(runs + 1)][1:]
    return statistics.median(c[0] for c in costs), statistics.median(c[1] for c in costs)


def index_memory(path: Path) -> int:
    """Bytes that the rows of all versions and their pages hold."""
    with opened(path) as store:
        versions = store.versions()
        finder = PageFinder(store)
        tracemalloc.start()
        finder.survey(versions, versions[0].id)
        gc.collect()
        tracemalloc.reset_peak()
        survey = finder.survey(versions, versions[0].id)
        store.refresh()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
        del finder, survey
        gc.collect()
        return held - tracemalloc.get_traced_memory()[0]


# -- the screen -------------------------------------------------------------------------------


class Probed(SessiontuiApp):
    """The app; notes when a letter was painted, when a list for it was, and when all of it was."""

    CSS_PATH = TUI / "sessiontui/ui/app.tcss"
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
        pane = self.query_one(FindPane)
        text = pane.filter_line.text
        if self.painted is None and text:
            self.painted = now
        rows = pane.rows
        if rows is not None and rows.shown.text == text:
            self.listed = self.listed or now
            if self.whole is None and not getattr(rows.shown, "partial", False):
                self.whole = now


async def _lateness(worst: list[float]) -> None:
    """Note how much later than asked the event loop comes back, for ever."""
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(PROBE)
        worst[0] = max(worst[0], time.perf_counter() - begin - PROBE)


async def _type(path: Path, word: str) -> list[tuple[float, float, float, float]]:
    """Seconds to letter, first and whole list, and most the loop was blocked, for each letter."""
    executor = ThreadPoolExecutor(1)
    store = ProfileStore(path)
    app = Probed(Workspace(store), executor)
    found = []
    worst = [0.0]
    async with app.run_test(size=(120, 36)) as pilot:
        probe = asyncio.create_task(_lateness(worst))
        await pilot.press("4", "slash")
        while app.query_one(FindPane).rows is None:
            await pilot.pause(0.05)
        await pilot.pause(1.0)
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
                (app.painted - begin, app.listed - begin, app.whole - begin, worst[0])
            )
        probe.cancel()
    executor.shutdown()
    store.close()
    return found


def type_word(path: Path, word: str) -> list[tuple[float, float, float, float]]:
    """The same, to be run in a process of its own."""
    return asyncio.run(_type(path, word))


# -- the table --------------------------------------------------------------------------------


def ratio(name: str, peer: str, costs: tuple[float, float], limit: float | None) -> None:
    """One line: what it costs, and how many times what the peer does."""
    times = costs[1] / costs[0]
    words = f"{costs[1] * 1000:.0f} ms CPU, {times:.2f} × {peer}"
    target = "" if limit is None else f"≤ {limit:g} ×"
    line(name, words, target, None if limit is None else times <= limit)


def _versions(directory: Path, text: bytes, size: float, runs: int, tool: list[str]) -> None:
    path = profile(directory / "versions", list(aged(text, len(FILES))))
    ratio(
        f"index of {len(FILES)} versions of {size:g} MB", "reading",
        apart(in_turns, path, read_all, index_all, runs), 2,
    )  # fmt: skip
    share = apart(index_memory, path) / unpacked_size(path)
    line("  its memory", f"{share:.3f} × the JSON", "≤ 0.3 ×", share <= 0.3)
    ratio(
        "survey of them (rail, first screen)", "reading",
        apart(in_turns, path, read_all, summarise, runs), None,
    )  # fmt: skip
    for word in (RARE, FREQUENT):
        cost = measure([*tool, "find", str(path), word, "--json"], runs, dict(os.environ)).cpu
        line(f"find {word} in them", f"{cost * 1000:.0f} ms CPU", "≤ 1 s", cost <= 1)


def _big(directory: Path, text: bytes, size: float, runs: int, tool: list[str]) -> None:
    two = profile(directory / "two", list(aged(text, 2)))
    one = two / FILES[0]
    for word in (RARE, FREQUENT):
        costs = []
        for _ in range(runs):
            costs.append(
                (
                    measure([*tool, "tabs", str(one), "--json"], 1, dict(os.environ)).cpu,
                    measure([*tool, "find", str(one), word, "--json"], 1, dict(os.environ)).cpu,
                )
            )
        middle = statistics.median(c[0] for c in costs), statistics.median(c[1] for c in costs)
        ratio(f"find {word} in {size:g} MB", "tabs", middle, 2)
    ratio(
        f"compare two versions of {size:g} MB", "reading one",
        apart(in_turns, two, read_first, compare_two, runs), 4,
    )  # fmt: skip


def _screen(directory: Path, pages: int) -> None:
    path = profile(directory / "many", many(pages))
    found = apart(type_word, path, TYPED)
    for at, (name, limit) in enumerate(
        (("on the screen", 50), ("  its list", 150), ("  the whole list", None), ("  loop", 50))
    ):
        times = [one[at] * 1000 for one in found]
        most = max(times)
        words = f"{statistics.median(times):.0f} ms (≤ {most:.0f})"
        target = "" if limit is None else f"≤ {limit} ms, the slowest"
        title = f"a letter in Find, {pages:,} pages" if not at else name
        line(f"{title}, on the screen" if not at else title, words, target,
             None if limit is None else most <= limit)  # fmt: skip


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="What finding pages costs; nothing is asserted.")
    parser.add_argument("--size", type=float, default=100, help="megabytes of a big version")
    parser.add_argument("--version-size", type=float, default=10, help="megabytes of each of five")
    parser.add_argument("--pages", type=int, default=100_000, help="pages on the screen")
    parser.add_argument("--runs", type=int, default=5, help="runs per figure (%(default)s)")
    parser.add_argument("--only", choices=("versions", "big", "screen"), help="one part of it")
    given = parser.parse_args()
    tool = [sys.executable, "-m", "sessiontui"]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        directory = Path(name)
        for variable in [v for v in os.environ if v.startswith("XDG_")]:
            del os.environ[variable]
        os.environ["HOME"] = str(directory / "home")  # nothing of the user's own
        (directory / "home").mkdir()
        os.environ["PYTHONPATH"] = os.pathsep.join(
            [str(TUI), *filter(None, [os.environ.get("PYTHONPATH")])]
        )
        if given.only in (None, "versions"):
            text = apart(generate, int(given.version_size * 1e6))
            _versions(directory, text, given.version_size, given.runs, tool)
        if given.only in (None, "big"):
            text = apart(generate, int(given.size * 1e6))
            _big(directory, text, given.size, given.runs, tool)
        if given.only in (None, "screen"):
            _screen(directory, given.pages)


if __name__ == "__main__":
    main()
