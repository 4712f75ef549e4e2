"""A field, and below it the actions that fit what is typed; Enter does one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ...text import printable
from ..choices import Choice
from .frame import Frame
from .line_list import Cell, Column, LineList


class Note(NamedTuple):
    """A line that does nothing: a heading, or with a sign what that means."""

    words: str
    sign: str = ""


class ChoiceRows:
    """Keys, name, and what it does or why it would do nothing."""

    columns: ClassVar[Sequence[Column]] = (Column(11), Column(16, rank=1), Column(0))

    def __init__(self, rows: Sequence[Choice | Note]) -> None:
        self.rows = rows

    @property
    def choices(self) -> list[Choice]:
        """Those of the lines that can be chosen."""
        return [row for row in self.rows if isinstance(row, Choice)]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """Keys, name, and what it does or why not now; or a heading, or a sign."""
        row = self.rows[index]
        if isinstance(row, Note):
            if not row.sign:
                return (Cell(row.words, "strong"),)
            return Cell(f" {row.sign}", "accent"), Cell(row.words)
        off = row.why_not is not None
        return (
            Cell(f" {row.keys}", "dim" if off else "accent"),
            Cell(row.action.label, "dim" if off else "strong"),
            Cell(f"not now: {row.why_not}" if off else row.action.help, "dim" if off else ""),
        )

    def key(self, index: int) -> str:
        """What the action is called in a binding."""
        row = self.rows[index]
        return row.action.id if isinstance(row, Choice) else f"{row.sign} {row.words}"


class ChoiceList(Frame):
    """The field and the list. ``offered`` gives the lines for what is typed.

    ``nothing`` says for what is typed that there are none, with a way on.
    """

    DEFAULT_CSS = """
    ChoiceList {
        width: 100; max-width: 100%; height: 90%; max-height: 40;
        border: round $primary; background: $surface;
        & > Input { background: $surface; padding: 0 1; }
        & > LineList { height: 1fr; background: $surface; }
        & > .whole { height: 2; padding: 0 1; color: $text-muted; }
        & > .nothing { display: none; height: 1fr; padding: 1 1; }
        &.-nothing > LineList { display: none; }
        &.-nothing > .nothing { display: block; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    class Picked(Message):
        """An action was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(
        self,
        title: str,
        nothing: Callable[[str], str],
        offered: Callable[[str], Sequence[Choice | Note]],
    ) -> None:
        super().__init__(("enter", "do it"), ("up,down", "choose"), ("escape", "close"))
        self.border_title = title
        self._nothing = nothing
        self._offered = offered

    def compose(self) -> ComposeResult:
        """The field, the list or why there is none, and the chosen line in full."""
        field = Input(placeholder="words of it, in any order", compact=True)
        field.cursor_blink = False
        yield field
        yield LineList().add_class("-driven")
        yield Static("", markup=False, classes="nothing")
        yield Static("", markup=False, classes="whole")

    def on_mount(self) -> None:
        """Offer everything until something is typed."""
        self._show("")
        self.screen.set_focus(self.query_one(Input))

    def _show(self, typed: str) -> None:
        rows = self._offered(typed)
        self.set_class(not rows, "-nothing")
        if not rows:
            self.query_one(".nothing", Static).update(Content(self._nothing(printable(typed))))
            self.query_one(".whole", Static).update("")
        found = self.query_one(LineList)
        found.show(ChoiceRows(rows), next((i for i, row in enumerate(rows) if _can(row)), 0))
        found.scroll_to(y=0, animate=False, immediate=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value.strip())

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        """Say in full what may have had no room in its line."""
        event.stop()
        rows, here = event.line_list.rows, event.line_list.cursor
        words = ""
        if isinstance(rows, ChoiceRows) and here < len(rows):
            row = rows.rows[here]
            words = row.words if isinstance(row, Note) else f"{row.action.help}."
            if isinstance(row, Choice) and row.why_not is not None:
                words += f" Not now: {row.why_not}"
        self.query_one(".whole", Static).update(Content(words))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(LineList).action_choose()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if isinstance(event.rows, ChoiceRows) and event.index < len(event.rows):
            row = event.rows.rows[event.index]
            if isinstance(row, Choice):
                self.post_message(self.Picked(row))

    def action_move(self, step: int) -> None:
        """Move the cursor while the field has the focus, past headings."""
        found = self.query_one(LineList)
        rows = found.rows
        if not isinstance(rows, ChoiceRows) or not len(rows):
            return
        way = 1 if step > 0 else -1
        at = max(0, min(len(rows) - 1, found.cursor + step))
        while 0 < at < len(rows) - 1 and _is_heading(rows.rows[at]):
            at += way
        if _is_heading(rows.rows[at]):
            found.scroll_to(y=0, animate=False, immediate=True)
        else:
            found.cursor = at

    def action_page(self, step: int) -> None:
        """A page down or up, past a heading."""
        found = self.query_one(LineList)
        found.action_page(step)
        rows = found.rows
        if isinstance(rows, ChoiceRows) and len(rows) and _is_heading(rows.rows[found.cursor]):
            self.action_move(1 if found.cursor == 0 else step)


def _can(row: Choice | Note) -> bool:
    return isinstance(row, Choice)


def _is_heading(row: Choice | Note) -> bool:
    return isinstance(row, Note) and not row.sign
