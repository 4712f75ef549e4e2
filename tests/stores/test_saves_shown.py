"""A profile that is saved again and again while it is looked at: nothing shown is ever stale."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.json import pointer
from sessiontui.session.model import document
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import closed_items
from sessiontui.stores import session_cache
from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.view import View
from sessiontui.workspace import Workspace
from tests.builders import mozlz4, to_json, write_profile
from tests.saved_again import beginning, saves

BACKUP = "recovery.bak"


class Saved:
    """A place that is counted and looked at, and its Firefox."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.workspace = Workspace.open(str(profile))
        self._counted, self._changed = threading.Event(), threading.Event()
        self._ends = [
            self.workspace.meter(self._counted.set),
            self.workspace.watch(self._changed.set),
        ]

    def save(self, state: dict[str, Any]) -> None:
        """One periodic save, waited for until it is counted."""
        self._counted.clear()
        self._changed.clear()
        backups = self.profile / "sessionstore-backups"
        newest = backups / "recovery.jsonlz4"
        newest.rename(backups / "recovery.baklz4")
        temporary = backups / "recovery.jsonlz4.tmp"
        temporary.write_bytes(mozlz4(to_json(state)))
        temporary.rename(newest)
        assert self._counted.wait(30)
        assert self._changed.wait(30)

    def end(self) -> None:
        for end in self._ends:
            end()
        self.workspace.close()


@contextmanager
def saved(profile: Path, first: dict[str, Any]) -> Iterator[Saved]:
    write_profile(profile, recovery=first, recovery_bak=first, checkpoints="crashed")
    place = Saved(profile)
    try:
        yield place
    finally:
        place.end()


def shown(view: View, workspace: Workspace, finder: PageFinder) -> object:
    """All that a person can see of a view, as plain values."""
    snapshot, profile = view.snapshot, view.profile
    assert snapshot is not None and profile is not None and view.version is not None
    snapshot.document.measure()
    items = [
        (item.pointer, item.title, item.url, item.doubt, item.known_size)
        for window in snapshot.windows
        for item in window.tabs
    ]
    windows = [
        (one.pointer, one.title, one.selected, one.known_size)
        for one in (*snapshot.windows, *snapshot.closed_windows)
    ]
    closed = [
        (one.pointer, snapshot.document.known_size(one.steps)) for one in closed_items(snapshot)
    ]
    found = finder.show(view.versions, profile.next_start.loads, "")
    lost = [(found.pages.title(line.page), found.pages.url(line.page)) for line in found.lines]
    return (
        view.version.id, snapshot.counts, snapshot.oddities, items, windows, closed, lost,
        snapshot.session, snapshot.tab_texts.exact, view.losses, profile.next_start,
        {name: one.counts for name, one in view.summaries.items()},
        [one.id for one in view.inside], snapshot.document.text,
    )  # fmt: skip


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_after_any_saves_everything_shown_is_what_a_fresh_look_shows(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as made:
        patch.setattr(document, "EAGER_BYTES", 0)  # sizes are walked for, as of large sessions
        first, *later = saves(seed, 6, tabs=20)
        with saved(Path(made) / "p", first) as place:
            workspace = place.workspace
            finder = PageFinder(workspace.store)
            workspace.view()
            for state in later:
                place.save(state)
                view = workspace.view()
                while (more := workspace.survey(view)) is not None:
                    view = more
                fresh = Workspace.open(str(place.profile), read_only=True)
                anew = fresh.view()
                while (more := fresh.survey(anew)) is not None:
                    anew = more
                assert shown(view, workspace, finder) == shown(anew, fresh, PageFinder(fresh.store))
                fresh.close()


def test_sizes_after_a_save_are_known_by_walking_what_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = []
    find_span = pointer.find_span

    def noted(text: bytes, *rest: Any, **more: Any) -> tuple[int, int]:
        walked.append(len(text))
        return find_span(text, *rest, **more)

    monkeypatch.setattr(document, "EAGER_BYTES", 0)
    with saved(tmp_path / "p", beginning(40)) as place:
        place.save(beginning(40))  # the first one is looked at as a whole
        place.workspace.view()
        place.save({**beginning(40), "selectedWindow": 2})
        view = place.workspace.view()
        assert view.snapshot is not None
        monkeypatch.setattr(document, "find_span", noted)
        view.snapshot.document.measure()
        assert max(walked) < len(view.snapshot.document.text) / 3
        assert view.snapshot.windows[0].tabs[39].known_size == len(
            to_json(beginning(40)["windows"][0]["tabs"][39])
        )


def signed(state: dict[str, Any], place: Path) -> dict[str, Any]:
    """A session that is told from those of all other tests."""
    return {**state, "of": str(place)}


def texts_held(place: Path) -> int:
    """How many sessions that were signed with a place are decoded somewhere."""
    sign = str(place).encode()
    documents = (one for one in gc.get_objects() if type(one) is Document)
    return len({id(one.text) for one in documents if sign in one.text})


def test_one_version_is_decoded_however_many_were_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_cache, "KEEP_BYTES", 0)
    write_profile(
        tmp_path / "p", recovery=signed(beginning(9), tmp_path),
        recovery_bak=signed(beginning(10), tmp_path),
        previous=signed(beginning(11), tmp_path), checkpoints="crashed",
    )  # fmt: skip
    workspace = Workspace.open(str(tmp_path / "p"))
    for name, tabs in (("previous", 11), (BACKUP, 10), ("recovery", 9)):
        view = workspace.view(name)
        assert view.snapshot is not None and view.snapshot.counts.tabs == tabs + 4
        assert texts_held(tmp_path) == 1
    del view
    workspace.close()


def test_a_version_that_was_chosen_is_not_read_again_at_every_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_cache, "KEEP_BYTES", 0)
    with saved(tmp_path / "p", beginning(9)) as place:
        first = place.workspace.view(BACKUP).snapshot
        read = place.workspace.view(BACKUP).snapshot
        assert read is first


def test_many_saves_leave_one_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_cache, "KEEP_BYTES", 0)
    with saved(tmp_path / "p", beginning()) as place:
        for state in saves(3, 20):
            place.save(signed(state, tmp_path))
            view = place.workspace.view()
            place.workspace.survey(view)
        assert texts_held(tmp_path) == 1
        del view


def test_what_was_read_before_it_was_shared_is_not_kept_twice(tmp_path: Path) -> None:
    with saved(tmp_path / "p", beginning()) as place:
        place.save(beginning(9))
        revision = place.workspace.store.versions()[0].revision
        monitor = place.workspace.store._counting._monitor  # type: ignore[attr-defined]
        ready, place.workspace.store._reader.ready = (  # type: ignore[attr-defined]
            place.workspace.store._reader.ready, lambda revision: None,  # type: ignore[attr-defined]
        )  # fmt: skip
        place.workspace.view()  # read from the disk
        place.workspace.store._reader.ready = ready  # type: ignore[attr-defined]
        place.workspace.view()
        assert monitor.take(revision) is None
