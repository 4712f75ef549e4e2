"""Sessions inside a session: the one before, and those that crash-restore tabs hold.

Firefox keeps the last session in ``lastSessionState`` while it still offers to restore it, and
an about:sessionrestore tab carries the whole session it offers in its form data.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.pointer import Steps, format_pointer, parse_pointer
from . import names
from .closed_tab import ClosedTab
from .document import ClosedTabSkeleton, Document, TabSkeleton
from .snapshot import Snapshot
from .tab import Tab, may_hold_session
from .window import Window

SIGN = "#"  # between a version's name and the pointer of a session inside it


def outer_of(name: str) -> str:
    """The version whose file a session lies in, by its id: ``outer#/pointer``, as deep as it is."""
    return name.partition(f"{SIGN}/")[0]


def session_in_piece(piece: bytes) -> Document | None:
    """The session in a piece of JSON: the object itself, or the one a string holds as JSON."""
    try:
        if piece[:1] == b'"':
            # A lone surrogate stays what it is when it is written as an escape in the inner text.
            piece = jsontext.decode_string(piece).encode("utf-8", "backslashreplace")
        return Document(piece) if piece[:1] == b"{" else None
    except SessiontuiError:
        return None


class Inside(Struct, frozen=True):
    """A session inside another: where, in words, and read."""

    steps: Steps
    meaning: str
    snapshot: Snapshot

    @property
    def pointer(self) -> str:
        """Where it is in the outer document (RFC 6901): the tab that holds it, or the field."""
        return format_pointer(self.steps)


def session_in(tab: Tab, around: Snapshot | None = None) -> Snapshot | None:
    """The whole session that an about:sessionrestore tab carries in its form data, if it does.

    ``around`` is the session that the tab is in.
    """
    damaged = around.salvaged if around is not None else None
    for text in tab.nested_texts():
        with contextlib.suppress(SessiontuiError):
            inside = None if damaged is None else damaged.inside(tab.steps)
            return Snapshot(Document(text, salvaged=inside))
    return None


def sessions_inside(snapshot: Snapshot) -> Iterator[Inside]:
    """Every session directly inside one, in a fixed order. Decodes those it finds."""
    if snapshot.last_session is not None:
        yield Inside((names.LAST_SESSION,), "the session before this one", snapshot.last_session)
    for tab, where in _holding(snapshot):
        nested = session_in(tab, snapshot)
        if nested is not None:
            yield Inside(tab.steps, f"the session that {where} offers to restore", nested)


def _holding(snapshot: Snapshot) -> Iterator[tuple[Tab, str]]:
    for window in snapshot.windows:
        for tab in _tabs_that_may(window, snapshot):
            if tab.holds_session:
                yield tab, f"tab {tab.index + 1} of window {window.index + 1}"
    for window in (*snapshot.windows, *snapshot.closed_windows):
        for closed in _closed_that_may(window, snapshot):
            if closed.tab.holds_session:
                yield closed.tab, "a closed tab"
        if window.closed_at:
            for tab in _tabs_that_may(window, snapshot):
                if tab.holds_session:
                    yield tab, "a tab of a closed window"


def _tabs_that_may(window: Window, snapshot: Snapshot) -> Sequence[Tab]:
    """The tabs of a window, or none where no form can hold a session: asked of 100,000 tabs
    without making them.
    """
    may = snapshot.format_version is None or any(map(_may_hold, window.found))
    return window.tabs if may else ()


def _closed_that_may(window: Window, snapshot: Snapshot) -> Sequence[ClosedTab]:
    """The same of the tabs that were closed in it."""
    found = window.skeleton.closed_tabs
    if not isinstance(found, list) or snapshot.format_version is None:
        return window.closed_tabs
    states = (closed.state for closed in found if isinstance(closed, ClosedTabSkeleton))
    return window.closed_tabs if any(map(_may_hold, states)) else ()


def _may_hold(tab: object) -> bool:
    return isinstance(tab, TabSkeleton) and may_hold_session(tab.formdata)


def session_at(snapshot: Snapshot, pointer: str) -> Snapshot | None:
    """The session inside at a pointer that ``sessions_inside`` gave; None when it is gone."""
    steps = parse_pointer(pointer)
    if steps == (names.LAST_SESSION,):
        return snapshot.last_session
    for tab, _ in _holding(snapshot):
        if tab.pointer == pointer:
            return session_in(tab, snapshot)
    return None
