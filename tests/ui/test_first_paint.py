"""What the start costs: the shown pane alone, painted once with what was read meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input

from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.view import View
from sessiontui.ui import widths
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.ui.panes.json.pane import JsonPane
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.panes.overview.pane import OverviewPane
from sessiontui.ui.panes.pane import Pane
from sessiontui.ui.panes.size.pane import SizePane
from sessiontui.ui.panes.writes.pane import WritesPane
from sessiontui.workspace import Workspace

from .conftest import NOW, WIDE, MakeApp, Start, StillDemo, settle
from .test_typed_ahead import type_at_once

pytestmark = pytest.mark.long  # the ordinary run is to be quick

KEYS = {
    "2": "windows", "3": "closed", "4": "find", "5": "writes", "6": "size", "7": "json",
    "8": "settings",
}  # fmt: skip

COMPOSING: tuple[type[Pane], ...] = (
    OverviewPane, ListPane, FindPane, WritesPane, SizePane, JsonPane,
)  # fmt: skip


def made(app: App[Any]) -> list[str | None]:
    return [pane.id for pane in app.query_one(ContentSwitcher).children]


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each pane was asked what is in it."""
    asked: Counter[str] = Counter()

    for owner in COMPOSING:

        def compose(
            self: Pane, real: Callable[[Pane], ComposeResult] = owner.compose
        ) -> ComposeResult:
            asked[str(self.id)] += 1
            return real(self)

        monkeypatch.setattr(owner, "compose", compose)
    return asked


# -- only what is shown is made -----------------------------------------------------------------


async def test_only_the_pane_that_is_shown_has_widgets(
    start: Start, composed: Counter[str]
) -> None:
    async with start() as (app, _):
        assert made(app) == ["overview"]
        assert composed == {"overview": 1}
        assert len([*app.screen.walk_children()]) < 30


async def test_a_pane_is_composed_when_first_shown_and_only_once(
    start: Start, composed: Counter[str]
) -> None:
    async with start() as (app, pilot):
        for round_ in range(2):
            for key, name in KEYS.items():
                await pilot.press(key)
                await settle(pilot)
                assert app.panes.current == name
                assert [pane.id for pane in app.query(Pane) if pane.display] == [name]
                assert composed[name] == 1, (round_, name)
        assert sorted(filter(None, made(app))) == sorted(["overview", *KEYS.values()])


async def test_what_was_marked_and_changed_before_a_pane_is_there_is_in_it(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("3", "space")
        await settle(pilot)
        type_at_once(app, ["2"])
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert pane.view is app.view
        assert pane.basket is app.basket
        assert len(app.basket) == 1


# -- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["2/hut", "3/hut", "4/hut", "7/hut", "8/priv", "/hut"])
async def test_letters_right_after_the_first_key_of_a_pane_are_in_its_field(
    start: Start, keys: str
) -> None:
    async with start() as (app, pilot):
        type_at_once(app, [*keys])
        await settle(pilot)
        assert isinstance(app.focused, Input)
        assert app.focused.value == keys.partition("/")[2]


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """Set, it lets the pane of windows come into being."""
    go_on = asyncio.Event()

    async def on_mount(self: WindowsPane) -> None:
        await asyncio.wait_for(go_on.wait(), 60)  # a test that fails before must not hang
        Pane.on_mount(self)

    monkeypatch.setattr(WindowsPane, "on_mount", on_mount, raising=False)
    yield go_on
    go_on.set()


async def being_made(pilot: Pilot[Any]) -> SessiontuiApp:
    app = pilot.app
    assert isinstance(app, SessiontuiApp)
    while not app.panes.making:
        await asyncio.sleep(0)
    return app


async def test_keys_wait_for_a_pane_that_is_being_made(start: Start, slowly: asyncio.Event) -> None:
    async with start() as (app, pilot):
        type_at_once(app, ["2", "j", "j", "space"])
        await being_made(pilot)
        for _ in range(4_000):
            await asyncio.sleep(0)
        before = app.panes.current, app.turns.waiting, app.message_queue_size
        slowly.set()
        await settle(pilot)
        assert before == ("overview", True, 0)  # no key has been let in
        assert app.focused is app.query_one(WindowsPane).list
        assert app.query_one(WindowsPane).list.cursor == 3
        assert len(app.basket) == 1


async def test_a_view_that_comes_while_a_pane_is_being_made_is_what_it_shows(
    start: Start, slowly: asyncio.Event
) -> None:
    async with start() as (app, pilot):
        type_at_once(app, ["2"])
        await being_made(pilot)
        assert app.view is not None
        app.versions.show(replace(app.view, now=NOW + 60_000))
        slowly.set()
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert (pane.view, pane._painted) == (app.view, app.view)
        assert len(pane.list.rows)


# -- what is hidden costs nothing ---------------------------------------------------------------


async def test_a_hidden_pane_is_not_asked_to_paint_a_new_view(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: Counter[str] = Counter()
    real = ListPane.paint

    def paint(self: ListPane, view: View) -> None:
        painted[str(self.id)] += 1
        real(self, view)

    async with start() as (app, pilot):
        await pilot.press("2", "3", "8", "1")
        await settle(pilot)
        monkeypatch.setattr(ListPane, "paint", paint)
        assert app.view is not None and app.view.snapshot is not None
        for step in range(3):
            snapshot = Snapshot(app.view.snapshot.document)
            app.versions.show(replace(app.view, snapshot=snapshot, now=NOW + step))
            await settle(pilot)
        assert not painted
        await pilot.press("2")
        await settle(pilot)
        assert painted == {"windows": 1}


# -- one picture --------------------------------------------------------------------------------


class Watched(StillDemo):
    """Notes in which order it is asked."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self.order = order

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        self.order.append("watch")
        return super().watch(changed)

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        self.order.append("meter")
        return super().meter(counted)


def read_before(store: StillDemo) -> dict[str, Future[View]]:
    """What the command line has read by the time the screen is there."""
    workspace = Workspace(store, now=lambda: NOW)
    look: Future[View] = Future()
    look.set_result(workspace.look())
    first: Future[View] = Future()
    first.set_result(workspace.view())
    return {"look": look, "first": first}


async def test_what_was_read_before_the_screen_is_there_is_the_first_picture(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    pictures: list[str] = []
    real = SessiontuiApp._display

    def display(self: SessiontuiApp, screen: Screen[Any], renderable: Any) -> None:
        if (strips := getattr(renderable, "strips", None)) is not None and screen.size:
            pictures.append("\n".join("".join(s.text for s in strip) for strip in strips))
            order.append("picture")
        real(self, screen, renderable)

    monkeypatch.setattr(SessiontuiApp, "_display", display)
    store = Watched(order)
    app = make_app(store, **read_before(store))
    shown: list[View] = []
    real_show = app.versions.show
    monkeypatch.setattr(
        app.versions,
        "show",
        lambda view: shown.append(view) or real_show(view),  # type: ignore[func-returns-value]
    )
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
    assert not shown[0].reading
    assert sum(view is shown[0] for view in shown) == 1
    for words in ("NEXT START", "YOU CAN GET BACK", "Kaiserschmarrn"):
        assert (words in pictures[0]) is (words in pictures[-1]), words
    assert pictures[0].splitlines()[3:12] == pictures[-1].splitlines()[3:12]
    assert order.index("picture") < order.index("meter") < order.index("watch")


async def test_what_was_read_before_is_replaced_when_it_has_changed_meanwhile(
    make_app: MakeApp,
) -> None:
    store = StillDemo()
    known = read_before(store)
    store.save()
    app = make_app(store, **known)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert app.view is not None
        assert app.view is not known["first"].result()
        assert app.versions.store_thread is not None
        assert app.versions.store_thread.workspace.is_current(app.view)


@pytest.mark.parametrize(
    "size", [(60, 20), (80, 24), (99, 28), (100, 27), (129, 28), (130, 40), (159, 28), (160, 50)]
)
async def test_the_screen_has_its_width_from_the_beginning(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    styled: list[frozenset[str]] = []
    real = DOMNode.update_node_styles

    def update(self: DOMNode, animate: bool = True) -> None:
        if isinstance(self, Screen):
            styled.append(self.classes)
        real(self, animate)

    monkeypatch.setattr(DOMNode, "update_node_styles", update)
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert app.screen.classes == {*widths.classes_at(*size)}
        assert styled == [app.screen.classes]
