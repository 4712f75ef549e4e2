"""The palette: everything that can be done here, by name, from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding

from ..actions import BY_ID, Action
from ..choices import Choice, elsewhere, here, matching
from ..widgets.choice_list import ChoiceList, Note
from .dialog import Dialog


class PaletteScreen(Dialog[Choice]):
    """A field and the actions that fit; Enter does one."""

    DEFAULT_CSS = """
    PaletteScreen { align: center top; }
    PaletteScreen > ChoiceList { margin-top: 1; }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,ctrl+p", "dismiss", "Close"),
    ]

    def __init__(self, active: Iterable[ActiveBinding], words: Callable[[Action], str]) -> None:
        super().__init__()
        found = list(here(active, words))
        self._here = [
            choice
            for choice in found
            if not choice.action.motion and choice.action.action != "palette"
        ]
        self._elsewhere = list(elsewhere(found, words))
        self._keys = {name: words(BY_ID[name]) for name in ("app.help", "app.find")}

    def compose(self) -> ComposeResult:
        """The field and the list."""
        yield ChoiceList("What can be done here", self._nothing, self._offered)

    def _nothing(self, typed: str) -> str:
        return (
            f"Nothing is called “{typed}”, here or elsewhere.\n\n"
            f"{self._keys['app.help']} lists every key. A word in a page is found with "
            f"{self._keys['app.find']} instead."
        )

    def _offered(self, typed: str) -> Sequence[Choice | Note]:
        """What is here; with words also what is elsewhere and means them."""
        if not typed:
            return self._here
        return [*matching(self._here, typed), *matching(self._elsewhere, typed)]

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.dismiss(event.choice)
