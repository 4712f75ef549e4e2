"""Where open tabs are moved to: before a tab, or to the end of a window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ...session.json.pointer import Steps
from ...session.model.tab import Tab
from ...session.model.window import Window as SessionWindow
from ...text import count, site
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from .dialog import Dialog


class MoveTarget(NamedTuple):
    """A window by its place, and the tab to put before by its own (0-based); None: at the end."""

    window: int
    before: int | None


class TargetRows:
    """A line per window, which stands for its end, then its tabs; what is moved is starred."""

    columns: ClassVar[Sequence[Column]] = (Column(4, right=True), Column(1), Column(0), Column(18))

    def __init__(self, windows: Sequence[SessionWindow], moved: Collection[Steps]) -> None:
        self._moved = frozenset(moved)
        self.rows: list[SessionWindow | Tab] = []
        self.targets: list[MoveTarget] = []
        for window in windows:
            self.rows.append(window)
            self.targets.append(MoveTarget(window.index, None))
            for place, tab in enumerate(window.tabs):
                self.rows.append(tab)
                self.targets.append(MoveTarget(window.index, place))

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """A window across all columns, or a tab."""
        row = self.rows[index]
        if isinstance(row, SessionWindow):
            tabs = count(len(row.tabs), "tab")
            return (Cell(f"Window {row.index + 1} · {tabs} · to its end", "strong"),)
        moved = row.steps in self._moved
        return (
            Cell(str(row.index + 1), "dim"),
            Cell("*" if moved else "P" if row.pinned else "", "accent"),
            Cell(row.title, "dim" if moved else ""),
            Cell(site(row.url), "dim"),
        )

    def key(self, index: int) -> str:
        """Its window and the place before it."""
        return str(self.targets[index])

    def first(self) -> int:
        """Where the cursor begins: the first window that none of the tabs is in, if there is one.

        Else the first tab that stays.
        """
        from_windows = {steps[1] for steps in self._moved}
        tabs = [i for i, row in enumerate(self.rows) if isinstance(row, Tab)]
        others = [i for i, row in enumerate(self.rows) if not isinstance(row, Tab)]
        for i in others:
            if self.targets[i].window not in from_windows:
                return i
        return next((i for i in tabs if self.rows[i].steps not in self._moved), 0)


class MoveTargetScreen(Dialog[MoveTarget | None]):
    """The windows and their tabs; Enter puts what is moved before one. Ends with None on Esc."""

    DEFAULT_CSS = """
    MoveTargetScreen {
        align: center middle;
        & > Vertical {
            width: 90; max-width: 100%; height: auto; max-height: 90%;
            border: round $primary; background: $surface;
        }
        & LineList { height: auto; max-height: 100%; min-height: 3; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q", "leave", "Leave it"),
    ]

    def __init__(self, windows: Sequence[SessionWindow], moved: Collection[Steps]) -> None:
        super().__init__()
        self._moved = len(moved)
        self._rows = TargetRows(windows, moved)

    def compose(self) -> ComposeResult:
        """The list in a frame."""
        with Frame() as box:
            box.border_title = f"Move {count(self._moved, 'tab')}: before which?"
            box.say_keys(("enter", "before this one"), ("escape", "leave it"))
            yield LineList()

    def on_mount(self) -> None:
        """Fill the list, the cursor where a move is likely to go."""
        found = self.query_one(LineList)
        found.styles.height = max(3, len(self._rows))
        found.show(self._rows, self._rows.first())
        self.set_focus(found)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(self._rows.targets[event.index])

    def action_leave(self) -> None:
        """Leave it: nothing is moved."""
        self.dismiss(None)
