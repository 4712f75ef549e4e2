"""How the cost of reading grows with what is read; print a line each, judge nothing by force.

    python tests/benchmarks/growth.py [--prefs MB] [--versions N]

The input grows fourfold: a ratio of about 4 is linear, one of 16 quadratic. What a prefs.js costs
is told against a bare loop over its lines. All of it is CPU time of this process.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

TUI: Final = Path(__file__).resolve().parents[2] / "tui"
sys.path[:0] = [str(TUI), str(TUI.parent)]

from sessiontui.firefox.prefs.effective import ASKED_FOR  # noqa: E402
from sessiontui.firefox.prefs.prefs_js import parse_prefs  # noqa: E402
from sessiontui.firefox.prefs.selected_prefs import read_prefs  # noqa: E402
from sessiontui.workspace import Workspace  # noqa: E402
from tests.builders import session, window, write_profile  # noqa: E402


def cpu(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds, the least of some runs: others on the machine only ever add to it."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def fourfold(name: str, once: float, four_times: float) -> None:
    """Print what one and four times as much cost."""
    ratio = four_times / once
    print(f"{name:44} {once * 1000:8.1f} {four_times * 1000:8.1f} ms   {ratio:5.1f} × for 4 ×")


def digits() -> None:
    """Of prefs.js that is damaged: digits that run into a letter."""
    texts = [b"1" * length + b"a" for length in (60_000, 240_000)]
    times = [cpu(partial(parse_prefs, text)) for text in texts]
    fourfold("prefs.js: 60 and 240 kB of digits, a letter", *times)


def versions(directory: Path, count: int) -> None:
    """Everything that ``info`` looks at."""
    times = []
    for number in (count, 4 * count):
        copies = {str(20_200_101_000_000 + one): session(window(str(one))) for one in range(number)}
        place = write_profile(directory / str(number), clean=session(window()), upgrades=copies)

        def look(place: Path = place) -> None:
            workspace = Workspace.open(str(place))
            try:
                for version in workspace.store.versions():
                    workspace.summary(version)
            finally:
                workspace.close()

        times.append(cpu(look, 2))
    fourfold(f"info: {count} and {4 * count} versions", *times)


def settings(directory: Path, name: str, line: bytes, size: int) -> None:
    """A prefs.js of so many bytes against its bare line loop."""
    path = directory / "prefs.js"
    path.write_bytes(b"".join(line % number for number in range(size // len(line))))

    def loop() -> None:
        with path.open("rb") as file:
            for _ in file:
                pass

    bare, ours = cpu(loop), cpu(lambda: read_prefs(path, ASKED_FOR))
    print(
        f"prefs.js of {size / 1e6:.0f} MB, {name:25} {bare * 1000:8.1f} {ours * 1000:8.1f} ms   "
        f"{ours / bare:5.1f} × its line loop (≤ 3)"
    )


LINES: Final = {
    "numbers": b'user_pref("extensions.some.setting%d", 1700000000);\n',
    "short texts": b'user_pref("browser.some.setting%d", "some text or other, as is usual");\n',
    "texts of 1 kB": b'user_pref("extensions.a.text%%d", "%s");\n' % (b"a text " * 150),
    "JSON of 1 MB": b'user_pref("extensions.data%%d", "{%s}");\n'
    % (rb"\"key\":\"a value\"," * 60_000),
    "JSON of 500 bytes, dense": b'user_pref("a.b%%d", "{%s}");\n' % (rb"\"key\":\"a value\"," * 25),
}


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="Measure growth; nothing is asserted.")
    parser.add_argument(
        "--prefs", type=float, default=107, help="megabytes of prefs.js (%(default)s)"
    )
    parser.add_argument(
        "--versions", type=int, default=250, help="and four times as many (%(default)s)"
    )
    given = parser.parse_args()
    digits()
    with tempfile.TemporaryDirectory(prefix="growth-") as made:
        directory = Path(made)
        os.environ["SESSIONTUI_STATE_DIR"] = str(directory / "state")  # no copies of the user's own
        versions(directory, given.versions)
        for name, line in LINES.items():
            settings(directory, name, line, int(given.prefs * 1e6))


if __name__ == "__main__":
    main()
