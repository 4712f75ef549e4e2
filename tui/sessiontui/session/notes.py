"""What stands beside a piece of a session: what the field means, and its value decoded.

Pure text for a person, printable: milliseconds as a date, principals in words, the kind of an
image, site and title of a tab or an entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from ..errors import SessiontuiError
from ..text import moment, printable, site, size
from . import fields, jsontext
from .document import ClosedTabSkeleton, EntrySkeleton, TabSkeleton, WindowSkeleton
from .lenient import raw_text

_LARGEST = 2_000_000  # bytes of one object that is decoded for its name
_DATA_URL = re.compile(rb'"data:([a-z]+/[a-z0-9.+-]+)', re.IGNORECASE)

_TAB = msgspec.json.Decoder(TabSkeleton)
_CLOSED = msgspec.json.Decoder(ClosedTabSkeleton)
_ENTRY = msgspec.json.Decoder(EntrySkeleton)
_WINDOW = msgspec.json.Decoder(WindowSkeleton)


def name_of(path: Sequence[str | int], piece: bytes) -> str:
    """Site and title of a tab, an entry, a window or a group; empty for anything else."""
    if not path or not isinstance(path[-1], int) or len(piece) > _LARGEST:
        return ""
    kind = fields.kind_of(path)
    try:
        match kind:
            case "tab":
                return _tab_name(jsontext.decode(piece, _TAB).value)
            case "closedTab":
                state = jsontext.decode(piece, _CLOSED).value.state
                return _tab_name(state) if isinstance(state, TabSkeleton) else ""
            case "entry":
                return _entry_name(jsontext.decode(piece, _ENTRY).value)
            case "window" | "closedWindow":
                tabs = jsontext.decode(piece, _WINDOW).value.tabs
                return f"{len(tabs)} tabs" if isinstance(tabs, list) else ""
            case "cookie" | "group" | "closedGroup" | "splitView":
                found = jsontext.decode_any(piece)
                words = (found.get(key) for key in ("host", "name") if isinstance(found, dict))
                return printable(" ".join(word for word in words if isinstance(word, str)))
    except SessiontuiError:
        return ""
    return ""


def _tab_name(tab: TabSkeleton) -> str:
    entries = tab.entries if isinstance(tab.entries, list) else []
    at = tab.index if isinstance(tab.index, int) and 1 <= tab.index <= len(entries) else 0
    entry = entries[at - 1] if entries else None
    return _entry_name(entry) if isinstance(entry, EntrySkeleton) else "(no history)"


def _entry_name(entry: EntrySkeleton) -> str:
    address, title = raw_text(entry.url), raw_text(entry.title)
    host = site(address)
    return printable(f"{host} — {title}" if title and title != address else address)


def note(path: Sequence[str | int], piece: bytes) -> str:
    """The decoded value where that says more, else what the field means."""
    field = fields.describe(path)
    if isinstance(path[-1] if path else None, int):
        return ""  # what an item is, the field that holds them says
    if field is None:
        return "not known to this program" if path else ""
    if field.type == "ms":
        value = _number(piece)
        return moment(value) if value else field.meaning
    image = _DATA_URL.match(piece[:80])
    if image:
        return f"{image[1].decode()}, {size(len(piece))} as text"
    if field.holds == "principal" and piece[:1] == b'"':
        return principal_words(jsontext.decode_string(piece)) or field.meaning
    return field.meaning


def _number(piece: bytes) -> float | None:
    try:
        return float(piece)
    except ValueError:
        return None


def principal_words(text: str) -> str:
    """A serialised principal in words: system, null, or the site it stands for.

    Since Firefox 72 it is JSON: ``{"3":{}}``, ``{"1":{"0":"https://x/"}}``, ``{"0":{…}}``.
    """
    try:
        found: Any = jsontext.decode_any(text.encode("utf-8", "replace"))
    except SessiontuiError:
        return ""
    if not isinstance(found, dict) or not found:
        return ""
    kind, value = next(iter(found.items()))
    where = value.get("0") if isinstance(value, dict) else None
    words = {"0": "null principal", "1": "", "2": "expanded principal", "3": "system principal"}
    if kind not in words:
        return ""
    return printable(
        f"{words[kind]} {where if isinstance(where, str) and kind == '1' else ''}"
    ).strip()
