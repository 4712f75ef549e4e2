"""Before anything is written: what changes, in which files, what Firefox will show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from ...stores.protocols import Receipt
from ...text import count, printable
from ..actions import key_of
from ..widgets.sheet import Line, Sheet
from .dialog import Dialog

_MOST_EDITS = 8  # said one by one; the rest as a number


class Answer(Enum):
    """What was answered to the look ahead.

    EVERYWHERE: plan it anew, for every file; EVEN_IF_OPEN: anew, with what is open already.
    """

    YES = auto()
    NO = auto()
    EVERYWHERE = auto()
    EVEN_IF_OPEN = auto()


class PreviewScreen(Dialog[Answer]):
    """A short plain look ahead; Enter does it. What must not happen by mistake asks for ``y``.

    ``scope`` says what a filter leaves out, ``open_already`` what of it is open already, in
    sentences; ``left_out``: some of that is left out, and a key takes it in. ``everywhere`` offers
    to do it in every file.
    ``undoing`` says that the receipt is of what will be taken back. ``keeps_copies`` and
    ``can_undo`` say what the store can do for this edit.
    """

    DEFAULT_CSS = """
    PreviewScreen {
        align: center middle;
        & > Vertical {
            width: 90; max-width: 100%; height: auto; max-height: 96%;
            border: round $primary; background: $surface;
        }
        &.-dangerous > Vertical { border: round $warning; }
        & Sheet {
            height: auto; max-height: 100%; background: $surface; scrollbar-size-vertical: 0;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,n,q", "leave", "Leave it"),
        Binding("enter", "yes", "Do it"),
        Binding("y", "sure", "Do it"),
        Binding("a", "everywhere", "Everywhere"),
        Binding("o", "even_if_open", "Open ones, too"),
    ]

    def __init__(
        self,
        title: str,
        receipt: Receipt,
        *,
        scope: str = "",
        open_already: Sequence[str] = (),
        left_out: bool = False,
        dangerous: bool = False,
        notes: Sequence[str] = (),
        everywhere: bool = False,
        undoing: bool = False,
        keeps_copies: bool = True,
        can_undo: bool = True,
    ) -> None:
        super().__init__()
        self._title = title
        self._receipt = receipt
        self._scope = scope
        self._open_already = open_already
        self._left_out = left_out
        self._dangerous = dangerous
        self._notes = notes
        self._everywhere = everywhere
        self._undoing = undoing
        self._keeps_copies = keeps_copies
        self._can_undo = can_undo
        self._seen = False

    def compose(self) -> ComposeResult:
        """One sheet in a frame."""
        self.set_class(self._dangerous, "-dangerous")
        with Vertical() as box:
            box.border_title = self._title.replace("[", r"\[")
            keys = f"{'y' if self._dangerous else 'Enter'} do it · Esc leave it"
            if self._everywhere:
                keys = f"a in every file · {keys}"
            if self._left_out:
                keys = f"o also what is open · {keys}"
            box.border_subtitle = keys
            yield Sheet(label_width=9)

    def on_mount(self) -> None:
        """Fill the sheet; it is as high as what it says."""
        sheet = self.query_one(Sheet)
        sheet.show(self._lines())
        self.set_focus(sheet)
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Lines wrap anew, and the frame is as high as they are."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self._seen = True
        sheet = self.query_one(Sheet)
        sheet.styles.height = min(sheet.line_count, max(4, self.size.height - 4))

    def _lines(self) -> Iterator[Line]:
        receipt = self._receipt
        if self._scope:
            yield Line(None, self._scope, "accent")
        for words in self._open_already:
            yield Line(None, f"{words}.", "accent")
        for words in receipt.edits[:_MOST_EDITS]:
            yield Line(None, words, "strong")
        if len(receipt.edits) > _MOST_EDITS:
            yield Line(None, f"and {len(receipt.edits) - _MOST_EDITS:,} more", "strong")
        yield Line(None, "")
        writes = "Wrote" if self._undoing else "Writes"
        for i, change in enumerate(receipt.files):
            name = change.path.replace("\\", "/").rsplit("/", 1)[-1]
            yield Line("" if i else writes, f"{printable(name)}: {change.what}")
        for i, left in enumerate(receipt.left):
            name = left.path.replace("\\", "/").rsplit("/", 1)[-1]
            yield Line("" if i else "Left", f"{printable(name)}: {left.why}", "warning")
        if self._undoing:
            yield Line("", "These files become what they were before.", "dim")
            return
        yield self._afterwards()
        if receipt.next_start is not None:
            yield Line(None, "")
            yield Line("Firefox", receipt.next_start.why)
            opens = f"It will open {count(receipt.tabs, 'tab')}"
            if receipt.windows:
                opens += f" in {count(receipt.windows, 'window')}"
            yield Line("", opens + " at its next start.", "accent")
        for note in self._notes:
            yield Line(None, "")
            yield Line("Mind", note, "warning")

    def _afterwards(self) -> Line:
        """What can be done about it afterwards: only what the store can do."""
        undo = f"{key_of(self.app, 'app.undo')} takes it back" if self._can_undo else ""
        if self._keeps_copies:
            words = "A copy of what is replaced is kept"
            if self._everywhere:
                words += f" for 30 days{f', {undo}' if undo else ''}; a forgets it there, too"
            elif undo:
                words += f"; {undo}"
            return Line("", f"{words}.", "dim")
        if undo:
            return Line("", f"{undo}.", "dim")
        return Line("", "No copy is kept: this cannot be taken back.", "warning")

    def action_leave(self) -> None:
        """Leave it: nothing is written."""
        self.dismiss(Answer.NO)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A yes that was typed before there was anything to read is none."""
        return self._seen or action == "leave"

    def action_yes(self) -> None:
        """Do it; a dangerous edit wants the other key."""
        if self._dangerous:
            self.app.notify("So that it does not happen by mistake: y.", timeout=3, markup=False)
        else:
            self.dismiss(Answer.YES)

    def action_sure(self) -> None:
        """Do it, also what is dangerous."""
        self.dismiss(Answer.YES)

    def action_everywhere(self) -> None:
        """Forget in all files."""
        if self._everywhere:
            self.dismiss(Answer.EVERYWHERE)

    def action_even_if_open(self) -> None:
        """Restore what is open already, too."""
        if self._left_out:
            self.dismiss(Answer.EVEN_IF_OPEN)
