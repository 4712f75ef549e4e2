"""What the shown session costs to read and write, and what slimming would make of that."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from ...errors import SessiontuiError
from ...monitor.costs.types import Costs
from ...monitor.costs.words import HEADS, row, said_of
from ...progress import Stopped, Told, told_to
from ...system_errors import sentence_of
from ...text import printable
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column
from ..widgets.measured_table import MeasuredTable
from ..widgets.sheet import Line
from .dialog import Dialog

_SAID = 10  # lines that the longest of a row's sentences take where it is narrowest

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

    def said(self, index: int) -> Sequence[Line]:
        """What there is to say of one session."""
        found = said_of(self.costs.cases[index], self.costs)
        return [Line(label, words) for label, words in found]


class CostsScreen(Dialog[None]):
    """A table that is measured while one waits; Esc stops that. ``name``: of the version."""

    DEFAULT_CSS = """
    CostsScreen {
        align: center middle;
        & > Frame {
            width: 100; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
        }
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
        self._stop = threading.Event()
        self._told = ""

    def compose(self) -> ComposeResult:
        """The table."""
        with Frame() as box:
            name = printable(self._version).replace("[", r"\[")
            box.border_title = f"What {name} costs Firefox"
            yield MeasuredTable(
                lambda: self._told or "Measuring here", label_width=10, said_lines=_SAID, height=10
            )

    @property
    def _table(self) -> MeasuredTable:
        return self.query_one(MeasuredTable)

    def on_mount(self) -> None:
        """Measure at once: that is what it was opened for."""
        self._measure()

    def on_unmount(self) -> None:
        """Nobody wants the answer any more."""
        self._stop.set()

    def on_resize(self) -> None:
        """Rows that have no room are scrolled to."""
        self._table.make_room(self.size)

    @work(exclusive=True, description="what it costs")
    async def _measure(self) -> None:
        """Measure in a thread of its own: the store's goes on reading saves meanwhile."""
        self._table.begin()
        self.query_one(Frame).say_keys(("escape", "stop it"))
        try:
            costs = await asyncio.to_thread(self._measured)
        except Stopped:
            return
        except (SessiontuiError, OSError) as error:
            self.query_one(Frame).say_keys(("escape", "close"))
            self._table.fail(sentence_of(error))
            return
        finally:
            self._table.end()
        self.query_one(Frame).say_keys(("r", "measure again"), ("escape", "close"))
        self._table.show(CostRows(costs))

    def _measured(self) -> Costs:
        def hear(told: Told) -> None:
            self._told = told.words

        with told_to(hear):
            return self._run(self._check)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def action_again(self) -> None:
        """Measure anew."""
        if not self._table.at_work:
            self._measure()

    def action_leave(self) -> None:
        """Stop measuring, and leave."""
        self._stop.set()
        self.dismiss()
