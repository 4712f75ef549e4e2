"""The lines around the panes: title bar, rail, head, bar of panes, basket."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import App

from ...stores.view import View
from ..panes.lists.closed_count import items_in
from ..widgets.bars import PaneBar, TitleBar
from ..widgets.basket_line import BasketLine
from ..widgets.version_line import VersionLine
from ..widgets.version_rail import VersionRail
from .title_words import entries_of, head_of, saved_words, title_of


class Chrome:
    """What stands around the panes. ``sign`` gives the keys of an action by its id."""

    def __init__(self, panes: Sequence[tuple[str, str]], sign: Callable[[str], str]) -> None:
        self._working = self._usual = ""
        self.title = TitleBar()
        self.head = VersionLine(sign("app.versions"))
        self.rail = VersionRail()
        self.basket = BasketLine()
        self.panes = PaneBar(
            [
                (sign("app.find-pages" if pane == "find" else f"app.{pane}"), pane, name)
                for pane, name in panes
            ]
        )

    def begin(self, title: str) -> None:
        """Say what is opened, before anything of it is known."""
        self.title.show(f"sessiontui  {title}", "reading")

    def reading(self, view: View | None) -> None:
        """Say that another version is being read."""
        left, facts = title_of(view) if view else ("", ())
        self.title.show(left, "reading …", *facts)

    def working(self, words: str) -> None:
        """Say where long work is, in the place of the last save; with no words it has ended."""
        self._working = words
        self.title.say(words or self._usual)

    def go_to_rail(self, app: App[int], view: View | None) -> None:
        """Give the list of versions the focus; where it is folded, open it."""
        if self.rail.display:
            app.screen.set_focus(self.rail)
        elif view is not None:
            from ..screens.versions import VersionsScreen

            app.push_screen(VersionsScreen(view))

    def tick(self, view: View, now: float, pane: str) -> None:
        """Say the ages anew; what has not changed is not painted."""
        self._usual = "reading …" if view.reading else saved_words(view, now)
        left, facts = title_of(view)
        self.title.show(left, self._working or self._usual, *facts)
        self.rail.tick(now)
        shown = view.version.id if view.version else None
        self.head.show(entries_of(view), shown, head_of(view, now))
        counts: dict[str, str] = {}
        if view.snapshot is not None:
            counts = {
                "windows": f"{view.snapshot.counts.windows:,}",
                "closed": f"{items_in(view.snapshot):,}",
            }
        names = {}
        if view.found is not None:
            if view.found.found or not view.found.left_out:  # none found is not none there
                counts["find"] = f"{len(view.found.found):,}"
            if not view.found.text:
                names["find"] = "Lost"
        self.panes.show(pane, counts, names)
