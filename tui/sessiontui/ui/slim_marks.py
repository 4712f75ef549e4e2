"""What is marked to be dropped from a session: which kind of thing, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ..session.edit.slimming import KEEP_HISTORY, Drop
from ..text import count, printable

_DAY: Final = 86_400_000  # ms
_AGES: Final = (0, 1, 7, 28, 182, 365)  # days; 0: of any age
_KEPT: Final = (0, 1, 2, KEEP_HISTORY, 10, 20)  # pages on either side of the one that is shown

HARMLESS: Final[frozenset[Drop]] = frozenset({"favicons"})
"""What Firefox fetches again: nobody needs to be asked twice for it."""

_WORDS: Final[Mapping[Drop, str]] = {
    "favicons": "favicons",
    "closed": "closed things",
    "nested": "sessions inside",
    "storage": "storage",
    "history": "history",
    "extensions": "data of extensions that are gone",
    "duplicates": "open tabs that are open twice",
}


class Mark(Struct, frozen=True):
    """What is to be dropped; ``site``: only of this host and its subdomains.

    ``days``: of closed things only what was closed so long ago. ``keep``: of histories these pages
    on either side of the one a tab shows stay.
    """

    drop: Drop
    site: str | None = None
    days: int = 0
    keep: int = KEEP_HISTORY

    @property
    def what(self) -> tuple[Drop, str | None]:
        """What is marked, however much of it."""
        return self.drop, self.site

    @property
    def words(self) -> str:
        """In words, printable: ``closed things older than 28 days``."""
        words = _WORDS[self.drop]
        if self.site is not None:
            words += f" of {printable(self.site)}"
        if self.drop == "closed" and self.days:
            words += f" older than {count(self.days, 'day')}"
        if self.drop == "history":
            words += f" but for {count(self.keep, 'page')} on either side"
        return words

    @property
    def can_vary(self) -> bool:
        """Whether there may be more of it, or less."""
        return self.drop in ("closed", "history")

    def varied(self, step: int) -> Mark:
        """The same with more of it kept, or less."""
        if self.drop == "closed":
            return replace(self, days=_beside(_AGES, self.days, step))
        if self.drop == "history":
            return replace(self, keep=_beside(_KEPT, self.keep, step))
        return self

    def before(self, now: float) -> int | None:
        """The moment before which closed things go, ms since epoch; None: all of them."""
        return round(now - self.days * _DAY) if self.days else None


def _beside(amounts: tuple[int, ...], now: int, step: int) -> int:
    return amounts[max(0, min(amounts.index(now) + step, len(amounts) - 1))]


def words_of(marks: Iterable[Mark]) -> str:
    """All that is marked, in words."""
    return ", ".join(mark.words for mark in marks)
