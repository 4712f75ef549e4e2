"""What a session costs here and in a real Firefox, side by side; prints a table, judges nothing.

    python -m tests.benchmarks.beside_firefox [--size MB] [--rounds N]

CPU time of ``monitor.costs``, the least of some rounds, and that of Firefox's main process for as
many of the same calls in a profile of its own; last what Firefox notes of the save at quit of a
profile with this session, by the clock.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from sessiontui.codec import mozlz4
from sessiontui.monitor.costs.apart import measured_apart
from sessiontui.stores.profile.store import ProfileStore
from tests.firefox.driver import Firefox
from tests.firefox.test_costs import STEPS, go_on, log_prefs

from .generate import generate
from .generate import mozlz4 as packed


def steps_of_firefox(profile: Path, file: Path, rounds: int) -> tuple[float, float, float]:
    """Seconds of CPU to read and unpack, to parse and to write a session, on average."""
    with Firefox(profile, timeout=600) as firefox:
        process = Path("/proc", str(firefox.chrome("return Services.appinfo.processID;")), "stat")

        def cpu(reads: int, parses: int, writes: int) -> float:
            before = _ticks(process)
            firefox.chrome(STEPS, str(file), reads, parses, writes)
            return (_ticks(process) - before) / os.sysconf("SC_CLK_TCK")

        cpu(1, 1, 1)  # what is done but once
        read = cpu(rounds, 0, 0) / rounds
        parse = (cpu(1, rounds, 0) - read) / rounds
        # What comes behind the writes unpacks and counts once more: that is of no save.
        once = cpu(1, 1, 1)
        save = (cpu(1, 1, 1 + rounds) - once) / rounds
        firefox.quit()
    return read, parse, save


def _ticks(stat: Path) -> int:
    """User and system time of a process, in ticks of the system's clock (proc(5))."""
    fields = stat.read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def main() -> None:
    """Measure both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=20, help="MB of JSON")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "session.jsonlz4")
        file.write_bytes(packed(generate(int(options.size * 1e6))))
        text = mozlz4.unpack(file.read_bytes())
        ours = [measured_apart(text, go_on) for _ in range(options.rounds)]
        read, parse, save = steps_of_firefox(Path(place, "empty"), file, options.rounds)
        profile = Path(place, "profile")
        profile.mkdir()
        shutil.copyfile(file, profile / "sessionstore.jsonlz4")
        prefs = {"browser.startup.page": 3, **log_prefs()}
        with Firefox(profile, prefs=prefs, timeout=600) as firefox:
            firefox.quit()
        noted = ProfileStore(profile).firefox_writes()[-1]
    rows = (
        ("read and unpack", min(each.read + each.unpack for each in ours), read),
        ("parse", min(each.parse for each in ours), parse),
        ("all of a save", min(each.save for each in ours), save),
        ("the save at quit, as Firefox noted it", None, noted.seconds),
    )
    print(f"{len(text) / 1e6:.0f} MB of JSON, ms{'':25}{'here':>9}{'Firefox':>9}{'ratio':>7}")
    for name, here, there in rows:
        mine, ratio = ("", "") if here is None else (f"{here * 1e3:.0f}", f"{there / here:.1f}")
        print(f"{name:40}{mine:>9}{there * 1e3:9.0f}{ratio:>7}")


if __name__ == "__main__":
    main()
