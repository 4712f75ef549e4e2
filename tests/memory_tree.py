"""A tree that lives in memory: what every store of a profile elsewhere is tested over."""

from __future__ import annotations

import errno
import stat
from collections.abc import Mapping, Sequence
from io import BytesIO
from os import stat_result
from pathlib import Path

from sessiontui.firefox.tree.path import facts, heads_by_opening, missing

MODIFIED_NS = 1_795_205_400_000_000_000


class MemoryTree:
    """Files by their path below the top; ``barred`` ones are there and cannot be read."""

    title = "memory.tar"
    lock_unknown = "it is made up"

    def __init__(self, files: Mapping[str, bytes], barred: Sequence[str] = ()) -> None:
        self.files = dict(files)
        self.barred = frozenset(barred)
        self.opened: list[str] = []  # of what was read, in order

    def stat(self, below: str) -> stat_result:
        """Of a file or directory."""
        if below in self.files:
            return facts(
                stat.S_IFREG | 0o600,
                len(self.files[below]),
                MODIFIED_NS,
                inode=hash(below) & 0xFFFF,
            )
        if below == "" or any(name.startswith(f"{below}/") for name in self.files):
            return facts(stat.S_IFDIR | 0o700, 0, MODIFIED_NS)
        above = below.rpartition("/")[0]
        raise missing(errno.ENOTDIR if above in self.files else errno.ENOENT)

    def names(self, below: str) -> Sequence[str]:
        """What lies in a directory."""
        if below in self.barred:
            raise missing(errno.EACCES)
        start = f"{below}/" if below else ""
        found = {name[len(start) :].split("/")[0] for name in self.files if name.startswith(start)}
        if not found and below:
            self.stat(below)
            raise missing(errno.ENOTDIR)
        return sorted(found, reverse=True)

    def open(self, below: str) -> BytesIO:
        """A file."""
        if below in self.barred:
            raise missing(errno.EACCES)
        if below not in self.files:
            raise missing(errno.ENOENT)
        self.opened.append(below)
        return BytesIO(self.files[below])

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files begin."""
        return heads_by_opening(self, below, length)


def of_directory(path: Path, barred: Sequence[str] = ()) -> MemoryTree:
    """The same files as in a directory of this machine."""
    return MemoryTree(
        {
            str(file.relative_to(path)): file.read_bytes()
            for file in path.rglob("*")
            if file.is_file()
        },
        barred,
    )
