"""What the API gives: sessions, tabs and windows, made of what a session file holds."""

from __future__ import annotations

from dataclasses import dataclass

from ..brief import brief
from ..errors import UsageError
from ..session.model import snapshot as model
from ..session.model.recently_closed import MAX_SESSION_RESULTS


@dataclass(frozen=True, slots=True)
class Filter:
    """How many sessions to give: 0 to 25; without a number all there are, as in Firefox."""

    max_results: int | None = None

    def __post_init__(self) -> None:
        wanted = self.max_results
        if wanted is None:
            return
        if isinstance(wanted, bool) or not isinstance(wanted, int):
            raise UsageError("Error processing maxResults: Expected integer")
        if not 0 <= wanted <= MAX_SESSION_RESULTS:
            wrong = "small (must be at least 0)" if wanted < 0 else "big (must be at most 25)"
            raise UsageError(f"Error processing maxResults: Integer {wanted} is too {wrong}")


@dataclass(frozen=True, slots=True)
class Tab:
    """``tabs.Tab``, as much of it as a session file knows. Times in ms since epoch.

    Of a closed tab ``id`` is None, ``index`` its place when it was closed, and ``pinned`` always
    False, as in Firefox. A tab inside a closed window has the ``session_id`` "undefined", no
    window and the index 0: that, too, is what Firefox gives. ``cookie_store_id`` is known of open
    tabs only.
    """

    id: int | None
    index: int
    window_id: int | None
    active: bool = False
    highlighted: bool = False
    pinned: bool = False
    hidden: bool = False
    incognito: bool = False
    last_accessed: int | None = None
    url: str | None = None
    title: str | None = None
    fav_icon_url: str | None = None
    cookie_store_id: str | None = None
    session_id: str | None = None

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, slots=True)
class Window:
    """``windows.Window``. Of a closed one ``id`` is None; type and state are always "normal"."""

    id: int | None
    tabs: tuple[Tab, ...]
    focused: bool = False
    incognito: bool = False
    type: str = "normal"
    state: str = "normal"
    always_on_top: bool = False
    session_id: str | None = None

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, slots=True)
class Session:
    """A tab or a window that was closed, or was just restored. ``last_modified`` in ms."""

    last_modified: int
    tab: Tab | None = None
    window: Window | None = None


# -- made of a file's items ----------------------------------------------------------------------


def closed_tab(closed: model.ClosedTab, window_id: int | None) -> Tab:
    """A tab of the recently closed list; ``window_id`` is that of the window it was closed in."""
    tab = closed.tab
    return Tab(
        None, closed.position or 0, window_id, hidden=tab.hidden,
        last_accessed=tab.last_accessed, url=tab.entry.raw_url or None,
        title=tab.raw_title or None, fav_icon_url=closed.icon or None,
        session_id=closed.session_id or "undefined",
    )  # fmt: skip


def closed_window(window: model.Window) -> Window:
    """A closed window with its tabs, without what was closed in it."""
    tabs = tuple(
        Tab(
            None, 0, None, hidden=tab.hidden, last_accessed=tab.last_accessed,
            url=tab.entry.raw_url or None, title=tab.raw_title or None,
            fav_icon_url=tab.icon or None, session_id="undefined",
        )
        for tab in window.tabs
    )  # fmt: skip
    return Window(None, tabs, session_id=window.session_id or "undefined")


def open_window(snapshot: model.Snapshot, window: model.Window) -> Window:
    """An open window with its tabs and their ids."""
    before = sum(len(other.tabs) for other in snapshot.windows[: window.index])
    tabs = tuple(
        Tab(
            before + tab.index + 1, tab.index, window.index + 1,
            active=tab.index == window.selected, highlighted=tab.index == window.selected,
            pinned=tab.pinned, hidden=tab.hidden, last_accessed=tab.last_accessed,
            url=tab.raw_url or None, title=tab.raw_title or None,
            fav_icon_url=tab.icon or None, cookie_store_id=_cookie_store(tab.container_id),
        )
        for tab in window.tabs
    )  # fmt: skip
    return Window(window.index + 1, tabs, focused=window.index == snapshot.selected_window)


def _cookie_store(container: int) -> str:
    return f"firefox-container-{container}" if container else "firefox-default"
