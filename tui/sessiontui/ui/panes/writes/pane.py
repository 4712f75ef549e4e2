"""Pane 5: what Firefox writes: each save over time, what it changed, and who causes them."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.binding import Binding

from ....monitor.saves import Save, Writes
from ....stores.protocols import View
from ....text import moment, printable
from ...actions import bindings
from ...messages import CulpritWanted, FactsWanted, SaveChosen, WhatIfWanted
from ...widgets.caption import Caption
from ...widgets.line_list import Cell, LineList
from ...widgets.sheet import Line, Sheet, wrap
from .chart_columns import HOUR, MINUTE
from .layout import WritesLayout
from .rows import CulpritRows, SaveRows
from .words import facts, paused_words, short_line, summary, uncounted_words, waiting_words

_SPANS: Final = (
    (5 * MINUTE, "last 5 min"),
    (15 * MINUTE, "last 15 min"),
    (HOUR, "last 60 min"),
    (8 * HOUR, "last 8 h"),
    (0.0, "all"),
)
_USUAL: Final = 2  # the longest one that is shown unasked
_ASK = "w: the very same saves under other settings and designs"
_OF_SAVES = ("pause", "zoom", "by", "culprits", "what_if", "facts")


class WritesPane(WritesLayout):
    """The saves since the screen was opened. Pausing stops the picture, not the counting."""

    BINDINGS: ClassVar[list[Binding]] = bindings("writes")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._now = 0.0
        self._chosen_span: int | None = None
        self._by_tabs = False
        self._frozen: tuple[Writes, float] | None = None  # what stands still, and since when
        self._designs: tuple[str, ...] = ()
        self._compared = ""

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
            self.query_one(".empty", Sheet).show([Line("", uncounted_words(view))])
            if self.list.has_focus or self.culprits.has_focus:
                self.focus_main()
            return
        if self.screen.focused in (None, self.query_one(".empty", Sheet)) and self.display:
            self.screen.set_focus(self.list)
        if self._frozen is None:
            self._show(writes, max(self._now, writes.until))
        self._say()
        self.refresh_bindings()

    def _show(self, writes: Writes, now: float) -> None:
        """Paint one state of the counting."""
        following = self.list.cursor == 0 and self.list.scroll_offset.y == 0
        rows = SaveRows(writes, now)
        self.set_class(not writes.saves, "-waiting")
        if not writes.saves:
            self.query_one(".waiting", Sheet).show([Line(None, waiting_words(writes))])
        self.query_one(".saves > .heads", Caption).show(SaveRows.heads, SaveRows.columns)
        self.list.show(rows, 0 if following and len(rows) else None)
        self._show_culprits(writes)
        self.query_one(".facts", Sheet).show(facts(writes))
        self._show_chart(writes, now)

    def _show_culprits(self, writes: Writes) -> None:
        culprits = writes.tabs if self._by_tabs else writes.sites
        rows = CulpritRows(culprits, writes.looked_into, tabs=self._by_tabs)
        self.query_one(".culprits > .heads", Caption).show(rows.heads, rows.columns)
        self.culprits.show(rows, 0 if self.culprits.cursor == 0 else None)

    def _show_chart(self, writes: Writes, now: float) -> None:
        length, name = _SPANS[self._span(writes, now)]
        if not length:
            first = writes.saves[0].at if writes.saves else writes.since
            if writes.count <= len(writes.saves):
                first = min(first, writes.since)
            length = max(now - first, 5 * MINUTE)
            name = f"all since {moment(first)[-8:-3]}"
        self.chart.show(writes, now, length, name, self._marked)

    def _span(self, writes: Writes, now: float) -> int:
        """Which time is shown: the chosen one, else the shortest that holds all, up to an hour."""
        if self._chosen_span is not None:
            return self._chosen_span
        watched = now - writes.since
        return next((i for i in range(_USUAL) if watched <= _SPANS[i][0]), _USUAL)

    @property
    def _marked(self) -> float | None:
        """When the save under the cursor was made."""
        rows, here = self.list.rows, self.list.cursor
        row = rows.rows[here] if isinstance(rows, SaveRows) and here < len(rows) else None
        return row.at if isinstance(row, Save) else None

    def _say(self) -> None:
        """The lines above and at the bottom: that it is paused, and what other designs cost."""
        room = self.size.width - 2
        if self.shown is not None:
            first, second = summary(self.shown)
            self.query_one(".first", Caption).show([Cell(short_line(first, room))])
            warning = wrap(f"▲ {printable(self.shown.warning)}", room) if self.shown.warning else []
            self.set_class(len(warning) > 1, "-warned")
            lines = [*warning, ""] if warning else [short_line(second, room), ""]
            for place, text in zip((".second", ".third"), lines, strict=False):
                self.query_one(place, Caption).show([Cell(text, "warning" if warning else "")])
        latest = self.view.saves if self.view is not None else None
        parts: list[str] = []
        if self._frozen is not None and latest is not None:
            parts.append(paused_words(self._frozen[0], latest))
        parts += self._designs or (_ASK,)
        text = short_line(parts, room)
        role = "accent" if self._frozen is not None else "dim" if not self._designs else ""
        self.query_one(".bottom", Caption).show([Cell(text, role)])

    def on_resize(self) -> None:
        """More or less of the bottom line fits."""
        if self.is_mounted and self.shown is not None:
            self._say()

    def tick(self, now: float) -> None:
        """Time has passed without a save: the chart moves on by whole columns."""
        self._now = max(self._now, now)
        if self.display and self._frozen is None and self.shown is not None:
            self.chart.move_to(self._now)

    def show_designs(self, parts: tuple[str, ...]) -> None:
        """What the saves would cost under other designs, in short."""
        self._designs = parts
        if self.is_mounted:
            self._say()

    def focus_main(self) -> None:
        """Give the list the focus, or what stands for it."""
        if self.has_class("-empty"):
            self.screen.set_focus(self.query_one(".empty", Sheet))
        else:
            self.screen.set_focus(self.culprits if self.has_class("-culprits") else self.list)

    # -- what the user does --------------------------------------------------------------------

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.line_list is self.list:
            self.chart.mark(self._marked)

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
            here = self._span(writes, now)
            self._chosen_span = max(0, min(here + step, len(_SPANS) - 1))
            self._show_chart(writes, now)

    def action_by(self) -> None:
        """Name the causes by site, or by tab."""
        self._by_tabs = not self._by_tabs
        if self.shown is not None:
            self._show_culprits(self.shown)

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
            self.post_message(FactsWanted(tuple(facts(writes))))

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
