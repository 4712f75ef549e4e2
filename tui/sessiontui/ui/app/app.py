"""The app: one View and one basket that the panes are bound to; what is asked is handed on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.actions import ActionParseResult
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import ContentSwitcher

from ...stores.view import View
from ...workspace import Workspace
from .. import widths
from ..actions import bindings
from ..basket import EMPTY, Basket
from ..colours import readable
from ..keymap import Keymap
from ..panes.pane import Pane
from ..screens.dialog import Dialog
from ..store_thread import StoreThread
from ..widgets.basket_line import BasketLine
from ..widgets.key_bar import KeyBar
from ..widgets.safe_lines import SAFE_LINES
from ..widgets.version_line import VersionLine
from ..wire.wire import Wire
from ..work import collect_from_now_on
from .baskets import Baskets
from .chrome import Chrome
from .edits import Edits
from .faults import Faults, cause_of
from .finding import Finding
from .keys import Keys
from .panes import PANES, Panes
from .places import Places
from .router import Router, routed
from .safety import SafetyCopies
from .saves import Saves
from .suspending import Suspending
from .themes import Themes
from .toasts import Toasts
from .turns import Turns
from .values import Values
from .versions import Versions

if TYPE_CHECKING:
    from ...glance import Glance


class SessiontuiApp(App[int]):
    """The screen of sessiontui."""

    CSS_PATH = "../app.tcss"
    TITLE = "sessiontui"
    ENABLE_COMMAND_PALETTE = False  # ours is made from the table of actions
    HORIZONTAL_BREAKPOINTS = widths.COLUMNS
    VERTICAL_BREAKPOINTS = widths.LINES
    BINDINGS: ClassVar[list[Binding]] = bindings("app")  # type: ignore[assignment]

    view: reactive[View | None] = reactive(None, repaint=False)  # each part paints what is new
    basket: reactive[Basket] = reactive(EMPTY, repaint=False)

    def __init__(
        self,
        workspace: Workspace | None,
        executor: Executor,
        first: Future[View] | None = None,
        *,
        look: Future[View] | None = None,
        chosen: str | None = None,
        choices: Sequence[Glance] = (),
        read_only: bool = False,
        as_firefox: bool = False,
        theme: str | None = None,
        remember_theme: Callable[[str], object] = lambda theme: None,
        keymap: Keymap | None = None,
        clock: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.animation_level = "none"
        self._choices, self._clock = choices, clock
        self.faults = Faults(self, self._handle_exception)
        self.themes = Themes(self, remember_theme)
        self.themes.begin(theme)
        self.keys = Keys(self, keymap or Keymap(), super().get_key_display)
        self.chrome = Chrome(PANES, self.keys.sign)
        self.turns = Turns(
            self, lambda key: self.panes.awaited or self.edits.opening or self.places.takes(key)
        )
        self.finding = Finding(self, lambda: self.view, lambda: self.basket)
        self.versions = Versions(
            self, chosen, shown=lambda: self.view, take=self._take_view,
            reading=lambda: self.chrome.reading(self.view), with_pages=self.finding.add_to,
            sizes_wanted=lambda: self.panes.shows_sizes, working=self.chrome.working,
            hung=lambda: self.finding.not_told(self.versions),
        )  # fmt: skip
        self.panes = Panes(self, self._bind, self._pane_changed)
        self.baskets = Baskets(
            self, self.versions, lambda: self.basket, partial(setattr, self, "basket")
        )
        self.edits = Edits(self, self.versions, read_only=read_only)
        self.safety, self.wire = SafetyCopies(self, self.versions), Wire(self)
        self.suspending, self.toasts = Suspending(self, self.versions), Toasts(self)
        self.saves = Saves(self, self.versions, self.panes.show_designs)
        self.places = Places(
            self, self.versions, enter=self._begin, leave=self._leave, clock=clock,
            read_only=read_only, as_firefox=as_firefox,
        )  # fmt: skip
        self._router = Router(
            self.versions, self.panes, self.edits, self.saves, Values(self), self.finding,
            self.baskets, self.places.open,
        )  # fmt: skip
        if workspace is not None:
            self.versions.store_thread = StoreThread(workspace, executor, first, look)

    def get_default_screen(self) -> Screen[None]:
        """The screen of the panes; of its width from the beginning, it is laid out once."""
        return Screen(id="_default", classes=" ".join(widths.classes_at(*self.size)))

    def compose(self) -> ComposeResult:
        """Title bar, rail, panes, footer."""
        yield self.chrome.title
        yield self.chrome.head
        yield self.chrome.panes
        with Horizontal(id="body"):
            yield self.chrome.rail
            with Vertical(id="main"), ContentSwitcher(initial="overview"):
                yield self.panes.first()
        yield self.chrome.basket
        yield KeyBar()

    def _bind(self, pane: Pane) -> Pane:
        return pane.data_bind(SessiontuiApp.view, SessiontuiApp.basket)

    # -- beginning and end ---------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin: the first view is on its way already."""
        self.faults.hear_tasks()
        self.keys.begin()
        self.suspending.begin()
        self.set_interval(5, self._tick)
        self.watch(self.screen, "focused", self.panes.keep_focus, init=False)
        self.watch(self, "basket", self.chrome.basket.show, init=False)
        if self.versions.store_thread is not None:
            self._begin(self.versions.store_thread)
        else:
            self.places.choose_from(self._choices)
        self.call_after_refresh(collect_from_now_on)

    def _begin(self, store_thread: StoreThread) -> None:
        info = store_thread.workspace.store.info
        self.chrome.begin(info.title)
        self.baskets.enter(info.location)
        self.panes.shown.focus_main()
        self.versions.begin(store_thread)

    async def _leave(self, location: str) -> None:
        """Everything that is of a place, for another to come."""
        self.finding.forget()
        self.saves.forget()
        self.baskets.leave(location)
        self.view = None
        await self.panes.renew()

    def on_unmount(self) -> None:
        """Stop watching; close what was opened from the choice of profiles."""
        self.versions.end()
        self.places.end()

    # -- what Textual asks of an app -----------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one that keeps foreign text from acting."""
        return [*super().get_line_filters(), SAFE_LINES]

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, made readable."""
        self.theme_variables = readable(super().get_css_variables(), ansi=self.current_theme.ansi)
        return self.theme_variables

    def get_key_display(self, binding: Binding) -> str:
        """A key in the key bar."""
        return self.keys.sign_of(binding)

    async def on_event(self, event: events.Event) -> None:
        """What is typed comes in its turn; a key takes away what was said, Esc stops long work."""
        self.wire.hear(event)
        if self.turns.holds(event):
            return
        if not (isinstance(event, events.Key) and self.toasts.key(event, self.versions.stop)):
            await super().on_event(event)

    def notify(self, message: str, **how: Any) -> None:
        """Say something, clear of the line that it is about."""
        self.toasts.make_room()
        super().notify(message, **how)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question: None shows the key dim."""
        return None if self.why_not(action, parameters) else True

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action of the app would do nothing now, as a sentence; or None."""
        carriers = (self.versions, self.edits, self.safety, self.baskets, self.finding, self.places)
        return next((why for one in carriers if (why := one.why_not(name))), None)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; what makes no sense now says why."""
        done = await super().run_action(action, default_namespace, namespaces)
        return done or self.keys.say_why_not(action, default_namespace or self)

    @property
    def fault(self) -> Exception | None:
        """Why the app ended by itself; whoever ran it says so."""
        return cause_of(self._exception)

    def panic(self, *renderables: RenderableType) -> None:
        """Leave. Textual would print a traceback with locals: URLs and cookies."""
        self._close_messages_no_wait()

    _fatal_error = panic

    def _display(self, screen: Any, renderable: RenderableType | None) -> None:
        super()._display(screen, self.wire.less(renderable))

    # -- the view ------------------------------------------------------------------------------

    def _take_view(self, view: View) -> None:
        self.view = view

    def watch_view(self, view: View | None) -> None:
        """The parts that are no panes."""
        if view is not None:
            self.chrome.rail.show_view(view)
            self.baskets.follow(view)
            self._tick()

    def _tick(self) -> None:
        """Say the ages anew."""
        if not self.is_running:
            return
        now = self._clock()
        if self.view is not None:
            self.chrome.tick(self.view, now, self.panes.current)
            self.panes.tick(now)
        if isinstance(self.screen, Dialog):
            self.screen.tick(now)

    def _pane_changed(self) -> None:
        self._tick()
        if self.panes.shows_sizes:
            self.versions.measure()

    @routed
    async def _route(self, message: Message) -> None:
        await self._router.route(message)

    # -- what the keys do ----------------------------------------------------------------------

    def action_version(self, step: int) -> None:
        """Show the next or the previous version of the rail."""
        if (version := self.versions.beside(step)) is not None:
            self.versions.choose(version)

    def action_leave_inside(self) -> None:
        """Show the version around the session that was entered."""
        if self.versions.around is not None:
            self.versions.choose(self.versions.around)

    def action_follow(self) -> None:
        """Follow the version Firefox would load."""
        self.versions.choose(None)

    def action_reload(self) -> None:
        """Read everything again, also what could not be read before."""
        self.versions.reload()
        self.wire.anew()

    @on(VersionLine.Wanted)
    def action_rail(self) -> None:
        """Go to the list of versions; where it is folded, open it."""
        self.chrome.go_to_rail(self, self.view)

    async def action_pane(self, pane: str) -> None:
        """Show a pane by its id."""
        await self.panes.show(pane)

    async def action_find(self) -> None:
        """Filter or search the shown pane, wherever the focus is."""
        await self.panes.find()

    def action_undo(self) -> None:
        """Undo the last edit, after a look at it."""
        self.edits.undo()

    def action_rollback(self) -> None:
        """Make the shown version the one Firefox loads next, after a look at it."""
        self.edits.rollback()

    def action_safety_copy(self) -> None:
        """Copy every session file as it is, and say where to."""
        self.safety.make()

    @on(BasketLine.Wanted)
    def action_basket(self) -> None:
        """Show everything that was chosen, in all panes and versions."""
        self.baskets.look()

    def action_compare(self) -> None:
        """Show what became of the tabs between the shown version and what Firefox would load."""
        self.finding.compare(self.versions)

    def action_other_profile(self) -> None:
        """Offer the profiles of this machine."""
        self.places.look()

    def action_palette(self) -> None:
        """Offer everything that can be done here, by name."""
        self.keys.open_palette()

    def action_help(self) -> None:
        """Show the keys of what has the focus."""
        self.keys.open_help()

    def action_suspend_process(self) -> None:
        """Return to the shell; not in the midst of an edit."""
        self.suspending.suspend()

    def action_theme(self) -> None:
        """Change to the next theme, and keep it for the next start."""
        self.themes.next()
