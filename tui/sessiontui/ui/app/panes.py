"""Which pane is shown, and the ways into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from textual.app import App
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

from ...session.model import names
from ..basket import Place
from ..lines import Line
from ..panes.find.pane import FindPane
from ..panes.json.pane import JsonPane
from ..panes.lists.closed import ClosedPane
from ..panes.lists.list_pane import ListPane
from ..panes.lists.settings import SettingsPane
from ..panes.lists.windows import WindowsPane
from ..panes.overview.pane import OverviewPane
from ..panes.pane import Pane
from ..panes.writes.pane import WritesPane

_PANES: Final[tuple[tuple[str, str, type[Pane]], ...]] = (
    ("overview", "Overview", OverviewPane),
    ("windows", "Windows", WindowsPane),
    ("closed", "Closed", ClosedPane),
    ("find", "Find", FindPane),
    ("writes", "Writes", WritesPane),
    ("json", "JSON", JsonPane),
    ("settings", "Settings", SettingsPane),
)
PANES: Final = tuple((name, title) for name, title, _ in _PANES)
"""The panes in the order of their keys: id and name."""
_WITH_SIZES: Final = frozenset({"windows", "closed"})


def make_panes() -> Iterator[Pane]:
    """All panes, new."""
    for name, _, kind in _PANES:
        yield kind(id=name)


class Panes:
    """The panes of one app; ``changed`` is called when another one is shown."""

    def __init__(self, app: App[int], changed: Callable[[], None]) -> None:
        self._app = app
        self._changed = changed
        self._renewing = False
        self.current = PANES[0][0]

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

    async def renew(self, panes: Iterable[Pane]) -> None:
        """Others in the place of all there are, the first of them shown: of another place."""
        self._renewing = True
        switcher, self.current = self._switcher, PANES[0][0]
        try:
            with self._app.batch_update():
                switcher.current = None
                await switcher.remove_children()
                for pane in panes:
                    pane.display = False
                    await switcher.mount(pane)
                switcher.current = self.current
        finally:
            self._renewing = False

    def show(self, pane: str) -> None:
        """Show a pane, and give it the focus."""
        self.current = pane
        self._switcher.current = pane
        self.shown.appear()  # now, not at the next refresh: the next key is meant for it
        self.shown.focus_main()
        self._changed()

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

    def go_to_json(self, path: tuple[str | int, ...]) -> None:
        """Show the node at a path in the JSON."""
        self.show("json")
        self._app.query_one(JsonPane).go_to(path)

    def show_page(self, place: Place, lines: Sequence[Line]) -> None:
        """Say beside a page what it keeps."""
        self._app.query_one(FindPane).show_page(place, lines)

    def show_designs(self, words: tuple[str, ...]) -> None:
        """Say beside the saves what other designs would cost."""
        self._app.query_one(WritesPane).show_designs(words)

    def find(self) -> None:
        """Open the shown pane's field; the first has none: there words are of every version."""
        if self.current == "overview":
            self.show("find")
        self.shown.find()

    def find_words(self, text: str) -> None:
        """Look for words in every version."""
        self.show("find")
        self._app.query_one(FindPane).look_for(text)

    def go_to_tab(self, path: tuple[str | int, ...]) -> None:
        """Show the tab, window or group around a node in the pane that lists it."""
        pane = pane_with(path)
        if pane is None:
            self._app.notify("This is part of no window and no tab.", markup=False, timeout=3)
            return
        self.show(pane)
        shown = self.shown
        if isinstance(shown, ListPane):
            shown.go_to(path)


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
