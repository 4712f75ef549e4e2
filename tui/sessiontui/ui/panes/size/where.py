"""Where one is in the bytes of a session: the levels gone through, and how this one is divided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ....session.json.pointer import Steps
from ....session.weight.rows import Cut, Row

CUTS: Final[tuple[Cut, ...]] = ("part", "site", "tab", "field", "node")
"""The ways to divide a whole session, in the order of their key."""

_INSIDE: Final[Mapping[Cut, tuple[Cut, ...]]] = {
    "part": ("site", "tab", "field"),
    "site": ("tab", "part", "field"),
    "tab": ("field", "part", "site"),
    "field": ("site", "tab", "part"),
    "node": ("node",),
}
"""How something of a kind is divided further: the most telling way first."""


NAME: Final = 1_000
"""Characters of a key or a title that count: a page may give its title many millions."""


class Crumb(Struct, frozen=True):
    """A row that was gone into: of which kind, its exact key, the beginning of its title, and its
    node if it is one.

    The steps are those of the version that it was gone into in.
    """

    cut: Cut
    key: str
    title: str = ""
    steps: Steps | None = None

    @classmethod
    def of(cls, cut: Cut, row: Row) -> Crumb:
        """A row that is gone into. A tab is named by its steps, its address may be cut."""
        return cls(cut, row.key[:NAME] if cut == "tab" else row.key, row.title[:NAME], row.steps)


class Where(Struct, frozen=True):
    """The rows gone into, the first of them in the whole session; ``by`` divides the last one."""

    by: Cut = "part"
    trail: tuple[Crumb, ...] = ()

    @property
    def ways(self) -> Sequence[Cut]:
        """How this can be divided: by what no level above has divided it by, the best way first.

        What lies in one tab is also JSON; of a field of it that comes first.
        """
        if not self.trail:
            return CUTS
        last = self.trail[-1]
        if last.cut == "node":
            return _INSIDE["node"]
        gone = {crumb.cut for crumb in self.trail}
        left = tuple(cut for cut in _INSIDE[last.cut] if cut not in gone)
        if self.tab is None:
            return left
        return ("node", *left) if last.cut == "field" else (*left, "node")

    @property
    def tab(self) -> Steps | None:
        """The place of the one tab that all of this lies in, if it does."""
        return next((crumb.steps for crumb in self.trail if crumb.cut == "tab"), None)

    def divided(self, by: Cut) -> Where:
        """The same, divided another way."""
        return replace(self, by=by)

    def next_way(self) -> Where:
        """The same, divided the next way."""
        ways = self.ways
        return self.divided(ways[(ways.index(self.by) + 1) % len(ways)])

    def into(self, row: Row) -> Where | None:
        """What a row is made of; None where nothing tells it apart further."""
        if self.by == "node" and (row.steps is None or not row.count):
            return None  # punctuation, a text, a number
        inside = Where(self.by, (*self.trail, Crumb.of(self.by, row)))
        return inside.divided(inside.ways[0]) if inside.ways else None

    def at(self, level: int, by: Cut) -> Where:
        """A level above, 0 for the whole session, divided in a way."""
        return Where(by, self.trail[:level])
