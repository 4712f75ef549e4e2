"""What the shown session costs to read and write, and what slimming would make of that."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding

from ...errors import SessiontuiError
from ...monitor.costs.types import Costs
from ...monitor.costs.words import HEADS, row, said_of
from ...progress import Stopped, Told, told_to
from ...system_errors import sentence_of
from ...text import printable
from ..widgets.caption import Caption
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from ..widgets.sheet import Line, Sheet
from .dialog import Dialog

_SAID = 10  # lines that the longest of a row's sentences take where it is narrowest
_AROUND = _SAID + 4  # lines of the frame, the heads and what is said of a row

_RANKS = (5, 1, 2, 3, 4)  # where it is narrow, the JSON's size goes first

Run = Callable[[Callable[[], object]], Costs]
"""Measures; the other is called now and then and raises to end it."""


class CostRows:
    """A session a row: bytes of it, and CPU and memory of reading and writing it."""

    columns: ClassVar[Sequence[Column]] = (
        Column(0, keeps=19, most=30, name=f" {HEADS[0]}"),
        *(
            Column(9, right=True, rank=rank, name=head)
            for head, rank in zip(HEADS[1:], _RANKS, strict=True)
        ),
    )

    def __init__(self, costs: Costs) -> None:
        self.costs = costs

    def __len__(self) -> int:
        return len(self.costs.cases)

    def cells(self, index: int) -> Sequence[Cell]:
        """One session."""
        case = self.costs.cases[index]
        name, *figures = row(case)
        role = "strong" if case.key == "now" else ""
        return (Cell(f" {name}", role), *(Cell(figure, role) for figure in figures))

    def key(self, index: int) -> str:
        """The key of the case, the same however often it is measured."""
        return self.costs.cases[index].key


class CostsScreen(Dialog[None]):
    """A table that is measured while one waits; Esc stops that. ``name``: of the version."""

    DEFAULT_CSS = """
    CostsScreen {
        align: center middle;
        & > Vertical {
            width: 100; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
        }
        & LineList { background: $surface; height: 10; }
        & Caption { background: $surface; }
        & Sheet { background: $surface; height: 10; scrollbar-size-vertical: 0; margin: 1 0 0 0; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q", "leave", "Close"),
        Binding("m,r", "again", "Again"),
    ]

    def __init__(self, version: str, run: Run) -> None:
        super().__init__()
        self._version = version
        self._run = run
        self._costs: Costs | None = None
        self._stop = threading.Event()
        self._begun: float | None = None  # while it is measured
        self._told = ""

    def compose(self) -> ComposeResult:
        """Heads, sessions, what there is to say of the chosen one."""
        with Frame() as box:
            name = printable(self._version).replace("[", r"\[")
            box.border_title = f"What {name} costs Firefox"
            yield Caption()
            yield LineList()
            sheet = Sheet(label_width=10, fitting=True)
            sheet.can_focus = False
            yield sheet

    def on_mount(self) -> None:
        """Measure at once: that is what it was opened for."""
        self.set_focus(self.query_one(LineList))
        self.set_interval(1, self._tell)
        self._measure()

    def on_unmount(self) -> None:
        """Nobody wants the answer any more."""
        self._stop.set()

    def on_resize(self) -> None:
        """Rows that have no room are scrolled to: what is said of the chosen one stays."""
        self._make_room()

    def _make_room(self) -> None:
        if self._costs is not None:
            height = min(len(self._costs.cases), self.size.height - _AROUND)
            self.query_one(LineList).styles.height = max(1, height)

    def _tell(self) -> None:
        if self._begun is not None:
            seconds = int(time.monotonic() - self._begun)
            words = f" {self._told or 'Measuring here'} …"
            self.query_one(Caption).show([Cell(f"{words} {seconds} s" if seconds else words)])

    @work(exclusive=True, description="what it costs")
    async def _measure(self) -> None:
        """Measure in a thread of its own: the store's goes on reading saves meanwhile."""
        self._begun = time.monotonic()
        self.query_one(Frame).say_keys(("escape", "stop it"))
        self._tell()
        try:
            self._costs = await asyncio.to_thread(self._measured)
        except Stopped:
            return
        except (SessiontuiError, OSError) as error:
            self.query_one(Frame).say_keys(("escape", "close"))
            self.query_one(Caption).show([])
            self.query_one(Sheet).show([Line(None, sentence_of(error), "warning")])
            return
        finally:
            self._begun = None
        self._show(self._costs)

    def _measured(self) -> Costs:
        def hear(told: Told) -> None:
            self._told = told.words

        with told_to(hear):
            return self._run(self._check)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _show(self, costs: Costs) -> None:
        self.query_one(Frame).say_keys(("r", "measure again"), ("escape", "close"))
        names = [Cell(column.name) for column in CostRows.columns]
        self.query_one(Caption).show(names, CostRows.columns)
        self._make_room()
        self.query_one(LineList).show(CostRows(costs))

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        rows = event.line_list.rows
        if isinstance(rows, CostRows) and event.index < len(rows):
            found = said_of(rows.costs.cases[event.index], rows.costs)
            self.query_one(Sheet).show([Line(label, words) for label, words in found])

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()

    def action_again(self) -> None:
        """Measure anew."""
        if self._begun is None:
            self._measure()

    def action_leave(self) -> None:
        """Stop measuring, and leave."""
        self._stop.set()
        self.dismiss()
