"""The demonstration: believable, alive, in memory."""

from __future__ import annotations

import builtins
import os
from pathlib import Path

import pytest

from sessiontui.stores.demo.store import DemoStore
from sessiontui.workspace import Workspace

NOW = 1_795_205_400_000


@pytest.fixture
def store() -> DemoStore:
    return DemoStore(now=lambda: NOW)


def test_it_looks_like_a_running_firefox(store: DemoStore) -> None:
    state = store.profile()
    assert state.in_use.state == "in use"
    assert state.next_start.loads == "recovery"
    assert state.next_start.kind == "resume"
    assert [version.id for version in store.versions()] == [
        "recovery",
        "recovery.bak",
        "previous",
        "upgrade-20261103151912",
        "upgrade-20260914093027",
    ]
    counts = store.load("recovery").counts
    assert counts.windows == 2
    assert counts.tabs > 20
    assert counts.closed_tabs > 5
    assert counts.closed_windows == counts.saved_groups == 1
    salvaged = store.load("upgrade-20260914093027").salvaged
    assert salvaged is not None
    assert salvaged.percent == "54 %"
    changed = [s.name for s in store.settings() if s.changed]
    assert sorted(changed) == ["browser.sessionstore.max_tabs_undo", "browser.startup.page"]


def test_every_kind_of_thing_is_in_it(store: DemoStore) -> None:
    snapshot = store.load("recovery")
    tabs = list(snapshot.open_tabs())
    for what in ("pinned", "muted", "group_id", "container_id", "form_fields", "scroll", "storage"):
        assert any(getattr(tab, what) for tab in tabs), what
    assert any(tab.entry_count > 1 for tab in tabs)
    assert snapshot.cookies


def test_each_save_moves_something_and_keeps_the_one_before(store: DemoStore) -> None:
    texts = {store.text("recovery")}
    for _ in range(30):
        before = store.text("recovery")
        store.save()
        assert store.text("recovery.bak") == before
        texts.add(store.text("recovery"))
        snapshot = store.load("recovery")
        assert 10 <= snapshot.counts.tabs <= 50
        assert all(len(window.closed_tabs) <= 10 for window in snapshot.windows)
        assert all(window.selected is not None for window in snapshot.windows)
    assert len(texts) == 31


def test_the_same_seed_is_the_same_demonstration() -> None:
    one, two = (DemoStore(now=lambda: NOW, seed=7) for _ in range(2))
    assert one.text("recovery") == two.text("recovery")
    assert one.text("recovery") != DemoStore(now=lambda: NOW, seed=8).text("recovery")


def test_nothing_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the disk was touched")

    DemoStore()  # imports what it needs
    for owner, name in ((builtins, "open"), (os, "open"), (os, "mkdir"), (Path, "open")):
        monkeypatch.setattr(owner, name, never)
    store = DemoStore()
    workspace = Workspace(store)
    view = workspace.view()
    store.save()
    workspace.view()
    workspace.close()
    monkeypatch.undo()
    assert view.error is None
    assert view.snapshot is not None


def test_a_view_of_it_has_everything(store: DemoStore) -> None:
    workspace = Workspace(store, now=lambda: NOW)
    view = workspace.view()
    assert view.version is not None
    assert view.version.id == "recovery"
    for _ in range(20):
        store.save()
    assert "closed tabs" in workspace.view().losses[0].sentence
    assert view.profile is not None
    found = view
    while (more := workspace.survey(found)) is not None:
        found = more
    assert len(found.summaries) == 5
    assert found.summaries["upgrade-20260914093027"].salvaged
