"""What the app does with saves: takes over what was counted, and opens what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.app import App

from ..messages import CulpritWanted, JsonWanted, TabWanted
from ..say import say
from .versions import Versions

if TYPE_CHECKING:
    from textual.timer import Timer

    from ...monitor.costs.types import Costs
    from ...monitor.saves import Save
    from ...monitor.what_if.types import Design
    from ..lines import Line
    from ..screens.save_changes import Jump

_READ_MEANWHILE = 0.6  # seconds


class Saves:
    """The saves that are counted; ``show_designs`` says in short what other designs would cost."""

    def __init__(
        self,
        app: App[int],
        versions: Versions,
        show_designs: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._app = app
        self._versions = versions
        self._show_designs = show_designs
        self._designs: tuple[Design, ...] = ()
        self._waits: Timer | None = None

    def forget(self) -> None:
        """Another place: other designs were counted of the saves of the one before."""
        self._designs = ()

    def counted(self) -> None:
        """Another save. The file it changed is read as well, nearly always: one view for both."""
        if self._waits is None:
            self._waits = self._app.set_timer(_READ_MEANWHILE, self.take_counts)

    def take_counts(self) -> None:
        """Show what has been counted till now."""
        self._waits = None
        store_thread, view = self._versions.store_thread, self._versions.view
        if store_thread is not None and view is not None:
            saves = store_thread.workspace.writes()
            if saves is not view.saves:
                self._versions.show(replace(view, saves=saves))

    def look_into(self, save: Save) -> None:
        """Show what a save changed, and go to the piece that is chosen there."""
        from ..screens.save_changes import SaveChangesScreen

        self._app.push_screen(SaveChangesScreen(save), self._jump)

    def _jump(self, jump: Jump | None) -> None:
        view = self._versions.view
        if jump is None or view is None or view.snapshot is None:
            return
        from ..panes.writes.places import place_of

        path = place_of(view.snapshot, jump.item)
        if path is None:
            self._say_gone("This is no longer in the shown version.")
        else:
            self._app.post_message(JsonWanted(path) if jump.where == "json" else TabWanted(path))

    def go_to_culprit(self, wanted: CulpritWanted) -> None:
        """Show the open tab that causes saves, or the first one of a site."""
        view = self._versions.view
        if view is None or view.snapshot is None:
            return
        from ..panes.writes.places import tab_of

        path = tab_of(view.snapshot, wanted.culprit, tab=wanted.tab)
        if path is None:
            self._say_gone("No tab of the shown version is at this place now.")
        else:
            self._app.post_message(TabWanted(path))

    def _say_gone(self, words: str) -> None:
        say(self._app, words, 4)

    def show_facts(self, lines: tuple[Line, ...]) -> None:
        """Show everything that was counted."""
        from ..screens.facts import FactsScreen

        self._app.push_screen(FactsScreen("Saves", lines))

    def compare_designs(self) -> None:
        """Count the saves under other designs; what was counted is kept till it is asked anew."""
        from ..screens.what_if import WhatIfScreen, in_short

        store_thread, view = self._versions.store_thread, self._versions.view
        if store_thread is None or view is None or view.saves is None:
            return

        def keep(designs: tuple[Design, ...] | None) -> None:
            if designs is not None:
                self._designs = designs
                self._show_designs(in_short(designs))

        self._app.push_screen(
            WhatIfScreen(view.saves.count, store_thread.workspace.redesign, self._designs), keep
        )

    def measure_costs(self) -> None:
        """Measure what the shown session costs to read and write, in a window."""
        from ..screens.costs import CostsScreen

        store_thread, view = self._versions.store_thread, self._versions.view
        if store_thread is None or view is None:
            return
        snapshot = view.snapshot
        if snapshot is None or view.version is None:
            self._say_gone("There is no session to measure.")
            return
        workspace = store_thread.workspace

        def run(check: Callable[[], object]) -> Costs:
            return workspace.costs(snapshot, check=check)

        self._app.push_screen(CostsScreen(view.version.id, run))
