"""What an edit has to know of a tab that stands in a draft, judged as Firefox does."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec

from ...errors import SessiontuiError
from ...text import elide, printable
from ..json import text as jsontext
from ..model.coerce import shown_entry, text_value
from .node import Node

_NOT_WORTH_SAVING = ("about:blank", "about:home", "about:newtab", "about:privatebrowsing")
_TITLE_CELLS = 60


class Facts(msgspec.Struct, gc=False):
    """What decides where a tab may stand."""

    pinned: Any = None
    hidden: Any = None
    groupId: Any = None
    splitViewId: Any = None
    userContextId: Any = None


_FACTS = msgspec.json.Decoder(Facts)
_ALL_FACTS = msgspec.json.Decoder(list[Facts | list[Any] | str | int | float | bool | None])


def facts(tab: Node) -> Facts:
    """A tab's facts; those of nothing for what is no object. Kept until the tab changes."""
    if isinstance(tab.note, Facts):
        return tab.note
    found = Facts()
    if tab.is_object:
        with contextlib.suppress(SessiontuiError):
            found = jsontext.decode(tab.json(), _FACTS).value
    tab.note = found = _with_ids(found)
    return found


def know_all(tabs: Node) -> None:
    """Have the facts of all tabs of a list at hand, read at once where that can be done."""
    for tab, found in zip(tabs.items, all_facts(tabs) or (), strict=False):
        if not isinstance(tab.note, Facts):
            tab.note = found


def all_facts(tabs: Node) -> list[Facts] | None:
    """The facts of all tabs of a list that is as it was; None where they come one by one only.

    Their nodes are not made for it. Kept until the list changes.
    """
    known: Any = tabs.note
    if isinstance(known, list):
        return known
    if tabs.touched or not tabs.is_array:
        return None
    try:
        found = _ALL_FACTS.decode(memoryview(tabs.text)[tabs.start : tabs.end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # each is repaired by itself
    told = [_with_ids(one) if isinstance(one, Facts) else Facts() for one in found]
    tabs.note = told
    return told


def _with_ids(found: Facts) -> Facts:
    """The facts, where what is no id, and could be no key of a dict, is None."""
    if isinstance(found.groupId, (list, dict)):
        found.groupId = None
    if isinstance(found.splitViewId, (list, dict)):
        found.splitViewId = None
    return found


def current_entry(tab: Node) -> Node | None:
    """The history entry a tab shows, as ``shown_entry`` tells."""
    entries = tab.get("entries")
    if entries is None or not entries.items:
        return None
    found = entries.items[shown_entry(tab.read("index"), len(entries.items))]
    return found if found.is_object else None


def title_token(tab: Node) -> bytes:
    """The JSON string of the title of the page a tab shows, else of its address."""
    entry = current_entry(tab)
    for key in ("title", "url"):
        found = entry.get(key) if entry else None
        if found and found.is_string and found.end - found.start > 2:
            return found.json()
    return b'""'


def title_of(tab: Node) -> str:
    """What a tab is called in a sentence, printable and not too long."""
    typed = text_value(tab.read("userTypedValue")) if tab.is_object else ""
    return _shown(title_token(tab)) or elide(printable(typed), _TITLE_CELLS) or "(empty tab)"


def named(text: Node) -> str:
    """A string of the document as it stands in a sentence."""
    return _shown(text.json())


def _shown(token: bytes) -> str:
    return elide(printable(jsontext.decode_string(token)), _TITLE_CELLS)


def worth_saving(tab: Node) -> bool:
    """Whether Firefox keeps a tab when it is closed (SessionStore._shouldSaveTabState)."""
    entries = tab.get("entries") if tab.is_object else None
    if entries is None or not entries.items:
        return False
    first = entries.items[0]
    url = first.read("url") if first.is_object else None
    if not url:
        return False
    if len(entries.items) > 1 or url not in _NOT_WORTH_SAVING or tab.read("userTypedValue"):
        return True
    return url in ("about:home", "about:newtab") and bool(facts(tab).splitViewId)
