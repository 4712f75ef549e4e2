"""The palette: everything that can be done here, by name, from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.fuzzy import Matcher
from textual.widgets import Input

from ..actions import Action, entry, in_order, why_not
from ..widgets.line_list import Cell, Column, LineList
from .dialog import Dialog


@dataclass(frozen=True, slots=True)
class Choice:
    """An action, its keys, the widget that carries it, and why it makes no sense now."""

    action: Action
    keys: str
    node: DOMNode
    why_not: str | None


class ChoiceRows:
    """Keys, name, and what it does or why it would do nothing."""

    columns: ClassVar[Sequence[Column]] = (Column(9), Column(16), Column(0))

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = choices

    def __len__(self) -> int:
        return len(self.choices)

    def cells(self, index: int) -> Sequence[Cell]:
        """Keys, name, and what it does or why not now."""
        choice = self.choices[index]
        off = choice.why_not is not None
        return (
            Cell(f" {choice.keys}", "dim" if off else "accent"),
            Cell(choice.action.label, "dim" if off else "strong"),
            Cell(f"not now: {choice.why_not}" if off else choice.action.help, "dim" if off else ""),
        )

    def key(self, index: int) -> str:
        """What the action is called in a binding."""
        return self.choices[index].action.action


class PaletteScreen(Dialog[Choice]):
    """A field and the actions that fit; Enter does one."""

    DEFAULT_CSS = """
    PaletteScreen {
        align: center top;
        & > Vertical {
            width: 100; max-width: 100%; height: auto; max-height: 90%; margin-top: 2;
            border: round $primary; background: $surface;
        }
        & Input { background: $surface; padding: 0 1; }
        & LineList { height: 20; max-height: 100%; background: $surface; }
    }
    """

    class _Field(Input):
        BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
            Binding("down", "screen.move(1)", show=False),
            Binding("up", "screen.move(-1)", show=False),
            Binding("pagedown", "screen.move(10)", show=False),
            Binding("pageup", "screen.move(-10)", show=False),
        ]

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,ctrl+p", "dismiss", "Close"),
    ]

    def __init__(self, active: Iterable[ActiveBinding], words: Callable[[Action], str]) -> None:
        super().__init__()
        self._choices = list(choices_of(active, words))

    def compose(self) -> ComposeResult:
        """The field and the list."""
        with Vertical() as box:
            box.border_title = "What can be done here"
            box.border_subtitle = "Enter does it · Esc"
            field = self._Field(placeholder="type to find", compact=True)
            field.cursor_blink = False
            yield field
            yield LineList()

    def on_mount(self) -> None:
        """Offer everything until something is typed."""
        self._show("")
        self.set_focus(self.query_one(Input))

    def _show(self, typed: str) -> None:
        shown = self._choices
        if typed:
            matcher = Matcher(typed)
            scored = [(_score(matcher, typed, choice.action), choice) for choice in shown]
            scored = sorted((s for s in scored if s[0]), key=lambda s: -s[0])
            shown = [choice for _, choice in scored]
        found = self.query_one(LineList)
        found.show(ChoiceRows(shown), 0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value.strip())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(LineList).action_choose()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if isinstance(event.rows, ChoiceRows):
            self.dismiss(event.rows.choices[event.index])

    def action_move(self, step: int) -> None:
        """Move the cursor of the list while the field has the focus."""
        self.query_one(LineList).cursor += step


def choices_of(active: Iterable[ActiveBinding], words: Callable[[Action], str]) -> Iterable[Choice]:
    """The table's actions among the bindings that are active, those of the focus first."""
    seen: set[str] = set()
    for found in in_order(active):
        action = entry(found.binding)
        if action is None or action.motion or found.binding.action in seen:
            continue
        if action.action == "palette":
            continue
        seen.add(found.binding.action)
        yield Choice(action, words(action), found.node, why_not(found.node, action.action))


def _score(matcher: Matcher, typed: str, action: Action) -> float:
    whole = 2.0 if typed.casefold() in f"{action.label} {action.help}".casefold() else 0.0
    return whole + max(matcher.match(action.label), matcher.match(action.help) / 2)
