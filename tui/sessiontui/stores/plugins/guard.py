"""The wall around one store, with exactly the abilities that the store has of those there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...crash_reports import Plugin
from .. import protocols
from ..protocols import Store
from .blame import odd_answer
from .guarded import (
    Configuring,
    Describing,
    Foretelling,
    GuardedStore,
    KnowingExtensions,
    Raw,
    Surveyed,
    Timed,
    Watched,
)
from .guarded_changes import Editing, RollingBack, Setting, Undoing
from .wall import Wall

ABILITIES: Final[Mapping[type, type[GuardedStore]]] = {
    protocols.Describes: Describing,
    protocols.Foretells: Foretelling,
    protocols.KnowsExtensions: KnowingExtensions,
    protocols.Configures: Configuring,
    protocols.Surveys: Surveyed,
    protocols.Raws: Raw,
    protocols.Timings: Timed,
    protocols.Watches: Watched,
    protocols.Edits: Editing,
    protocols.Undoes: Undoing,
    protocols.RollsBack: RollingBack,
    protocols.Sets: Setting,
}
"""What a plug-in may be able to do.

``Meters``, ``Pauses`` and ``Safeguards`` are left out on purpose. The sums of saves are asked for
on the screen's own thread, which no code of others may hold up, and are made of types that change
with our meter; whoever is stopped with this process needs no word of it; and a safety copy is kept
under rules of ours, as files of a profile, whose bytes ``Raws`` and an export give as well.
"""


def guarded(plugin: Plugin, open_store: Callable[[], object], *, read_only: bool = False) -> Store:
    """The store that ``open_store`` gives, behind a wall. Raises SessiontuiError in its kinds.

    It is opened on the thread on which everything else is asked of it.
    """
    wall = Wall(plugin)
    asked = "a store"

    def opened() -> tuple[Any, tuple[type[GuardedStore], ...]]:
        store = open_store()
        if not isinstance(store, Store):
            return store, ()
        can = (wall for ability, wall in ABILITIES.items() if isinstance(store, ability))
        return store, (*can, GuardedStore)

    try:
        store, kinds = wall.ask(asked, opened)
        if not kinds:
            raise odd_answer(plugin, asked, "it lacks info, versions, load or close")
        made: type[GuardedStore] = type("GuardedStore", kinds, {})
        return made(store, wall, read_only=read_only)
    except BaseException:
        wall.thread.end()
        raise
