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

from ....text import count, printable
from ..path import facts, missing
from . import answers, faults, scripts
from .address import Address
from .fetching import MOST_LINE, fetch
from .kept import Identity, Kept, identity
from .line import Line
from .remote_file import RemoteFile
from .scripts import BLOCK, DONE

HOLDS: Final = 1.0
"""Seconds for which a listing is taken for the present."""

KEEP: Final = 64 << 20
"""Bytes of files that are kept, as long as they stay the same there."""

_MOST_HEADS: Final = 400  # asked for in one question
_KEEP_BEGINS: Final = 1 << 20  # bytes of longer heads
_MOST_FOUND: Final = 400
_MOST_LISTING: Final = 16 << 20
_SMALL: Final = 1 << 20  # bytes of a file that crosses together with others
_KEEP_HEADS: Final = 1 << 18


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
        return "it lies on another machine"

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

    def look_into(self, below: str, belows: Iterable[str]) -> None:
        """List directories, and have the small files that lie in one cross in the same question."""
        belows = tuple(dict.fromkeys(belows))
        self._list(belows, small_in=below)

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
        return RemoteFile(self, below, info)

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
        code, data = self._line.ask(script, (2 * length + MOST_LINE) * len(asked))
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
        code, data = self._line.ask(script, _MOST_FOUND * MOST_LINE)
        if code != DONE:
            raise faults.of_code(code)
        found: dict[str, None] = {}
        whole = False
        for line in data.decode("utf-8", "surrogateescape").split("\n"):
            parts = line.split("/")
            if line.startswith("= "):
                whole = line == "= 0"
            elif parts[0] == "." and ".." not in parts and parts[-1] in marks:
                found["/".join(filter(None, [below, *parts[1:-1]]))] = None
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

    def _list(self, belows: Sequence[str], *, small_in: str | None = None) -> dict[str, _Listing]:
        new = not self._headed.issuperset(belows)
        script = scripts.listing([f"/{b}" for b in belows], self._dialect(), heads=new)
        if small_in is not None:
            script = self._small_files(small_in, self._together, then=script)
        most = _MOST_LISTING + (0 if small_in is None else len(self._together) * _SMALL)
        code, data = self._line.ask(script, most)
        small: list[tuple[str, stat_result, bytes]] = []
        if small_in is not None:
            small, data = answers.small_files(data, _SMALL)
            if not data:
                return self._list(belows)
        found = answers.sections(data)
        if code != DONE or len(found) != len(belows):
            raise faults.of_code(code)
        at = time.monotonic()
        listed = {}
        for below, section in zip(belows, found, strict=True):
            error = None if section.code == DONE else faults.of_code(section.code)
            listed[below] = _Listing(at, section.entries, error, section.left_out)
            for name, head in section.heads.items():
                if name in section.entries:
                    self._heads.put(identity(f"{below}/{name}", section.entries[name]), head)
        self._headed.update(belows)
        self._listings.update(listed)
        if small_in is not None:
            self._keep_small(small_in, small)
        return listed

    def _small_files(self, above: str, names: Iterable[str], then: str = "") -> str:
        blocks = _SMALL // BLOCK
        return scripts.small_files(f"/{above}", sorted(names), self._dialect(), blocks, then)

    def _keep_small(self, above: str, files: Iterable[tuple[str, stat_result, bytes]]) -> None:
        """Keep the files that are whole, and the very ones that were listed."""
        listing = self._listings.get(above)
        for name, info, content in files:
            entry = None if listing is None else listing.entries.get(name)
            if entry is not None and name in self._together and len(content) == info.st_size:
                file = identity(f"{above}/{name}", entry)
                if file.same_file(info):
                    self._kept.put(file, content)

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
                data = fetch(self._line, self._dialect(), below, info)
                self._kept.put(key, data)
            return data

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
        most = sum(entry.st_size + MOST_LINE for entry in wanted.values()) + _SMALL
        _, data = self._line.ask(self._small_files(above, wanted), most)
        self._keep_small(above, answers.small_files(data, _SMALL)[0])
