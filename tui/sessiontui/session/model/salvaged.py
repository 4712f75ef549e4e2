"""What is known of a session that was read from a damaged file: how much it is, what is sure."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ...brief import brief
from ...text import count
from ..json.pointer import Steps
from . import names

_TABS: Final = frozenset({"tabs", names.CLOSED_TABS, names.MOBILE_CLOSED_TABS})

SIGN: Final = "~"
"""Stands beside what is not certain."""


class Salvaged(Struct, frozen=True, dict=True):
    """How much of a damaged file a session is. All text printable.

    ``why`` is what hinders Firefox from reading it. ``share`` of its text that could be read, from
    0 to 1, None where nobody knows how much it was; ``damage`` says what is wrong with the file.
    ``guessed`` are the steps of items that were read behind a hole or not to their end, ``torn``
    those of them that are known not to be whole. Of a session inside a guessed tab nothing is
    ``certain``. ``complete``: nothing of the text is missing.
    """

    why: str
    share: float | None
    damage: tuple[str, ...] = ()
    guessed: frozenset[Steps] = frozenset()
    torn: frozenset[Steps] = frozenset()
    certain: bool = True
    complete: bool = False

    def __repr__(self) -> str:
        return brief(self)

    def is_certain(self, steps: Steps) -> bool:
        """Whether an item is the one of the undamaged file."""
        return self.certain and _item(steps) not in self.guessed

    @property
    def doubtful(self) -> Container[Steps]:
        """The steps of all that is not certain."""
        return _Everything() if not self.certain else self.guessed

    def doubt(self, steps: Steps) -> str:
        """What is not sure of an item, as words; empty when it is certain."""
        if self.is_certain(steps):
            return ""
        if _item(steps) in self.torn:
            return "guessed: the file is damaged here, and a part of this is missing"
        return "guessed: read behind a damaged place, it or where it belongs may be wrong"

    @property
    def percent(self) -> str:
        """The share, rounded down: ``82 %``; empty where nobody knows it."""
        if self.share is None:
            return ""
        if self.complete:
            return "100 %"
        if 0 < self.share < 0.01:
            return "<1 %"
        return f"{percent_of(self.share)} %"

    @property
    def percent_missing(self) -> str:
        """What could not be read, rounded up: ``18 %``; empty where nobody knows it."""
        if self.share is None:
            return ""
        return f"{100 - percent_of(self.share)} %"

    @property
    def readable(self) -> str:
        """How much can be read: ``82 % readable``, ``readable in part``."""
        return f"{self.percent} readable" if self.percent else "readable in part"

    @property
    def can_be_read(self) -> str:
        """The same as the end of a sentence: ``82 % of it can be read``."""
        return f"{self.much} of it can be read"

    @property
    def much(self) -> str:
        """The same as a noun: ``82 %``, ``all``, ``a part``."""
        return "all" if self.complete else self.percent or "a part"

    @property
    def could_not(self) -> str:
        """What is missing, as a sentence without its stop."""
        if self.complete:
            return "the file is damaged, and all of its text could be read"
        if self.share is None:
            return "a part of the damaged file could not be read, and nobody knows how much"
        return f"{self.percent_missing} of the damaged file could not be read"

    @cached_property
    def guessed_tabs(self) -> int:
        """How many tabs, open or closed, are not certain."""
        return tabs_among(self.guessed)

    @property
    def guessed_words(self) -> str:
        """How many tabs are not certain: ``~3 tabs guessed``; empty for none."""
        if not self.certain:
            return f"all of it guessed ({SIGN})"
        return f"{SIGN}{count(self.guessed_tabs, 'tab')} guessed" if self.guessed_tabs else ""

    @property
    def words(self) -> str:
        """All of it: ``damaged, 82 % readable, ~3 tabs guessed``."""
        return ", ".join(filter(None, ("damaged", self.readable, self.guessed_words)))

    def inside(self, steps: Steps) -> Salvaged:
        """The same for the session that lies at some steps of this one."""
        steps = _item(steps)
        depth = len(steps)

        def below(all_of_them: Iterable[Steps]) -> frozenset[Steps]:
            return frozenset(one[depth:] for one in all_of_them if one[:depth] == steps != one)

        return replace(
            self, guessed=below(self.guessed), torn=below(self.torn), certain=self.is_certain(steps)
        )


def _item(steps: Steps) -> Steps:
    """A closed tab for its ``state``."""
    return steps[:-1] if steps[-1:] == ("state",) else steps


class _Everything:
    """Holds whatever is asked for."""

    def __contains__(self, item: object) -> bool:
        return True


def percent_of(share: float) -> int:
    """A share of a damaged text, rounded down: never all of it."""
    return int(min(share, 0.99) * 100)


def tabs_among(all_of_them: Iterable[Steps]) -> int:
    """How many of some steps are those of tabs, open or closed."""
    return sum(len(steps) > 1 and steps[-2] in _TABS for steps in all_of_them)
