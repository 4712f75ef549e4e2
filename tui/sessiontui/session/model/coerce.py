"""Reading single values whatever their shape: a wrong one becomes empty, never an error."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Raw

from ... import late_re
from ...errors import SessiontuiError
from ..json import text as jsontext
from .address import is_address
from .document import RawField

_WHOLE = late_re.compile(r"-?[0-9]{1,18}")

BLANK_PAGES: Final = frozenset(
    ("", "about:blank", "about:newtab", "about:home", "about:privatebrowsing", "about:welcome")
)
"""What a tab shows before anything was loaded in it."""


def raw_text(raw: RawField) -> str:
    """A raw JSON string as exact text; empty when it is not a string."""
    if not isinstance(raw, Raw):
        return ""
    try:
        return jsontext.STRING.decode(raw)  # nearly all: no copy of the piece is made
    except (msgspec.DecodeError, UnicodeDecodeError):
        token = bytes(raw)
        return jsontext.decode_string(token) if token[:1] == b'"' else ""


def raw_value(raw: RawField) -> Any:
    """A raw piece as Python objects; None when absent or beyond reading."""
    if not isinstance(raw, Raw):
        return None
    try:
        return jsontext.decode_any(bytes(raw))
    except SessiontuiError:
        return None


def raw_members(raw: RawField) -> dict[str, Raw]:
    """A raw object's members as raw pieces; empty when it is no object or beyond reading."""
    if not isinstance(raw, Raw):
        return {}
    try:
        return jsontext.decode_members(bytes(raw))
    except SessiontuiError:
        return {}


def string_map(raw: RawField) -> dict[str, str]:
    """A raw object as text to text, exact; values that are no strings as their JSON."""
    pieces = {key: bytes(value) for key, value in raw_members(raw).items()}
    return {
        key: jsontext.decode_string(piece)
        if piece[:1] == b'"'
        else piece.decode("utf-8", "replace")
        for key, piece in pieces.items()
    }


def nested_json(text: str | None) -> Any:
    """JSON that was kept in a string; None when it is none."""
    if not text:
        return None
    try:
        return jsontext.decode_any(text.encode("utf-8", "replace"))
    except SessiontuiError:
        return None


def whole(value: Any) -> int | None:
    """A whole number, also when it was written as 3.0 or "3"; None for all else.

    Beyond 64 bits it can be no time, index or id, and arithmetic with it would overflow.
    """
    if type(value) is int or value is None:  # nearly always
        return value if value is not None and -(1 << 63) <= value < 1 << 63 else None
    if isinstance(value, str):
        value = int(value) if _WHOLE.fullmatch(value) else None
    elif isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(1 << 63) <= value < 1 << 63 else None


def text_value(value: Any) -> str:
    """A decoded string; empty for all else."""
    return value if isinstance(value, str) else ""


def shown_entry(index: Any, count: int) -> int:
    """Which of a tab's ``count`` entries, at least one, it shows, 0-based, as Firefox decides it.

    ``index`` is 1-based; absent or 0 means the last entry, beyond the ends the nearest one
    (SessionStore.sys.mjs, restoreTab).
    """
    return max(0, min((whole(index) or count) - 1, count - 1))


def never_arrived(count: int, shown: str, typed: str) -> bool:
    """Whether a tab's page never came, so that its address is only what was ``typed``.

    Such a tab has no entries, or (one that was opened in the background) a blank page as its
    only one, which is ``shown``. ``SessionStore._restoreTabEntry`` loads what was typed, then.
    """
    return not count or (count == 1 and shown in BLANK_PAGES and is_address(typed))


def said(value: Any) -> str:
    """Any decoded JSON as text: a string as it is, the rest as its JSON; nothing for null."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return msgspec.json.encode(value).decode("utf-8", "replace")
    except (RecursionError, msgspec.MsgspecError):
        return "…"
