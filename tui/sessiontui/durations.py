"""Lengths of time in words: rounded for a person, as they were measured, in two units, exact."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 365.25 * 86_400


def duration(seconds: float) -> str:
    """A length of time in one short unit: ``12 s``, ``3 min``, ``2 h``, ``5 days``, ``4 years``."""
    seconds = max(0.0, seconds)
    if seconds < _MINUTE:
        return f"{int(seconds)} s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < 1.5 * _DAY:
        return f"{int(seconds // _HOUR)} h"
    if seconds < 1000 * _DAY:
        return _several(round(seconds / _DAY), "day")
    return _several(round(seconds / _YEAR), "year")


def measured(seconds: float, *, whole: bool = False) -> str:
    """One that was measured, in at most seven cells: ``7 ms``, ``98 ms``, ``15.2 s``, ``3 min``.

    ``whole``: without tenths of a second.
    """
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 99.95 and not whole:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 119.5 else duration(round(seconds))


def in_milliseconds(seconds: float) -> str:
    """One of many in a column, which are compared: ``4 ms``, ``1,137 ms``."""
    return f"{seconds * 1000:,.0f} ms"


def in_two_units(seconds: float) -> str:
    """A length of time in two units: ``48 s``, ``12 min 5 s``, ``8 h 2 min``, ``3 days 4 h``."""
    total = max(0, int(seconds))
    for unit, below, word, lower in (
        (_DAY, _HOUR, "day", "h"), (_HOUR, _MINUTE, "h", "min"), (_MINUTE, 1, "min", "s"),
    ):  # fmt: skip
        if total >= unit:
            first = _several(total // unit, word)
            rest = total % unit // below
            return f"{first} {rest} {lower}" if rest else first
    return f"{total} s"


def exact(milliseconds: float) -> str:
    """One that somebody chose, in the largest unit that leaves no odd fraction: ``1.5 h``."""
    for unit, word in ((_DAY, "day"), (_HOUR, "h"), (_MINUTE, "min")):
        number = milliseconds / (unit * 1000)
        if number >= 1 and milliseconds % (unit * 500) == 0:
            return f"{number:g} {word}{'s' if word == 'day' and number != 1 else ''}"
    return f"{milliseconds / 1000:,.10g} s"


def _several(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' if word in ('day', 'year') and number != 1 else ''}"
