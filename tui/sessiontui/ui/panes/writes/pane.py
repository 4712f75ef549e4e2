"""Pane 5: what Firefox writes: each save over time, what it changed, and who causes them."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ....monitor.saves import Save, Writes
from ....stores.view import View
from ...actions import bindings, key_of
from ...messages import CulpritWanted, FactsWanted, SaveChosen, WhatIfWanted
from ...widgets.line_list import LineList
from ...widgets.sheet import Line
from ..measurable import MeasurablePane
from .layout import CSS, Layout
from .rows import CulpritRows, SaveRows
from .timeline import Timeline
from .words import facts, paused_words, uncounted_words

_ASK = "the very same saves under other settings and designs"
_MEASURE = "what this session costs to read and to write"
_OF_SAVES = ("pause", "zoom", "by", "culprits", "what_if", "facts")


class WritesPane(MeasurablePane):
    """The saves since the screen was opened. Pausing stops the picture, not the counting."""

    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[Binding]] = bindings("writes")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._now = 0.0
        self._parts = Layout(self)
        self._timeline = Timeline()
        self._by_tabs = False
        self._frozen: tuple[Writes, float] | None = None  # what stands still, and since when
        self._designs: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Facts, chart, saves, culprits, and what other designs would cost."""
        yield from self._parts.parts()

    @property
    def list(self) -> LineList:
        """The list of saves, newest first."""
        return self._parts.list

    @property
    def culprits(self) -> LineList:
        """The list of sites or tabs that cause the saves."""
        return self._parts.culprits

    @property
    def shown(self) -> Writes | None:
        """What the picture shows: the latest, or what was there when it was paused."""
        if self._frozen is not None:
            return self._frozen[0]
        return self.view.saves if self.view is not None else None

    # -- painting ------------------------------------------------------------------------------

    def same(self, painted: View, view: View) -> bool:
        """Only what was counted is shown here."""
        return (
            painted.saves is view.saves
            and painted.reading == view.reading
            and (view.saves is not None or painted.error == view.error)
        )

    def paint(self, view: View) -> None:
        """Show what was counted; while it is paused, only how much more there is."""
        self._now = max(self._now, view.now)
        writes = self.shown
        self.set_class(writes is None, "-empty")
        if writes is None:
            self._parts.empty.show([Line("", uncounted_words(view))])
            if self.list.has_focus or self.culprits.has_focus:
                self.focus_main()
            return
        if self.screen.focused in (None, self._parts.empty) and self.display:
            self.screen.set_focus(self.list)
        if self._frozen is None:
            self._show(writes, max(self._now, writes.until))
        self._say()
        self.refresh_bindings()

    def _show(self, writes: Writes, now: float) -> None:
        """Paint one state of the counting."""
        self._parts.show_saves(writes, now)
        self._parts.show_culprits(writes, tabs=self._by_tabs)
        self._show_chart(writes, now)

    def _show_chart(self, writes: Writes, now: float) -> None:
        self._timeline.show(self._parts.chart, writes, now, self._parts.marked)

    def _say(self) -> None:
        """The lines above and at the bottom: that it is paused, and what other designs cost."""
        if self.shown is not None:
            now = self._frozen[1] if self._frozen else self._now
            self._parts.say_above(self.shown, now)
        latest = self.view.saves if self.view is not None else None
        said: list[str] = []
        if self._frozen is not None and latest is not None:
            said.append(paused_words(self._frozen[0], latest))
        said += self._designs or self._offered()
        role = "accent" if self._frozen is not None else "dim" if not self._designs else ""
        self._parts.say_below(said, role)

    def _offered(self) -> tuple[str, ...]:
        """What can be asked for now: without a save there is nothing to count otherwise."""
        if self.why_not("what_if") is None:
            return (f"{key_of(self, 'writes.what-if')}: {_ASK}",)
        if self.why_not("costs") is None:
            return (f"{key_of(self, 'writes.costs')}: {_MEASURE}",)
        return ()

    def on_resize(self) -> None:
        """More or less of the bottom line fits."""
        if self.is_mounted and self.shown is not None:
            self._say()

    def tick(self, now: float) -> None:
        """Time has passed without a save: the chart moves on by whole columns, the ages too."""
        minute = int(now // 60_000) != int(self._now // 60_000)
        self._now = max(self._now, now)
        if self.display and self._frozen is None and self.shown is not None:
            self._parts.chart.move_to(self._now)
            if minute:
                self._parts.show_facts(self.shown, self._now)
                self._parts.say_above(self.shown, self._now)

    def show_designs(self, parts: tuple[str, ...]) -> None:
        """What the saves would cost under other designs, in short."""
        self._designs = parts
        if self.is_mounted:
            self._say()

    def focus_main(self) -> None:
        """Give the list the focus, or what stands for it."""
        if self.has_class("-empty"):
            self.screen.set_focus(self._parts.empty)
        else:
            self.screen.set_focus(self.culprits if self.has_class("-culprits") else self.list)

    # -- what the user does --------------------------------------------------------------------

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.line_list is self.list:
            self._parts.chart.mark(self._parts.marked)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if isinstance(event.rows, SaveRows):
            row = event.rows.rows[event.index]
            if isinstance(row, Save):
                self.post_message(SaveChosen(row))
        elif isinstance(event.rows, CulpritRows):
            culprit = event.rows.culprits[event.index]
            self.post_message(CulpritWanted(culprit, tab=event.rows.tabs))

    def action_pause(self) -> None:
        """Let the picture stand still, or go on."""
        writes = self.shown
        if self._frozen is not None or writes is None:
            self._frozen = None
            if self.view is not None:
                self.paint(self.view)
        else:
            self._frozen = writes, max(self._now, writes.until)
            self._say()

    def action_zoom(self, step: int) -> None:
        """Show a longer time, or a shorter one."""
        writes = self.shown
        if writes is not None:
            now = self._frozen[1] if self._frozen else max(self._now, writes.until)
            self._timeline.zoom(step, writes, now)
            self._show_chart(writes, now)

    def action_by(self) -> None:
        """Name the causes by site, or by tab."""
        self._by_tabs = not self._by_tabs
        if self.shown is not None:
            self._parts.show_culprits(self.shown, tabs=self._by_tabs)

    def action_culprits(self) -> None:
        """Go to the causes, or back to the saves."""
        there = not self.culprits.has_focus
        self.set_class(there, "-culprits")
        self.screen.set_focus(self.culprits if there else self.list)

    def action_what_if(self) -> None:
        """Count the same saves under other designs."""
        self.post_message(WhatIfWanted())

    def action_facts(self) -> None:
        """Everything that was counted, in a window."""
        writes = self.shown
        if writes is not None:
            self.post_message(
                FactsWanted(tuple(facts(writes, self._frozen[1] if self._frozen else self._now)))
            )

    def action_leave(self) -> None:
        """Back to the saves, then go on after a pause."""
        if self.culprits.has_focus:
            self.action_culprits()
        elif self._frozen is not None:
            self.action_pause()

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing now."""
        writes = self.shown
        if name in _OF_SAVES and writes is None:
            return "No saves are counted here."
        if name == "what_if" and writes is not None and not writes.count:
            return "There must be a save first."
        return super().why_not(name, parameters)
