"""One tab, open or as the state of a closed one: its history, its flags, what its page kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, Raw

from ...errors import SessiontuiError
from ...text import printable
from ..json import text as jsontext
from ..json.pointer import Steps
from .coerce import (
    nested_json,
    raw_members,
    raw_text,
    raw_value,
    said,
    shown_entry,
    string_map,
    whole,
)
from .document import EntrySkeleton, RawField, TabSkeleton
from .entry import NO_ENTRY, Entry, address_of, has_never_arrived, shown_in, title_of
from .page_state import (
    FormField,
    ScrollPosition,
    form_fields,
    form_texts,
    holds_text,
    page_of_entry,
    scroll_positions,
)
from .piece import Piece
from .source import Source


def may_hold_session(formdata: RawField) -> bool:
    """Whether form data may carry a whole session, without decoding it."""
    return isinstance(formdata, Raw) and len(formdata) > 40 and b'sessionData"' in bytes(formdata)


def has_content(raw: RawField) -> bool:
    """Whether form data or a storage is kept, and not an empty one (without decoding it)."""
    return isinstance(raw, Raw) and len(raw) > 4


class Tab(Piece):
    """An open tab, or the state of a closed one."""

    __slots__ = ("_tab", "index")

    def __init__(self, tab: TabSkeleton, source: Source, steps: Steps, index: int) -> None:
        self._tab = tab
        self._source = source
        self.steps = steps
        self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._tab, self._source, self.steps, self.index)

    @property
    def skeleton(self) -> TabSkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._tab

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The whole history, oldest first."""
        found = self._tab.entries
        if not isinstance(found, list):
            return ()
        return tuple(Entry(e if isinstance(e, EntrySkeleton) else NO_ENTRY) for e in found)

    @property
    def entry_count(self) -> int:
        """How many pages the history holds."""
        return len(self._tab.entries) if isinstance(self._tab.entries, list) else 0

    @property
    def current(self) -> int | None:
        """Which entry the tab shows, as Firefox decides it; None without entries."""
        count = self.entry_count
        return shown_entry(self._tab.index, count) if count else None

    @property
    def entry(self) -> Entry:
        """The entry the tab shows; an empty one without history."""
        return Entry(shown_in(self._tab))

    @property
    def raw_url(self) -> str:
        """The current address exactly; what was typed where that page never arrived."""
        return address_of(self._tab)

    @property
    def never_arrived(self) -> bool:
        """Whether its page never came: ``user_typed`` holds its address, its history none."""
        return has_never_arrived(self._tab)

    @property
    def raw_title(self) -> str:
        """The current title exactly; empty when there is none."""
        return title_of(self._tab)

    @property
    def url(self) -> str:
        """The current address, printable."""
        return printable(self.raw_url)

    @property
    def title(self) -> str:
        """The current title, printable; the address, or a word, when there is none."""
        return printable(self.raw_title) or self.url or "(empty tab)"

    @property
    def navigation(self) -> tuple[str, str] | None:
        """``navigationKey`` and ``navigationId`` of the entry it shows; None without both.

        Together they name one state of one place in one tab's history (Firefox 147 and later).
        """
        if self.current is None:
            return None
        try:
            entry = self._source.document.piece((*self.steps, "entries", self.current))
        except SessiontuiError:
            return None
        found = raw_members(Raw(entry))
        key, state = (
            raw_text(found.get(name, UNSET)) for name in ("navigationKey", "navigationId")
        )
        return (key, state) if key and state else None

    @property
    def last_accessed(self) -> int | None:
        """When it was last looked at, ms since epoch."""
        return whole(self._tab.lastAccessed) or None

    @property
    def pinned(self) -> bool:
        """Whether it is pinned."""
        return self._tab.pinned is True

    @property
    def hidden(self) -> bool:
        """Whether an extension has hidden it."""
        return self._tab.hidden is True

    @property
    def muted(self) -> bool:
        """Whether its sound is off."""
        return self._tab.muted is True

    @property
    def group_id(self) -> str | None:
        """The tab group it belongs to (a Panorama group in files of Firefox 4 to 44)."""
        if isinstance(self._tab.groupId, str):
            return self._tab.groupId
        if isinstance(self._tab.extData, Raw) and b"tabview-tab" in bytes(self._tab.extData):
            panorama = nested_json(self.ext_values.get("tabview-tab"))
            group = panorama.get("groupID") if isinstance(panorama, dict) else None
            return said(group) if isinstance(group, (int, str)) else None
        return None

    @property
    def split_view_id(self) -> int | None:
        """The split view it stands in."""
        return whole(self._tab.splitViewId)

    @property
    def essential(self) -> bool:
        """Whether it is one of Zen's essentials, which stand in every space and are pinned."""
        return self._tab.zenEssential is True

    @property
    def container_id(self) -> int:
        """Its container (userContextId); 0 is none."""
        return whole(self._tab.userContextId) or 0

    @property
    def icon(self) -> str:
        """The favicon's URL, often a data: URL."""
        image = raw_text(self._tab.image)
        if not image and isinstance(self._tab.attributes, Raw):
            attributes = raw_value(self._tab.attributes)
            found = attributes.get("image") if isinstance(attributes, dict) else None
            image = found if isinstance(found, str) else ""
        return self._source.cached_images.get(image, image)

    @property
    def user_typed(self) -> str:
        """What stands typed in its address bar, not yet loaded."""
        return raw_text(self._tab.userTypedValue)

    @property
    def canonical_url(self) -> str:
        """The address the page gives as its own (``<link rel=canonical>``), exactly; or empty."""
        return raw_text(self._tab.canonicalUrl)

    @property
    def ext_values(self) -> dict[str, str]:
        """Extension values: what extensions (and old Firefoxes) keep with the tab."""
        return string_map(self._tab.extData)

    @property
    def form_fields(self) -> tuple[FormField, ...]:
        """Every form field with its value, frames included."""
        return tuple(form_fields(self.form_data))

    @property
    def form_data(self) -> Any:
        """What is filled in, decoded and exactly as Firefox keeps it; None without any.

        Mostly an object: ``id`` and ``xpath`` by field, ``innerHTML``, ``children`` of its frames.
        """
        return raw_value(self._tab.formdata) or self._old_page

    @property
    def form_texts(self) -> dict[str, str]:
        """The text fields by name, exactly; one of a frame is named ``frame 0/2: comment``."""
        return dict(form_texts(self.form_data))

    @property
    def has_form_data(self) -> bool:
        """Whether any form field is kept, an empty one too (without decoding it)."""
        return has_content(self._tab.formdata)

    @property
    def has_form_text(self) -> bool:
        """Whether a text field of its forms holds text; a session kept in one is none."""
        if not self.has_form_data or self.holds_session:
            return False
        return holds_text(raw_value(self._tab.formdata))

    @property
    def scroll(self) -> tuple[ScrollPosition, ...]:
        """Scroll positions per frame."""
        return tuple(scroll_positions(raw_value(self._tab.scroll) or self._old_page))

    @property
    def _old_page(self) -> Any:
        """The current entry as form data: old files have no ``version`` and keep both there."""
        if self.current is None or self._source.format_version is not None:
            return None
        try:
            entry = self._source.document.piece((*self.steps, "entries", self.current))
            return page_of_entry(jsontext.decode_any(entry))
        except SessiontuiError:
            return None

    @property
    def storage(self) -> dict[str, dict[str, str]]:
        """The sites' sessionStorage: origin → key → value, exact."""
        return {
            origin: string_map(items)
            for origin, items in raw_members(self._tab.storage).items()
            if bytes(items)[:1] == b"{"
        }

    @property
    def has_storage(self) -> bool:
        """Whether any sessionStorage is kept (without decoding it)."""
        return has_content(self._tab.storage)

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._source.document.size(self.steps)

    @property
    def known_size(self) -> int | None:
        """Its bytes in the file's JSON; None while a large one has not been walked yet."""
        return self._source.document.known_size(self.steps)

    @property
    def holds_session(self) -> bool:
        """Whether form data or an old entry may carry a whole session (without decoding it)."""
        formdata = self._tab.formdata
        if isinstance(formdata, Raw):
            return may_hold_session(formdata)
        return self.raw_url == "about:sessionrestore" and self._source.format_version is None

    def nested_texts(self) -> Iterator[bytes]:
        """The JSON of the session an about:sessionrestore tab carries, where it may stand.

        Firefox keeps it as JSON in a string (``formdata.id.sessionData``), or as an object; in
        old files in the entry, the oldest under ``#sessionData``.
        """
        if isinstance(self._tab.formdata, Raw):
            if b'"sessionData"' not in bytes(self._tab.formdata):
                return
            form: Steps = (*self.steps, "formdata")
        elif self.current is not None and self._source.format_version is None:
            form = (*self.steps, "entries", self.current, "formdata")
        else:
            return
        for last in (("id", "sessionData"), ("#sessionData",)):
            try:
                data = self._source.document.piece((*form, *last))
                if data[:1] == b'"':
                    data = jsontext.decode_string(data).encode("utf-8", "replace")
            except SessiontuiError:
                continue
            yield data
