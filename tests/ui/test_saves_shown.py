"""What a save costs the screen: only what a pane on it shows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sessiontui.session.model import document
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.view import View
from sessiontui.ui import store_thread
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.list_pane import ListPane
from tests.builders import write_profile
from tests.saved_again import beginning
from tests.ui.conftest import WIDE, Start, settle
from tests.ui.test_app import save_like_firefox, until


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile whose session counts as large."""
    monkeypatch.setattr(document, "EAGER_BYTES", 0)
    monkeypatch.setattr(store_thread, "_MANY_TABS", 5)
    path = tmp_path / "p"
    return write_profile(
        path, recovery=beginning(20), recovery_bak=beginning(20), checkpoints="crashed"
    )


def shown(app: SessiontuiApp) -> Snapshot:
    assert app.view is not None and app.view.snapshot is not None
    return app.view.snapshot


def is_not(app: SessiontuiApp, old: Snapshot) -> bool:
    return shown(app) is not old


def measured(app: SessiontuiApp) -> bool:
    return app.view is not None and app.view.measured


async def test_after_a_save_the_list_is_painted_once_with_its_sizes(
    saved: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(saved, size=WIDE) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: measured(app), seconds=30)
        first = shown(app)
        save_like_firefox(saved, beginning(20))  # the first one is looked at as a whole
        await until(pilot, lambda: shown(app) is not first and measured(app), seconds=30)
        await settle(pilot)
        painted = []
        paint = ListPane.paint

        def noted(pane: ListPane, view: View) -> None:
            painted.append(view.measured)
            paint(pane, view)

        monkeypatch.setattr(ListPane, "paint", noted)
        before = shown(app)
        save_like_firefox(saved, beginning(21))
        await until(pilot, lambda: shown(app) is not before, seconds=30)
        await settle(pilot)
        assert painted == [True]
        # What a filter seeks in is made when one is opened.
        assert "tab_texts" not in vars(shown(app))
        await pilot.press("slash")
        await until(pilot, lambda: "tab_texts" in vars(shown(app)), seconds=30)


async def test_a_save_behind_another_pane_measures_nothing(
    saved: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = []
    measure = Document.measure

    def noted(document: Document) -> None:
        walked.append(document)
        measure(document)

    monkeypatch.setattr(Document, "measure", noted)
    async with start(saved, size=WIDE) as (app, pilot):
        await pilot.press("5")
        for n in (21, 22):
            before = shown(app)
            save_like_firefox(saved, beginning(n))
            await until(pilot, partial(is_not, app, before), seconds=30)
            await settle(pilot)
        assert shown(app).counts.tabs == 26
        assert not walked
        await pilot.press("2")
        await until(pilot, lambda: measured(app), seconds=30)
        assert walked
