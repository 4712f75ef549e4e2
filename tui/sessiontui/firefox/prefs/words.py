"""A setting's value in words: as it is written, or short enough for a column."""

from __future__ import annotations

from typing import Final

from ...text import printable

_ONE: Final = {
    "characters": "character",
    "copies": "copy",
    "crashes": "crash",
    "entries": "entry",
    "pages": "page",
    "tabs": "tab",
    "windows": "window",
}
_STEPS: Final = ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s"))


def value_words(value: object, unit: str) -> str:
    """A value as it is written, with its unit: ``15000 ms``, ``1 crash``, ``"text"``."""
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{printable(value)}"'
    return f"{value} {_ONE.get(unit, unit) if value == 1 else unit}".rstrip()


def short_value(value: object, unit: str) -> str:
    """A value for a column, never rounded: ``14 days`` for 1209600000 ms, ``2,048 chars``."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return value_words(value, "")
    if unit in ("ms", "s"):
        whole, rest = divmod(value, 1000) if unit == "ms" else (value, 0)
        for seconds, one, many in _STEPS:
            if whole and not rest and whole % seconds == 0:
                number = whole // seconds
                return f"{number:,} {one if number == 1 else many}"
        return f"{value:,} {unit}"
    shown = _ONE.get(unit, unit) if value == 1 else unit
    return f"{value:,} {shown.replace('character', 'char')}".rstrip()
