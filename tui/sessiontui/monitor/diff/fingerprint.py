"""What a session's JSON was made of, as hashes: enough to tell what the next save changes.

Pieces that the fingerprint before knows are found again by their hashes (xxh3, 10 GB a second), and
one pass of msgspec over what is left finds windows, tabs and the other pieces, of which only tabs
that are new are taken apart. A fingerprint of 100 MB takes 8 MB and holds nothing of the text but
titles and addresses.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Raw
from xxhash import xxh3_64_intdigest as digest

from ...errors import NotASession, SessiontuiError
from ...session.json import text as jsontext
from ...session.json.folded import LEAST, Folded, Mark, fold, mark_of
from ...session.model import names
from ...session.model.coerce import raw_members, raw_text, raw_value, said, whole
from ...session.model.document import Document, TabSkeleton
from ...session.model.source import Source
from ...session.model.tab import Tab
from ...text import site as site_of

MAX_TEXT: Final = 2_000  # characters of a title or address that are kept; data: URLs are longer
WINDOW_LISTS: Final = ("tabs", names.CLOSED_TABS, "groups", names.CLOSED_GROUPS)

# Lists keep their items, and objects their members, as raw slices of the text: two levels below
# the top, so that a window's tabs are found in the same pass as the windows.
_Scalar = str | int | float | bool | None
_Member = list[Raw] | dict[str, Raw] | _Scalar
_Item = dict[str, _Member] | list[Raw] | _Scalar
_SESSION = msgspec.json.Decoder(dict[str, list[_Item] | dict[str, Raw] | _Scalar])
_PARTS = msgspec.json.Decoder(dict[str, Raw])
_ITEMS = msgspec.json.Decoder(list[Raw])
_TAB = msgspec.json.Decoder(TabSkeleton)
_NOWHERE = Source(Document(b'{"windows":[]}'))
_SIGN: Final = f"known {os.urandom(8).hex()}"
_HISTORY_KEY = b'"docshellUUID":"'


class Piece:
    """One tab, window, group … as hashes: of the whole and of each of its fields.

    ``mark``: hash and size of the whole, equal for equal texts. ``history``: hashes of the ids
    that Firefox gave the first and the last page of a tab's history (docshellUUID): they stay
    when the tab goes elsewhere. ``title``, ``url``, ``site``: the current entry's, as they stand
    in the file, but no longer than MAX_TEXT.
    """

    __slots__ = ("_marks", "history", "mark", "names", "site", "title", "url")

    def __init__(
        self,
        mark: tuple[int, int],
        fields: Mapping[str, tuple[int, int]],
        title: str = "",
        url: str = "",
        history: tuple[int, ...] = (),
    ) -> None:
        self.mark = mark
        self.names = _shared(tuple(fields))
        self._marks = array("Q", [number for field in fields.values() for number in field])
        # The same tabs change again and again: thousands of saves share what they are called.
        self.title = sys.intern(title[:MAX_TEXT])
        self.url: str = sys.intern(url[:MAX_TEXT])
        self.site = sys.intern(site_of(self.url)) if url else ""
        self.history: tuple[int, ...] = history

    @property
    def size(self) -> int:
        """Bytes of its JSON."""
        return self.mark[1]

    def fields(self) -> dict[str, tuple[int, int]]:
        """Hash and size of each field by its name."""
        marks = self._marks
        return dict(zip(self.names, zip(marks[::2], marks[1::2], strict=True), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class WindowPrint:
    """An open window: its own fields, and what stands in it."""

    own: Piece  # everything but WINDOW_LISTS
    tabs: tuple[Piece, ...]
    closed_tabs: tuple[Piece, ...]
    groups: tuple[Piece, ...]
    closed_groups: tuple[Piece, ...]


class Known(NamedTuple):
    """A piece that can be found again, and the name of the list it is an item of."""

    mark: Mark
    piece: Piece
    listed: str


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """A whole session. ``rest`` are the other members of the top, by name, without
    session.lastUpdate, which differs in every save; ``cookies`` hash and size of each.
    """

    size: int  # bytes of JSON
    last_update: float | None  # session.lastUpdate, ms since epoch
    windows: tuple[WindowPrint, ...]
    closed_windows: tuple[Piece, ...]
    saved_groups: tuple[Piece, ...]
    cookies: tuple[tuple[int, int], ...]
    rest: Mapping[str, Piece]
    known: tuple[Known, ...] = ()  # what the next one finds again, as it stands

    def pieces(self) -> Iterator[Piece]:
        """The tabs and closed tabs, which the next fingerprint need not take apart again."""
        for window in self.windows:
            yield from window.tabs
            yield from window.closed_tabs


def fingerprint(text: bytes, before: Fingerprint | None = None) -> Fingerprint:
    """Take the fingerprint of a session's JSON; ``before`` is an earlier one of the same.

    Raises Damaged when it is not JSON, NotASession when it is no session.
    """
    return fingerprint_folded(text, before)[0]


def fingerprint_folded(
    text: bytes, before: Fingerprint | None = None
) -> tuple[Fingerprint, Folded | None]:
    """The same, and the text without what ``before`` knows of it, where that is most of it."""
    folded = None if before is None else fold(text, [known.mark for known in before.known], _SIGN)
    if before is not None and folded is not None:
        taking = _Taking(before, folded)
        try:
            found = taking.session(text, folded.json)
            if taking.all_found:
                return found, folded
        except SessiontuiError:
            pass  # whatever it is shall be said of the whole text
    return _Taking(before).session(text, text), None


class _Taking:
    """Takes one fingerprint. With ``folded``, what ``before`` knows are stand-ins in the JSON."""

    def __init__(self, before: Fingerprint | None, folded: Folded | None = None) -> None:
        self._known = {} if before is None else {piece.mark: piece for piece in before.pieces()}
        self._before = () if before is None else before.known
        self._expected = {} if folded is None else folded.stand_ins
        self._found = 0
        self._parts: dict[str, list[Known]] = {}  # by the member of the top

    @property
    def all_found(self) -> bool:
        """Whether every stand-in was where a piece of its kind can be."""
        return self._found == len(self._expected)

    def session(self, text: bytes, json: bytes) -> Fingerprint:
        """The fingerprint of the text, from the JSON."""
        start = jsontext.after_blanks(text, 0)
        if text[start : start + 1] != b"{":
            raise NotASession("this is not a session: the JSON is not an object")
        top: dict[str, Any] = jsontext.decode(json, _SESSION).value
        order = list(top)
        windows = top.pop("windows", msgspec.UNSET)
        if not isinstance(windows, list):
            found = (
                "it has no windows" if windows is msgspec.UNSET else "its windows are not a list"
            )
            raise NotASession(f"this is not a session: {found}")
        session = top.get("session")
        updated = None
        if isinstance(session, dict):
            updated = whole(raw_value(session.pop("lastUpdate", msgspec.UNSET)))
        cookies = top.pop("cookies", None)
        closed, saved = top.pop(names.CLOSED_WINDOWS, None), top.pop(names.SAVED_GROUPS, None)
        raws = jsontext.decode(json, _PARTS).value
        taken = tuple(self._window(window) for window in windows)
        closed_windows = self._list(names.CLOSED_WINDOWS, closed, raws, "title")
        saved_groups = self._list(names.SAVED_GROUPS, saved, raws, "name")
        return Fingerprint(
            len(text),
            updated,
            taken,
            closed_windows,
            saved_groups,
            tuple(_mark(cookie) for cookie in _items(cookies)),
            {name: _object(value) for name, value in top.items()},
            tuple(known for name in order for known in self._parts.get(name, ())),
        )

    def _again(self, raw: Any, part: str, listed: str) -> list[Piece]:
        """What is known, where an item of a list is a stand-in for it."""
        if not self._expected or not isinstance(raw, Raw) or len(raw) >= LEAST:
            return []
        found = self._expected.get(bytes(raw))
        if found is None or self._before[found[0]].listed != listed:
            return []
        self._found += 1
        known = self._before[found[0] : sum(found)]
        self._parts.setdefault(part, []).extend(known)
        return [one.piece for one in known]

    def _remember(self, raw: Any, piece: Piece, part: str, listed: str) -> Piece:
        if isinstance(raw, Raw) and len(raw) >= LEAST and memoryview(raw)[0] == 0x7B:
            known = Known(mark_of(memoryview(raw)), piece, listed)
            self._parts.setdefault(part, []).append(known)
        return piece

    def _window(self, window: Any) -> WindowPrint:
        members = dict(window) if isinstance(window, dict) else {}
        order = dict.fromkeys((*members, "tabs", names.CLOSED_TABS))  # as they stand
        lists = {name: _items(members.pop(name, None)) for name in WINDOW_LISTS}
        tabs = {
            name: self._tabs(lists[name], name)
            for name in order
            if name in ("tabs", names.CLOSED_TABS)
        }
        return WindowPrint(
            _object(members),
            tabs["tabs"],
            tabs[names.CLOSED_TABS],
            tuple(_object(raw, "name") for raw in lists["groups"]),
            tuple(_object(raw, "name") for raw in lists[names.CLOSED_GROUPS]),
        )

    def _tabs(self, raws: list[Any], name: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for raw in raws:
            again = self._again(raw, "windows", name)
            if not again:
                piece = _tab(raw, self._known, closed=name != "tabs")
                again = [self._remember(raw, piece, "windows", name)]
            pieces += again
        return tuple(pieces)

    def _list(
        self, name: str, found: Any, raws: Mapping[str, Raw], title: str
    ) -> tuple[Piece, ...]:
        """The items of a list of the top, whose slices are another pass's."""
        pieces: list[Piece] = []
        items = _items(found)
        for item, raw in zip(items, _slices(raws.get(name), len(items)), strict=True):
            again = self._again(raw, name, name)
            pieces += again or [self._remember(raw, _object(item, title), name, name)]
        return tuple(pieces)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _slices(raw: Raw | None, count: int) -> list[Raw] | list[None]:
    """The items of a list as they stand; nothing of what is no list."""
    if raw is None or memoryview(raw)[0] != 0x5B:
        return [None] * count
    found = jsontext.decode(bytes(raw), _ITEMS).value
    return found if len(found) == count else [None] * count


def _mark(value: Any) -> tuple[int, int]:
    """Hash and bytes of a piece; of what the pass has decoded, as JSON.stringify writes it."""
    data = value if isinstance(value, Raw) else msgspec.json.encode(value)
    return digest(data), len(data)


def _object(value: Any, title: str = "") -> Piece:
    """A piece of any kind; ``title`` is the name of the field that holds one."""
    members = raw_members(value) if isinstance(value, Raw) else value
    if not isinstance(members, dict):
        return Piece(_mark(value), {})
    fields = {name: _mark(member) for name, member in members.items()}
    shown = members.get(title)
    shown = raw_text(shown) if isinstance(shown, Raw) else said(shown)
    return Piece(_mark(value) if isinstance(value, Raw) else _sum(fields), fields, shown)


def _sum(fields: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """One mark for an object made of marks: names, colons, commas and braces count as bytes."""
    hashes = array("Q", [field[0] for field in fields.values()])
    names = [name.encode("utf-8", "replace") for name in fields]
    size = sum(size for _, size in fields.values()) + sum(len(name) + 4 for name in names) + 1
    return digest(b"\0".join([*names, hashes.tobytes()])), max(2, size)


def _tab(raw: Any, known: Mapping[tuple[int, int], Piece], *, closed: bool) -> Piece:
    mark = _mark(raw)
    found = known.get(mark)
    if found is not None:
        return found
    if not isinstance(raw, Raw):
        return Piece(mark, {})
    members = raw_members(raw)
    fields = {name: _mark(member) for name, member in members.items()}
    title = ""
    if closed:
        title = raw_text(members.get("title", msgspec.UNSET))
        raw = members.get("state", msgspec.UNSET)
        members = raw_members(raw)
    shown = Tab(_skeleton(raw), _NOWHERE, (), 0)
    return Piece(
        mark,
        fields,
        shown.raw_title or title,
        shown.raw_url,
        tuple(_history(members.get("entries"))),
    )


def _skeleton(raw: Any) -> TabSkeleton:
    try:
        return jsontext.decode(bytes(raw), _TAB).value if isinstance(raw, Raw) else TabSkeleton()
    except SessiontuiError:
        return TabSkeleton()


def _history(entries: Raw | None) -> Iterable[int]:
    """Hashes of the first and the last docshellUUID, which are all there are to most tabs."""
    if entries is None:
        return
    data = bytes(entries)
    for at in (data.find(_HISTORY_KEY), data.rfind(_HISTORY_KEY)):
        if at >= 0:
            at += len(_HISTORY_KEY)
            yield digest(data[at : data.find(b'"', at)])


@lru_cache(maxsize=4096)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for the same names: tabs have few different sets of fields."""
    return names
