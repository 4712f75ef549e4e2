"""The files of another machine as a tree. Only what is asked for crosses the line.

A directory is listed with what each of its names is, several of them in one question, and that
answer holds for a moment; what was read is kept as long as the file stays the same. A file is read
in pieces, so that whoever does not want it any more need not wait for the rest, nor lose the line.
"""

from __future__ import annotations

import errno
import io
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from os import stat_result
from posixpath import commonpath
from typing import Final, NamedTuple

from ....progress import tell
from ....text import count, printable
from ..path import facts, missing
from . import answers, scripts
from .address import Address
from .kept import Identity, Kept, identity
from .line import Line
from .scripts import BLOCK, DONE

HOLDS: Final = 1.0
"""Seconds for which a listing is taken for the present."""

KEEP: Final = 64 << 20
"""Bytes of files that are kept, as long as they stay the same there."""

_MOST_HEADS: Final = 400  # asked for in one question
_KEEP_BEGINS: Final = 1 << 20  # bytes of longer heads
_MOST_FOUND: Final = 400
_MOST_LISTING: Final = 16 << 20
_MOST_LINE: Final = 8192  # bytes that say what one file is
_SMALL: Final = 1 << 20  # bytes of a file that crosses together with others
_KEEP_HEADS: Final = 1 << 18
_FIRST_BLOCKS: Final = 4
_MOST_BLOCKS: Final = 256  # 16 MiB
_SOON: Final = 0.25  # seconds a piece may take before the next is no larger …
_LATE: Final = 1.0  # … and before it is smaller
_WRONG: Final = {
    scripts.ABSENT: errno.ENOENT,
    scripts.NO_DIRECTORY: errno.ENOTDIR,
    scripts.BARRED: errno.EACCES,
}


class _Listing(NamedTuple):
    """What a directory has, or why that cannot be told; ``at`` on the monotonic clock."""

    at: float
    entries: dict[str, stat_result]
    error: OSError | None = None
    left_out: int = 0


class _Cut(NamedTuple):
    """Why a look got no answer, and when on the monotonic clock."""

    at: float
    error: OSError


class SshTree:
    """The files of another machine; ``below`` is a path from its root. Any thread may ask.

    ``together``: names of small files of which all that lie in a directory cross when one does.
    """

    def __init__(
        self,
        line: Line,
        address: Address,
        *,
        together: frozenset[str] = frozenset(),
        let_go: Callable[[], object] | None = None,
    ) -> None:
        """``let_go``: what is done with the line at the end; without it, it is hung up."""
        self._line = line
        self._let_go = let_go or line.close
        self._address = address
        self._together = together
        self._listings: dict[str, _Listing] = {}
        self._heads = Kept(_KEEP_HEADS)
        self._begins = Kept(_KEEP_BEGINS)  # longer heads, of files that were asked for by name
        self._cut: _Cut | None = None  # no answer came at the last look
        self._headed: set[str] = set()  # directories whose files' heads have crossed
        self._kept = Kept(KEEP)

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
        return self._told()[2].strip("/")

    def system(self) -> str:
        """What ``uname -s`` says there. Raises OSError."""
        return printable(self._told()[1].strip())

    def look(self, belows: Iterable[str], *, anew: bool = False) -> None:
        """List directories in one question: those that were not listed just now, or ``anew`` all.

        Then nothing that was listed before holds any more. What is wrong with one of them is said
        to whoever asks for it. Raises OSError where the other machine gives no answer: then what
        was listed before holds until it does.
        """
        belows = tuple(dict.fromkeys(belows))
        if self._cut is not None and time.monotonic() - self._cut.at < HOLDS:
            raise self._cut.error
        wanted = [below for below in belows if anew or self._held(below) is None]
        try:
            listed = self._list(wanted) if wanted else {}
        except OSError as error:
            self._cut = _Cut(time.monotonic(), error)
            raise
        self._cut = None
        if anew:  # what was listed before is only good for when no answer comes
            old = {below: one._replace(at=-HOLDS) for below, one in self._listings.items()}
            self._listings = {**old, **listed}

    def knows(self, belows: Iterable[str]) -> bool:
        """Whether all of these directories were listed once, and it is the last that is known."""
        return self._listings.keys() >= set(belows)

    # -- asked as a tree -----------------------------------------------------------------------

    def stat(self, below: str) -> stat_result:
        """What lies there. Raises OSError."""
        listed = self._held(below)
        if not below or (listed is not None and listed.error is None):
            return facts(stat.S_IFDIR | 0o755, 0, 0)
        try:
            return self._entry(below)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.E2BIG):
                raise
            self._listing(below)  # one may pass through /home, but not list it
            return facts(stat.S_IFDIR | 0o755, 0, 0)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory. Raises OSError."""
        return tuple(self._listing(below))

    def open(self, below: str) -> io.BufferedIOBase:
        """A file, which crosses when more than its head is read. Raises OSError."""
        info = self._entry(below)
        if not stat.S_ISREG(info.st_mode):
            raise missing(errno.EISDIR)
        return _Remote(self, below, info)

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files begin, all in one question, and once as long as they stay the same."""
        found: dict[str, bytes] = {}
        asked: dict[str, Identity] = {}
        for path in below[:_MOST_HEADS]:
            try:
                info = self._entry(path)
            except OSError:
                continue
            key = identity(path, info)
            if (known := self._kept.get(key) or self._begins.get(key)) is not None:
                found[path] = known[:length]
            elif stat.S_ISREG(info.st_mode):
                asked[path] = key
        if not asked:
            return found
        above = commonpath([f"/{path.rpartition('/')[0]}" for path in asked]).strip("/")
        names = {path[len(above) :].lstrip("/"): path for path in asked}
        script = scripts.heads_of(f"/{above}", names, length)
        code, data = self._line.ask(script, (2 * length + _MOST_LINE) * len(asked))
        told = answers.heads(data) if code == DONE else {}
        for name, begin in told.items():
            if name in names:
                self._begins.put(asked[names[name]], begin)
                found[names[name]] = begin
        return found

    def further_down(
        self, below: str, marks: Sequence[str], never: Iterable[str], most: int
    ) -> tuple[list[str], bool]:
        """The directories somewhere below one that hold something of these names.

        And whether all were looked into: at most so many, and those that may be. Raises OSError.
        """
        script = scripts.further_down(f"/{below}", marks, never, most, _MOST_FOUND)
        code, data = self._line.ask(script, _MOST_FOUND * _MOST_LINE)
        if code != DONE:
            raise missing(_WRONG[code]) if code in _WRONG else _not_done(code)
        found: dict[str, None] = {}
        whole = False
        for line in data.decode("utf-8", "surrogateescape").split("\n"):
            if line.startswith("= "):
                whole = line == "= 0"
            elif line.startswith("./") and line.rpartition("/")[2] in marks:
                found[f"{below}/{line[2:]}".rpartition("/")[0]] = None
        return list(found), whole

    def left_out(self, belows: Iterable[str]) -> tuple[str, ...]:
        """What was not looked at when these directories were listed last, as a sentence."""
        listed = (self._listings.get(below) for below in belows)
        names = sum(one.left_out for one in listed if one is not None)
        said = count(names, "name that holds a line break", "names that hold line breaks")
        return (f"{said} not looked at",) if names else ()

    def close(self) -> None:
        """Let the line go."""
        self._let_go()

    def _entry(self, below: str) -> stat_result:
        above, _, name = below.rpartition("/")
        entry = self._listing(above).get(name)
        if entry is None:
            raise missing()
        return entry

    # -- what there is -------------------------------------------------------------------------

    def _told(self) -> list[str]:
        """How files are asked for what they are, the system's name, the home."""
        told = self._line.hello().decode("utf-8", "surrogateescape").split("\n", 2)
        return [*told, "", "", ""][:3]

    def _dialect(self) -> str:
        told = self._told()[0]
        if told not in scripts.DIALECTS:
            raise OSError(
                errno.ENOSYS, "there is neither stat nor ls to be found there, and files cannot "
                "be listed without"
            )  # fmt: skip
        return told

    def _held(self, below: str) -> _Listing | None:
        known = self._listings.get(below)
        holds = self._cut is not None or (known is not None and time.monotonic() - known.at < HOLDS)
        return known if holds else None

    def _listing(self, below: str) -> dict[str, stat_result]:
        known = self._held(below) or self._list([below])[below]
        if known.error is not None:
            raise known.error
        return known.entries

    def _list(self, belows: Sequence[str]) -> dict[str, _Listing]:
        new = not self._headed.issuperset(belows)
        script = scripts.listing([f"/{b}" for b in belows], self._dialect(), heads=new)
        code, data = self._line.ask(script, _MOST_LISTING)
        found = answers.sections(data)
        if code != DONE or len(found) != len(belows):
            raise _not_done(code)
        at = time.monotonic()
        listed = {}
        for below, section in zip(belows, found, strict=True):
            listed[below] = _Listing(at, section.entries, _wrong(section.code), section.left_out)
            for name, head in section.heads.items():
                if name in section.entries:
                    self._heads.put(identity(f"{below}/{name}", section.entries[name]), head)
        self._headed.update(belows)
        self._listings.update(listed)
        return listed

    # -- what is in it -------------------------------------------------------------------------

    def head(self, below: str, info: stat_result) -> bytes:
        """How a session file begins; nothing where that was not told. Raises OSError."""
        key = identity(below, info)
        known = self._heads.get(key) or self._begins.get(key) or self._kept.get(key)
        if known is not None:
            return known[: scripts.HEAD]
        above, _, own = below.rpartition("/")
        if own in self._together:
            return self.content(below, info)[: scripts.HEAD]
        unknown = {
            name: identity(f"{above}/{name}", entry)
            for name, entry in self._listing(above).items()
            if "lz4" in name and stat.S_ISREG(entry.st_mode)
        }
        unknown[own] = key
        asked = [name for name, its in unknown.items() if its not in self._heads]
        code, data = self._line.ask(scripts.heads_of(f"/{above}", asked), _MOST_LISTING)
        told = answers.heads(data) if code == DONE else {}
        for name in asked:
            self._heads.put(unknown[name], told.get(name, b""))
        return told.get(own, b"")

    def content(self, below: str, info: stat_result) -> bytes:
        """All of a file, from what is kept or from there. Raises OSError, Stopped."""
        key = identity(below, info)
        with self._line.fetching():  # and over what is kept
            data = self._kept.get(key)
            if data is None and below.rpartition("/")[2] in self._together:
                self._fetch_together(below.rpartition("/")[0])
                data = self._kept.get(key)
            if data is None:
                data = self._fetch(below, info)
                self._kept.put(key, data)
            return data

    def _fetch(self, below: str, info: stat_result) -> bytes:
        """A file in pieces, the very one that was listed."""
        above, _, name = below.rpartition("/")
        doing, size = f"fetching {printable(name)}", info.st_size
        tell(doing, 0, size)
        blocks = max(1, min(_FIRST_BLOCKS, -(-size // BLOCK)))
        script = scripts.first_piece(f"/{above}", name, self._dialect(), blocks)
        begun = time.monotonic()
        code, data = self._line.ask(
            script, _MOST_LINE + blocks * BLOCK, before=scripts.opening(f"/{below}")
        )
        if code in (scripts.ABSENT, scripts.BARRED):
            raise missing(_WRONG[code])
        line, _, piece = data.partition(b"\n")
        found = answers.of_line(line)
        if code != DONE or found is None:
            raise _not_done(code)
        if not identity(below, info).same_file(found[1]):
            raise _replaced()
        whole = io.BytesIO()  # gives out its own memory: joined pieces would be a second copy
        whole.write(piece)
        while piece and whole.tell() < size:
            tell(doing, whole.tell(), size)
            blocks = _next_blocks(blocks, time.monotonic() - begun)
            begun = time.monotonic()
            code, piece = self._line.ask(scripts.next_piece(blocks), blocks * BLOCK)
            if code != DONE:  # another question has opened the line again, without the file
                raise OSError(errno.EIO, "the line broke while it was read")
            whole.write(piece)
        if whole.tell() != size:
            raise _replaced()
        return whole.getvalue()

    def _fetch_together(self, above: str) -> None:
        """The small files of a directory that are read together, if the other side gives them."""
        wanted = {
            name: entry
            for name, entry in self._listing(above).items()
            if name in self._together
            and stat.S_ISREG(entry.st_mode)
            and entry.st_size <= _SMALL
            and identity(f"{above}/{name}", entry) not in self._kept
        }
        script = scripts.small_files(f"/{above}", wanted, self._dialect(), _SMALL // BLOCK)
        most = sum(entry.st_size + _MOST_LINE for entry in wanted.values()) + _SMALL
        _, data = self._line.ask(script, most)
        while data:
            line, _, data = data.partition(b"\n")
            found = answers.of_line(line)
            if found is None or found[0] not in wanted:
                return  # each is asked for by itself then
            name, info = found
            content, end, data = (
                data[: info.st_size],
                data[info.st_size : info.st_size + 1],
                (data[info.st_size + 1 :]),
            )
            if len(content) != info.st_size or end != b"\n":
                return
            file = identity(f"{above}/{name}", wanted[name])
            if file.same_file(info):
                self._kept.put(file, content)


class _Remote(io.BufferedIOBase):
    """A file of another machine. Its head mostly came with the listing."""

    def __init__(self, tree: SshTree, below: str, info: stat_result) -> None:
        self._tree = tree
        self._below = below
        self._info = info
        self._content: io.BytesIO | None = None
        self._given = 0  # bytes of the head

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        if self._content is None:
            if size is not None and 0 <= size <= scripts.HEAD - self._given:
                head = self._tree.head(self._below, self._info)
                if size <= len(head) - self._given:
                    self._given += size
                    return head[self._given - size : self._given]
            self._content = io.BytesIO(self._tree.content(self._below, self._info))
            self._content.seek(self._given)
        return self._content.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)


def _next_blocks(blocks: int, seconds: float) -> int:
    """How large the next piece is, for it to take about half a second."""
    if seconds < _SOON:
        return min(blocks * 2, _MOST_BLOCKS)
    return max(blocks // 2, 1) if seconds > _LATE else blocks


def _wrong(code: int) -> OSError | None:
    if code == DONE:
        return None
    if code in _WRONG:
        return missing(_WRONG[code])
    if code == scripts.TOO_MANY:
        return OSError(errno.E2BIG, "the directory has more names than can be listed there")
    return _not_done(code)


def _not_done(code: int) -> OSError:
    """It was asked, and the other side did not do it: that nothing is there is not said."""
    return OSError(
        errno.EIO,
        f"the other machine did not do what it was asked (exit code {code}): it may have no room "
        "for another process, or lack a program (dd, and stat or ls)",
    )


def _replaced() -> OSError:
    return OSError(errno.ESTALE, "another file has come in its place just now")
