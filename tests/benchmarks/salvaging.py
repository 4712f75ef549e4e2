"""What damaged files give back, and how fast; print tables, judge nothing.

    python -m tests.benchmarks.salvaging [--size MB] [--tabs N] [--seeds N]

The share of tabs (open and closed) that a damaged file still gives: first those that are there
byte for byte, then those whose address is. Over the real sessions beside the checkout that have at
least N tabs, damaged at a place, by a size; for ``cut`` and ``behead`` the place is all there is.
Speed is that of a file cut at its end, beside lz4 unpacking the whole file, in CPU time.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import lz4.block

from sessiontui.codec.salvage.salvage import salvage
from sessiontui.session.json.pointer import Steps
from tests.damages import KINDS, Original, items_of, session_files

from .generate import generate, mozlz4

PLACES: Final = (0.1, 0.5, 0.9)
SIZES: Final = (512, 4096, 65536)
SIZELESS: Final = ("cut", "behead", "flip")


def tabs_of(items: dict[Steps, bytes]) -> list[bytes]:
    """The tabs among items."""
    return [i for steps, i in items.items() if steps[-2] in ("tabs", "_closedTabs", "closedTabs")]


def addresses(tabs: Iterable[bytes]) -> Iterator[str]:
    """The address of each tab's last page."""
    for tab in tabs:
        read = json.loads(tab)
        state = read.get("state", read)
        entries = state.get("entries") if isinstance(state, dict) else None
        last = entries[-1] if isinstance(entries, list) and entries else None
        yield str(last.get("url")) if isinstance(last, dict) else ""


def share(wanted: Counter[bytes] | Counter[str], found: Counter[bytes] | Counter[str]) -> float:
    """How much of what is wanted is found."""
    return 1 - sum((wanted - found).values()) / sum(wanted.values())  # type: ignore[operator]


def one(path: Path, kind: str, place: float, size: int, seeds: int) -> list[tuple[float, float]]:
    """Exact and recognisable tabs of one file, damaged as often as there are seeds."""
    whole = Original(path.read_bytes())
    tabs = tabs_of(whole.items)
    exact, known = Counter(tabs), Counter(addresses(tabs))
    found = []
    for seed in range(seeds):
        chance = random.Random(f"{path.name} {kind} {place} {size} {seed}")
        at = int(len(whole.data) * min(0.99, max(0.0, place + chance.uniform(-0.05, 0.05))))
        damaged = KINDS[kind](whole.data, at, size, chance).data
        left = tabs_of(items_of(salvage(damaged)))
        found.append((share(exact, Counter(left)), share(known, Counter(addresses(left)))))
    return found


def table(least: int, seeds: int) -> None:
    """Print the share of tabs for each kind, place and size."""
    paths = [p for p in session_files() if len(tabs_of(Original(p.read_bytes()).items)) >= least]
    print(
        f"share of tabs given back: exact / by address; {len(paths)} files of {least} tabs or more"
    )
    print(f"{'':22}" + "".join(f"{f'at {place:.0%}':>20}" for place in PLACES))
    for form, some in (
        ("packed", [p for p in paths if p.read_bytes().startswith(b"mozLz40")]),
        ("plain", [p for p in paths if not p.read_bytes().startswith(b"mozLz40")]),
    ):
        for kind in KINDS:
            for size in SIZES if kind not in SIZELESS else (0,):
                cells = []
                for place in PLACES:
                    found = [
                        shares
                        for path in some
                        if size * 2 < path.stat().st_size
                        for shares in one(path, kind, place, size, seeds)
                    ]
                    exact, known = (sum(column) / len(found) for column in zip(*found, strict=True))
                    cells.append(f"{exact:.0%} / {known:.0%}")
                name = f"{form} {kind} {size or ''}"
                print(f"{name:22}" + "".join(f"{cell:>20}" for cell in cells), flush=True)


def speed(size: int) -> None:
    """Print how fast a large file that is cut is read, and with how much memory."""
    data = mozlz4(generate(size * 1_000_000))
    cut = data[: len(data) - len(data) // 50]
    begun = time.process_time()
    text = lz4.block.decompress(data[8:])
    unpacked = time.process_time()
    found = salvage(cut)
    done = time.process_time()
    rate = found.recovered_bytes / (done - unpacked) / 1e6
    ratio = (done - unpacked) / (unpacked - begun)
    tracemalloc.start()
    salvage(cut)
    peak = tracemalloc.get_traced_memory()[1] / len(text)
    tracemalloc.stop()
    print(f"a cut file of {len(text):,} bytes of text: {rate:.0f} MB/s, {ratio:.1f} × the time lz4")
    print(f"takes to unpack it; {peak:.1f} × its size in memory, {len(found.items):,} items")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=30, help="megabytes of the file cut for speed")
    parser.add_argument("--tabs", type=int, default=40, help="tabs that a file has at least")
    parser.add_argument("--seeds", type=int, default=2, help="damages of each file, kind and place")
    options = parser.parse_args()
    speed(options.size)
    table(options.tabs, options.seeds)


if __name__ == "__main__":
    main()
