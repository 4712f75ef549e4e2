"""What every pane is: a look at one View, painted only while it is on the screen."""

from __future__ import annotations

from textual.containers import Vertical
from textual.events import Show
from textual.reactive import reactive

from ...stores.base import View


class Pane(Vertical):
    """A pane. ``view`` is bound to the app's; ``paint`` is called when it is on the screen."""

    view: reactive[View | None] = reactive(None)
    _painted: View | None = None

    def watch_view(self) -> None:
        """Paint now when visible, else when shown."""
        self._paint_if_visible()

    def on_show(self, event: Show) -> None:
        """Paint what has changed meanwhile."""
        self._paint_if_visible()

    def on_mount(self) -> None:
        """Paint what is there already."""
        self._paint_if_visible()

    def _paint_if_visible(self) -> None:
        view = self.view
        if view is None or view is self._painted or not (self.is_mounted and self.display):
            return
        self._painted = view
        self.paint(view)

    def paint(self, view: View) -> None:
        """Show a view."""

    def focus_main(self) -> None:
        """Give the focus to what the pane is about."""
