"""The saves on another machine, counted by looks there: honestly as looks."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from sessiontui.firefox.tree.ssh.line import Line
from sessiontui.monitor.monitor import Monitor
from sessiontui.monitor.saves import Happening, Save
from sessiontui.monitor.watch import tree_watch
from sessiontui.stores.registry import open_place
from sessiontui.stores.remote.store import SshStore
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.looks import Looks
from tests.other_machine import opened, other_machine
from tests.unit.monitor.simulator import Simulator

RECOVERY = "sessionstore-backups/recovery.jsonlz4"


def state(number: int) -> bytes:
    tabs = [f"https://site{i}.example/" for i in range(number)]
    return mozlz4(to_json(session(window(*tabs))))


class Heard:
    """What a monitor tells; whoever waits for it is woken."""

    def __init__(self) -> None:
        self.news: list[Save | Happening] = []
        self._came = threading.Condition()

    def __call__(self, news: Save | Happening) -> None:
        with self._came:
            self.news.append(news)
            self._came.notify_all()

    @property
    def saves(self) -> list[Save]:
        return [one for one in self.news if isinstance(one, Save)]

    def happened(self, what: str) -> list[Happening]:
        return [one for one in self.news if isinstance(one, Happening) and one.what == what]

    def wait(self, enough: Callable[[], Any], seconds: float = 20) -> None:
        with self._came:
            assert self._came.wait_for(enough, seconds), self.news


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    monkeypatch.setattr(tree_watch, "LOOK_SECONDS", 0.05)
    return Looks(monkeypatch)


@pytest.fixture
def firefox(tmp_path: Path) -> Simulator:
    write_profile(tmp_path / "p", prefs={"browser.sessionstore.interval": 20_000})
    return Simulator(tmp_path / "p")


@contextmanager
def watching(place: str) -> Iterator[tuple[SshStore, Monitor, Heard]]:
    store = open_place(place)
    assert isinstance(store, SshStore)
    heard = Heard()
    monitor = Monitor(store.path, give_up=store.close)
    monitor.listen(heard)
    monitor.start()
    try:
        yield store, monitor, heard
    finally:
        monitor.stop()
        store.close()


def test_a_save_is_seen_by_a_look_with_what_it_changed_and_no_duration(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    with firefox.running():
        firefox.save(state(1))
        with watching(f"{place}{firefox.profile}") as (_, monitor, heard):
            looks.one()
            assert not heard.saves  # what lay there at the first look is no save
            firefox.save(state(2))
            heard.wait(lambda: len(heard.saves) == 1)
            firefox.save(state(3))
            heard.wait(lambda: len(heard.saves) == 2)
    first, second = heard.saves
    assert (first.file, first.bytes, first.duration) == (RECOVERY, len(state(2)), None)
    assert first.gap is None
    assert second.gap is not None
    for save, url in ((first, "https://site1.example/"), (second, "https://site2.example/")):
        assert save.changes is not None  # the one before the first lies there as its backup
        assert [(item.kind, item.url) for item in save.changes.items] == [("added", url)]
    writes = monitor.writes()
    assert writes.count == 2
    assert writes.interval == 20
    assert "between two looks count as one" in writes.way
    assert not writes.running
    assert "cannot be told" in writes.untold
    assert {one.what for one in heard.news if isinstance(one, Happening)} == {"ended"}


def test_the_save_at_quit_is_one_and_that_it_quit_is_not_claimed(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    with firefox.running(), watching(f"{place}{firefox.profile}") as (_, _, heard):
        looks.one()
        firefox.save(state(1))
        heard.wait(lambda: len(heard.saves) == 1)
        firefox.quit(state(1))
        heard.wait(lambda: len(heard.saves) == 2)
        assert heard.saves[1].final
        assert not heard.happened("quit") + heard.happened("crashed") + heard.happened("started")


def test_many_saves_between_two_looks_are_at_least_one(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    asking = threading.Lock()
    ask = Line._ask

    def held(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
        with asking:
            return ask(line, script, most, before)

    monkeypatch.setattr(Line, "_ask", held)
    with firefox.running(), watching(f"{place}{firefox.profile}") as (_, _, heard):
        looks.one()
        firefox.save(state(1))
        heard.wait(lambda: len(heard.saves) == 1)
        looks.one()
        with asking:
            for number in range(2, 8):
                firefox.save(state(number))
        heard.wait(lambda: heard.saves[-1].bytes == len(state(7)))
        assert 2 <= len(heard.saves) <= 3  # the last, and the one that is its backup now


def test_only_what_changed_crosses(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = [f"https://{os.urandom(40).hex()}.example/" for _ in range(3000)]
    large = mozlz4(to_json(session(window(*noise))))
    write_profile(firefox.profile, previous=large)
    (firefox.backups / "upgrade.jsonlz4-20260101").write_bytes(large)
    place = other_machine(tmp_path / "o", monkeypatch)
    crossed: list[int] = []
    ask = Line._ask

    def counted(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
        code, data = ask(line, script, most, before)
        crossed.append(len(data))
        return code, data

    monkeypatch.setattr(Line, "_ask", counted)
    with firefox.running(), watching(f"{place}{firefox.profile}") as (_, _, heard):
        looks.one()
        firefox.save(state(1))
        heard.wait(lambda: len(heard.saves) == 1)
        looks.one()
    assert max(crossed) < 10_000 < len(large)


def test_a_line_that_breaks_is_told_comes_back_and_the_time_between_is_not_watched(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.touch()
    place = other_machine(tmp_path / "o", monkeypatch, f'[ -e "{there}" ] || exit 255\nexec sh')
    with firefox.running():
        firefox.save(state(1))
        with watching(f"{place}{firefox.profile}") as (store, monitor, heard):
            looks.one()
            there.unlink()
            process = store._tree._line._process
            assert process is not None
            process.kill()
            heard.wait(lambda: heard.happened("cut"))
            firefox.save(state(2))
            before = monitor.writes().seconds
            looks.one()
            assert monitor.writes().seconds == pytest.approx(before, abs=0.01)
            there.touch()
            heard.wait(lambda: heard.happened("back"))
            looks.one()
            assert not heard.saves  # nobody looked when it was made
            firefox.save(state(3))
            heard.wait(lambda: len(heard.saves) == 1)
            changes = heard.saves[0].changes
            assert changes is not None  # and since the one that nobody saw made
            assert [item.url for item in changes.items] == ["https://site2.example/"]
    writes = monitor.writes()
    assert len(heard.happened("cut")) == len(heard.happened("back")) == 1
    assert "the line broke" in heard.happened("cut")[0].detail
    assert len(writes.unwatched) == 1
    begun, ended = writes.unwatched[0]
    whole = (writes.until - writes.since) / 1000
    assert writes.seconds == pytest.approx(whole - (ended - begun) / 1000, abs=0.05)


def test_a_line_that_was_cut_for_a_moment_misses_nothing(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    with firefox.running(), watching(f"{place}{firefox.profile}") as (store, monitor, heard):
        looks.one()
        process = store._tree._line._process
        assert process is not None
        process.kill()
        firefox.save(state(1))
        heard.wait(lambda: len(heard.saves) == 1)
        assert not heard.happened("cut")
        assert not monitor.writes().unwatched
    assert len(opened(tmp_path / "o")) == 2


def test_a_look_that_hangs_holds_nobody_up(
    firefox: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither who begins to watch (the screen's own thread) nor who leaves."""
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{firefox.profile}")
    assert isinstance(store, SshStore)
    process = store._tree._line._process
    assert process is not None
    hangs, release = threading.Event(), threading.Event()

    def hang(*_: object) -> tuple[int, bytes]:
        hangs.set()
        release.wait(60)
        raise OSError(5, "it was closed")

    monkeypatch.setattr(Line, "_ask", hang)
    monkeypatch.setattr("sessiontui.monitor.monitor.effective.read", hang)  # a file still crosses
    monkeypatch.setattr("sessiontui.monitor.monitor._PATIENCE", 0.1)
    monkeypatch.setattr("sessiontui.monitor.watch.watcher._JOIN_SECONDS", 0.1)
    monitor = Monitor(store.path, give_up=release.set)
    begun = time.monotonic()
    monitor.start()
    assert hangs.wait(20)
    monitor.stop()
    assert release.is_set()
    assert time.monotonic() - begun < 20
    store.close()


def test_whoever_only_watches_hears_of_changes(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{firefox.profile}")
    assert isinstance(store, SshStore)
    changed = threading.Event()
    end = store.watch(changed.set)
    assert changed.wait(20)  # it may have changed since it was read
    looks.one()
    changed.clear()
    looks.one()
    assert not changed.is_set()
    write_profile(firefox.profile, recovery=session(window("https://a.example/")))
    assert changed.wait(20)
    end()
    store.close()


def test_where_files_have_no_time_their_content_tells_one_save_from_another(
    firefox: Simulator, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Firefox renames: the inode of the save before the last is that of the next one."""
    from sessiontui.firefox.tree.ssh.tree import SshTree

    monkeypatch.setattr(SshTree, "_dialect", lambda tree: "ls")
    place = other_machine(tmp_path / "o", monkeypatch)
    by_size: dict[int, list[bytes]] = {}
    for letter in ascii_lowercase:
        data = mozlz4(to_json(session(window(f"https://{letter}.example/"))))
        by_size.setdefault(len(data), []).append(data)
    same_size = max(by_size.values(), key=len)[:3]
    assert len(same_size) == 3
    with firefox.running(), watching(f"{place}{firefox.profile}") as (_, _, heard):
        looks.one()
        for number, data in enumerate(same_size):
            firefox.save(data)
            heard.wait(lambda wanted=number + 1: len(heard.saves) >= wanted)  # type: ignore[misc]
            looks.one()
        assert len(heard.saves) == 3
        assert all(save.why_not is None for save in heard.saves)
