"""``browser.sessions`` of one place."""

from __future__ import annotations

import json
import re
import threading
import time
from types import TracebackType
from typing import Any, Final, NamedTuple, NoReturn, Self

from ..arguments import FilePath, number_of, text_of, text_or_none, yes_or_no
from ..errors import NothingFound, Refused, Unreadable, UsageError
from ..session.edit.edits import (
    DeleteTabValue,
    DeleteWindowValue,
    Edit,
    ForgetClosedTab,
    ForgetClosedWindow,
    RestoreClosedTab,
    RestoreClosedWindow,
    SetTabValue,
    SetWindowValue,
)
from ..session.model import snapshot as model
from ..session.model.recently_closed import recently_closed, window_closed_tabs
from ..stores.inside import session_of, version_of
from ..stores.place_names import place_name
from ..text import printable
from ..workspace import Workspace
from .data import Filter, Session, Window, closed_tab, closed_window, open_window
from .event import Event

_NUMBER: Final = re.compile(r"\s*([+-]?[0-9]{1,18})")  # what parseInt takes
_LONE: Final = re.compile("[\ud800-\udfff]")


class _Reading(NamedTuple):
    """What was seen, and the revision that changes of it must name."""

    revision: str
    snapshot: model.Snapshot


def open_sessions(
    place: FilePath | None = None,
    *,
    version: str | None = None,
    addon_id: str | None = None,
    read_only: bool = False,
    as_firefox: bool = False,
) -> Sessions:
    """Open a place as on the command line; a Path is always a file or directory.

    Use it as a context manager, or ``close`` it.

    ``version`` is one of its versions by name (``previous``, ``recovery#/lastSessionState``);
    without it, it is whichever Firefox loads next. Any other is only read, and its events are
    those of that version. ``addon_id`` is whose values ``set_tab_value`` and its kin are about. A
    profile of another browser is only read; ``as_firefox`` takes it for Firefox's, at its risk.
    Raises SessiontuiError: NothingFound for a version that is not there.
    """
    text_or_none(version, "version")
    text_or_none(addon_id, "addon_id")
    for flag, name in ((read_only, "read_only"), (as_firefox, "as_firefox")):
        yes_or_no(flag, name)
    named = place_name(place)
    workspace = Workspace.open(named, read_only=read_only, as_firefox=as_firefox)
    try:
        return Sessions(workspace, version=version, addon_id=addon_id)
    except BaseException:
        workspace.close()
        raise


class Sessions:
    """``browser.sessions`` of one place. All errors are SessiontuiErrors with Firefox's texts."""

    def __init__(
        self, workspace: Workspace, *, version: str | None = None, addon_id: str | None = None
    ) -> None:
        self._workspace = workspace
        self._version = version
        self._addon_id = addon_id
        self._lock = threading.RLock()  # listeners look from another thread
        self._last: _Reading | None = None
        self.on_changed = Event(workspace.watch, self._closed_objects)
        if version is not None:
            self._read()  # what is not there is said at once

    def __repr__(self) -> str:
        return f"<Sessions {self._workspace.store.info.title}>"

    def __reduce__(self) -> NoReturn:
        """It is live, as a Profile is."""
        raise TypeError(
            "Sessions cannot be copied or pickled: they are of an open place; pass its name, and "
            "open that there"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the place and of all listeners."""
        self.on_changed.close()
        with self._lock:
            self._workspace.close()

    # -- looking -------------------------------------------------------------------------------

    def get_recently_closed(self, filter: Filter | None = None) -> list[Session]:  # noqa: A002
        """Closed windows, and closed tabs of open windows, newest first."""
        found = recently_closed(self._look().snapshot, filter.max_results if filter else None)
        sessions = []
        for closed in found:
            window, tab, source = closed.window, closed.tab, closed.source_window
            sessions.append(
                Session(
                    closed.last_modified,
                    None if tab is None else closed_tab(tab, source.index + 1 if source else None),
                    None if window is None else closed_window(window),
                )
            )
        return sessions

    def windows(self) -> list[Window]:
        """The open windows with their tabs: where the ids come from (``windows.getAll``)."""
        snapshot = self._look().snapshot
        return [open_window(snapshot, window) for window in snapshot.windows]

    def _look(self) -> _Reading:
        with self._lock:
            self._last = self._read()
            return self._last

    def _read(self) -> _Reading:
        """The version that was asked for, as it is now."""
        version = version_of(self._version, self._workspace.find_version)
        return _Reading(version.revision, session_of(version.id, self._workspace.store.load))

    def _base(self) -> _Reading:
        return self._last or self._look()

    def _closed_objects(self) -> object:
        with self._lock:
            snapshot = self._read().snapshot
        groups = [group for window in snapshot.windows for group in window.closed_groups]
        return (
            tuple(
                (s.session_id, s.last_modified, s.tab is None) for s in recently_closed(snapshot)
            ),
            tuple(
                (group.id, group.closed_at, len(group.tabs))
                for group in (*groups, *snapshot.saved_groups)
            ),
        )

    # -- restoring and forgetting --------------------------------------------------------------

    def restore(self, session_id: str | None = None) -> Session:
        """Open a closed tab or window again, without an id the one that was closed last.

        The answer is the tab or window as it will be open.
        """
        wanted = _closed_id(session_id) if session_id else None
        snapshot = self._base().snapshot
        closed = _last_closed(snapshot) if wanted is None else _with_id(snapshot, wanted)
        if closed is None:
            name = "undefined" if wanted is None else wanted
            raise NothingFound(f"Could not restore object using sessionId {name}.")
        if isinstance(closed, model.Window):
            after = self._apply(RestoreClosedWindow(closed.steps))
            window = after.windows[after.selected_window or 0]
            return Session(_now(), window=open_window(after, window))
        after = self._apply(RestoreClosedTab(closed.steps))
        window = after.windows[int(closed.steps[1])]
        tabs = open_window(after, window).tabs
        return Session(_now(), tab=tabs[window.selected or 0])

    def forget_closed_tab(self, window_id: int, session_id: str) -> None:
        """Forget a closed tab of an open window, also one in a closed tab group of it."""
        window = self._window(window_id)
        wanted = str(_closed_id(session_id))
        found = [tab for tab in window_closed_tabs(window) if tab.session_id == wanted]
        if not found:
            raise NothingFound(
                f"Could not find closed tab using sessionId {printable(session_id)}."
            )
        self._apply(ForgetClosedTab(found[0].steps))

    def forget_closed_window(self, session_id: str) -> None:
        """Forget a closed window."""
        wanted = str(_closed_id(session_id))
        closed = self._base().snapshot.closed_windows
        found = [window for window in closed if window.session_id == wanted]
        if not found:
            raise NothingFound(
                f"Could not find closed window using sessionId {printable(session_id)}."
            )
        self._apply(ForgetClosedWindow(found[0].steps))

    # -- values --------------------------------------------------------------------------------

    def set_tab_value(self, tab_id: int, key: str, value: Any) -> None:
        """Keep a value, anything that JSON can hold, with an open tab."""
        name = self._name(key)
        self._apply(SetTabValue(self._tab(tab_id).steps, name, _as_json(value)))

    def get_tab_value(self, tab_id: int, key: str) -> Any:
        """A tab's value; None when there is none."""
        return _value(self._tab(tab_id), self._name(key))

    def remove_tab_value(self, tab_id: int, key: str) -> None:
        """Remove a tab's value, if there is one."""
        tab, name = self._tab(tab_id), self._name(key)
        if name in tab.ext_values:
            self._apply(DeleteTabValue(tab.steps, name))

    def set_window_value(self, window_id: int, key: str, value: Any) -> None:
        """Keep a value, anything that JSON can hold, with an open window."""
        name = self._name(key)
        self._apply(SetWindowValue(self._window(window_id).steps, name, _as_json(value)))

    def get_window_value(self, window_id: int, key: str) -> Any:
        """A window's value; None when there is none."""
        return _value(self._window(window_id), self._name(key))

    def remove_window_value(self, window_id: int, key: str) -> None:
        """Remove a window's value, if there is one."""
        window, name = self._window(window_id), self._name(key)
        if name in window.ext_values:
            self._apply(DeleteWindowValue(window.steps, name))

    def _name(self, key: str) -> str:
        if not self._addon_id:
            raise UsageError(
                "Sessions API storage methods need the id of an add-on: "
                "open_sessions(place, addon_id=...)"
            )
        return f"extension:{self._addon_id}:{text_of(key, 'a key')}"

    # -- inside --------------------------------------------------------------------------------

    def _window(self, window_id: int) -> model.Window:
        windows = self._base().snapshot.windows
        number_of(window_id, "a window ID")
        if not 1 <= window_id <= len(windows):
            raise NothingFound(f"Invalid window ID: {window_id}")
        return windows[window_id - 1]

    def _tab(self, tab_id: int) -> model.Tab:
        number_of(tab_id, "a tab ID")
        tabs = list(self._base().snapshot.open_tabs())
        if not 1 <= tab_id <= len(tabs):
            raise NothingFound(f"Invalid tab ID: {tab_id}")
        return tabs[tab_id - 1]

    def _apply(self, edit: Edit) -> model.Snapshot:
        with self._lock:
            self._may_change()
            receipt = self._workspace.apply([edit], base=self._base().revision)
            self._last = None
            look = self._look()
            # Whatever somebody else has made of it since is not what ids are about.
            self._last = _Reading(receipt.revision or look.revision, look.snapshot)
            return look.snapshot

    def _may_change(self) -> None:
        """Raise Refused where this is not the version that Firefox loads next."""
        if self._version is None:
            return
        loads = self._workspace.find_version(None).id
        shown = version_of(self._version, self._workspace.find_version).id
        if shown != loads:
            raise Refused(
                f"{printable(shown)} in {self._workspace.store.info.title}: Firefox loads "
                f"{printable(loads)} next, so changing this version would change nothing; nothing "
                "was changed. Make it the one that is loaded (sessiontui rollback), or open the "
                "place without version="
            )


def _now() -> int:
    return int(time.time() * 1000)


def _closed_id(session_id: str) -> int:
    found = _NUMBER.match(text_of(session_id, "a sessionId"))
    if found is None:
        raise UsageError(f"Invalid sessionId: {printable(session_id)}.")
    return int(found[1])


def _with_id(snapshot: model.Snapshot, wanted: int) -> model.Window | model.ClosedTab | None:
    """SessionStore.undoCloseById: closed windows first, then the closed tabs of open ones."""
    closed: list[model.Window | model.ClosedTab] = [*snapshot.closed_windows]
    for window in snapshot.windows:
        closed += window_closed_tabs(window)
    return next((item for item in closed if item.session_id == str(wanted)), None)


def _last_closed(snapshot: model.Snapshot) -> model.Window | model.ClosedTab | None:
    """The window when it was closed after all tabs, those of groups left aside; else a tab.

    SessionStore.lastClosedObjectType, then ext-sessions.js.
    """
    if snapshot.closed_windows:
        newest = snapshot.closed_windows[0]
        times = [w.closed_tabs[0].closed_at or 0 for w in snapshot.windows if w.closed_tabs]
        if not times or max(times) < (newest.closed_at or 0):
            return newest
    tabs = [tab for window in snapshot.windows for tab in window_closed_tabs(window)]
    return max(tabs, key=lambda tab: tab.closed_at or 0, default=None)


# -- values ------------------------------------------------------------------------------------


def _as_json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        raise UsageError("this value cannot be kept: it is not what JSON can hold") from None
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)  # as JSON.stringify does


def _value(item: model.Tab | model.Window, name: str) -> Any:
    found = item.ext_values.get(name)
    if not found:
        return None
    try:
        return json.loads(found)
    except (ValueError, RecursionError):
        raise Unreadable(f"{printable(name)}: this value is not JSON, as it should be") from None
