"""The app: one reactive View, panes bound to it, messages up."""

from __future__ import annotations

import asyncio
import gc
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from ...errors import SessiontuiError
from ...session.model import names
from ...stores.protocols import View
from ...stores.registry import open_place
from ...workspace import Workspace
from ..actions import bindings
from ..messages import (
    CopyWanted,
    JsonWanted,
    PaneChosen,
    PlaceChosen,
    SavesCounted,
    SaveWanted,
    StoreChanged,
    TabWanted,
    ValueWanted,
    VersionChosen,
)
from ..panes.json.pane import JsonPane
from ..panes.lists.closed import ClosedPane
from ..panes.lists.list_pane import ListPane
from ..panes.lists.settings import SettingsPane
from ..panes.lists.windows import WindowsPane
from ..panes.overview import OverviewPane
from ..panes.pane import Pane
from ..panes.writes.pane import WritesPane
from ..store_thread import Bridge
from ..widgets.bars import FoldedRail, PaneBar, TitleBar
from ..widgets.key_bar import KeyBar
from ..widgets.version_rail import Rail
from .saves_app import CountingApp
from .title_words import folded_words, saved_words, title_of

PANES = (
    ("1", "overview", "Overview"),
    ("2", "windows", "Windows"),
    ("3", "closed", "Closed"),
    ("5", "writes", "Writes"),
    ("7", "json", "JSON"),
    ("8", "settings", "Settings"),
)
T = TypeVar("T")

_WITH_SIZES = frozenset({"windows", "closed"})


class SessiontuiApp(CountingApp):
    """The screen of sessiontui."""

    CSS_PATH = "../app.tcss"
    TITLE = "sessiontui"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 (Textual's type)
        (0, "-narrow"), (100, "-wide"), (116, "-broad"),
    ]  # fmt: skip
    BINDINGS: ClassVar[list[Binding]] = bindings("app")  # type: ignore[assignment]

    def __init__(
        self,
        workspace: Workspace | None,
        executor: Executor,
        first: Future[View] | None = None,
        *,
        look: Future[View] | None = None,
        chosen: str | None = None,
        choices: Sequence[tuple[str, str]] = (),
        read_only: bool = False,
        theme: str | None = None,
        remember_theme: Callable[[str], object] = lambda theme: None,
        clock: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        super().__init__(theme, remember_theme)
        self._bridge = Bridge(workspace, executor, first, look) if workspace else None
        self._executor = executor
        self._choices = choices
        self._clock = clock
        self._chosen = chosen
        self._read_only = read_only
        self._loading = False
        self._again = False
        self._unwatch: Callable[[], None] = lambda: None
        self._uncount: Callable[[], None] = lambda: None
        self._pane = "overview"
        self._opened_here: Workspace | None = None

    def compose(self) -> ComposeResult:
        """Title bar, rail, panes, footer."""
        yield TitleBar()
        yield FoldedRail()
        with Horizontal(id="body"):
            yield Rail()
            with Vertical(id="main"):
                yield PaneBar(PANES)
                with ContentSwitcher(initial="overview"):
                    yield OverviewPane(id="overview").data_bind(SessiontuiApp.view)
                    yield WindowsPane(id="windows").data_bind(SessiontuiApp.view)
                    yield ClosedPane(id="closed").data_bind(SessiontuiApp.view)
                    yield WritesPane(id="writes").data_bind(SessiontuiApp.view)
                    yield JsonPane(id="json").data_bind(SessiontuiApp.view)
                    yield SettingsPane(id="settings").data_bind(SessiontuiApp.view)
        yield KeyBar()

    # -- the view ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin: the first view is on its way already."""
        self.set_interval(5, self._tick)
        self.watch(self.screen, "focused", self._keep_focus, init=False)
        if self._bridge is not None:
            self._begin(self._bridge)
        else:
            from ..screens.chooser import ChooserScreen

            self.push_screen(ChooserScreen(self._choices))
        self.call_after_refresh(gc.enable)

    def _begin(self, bridge: Bridge) -> None:
        self.query_one(TitleBar).show(f"sessiontui  {bridge.workspace.store.info.title}", "reading")
        self._pane_widget().focus_main()
        self._uncount = bridge.workspace.meter(lambda: self.post_message(SavesCounted()))
        # Whoever counts has each save unpacked already when he tells that the file has changed.
        self._unwatch = bridge.workspace.watch(lambda: self.post_message(StoreChanged()))
        self._load()  # looks again whether the first view, begun before the watching, is still true

    def on_unmount(self) -> None:
        """Stop watching."""
        self._unwatch()
        self._uncount()
        if self._opened_here is not None:
            self._opened_here.close()

    @property
    def writing(self) -> bool:
        """Whether files are being changed just now."""
        return self._bridge is not None and self._bridge.writing

    @property
    def busy(self) -> bool:
        """Whether the store thread is still at work."""
        return self._bridge is not None and self._bridge.busy

    @work(exclusive=True, group="view", exit_on_error=True)
    async def _load(self) -> None:
        """Read the shown version, then look into the others, one after the other."""
        if self._bridge is not None:
            await _letting_go(self._read(self._bridge))

    async def _read(self, bridge: Bridge) -> None:
        self._loading, self._again = True, False
        look = await bridge.look(self._chosen)
        if look is not None and self.view is None:
            self._show(look)
        view = await bridge.view(self._chosen)
        self._loading = False
        self._show(view)
        if self._again:
            self._load()  # something changed while it was read
            return
        while (more := await bridge.survey(view)) is not None:
            view = more
            self._show(view)
        if self._pane in _WITH_SIZES:
            self._measure()

    @work(exclusive=True, group="measure", exit_on_error=True)
    async def _measure(self) -> None:
        """Find the sizes of a large session's tabs: only for a pane that shows them."""
        if self._bridge is not None and self.view is not None:
            await _letting_go(self._measured(self._bridge, self.view))

    async def _measured(self, bridge: Bridge, view: View) -> None:
        if await bridge.measure(view) is None or self.view is None:
            return
        if self.view.snapshot is view.snapshot:
            self._show(replace(self.view, measured=True))

    def _show(self, view: View) -> None:
        if not self.query(Rail):
            return  # the user has left while it was read
        old = self.view.snapshot if self.view is not None else None
        saves = self._bridge.workspace.writes() if self._bridge is not None else None
        self.view = replace(view, saves=saves) if saves is not view.saves else view
        if old is not None and old is not view.snapshot:
            old.let_go()

    def watch_view(self, view: View | None) -> None:
        """The parts that are no panes."""
        if view is None:
            return
        self.query_one(Rail).show_view(view)
        self._tick()

    def _tick(self) -> None:
        """Say the ages anew; what has not changed is not painted."""
        view = self.view
        if view is None or not self.is_running:
            return
        now = self._clock()
        words = "reading …" if view.reading else saved_words(view, now)
        self.query_one(TitleBar).show(title_of(view), words)
        self.query_one(Rail).tick(now)
        self.query_one(FoldedRail).show(folded_words(view, now))
        self.query_one(WritesPane).tick(now)
        counts = {}
        if view.snapshot is not None:
            held = view.snapshot.counts
            counts = {
                "windows": f"{held.windows:,}",
                "closed": f"{ClosedPane.items_in(view.snapshot):,}",
            }
        self.query_one(PaneBar).show(self._pane, counts)

    @on(StoreChanged)
    def _store_changed(self) -> None:
        if self._loading:
            self._again = True  # what is being read is shown first: saves must not starve it
        else:
            self._load()

    # -- what the user does --------------------------------------------------------------------

    def _pane_widget(self) -> Pane:
        return self.query_one(f"#{self._pane}", Pane)

    def _keep_focus(self, focused: Widget | None) -> None:
        """What had the focus may be hidden now, as the rail when the terminal gets narrow."""
        panes = self.screen_stack[0]

        def to_the_pane() -> None:
            if panes.focused is None and self.app_focus:
                self._pane_widget().focus_main()

        if focused is None:
            self.call_after_refresh(to_the_pane)

    def action_pane(self, pane: str) -> None:
        """Show a pane."""
        self._pane = pane
        self.query_one(ContentSwitcher).current = pane
        self._pane_widget().focus_main()
        self._tick()
        if pane in _WITH_SIZES and not self._loading:
            self._measure()

    @on(PaneChosen)
    def _pane_chosen(self, event: PaneChosen) -> None:
        self.action_pane(event.pane)

    @on(ValueWanted)
    def _value_wanted(self, event: ValueWanted) -> None:
        from ..screens.value import ValueScreen

        self.push_screen(ValueScreen(event.pointer, event.value, event.cut_from))

    @on(JsonWanted)
    def _json_wanted(self, event: JsonWanted) -> None:
        self.action_pane("json")
        self.query_one(JsonPane).go_to(event.path)

    def action_version(self, step: int) -> None:
        """Show the next or the previous version of the rail."""
        view = self.view
        if view is None or not view.versions:
            return
        ids = [version.id for version in view.rail]
        shown = self._chosen or (view.version.id if view.version else ids[0])
        here = ids.index(shown) if shown in ids else 0
        self._choose(ids[max(0, min(here + step, len(ids) - 1))])

    def action_rail(self) -> None:
        """Go to the list of versions; where it is folded, open it."""
        rail = self.query_one(Rail)
        if rail.display:
            self.screen.set_focus(rail)
        elif self.view is not None:
            from ..screens.versions import VersionsScreen

            self.push_screen(VersionsScreen(self.view))

    @on(FoldedRail.Wanted)
    def _rail_wanted(self) -> None:
        self.action_rail()

    def action_leave_inside(self) -> None:
        """Show the version around the session that was entered."""
        if self.view is not None and self.view.version is not None:
            self._choose(self.view.version.id.rpartition("#/")[0])

    def why_not(self, action: str) -> str | None:
        """Why an action of the app would do nothing now."""
        view = self.view
        if action == "version" and (view is None or len(view.rail) < 2):
            return "There is no other version here."
        if action == "follow" and self._chosen is None:
            return "The version that Firefox would load is shown, and followed."
        if action == "leave_inside" and (
            view is None or view.version is None or not view.version.depth
        ):
            return "This version does not lie inside another."
        return super().why_not(action)

    def action_follow(self) -> None:
        """Follow the version Firefox would load."""
        self._choose(None)

    def action_reload(self) -> None:
        """Read everything again, also what could not be read before."""
        if self._bridge is not None:
            self._bridge.workspace.forget()
        self._load()

    def action_find(self) -> None:
        """Filter or search the shown pane, wherever the focus is."""
        self._pane_widget().find()

    @on(VersionChosen)
    def _version_chosen(self, event: VersionChosen) -> None:
        self._choose(event.version)

    def _choose(self, version: str | None) -> None:
        self._chosen = version
        self.query_one(TitleBar).show(title_of(self.view) if self.view else "", "reading …")
        self._load()
        self.refresh_bindings()

    @on(TabWanted)
    def _tab_wanted(self, event: TabWanted) -> None:
        pane = pane_with(event.path)
        if pane is None:
            self.notify("This is part of no window and no tab.", markup=False, timeout=3)
            return
        self.action_pane(pane)
        shown = self._pane_widget()
        if isinstance(shown, ListPane):
            shown.go_to(event.path)

    @on(SaveWanted)
    def _save_wanted(self, event: SaveWanted) -> None:
        from ..screens.save_value import SaveValueScreen

        self.push_screen(SaveValueScreen(event.value, event.name))

    @on(CopyWanted)
    def _copy(self, event: CopyWanted) -> None:
        from ..clipboard import copy

        copy(self, event.text, event.words)

    @on(PlaceChosen)
    def _open_place(self, event: PlaceChosen) -> None:
        try:
            workspace = Workspace(open_place(event.path, read_only=self._read_only))
        except SessiontuiError as error:
            self.exit(return_code=error.exit_code, message=Text(error.sentence))
            return
        self._opened_here = workspace
        self._bridge = Bridge(workspace, self._executor)
        self._begin(self._bridge)


def pane_with(path: Sequence[str | int]) -> str | None:
    """The pane that lists the window, tab or group around a node of the document."""
    match path:
        case ("windows", int(), names.CLOSED_TABS | names.CLOSED_GROUPS, int(), *_):
            return "closed"
        case ("windows", int(), *_):
            return "windows"
        case (names.CLOSED_WINDOWS | names.SAVED_GROUPS, int(), *_):
            return "closed"
    return None


async def _letting_go(work: Awaitable[T]) -> T:
    """Await a worker's work. A cancelled one keeps its error, and that would keep a session."""
    try:
        return await work
    except asyncio.CancelledError as cancelled:
        traceback.clear_frames(cancelled.__traceback__)
        raise
