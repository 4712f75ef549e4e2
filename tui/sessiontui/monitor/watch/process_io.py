"""What a process and its children wrote, from /proc/PID/io.

``write_bytes`` are bytes of pages a process made dirty that belong to a file on a block device:
what it caused to be written, counted when the page becomes dirty, not when it is written. A file
on tmpfs counts nothing, a file deleted before it was written counts (``cancelled_write_bytes``
says how much of it). ``wchar`` are all bytes handed to write(), to pipes and sockets too. Both
are told only to the same user, and only on Linux. When a process is waited for, the kernel adds
its figures to its parent's; of one whose parent ignores it, they are gone.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

_WCHAR = re.compile(rb"^wchar: (\d+)", re.MULTILINE)
_WRITTEN = re.compile(rb"^write_bytes: (\d+)", re.MULTILINE)


class Told(NamedTuple):
    """Bytes: towards block devices, and handed to write() altogether."""

    write_bytes: int
    wchar: int


class _Process(NamedTuple):
    pid: int
    started: int  # clock ticks since boot: a pid that is used again has another
    parent: int
    told: Told


def written(pid: int) -> int | None:
    """``write_bytes`` of a process and all its descendants that run now; None where not told."""
    tree = _tree(pid)
    return None if tree is None else sum(process.told.write_bytes for process in tree.values())


@dataclass
class _Seen:
    """One counter of the tree: what it was at the last look, and what was lost on the way."""

    lost: int = 0

    def settle(self, before: dict[int, int], now: dict[int, int], heirs: dict[int, int]) -> None:
        """Make up for processes that have ended and whose figures their heir did not get.

        What the heir wrote meanwhile may hide some of that: the sum is never too large.
        """
        gone: defaultdict[int, int] = defaultdict(int)
        for pid, heir in heirs.items():
            gone[heir] += before[pid]
        for heir, figure in gone.items():
            self.lost += max(0, figure - (now[heir] - before[heir]))


class ProcessWrites:
    """What a process and its children have written since this was made. It never shrinks.

    Children that ended keep counting: the kernel gives their figures to the parent that waited
    for them; where none did, their last seen ones count on.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._tree = _tree(pid)
        self._written, self._handed = _Seen(), _Seen()
        self._total = Told(0, 0)
        self._start = _sum(self._tree) if self._tree is not None else Told(0, 0)

    def total(self) -> int | None:
        """``write_bytes`` so far, the last figure once it has ended; None where not told."""
        return None if self._look() is None else self._total.write_bytes

    def handed(self) -> int | None:
        """``wchar`` so far: everything given to write(), also what never reaches a disk."""
        return None if self._look() is None else self._total.wchar

    def _look(self) -> dict[int, _Process] | None:
        before = self._tree
        if before is None:
            return None
        now = _tree(self._pid)
        if now is None or now[self._pid].started != before[self._pid].started:
            return before  # it has ended
        heirs = {pid: heir for pid in before if (heir := _heir(pid, before, now)) != pid}
        for seen, field in ((self._written, "write_bytes"), (self._handed, "wchar")):
            seen.settle(_figures(before, field), _figures(now, field), heirs)
        self._tree = now
        total = _sum(now)
        self._total = Told(
            max(
                self._total.write_bytes,
                total.write_bytes + self._written.lost - self._start.write_bytes,
            ),
            max(self._total.wchar, total.wchar + self._handed.lost - self._start.wchar),
        )
        return now


def _figures(tree: dict[int, _Process], field: str) -> dict[int, int]:
    return {pid: getattr(process.told, field) for pid, process in tree.items()}


def _sum(tree: dict[int, _Process]) -> Told:
    return Told(
        sum(process.told.write_bytes for process in tree.values()),
        sum(process.told.wchar for process in tree.values()),
    )


def _heir(pid: int, before: dict[int, _Process], now: dict[int, _Process]) -> int:
    """The process itself, or when it has ended, the nearest ancestor that still runs."""
    while pid not in now or now[pid].started != before[pid].started:
        pid = before[pid].parent
    return pid


def _tree(pid: int) -> dict[int, _Process] | None:
    """A process and its descendants by pid; None where the process itself does not tell.

    Descendants that do not tell count nothing.
    """
    stats: dict[int, tuple[int, int]] = {}
    children: defaultdict[int, list[int]] = defaultdict(list)
    try:
        names = os.listdir("/proc")  # noqa: PTH208 (names are all that is wanted)
    except OSError:
        return None
    for name in names:
        if name.isdecimal() and (stat := _stat(int(name))) is not None:
            stats[int(name)] = stat
            children[stat[0]].append(int(name))
    if pid not in stats or (told := _told(pid)) is None:
        return None
    tree = {pid: _Process(pid, stats[pid][1], 0, told)}
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        for child in children.get(parent, ()):
            if child not in tree:
                told = _told(child) or Told(0, 0)
                tree[child] = _Process(child, stats[child][1], parent, told)
                waiting.append(child)
    return tree


def _read(path: str) -> bytes | None:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.read(file, 4096)
    except OSError:
        return None
    finally:
        os.close(file)


def _stat(pid: int) -> tuple[int, int] | None:
    """Parent and start of a process."""
    text = _read(f"/proc/{pid}/stat")
    if text is None:
        return None
    fields = text[text.rfind(b")") + 2 :].split()  # its name may hold anything
    return (int(fields[1]), int(fields[19])) if len(fields) > 19 else None


def _told(pid: int) -> Told | None:
    text = _read(f"/proc/{pid}/io")
    if text is None:
        return None
    to_disk, handed = _WRITTEN.search(text), _WCHAR.search(text)
    return Told(int(to_disk[1]), int(handed[1])) if to_disk and handed else None
