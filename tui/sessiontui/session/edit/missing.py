"""What a damaged file does not give of the things that are taken from it, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from ...text import count
from ..json.pointer import Steps
from ..model.item_kind import Kind, kind_of
from ..model.items import item_at
from ..model.salvaged import SIGN, tabs_among
from ..model.snapshot import Snapshot

_WINDOWS = (Kind.WINDOW, Kind.CLOSED_WINDOW)


def missing_of(snapshot: Snapshot) -> tuple[str, ...]:
    """What is missing or guessed of a whole session; nothing for one of an undamaged file."""
    salvaged = snapshot.salvaged
    if salvaged is None:
        return ()
    said = [salvaged.could_not]
    if not salvaged.certain:
        said.append(f"all of this is guessed ({SIGN})")
    elif tabs := salvaged.guessed_tabs:
        said.append(f"{count(tabs, 'tab')} of it {'is' if tabs == 1 else 'are'} guessed ({SIGN})")
    return ("; ".join(said),)


Page = tuple[str, str]
"""A tab's title and address as they stand: what tells it where it was taken to."""


def guessed_pages(snapshot: Snapshot, items: Iterable[Steps] = ((),)) -> frozenset[Page]:
    """The tabs that are not certain in a session, or in some windows, groups and tabs of it."""
    salvaged = snapshot.salvaged
    if salvaged is None:
        return frozenset()
    chosen = set(items)
    steps = (
        one
        for one in (salvaged.guessed if salvaged.certain else chosen)
        if any(one[:length] in chosen for length in range(len(one) + 1)) and tabs_among([one])
    )
    tabs = (item_at(snapshot, one).tab for one in steps)
    return frozenset((tab.raw_title, tab.raw_url) for tab in tabs if tab is not None)


def missing_among(snapshot: Snapshot, items: Iterable[Steps]) -> tuple[str, ...]:
    """The same of some windows, groups and tabs of it."""
    salvaged = snapshot.salvaged
    if salvaged is None:
        return ()
    chosen = set(items)
    if not salvaged.certain:
        return missing_of(snapshot)
    guessed = {
        steps
        for steps in salvaged.guessed
        if any(steps[:length] in chosen for length in range(1, len(steps) + 1))
    }
    said = [salvaged.could_not]
    if tabs := tabs_among(guessed):
        said.append(f"{tabs:,} of these tabs {'is' if tabs == 1 else 'are'} guessed ({SIGN})")
    windows = sum(kind_of(steps) in _WINDOWS for steps in guessed & salvaged.torn)
    if windows:
        said.append(f"{count(windows, 'window')} {'is' if windows == 1 else 'are'} not whole")
    if len(said) == 1:
        said.append("what is taken from it is whole")
    return ("; ".join(said),)
