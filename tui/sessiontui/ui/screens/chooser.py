"""Choose one of the profiles of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from ...firefox.tree.path import TreePath
from ...glance import Glance, inside
from ...text import ago, count, path_text, printable
from ..messages import PlaceChosen
from ..say import say
from ..widgets.bars import TitleBar
from ..widgets.key_bar import KeyBar
from ..widgets.line_list import Cell, Column, LineList
from ..work import begin, beside
from .dialog import Dialog

_NAME = 30  # cells that a name keeps before the browser they are all of is told
_PATH = 50  # cells of a path in a list; where there are fewer it stands under it only


@dataclass(frozen=True, slots=True)
class PlaceRows:
    """The profiles; ``now`` in ms since epoch, ``here`` the path of the one that is open."""

    glances: Sequence[Glance]
    now: float
    here: str | None = None

    @property
    def columns(self) -> Sequence[Column]:
        """Name, what it is, browser, what it holds, last saved, path."""
        browsers = {glance.browser for glance in self.glances}
        return (
            Column(0, keeps=_NAME),
            Column(self._widest(self._what(glance) for glance in self.glances)),
            Column(self._widest(browsers), rank=0 if len(browsers) > 1 else 1),
            Column(self._widest(glance.words for glance in self.glances)),
            Column(15),
            Column(0, rank=2, keeps=_PATH),
        )

    @staticmethod
    def _widest(words: Iterable[str]) -> int:
        return max((*map(len, words), 1))

    def __len__(self) -> int:
        return len(self.glances)

    def cells(self, index: int) -> Sequence[Cell]:
        """What is known of a profile by now; what is wrong goes across the columns behind."""
        glance = self.glances[index]
        role = "strong" if self._open(glance) else ""
        held = (
            "dim"
            if glance.held in ("unread", "empty")
            else ""
            if glance.held == "tabs"
            else "warning"
        )
        saved = (
            ago(glance.saved, self.now) if glance.saved else "never saved" if glance.opens else ""
        )
        return (
            Cell(f" {glance.profile.name}", role),
            Cell(self._what(glance), "accent" if glance.running else role),
            Cell(glance.browser),
            Cell(glance.words, held),
            Cell(saved, "dim"),
            Cell(path_text(str(glance.profile.path)), "dim"),
        )

    def key(self, index: int) -> str:
        """The path of the profile."""
        return str(self.glances[index].profile.path)

    def _open(self, glance: Glance) -> bool:
        return self.here is not None and str(glance.profile.path) == self.here

    def _what(self, glance: Glance) -> str:
        parts = (
            ("open", self._open(glance)),
            ("running", glance.running),
            ("default", glance.profile.default),
        )
        return " · ".join(word for word, holds in parts if holds)


class ChooserScreen(Dialog[None]):
    """A list of profiles, filled in while they are read; Enter opens one.

    ``now`` in ms since epoch. ``here`` is the path of the one that is open, as its row has it.
    ``back`` names the place that Esc goes back to; without one, Esc leaves.
    """

    DEFAULT_CSS = """
    ChooserScreen {
        background: $background;
        & > .asked { padding: 1 1; height: 3; }
        & > .told { padding: 1 1; height: 5; color: $text-muted; }
        & > LineList { height: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q", "back", "Back", key_display="Esc"),
        Binding("escape,q", "quit", "Quit", key_display="q"),
    ]

    def __init__(
        self,
        glances: Sequence[Glance],
        now: float,
        here: str | None = None,
        back: str | None = None,
    ) -> None:
        super().__init__()
        self._glances = list(glances)
        self._here = here
        self._back = back
        self._now = now

    def _order(self) -> str:
        if any(glance.running for glance in self._glances):
            return "First the running ones, then the last saved."
        return "The last saved first."

    def compose(self) -> ComposeResult:
        """A sentence, the list, and what the list has no room for."""
        yield TitleBar()
        words = (
            f"Which profile? {self._order()}"
            if self._back is None
            else f"Which profile instead? {self._back} stays open until another one is."
        )
        yield Static(words, classes="asked", markup=False)
        yield LineList()
        yield Static(classes="told", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """List them, the cursor on another than the open one; then look into each."""
        found = f"{count(len(self._glances), 'profile')} {_where(self._glances)}"
        if shut := sum(not glance.opens for glance in self._glances):
            found += f", {shut:,} cannot be opened"
        self.query_one(TitleBar).show(f"sessiontui  {found}", "")
        rows = self._rows()
        other = (i for i, g in enumerate(self._glances) if g.opens and rows.key(i) != self._here)
        listed = self.query_one(LineList)
        listed.show(rows, next(other, 0))
        self.set_focus(listed)
        begin(self, "glances", self._look)

    def _rows(self) -> PlaceRows:
        return PlaceRows(tuple(self._glances), self._now, self._here)

    async def _look(self) -> None:
        """One after the other; a large one holds nothing up but those behind it."""
        for index, glance in enumerate(self._glances):
            if glance.held == "unread":
                self._glances[index] = await beside(partial(inside, glance))
                self._show()

    def _show(self) -> None:
        listed = self.query_one(LineList)
        listed.show(self._rows(), listed.cursor)
        self._tell(listed.cursor)

    def tick(self, now: float) -> None:
        """Count the ages anew."""
        self._now = now
        self._show()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._tell(event.index)

    def _tell(self, index: int) -> None:
        """Where the profile under the cursor is, and what is wrong with it."""
        if not 0 <= index < len(self._glances):
            return
        glance = self._glances[index]
        lines = [path_text(str(glance.profile.path))]
        if glance.why:
            here = printable(str(glance.profile.path))  # it stands above
            why = glance.why.removeprefix(f"{here}/").removeprefix(f"{here}: ")
            lines.append(f"{glance.words}: {why}")
        self.query_one(".told", Static).update(Content("\n".join(lines)))

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        glance = self._glances[event.index]
        if str(glance.profile.path) == self._here:
            self.dismiss()
        elif not glance.opens:
            say(self.app, glance.why, 10, warning=True)
        else:
            self.query_one(TitleBar).show(f"sessiontui  {glance.profile.name}", "opening …")
            self.app.post_message(PlaceChosen(str(glance.profile.path)))

    def not_opened(self, why: str) -> None:
        """Say why what was chosen could not be opened; another may be chosen."""
        self.query_one(TitleBar).show("sessiontui", "")
        say(self.app, why, 10, warning=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One of the two ways to leave there is: back to what is open, or out of the program."""
        return action != ("back" if self._back is None else "quit")

    def action_back(self) -> None:
        """Go back to what is open."""
        self.dismiss()

    def action_quit(self) -> None:
        """Leave the program: nothing is open yet."""
        self.app.exit()


def elsewhere(glances: Sequence[Glance]) -> str | None:
    """The archive or other machine that the profiles lie in; None for those of this machine."""
    for glance in glances:
        if isinstance(glance.profile.path, TreePath):
            return path_text(glance.profile.path.tree.title)
    return None


def _where(glances: Sequence[Glance]) -> str:
    """Where the profiles lie, in words."""
    where = elsewhere(glances)
    return "on this machine" if where is None else f"in {where}"


def row_of(glances: Sequence[Glance], place: str | None) -> str | None:
    """The path, as its row has it, of the profile that a directory is, by whatever links."""
    if place is None:
        return None
    if elsewhere(glances) is not None:
        return next((str(g.profile.path) for g in glances if str(g.profile.path) == place), None)
    real = Path(place).resolve()
    return next(
        (str(g.profile.path) for g in glances if g.opens and g.profile.here.resolve() == real), None
    )
