"""The one thing that the rows of a session's bytes say, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...text import percent, printable, size
from .parts import Part
from .rows import NO_SITE, NO_TAB, PUNCTUATION, Row, Weight

_PARTS: Final[Mapping[Part, tuple[str, str]]] = {
    "open tabs": ("open tabs are", "what is open, without pages, favicons and storage"),
    "closed tabs": ("closed tabs are", "Firefox keeps them to be reopened"),
    "closed windows": ("closed windows are", "Firefox keeps them to be reopened"),
    "groups": ("tab groups are", "saved and closed ones, with their tabs"),
    "nested sessions": ("sessions inside this one are", "earlier ones that wait to be restored"),
    "cookies": ("cookies are", "without them sites ask to log in again"),
    "images": ("favicons are", "Firefox fetches them again"),
    "history": ("the pages of tabs are", "shown ones, and those back and forward"),
    "forms": ("text in forms is", "it is nowhere else"),
    "storage": ("what sites keep with tabs is", "most of them fill it again"),
    "principals": ("principals are", "Firefox writes the same ones with each page"),
    "extension data": ("data of extensions is", "they keep it with tabs and windows"),
    "cloned state": ("the state that pages keep is", "Firefox gives it back with the page"),
    "overhead": ("the rest is", "windows, times, the lists themselves"),
}
"""Of each part: what it is called in a sentence, and what there is to say of it."""


def share(part: int, whole: int) -> str:
    """A part of a whole in percent: ``46 %``, ``0.4 %``, ``<0.1 %``; of nothing ``0 %``."""
    return percent(part / whole if whole else 0)


def headline(weight: Weight) -> str:
    """What the largest row says, printable: ``Favicons are 46 %: Firefox fetches them again.``

    Of the rows of a whole session, by an axis. Empty where there is nothing to say.
    """
    row = next((row for row in weight.rows if row.key not in (PUNCTUATION, NO_TAB, NO_SITE)), None)
    if row is None or not row.bytes:
        return ""
    part = share(row.bytes, weight.bytes)
    match weight.axis:
        case "part":
            what, why = _PARTS.get(row.key, ("the rest is", ""))  # type: ignore[call-overload]
            said = f"{what} {part}{f': {why}' if why else ''}."
            return said[0].upper() + said[1:]
        case "site":
            return f"{printable(row.key)} has {part}, the most of all sites."
        case "tab":
            return f"The heaviest tab has {part}, {size(row.bytes)}: {_page(row)}"
        case "field":
            return f"{part} are in the field “{printable(row.key)}”."
        case _:
            return f"{part} are below “{printable(row.key)}”."


def _page(row: Row) -> str:
    return printable((row.title or row.key)[:200]) or "(without a page)"
