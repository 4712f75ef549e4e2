"""Lists of very many lines: made on a thread, while the keys wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events

from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.document import Document
from sessiontui.session.model.filter import Matcher
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.view import View
from sessiontui.ui.panes.lists import closed, closed_rows, listing, making, windows
from sessiontui.ui.panes.lists.closed import ClosedListing, ClosedPane
from sessiontui.ui.panes.lists.item_columns import by_group
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.listing import Listing
from sessiontui.ui.panes.lists.windows import WindowsListing, WindowsPane
from sessiontui.ui.widgets.line_list import Rows
from tests.builders import closed_tab, entry, session, tab, to_json, window, write_profile
from tests.ui.conftest import NOW, Start, settle
from tests.ui.test_lists import marked, titles

pytestmark = pytest.mark.long  # the ordinary run is to be quick


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (closed, listing, making, windows):
        monkeypatch.setattr(module, "MANY", 0)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    pages = [tab(entry(f"https://{name}.example/", name)) for name in ("cherry", "apple", "banana")]
    gone = [closed_tab(f"https://{name}.example/") for name in ("elder", "date", "fig")]
    state = session(window(*pages, closed=gone, selected=1))
    return write_profile(tmp_path / "profile", recovery=state, checkpoints="crashed")


class Held:
    """Making rows waits for ``go_on`` once ``hold`` is set; ``threads`` are where it was done."""

    def __init__(self) -> None:
        self.hold = False
        self.go_on = threading.Event()
        self.begun = threading.Event()
        self.threads: list[threading.Thread] = []


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[type[Listing]], Held]]:
    held = Held()

    def of(kind: type[Listing]) -> Held:
        real = kind.make_rows

        def make_rows(self: Listing, view: View, matcher: Matcher) -> Rows:
            held.threads.append(threading.current_thread())
            if held.hold:
                held.begun.set()
                assert held.go_on.wait(30)
            return real(self, view, matcher)

        monkeypatch.setattr(kind, "make_rows", make_rows)
        return held

    yield of
    held.go_on.set()


@pytest.fixture
def held(hold: Callable[[type[Listing]], Held]) -> Held:
    return hold(WindowsListing)


async def test_a_key_typed_while_the_list_is_sorted_is_for_the_sorted_list(
    start: Start, profile: Path, held: Held
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "down")
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        as_it_was = titles(pane)
        held.hold = True
        for key in ("s", "s", "home", "space"):
            app.post_message(events.Key(key, key))
        while not held.begun.is_set():
            await pilot.pause(0.01)
        assert titles(pane) == as_it_was, "the list stays as it was until the order is there"
        assert pane.why_not("edit", ("close",)), "nothing is done to rows that are about to go"
        assert not app.query_one(WindowsPane).basket
        held.hold = False
        held.go_on.set()
        await settle(pilot)
        assert titles(pane) == ["apple", "banana", "cherry"]
        assert marked(pane) == {"apple"}
        assert all(thread is not threading.main_thread() for thread in held.threads[-2:])


@pytest.mark.parametrize(("key", "kind"), [("2", WindowsListing), ("3", ClosedListing)])
async def test_a_line_that_is_clicked_while_those_of_a_save_are_made_is_of_the_session_before(
    start: Start,
    tmp_path: Path,
    hold: Callable[[type[Listing]], Held],
    key: str,
    kind: type[Listing],
) -> None:
    held = hold(kind)
    pages = [tab(entry(f"https://{name}.example/", name)) for name in ("cherry", "apple")]
    gone = [closed_tab(f"https://{name}.example/") for name in ("elder", "date")]
    both = session(window(*pages), window(*pages, closed=gone))
    profile = write_profile(tmp_path / "profile", recovery=both, checkpoints="crashed")
    async with start(profile) as (app, pilot):
        await pilot.press(key, "s", "end")
        await settle(pilot)
        pane = app.query_one(f"#{app.panes.current}", ListPane)
        held.hold = True
        write_profile(profile, recovery=session(window(tab("https://x.example/"), closed=gone[:1])))
        app.versions.reload()
        while not held.begun.is_set():
            await pilot.pause(0.01)
        await pilot.click(pane.list, offset=(5, 0))
        await pilot.pause()
        address = pane.list.rows.key(0).split()[-1]
        assert address in [line.text for line in pane.details.lines]
        pane.tick(NOW + 3_600_000)
        assert address in [line.text for line in pane.details.lines]
        held.hold = False
        held.go_on.set()
        await settle(pilot)
        assert len(pane.list.rows) == 1


async def test_each_letter_of_a_filter_waits_for_the_rows_of_the_one_before(
    start: Start, profile: Path, held: Held
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "slash", "a", "n")
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert titles(pane)[1:] == ["banana"]
        item = pane.items.here
        assert item is not None
        assert item.steps == ("windows", 0, "tabs", 2), "the cursor is on the hit"
        await pilot.press("enter", "a")
        await settle(pilot)
        assert marked(pane) == {"banana"}


async def test_a_letter_over_closed_tabs_makes_no_line_that_was_made_before(
    start: Start, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0
    real = closed_rows.Row.__init__

    def count(self: closed_rows.Row, *args: object, **kwargs: object) -> None:
        nonlocal made
        made += 1
        real(self, *args, **kwargs)  # type: ignore[arg-type]

    async with start(profile) as (app, pilot):
        await pilot.press("3", "slash", "e")
        await settle(pilot)
        monkeypatch.setattr(closed_rows.Row, "__init__", count)
        await pilot.press("l")
        await settle(pilot)
        pane = app.query_one(ClosedPane)
        assert len(pane.list.rows) == 1
        assert made == 0


async def test_marking_all_and_none_of_very_many_is_as_of_few(start: Start, profile: Path) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "a")
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert marked(pane) == {"apple", "banana", "cherry"}
        await pilot.press("a")
        await settle(pilot)
        assert not pane.marks


async def test_marking_all_is_not_lost_when_a_save_is_shown_meanwhile(
    start: Start, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), WindowsListing.worth_marking

    def worth(self: WindowsListing, rows: Rows, shown: set[Steps]) -> set[Steps]:
        begun.set()
        assert go_on.wait(30)
        return real(self, rows, shown)

    monkeypatch.setattr(WindowsListing, "worth_marking", worth)
    async with start(profile) as (app, pilot):
        await pilot.press("2")
        app.post_message(events.Key("a", "a"))
        while not begun.is_set():
            await pilot.pause(0.01)
        pane = app.query_one(WindowsPane)
        more = [tab(entry(f"https://{name}.example/", name)) for name in ("lemon", "cherry")]
        write_profile(profile, recovery=session(window(*more)))
        app.versions.reload()
        while titles(pane)[1:] != ["lemon", "cherry"]:
            await pilot.pause(0.01)
        go_on.set()
        await settle(pilot)
        assert marked(pane) == {"lemon", "cherry"}


def test_a_list_that_is_sorted_otherwise_meanwhile_remembers_no_wrong_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A click on a column's name is heard while the thread still sorts by another."""
    groups = [{"id": "b", "name": "b"}, {"id": "a", "name": "a"}]
    pages = [{**tab(f"https://{one['id']}.example/"), "groupId": one["id"]} for one in groups]
    listing = WindowsListing()
    arrangement = listing.arrangement

    def clicked_meanwhile(snapshot: Snapshot) -> object:
        assert arrangement.sort_by("size")
        return by_group(snapshot)

    monkeypatch.setattr(windows, "by_group", clicked_meanwhile)
    snapshot = Snapshot(Document(to_json(session(window(*pages, groups=groups)))))
    assert arrangement.sort_by("group")
    listing.sorted_tabs(snapshot)
    assert arrangement.sort_by("group")
    assert [one.group_id for one in listing.sorted_tabs(snapshot)] == ["a", "b"]
