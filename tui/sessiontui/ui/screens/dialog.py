"""What lies over the panes and is left again."""

from __future__ import annotations

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from ..work import at_work

WRITING = "write"
"""The group of a window's work that is ended before the window is left by a click."""


class Dialog(ModalScreen[ScreenResultType]):
    """A window over the panes. It is left once, however often the key comes.

    Textual takes whatever is on top away, also when that is no longer this window, and calls back
    each time: a key pressed twice would do its work twice, or take the panes away.
    """

    @property
    def waiting(self) -> bool:
        """Whether it waits for work on the store thread."""
        return False

    def hears(self, event: events.Key) -> bool:
        """Whether a key is meant for it, and was not typed before it could be."""
        return True

    def tick(self, now: float) -> None:
        """Some seconds have passed: say the ages anew."""

    def on_click(self, event: events.Click) -> None:
        """A click beside the window leaves it, as Esc does."""
        beside = self.get_widget_at(event.screen_x, event.screen_y)[0] is self
        leaving = self.active_bindings.get("escape")
        if beside and leaving is not None and not at_work(self, WRITING):
            self.app.call_later(self.app.run_action, leaving.binding.action, leaving.node)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with a result; what is typed ahead leaves it as soon as it is there."""
        if self.is_active and self.is_mounted:
            return super().dismiss(result)
        if self.is_active:
            self.call_later(self.dismiss, result)
        return AwaitComplete()
