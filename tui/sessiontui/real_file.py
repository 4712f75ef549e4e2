"""A file where it really lies: its path walked one name at a time, with whose links are on it.

Whoever may write a directory on the way can put a link into it, also between two looks. So a path
is walked from one open directory to the next, each link is seen before it is followed, and what is
read or replaced is reached from the directory that was found, never by its path again.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from .text import printable

Identity = tuple[int, int]
"""Device and inode."""

_MOST_LINKS: Final = 40  # as the kernel has it
_OF_THE_KERNEL: Final = tuple(("dev", name) for name in ("fd", "stdin", "stdout", "stderr"))
_HERE: Final = getattr(os, "O_PATH", 0) | os.O_CLOEXEC | os.O_NOFOLLOW


class Link(Struct, frozen=True):
    """A symbolic link on the way, and the number of the user it belongs to."""

    path: Path
    owner: int

    def by_whom(self) -> str:
        """That it is a link and whose, after its name."""
        return f"is a link that another user ({_user(self.owner)}) made"


class RealFile(Struct, frozen=True):
    """A file's name in the directory that holds it.

    ``path`` is what it was called, ``target`` where that leads, without links. ``info`` is that
    of the file; None where there is none. ``linked``: the name itself is a link, not only a
    directory before it. ``directory`` is open until the end, and all that is asked is asked there.
    """

    path: Path
    target: Path
    directory: int
    name: str
    info: os.stat_result | None
    links: tuple[Link, ...]
    linked: bool

    def open(self) -> int:
        """The file, opened to be read; never another that has come in its place as a link.

        Raises OSError, ENXIO for a device: to open one may start it, rewind it, reset the machine.
        """
        if self.info is not None and stat.S_IFMT(self.info.st_mode) in (stat.S_IFCHR, stat.S_IFBLK):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        return os.open(self.name, flags, dir_fd=self.directory)

    def planted(self) -> str | None:
        """Why this is not taken for the file that is meant, in words; None when it may be.

        A link counts when it belongs to the person who runs this, to the system, or to the owner
        of what it leads to: nobody else may say which file is meant. With a second name (a hard
        link) it is whoever may write the directory that says so: the owner of both only.
        """
        inside = os.fstat(self.directory)
        owner = (self.info or inside).st_uid
        for link in self.links:
            if link.owner not in (owner, *trusted_users()):
                here = link.path == Path.cwd() / self.path
                return (
                    f"{'this' if here else printable(str(link.path))} {link.by_whom()} to what is "
                    f"not theirs ({printable(str(self.target))}), so it is not followed"
                )
        own = self.info is not None and self.info.st_uid == inside.st_uid
        return None if own and not inside.st_mode & stat.S_IWOTH else self._lent()

    def unsafe(self) -> str | None:
        """Why it must not be replaced, in words; None when it may be."""
        reason = self.planted()
        if reason is not None:
            return reason
        if self.info is None:
            if self.linked:
                return f"it is a link to {printable(str(self.target))}, where there is no file"
            return None
        return self._lent()

    def _lent(self) -> str | None:
        """That another user may have given the file the name by which it was found."""
        inside = os.fstat(self.directory)
        shared = inside.st_uid not in trusted_users() or inside.st_mode & 0o022
        if self.info is not None and self.info.st_nlink > 1 and shared:
            return (
                f"the file has {self.info.st_nlink} names (hard links), and another user may have "
                "given it this one; copy it to a file of its own first"
            )
        return None


def identity(info: os.stat_result) -> Identity:
    """What tells a file or directory from every other while it exists."""
    return info.st_dev, info.st_ino


def trusted_users() -> tuple[int, ...]:
    """The person who runs this, and the system (which a container may show under another id)."""
    return os.geteuid(), 0, os.stat("/").st_uid  # noqa: PTH116


def _user(number: int) -> str:
    import pwd

    try:
        return printable(pwd.getpwuid(number).pw_name)
    except KeyError:
        return f"number {number}"


def walkable(path: Path) -> bool:
    """Whether a path can be walked: not everywhere, and not what only the kernel resolves."""
    first = path.parts[1:3]
    by_kernel = first[:1] == ("proc",) or first in _OF_THE_KERNEL
    return hasattr(os, "O_PATH") and not (path.is_absolute() and by_kernel)


class HeldDirectory(Struct, frozen=True):
    """A directory that stays the one it is, whatever is put in the place of its name."""

    path: Path  # without links
    descriptor: int

    def is_still_there(self) -> bool:
        """Whether its path still leads to it, through no link."""
        try:
            with _walked(self.path, None) as found:
                inside = identity(os.fstat(found.directory))
                return not found.links and inside == identity(os.fstat(self.descriptor))
        except OSError:
            return False


@contextmanager
def held_directory(path: Path) -> Iterator[HeldDirectory]:
    """Hold a directory whose path has no links. Raises OSError, also where it has one."""
    with _walked(path, None) as found:
        if found.name or found.links:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        yield HeldDirectory(found.target, found.directory)


@contextmanager
def real_file(path: Path, held: HeldDirectory | None = None) -> Iterator[RealFile]:
    """Walk a path to the file it leads to, or to where that would be. Raises OSError.

    What lies below a directory that is ``held`` is walked to from there.
    """
    with _walked(path, held) as found:
        if not found.name:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        yield found


def open_real(path: Path, flags: int) -> int:
    """Open a file to be read, through whatever links, but never a device through one.

    ``flags`` are for where nothing can be walked. Raises OSError.
    """
    if not walkable(path):
        return os.open(path, flags)
    with real_file(path) as real:
        return real.open()


def real_directory(path: Path) -> tuple[Path, str | None]:
    """A directory's path without links, of one moment; and why a link on it is not followed.

    Whoever works on a directory asks once and goes by what this gives: what is put in the place of
    a name later is a link that every further walk sees. A place of a kind that cannot be walked
    comes back as the system resolves it. Raises OSError when there is no way to a directory.
    """
    if not walkable(path):
        return Path(os.path.realpath(path)), None
    with _walked(path, None) as found:
        if found.name:
            error = errno.ENOENT if found.info is None else errno.ENOTDIR
            raise OSError(error, os.strerror(error))
        return found.target, found.planted()


def links_to(path: Path) -> tuple[Link, ...]:
    """The links on the way to a place, be it there or not. Raises OSError."""
    for place in (path, *path.parents) if walkable(path) else ():
        try:
            with _walked(place, None) as found:
                return found.links
        except (FileNotFoundError, NotADirectoryError):
            continue  # what is above it says where it would be
    return ()


@contextmanager
def _walked(path: Path, held: HeldDirectory | None) -> Iterator[RealFile]:
    """Walk a path to its end, which has no name when it is a directory."""
    whole = Path.cwd() / path
    begin = None
    if held is not None and whole.is_relative_to(held.path):
        begin, whole = held, Path("/") / whole.relative_to(held.path)
    names = deque(whole.parts[1:])
    here = _Directory(begin)
    links: list[Link] = []
    linked = False

    def end(name: str, info: os.stat_result | None) -> RealFile:
        target = here.path / name
        return RealFile(path, target, here.descriptor, name, info, tuple(links), linked)

    try:
        while names:
            name = names.popleft()
            if name == "..":
                here.up()
                continue
            try:
                found = os.open(name, _HERE, dir_fd=here.descriptor)
            except FileNotFoundError:
                if names:
                    raise
                yield end(name, None)
                return
            info = os.fstat(found)
            if stat.S_ISDIR(info.st_mode):
                here.down(found, name)
                continue
            try:
                if not stat.S_ISLNK(info.st_mode):
                    if names:
                        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
                    yield end(name, info)
                    return
                links.append(Link(here.path / name, info.st_uid))
                if len(links) > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                linked = linked or not names
                leads = Path(os.readlink("", dir_fd=found))
            finally:
                os.close(found)
            if leads.is_absolute():
                here.top()
            names.extendleft(reversed(leads.parts[1:] if leads.is_absolute() else leads.parts))
        yield end("", None)
    finally:
        os.close(here.descriptor)


class _Directory:
    """Where a walk has come to: an open directory, and its path without links."""

    def __init__(self, held: HeldDirectory | None) -> None:
        self.path = Path("/") if held is None else held.path
        self.descriptor = (
            os.open("/", _HERE | os.O_DIRECTORY)
            if held is None
            else os.open(".", _HERE | os.O_DIRECTORY, dir_fd=held.descriptor)
        )

    def down(self, descriptor: int, name: str) -> None:
        """Go into a directory that is open."""
        self._move(descriptor, self.path / name)

    def up(self) -> None:
        """Go to the one above."""
        self._move(os.open("..", _HERE | os.O_DIRECTORY, dir_fd=self.descriptor), self.path.parent)

    def top(self) -> None:
        """Back to the root."""
        self._move(os.open("/", _HERE | os.O_DIRECTORY), Path("/"))

    def _move(self, descriptor: int, path: Path) -> None:
        before, self.descriptor, self.path = self.descriptor, descriptor, path
        os.close(before)
