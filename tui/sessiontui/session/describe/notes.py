"""What stands beside a piece of a session: what the field means, and its value decoded.

Pure text for a person, printable: milliseconds as a date, principals in words, kind and measures
of an image, what base64 holds, site and title of a tab or an entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ...errors import SessiontuiError
from ...text import moment, printable, site, size
from ..json import text as jsontext
from ..model.coerce import raw_text
from ..model.document import ClosedTabSkeleton, EntrySkeleton, TabSkeleton, WindowSkeleton
from . import encoded_values, fields

_LARGEST = 2_000_000  # bytes of one object that is decoded for its name

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


def note(path: Sequence[str | int], piece: bytes, length: int | None = None) -> str:
    """The decoded value where that says more, else what the field means.

    Of a long string ``piece`` may be only the beginning; ``length`` is then all its bytes.
    """
    return decoded(path, piece, length) or meaning(path)


def meaning(path: Sequence[str | int]) -> str:
    """What the field at a path means; what an item is, the field that holds them says."""
    if not path or isinstance(path[-1], int):
        return "" if path else _said(fields.describe(path))
    return _said(fields.describe(path)) or "not known to this program"


def _said(field: fields.Field | None) -> str:
    return field.meaning if field else ""


def decoded(path: Sequence[str | int], piece: bytes, length: int | None = None) -> str:
    """The value in other words, where there are any: a date, a principal, what is encoded."""
    field = fields.describe(path)
    if piece[:1] == b'"':
        return _decoded_string(field, piece, length or len(piece))
    if field is not None and field.type == "ms" and path and isinstance(path[-1], str):
        value = _number(piece)
        return moment(value) if value else ""
    return ""


def _decoded_string(field: fields.Field | None, piece: bytes, length: int) -> str:
    text = encoded_values.head_of(piece, length)
    whole = len(piece) >= length
    left = len(text) if whole else length - 2
    if text[:5].lower() == "data:":
        return encoded_values.data_url_words(text, left)
    if field is not None and field.holds == "principal":
        words = principal_words(text)
        if words:
            return words
    if field is not None and field.type == "base64":
        words = encoded_values.base64_words(text, left)
        if words:
            return words
    if encoded_values.looks_like_json(text) and not (
        whole and encoded_values.json_inside(piece) is None
    ):
        taken = len(text.encode("utf-8", "replace")) if whole else left
        return f"JSON, {size(taken)}: l enters"
    return ""


def _number(piece: bytes) -> float | None:
    try:
        return float(piece)
    except ValueError:
        return None


def principal_words(text: str) -> str:
    """A serialised principal in words: system, null, or the site it stands for.

    Since Firefox 72 it is JSON: ``{"3":{}}``, ``{"1":{"0":"https://x/"}}``, ``{"0":{…}}``; before,
    an object serialised in base64.
    """
    if not encoded_values.looks_like_json(text):
        return encoded_values.base64_words(text, len(text))
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
