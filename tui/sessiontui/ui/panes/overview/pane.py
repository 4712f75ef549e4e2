"""Pane 1: what the next start does, what can be got back, and below it the facts."""

from __future__ import annotations

from typing import ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ....stores.view import View, revisions_of
from ...actions import bindings, key_of
from ...lines import Line
from ...messages import NowhereElseWanted
from ...widgets.line_list import LineList, NoRows
from ...widgets.sheet import Sheet
from ..pane import Pane
from .facts import lines_of, next_start_lines
from .get_back import Chance, chances
from .held_alone import SESSION_BEFORE, in_danger, too_large
from .rows import ChanceRows

_LETTERS: Final = ("first", "second", "third", "fourth")
_OLD_ENOUGH_MS: Final = 300_000  # a running Firefox saves every 15 s, and each look takes a while


class OverviewPane(Pane):
    """The one look that answers most questions."""

    DEFAULT_CSS = """
    OverviewPane {
        & > .next-start { height: auto; max-height: 35%; margin: 1 0 0 0; }
        & > .heading { height: 1; margin: 1 0 0 0; }
        & > LineList { height: 0; max-height: 40%; }
        & > .facts { height: 1fr; margin: 1 0 0 0; }
        &.-nothing > .heading, &.-nothing > LineList { display: none; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = bindings("overview")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._now = 0.0  # the latest moment that was told, ms since epoch
        self._asked: object = None  # of which versions it was asked what is nowhere else

    def compose(self) -> ComposeResult:
        """The next start, the list, and a sheet of facts which scrolls where it is too long."""
        yield Sheet(label_width=12).add_class("next-start")
        yield Sheet(label_width=0).add_class("heading")
        yield LineList()
        yield Sheet(label_width=12).add_class("facts")

    @property
    def list(self) -> LineList:
        """What can be got back, with the cursor on one."""
        return self.query_one(LineList)

    @property
    def facts(self) -> Sheet:
        """What stands below it."""
        return self.query_one(".facts", Sheet)

    @property
    def chances(self) -> tuple[Chance, ...]:
        """What is listed."""
        rows = self.list.rows
        return rows.chances if isinstance(rows, ChanceRows) else ()

    # -- painting ------------------------------------------------------------------------------

    def paint(self, view: View) -> None:
        """Say everything about the view; lines that were there stay where they are."""
        self._ask(view)
        self.query_one(".next-start", Sheet).show(next_start_lines(view))
        self.query_one(".heading", Sheet).show([Line(None, "YOU CAN GET BACK", "heading")])
        asked, opens = self._asked == _told_from(view), key_of(self, "list.open")
        found = chances(view, asked=asked, opens=opens)
        letters = [key_of(self, f"overview.{name}") for name in _LETTERS]
        rows = ChanceRows(found, letters, max(self._now, view.now)) if found else NoRows()
        if len(rows) != len(self.list.rows):
            self.list.styles.height = len(rows)
        self.list.show(rows)
        turned = self.has_class("-nothing") is bool(found)
        self.set_class(not found, "-nothing")
        self.facts.show([*self._offer(view), *lines_of(view)])
        # Who went to the facts by himself stays there, whatever is saved meanwhile.
        if turned and self.screen.focused in (None, self.facts if found else self.list):
            self.focus_main()
        self.refresh_bindings()

    def _offer(self, view: View) -> tuple[Line, ...]:
        """A safety copy, before a start replaces what is held nowhere else."""
        endangered = in_danger(view)
        if not endangered or not self.app.check_action("safety_copy", ()):
            return ()
        names, key = " and ".join(endangered), key_of(self, "app.safety-copy")
        goes = "drops" if endangered == (SESSION_BEFORE,) else "replaces"
        words = f"keeps a safety copy of every session file, before Firefox {goes} {names}"
        return Line(None, f"{key} {words}", "accent"), Line(None, "")

    def tick(self, now: float) -> None:
        """Once a minute say anew when things were closed, and how long they are still kept."""
        minute = int(now // 60_000) != int(self._now // 60_000)
        self._now = max(self._now, now)
        view, rows = self.view, self.list.rows
        if not minute or not self.display or view is None:
            return
        if isinstance(rows, ChanceRows):
            rows.now = self._now
            self.list.refresh_changed()
        if view.losses and view.snapshot:
            from ....firefox.retention import next_losses

            value = {setting.name: setting.value for setting in view.settings}.get
            again = replace(view, losses=next_losses(view.snapshot, value, self._now))
            self.facts.show([*self._offer(again), *lines_of(again)])

    def focus_main(self) -> None:
        """Give the list the focus; without one the facts, so that they scroll."""
        self.screen.set_focus(self.facts if self.has_class("-nothing") else self.list)

    @on(LineList.Beyond)
    def _scroll_facts(self, event: LineList.Beyond) -> None:
        """Who goes on below the last line wants to read on."""
        event.stop()
        self.facts.scroll_relative(y=event.step, animate=False)

    # -- what is nowhere else ------------------------------------------------------------------

    def _ask(self, view: View) -> None:
        """Ask which pages are nowhere else, once all versions are counted, unless that is long."""
        counted = all(version.id in view.summaries for version in view.versions)
        if view.reading or not counted or len(view.versions) < 2 or too_large(view):
            return
        wanted = _told_from(view)
        if wanted != self._asked:
            self._asked = wanted
            self.post_message(NowhereElseWanted())

    # -- opening -------------------------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        if name == "get_back" and len(self.chances) <= int(str(parameters[0])):
            return "There is no such line here to get something back from."
        return None

    async def action_find(self) -> None:
        """Find words in every version."""
        await self.run_action("app.find")

    def action_get_back(self, place: int) -> None:
        """Open one of the lines; the cursor goes there."""
        self.list.cursor = place
        self._open(self.chances[place])

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if isinstance(event.rows, ChanceRows):
            self._open(event.rows.chances[event.index])

    def _open(self, chance: Chance) -> None:
        message = chance.opens()
        self.post_message(message)
        if isinstance(message, NowhereElseWanted) and self.view is not None:
            self._asked = _told_from(self.view)
            self.paint(self.view)


def _told_from(view: View) -> object:
    """What makes it worth while to look again which pages are nowhere else.

    Each save of a running Firefox is a new version, which hardly ever changes that.
    """
    profile = view.profile
    loads = profile.next_start.loads if profile is not None else None
    if profile is None or profile.in_use.state != "in use" or view.no_edits is None:
        return loads, revisions_of(view.versions)
    steady = (v for v in view.versions if v.role not in ("recovery", "recoveryBackup"))
    # What takes long is not asked for again by itself, and is shown for as long as it holds.
    since = 0 if too_large(view) else int(view.now // _OLD_ENOUGH_MS)
    return loads, revisions_of(steady), since
