"""The JSON that is shown: the document, and texts in it that hold JSON themselves.

A string can be entered; its decoded text is then a level of its own above the one that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....session.describe.encoded_values import json_inside
from ....session.json.outline import NodeKind, Outline
from ....session.json.path_syntax import JOINT
from ....session.json.pointer import format_pointer
from ....text import count, printable

Path = tuple[str | int, ...]
Place = tuple[Path, ...]
"""A node: its path in the document, or those of the strings around it and in the last its own."""

_NEAR = 1_000  # of more nodes that were open only those nearest the cursor are opened again


@dataclass(slots=True, eq=False)
class Level:
    """One text with its outline. ``entered`` is the path of the string in the level below."""

    outline: Outline
    entered: Path = ()
    cursor: int = 0

    def entered_at(self, index: int) -> Level | None:
        """The level of the JSON that the string in a row holds; None when it holds none."""
        inside = self.inside(index)
        if inside is None:
            return None
        return Level(Outline(inside, by_size=self.outline.by_size), self.outline.path(index))

    def inside(self, index: int) -> bytes | None:
        """The JSON that the string in a row holds; None when it is none."""
        row = self.outline.row(index)
        return (
            json_inside(self.outline.text[row.start : row.end])
            if row.kind is NodeKind.STRING
            else None
        )


@dataclass(frozen=True, slots=True)
class OpenNodes:
    """What was open in a level, and where its cursor was."""

    opened: tuple[Path, ...]
    cursor: Path


def base_of(levels: Sequence[Level]) -> Path:
    """Where the last level is, as one path through the strings: what its fields mean."""
    return tuple(step for level in levels for step in level.entered)


def pointers(place: Place) -> str:
    """A place in words: ``/windows/0/tabs/3/extData/x » /layout``."""
    return JOINT.join(format_pointer(path) or "/" for path in place)


def keep(levels: Sequence[Level]) -> list[OpenNodes]:
    """What is open now, to be opened again in another version of the document."""
    kept = []
    for level in levels:
        outline, here = level.outline, min(level.cursor, len(level.outline) - 1)
        near = range(max(0, here - _NEAR), min(len(outline), here + _NEAR))
        opened = tuple(outline.path(index) for index in near if outline.is_open(index))
        kept.append(OpenNodes(opened, outline.path(here)))
    return kept


def build(text: bytes, kept: Sequence[OpenNodes], *, by_size: bool = False) -> list[Level]:
    """The levels over a document's text, open where they were as far as there is such a place.

    No widget is touched: it may run in another thread. Raises Damaged when it is not JSON.
    """
    levels = [Level(Outline(text, by_size=by_size))]
    if not kept:
        levels[0].outline.reveal(("windows", 0))
        return levels
    for at, wanted in enumerate(kept):
        level = levels[-1]
        for path in wanted.opened:
            found = level.outline.reveal(path)
            if found is not None:
                level.outline.open(found)
        whole = reveal_nearest(level, wanted.cursor)
        inside = level.entered_at(level.cursor) if whole and at + 1 < len(kept) else None
        if inside is None:
            break
        levels.append(inside)
    return levels


def reveal_nearest(level: Level, path: Path) -> bool:
    """Put a level's cursor on a path, or on the nearest place above it that there is."""
    for length in range(len(path), -1, -1):
        found = level.outline.reveal(path[:length])
        if found is not None:
            level.cursor = found
            return length == len(path)
    return False


# -- a path that somebody typed ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """How far a path leads: the place there, and in a sentence what is missing behind it."""

    place: Place
    missing: str = ""


def follow(levels: Sequence[Level], wanted: Place) -> Followed:
    """Follow a path from the top of the document; when that has not even its first step, from the
    top of the text that is shown. A step into a string that holds JSON leads into that JSON.

    What is on the way is opened, so the rows of what is shown may be others afterwards.
    """
    top = list(levels[:1])
    if len(levels) > 1 and wanted[0] and not levels[0].outline.reach(wanted[0]):
        top = list(levels)
    entered = tuple(level.entered for level in top[1:])
    level = top[-1]
    for number, path in enumerate(wanted):
        rest = () if path == ("",) and not level.outline.reach(path) else path  # "/": the top
        while True:
            reached = level.outline.reach(rest)
            outline, at = level.outline, level.outline.reveal(rest[:reached])
            here = outline.path(at or 0)
            whole = reached == len(rest)
            if whole and number + 1 == len(wanted):
                return Followed((*entered, here))
            inside = level.entered_at(at or 0)
            if inside is None:
                step = None if whole else rest[reached]
                return Followed(
                    (*entered, here), _missing(outline, at or 0, (*entered, here), step)
                )
            level, entered, rest = inside, (*entered, here), rest[reached:]
            if whole:
                break
    return Followed((*entered, ()))


def _missing(outline: Outline, index: int, place: Place, step: str | int | None) -> str:
    row, where = outline.row(index), printable(pointers(place))
    if step is None or row.kind is NodeKind.STRING:
        return f"{where} is no text that holds JSON: the path ends there"
    if row.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
        return f"{where} is {row.kind.value}: nothing is in it"
    named = f"“{printable(str(step)[:60])}”"
    if row.kind is NodeKind.OBJECT:
        return f"there is no {named} in {where}"
    held = count(outline.child_count(index), "member")
    return f"there is no {named} in {where}: {held}, counted from 0"
