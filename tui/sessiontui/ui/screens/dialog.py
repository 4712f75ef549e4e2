"""What lies over the panes and is left again."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A window over the panes. It is left once, however often the key comes.

    Textual takes whatever is on top away, also when that is no longer this window, and calls back
    each time: a key pressed twice would do its work twice, or take the panes away.
    """

    def tick(self, now: float) -> None:
        """Some seconds have passed: say the ages anew."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with a result; what is typed ahead leaves it as soon as it is there."""
        if self.is_active and self.is_mounted:
            return super().dismiss(result)
        if self.is_active:
            self.call_later(self.dismiss, result)
        return AwaitComplete()
