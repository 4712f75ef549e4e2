"""Measure finding pages in all versions; print a table, judge nothing by force.

    python -m tests.benchmarks.pages [--size MB] [--version-size MB] [--pages N] [--runs N]

CPU is user + system time; each ratio is to a peer that was measured in the same run, in turns with
what it is compared with. Memory is what the allocator of Python was asked for. What a letter in
Find takes is wall time, so a busy machine shows in it: see how late the event loop is while nothing
is typed.
"""

from __future__ import annotations

import argparse
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
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import lz4.block
import msgspec

from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.workspace import Workspace

from .costs import TUI, measure
from .generate import NOW, generate, mozlz4
from .letters import many, type_word
from .table import words_line as line

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


def read_naively(store: ProfileStore) -> None:
    """Read every version with lz4 and json, as a script would."""
    for name in FILES:
        data = (store.path / name).read_bytes()
        size = struct.unpack_from("<I", data, 8)[0]
        json.loads(lz4.block.decompress(memoryview(data)[12:], uncompressed_size=size))


def read_first(store: ProfileStore) -> None:
    """Read one version, and let go of it, as a comparison does with both."""
    store.peek(store.versions()[0].id)


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
    ratio(
        "  the same", "reading with lz4 and json",
        apart(in_turns, path, read_naively, index_all, runs), None,
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
        apart(in_turns, two, read_first, compare_two, runs),
        4 if size >= 50 else None,  # small ones are read from the processor's cache
    )  # fmt: skip


def _screen(directory: Path, pages: int) -> None:
    path = profile(directory / "many", many(pages, RARE))
    idle, letters = apart(type_word, path, RARE)
    load = os.getloadavg()[0]
    line(f"Find over {pages:,} pages, nothing typed", f"loop late by ≤ {idle * 1000:.0f} ms")
    for name, times, limit in (
        (f"a letter, on the screen (load {load:.1f})", [one.painted for one in letters], 0.05),
        ("  its list", [one.listed for one in letters], 0.15),
        ("  with what must be read", [one.whole for one in letters], None),
        ("  loop late by", [one.late for one in letters], 0.05),
    ):
        words = f"{statistics.median(times) * 1000:.0f} ms (≤ {max(times) * 1000:.0f})"
        target = "" if limit is None else f"≤ {limit * 1000:g} ms, the slowest"
        line(name, words, target, None if limit is None else max(times) <= limit)


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
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles it at each start
        os.environ["PYTHONPYCACHEPREFIX"] = str(directory / "compiled")
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
