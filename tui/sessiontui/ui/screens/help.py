"""The keys, from the one table of actions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ..actions import ACTIONS

_TITLES = {
    "app": "Everywhere",
    "list": "In a list",
    "filtered": "In Windows, Closed and Settings",
    "json": "In the JSON",
}
_SIGNS = (
    ("▶", "the next start of Firefox loads this version"),
    ("✗", "cannot be read; the overview says why"),
    ("●", "the selected tab"),
    ("P H M", "pinned, hidden, muted"),
)


class HelpScreen(ModalScreen[None]):
    """A window over the panes; any of its keys closes it."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 72; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface; padding: 0 1; overflow-y: auto;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,question_mark,enter", "dismiss", "Close"),
    ]

    def compose(self) -> ComposeResult:
        """All keys by scope."""
        with VerticalScroll() as box:
            box.border_title = "Keys"
            yield Static(help_text(), markup=False)


def help_text() -> Content:
    """Keys and what they do."""
    parts: list[tuple[str, str]] = []
    for scope, title in _TITLES.items():
        parts.append((f"{title}\n", "bold"))
        for action in ACTIONS:
            if action.scope == scope:
                keys = action.key_display or action.keys
                parts += [(f"  {keys:<9}", "$text-accent"), (f"{action.help}\n", "")]
    parts.append(("Signs\n", "bold"))
    for sign, meaning in _SIGNS:
        parts += [(f"  {sign:<9}", "$text-accent"), (f"{meaning}\n", "")]
    return Content.assemble(*parts)
