"""The whole JSON of one version: every byte kept, a typed skeleton over it.

One msgspec pass reads windows, tabs and each entry's url and title; everything else stays as
raw slices of the text and is decoded when somebody looks. The types are tolerant: a wrong shape
gives an odd value in one place, never a rejected file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec
from msgspec import UNSET, Raw, UnsetType, field

from ...errors import NotASession, NothingFound
from ..json import text as jsontext
from ..json.pointer import Pointer, Spans, find_span
from . import names
from .salvaged import Salvaged

if TYPE_CHECKING:
    from ..json.children import ChildFinder
    from ..json.folded import Folded

Odd = str | int | float | bool | list[Any] | None  # what may stand where an object belongs
RawField = Raw | UnsetType


class EntrySkeleton(msgspec.Struct, gc=False):
    """An entry of a tab's history, as far as lists need it."""

    url: RawField = UNSET
    title: RawField = UNSET
    postdata_b64: RawField = UNSET  # Firefox before 27


class TabSkeleton(msgspec.Struct, gc=False):
    """An open tab, or the ``state`` of a closed one."""

    entries: list[EntrySkeleton | Odd] | dict[str, Any] | str | int | float | bool | None = None
    index: Any = None
    lastAccessed: Any = None
    pinned: Any = None
    hidden: Any = None
    muted: Any = None
    groupId: Any = None
    splitViewId: Any = None
    zenEssential: Any = None  # Zen's
    userContextId: Any = None
    image: RawField = UNSET
    attributes: RawField = UNSET
    userTypedValue: RawField = UNSET
    canonicalUrl: RawField = UNSET
    formdata: RawField = UNSET
    scroll: RawField = UNSET
    storage: RawField = UNSET
    extData: RawField = UNSET


class ClosedTabSkeleton(msgspec.Struct, gc=False):
    """An item of ``_closedTabs`` or of a closed group's ``tabs``."""

    state: TabSkeleton | Odd = None
    title: RawField = UNSET
    image: RawField = UNSET
    pos: Any = None
    closedAt: Any = None
    closedId: Any = None
    sourceWindowId: Any = None
    closedInTabGroupId: Any = None


ClosedTabs = list[ClosedTabSkeleton | Odd] | dict[str, Any] | str | int | float | bool | None


class GroupSkeleton(msgspec.Struct, gc=False):
    """A tab group: open, closed or saved."""

    id: Any = None
    name: RawField = UNSET
    color: Any = None
    collapsed: Any = None
    saved: Any = None
    closedAt: Any = None
    sourceWindowId: Any = None
    splitView: Any = None  # Zen's: whether it stands for one
    tabs: ClosedTabs = None


Groups = list[GroupSkeleton | Odd] | dict[str, Any] | str | int | float | bool | None


Tabs = list[TabSkeleton | Odd] | dict[str, Any] | str | int | float | bool | None


class WindowSkeleton(msgspec.Struct, gc=False):
    """An open or a closed window."""

    tabs: Tabs = None
    groups: Groups = None
    closedGroups: Groups = None
    splitViews: Any = None
    folders: Any = None  # Zen's, like the next
    split_views_of_zen: Any = field(name="splitViewData", default=None)
    selected: Any = None
    closed_tabs: ClosedTabs = field(name=names.CLOSED_TABS, default=None)
    mobile_closed_tabs: Tabs = field(name=names.MOBILE_CLOSED_TABS, default=None)
    title: RawField = UNSET
    closedAt: Any = None
    closedId: Any = None
    width: Any = None
    height: Any = None
    screenX: Any = None
    screenY: Any = None
    sizemode: Any = None
    isPopup: Any = None
    hidden: Any = None
    sidebar: RawField = UNSET
    extData: RawField = UNSET
    cookies: RawField = UNSET


Windows = list[WindowSkeleton | Odd] | dict[str, Any] | str | int | float | bool | None


class SessionSkeleton(msgspec.Struct, gc=False):
    """The top of a session."""

    version: Any = None
    windows: Windows | UnsetType = UNSET
    selectedWindow: Any = None
    closed_windows: Windows = field(name=names.CLOSED_WINDOWS, default=None)
    savedGroups: Groups = None
    session: Any = None
    cookies: RawField = UNSET
    lastSessionState: RawField = UNSET
    cached_objects: RawField = field(name=names.CACHED_OBJECTS, default=UNSET)


EAGER_BYTES = 4_000_000  # larger texts are measured in the background

_TOLD_APART: Final = 4_000  # bytes of the end, where times are that each save changes

_DECODER = msgspec.json.Decoder(SessionSkeleton)

Decode = Callable[[bytes], jsontext.Decoded[SessionSkeleton]]


def decode_whole(text: bytes) -> jsontext.Decoded[SessionSkeleton]:
    """The skeleton in one pass, during which no other thread runs. Raises Damaged."""
    return jsontext.decode(text, _DECODER)


class Document:
    """A session's JSON. Nothing changes it; ``text`` is returned byte for byte."""

    __slots__ = (
        "_finder", "_measured", "_sound", "_spans", "folded", "note", "repaired", "salvaged",
        "skeleton", "sound", "text",
    )  # fmt: skip

    def __init__(
        self,
        text: bytes,
        note: str = "",
        salvaged: Salvaged | None = None,
        decode: Decode = decode_whole,
    ) -> None:
        """Decode. Raises Damaged when it is not JSON, NotASession when it is no session.

        ``note``: what is odd about the file around the text, in words. ``salvaged``: the file is
        damaged, and the text is what could be read of it. ``decode``: how the skeleton is read.
        """
        if not isinstance(text, bytes):
            raise TypeError(
                f"a Document is made of the bytes of JSON, not of {type(text).__name__}"
            )
        self.text = text
        self.note = note
        self.salvaged = salvaged
        start = jsontext.after_blanks(text, 0)
        if text[start : start + 1] != b"{":
            raise NotASession("this is not a session: the JSON is not an object")
        decoded = decode(text)
        self.skeleton = decoded.value
        self.repaired = decoded.source is not text
        self.sound = decoded.sound
        self._sound = decoded.source  # its pieces lie where those of the text do
        self._spans: Spans = {}
        self._measured = False
        self._finder: ChildFinder | None = None
        self.folded: Folded | None = None  # the text without what an earlier one had, to measure it
        if not isinstance(self.skeleton.windows, list):
            found = (
                "it has no windows"
                if self.skeleton.windows is UNSET
                else "its windows are not a list"
            )
            raise NotASession(f"this is not a session: {found}")
        if not _looks_like_firefox(self.skeleton):
            raise NotASession("this is not a Firefox session: it has windows, but none with tabs")

    def __repr__(self) -> str:
        return f"<Document of {len(self.text):,} bytes>"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Document):
            return NotImplemented
        return (self.salvaged, self.note, self.text) == (other.salvaged, other.note, other.text)

    def __hash__(self) -> int:
        return hash((len(self.text), self.text[-_TOLD_APART:]))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Its text; who unpacks it decodes anew."""
        return type(self), (self.text, self.note, self.salvaged)

    @property
    def sound_text(self) -> bytes:
        """The text that the skeleton was decoded from: itself, or a repaired copy as long."""
        return self._sound

    @property
    def finder(self) -> ChildFinder:
        """Finds children in ``sound_text``, and remembers those of what is large.

        Making it passes over a large text once, some megabytes at a time.
        """
        if self._finder is None:
            from ..json.children import ChildFinder

            self._finder = ChildFinder(self._sound)
        return self._finder

    def _give_finder(self) -> ChildFinder:
        return self.finder

    def span(self, pointer: Pointer) -> tuple[int, int]:
        """Start and end of the piece a pointer names. Raises NothingFound."""
        return find_span(
            self.text, pointer, self._spans, sound=self._sound, finder=self._give_finder
        )

    def piece(self, pointer: Pointer) -> bytes:
        """The exact bytes of the piece a pointer names. Raises NothingFound."""
        start, end = self.span(pointer)
        return self.text[start:end]

    def known_size(self, pointer: Pointer) -> int | None:
        """Like size, but None where a large text has not been walked yet: costs no time."""
        if len(self.text) > EAGER_BYTES and not self._measured:
            return None
        return self.size(pointer)

    def measure(self) -> None:
        """Walk a large text down to tabs and closed tabs, so that sizes are known from then on.

        Meant for a background thread: about 0.2 s of work per 100 MB, or 5 ms where most of it is
        folded.
        """
        folded, self.folded = self.folded, None
        text, spans = (self.text, self._spans) if folded is None else (folded.json, {})
        in_goes = folded is None and not self.repaired
        find = partial(find_span, text, known=spans, finder=self._give_finder if in_goes else None)
        for steps in (("windows",), (names.CLOSED_WINDOWS,), (names.SAVED_GROUPS,)):
            _walk(find, steps)
        for kind, found in (
            ("windows", self.skeleton.windows),
            (names.CLOSED_WINDOWS, self.skeleton.closed_windows),
        ):
            for i in range(len(found) if isinstance(found, list) else 0):
                for key in ("tabs", names.CLOSED_TABS):
                    _walk(find, (kind, i, key))
        if folded is not None:
            self._spans |= folded.whole_spans(spans)
        self._measured = True

    def size(self, pointer: Pointer) -> int:
        """How many bytes of the file's JSON a piece takes. Raises NothingFound."""
        start, end = self.span(pointer)
        return end - start


def _walk(find: Callable[[Pointer], tuple[int, int]], steps: Pointer) -> None:
    with contextlib.suppress(NothingFound):
        find((*steps, 0))


def _looks_like_firefox(top: SessionSkeleton) -> bool:
    """Zotero's session.json has ``windows`` too, but no tab with entries and no closed tabs."""
    if not isinstance(top.windows, list) or not top.windows:
        return True
    if (top.version, top.selectedWindow, top.closed_windows, top.session) != (None,) * 4:
        return True
    windows = [window for window in top.windows if isinstance(window, WindowSkeleton)]
    return any(window.closed_tabs is not None for window in windows) or any(
        isinstance(tab, TabSkeleton) and tab.entries is not None
        for window in windows
        for tab in (window.tabs if isinstance(window.tabs, list) else ())
    )
