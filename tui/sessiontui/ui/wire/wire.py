"""The way of a repaint to the terminal: as the cells that differ, or as Textual makes it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.events import Event, Resize

from .shown import NotUnderstood, Piece, Shown

SWITCH = "SESSIONTUI_SEND_ALL"
"""The environment variable that has every repaint sent whole."""


class Wire:
    """What is sent for the repaints of one app."""

    def __init__(self, app: App[int], environ: Mapping[str, str] = os.environ) -> None:
        self._app = app
        self._on = not environ.get(SWITCH)
        self._shown: Shown | None = None
        self._began: object = None

    def less(self, repaint: Any) -> Any:
        """The same repaint, that sends only what differs when it is rendered; else what came."""
        if self._on and isinstance(repaint, CompositorUpdate):
            return _Less(self, repaint)
        return repaint

    def hear(self, event: Event) -> None:
        """A terminal that was resized shows nobody knows what, even at the same size again."""
        if isinstance(event, Resize):
            self.forget()

    def forget(self) -> None:
        """Nothing is known of what the terminal shows: whatever is painted next is sent."""
        self._shown = None

    def anew(self) -> None:
        """Send the whole screen: something else may have written over it."""
        self.forget()
        self._app.screen.refresh()

    def render(self, repaint: CompositorUpdate, console: Console) -> str:
        """What is sent; from then on it counts as shown."""
        size = _size(repaint)
        if size is None:
            self.forget()
            return repaint.render_segments(console)
        # Whenever the terminal is taken again (after Ctrl-Z) the driver begins a new writer.
        began = getattr(self._app._driver, "_writer_thread", None)
        if self._shown is None or self._shown.size != size or began is not self._began:
            colours = console._color_system or ColorSystem.TRUECOLOR
            self._shown = Shown(*size, colours)
            self._began = began
        try:
            return self._shown.sent_for(_pieces(repaint))
        except NotUnderstood:
            self.forget()
            return repaint.render_segments(console)


class _Less(CompositorUpdate):
    """A repaint of Textual's, to be sent as what differs."""

    def __init__(self, wire: Wire, repaint: CompositorUpdate) -> None:
        self._wire = wire
        self._repaint = repaint

    def render_segments(self, console: Console) -> str:
        """What Textual writes to the driver."""
        return self._wire.render(self._repaint, console)


def _size(repaint: CompositorUpdate) -> tuple[int, int] | None:
    """The columns and lines of the terminal; None when it cannot be told from this."""
    if isinstance(repaint, LayoutUpdate):
        region = repaint.region
        return region.size if region.x == region.y == 0 else None
    if isinstance(repaint, ChopsUpdate):
        return repaint.chop_ends[0][-1], len(repaint.chops)
    return None


def _pieces(repaint: CompositorUpdate) -> Iterator[Piece]:
    """The strips that a repaint writes and where, as its ``render_segments`` does."""
    if isinstance(repaint, LayoutUpdate):
        for y, line in enumerate(repaint.strips):
            x = 0
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
    elif isinstance(repaint, ChopsUpdate):
        for y, first, last in repaint.spans:
            for end, (x, chop) in zip(repaint.chop_ends[y], repaint.chops[y].items(), strict=False):
                if chop is None or x > last or end <= first:
                    continue
                whole = first <= x < last and end <= last
                yield y, x, chop if whole else chop.crop(0, min(end, last) - x)
