"""A path of files that are no directory of this machine: in an archive, on another machine.

All that reads a profile takes either a ``Path`` or a ``TreePath``, which answers to the same names.
What only this machine can do (locks, watching, writing, following links) is done for a ``Path``
alone: whoever does it asks with ``isinstance``.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from msgspec import Struct


class Tree(Protocol):
    """Files that can be listed, asked for what they are, and read. Nothing is ever written there.

    ``below`` is a path from its top with ``/`` between names, empty for the top. Each raises
    OSError as the system does for a file here: FileNotFoundError, NotADirectoryError,
    PermissionError, or another with words that a person understands in ``strerror``.
    """

    @property
    def title(self) -> str:
        """How a person names it: ``old-laptop.tar``, ``ssh:server``. Not made printable yet."""

    @property
    def lock_unknown(self) -> str:
        """Why it cannot be told whether a browser uses a profile there, in words."""

    def stat(self, below: str) -> os.stat_result:
        """What lies there: kind, size, time and what tells it from others (``facts``)."""

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory, in any order."""

    def open(self, below: str) -> BufferedIOBase:
        """A file there, to be read from its begin to its end once."""

    def heads(self, below: Sequence[str], length: int) -> Mapping[str, bytes]:
        """How files begin: of those alone of which that is cheap to tell, all in one question."""


def heads_by_opening(tree: Tree, below: Sequence[str], length: int) -> dict[str, bytes]:
    """``Tree.heads`` where a file costs nothing to be opened. Those that cannot be are left out."""
    found = {}
    for path in below:
        with suppress(OSError), tree.open(path) as file:
            found[path] = file.read(length)
    return found


@runtime_checkable
class LiveTree(Tree, Protocol):
    """A tree whose files may change while somebody looks: it can be listed anew."""

    def look(self, belows: Iterable[str], *, anew: bool = False) -> None:
        """List directories, those that were not listed just now or, ``anew``, all of them.

        What is wrong with one of them is said to whoever asks for it. Raises OSError where
        nothing can be told at all.
        """


class TreePath(Struct, frozen=True):
    """A place in a tree, with what is asked of a ``Path``. ``below`` has ``/`` between names."""

    tree: Tree
    below: str = ""

    def __truediv__(self, name: str) -> TreePath:
        if name not in ("", ".") and "/" not in name:
            return TreePath(self.tree, f"{self.below}/{name}" if self.below else name)
        names = [one for one in name.split("/") if one not in ("", ".")]
        return TreePath(self.tree, "/".join([*filter(None, [self.below]), *names]))

    def __lt__(self, other: TreePath) -> bool:
        return self.below < other.below

    def __str__(self) -> str:
        return f"{self.tree.title}/{self.below}" if self.below else self.tree.title

    @property
    def name(self) -> str:
        """Its last name; that of the tree for its top."""
        return self.below.rpartition("/")[2] or self.tree.title.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """What ends its name, with the dot."""
        return Path(self.name).suffix

    @property
    def parent(self) -> TreePath:
        """What it lies in; the top lies in itself."""
        return TreePath(self.tree, self.below.rpartition("/")[0])

    def with_name(self, name: str) -> TreePath:
        """Another name beside it."""
        return self.parent / name

    def stat(self) -> os.stat_result:
        """What lies there. Raises OSError."""
        return self.tree.stat(self.below)

    def lstat(self) -> os.stat_result:
        """The same: in a tree a link is none of its files, so there is nothing to follow."""
        return self.tree.stat(self.below)

    def iterdir(self) -> Iterator[TreePath]:
        """What lies in it. Raises OSError, like Path's at the first step."""
        for name in self.tree.names(self.below):
            yield self / name

    def is_dir(self) -> bool:
        """Whether it is a directory."""
        return self._is(stat.S_IFDIR)

    def is_symlink(self) -> bool:
        """Never: what is a link there is none of its files."""
        return False

    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self._is(stat.S_IFREG)

    def exists(self) -> bool:
        """Whether there is anything. Raises OSError where that cannot be told."""
        try:
            self.stat()
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return False
            raise
        return True

    def _is(self, kind: int) -> bool:
        try:
            return stat.S_IFMT(self.stat().st_mode) == kind
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return False
            raise


AnyPath: TypeAlias = Path | TreePath
"""A path here, or of a tree."""


def facts(
    mode: int, size: int, modified_ns: int, *, inode: int = 0, device: int = 0
) -> os.stat_result:
    """What a tree answers to ``stat``: kind and rights, bytes, ns since epoch, what tells it apart.

    The owner is nobody: whose a file of another machine is means nothing here.
    """
    seconds = modified_ns // 1_000_000_000
    return os.stat_result(
        (mode, inode, device, 1, -1, -1, size, seconds, seconds, seconds),
        {"st_mtime_ns": modified_ns, "st_mtime": modified_ns / 1e9, "st_ctime_ns": modified_ns},
    )


def missing(kind: int = errno.ENOENT) -> OSError:
    """The error for what is not there, or is no directory, as the system words it."""
    return OSError(kind, os.strerror(kind))
