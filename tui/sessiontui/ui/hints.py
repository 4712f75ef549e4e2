"""Which keys the key bar shows: what helps most in each place first, and what has room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len

ALWAYS: Final = ("app.palette", "app.help", "app.quit")
"""Actions that have their room at the end of the bar everywhere."""

_BESIDE: Final = ("app.rollback", "app.compare", "app.follow", "app.leave-inside")
_FIRST: Final = {
    "rail": ("rail.look-inside", *_BESIDE, "app.find", "app.safety-copy"),
    "overview": ("list.open", "overview.find", "app.safety-copy", *_BESIDE, "app.versions"),
    "items": (
        "list.open", "items.restore", "filtered.filter", "items.mark", "items.close",
        "items.forget", "app.rollback", "app.compare", "items.export", "items.copy-urls",
        "filtered.sort", "items.show-json",
    ),
    "find": (
        "list.open", "find.filter", "find.restore", "find.mark", "find.show-there",
        "find.copy-urls", "find.export",
    ),
    "writes": ("list.open", "writes.what-if", "writes.causes", "writes.figures", "writes.pause"),
    "size": (
        "list.open", "size.back", "size.way", "size.mark", "size.slim", "size.show-there",
        "filtered.filter", "filtered.sort", "size.facts",
    ),
    "json": (
        "list.open", "json.search", "json.next-match", "json.view-value", "json.copy-value",
        "json.copy-path", "json.show-tab", "json.save",
    ),
    "settings": (
        "list.open", "filtered.filter", "settings.copy-name", "settings.timings", "filtered.sort",
    ),
    "filtered": ("list.open", "filtered.filter", "filtered.sort", "app.versions"),
}  # fmt: skip
"""What helps most in a place, the most important first; a place is told by the first scope of
these that has a key there. What the table says to be shown besides follows."""
_BACK: Final = ("filtered.leave", "find.leave")  # out of the details, where no list has the focus

_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does in a word; ``long`` where there is room. Dim unless ``enabled``.

    ``always``: it stands at the end and is left out last.
    """

    key: str
    sign: str
    label: str
    enabled: bool = True
    long: str = ""
    always: bool = False

    @property
    def width(self) -> int:
        """Its cells, with the gap behind it."""
        return cell_len(f"{self.sign} {self.label}") + _GAP


def wanted(ids: Collection[str]) -> Sequence[str]:
    """What helps most where the actions with these ids have keys, the most important first."""
    scopes = {name.partition(".")[0] for name in ids}
    first = next((first for scope, first in _FIRST.items() if scope in scopes), ())
    chooses = "list.open" in ids or "rail.look-inside" in ids  # the details have a list's motions
    return first if chooses else (*(name for name in _BACK if name in ids), *first)


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """The hints that have room in so many cells, each whole.

    They are left out from the end. One that would do nothing now is only there when all others
    are, and have their longer words.
    """
    room = width + _GAP
    always = [hint for hint in hints if hint.always]
    while always and sum(hint.width for hint in always) > room:
        del always[0]
    room -= sum(hint.width for hint in always)
    others = [hint for hint in hints if not hint.always]
    works = [hint for hint in others if hint.enabled]
    bright, room = _first_of(works, room)
    for i, hint in enumerate(bright):
        longer = replace(hint, label=hint.long or hint.label)
        if longer.width - hint.width <= room:
            room -= longer.width - hint.width
            bright[i] = longer
    idle = [hint for hint in others if not hint.enabled]
    dim, _ = _first_of(idle if len(bright) == len(works) else [], room)
    place = {hint.key: i for i, hint in enumerate(hints)}
    return [*sorted((*bright, *dim), key=lambda hint: place[hint.key]), *always]


def _first_of(hints: Sequence[Hint], room: int) -> tuple[list[Hint], int]:
    """As many of the first as have room, and what is left of it."""
    shown: list[Hint] = []
    for hint in hints:
        if hint.width > room:
            break
        shown.append(hint)
        room -= hint.width
    return shown, room


def in_frame(hints: Sequence[tuple[str, str]], width: int) -> str:
    """Signs and words of keys in the edge of a window; the last one, its way out, always stays.

    Where they have no room they come closer together, then the last needs no words, then those
    before it are left out from the end.
    """
    shown = [f"{sign} {words}".strip() for sign, words in hints]
    way_out = hints[-1][0]
    for between, last in ((" · ", shown[-1]), ("  ", shown[-1]), ("  ", way_out)):
        line = between.join((*shown[:-1], last))
        if cell_len(line) <= width:
            return line
    while len(shown) > 1:
        del shown[-2]
        line = " · ".join((*shown[:-1], way_out))
        if cell_len(line) <= width:
            break
    return line
