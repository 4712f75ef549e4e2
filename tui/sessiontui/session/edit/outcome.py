"""What edits make of the open windows: the session afterwards, and where its tabs were before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..model.snapshot import Snapshot
from .node import Node
from .session_draft import SessionDraft


class Origin(NamedTuple):
    """Where a tab was open before the edits: its window and its place there, both 0-based.

    ``moved``: it was taken from there and put somewhere, be it at the same place.
    """

    window: int
    place: int
    moved: bool


class WindowAfter(NamedTuple):
    """An open window after edits, printable ``name`` as their words have it.

    ``was`` is its place among the windows before, None when it was not open. ``tabs`` has for
    each of its tabs where it was open before, or None; it is None when no tab of it was touched.
    """

    name: str
    was: int | None
    tabs: tuple[Origin | None, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The session afterwards, and the one before.

    ``windows``: one for each of its open windows, in their order; None where no single edits lead
    there from the session before, as in rolling back to a version. ``guessed``: titles and
    addresses of tabs that come from a damaged file and may be wrong.
    """

    session: Snapshot
    before: Snapshot
    windows: tuple[WindowAfter, ...] | None = None
    guessed: frozenset[tuple[str, str]] = frozenset()


def windows_after(bench: SessionDraft) -> tuple[WindowAfter, ...]:
    """The open windows of a session as edits have left them."""
    return tuple(_after(bench, window) for window in bench.windows.items)


def _after(bench: SessionDraft, window: Node) -> WindowAfter:
    was = window.place if window.home is bench.windows and window.place >= 0 else None
    tabs = window.get("tabs") if window.touched or was is None else None
    if tabs is None or not (tabs.touched or was is None):
        return WindowAfter(bench.name(window), was, None)
    return WindowAfter(bench.name(window), was, tuple(_origin(bench, t) for t in tabs.items))


def _origin(bench: SessionDraft, tab: Node) -> Origin | None:
    """Where a tab stood open in the text; None for one that did not."""
    tabs = tab.home
    window = tabs.home if tabs is not None else None
    if tabs is None or window is None or window.home is not bench.windows:
        return None
    if tabs is not window.first("tabs"):
        return None
    return Origin(window.place, tab.place, tab.moved)
