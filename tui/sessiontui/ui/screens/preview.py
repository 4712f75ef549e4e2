"""Before anything is written: what changes, in which files, what Firefox will show."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import inf
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from ...session.edit.look_ahead import WindowAhead
from ...stores.planned_windows import opens_later
from ...stores.protocols import Receipt
from ...text import count, printable
from ..actions import key_of
from ..details.ahead import ahead_lines
from ..widgets.frame import Frame
from ..widgets.sheet import Line, Sheet, rows_of
from .dialog import Dialog

_MOST_EDITS = 8  # said one by one; the rest as a number
_LEAST_LINES = 4  # of the windows, where the rest leaves no room: then it scrolls
_LABELS = 9  # cells
_WIDTH = 90


class Answer(Enum):
    """What was answered to the look ahead.

    EVERYWHERE: plan it anew, for every file; EVEN_IF_OPEN: anew, with what is open already;
    OTHER_WINDOW: anew, into the next window there is to choose.
    """

    YES = auto()
    NO = auto()
    EVERYWHERE = auto()
    EVEN_IF_OPEN = auto()
    OTHER_WINDOW = auto()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a look ahead says of a plan, and what may be answered besides yes and no.

    ``windows`` are those Firefox will open. ``scope`` says what a filter leaves out,
    ``open_already`` what of it is open already, in sentences; ``left_out``: some of that is left
    out, and a key takes it in. ``into`` says where it will open; empty where there is nothing to
    choose. ``everywhere`` offers to do it in every file. ``undoing`` says that the receipt is of
    what will be undone. ``keeps_copies`` and ``can_undo`` say what the store can do for it.
    """

    title: str
    receipt: Receipt
    windows: Sequence[WindowAhead] = ()
    scope: str = ""
    open_already: Sequence[str] = ()
    left_out: bool = False
    into: str = ""
    dangerous: bool = False
    notes: Sequence[str] = ()
    everywhere: bool = False
    undoing: bool = False
    keeps_copies: bool = True
    can_undo: bool = True

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do: all of it is open already, or nothing would be freed."""
        if self.left_out:
            return not self.receipt.edits
        freed = self.receipt.freed
        return freed is not None and freed.after == freed.before


class PreviewScreen(Dialog[None]):
    """A short plain look ahead; Enter does it. What must not happen by mistake asks for ``y``.

    It stays while another answer has the edit planned anew, and hears no keys but Esc meanwhile.
    """

    DEFAULT_CSS = f"""
    PreviewScreen {{
        align: center middle;
        & > Vertical {{
            width: {_WIDTH}; max-width: 100%; height: auto; max-height: 96%;
            border: round $primary; background: $surface;
        }}
        &.-dangerous > Vertical {{ border: round $warning; }}
        & Sheet {{
            height: auto; max-height: 100%; background: $surface; scrollbar-size-vertical: 0;
        }}
    }}
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,n,q", "leave", "Leave it"),
        Binding("enter", "yes", "Do it"),
        Binding("y", "sure", "Do it"),
        Binding("a", "everywhere", "Everywhere"),
        Binding("o", "even_if_open", "Open ones, too"),
        Binding("w", "other_window", "Another window"),
    ]

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._shown = preview
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._seen = inf  # since when there is something to read, seconds as an event's time
        self._left = False

    @property
    def waiting(self) -> bool:
        """Whether it was answered, and waits for another plan or its end."""
        return self._answer.done()

    async def answer(self) -> Answer:
        """The next answer to what is shown."""
        return await self._answer

    def show(self, preview: Preview) -> None:
        """Show another plan in the same window, and wait for another answer."""
        self._shown, self._seen = preview, inf
        self._answer = asyncio.get_running_loop().create_future()
        if self._left:  # while it was planned
            self._answer.set_result(Answer.NO)
            return
        self._fill()
        self.query_one(Sheet).scroll_home(animate=False)
        self.call_after_refresh(self._fit)

    def compose(self) -> ComposeResult:
        """One sheet in a frame."""
        with Frame():
            yield Sheet(label_width=_LABELS)

    def on_mount(self) -> None:
        """Fill the sheet; it is as high as what it says."""
        self._fill()
        self.set_focus(self.query_one(Sheet))
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Lines wrap anew, and the frame is as high as they are."""
        self._fill()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self._seen = monotonic()
        sheet = self.query_one(Sheet)
        sheet.styles.height = min(sheet.line_count, max(4, self.size.height - 4))

    # -- what it says --------------------------------------------------------------------------

    def _fill(self) -> None:
        shown, box = self._shown, self.query_one(Frame)
        self.set_class(shown.dangerous, "-dangerous")
        box.border_title = shown.title.replace("[", r"\[")
        keys = [("escape", "leave it")]
        if not shown.nothing:
            keys.insert(0, ("y" if shown.dangerous else "enter", "do it"))
        for offered, key, words in (
            (shown.left_out, "o", "also what is open"),
            (shown.everywhere, "a", "in every file"),
            (shown.into, "w", "another window"),
        ):
            if offered:
                keys.insert(-1, (key, words))
        box.say_keys(*keys)
        self.query_one(Sheet).show(self._lines())

    def _lines(self) -> list[Line]:
        """Everything, the windows as far as there is room beside the rest."""
        before, after = list(self._what_changes()), list(self._what_follows())
        if not self._shown.windows:
            return [*before, Line(None, ""), *after]
        size = self.size or self.app.size
        width = max(20, min(_WIDTH, size.width) - 4)
        before.append(Line(None, ""))
        if later := opens_later(self._shown.receipt):
            before.append(Line(None, f"{later}:", "dim"))
        taken = len(rows_of([*before, *after], width, _LABELS)) + 1
        room = max(_LEAST_LINES, size.height - 4 - taken)
        return [*before, *ahead_lines(self._shown.windows, room), Line(None, ""), *after]

    def _what_changes(self) -> Iterator[Line]:
        shown = self._shown
        if shown.scope:
            yield Line(None, shown.scope, "accent")
        for words in shown.open_already:
            yield Line(None, f"{words}.", "accent")
        edits = shown.receipt.edits
        for words in edits[:_MOST_EDITS]:
            yield Line(None, words, "strong")
        if len(edits) > _MOST_EDITS:
            yield Line(None, f"and {len(edits) - _MOST_EDITS:,} more", "strong")
        if (freed := shown.receipt.freed) is not None:
            yield Line(None, f"{freed.words[0].upper()}{freed.words[1:]}.", "accent")
        if shown.into:
            yield Line("Into", shown.into, "accent")
        for i, words in enumerate(shown.receipt.missing):
            yield Line("" if i else "Missing", f"{words}.", "warning")

    def _what_follows(self) -> Iterator[Line]:
        shown = self._shown
        if shown.nothing:
            once_more = "; o opens it once more" if shown.left_out else ""
            yield Line(None, f"Nothing would be changed{once_more}.", "dim")
            return
        writes = "Wrote" if shown.undoing else "Writes"
        for i, change in enumerate(shown.receipt.files):
            yield Line("" if i else writes, f"{_name(change.path)}: {change.what}")
        for i, left in enumerate(shown.receipt.left):
            yield Line("" if i else "Left", f"{_name(left.path)}: {left.why}", "warning")
        if shown.undoing:
            yield Line("", "These files become what they were before.", "dim")
            return
        yield self._afterwards()
        if shown.receipt.next_start is not None:
            yield Line(None, "")
            yield Line("Firefox", shown.receipt.next_start.why)
            opens = f"It will open {count(shown.receipt.tabs, 'tab')}"
            if shown.receipt.windows:
                opens += f" in {count(shown.receipt.windows, 'window')}"
            yield Line("", opens + " at its next start.", "accent")
        for note in shown.notes:
            yield Line(None, "")
            yield Line("Mind", note, "warning")

    def _afterwards(self) -> Line:
        """What can be done about it afterwards: only what the store can do."""
        shown = self._shown
        undo = f"{key_of(self.app, 'app.undo')} undoes it" if shown.can_undo else ""
        if shown.keeps_copies:
            words = "A copy of what is replaced is kept"
            if shown.everywhere:
                words += f" for 30 days{f', {undo}' if undo else ''}; a forgets it there, too"
            elif undo:
                words += f"; {undo}"
            return Line("", f"{words}.", "dim")
        if undo:
            return Line("", f"{undo}.", "dim")
        return Line("", "No copy is kept: this cannot be undone.", "warning")

    # -- answers -------------------------------------------------------------------------------

    def hears(self, event: events.Key) -> bool:
        """A yes that was typed before there was anything to read is none."""
        return event.key == "escape" or event.time >= self._seen

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing but leaving it while another plan is made."""
        return action == "leave" or (self._seen < inf and not self.waiting)

    def action_leave(self) -> None:
        """Leave it: nothing is written."""
        self._left = True
        self._say(Answer.NO)

    def action_yes(self) -> None:
        """Do it; a dangerous edit wants the other key."""
        if self._shown.dangerous and not self._shown.nothing:
            self.app.notify("So that it does not happen by mistake: y.", timeout=3, markup=False)
        else:
            self.action_sure()

    def action_sure(self) -> None:
        """Do it, also what is dangerous."""
        self._say(Answer.NO if self._shown.nothing else Answer.YES)

    def action_everywhere(self) -> None:
        """Forget in all files."""
        self._again(Answer.EVERYWHERE, self._shown.everywhere)

    def action_even_if_open(self) -> None:
        """Restore what is open already, too."""
        self._again(Answer.EVEN_IF_OPEN, self._shown.left_out)

    def action_other_window(self) -> None:
        """Restore it into the next of the windows there are."""
        self._again(Answer.OTHER_WINDOW, bool(self._shown.into))

    def _again(self, answer: Answer, offered: bool) -> None:
        if offered:
            self._seen = inf
            self._answer.set_result(answer)

    def _say(self, answer: Answer) -> None:
        if not self.waiting:
            self._answer.set_result(answer)
        self.dismiss(None)


def _name(path: str) -> str:
    return printable(path.replace("\\", "/").rsplit("/", 1)[-1])
