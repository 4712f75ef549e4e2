"""What an archive says it holds, as a tree: names made safe, what is left out counted.

Nothing is ever written anywhere, so a name cannot lead out of a directory; but names with ``..``
and links are no files of a profile. Absolute names (``tar -P``) lie below the top, and of two of
one name the last one counts, as when an archive is unpacked. What was left out is told, but for
what macOS packs beside each file of a zip (``__MACOSX``): it is nobody's.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Sequence
from os import stat_result
from typing import Final, Generic, NamedTuple, TypeVar

from ...text import count
from .path import facts, missing

MOST_MEMBERS: Final = 1_000_000
"""So many are known of one archive: a name and a number each."""

_MEANS_NOTHING: Final = frozenset({"lock"})  # Firefox's own link, in every used profile

_OF_MACOS: Final = "__MACOSX"
_NO_NAMES: Final = frozenset({"", ".", ".."})
_LONGEST: Final = 4096  # characters of a path, and names in it: no file system has more
_DEEPEST: Final = 256
_ROOM: Final = 1 << 28  # characters of all the paths that are known, those of directories too

M = TypeVar("M")


class _Listed(NamedTuple, Generic[M]):
    size: int
    modified_ns: int
    number: int
    member: M


class Members(Generic[M]):
    """The regular files of an archive by their path; each with whatever finds it again."""

    def __init__(self) -> None:
        self._files: dict[str, _Listed[M]] = {}
        self._inside: dict[str, dict[str, None]] = {"": {}}
        self._links = self._outside = self._twice = self._long = self._sparse = 0
        self._room = _ROOM
        self._too_many = False
        self.said: list[str] = []

    def __len__(self) -> int:
        return len(self._files)

    @property
    def full(self) -> bool:
        """Whether no more are known: whoever lists them may end."""
        return self._too_many

    def add(self, name: str, size: int, modified_ns: int, member: M) -> str | None:
        """A regular file; its path, or None where it is left out. ``modified_ns`` since epoch."""
        above, _, last = name.rpartition("/")
        if above and above in self._inside and last not in _NO_NAMES and "\0" not in last:
            below, known = name, True  # nearly all: nothing of it has to be looked at again
        else:
            below, known = self._path(name) or "", False
        if not below or len(below) > _LONGEST:
            self._long += bool(below)
            return None
        if len(self._files) >= MOST_MEMBERS or self._room < 0:
            self._too_many = True
            return None
        if below in self._inside or (
            not known and any(above in self._files for above in _above(below))
        ):
            self._twice += 1  # a file and a directory of one name
            return None
        self._twice += below in self._files
        self._files[below] = _Listed(size, modified_ns, len(self._files) + 1, member)
        if known:
            self._room -= len(below)
            self._inside[above][last] = None
        else:
            self._into_directory(below)
        return below

    def add_directory(self, name: str) -> None:
        """A directory, which may be empty."""
        below = self._path(name)
        if not below or below in self._files:
            return
        if len(self._inside) >= MOST_MEMBERS or self._room < 0:
            self._too_many = True
        elif not any(above in self._files for above in _above(below)):
            self._inside.setdefault(below, {})
            self._into_directory(below)

    def leave_out(self, name: str) -> None:
        """A link, a device or anything else that is no file."""
        self._links += name.rstrip("/").rpartition("/")[2] not in _MEANS_NOTHING

    def leave_out_sparse(self) -> None:
        """A file of which only the parts between its holes are stored."""
        self._sparse += 1

    def _path(self, name: str) -> str | None:
        if len(name) > _LONGEST or name.count("/") > _DEEPEST:
            self._long += 1
            return None
        names = [one for one in name.split("/") if one not in ("", ".")]
        if ".." in names or "\0" in name:
            self._outside += 1
            return None
        if names and names[0] == _OF_MACOS:
            return None
        return "/".join(names)

    def _into_directory(self, below: str) -> None:
        while below:
            self._room -= len(below)
            above, _, name = below.rpartition("/")
            inside = self._inside.setdefault(above, {})
            if name in inside:
                return
            inside[name] = None
            below = above

    def left_out(self) -> tuple[str, ...]:
        """What of the archive is not looked at, each as a sentence without its stop."""
        found = list(self.said)
        if self._links:
            found.append(
                f"{count(self._links, 'link or device', 'links and devices')} not followed"
            )
        if self._sparse:
            found.append(f"{count(self._sparse, 'file')} stored without its holes not read")
        if self._outside:
            found.append(
                f"{count(self._outside, 'name')} that would lead out of the archive left out"
            )
        if self._long:
            found.append(f"{count(self._long, 'name')} longer than a file can have left out")
        if self._twice:
            found.append(f"{count(self._twice, 'name')} stored more than once: the last one counts")
        if self._too_many:
            found.append(f"only its first {MOST_MEMBERS:,} files are looked at")
        return tuple(found)

    # -- asked as a tree -----------------------------------------------------------------------

    def stat(self, below: str) -> stat_result:
        """What lies there. Raises OSError."""
        file = self._files.get(below)
        if file is not None:
            return facts(stat.S_IFREG | 0o400, file.size, file.modified_ns, inode=file.number)
        if below in self._inside:
            return facts(stat.S_IFDIR | 0o500, 0, 0)
        raise missing(errno.ENOTDIR if self._below_a_file(below) else errno.ENOENT)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory. Raises OSError."""
        inside = self._inside.get(below)
        if inside is None:
            there = below in self._files or self._below_a_file(below)
            raise missing(errno.ENOTDIR if there else errno.ENOENT)
        return tuple(inside)

    def member(self, below: str) -> M:
        """What finds a file again. Raises OSError."""
        file = self._files.get(below)
        if file is None:
            raise missing(errno.EISDIR if below in self._inside else errno.ENOENT)
        return file.member

    def _below_a_file(self, below: str) -> bool:
        return any(above in self._files for above in _above(below))


def _above(below: str) -> list[str]:
    """The directories that a path lies in, the top left out."""
    names = below.split("/")[:-1]
    return ["/".join(names[: n + 1]) for n in range(len(names))]
