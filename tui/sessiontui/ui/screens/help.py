"""The keys of what has the focus, from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..actions import ACTIONS, SCOPES, SIGNS, Action, entry
from ..colours import quiet
from ..widgets.sheet import wrap
from .dialog import Dialog

_WIDTH = 10  # cells of the keys


class HelpScreen(Dialog[None]):
    """A window over the panes; any of its keys closes it."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 80; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface; padding: 0 1; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,question_mark,enter", "dismiss", "Close"),
        Binding("down,j", "down", "Down", show=False),
        Binding("up,k", "up", "Up", show=False),
    ]

    def __init__(self, active: Mapping[str, ActiveBinding], words: Callable[[Action], str]) -> None:
        super().__init__()
        self._words = words
        self._here: dict[Action, bool] = {}
        for found in active.values():
            action = entry(found.binding)
            if action is not None:
                self._here[action] = found.enabled

    def compose(self) -> ComposeResult:
        """The keys that work here, then those of everywhere, then the signs."""
        with VerticalScroll() as box:
            box.border_title = "Keys"
            box.border_subtitle = "Esc"
            yield Static("", markup=False)

    def on_resize(self) -> None:
        """Wrap anew, so that keys and words stay in their columns."""
        off = quiet(ansi=self.app.native_ansi_color)
        room = min(80, self.size.width) - 6  # without frame, padding and scrollbar
        self.query_one(Static).update(help_text(self._here, room, self._words, off))

    def action_down(self) -> None:
        """Scroll a line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll a line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)


def help_text(
    here: Mapping[Action, bool], width: int, words: Callable[[Action], str], off: str
) -> Content:
    """Keys and what they do, of the actions in ``here``; in style ``off`` where not just now."""

    def beside(words: str) -> str:
        indent = "\n" + " " * (_WIDTH + 2)
        return indent.join(wrap(words, max(10, width - _WIDTH - 2))) + "\n"

    parts: list[tuple[str, str]] = []
    nearest_first = [scope for scope in SCOPES if scope != "app"] + ["app"]
    for scope in nearest_first:
        found = [a for a in ACTIONS if a.scope == scope and a in here]
        if not found:
            continue
        parts.append((f"{SCOPES[scope]}\n", "bold $label"))
        for action in found:
            usable = here[action]
            parts += [
                (f"  {words(action):<{_WIDTH}}", "$text-accent" if usable else off),
                (beside(action.help), "" if usable else off),
            ]
    parts.append(("Signs\n", "bold $label"))
    for sign, meaning in SIGNS:
        parts += [(f"  {sign:<{_WIDTH}}", "$text-accent"), (beside(meaning), "")]
    return Content.assemble(*parts)
