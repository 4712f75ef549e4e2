"""Where long work is, in words, and that it can be stopped between two steps."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sessiontui import private_files, progress
from sessiontui.firefox.safe_reading import read_bytes
from sessiontui.progress import LARGE, Relay, Stopped, Told, tell, told_to
from sessiontui.stores.session_cache import SessionCache
from tests.builders import mozlz4, session, to_json, window

SIZE = 20_000_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(b"{" + b" " * (SIZE - 2) + b"}")
    return path


def test_nobody_listens_and_nothing_happens() -> None:
    tell("reading", 1, SIZE)


def test_only_the_thread_that_listens_hears() -> None:
    heard: list[Told] = []
    with told_to(heard.append):
        other = threading.Thread(target=tell, args=("elsewhere", 1, SIZE))
        other.start()
        other.join()
        tell("here", None, SIZE)
        with told_to(None):
            tell("hidden", None, SIZE)
        tell("again", None, SIZE)
    tell("after", None, SIZE)
    assert [told.doing for told in heard] == ["here", "again"]


def test_of_what_is_small_nothing_is_told() -> None:
    heard: list[Told] = []
    with told_to(heard.append):
        tell("reading", 1, LARGE - 1)
        tell("looking through", 1, 5, "versions")
    assert [told.words for told in heard] == ["looking through: 1 of 5 versions"]


def test_the_words_have_bytes_and_no_share_where_there_is_none() -> None:
    assert Told("reading a", 42_000_000, 100_000_000).words == "reading a: 42 of 100 MB"
    assert Told("unpacking a", None, 100_000_000).words == "unpacking a: 100 MB"


def test_reading_tells_how_far_it_is_and_gives_every_byte(large: Path) -> None:
    heard: list[Told] = []
    with told_to(heard.append):
        data, _ = read_bytes(large)
    assert data == large.read_bytes()
    assert len(heard) > 3
    assert [told.done for told in heard] == sorted({told.done or 0 for told in heard})
    assert (heard[-1].done, heard[-1].total, heard[-1].doing) == (SIZE, SIZE, "reading large")


def test_writing_tells_how_far_it_is_and_writes_every_byte(tmp_path: Path, large: Path) -> None:
    heard: list[Told] = []
    data = large.read_bytes()
    with told_to(heard.append):
        private_files.write_new(tmp_path / "new", data)
    assert (tmp_path / "new").read_bytes() == data
    assert (heard[-1].done, heard[-1].total) == (SIZE, SIZE)


def test_what_is_stopped_in_the_midst_leaves_no_half_of_a_file(tmp_path: Path, large: Path) -> None:
    def stop(told: Told) -> None:
        if (told.done or 0) > SIZE // 2:
            raise Stopped

    with told_to(stop), pytest.raises(Stopped):
        private_files.write_new(tmp_path / "new", large.read_bytes())
    assert not (tmp_path / "new").exists()


def test_a_version_that_was_not_read_to_its_end_is_not_taken_for_damaged(tmp_path: Path) -> None:
    path = tmp_path / "sessionstore.jsonlz4"
    path.write_bytes(mozlz4(to_json(session(window("https://a.example/"), pad="x" * SIZE))))
    cache = SessionCache()

    def stop(told: Told) -> None:
        if told.doing.startswith("decoding"):
            raise Stopped

    with told_to(stop), pytest.raises(Stopped):
        cache.load(path)
    assert cache.load(path).snapshot.counts.tabs == 1


def test_a_relay_hands_on_once_somebody_is_there() -> None:
    relay, heard = Relay(), list[Told]()

    def work() -> str:
        tell("before", None, SIZE)
        relay.listener = heard.append
        tell("after", None, SIZE)
        return "done"

    assert relay.hearing(work) == "done"
    assert [told.doing for told in heard] == ["after"]
    assert progress.AT_START.listener is None


def test_of_pieces_whose_sum_is_not_known_only_what_is_done_is_told(tmp_path: Path) -> None:
    heard: list[Told] = []
    piece = b"x" * (LARGE // 2)
    with told_to(heard.append):
        private_files.write_new(tmp_path / "new", iter([piece] * 3))
    assert heard[-1].words == "writing: 12 MB"
