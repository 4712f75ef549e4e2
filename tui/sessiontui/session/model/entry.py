"""The entries of a tab's history, and which of them it shows: told by its skeleton alone.

Lists of 100,000 tabs ask for titles and addresses; none of that needs an object for a tab.
"""

from __future__ import annotations

from typing import Any, Final, Self

from msgspec import UNSET

from ...text import elide, printable
from .coerce import never_arrived, raw_text, shown_entry
from .document import EntrySkeleton, TabSkeleton

NO_ENTRY: Final = EntrySkeleton()
_SHOWN: Final = 80  # characters of an address, for a programmer


class Entry:
    """One page of a tab's history."""

    __slots__ = ("_entry",)

    def __init__(self, entry: EntrySkeleton) -> None:
        self._entry = entry

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {elide(self.url, _SHOWN)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entry):
            return NotImplemented
        return (self.raw_url, self.raw_title) == (other.raw_url, other.raw_title)

    def __hash__(self) -> int:
        return hash(self.raw_url)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    @property
    def raw_url(self) -> str:
        """The address exactly as the file has it."""
        return raw_text(self._entry.url)

    @property
    def raw_title(self) -> str:
        """The title exactly; empty when the page has none."""
        return raw_text(self._entry.title)

    @property
    def was_sent_data(self) -> bool:
        """Whether the page was got by sending data (a form), which Firefox before 27 kept."""
        return bool(raw_text(self._entry.postdata_b64))

    @property
    def url(self) -> str:
        """The address, safe to show."""
        return printable(self.raw_url)

    @property
    def title(self) -> str:
        """The title, printable; the address when the page has none."""
        return printable(self.raw_title) or self.url

    @property
    def skeleton(self) -> EntrySkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._entry


def shown_in(tab: TabSkeleton) -> EntrySkeleton:
    """The entry that a tab shows; an empty one without history."""
    entries = tab.entries
    if not isinstance(entries, list) or not entries:
        return NO_ENTRY
    at, count = tab.index, len(entries)
    found = entries[at - 1 if type(at) is int and 0 < at <= count else shown_entry(at, count)]
    return found if isinstance(found, EntrySkeleton) else NO_ENTRY


def title_of(tab: TabSkeleton) -> str:
    """The title of the entry that a tab shows, exactly; empty when it has none."""
    return raw_text(shown_in(tab).title)


def address_of(tab: TabSkeleton) -> str:
    """The address a tab shows, exactly; what was typed where that page never arrived."""
    shown = raw_text(shown_in(tab).url)
    if tab.userTypedValue is UNSET:  # nearly all of them
        return shown
    return raw_text(tab.userTypedValue) if has_never_arrived(tab) else shown


def has_never_arrived(tab: TabSkeleton) -> bool:
    """Whether a tab's page never came, so that its address is what stands typed, if anything."""
    count = len(tab.entries) if isinstance(tab.entries, list) else 0
    if not count:
        return True
    if tab.userTypedValue is UNSET:
        return False
    typed = raw_text(tab.userTypedValue)
    return bool(typed) and never_arrived(count, raw_text(shown_in(tab).url), typed)
