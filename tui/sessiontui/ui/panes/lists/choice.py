"""What is chosen in a list: told once for each session, basket and filter, not at each key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ....session.json.pointer import Steps
from ....session.model import names
from ....session.model.tab import Tab
from ....text import count
from .listing import Item, Partly

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Choice:
    """Some items, each once. ``scope`` says what the filter leaves out of them, or is empty."""

    items: tuple[Item, ...] = ()
    scope: str = ""
    any_closed: bool = False
    all_closed: bool = False
    tabs_only: bool = False

    @classmethod
    def of(cls, chosen: list[tuple[Item, Partly | None]]) -> Choice:
        """Items and what the filter shows of them: of a window or group in part, those tabs."""
        parts = [partly for _, partly in chosen if partly]
        if parts:
            items: dict[object, Item] = {}
            for item, partly in chosen:
                for one in partly.shown if partly else (item,):
                    items[one.steps] = one
            found = tuple(items.values())
        else:
            found = tuple(item for item, _ in chosen)
        # Of a hundred thousand items there are a handful of kinds of places.
        closed = set(map(_is_closed_at, {one.steps[:1] + one.steps[2:3] for one in found}))
        return cls(
            found,
            _scope(parts),
            True in closed,
            closed == {True},
            bool(found) and all(isinstance(item, Tab) for item in found),
        )


def _scope(parts: list[Partly]) -> str:
    cut = [part for part in parts if len(part.shown) < part.of]
    if not cut:
        return ""
    shown, held = sum(len(part.shown) for part in cut), sum(part.of for part in cut)
    return f"{shown:,} of {count(held, 'tab')}, those the filter shows"


def _is_closed_at(place: Steps) -> bool:
    """Whether items of these lists are closed, or part of something closed.

    ``place``: in which list they stand, and in which list of a window.
    """
    return (
        "_closed" in str(place[0])
        or "saved" in str(place[0])
        or place[1:] in ((names.CLOSED_TABS,), (names.CLOSED_GROUPS,))
    )


class ToldOnce(Generic[Told]):
    """Something told from parts, and told anew only when one of these is another object."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._told: Told | None = None

    def get(self, of: tuple[object, ...], tell: Callable[[], Told]) -> Told:
        """What ``tell`` gives, which depends on nothing but ``of``."""
        same = len(of) == len(self._of) and all(a is b for a, b in zip(of, self._of, strict=True))
        if self._told is None or not same:
            self._of, self._told = of, tell()
        return self._told

    def let_go(self) -> None:
        """Hold on to nothing."""
        self._of, self._told = (), None
