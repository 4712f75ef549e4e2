"""Which pane is shown, and the ways into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from textual.app import App
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

from ...session.model import names
from ..basket import Place
from ..lines import Line
from ..panes.pane import Pane

PANES: Final = (
    ("overview", "Overview"),
    ("windows", "Windows"),
    ("closed", "Closed"),
    ("find", "Find"),
    ("writes", "Writes"),
    ("size", "Size"),
    ("json", "JSON"),
    ("settings", "Settings"),
)
"""The panes in the order of their keys: id and name."""
_WITH_SIZES: Final = frozenset({"windows", "closed"})

P = TypeVar("P", bound=Pane)


def make_pane(name: str) -> Pane:
    """A pane by its id, new; what only it needs is imported with it."""
    match name:
        case "overview":
            from ..panes.overview.pane import OverviewPane

            return OverviewPane(id=name)
        case "windows":
            from ..panes.lists.windows import WindowsPane

            return WindowsPane(id=name)
        case "closed":
            from ..panes.lists.closed import ClosedPane

            return ClosedPane(id=name)
        case "find":
            from ..panes.find.pane import FindPane

            return FindPane(id=name)
        case "writes":
            from ..panes.writes.pane import WritesPane

            return WritesPane(id=name)
        case "size":
            from ..panes.size.pane import SizePane

            return SizePane(id=name)
        case "json":
            from ..panes.json.pane import JsonPane

            return JsonPane(id=name)
        case _:
            from ..panes.lists.settings import SettingsPane

            return SettingsPane(id=name)


class Panes:
    """The panes of one app, each made when it is first shown.

    ``bind`` lets a new one follow what the app shows; ``changed`` is called when another one is
    shown. ``making``: one is on its way to the screen.
    """

    def __init__(
        self, app: App[int], bind: Callable[[Pane], Pane], changed: Callable[[], None]
    ) -> None:
        self._app = app
        self._bind = bind
        self._changed = changed
        self._renewing = False
        self.making = False
        self.current = PANES[0][0]

    def first(self) -> Pane:
        """The pane that a place begins with, new."""
        return self._bind(make_pane(PANES[0][0]))

    @property
    def made(self) -> Sequence[Pane]:
        """Those that were shown in this place; one that is being made is none yet."""
        panes = self._switcher.children
        return [pane for pane in panes if isinstance(pane, Pane) and pane.is_mounted]

    @property
    def awaited(self) -> bool:
        """Whether something is about to be shown that the next key is meant for."""
        return self.making or any(pane.awaited for pane in self.made)

    @property
    def shows_sizes(self) -> bool:
        """Whether the shown pane lists the size of each tab."""
        return self.current in _WITH_SIZES

    @property
    def shown(self) -> Pane:
        """The pane on the screen."""
        return self._switcher.query_one(f"#{self.current}", Pane)

    @property
    def _switcher(self) -> ContentSwitcher:
        return self._app.screen_stack[0].query_one(ContentSwitcher)

    async def renew(self) -> None:
        """The first one, new, in the place of all there are: of another place."""
        self._renewing = True
        switcher, self.current = self._switcher, PANES[0][0]
        try:
            with self._app.batch_update():
                switcher.current = None
                await switcher.remove_children()
                await self._mount(self.first())
                switcher.current = self.current
        finally:
            self._renewing = False

    async def _mount(self, pane: Pane) -> None:
        pane.display = False
        await self._switcher.mount(pane)

    async def show(self, name: str) -> Pane | None:
        """Show a pane, and give it the focus. None when another place was opened meanwhile."""
        if self._renewing:
            return None
        pane = next((pane for pane in self.made if pane.id == name), None)
        if pane is None:
            pane = make_pane(name)
            self.making = True
            try:
                with self._app.batch_update():
                    await self._mount(pane)
            finally:
                self.making = False
            if not pane.is_attached:
                return None
            self._bind(pane)
        self.current = name
        self._switcher.current = name
        pane.appear()  # now, not at the next refresh: the next key is meant for it
        pane.focus_main()
        self._changed()
        return pane

    def tick(self, now: float) -> None:
        """Some seconds have passed; ms since epoch."""
        for pane in self.made:
            pane.tick(now)

    def keep_focus(self, focused: Widget | None) -> None:
        """What had the focus may be hidden now, as the rail when the terminal gets narrow."""
        app = self._app
        panes = app.screen_stack[0]

        def to_the_pane() -> None:
            if panes.focused is None and app.app_focus and not self._renewing:
                self.shown.focus_main()

        if focused is None:
            app.call_after_refresh(to_the_pane)
        elif isinstance(focused, Input):
            self._changed()  # a filter: what it seeks in is made ready while it is typed

    async def go_to_json(self, path: tuple[str | int, ...]) -> None:
        """Show the node at a path in the JSON."""
        from ..panes.json.pane import JsonPane

        if isinstance(pane := await self.show("json"), JsonPane):
            pane.go_to(path)

    def show_page(self, place: Place, lines: Sequence[Line]) -> None:
        """Say beside a page what it keeps."""
        from ..panes.find.pane import FindPane

        for pane in self._of(FindPane):
            pane.show_page(place, lines)

    def show_designs(self, words: tuple[str, ...]) -> None:
        """Say beside the saves what other designs would cost."""
        from ..panes.writes.pane import WritesPane

        for pane in self._of(WritesPane):
            pane.show_designs(words)

    def slimmed(self) -> None:
        """What was marked to be dropped is no more."""
        from ..panes.size.pane import SizePane

        for pane in self._of(SizePane):
            pane.slimmed()

    def _of(self, kind: type[P]) -> Sequence[P]:
        return [pane for pane in self.made if isinstance(pane, kind)]

    async def find(self) -> None:
        """Open the shown pane's field; the first has none: there words are of every version."""
        pane = await self.show("find") if self.current == "overview" else self.shown
        if pane is not None:
            pane.find()

    async def find_words(self, text: str) -> None:
        """Look for words in every version."""
        from ..panes.find.pane import FindPane

        if isinstance(pane := await self.show("find"), FindPane):
            pane.look_for(text)

    async def go_to_tab(self, path: tuple[str | int, ...]) -> None:
        """Show the tab, window or group around a node in the pane that lists it."""
        from ..panes.lists.list_pane import ListPane

        name = pane_with(path)
        if name is None:
            self._app.notify("This is part of no window and no tab.", markup=False, timeout=3)
            return
        if isinstance(pane := await self.show(name), ListPane):
            pane.go_to(path)

    def go_to_tab_soon(self, path: tuple[str | int, ...]) -> None:
        """The same, after what is being done now."""
        self._app.call_later(self.go_to_tab, path)


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
