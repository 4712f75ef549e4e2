"""What the app does with saves: takes over what was counted, and opens what is asked of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from ..messages import (
    CulpritWanted,
    FactsWanted,
    JsonWanted,
    SaveChosen,
    SavesCounted,
    TabWanted,
    WhatIfWanted,
)
from ..panes.writes.pane import WritesPane
from ..panes.writes.places import place_of, tab_of
from .edit_app import EditingApp

if TYPE_CHECKING:
    from textual.timer import Timer

    from ...monitor.what_if.types import Design
    from ..screens.save_changes import Jump

_READ_MEANWHILE = 0.6  # seconds


class CountingApp(EditingApp):
    """An app over a View whose saves are counted."""

    _designs: tuple[Design, ...] = ()
    _counts_wait: Timer | None = None

    @on(SavesCounted)
    def _saves_counted(self) -> None:
        """Another save. The file it changed is read as well, nearly always: one view for both."""
        if self._counts_wait is None:
            self._counts_wait = self.set_timer(_READ_MEANWHILE, self._take_counts)

    def _take_counts(self) -> None:
        self._counts_wait = None
        bridge, view = self._bridge, self.view
        if bridge is None or view is None:
            return
        saves = bridge.workspace.writes()
        if saves is not view.saves:
            self.view = replace(view, saves=saves)

    @on(SaveChosen)
    def _save_chosen(self, event: SaveChosen) -> None:
        from ..screens.save_changes import SaveChangesScreen

        self.push_screen(SaveChangesScreen(event.save), self._jump)

    def _jump(self, jump: Jump | None) -> None:
        view = self.view
        if jump is None or view is None or view.snapshot is None:
            return
        path = place_of(view.snapshot, jump.item)
        if path is None:
            self._say_gone("This is no longer in the shown version.")
        else:
            self.post_message(JsonWanted(path) if jump.where == "json" else TabWanted(path))

    @on(CulpritWanted)
    def _culprit_wanted(self, event: CulpritWanted) -> None:
        view = self.view
        if view is None or view.snapshot is None:
            return
        path = tab_of(view.snapshot, event.culprit, tab=event.tab)
        if path is None:
            self._say_gone("No tab of the shown version is at this place now.")
        else:
            self.post_message(TabWanted(path))

    def _say_gone(self, words: str) -> None:
        self.clear_notifications()
        self.notify(words, timeout=4, markup=False)

    @on(FactsWanted)
    def _facts_wanted(self, event: FactsWanted) -> None:
        from ..screens.facts import FactsScreen

        self.push_screen(FactsScreen("Saves", event.lines))

    @on(WhatIfWanted)
    def _what_if_wanted(self) -> None:
        from ..screens.what_if import WhatIfScreen, in_short

        bridge, view = self._bridge, self.view
        if bridge is None or view is None or view.saves is None:
            return

        def keep(designs: tuple[Design, ...] | None) -> None:
            if designs is not None:
                self._designs = designs
                self.query_one(WritesPane).show_designs(in_short(designs))

        self.push_screen(
            WhatIfScreen(view.saves.count, bridge.workspace.redesign, self._designs), keep
        )
