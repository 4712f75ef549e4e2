"""A profile in a large tar or zip, beside what Python's libraries take for the index alone.

An archive holds one profile and files around it that do not matter. Each process tells the CPU of
the one thing that is measured, its imports left out: a start differs by more than a zip may take.
Of ours what listing the same profile in a directory takes is taken off.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from .costs import Cost, Tree, in_turns, measure
from .table import Table, Value

FILLER: Final = 1 << 20
SMALL_FILES: Final = 1000  # for each megabyte of the largest session
PROFILE: Final = "home/me/.mozilla/firefox/x.default"

_BEGUN: Final = "import sys, time; {imports}; begun = time.process_time(); "
_TOLD: Final = (
    "; cpu = time.process_time() - begun; "
    "peak = [n for n in open('/proc/self/status') if n.startswith('VmHWM')][0].split()[1]; "
    "print(cpu, peak)"
)
OURS: Final = (
    "sessiontui.stores.archive.store, sessiontui.stores.profile.store; "
    "from sessiontui.stores.registry import open_place",
    "store = open_place(sys.argv[1]); assert store.versions()",
)
ZIPFILE: Final = ("zipfile", "names = zipfile.ZipFile(sys.argv[1]).infolist()")
TARFILE: Final = ("tarfile", "names = tarfile.open(sys.argv[1]).getmembers()")


def run(
    trees: Sequence[Tree], profile: Path, directory: Path, table: Table, runs: int, largest: float
) -> None:
    """Print the table. The archives are ten times `largest` megabytes, 1 GB for 100."""
    table.heading(f"A profile in an archive of {largest * 10:,.0f} MB, CPU above its directory's")
    small = round(SMALL_FILES * largest)
    for name, size, count in (
        ("files of 1 MB", FILLER, round(largest * 10e6 / FILLER)),
        (f"{small:,} small files", 100, small),
    ):
        for ending, library, peer in (
            ("zip", ZIPFILE, ["unzip", "-l"]),
            ("tar", TARFILE, ["tar", "tf"]),
            ("tar.gz", TARFILE, ["tar", "tf"]),
        ):
            packed = directory / f"x.{ending}"
            _pack(packed, _files(profile, size, count))
            of_library, *listed = _cpu(packed, trees, library, runs)
            bare = _cpu(profile, trees, None, runs)
            above = [
                cost.failed or (cost.cpu - base.cpu) * 1000
                for cost, base in zip(listed, bare, strict=True)
            ]
            table.line(f"{ending}, {name}: versions", above, goal=of_library.cpu * 1000)
            peaks: list[Value] = [cost.failed or cost.peak / 1e6 for cost in listed]
            table.line("  peak memory", peaks, "MB")
            table.line(f"  peer: Python's {library[0]}", [of_library.cpu * 1000])
            table.line("  its peak memory", [of_library.peak / 1e6], "MB")
            if shutil.which(peer[0]) is not None:
                cost = measure([*peer, str(packed)], runs, trees[0].environment)
                table.line(f"  peer: {' '.join(peer)}", [cost.failed or cost.cpu * 1000])
            packed.unlink()


def _pack(packed: Path, files: Iterator[tuple[str, bytes]]) -> None:
    if packed.suffix == ".zip":
        with zipfile.ZipFile(packed, "w") as zipped:
            for path, data in files:
                zipped.writestr(path, data)
        return
    with tarfile.open(packed, "w:gz" if packed.suffix == ".gz" else "w") as archive:
        for path, data in files:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def _files(profile: Path, size: int, count: int) -> Iterator[tuple[str, bytes]]:
    filler = random.Random(1).randbytes(size)
    for number in range(count):
        if number == count // 2:
            for file in sorted(profile.rglob("*")):
                if file.is_file():
                    yield f"{PROFILE}/{file.relative_to(profile)}", file.read_bytes()
        yield f"home/me/photos/{number // 100}/{number}.jpg", filler


def _cpu(
    place: Path, trees: Sequence[Tree], library: tuple[str, str] | None, runs: int
) -> list[Cost]:
    """What a library, where one is given, and each tree take to list what is in a place."""
    works = [] if library is None else [partial(_told, library, place, trees[0].environment)]
    works += [partial(_told, OURS, place, tree.environment) for tree in trees]
    return in_turns(works, runs)


def _told(work: tuple[str, str], place: Path, environment: Mapping[str, str]) -> Cost:
    imports, code = work
    text = f"{_BEGUN.format(imports=f'import {imports}')}{code}{_TOLD}"
    done = subprocess.run(
        [sys.executable, "-c", text, str(place)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return Cost(failed=(done.stderr.splitlines() or ["no message"])[-1][:100])
    cpu, peak = done.stdout.split()
    return Cost(cpu=float(cpu), peak=int(peak) * 1024)
