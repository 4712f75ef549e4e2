"""What edits make of the open windows: the session afterwards, and where its tabs were before."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

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


class Outcome(Struct, frozen=True, eq=False):
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
    places = {home: _place(bench, home) for home in {tab.home for tab in tabs.items}}
    origins = ((places[tab.home], tab) for tab in tabs.items)
    return WindowAfter(
        bench.name(window),
        was,
        tuple(None if at is None else Origin(at, tab.place, tab.moved) for at, tab in origins),
    )


def _place(bench: SessionDraft, tabs: Node | None) -> int | None:
    """The place of the window whose open tabs stood in this list; None for another list."""
    window = tabs.home if tabs is not None else None
    if window is None or window.home is not bench.windows or tabs is not window.first("tabs"):
        return None
    return window.place
