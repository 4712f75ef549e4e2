"""The files of another machine as a tree. Only what is asked for crosses the line.

A directory is listed with what each of its names is in one question, and that answer holds for a
moment; what was read is kept as long as the file stays the same. No program is needed there but a
POSIX shell: ``stat`` as GNU or BSD have it, else ``ls`` and ``cksum``.
"""

from __future__ import annotations

import errno
import io
import re
import stat
import time
from collections import OrderedDict
from collections.abc import Sequence
from os import stat_result
from typing import Final, NamedTuple

from ....progress import tell
from ....text import printable
from ..path import facts, missing
from .address import Address
from .line import Line, quoted

HOLDS: Final = 1.0
"""Seconds for which a listing is taken for the present."""

KEEP: Final = 64 << 20
"""Bytes of files that are kept, as long as they stay the same there."""

_HEAD: Final = 12  # bytes of a session file that tell its size
_MOST_HEADS: Final = 400  # asked for in one question
_KEPT_HEADS: Final = 2000
_MOST_LISTING: Final = 16 << 20
_MOST_FILE: Final = (1 << 30) + (1 << 20)
_ASK_DIALECT: Final = (
    "if stat -L -c %.9Y / | grep -q '^[0-9]*[.][0-9]*$'; then echo gnu; "
    "elif stat -L -c %Y / >/dev/null; then echo busybox; "
    "elif stat -L -f %z / >/dev/null; then echo bsd; else echo ls; fi"
)
_STAT: Final = {
    "gnu": "stat -L -c '%f %s %.9Y %i %n' --",
    "busybox": "stat -L -c '%f %s %Y %i %n'",
    "bsd": "stat -L -f '%Xp %z %Fm %i %N'",
}
_NOT_RUN: Final = 126  # what a shell says where a command line would be too long
_ABSENT: Final = 44  # exit codes of our own
_NO_DIRECTORY: Final = 45
_BARRED: Final = 46
_TOO_MANY: Final = 47
_SUM: Final = re.compile(rb"([0-9]{1,10}) [0-9]+ (.+)", re.DOTALL)  # of cksum


class _Entry(NamedTuple):
    info: stat_result
    head: bytes | None


class _Listing(NamedTuple):
    at: float
    entries: dict[str, _Entry]


class SshTree:
    """The files of another machine; ``below`` is a path from its root."""

    def __init__(self, line: Line, address: Address) -> None:
        self._line = line
        self._address = address
        self._dialect: str | None = None
        self._listings: dict[str, _Listing | OSError] = {}
        self._kept: OrderedDict[tuple[str, int, int, int], bytes] = OrderedDict()
        self._kept_bytes = 0
        self._heads: dict[tuple[str, int, int, int], bytes] = {}

    @property
    def title(self) -> str:
        """As it was typed."""
        return self._address.title

    @property
    def lock_unknown(self) -> str:
        """Why nothing is said of a browser that uses it."""
        return "whether a browser runs on another machine cannot be told"

    def home(self) -> str:
        """The home directory there, as a path from the root. Raises OSError."""
        _, home = self._line.ask('printf %s "$HOME"', 4096)
        return home.decode("utf-8", "surrogateescape").strip("/")

    def system(self) -> str:
        """What ``uname -s`` says there."""
        return printable(self._line.ask("uname -s", 256)[1].decode("utf-8", "replace").strip())

    def look_again(self) -> None:
        """What was listed does not hold any more."""
        self._listings.clear()

    # -- asked as a tree -----------------------------------------------------------------------

    def stat(self, below: str) -> stat_result:
        """What lies there. Raises OSError."""
        if not below:
            return facts(stat.S_IFDIR | 0o755, 0, 0)
        try:
            return self._entry(below).info
        except PermissionError:  # one may pass through /home, but not list it
            self._listing(below)
            return facts(stat.S_IFDIR | 0o755, 0, 0)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory. Raises OSError."""
        return tuple(self._listing(below).entries)

    def open(self, below: str) -> io.BufferedIOBase:
        """A file, which crosses when more than its head is read. Raises OSError."""
        entry = self._entry(below)
        if not stat.S_ISREG(entry.info.st_mode):
            raise missing(errno.EISDIR)
        if entry.head is None:
            entry = entry._replace(head=self._heads.get(_key(below, entry.info)))
        return _Remote(self, below, entry)

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files begin, all in one question, and once as long as they stay the same."""
        found: dict[str, bytes] = {}
        asked: list[tuple[str, tuple[str, int, int, int]]] = []
        for path in below[:_MOST_HEADS]:
            try:
                info = self._entry(path).info
            except OSError:
                continue
            key = _key(path, info)
            if (known := self._kept.get(key) or self._heads.get(key)) is not None:
                found[path] = known[:length]
            elif stat.S_ISREG(info.st_mode):
                asked.append((path, key))
        if not asked:
            return found
        if len(self._heads) > _KEPT_HEADS:
            self._heads.clear()
        paths = " ".join(quoted(f"/{path}") for path, _ in asked)
        _, data = self._line.ask(
            f"for f in {paths}; do "
            f"dd if=\"$f\" bs={length} count=1 | od -An -v -tx1 | tr -d ' \\n'; echo; done",
            (2 * length + 2) * len(asked),
        )
        for (path, key), line in zip(asked, data.split(b"\n"), strict=False):
            try:
                found[path] = self._heads[key] = bytes.fromhex(line.decode("ascii"))
            except ValueError:
                continue  # whatever it is, no session
        return found

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _entry(self, below: str) -> _Entry:
        above, _, name = below.rpartition("/")
        entry = self._listing(above).entries.get(name)
        if entry is None:
            raise missing()
        return entry

    # -- questions -----------------------------------------------------------------------------

    def _listing(self, below: str) -> _Listing:
        known = self._listings.get(below)
        if isinstance(known, _Listing) and time.monotonic() - known.at < HOLDS:
            return known
        script = (
            f"cd -- {quoted('/' + below)} || {{ [ -d {quoted('/' + below)} ] && exit {_BARRED}; "
            f"[ -e {quoted('/' + below)} ] && exit {_NO_DIRECTORY}; exit {_ABSENT}; }}; "
            f"[ -r . ] || exit {_BARRED}; {self._each()}"
        )
        code, data = self._line.ask(script, _MOST_LISTING)
        wrong = {_ABSENT: errno.ENOENT, _NO_DIRECTORY: errno.ENOTDIR, _BARRED: errno.EACCES}
        if code in wrong:
            raise missing(wrong[code])
        if code == _TOO_MANY:
            raise OSError(errno.E2BIG, "the directory has more names than can be listed there")
        found = _Listing(time.monotonic(), _entries(data))
        self._listings[below] = found
        return found

    def _each(self) -> str:
        """Script that says what each name in the directory is, and how session files begin."""
        if self._dialect is None:
            said = self._line.ask(_ASK_DIALECT, 64)[1].strip().decode("ascii", "replace")
            self._dialect = said if said in _STAT else "ls"
        heads = (
            f"for f in *lz4*; do [ -f \"$f\" ] && printf '+ %s %s\\n' "
            f'"$(dd if="./$f" bs={_HEAD} count=1 | od -An -v -tx1 | tr -d \' \\n\')" "$f"; done'
        )
        if self._dialect == "ls":
            heads += '; for f in *lz4*; do cksum "$f"; done'
        how = _STAT.get(self._dialect, "ls -lidLn")
        return f"{how} ./* ./.[!.]*; [ $? = {_NOT_RUN} ] && exit {_TOO_MANY}; {heads}"

    def content(self, below: str, info: stat_result) -> bytes:
        """All of a file, from what is kept or from there. Raises OSError."""
        key = _key(below, info)
        data = self._kept.get(key)
        if data is not None:
            self._kept.move_to_end(key)
            return data
        name = printable(below.rpartition("/")[2])
        tell(f"fetching {name}", None, info.st_size)
        path = quoted("/" + below)
        code, data = self._line.ask(f"[ -r {path} ] || exit {_BARRED}; cat -- {path}", _MOST_FILE)
        if code:
            raise missing(errno.EACCES if code == _BARRED else errno.ENOENT)
        if len(data) <= KEEP // 4:
            self._kept[key] = data
            self._kept_bytes += len(data)
            while self._kept_bytes > KEEP:
                _, gone = self._kept.popitem(last=False)
                self._kept_bytes -= len(gone)
        return data


def _key(below: str, info: stat_result) -> tuple[str, int, int, int]:
    """What a file is remembered by, as long as it stays the same."""
    return below, info.st_mtime_ns, info.st_size, info.st_ino


class _Remote(io.BufferedIOBase):
    """A file of another machine. Its head came with the listing."""

    def __init__(self, tree: SshTree, below: str, entry: _Entry) -> None:
        self._tree = tree
        self._below = below
        self._entry = entry
        self._content: io.BytesIO | None = None
        self._given = 0  # bytes of the head

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        head = self._entry.head
        if self._content is None:
            if head is not None and size is not None and 0 <= size <= len(head) - self._given:
                self._given += size
                return head[self._given - size : self._given]
            self._content = io.BytesIO(self._tree.content(self._below, self._entry.info))
            self._content.seek(self._given)
        return self._content.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)


def _entries(data: bytes) -> dict[str, _Entry]:
    """What a listing says; lines that say nothing sensible are passed over."""
    infos: dict[str, stat_result] = {}
    heads: dict[str, bytes] = {}
    sums: dict[str, int] = {}
    for line in data.split(b"\n"):
        if line.startswith(b"+ "):
            try:
                _, text, name = line.split(b" ", 2)
                heads[_name(name)] = bytes.fromhex(text.decode("ascii"))
            except ValueError:
                continue
        elif (found := _of_stat(line) or _of_ls(line)) is not None:
            infos[found[0]] = found[1]
        elif (told := _SUM.fullmatch(line)) is not None:
            sums[_name(told[2])] = int(told[1])
    entries = {}
    for entry, info in infos.items():
        if entry in sums:  # no time to the nanosecond: the content tells it apart
            info = facts(info.st_mode, info.st_size, 0, inode=info.st_ino, device=sums[entry])
        entries[entry] = _Entry(info, heads.get(entry))
    return entries


def _name(raw: bytes) -> str:
    return raw.removeprefix(b"./").decode("utf-8", "surrogateescape")


def _of_stat(line: bytes) -> tuple[str, stat_result] | None:
    words = line.split(b" ", 4)
    if len(words) != 5 or not words[4].startswith(b"./"):
        return None
    try:
        seconds, _, part = words[2].partition(b".")
        nanoseconds = int(seconds) * 1_000_000_000 + int((part + b"000000000")[:9])
        info = facts(int(words[0], 16), int(words[1]), nanoseconds, inode=int(words[3]))
    except (ValueError, OverflowError):
        return None
    return _good(_name(words[4]), info)


_KINDS: Final = {b"-": stat.S_IFREG, b"d": stat.S_IFDIR, b"p": stat.S_IFIFO, b"s": stat.S_IFSOCK}


def _of_ls(line: bytes) -> tuple[str, stat_result] | None:
    at = line.find(b" ./")
    words = line[:at].split() if at > 0 else []
    if len(words) < 7 or not words[0].isdigit():
        return None
    kind = _KINDS.get(words[1][:1], stat.S_IFCHR)
    try:
        info = facts(kind | 0o400, int(words[5]), 0, inode=int(words[0]))
    except (ValueError, OverflowError):
        return None
    return _good(_name(line[at + 1 :]), info)


def _good(name: str, info: stat_result) -> tuple[str, stat_result] | None:
    if "/" in name or name in ("", ".", "..") or not 0 <= info.st_mode < 1 << 16:
        return None
    return (name, info) if info.st_size >= 0 else None
