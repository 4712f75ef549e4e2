"""One save: exactly what is known of it, and each piece that it changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ...monitor.saves import Changed, Save
from ...monitor.words import name_of
from ...text import count, moment, printable, size
from ..details.save import save_lines
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList, NoRows
from ..widgets.sheet import Line, Sheet
from .dialog import Dialog

_SIGNS = {"added": "+", "removed": "−", "changed": "~"}


class Jump(NamedTuple):
    """Where the user wants to go from a save: a piece, in the JSON or as a tab."""

    where: Literal["json", "tab"]
    item: Changed


class PieceRows:
    """Sign, kind of piece, what it is, which fields, how many bytes."""

    columns: ClassVar[Sequence[Column]] = (
        Column(2), Column(13), Column(0), Column(18, most=40, rank=1), Column(7, right=True),
    )  # fmt: skip

    def __init__(self, items: Sequence[Changed]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def cells(self, index: int) -> Sequence[Cell]:
        """One piece; what does not matter is dim."""
        item = self.items[index]
        role = "" if item.matters else "dim"
        title = printable(item.title) or name_of(item)
        return (
            Cell(f" {_SIGNS[item.kind]}", "accent" if item.matters else "dim"),
            Cell(item.part, "dim"),
            Cell(title, role),
            Cell(printable(", ".join(item.fields)), role),
            Cell(size(item.bytes), "dim"),
        )

    def key(self, index: int) -> str:
        """The pointer of the piece."""
        return self.items[index].pointer


class SaveChangesScreen(Dialog[Jump | None]):
    """The save's figures, the pieces below them, and of the chosen one everything."""

    DEFAULT_CSS = """
    SaveChangesScreen {
        align: center middle;
        & > Vertical {
            width: 100; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
        }
        & Sheet { background: $surface; scrollbar-size-vertical: 0; height: auto; }
        & LineList {
            background: $surface; height: auto; max-height: 12; margin: 1 0;
        }
        & .piece { color: $text-muted; height: 4; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q", "leave", "Close"),
        Binding("o", "go('json')", "JSON"),
    ]

    def __init__(self, save: Save) -> None:
        super().__init__()
        self._save = save
        self._items = save.changes.items if save.changes is not None else ()

    def compose(self) -> ComposeResult:
        """Figures, pieces, the chosen piece."""
        with Frame() as box:
            box.border_title = f"Saved {moment(self._save.at)}"
            keys = (("enter", "the tab"), ("o", "in the JSON")) if self._items else ()
            box.say_keys(*keys, ("escape", "close"))
            figures = Sheet(label_width=9)
            figures.can_focus = False
            yield figures
            yield LineList()
            piece = Sheet(label_width=9)
            piece.add_class("piece")
            piece.can_focus = False
            yield piece

    def on_mount(self) -> None:
        """Say the figures of the save and list its pieces."""
        pieces = self.query_one(LineList)
        pieces.display = bool(self._items)
        self.query_one(".piece").display = bool(self._items)
        pieces.show(PieceRows(self._items) if self._items else NoRows())
        pieces.styles.height = max(1, len(self._items))
        self.set_focus(pieces)
        self.query_one(Sheet).show(save_lines(self._save))
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """As high as what it says."""
        if self.is_mounted:
            self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        figures = self.query_one(Sheet)
        figures.styles.height = max(1, figures.line_count)
        # What is left between the figures and the chosen piece; the frame takes two lines.
        room = self.size.height - figures.line_count - 8
        self.query_one(LineList).styles.max_height = max(2, room)

    @property
    def _here(self) -> Changed | None:
        at = self.query_one(LineList).cursor
        return self._items[at] if at < len(self._items) else None

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        item, changes = self._here, self._save.changes
        if item is None or changes is None:
            return
        place = f"{event.index + 1} of {count(changes.count, 'piece')}"
        if changes.count > len(self._items):
            place += f", the {len(self._items)} largest are listed"
        lines = [
            Line("place", printable(item.pointer) or "/", cut=True, more=((f"  {place}", "dim"),)),
        ]
        if item.url:
            lines.append(Line("address", printable(item.url), cut=True))
        if item.fields:
            lines.append(Line("fields", printable(", ".join(item.fields))))
        if not item.matters:
            lines.append(Line("", "bookkeeping: nobody would miss it", "dim"))
        self.query_one(".piece", Sheet).show(lines)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_go("tab")

    def action_go(self, where: Literal["json", "tab"]) -> None:
        """Leave for the chosen piece."""
        item = self._here
        if item is not None:
            self.dismiss(Jump(where, item))

    def action_leave(self) -> None:
        """Stay where one was."""
        self.dismiss(None)
