"""All keys, those of what has the focus first, from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding

from ..actions import SCOPES, SIGNS, Action
from ..choices import Choice, elsewhere, has_words, here, matching
from ..widgets.choice_list import ChoiceList, Note
from .dialog import Dialog

_SIGNS = tuple(Note(meaning, sign) for sign, meaning in SIGNS)
_AT_THE_END = ("list", "app")  # what is everywhere the same


class HelpScreen(Dialog[Choice]):
    """Every key; what is typed keeps those it means, and Enter does one."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape", "dismiss", "Close"),
    ]

    def __init__(self, active: Iterable[ActiveBinding], words: Callable[[Action], str]) -> None:
        super().__init__()
        self._here = list(here(active, words))
        self._elsewhere = list(elsewhere(self._here, words))

    def compose(self) -> ComposeResult:
        """The field and the list."""
        yield ChoiceList("Keys", _nothing, self._offered)

    def _offered(self, typed: str) -> Sequence[Choice | Note]:
        """Place by place, then the signs; with words those they mean."""
        if typed:
            signs = [note for note in _SIGNS if has_words(f"{note.sign} {note.words}", typed)]
            return [*matching(self._here, typed), *signs, *matching(self._elsewhere, typed)]
        rows: list[Choice | Note] = []
        nearest_first = [scope for scope in SCOPES if scope not in _AT_THE_END]
        nearest_first += _AT_THE_END
        rows += _by_place(self._here, nearest_first)
        rows += (Note("Signs"), *_SIGNS)
        return [*rows, *_by_place(self._elsewhere, nearest_first)]

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.dismiss(event.choice)


def _by_place(choices: Iterable[Choice], scopes: Iterable[str]) -> list[Choice | Note]:
    listed = list(choices)
    rows: list[Choice | Note] = []
    for scope in scopes:
        found = [choice for choice in listed if choice.action.scope == scope]
        if found:
            rows += [Note(SCOPES[scope]), *found]
    return rows


def _nothing(typed: str) -> str:
    return f"No key does “{typed}”, here or elsewhere.\n\nWithout words all are listed."
