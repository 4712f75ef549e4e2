"""What stands around the rows of pane 6: the sentence and the levels above, the line below."""

from __future__ import annotations

from textual.app import ComposeResult

from ....text import printable
from ...actions import key_of
from ...slim_marks import words_of
from ...widgets.caption import Caption
from ...widgets.line_list import Cell
from ...widgets.sheet import Line
from ..list_layout import ListedPane
from .marking import Marking
from .rows import SizeRows
from .trail_line import TrailLine
from .words import WAYS, head_words, sum_words, trail_names


class Said:
    """The lines of one pane, and the sentence that stands for its rows while there are none."""

    def __init__(self, pane: ListedPane, marking: Marking) -> None:
        self._pane = pane
        self._marking = marking

    def above(self) -> ComposeResult:
        """The widgets above the rows."""
        yield Caption(classes="headline")
        yield TrailLine()

    def nothing(self, words: str, role: str = "") -> None:
        """There are no rows, and this is why."""
        self._pane.add_class("-empty")
        self._pane.remove_class("-details")
        self._pane.empty.show([Line("", words, role)])
        self._pane.filter_line.status("")

    def rows(self, rows: SizeRows) -> None:
        """Other rows are there, or none that the filter keeps."""
        if len(rows):
            self._pane.remove_class("-empty")
        else:
            leave, text = (
                key_of(self._pane, "filtered.leave"),
                printable(self._pane.filter_line.text),
            )
            self.nothing(f'No row here has "{text}". {leave} shows all of them.')
        level, damaged = rows.level, rows.document.salvaged
        head = head_words(level, damaged.percent if damaged is not None else None)
        self._pane.query_one(".headline", Caption).show([Cell(head)])
        ways = [WAYS[cut] for cut in level.where.ways]
        trail = self._pane.query_one(TrailLine)
        trail.show(trail_names(level.where), ways, WAYS[level.where.by])

    def below(self, rows: SizeRows, order: str) -> None:
        """What is marked, and what the rows sum to; ``order`` says how they are sorted."""
        words = sum_words(rows.level, len(rows), rows.bytes, self._pane.filter_line.text.strip())
        if self._pane.filter_line.editing:
            words = words.split(" · ")[0]
        elif marks := self._marking.marks:
            words = f"{key_of(self._pane, 'size.slim')} drops {words_of(marks)} · {words}"
        else:
            words = f"{words} · {order}"
        self._pane.filter_line.status(words)

    def working(self, words: str) -> None:
        """Where long work is, and the key that stops it."""
        said = f"{words}  {key_of(self._pane, 'filtered.leave')} stops"
        if self._pane.has_class("-empty"):
            self._pane.empty.show([Line("", said)])
        else:
            self._pane.filter_line.status(said)

    def stopped(self, *, listed: bool) -> None:
        """It was not weighed to the end; what was ``listed`` before stays, if anything was."""
        again = key_of(self._pane, "app.reload")
        words = f"Not weighed to the end; {again} weighs it again."
        if listed:
            self._pane.filter_line.status(words)
        else:
            self.nothing(words)
