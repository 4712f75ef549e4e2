"""What became of the open tabs between two versions: one list, what is gone first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from ...session.model.salvaged import SIGN as GUESSED
from ...session.pages.compare import CLOSED, OPENED
from ...text import count, printable, site
from ..basket import Basket, Chosen, chosen_page
from ..messages import EditWanted, MarkWanted, SightingWanted
from ..say import say
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from .dialog import Dialog

if TYPE_CHECKING:
    from ...session.pages.sightings import Sightings
    from ...stores.page_finder import Compared

_ROLES = {CLOSED: "warning", OPENED: "accent"}


class _Row(NamedTuple):
    sign: str
    words: str
    rows: Sightings
    row: int

    @property
    def gone(self) -> bool:
        """Whether it is open in the version before only."""
        return self.sign == CLOSED


class ComparedRows:
    """Mark, sign, title, what happened, site."""

    columns: ClassVar[Sequence[Column]] = (
        Column(1), Column(1), Column(0), Column(20, rank=2), Column(16, most=22, rank=1),
    )  # fmt: skip

    def __init__(self, compared: Compared, basket: Callable[[], Basket]) -> None:
        self._compared = compared
        self._basket = basket
        old, new, found = compared.old, compared.new, compared.found
        self.rows = [_Row(CLOSED, "closed", old, row) for row in found.closed]
        self.rows += [_Row(OPENED, "opened", new, row) for row in found.opened]
        self.rows += [_Row(one.sign, one.words, new, one.after) for one in found.changed]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """One tab."""
        found = self.rows[index]
        traits = found.rows.traits
        url = traits.url(found.row)
        guessed = f"{GUESSED} " if found.row in found.rows.guessed else ""
        marked = found.gone and self.chosen(index).place in self._basket()
        return (
            Cell("*" if marked else "", "accent"),
            Cell(found.sign, _ROLES.get(found.sign, "")),
            Cell(f"{guessed}{printable(traits.title(found.row)) or printable(url)}"),
            Cell(found.words, "dim"),
            Cell(site(url) or printable(url), "dim"),
        )

    def key(self, index: int) -> str:
        """Its place, which is one in its session."""
        found = self.rows[index]
        return f"{found.sign} {found.rows.steps(found.row)}"

    def chosen(self, index: int) -> Chosen:
        """What stands for a tab of the version before in the basket."""
        found, compared = self.rows[index], self._compared
        traits = found.rows.traits
        return chosen_page(
            (compared.before, compared.revision, found.rows.steps(found.row)),
            traits.title(found.row),
            traits.url(found.row),
        )


class CompareScreen(Dialog[None]):
    """The differences of two versions. ``basket`` gives what is chosen by now."""

    DEFAULT_CSS = """
    CompareScreen {
        align: center middle;
        & > Vertical {
            width: 110; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
        }
        & LineList { height: auto; min-height: 1; }
        & Static {
            padding: 0 1; color: $text-muted; height: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,D", "dismiss", "Close"),
        Binding("space", "mark", "Mark"),
        Binding("a", "mark_all", "Mark all that is gone"),
        Binding("r", "restore", "Restore"),
    ]

    def __init__(self, compared: Compared, basket: Callable[[], Basket]) -> None:
        super().__init__()
        self._compared = compared
        self._basket = basket
        self._rows = ComparedRows(compared, basket)

    def compose(self) -> ComposeResult:
        """How much differs, and the list."""
        compared = self._compared
        with Frame() as box:
            names = f"{printable(compared.before)} → {printable(compared.after)}"
            box.border_title = names.replace("[", r"\[")
            box.say_keys(
                ("space", "mark"), ("r", "restore"), ("enter", "go there"),
                ("a", "mark all that is gone"), ("escape", "close"),
            )  # fmt: skip
            yield Static(
                " · ".join(
                    (*compared.found.counts, f"{count(compared.found.same, 'tab')} the same")
                ),
                markup=False,
            )
            yield LineList()

    def on_mount(self) -> None:
        """Fill the list; it is as high as it needs, and as the screen allows."""
        found = self.query_one(LineList)
        found.styles.height = max(1, min(len(self._rows), self.size.height - 3))
        found.show(self._rows)
        self.set_focus(found)

    @property
    def _here(self) -> int | None:
        here = self.query_one(LineList).cursor
        return here if here < len(self._rows) else None

    @on(LineList.Chosen)
    def _go_there(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.index < len(self._rows):
            found = self._rows.rows[event.index]
            version = self._compared.before if found.gone else self._compared.after
            self.app.post_message(SightingWanted(version, found.rows.steps(found.row)))
            self.dismiss()

    def action_mark(self) -> None:
        """Put the tab under the cursor into the basket, or out; and go on to the next."""
        here = self._here
        if here is None:
            return
        if self._rows.rows[here].gone:
            self._mark([self._rows.chosen(here)])
        else:
            self._say_open()
        self.query_one(LineList).cursor += 1

    def action_mark_all(self) -> None:
        """Put every tab that is gone into the basket; when all of them are, none."""
        gone = [i for i, row in enumerate(self._rows.rows) if row.gone]
        self._mark([self._rows.chosen(i) for i in gone], every=True)

    def _mark(self, some: Sequence[Chosen], *, every: bool = False) -> None:
        self.app.post_message(MarkWanted(some, every=every))
        self.app.call_later(self.query_one(LineList).refresh)

    def action_restore(self) -> None:
        """Open what is in the basket, else the tab under the cursor, at the next start."""
        here = self._here
        chosen = tuple(self._basket())
        if not chosen and here is not None:
            if not self._rows.rows[here].gone:
                self._say_open()
                return
            chosen = (self._rows.chosen(here),)
        if chosen:
            self.app.post_message(EditWanted.restoring(chosen))
            self.dismiss()

    def _say_open(self) -> None:
        words = f"This tab is open in {printable(self._compared.after)}."
        say(self.app, words, 3)
