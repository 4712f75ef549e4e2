"""Toasts: one at a time, clear of the line they speak of, and gone with the next key."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from textual import events
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input

from ..screens.dialog import Dialog
from ..widgets.line_list import LineList

_RACK: Final = "textual-toastrack"
_TALLEST: Final = 6  # rows at the bottom of the screen that a long sentence may take


class Toasts:
    """Where the toasts of one app stand, and when they go before their time."""

    def __init__(self, app: App[int]) -> None:
        self._app = app

    def make_room(self) -> None:
        """Have the next one stand at the top where the line it may speak of is at the bottom."""
        screen = self._app.screen
        y = _line_of(screen.focused)
        above = y is not None and y >= screen.size.height - _TALLEST
        racks = [child for child in screen.children if child.id == _RACK]
        if isinstance(screen, Dialog):  # its keys stand in the lower edge of its frame
            frames = (child.region for child in screen.children if child.id != _RACK)
            above = above or any(frame.bottom >= screen.size.height for frame in frames)
        for rack in racks:
            rack.set_class(above, "-above")

    def key(self, event: events.Key, stop: Callable[[], bool]) -> bool:
        """A key goes to the app: what was said before it was pressed has been read.

        Whether it has done its work with that, as Esc that stops what is waited for.
        """
        if event.is_forwarded:
            return False
        if self._app._notifications:
            self._take_away(event)
        if event.key != "escape":
            return False
        if isinstance(self._app.screen, Dialog):
            if self._app.screen.waiting:
                stop()
            return False  # the window is left by the same key
        return stop()

    def _take_away(self, event: events.Key) -> None:
        """But what was said since stays: this key was typed ahead."""
        now = time.time()
        pressed = now - (time.monotonic() - event.time)
        said = max((note.raised_at for note in self._app._notifications), default=now)
        if said < pressed:
            self._app.clear_notifications()


def _line_of(focused: Widget | None) -> int | None:
    """The row of the screen where the user is."""
    if isinstance(focused, LineList):
        return focused.region.y + focused.cursor - int(focused.scroll_offset.y)
    return focused.region.y if isinstance(focused, Input) else None
