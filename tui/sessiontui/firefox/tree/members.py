"""What an archive says it holds, as a tree: names made safe, what is left out counted.

Nothing is ever written anywhere, so a name cannot lead out of a directory; but names with ``..``
and links are no files of a profile. Absolute names (``tar -P``) lie below the top, and of two of
one name the last one counts, as when an archive is unpacked. What was left out is told, but for
what macOS packs beside each file of a zip (``__MACOSX``): it is nobody's.

An archive may hold a million files of which thirty are asked for. So of each only its name is
kept, in its folder, and one number, by which its reader tells the rest when somebody asks.
"""

from __future__ import annotations

import errno
import stat
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from os import stat_result
from typing import Final

from ...text import count
from ..file_names import LINK
from .path import facts, missing

MOST_MEMBERS: Final = 1_000_000
"""So many are known of one archive: a name and a number each."""

_MEANS_NOTHING: Final = frozenset({LINK})  # in every used profile

_OF_MACOS: Final = "__MACOSX"
_NO_NAMES: Final = frozenset({"", ".", ".."})
_LONGEST: Final = 4096  # characters of a path, and names in it: no file system has more
_DEEPEST: Final = 256
_ROOM: Final = 1 << 26  # characters of all the names that are known, and of the paths of folders
_FOLDER: Final = -1  # in the place of a file's number


class Members:
    """The regular files of an archive by their path; each with the number its reader gave it.

    ``told`` says of a number how many bytes the file has, and when it was modified, in ns since
    epoch. It may raise OSError.
    """

    def __init__(self, told: Callable[[int], tuple[int, int]]) -> None:
        self._told = told
        self._folders: dict[str, dict[str, int]] = {"": {}}
        self._files = 0
        self._links = self._outside = self._twice = self._both = self._long = self._in_parts = 0
        self._room = _ROOM
        self.full = False
        """Whether no more are known: whoever lists them may end."""
        self.said: list[str] = []
        self._whole = True

    @property
    def whole(self) -> bool:
        """Whether all that the archive holds is known; what is not there may be missing."""
        return self._whole and not self.full

    def cut(self, why: str) -> None:
        """Some of it is not there to be known: why, as a sentence without its stop."""
        self._whole = False
        self.said.append(why)

    def __len__(self) -> int:
        return self._files

    def add(self, name: str, number: int) -> bool:
        """A regular file, and a number that is not below 0; False where it is left out."""
        if name.startswith(("./", "/")):  # as ``tar c .`` and ``tar -P`` have all of theirs
            name = name[2:] if name[0] == "." else name.lstrip("/")
        above, _, last = name.rpartition("/")
        inside = self._folders.get(above)
        if inside is None or last in _NO_NAMES or "\0" in last:
            below = self._path(name)
            if not below:
                return False
            above, _, last = below.rpartition("/")
            known = self._folders.get(above)
            if known is None and self._below_a_file(below):
                self._both += 1  # a file has the name of its folder
                return False
            inside = {} if known is None else known  # made a folder once there is room
        if len(above) + len(last) >= _LONGEST:
            self._long += 1
            return False
        if self._files >= MOST_MEMBERS or self._room < 0:
            self.full = True
            return False
        before = inside.get(last)
        if before == _FOLDER:
            self._both += 1  # a folder has its name
            return False
        if not inside and above not in self._folders:
            if len(self._folders) >= MOST_MEMBERS:
                self.full = True
                return False
            self._folders[above] = inside
            self._into_folder(above)
        if before is None:
            self._files += 1
            self._room -= len(last)
        else:
            self._twice += 1
        inside[last] = number
        return True

    def add_directory(self, name: str) -> None:
        """A directory, which may be empty."""
        below = self._path(name)
        if not below or below in self._folders or self._number(below) >= 0:
            return
        if len(self._folders) >= MOST_MEMBERS or self._room < 0:
            self.full = True
        elif not self._below_a_file(below):
            self._folders[below] = {}
            self._into_folder(below)

    def leave_out(self, name: str) -> None:
        """A link, a device or anything else that is no file."""
        self._links += name.rstrip("/").rpartition("/")[2] not in _MEANS_NOTHING

    def leave_out_in_parts(self) -> None:
        """A file with more holes than one can have that a profile is read by."""
        self._in_parts += 1

    def known(self, name: str) -> int:
        """The number of the file of that name, as ``add`` had it; below 0 where there is none."""
        names = [one for one in name[:_LONGEST].split("/") if one not in ("", ".")]
        return self._number("/".join(names))

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

    def _into_folder(self, below: str) -> None:
        """List a new folder in the one above, and so on up to one that is known."""
        while below:
            self._room -= len(below)
            above, _, name = below.rpartition("/")
            inside = self._folders.get(above)
            if inside is not None:
                inside[name] = _FOLDER
                return
            self._folders[above] = {name: _FOLDER}
            below = above

    def left_out(self) -> tuple[str, ...]:
        """What of the archive is not looked at, each as a sentence without its stop."""
        found = list(self.said)
        if self._links:
            found.append(
                f"{count(self._links, 'link or device', 'links and devices')} not followed"
            )
        if self._in_parts:
            found.append(f"{count(self._in_parts, 'file')} stored in too many parts not read")
        if self._outside:
            found.append(
                f"{count(self._outside, 'name')} that would lead out of the archive left out"
            )
        if self._long:
            found.append(f"{count(self._long, 'name')} longer than a file can have left out")
        if self._twice:
            found.append(f"{count(self._twice, 'name')} stored more than once: the last one counts")
        if self._both:
            found.append(
                f"{count(self._both, 'file')} left out: below another file, or with a folder's name"
            )
        if self.full:
            found.append(f"only its first {self._files:,} files are looked at")
        return tuple(found)

    # -- asked as a tree -----------------------------------------------------------------------

    def stat(self, below: str) -> stat_result:
        """What lies there. Raises OSError."""
        number = self._number(below)
        if number >= 0:
            size, modified_ns = self._told(number)
            return facts(stat.S_IFREG | 0o400, size, modified_ns, inode=number + 1)
        if below in self._folders:
            return facts(stat.S_IFDIR | 0o500, 0, 0)
        raise missing(errno.ENOTDIR if self._below_a_file(below) else errno.ENOENT)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory. Raises OSError."""
        return tuple(self._inside(below))

    def kinds(self, below: str) -> tuple[Collection[str], Sequence[str]]:
        """The names in a directory, and those of them that are directories. Raises OSError."""
        inside = self._inside(below)
        return inside.keys(), [name for name, number in inside.items() if number < 0]

    def _inside(self, below: str) -> dict[str, int]:
        inside = self._folders.get(below)
        if inside is None:
            there = self._number(below) >= 0 or self._below_a_file(below)
            raise missing(errno.ENOTDIR if there else errno.ENOENT)
        return inside

    def number(self, below: str) -> int:
        """The number of a file. Raises OSError."""
        number = self._number(below)
        if number < 0:
            raise missing(errno.EISDIR if below in self._folders else errno.ENOENT)
        return number

    def _number(self, below: str) -> int:
        above, _, name = below.rpartition("/")
        inside = self._folders.get(above)
        return _FOLDER if inside is None else inside.get(name, _FOLDER)

    def _below_a_file(self, below: str) -> bool:
        """Whether a directory that it would lie in is a file.

        Where a folder is known all above it are, so the last of them is found in a few steps: a
        million names may each lie hundreds of folders deep.
        """
        names = below.split("/")
        known = bisect_left(
            range(1, len(names)), True, key=lambda n: "/".join(names[:n]) not in self._folders
        )
        if known == len(names) - 1:
            return False
        return self._folders["/".join(names[:known])].get(names[known], _FOLDER) >= 0
