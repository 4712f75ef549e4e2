"""What if: the saves that were seen, under other settings and other designs of the file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from ...errors import SessiontuiError
from ...monitor.what_if.judged import judged
from ...monitor.what_if.types import Design
from ...system_errors import sentence_of
from ...text import count, printable, size
from ..messages import CostsWanted
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column
from ..widgets.measured_table import MeasuredTable
from ..widgets.share_bar import bar
from ..widgets.sheet import Line
from .dialog import Dialog

_BAR = 24  # cells
_SAID = 5  # lines that what is said of a row takes

Run = Callable[[Callable[[], bool]], Sequence[Design]]


class DesignRows:
    """Name, bytes a save, bytes in eight hours, and how that compares with today."""

    columns: ClassVar[Sequence[Column]] = (
        Column(18, name=" design"),
        Column(9, right=True, name="a save"),
        Column(9, right=True, name="8-h day"),
        Column(_BAR + 1, rank=1, name=" bytes written"),
        Column(0, keeps=10),
    )

    def __init__(self, designs: Sequence[Design]) -> None:
        self.designs = designs
        self._most = max((design.ratio or 0.0 for design in designs), default=1.0)

    def __len__(self) -> int:
        return len(self.designs)

    def cells(self, index: int) -> Sequence[Cell]:
        """One design beside Firefox as it is."""
        design = self.designs[index]
        today, ratio = design.key == "today", design.ratio
        if ratio is None:
            return (Cell(f" {printable(design.name)}", "dim"), Cell("not measured", "dim"))
        role = "strong" if today else "warning" if ratio > 1.005 else ""
        return (
            Cell(f" {printable(design.name)}", role),
            Cell(size(design.per_save), role),
            Cell(size(design.per_8h), role),
            Cell(f" {bar(ratio / (self._most or 1.0), _BAR)}", role or "accent"),
            Cell("as it is" if today else compared(ratio), "dim"),
        )

    def key(self, index: int) -> str:
        """The key of the design, the same however often it is counted."""
        return self.designs[index].key

    def said(self, index: int) -> Sequence[Line]:
        """What there is to say of one design."""
        return said_of(self.designs[index])


def compared(ratio: float) -> str:
    """How many times less or more than today."""
    if ratio <= 0:
        return "nothing"
    times = ratio if ratio > 1 else 1 / ratio
    if times < 1.005:
        return "the same"
    number = f"{times:.2f}" if times < 1.95 else f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"
    return f"{number} × {'more' if ratio > 1 else 'less'}"


def said_of(design: Design) -> list[Line]:
    """What speaks for a design and against it, how hard it is, and how it was counted."""
    lines = []
    if (found := judged(design.key)) is not None:
        lines += [
            Line("good for", found.good),
            Line("bad for", found.bad),
            Line("how hard", found.hard),
        ]
    if design.ratio is None:
        return [*lines, Line("counted", printable(design.assumption), "warning")]
    writes = f" · {count(design.saves, 'write')}"
    return [*lines, Line("counted", printable(design.assumption), more=((writes, "dim"),))]


def in_short(designs: Sequence[Design]) -> tuple[str, ...]:
    """The designs for one line, the most telling ones first; bytes in an eight-hour day."""
    wanted = ("interval_60", "no_favicons", "journal", "file_per_tab", "sqlite", "interval_300")
    found = {design.key: design for design in designs}
    parts = [
        f"{printable(found[key].name)} {size(found[key].per_8h)}"
        for key in wanted
        if key in found and found[key].per_8h is not None
    ]
    if not parts:
        return ()
    return (f"w what if, in 8 h: today {size(designs[0].per_8h)}", *parts)


class WhatIfScreen(Dialog[tuple[Design, ...] | None]):
    """A table of designs; it is counted while one waits, and Esc stops that.

    Ends with the designs, or None when they were not counted. ``known``: those counted before.
    """

    DEFAULT_CSS = """
    WhatIfScreen {
        align: center middle;
        & > Frame {
            width: 100; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q", "leave", "Close"),
        Binding("w,r", "again", "Again"),
        Binding("m", "costs", "What it costs"),
    ]

    def __init__(self, saves: int, run: Run, known: Sequence[Design] = ()) -> None:
        super().__init__()
        self._saves = saves
        self._run = run
        self._designs = tuple(known)
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """The table."""
        with Frame() as box:
            box.border_title = "What if"
            words = f"Counting {count(self._saves, 'save')} under other designs"
            yield MeasuredTable(lambda: words, label_width=9, said_lines=_SAID, height=12)

    @property
    def _table(self) -> MeasuredTable:
        return self.query_one(MeasuredTable)

    def on_mount(self) -> None:
        """Show what is known, or count."""
        if self._designs:
            self._show()
        else:
            self._count()

    def on_unmount(self) -> None:
        """Nobody wants the answer any more."""
        self._stop.set()

    def on_resize(self) -> None:
        """Rows that have no room are scrolled to."""
        self._table.make_room(self.size)

    @work(exclusive=True, description="what if")
    async def _count(self) -> None:
        """Count in a thread of its own: the store's goes on reading saves meanwhile."""
        self._table.begin()
        self.query_one(Frame).say_keys(("escape", "stop it"))
        try:
            designs = await asyncio.to_thread(self._run, self._stop.is_set)
        except (SessiontuiError, OSError) as error:
            self._fail(sentence_of(error))
            return
        finally:
            self._table.end()
        if designs:
            self._designs = tuple(designs)
            self._show()
        elif not self._stop.is_set():
            self._fail("There is no save yet whose file could be read.")

    def _fail(self, sentence: str) -> None:
        self.query_one(Frame).say_keys(("escape", "close"))
        self._table.fail(sentence)

    def _show(self) -> None:
        self.query_one(Frame).say_keys(
            ("m", "what this file costs"), ("r", "count again"), ("escape", "close")
        )
        self._table.show(DesignRows(self._designs))

    def action_again(self) -> None:
        """Count anew, with the saves there are by now."""
        if not self._table.at_work:
            self._count()

    def action_costs(self) -> None:
        """Beside what is written: what reading and writing the file takes."""
        self.post_message(CostsWanted())

    def action_leave(self) -> None:
        """Stop counting, and leave with what there is."""
        self._stop.set()
        self.dismiss(self._designs or None)
