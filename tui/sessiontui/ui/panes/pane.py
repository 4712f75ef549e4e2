"""What every pane is: a look at one View, painted only while it is on the screen."""

from __future__ import annotations

from textual.containers import Vertical
from textual.events import Show
from textual.reactive import reactive

from ...stores.view import View
from ..basket import EMPTY, Basket


class Pane(Vertical):
    """A pane. ``view`` and ``basket`` are bound to the app's.

    ``paint`` and ``show_basket`` are called when it is on the screen.
    """

    view: reactive[View | None] = reactive(None, repaint=False)  # each part paints what is new
    basket: reactive[Basket] = reactive(EMPTY, repaint=False)
    _painted: View | None = None

    def watch_view(self) -> None:
        """Paint now when visible, else when shown; what is hidden holds no old session."""
        view, painted = self.view, self._painted
        hidden = self.is_mounted and not self.display
        if hidden and view and painted and painted.snapshot is not view.snapshot:
            self._painted = None
            self.let_go()
        self._paint_if_visible()

    def watch_basket(self) -> None:
        """Mark other lines now when visible, else when shown."""
        if self.is_mounted and self.display:
            self.show_basket()

    def show_basket(self) -> None:
        """Show which lines are marked."""

    def let_go(self) -> None:
        """Drop what is painted, except what is needed to come back to the same place."""

    def on_show(self, event: Show) -> None:
        """Paint what has changed meanwhile."""
        self.appear()

    def appear(self) -> None:
        """It is on the screen now: paint what has changed meanwhile."""
        self._paint_if_visible()
        self.show_basket()

    def on_mount(self) -> None:
        """Paint what is there already."""
        self._paint_if_visible()

    def _paint_if_visible(self) -> None:
        view, painted = self.view, self._painted
        if view is None or view is painted or not (self.is_mounted and self.display):
            return
        self._painted = view
        if painted is not None and self.same(painted, view):
            return
        self.paint(view)

    def same(self, painted: View, view: View) -> bool:
        """Whether another view would look the same here: the parts it shows are the same."""
        return False

    def paint(self, view: View) -> None:
        """Show another view; called only while the pane is on the screen."""

    def tick(self, now: float) -> None:
        """Some seconds have passed: say the ages anew. Paints nothing while they read the same."""

    @property
    def awaited(self) -> bool:
        """Whether what the next key is meant for is there in a moment."""
        return False

    def find(self) -> None:
        """Open the field for a filter or a search, if the pane has one."""

    def focus_main(self) -> None:
        """Give the focus to what the pane is about."""

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action of this pane would do nothing now, as a sentence; or None."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question: None shows the key dim. The app says why when it is pressed."""
        return None if self.why_not(action, parameters) else True
