"""A large damaged file is read by a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import pytest

from sessiontui import own_process, progress
from sessiontui.codec.salvage.salvage import salvage
from sessiontui.errors import Damaged
from sessiontui.stores import salvage_apart as apart
from sessiontui.stores.salvage_child import FRAME
from sessiontui.stores.salvage_told import told_of
from sessiontui.stores.session_cache import SessionCache
from tests.builders import mozlz4, session, tab, to_json, window

DATA = mozlz4(to_json(session(window(*(tab(f"https://a.example/{i}") for i in range(400))))))
CUT = DATA[: len(DATA) // 2]


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LARGE", 1)


def here(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What this process itself has salvaged from now on."""
    asked: list[bytes] = []

    def counted(data: bytes, **more: object) -> object:
        asked.append(data)
        return salvage(data)

    monkeypatch.setattr(apart, "salvage", counted)
    return asked


@pytest.mark.usefixtures("another")
def test_it_is_the_same_as_what_this_process_would_find(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = here(monkeypatch)
    told, json = apart.salvage_apart(CUT)
    found = salvage(CUT)
    assert asked == []
    assert json == found.json
    assert told == told_of(found)
    assert told.tabs > 100


@pytest.mark.usefixtures("another")
def test_what_is_not_certain_comes_in_pieces_that_are_read_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, sizes = apart._read, []

    def read(pipe: IO[bytes], size: int) -> bytes:
        found = real(pipe, size)
        sizes.append((found[:1], len(found)))
        return found

    monkeypatch.setattr(apart, "_read", read)
    tabs = b",".join(b'{"entries":[{"url":"https://a.example/%d"}]}' % i for i in range(12_000))
    told, json = apart.salvage_apart(b'{"windows":[{"tabs":[*,' + tabs + b"]}]}")
    assert len(told.guessed) > 12_000
    assert len(set(told.guessed)) == len(told.guessed)
    assert [letter for letter, size in sizes if size == FRAME.size].count(b"g") >= 3
    assert max(size for _, size in sizes if size != len(json)) < 200_000


def test_a_small_file_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = here(monkeypatch)
    apart.salvage_apart(CUT)
    assert asked == [CUT]


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("python", ["/no/such/python", "/bin/true", "/bin/cat"])
def test_where_no_other_process_can_be_had_it_is_read_here(
    monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    if python.startswith("/bin") and not Path(python).exists():
        pytest.skip("there is no such program")
    monkeypatch.setattr(sys, "executable", python)
    asked = here(monkeypatch)
    told, _ = apart.salvage_apart(CUT)
    assert asked == [CUT]
    assert told.tabs > 100


@pytest.mark.usefixtures("another")
def test_a_process_that_the_system_ends_is_want_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_process, "_BEGIN", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(MemoryError):
        apart.salvage_apart(CUT)


@pytest.mark.usefixtures("another")
def test_who_wants_no_more_of_it_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Exception):
        pass

    ends = (
        "import sys, time; from sessiontui.stores.salvage_child import *; "
        "from sessiontui.stores.salvage_child import _frame; "
        "sys.stdin.buffer.read(); _frame(sys.stdout.buffer, b'p', PROGRESS.pack(1, 3)); "
        "time.sleep(600)"
    )
    monkeypatch.setattr(own_process, "_BEGIN", ends)
    seen: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        seen.append((done, of))
        raise Stopped

    with pytest.raises(Stopped):
        apart.salvage_apart(CUT, progress)
    assert seen == [(1, 3)]


@pytest.mark.usefixtures("another")
def test_reading_a_large_damaged_file_says_how_far_it_is_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LARGE", 1)
    monkeypatch.setattr(apart, "LARGE", len(CUT) + 1)  # here, where each step is heard
    path = tmp_path / "recovery.jsonlz4"
    path.write_bytes(CUT)
    cache = SessionCache()
    heard: list[str] = []

    def stop(told: progress.Told) -> None:
        heard.append(told.words)
        if told.doing.startswith("salvaging"):
            raise progress.Stopped

    with progress.told_to(stop), pytest.raises(progress.Stopped):
        cache.load(path)
    assert heard[-1].startswith("salvaging recovery.jsonlz4: ")
    assert cache.load(path).snapshot.counts.tabs > 100  # it is not taken for one that gives nothing


def test_a_damaged_file_is_salvaged_once_and_firefox_s_reading_of_it_salvages_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = here(monkeypatch)
    path = tmp_path / "recovery.jsonlz4"
    path.write_bytes(CUT)
    cache = SessionCache()
    for _ in range(2):
        with pytest.raises(Damaged, match="cut short"):
            cache.load(path, whole=True)
    assert asked == []
    peeked = cache.load(path, keep=False)
    assert cache.load(path) is peeked
    assert len(asked) == 1
    with pytest.raises(Damaged, match="cut short"):
        cache.load(path, whole=True)  # also of what is remembered
    path.write_bytes(DATA)
    assert cache.load(path, whole=True).snapshot.salvaged is None
