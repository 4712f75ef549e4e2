"""Screens that hold still: a fixed clock, no saves by themselves, pictures in snapshots/."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_textual_snapshot
import textual
from textual.app import App
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from sessiontui.firefox.profile_lock import FREE
from sessiontui.firefox.profiles import FoundProfile
from sessiontui.glance import Glance
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import Store
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.workspace import Workspace
from tests.paths import ROOT

NOW = 1_795_205_400_000.0  # Fri 20 Nov 2026 20:10:00 UTC
WIDE = (120, 36)
SNAPSHOTS = ROOT / "snapshots"
PICTURES_MADE_WITH = "8.2.8"


class _InSnapshots(pytest_textual_snapshot.SVGImageExtension):  # type: ignore[misc]
    @classmethod
    def dirname(cls, *, test_location: Any) -> str:
        return str(SNAPSHOTS / Path(test_location.filepath).stem)


pytest_textual_snapshot.SVGImageExtension = _InSnapshots


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pictures of another Textual differ in details: say so instead of failing."""
    if textual.__version__ == PICTURES_MADE_WITH:
        return
    skip = pytest.mark.skip(
        reason=f"golden pictures need textual {PICTURES_MADE_WITH}, here is {textual.__version__}"
    )
    for item in items:
        if "snap_compare" in getattr(item, "fixturenames", ()):
            item.add_marker(skip)


class StillDemo(DemoStore):
    """The demonstration at one moment: it saves only when a test says so."""

    def __init__(self) -> None:
        super().__init__(now=lambda: NOW)

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Nothing happens by itself."""
        return lambda: None

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """No saves are counted: most tests are not about them."""
        return lambda: None


class CountedDemo(StillDemo):
    """The same with an hour of saves behind it, there from the beginning."""

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """The hour is made up at once."""
        self.count_from(counted)
        return lambda: None


@pytest.fixture(autouse=True)
def toasts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said stays until the app says something else, however slow the machine is."""
    monkeypatch.setattr(Notification, "has_expired", property(lambda self: False))


MakeApp = Callable[..., SessiontuiApp]


def glance(name: str, path: Path, **more: Any) -> Glance:
    """A profile in the chooser: of Firefox, not running, not looked into yet."""
    profile = FoundProfile(name, path, "Firefox", more.pop("default", False), fork=False)
    return Glance(profile, "Firefox", more.pop("in_use", FREE), **more)


Start = Callable[..., AbstractAsyncContextManager[tuple[SessiontuiApp, Pilot[Any]]]]


@pytest.fixture
def make_app() -> Iterator[MakeApp]:
    """Makes apps over a store (the still demo unless told) and cleans up behind them."""
    executors = []
    stores = []

    def make(store: Store | None = None, **options: Any) -> SessiontuiApp:
        store = store or StillDemo()
        executor = ThreadPoolExecutor(1)
        executors.append(executor)
        stores.append(store)
        workspace = Workspace(store, now=lambda: NOW)
        if options.pop("looks", False):  # as the command line does it, before the app is there
            options["look"] = executor.submit(workspace.look, None)
        return SessiontuiApp(workspace, executor, clock=lambda: NOW, **options)

    yield make
    for executor in executors:
        executor.shutdown(wait=True, cancel_futures=True)
    for store in stores:
        store.close()


@pytest.fixture
def profile_app(make_app: MakeApp) -> Callable[[Path], SessiontuiApp]:
    """An app over a profile's directory."""
    return lambda path: make_app(ProfileStore(path, now=lambda: NOW))


@pytest.fixture
def start(make_app: MakeApp, profile_app: Callable[[Path], SessiontuiApp]) -> Start:
    """Starts the app over a profile or a store (the still demo unless told), and lets it load."""

    @asynccontextmanager
    async def started(
        place: Path | Store | None = None,
        size: tuple[int, int] = WIDE,
        *,
        toasts: bool = False,
    ) -> AsyncIterator[tuple[SessiontuiApp, Pilot[Any]]]:
        app = profile_app(place) if isinstance(place, Path) else make_app(place)
        async with app.run_test(size=size, notifications=toasts) as pilot:
            await settle(pilot)
            yield app, pilot

    return started


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until everything asked for is loaded and painted; an edit may wait for an answer."""
    app = pilot.app
    await pilot.pause()
    while isinstance(app, SessiontuiApp) and app.is_running and app.turns.waiting:
        await pilot.pause(0.005)
    while await _others(app):
        await pilot.pause()
    while any(w.group == "edit" and not w.is_finished for w in app.workers):
        if len(app.screen_stack) > 1 and not getattr(app.screen, "waiting", False):
            break  # it asks, and is not planning anew
        await pilot.pause(0.005)
    while await _others(app):
        await pilot.pause()  # what was read may have asked for more
    await pilot.pause()


async def _others(app: App[Any]) -> bool:
    """Wait for what is being read; whether anything was."""
    waited = False
    while reading := [w for w in app.workers if w.group != "edit" and not w.is_finished]:
        for worker in reading:
            with contextlib.suppress(WorkerCancelled):  # a newer one of its kind took its place
                await worker.wait()
        waited = True
    return waited
