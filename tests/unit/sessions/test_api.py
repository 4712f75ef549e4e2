"""The WebExtensions ``sessions`` API in Python: Firefox's list, Firefox's errors, its own edits."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.errors import NothingFound, Refused, SessiontuiError, StaleRevision, UsageError
from sessiontui.sessions import (
    MAX_SESSION_RESULTS,
    Event,
    Filter,
    Session,
    Sessions,
    open_sessions,
)
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.workspace import Workspace
from tests.builders import (
    MINUTE,
    NOW,
    SECOND,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    read_session,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.system import lock_held

A, B, C, D, E, F, G = (f"https://{name}.example/page" for name in "abcdefg")
ME = "me@example.org"
STATE = session(
    window(
        A,
        tab(B, pinned=False, userContextId=6),
        closed=[
            closed_tab(tab(entry(C, "Sea"), pinned=True), closed_id=4, closed_at=NOW - 3, pos=1),
            closed_tab(D, closed_id=5, closed_at=NOW - 5),
        ],
        closedGroups=[
            closed_group("g", "Gone", G, F, first_closed_id=10, closed_at=NOW - 4),
        ],
        selected=2,
    ),
    window(tab(E, extData={"other": "1"}), closed=[closed_tab(A, closed_id=7, closed_at=NOW - 9)]),
    closed_windows=[closed_window(window(E, F), closed_id=9, closed_at=NOW - MINUTE)],
    savedGroups=[saved_group("s", "Saved", F, first_closed_id=20)],
)


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=STATE)


@pytest.fixture
def sessions(profile: Path) -> Iterator[Sessions]:
    with open_sessions(str(profile), addon_id=ME) as opened:
        yield opened


def state(profile: Path) -> Json:
    return read_session(profile / "sessionstore.jsonlz4")


def ids(found: list[Session]) -> list[str | None]:
    return [(s.tab or s.window).session_id for s in found if s.tab or s.window]  # type: ignore[union-attr]


# -- the list ----------------------------------------------------------------------------------


def test_recently_closed_is_firefox_s_list(sessions: Sessions) -> None:
    found = sessions.get_recently_closed()
    assert ids(found) == ["4", "10", "11", "5", "7", "9"]
    assert [s.last_modified for s in found][:2] == [NOW - 3, NOW - 4]
    first = found[0].tab
    assert first is not None
    assert (first.url, first.title, first.index, first.window_id) == (C, "Sea", 1, 1)
    assert (first.id, first.pinned, first.active) == (None, False, False), "as Firefox gives it"
    last = found[-1].window
    assert last is not None
    assert (last.id, last.type, last.state) == (None, "normal", "normal")
    assert [(t.url, t.session_id, t.index, t.window_id) for t in last.tabs] == [
        (E, "undefined", 0, None),
        (F, "undefined", 0, None),
    ]


def test_without_a_filter_the_list_may_be_longer_than_25(tmp_path: Path) -> None:
    many = [closed_tab(A, closed_id=i, closed_at=NOW - i) for i in range(40)]
    place = write_profile(tmp_path / "p", clean=session(window(A, closed=many)))
    with open_sessions(str(place)) as opened:
        assert len(opened.get_recently_closed()) == 40
        assert len(opened.get_recently_closed(Filter())) == 40
        assert ids(opened.get_recently_closed(Filter(max_results=2))) == ["0", "1"]
        assert opened.get_recently_closed(Filter(max_results=0)) == []
        assert len(opened.get_recently_closed(Filter(MAX_SESSION_RESULTS))) == 25


def test_a_filter_is_judged_as_firefox_judges_it() -> None:
    with pytest.raises(UsageError, match=r"26 is too big \(must be at most 25\)"):
        Filter(max_results=26)
    with pytest.raises(UsageError, match=r"-1 is too small \(must be at least 0\)"):
        Filter(max_results=-1)
    for wrong in (True, 2.5, "3"):
        with pytest.raises(UsageError, match="Expected integer"):
            Filter(max_results=wrong)  # type: ignore[arg-type]


def test_windows_give_the_ids(sessions: Sessions) -> None:
    found = sessions.windows()
    assert [(w.id, w.focused, [t.id for t in w.tabs]) for w in found] == [
        (1, True, [1, 2]),
        (2, False, [3]),
    ]
    second = found[0].tabs[1]
    assert (second.url, second.active, second.window_id) == (B, True, 1)
    assert second.cookie_store_id == "firefox-container-6"
    assert found[1].tabs[0].cookie_store_id == "firefox-default"


# -- restore -----------------------------------------------------------------------------------


def test_restore_gives_the_tab_as_it_will_be_open(sessions: Sessions, profile: Path) -> None:
    restored = sessions.restore("7")
    assert restored.tab is not None
    assert (restored.tab.url, restored.tab.window_id, restored.tab.index) == (A, 2, 0)
    assert restored.tab.active
    assert restored.tab.id == 3
    assert restored.last_modified > NOW - 100 * MINUTE
    assert [t["entries"][0]["url"] for t in state(profile)["windows"][1]["tabs"]] == [A, E]
    assert ids(sessions.get_recently_closed()) == ["4", "10", "11", "5", "9"]


def test_restore_of_a_tab_in_a_closed_group(sessions: Sessions) -> None:
    restored = sessions.restore("11")
    assert restored.tab is not None
    assert (restored.tab.url, restored.tab.window_id) == (F, 1)
    assert ids(sessions.get_recently_closed()) == ["4", "10", "5", "7", "9"]


def test_restore_of_a_window(sessions: Sessions) -> None:
    restored = sessions.restore("9")
    assert restored.tab is None
    assert restored.window is not None
    assert (restored.window.id, restored.window.focused) == (3, True)
    assert [t.url for t in restored.window.tabs] == [E, F]


def test_restore_without_an_id_takes_what_was_closed_last(sessions: Sessions) -> None:
    urls = []
    for _ in range(6):
        restored = sessions.restore()
        tabs = [restored.tab] if restored.tab else restored.window.tabs if restored.window else []
        urls.append([t.url for t in tabs])
    assert urls == [[C], [G], [F], [D], [A], [E, F]]
    with pytest.raises(NothingFound, match="Could not restore object using sessionId undefined"):
        sessions.restore()


def test_a_window_goes_before_tabs_that_only_groups_hold(tmp_path: Path) -> None:
    """SessionStore.lastClosedObjectType looks at closed tabs, not at those of closed groups."""
    place = write_profile(
        tmp_path / "p",
        clean=session(
            window(A, closedGroups=[closed_group("g", "G", B, first_closed_id=1, closed_at=NOW)]),
            closed_windows=[closed_window(window(C), closed_id=2, closed_at=NOW - MINUTE)],
        ),
    )
    with open_sessions(str(place)) as opened:
        assert ids(opened.get_recently_closed()) == ["1", "2"]
        assert opened.restore().window is not None


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("abc", "Invalid sessionId: abc."),
        ("undefined", "Invalid sessionId: undefined."),
        ("1", "Could not restore object using sessionId 1."),
        ("12abc", "Could not restore object using sessionId 12."),
        ("20", "Could not restore object using sessionId 20."),  # a saved group is not listed
        ("x\x1b", "Invalid sessionId: x␛."),
    ],
)
def test_restore_fails_in_firefox_s_words(sessions: Sessions, wanted: str, words: str) -> None:
    with pytest.raises(SessiontuiError) as caught:
        sessions.restore(wanted)
    assert caught.value.sentence == words


# -- forget ------------------------------------------------------------------------------------


def test_the_tab_that_is_named_is_forgotten(sessions: Sessions, profile: Path) -> None:
    """Firefox 153 forgets another one here: the window's closed group is newer than "5"."""
    sessions.forget_closed_tab(1, "5")
    assert ids(sessions.get_recently_closed()) == ["4", "10", "11", "7", "9"]
    sessions.forget_closed_tab(1, "10")  # "An unexpected error occurred" in Firefox 153
    assert ids(sessions.get_recently_closed()) == ["4", "11", "7", "9"]
    sessions.forget_closed_window("9")
    assert ids(sessions.get_recently_closed()) == ["4", "11", "7"]
    assert state(profile)["_closedWindows"] == []


def test_forget_fails_in_firefox_s_words(sessions: Sessions) -> None:
    with pytest.raises(SessiontuiError, match=r"Could not find closed tab using sessionId 7\."):
        sessions.forget_closed_tab(1, "7")  # it is in the other window
    with pytest.raises(SessiontuiError, match=r"Invalid window ID: 3"):
        sessions.forget_closed_tab(3, "7")
    with pytest.raises(SessiontuiError, match=r"Invalid sessionId: x\."):
        sessions.forget_closed_tab(1, "x")
    with pytest.raises(SessiontuiError, match=r"Could not find closed window using sessionId 4\."):
        sessions.forget_closed_window("4")
    assert len(sessions.get_recently_closed()) == 6


# -- values ------------------------------------------------------------------------------------


def test_values_are_kept_where_firefox_keeps_them(sessions: Sessions, profile: Path) -> None:
    sessions.set_tab_value(3, "k", {"a": [1, None, "ü"]})
    sessions.set_window_value(2, "w", "text")
    one = state(profile)["windows"][1]
    assert one["tabs"][0]["extData"] == {
        "other": "1",
        f"extension:{ME}:k": '{"a":[1,null,"ü"]}',
    }
    assert one["extData"] == {f"extension:{ME}:w": '"text"'}
    assert sessions.get_tab_value(3, "k") == {"a": [1, None, "ü"]}
    assert sessions.get_window_value(2, "w") == "text"
    assert sessions.get_tab_value(1, "k") is None
    sessions.remove_tab_value(3, "k")
    sessions.remove_tab_value(3, "k")  # as in Firefox, no error
    sessions.remove_window_value(2, "w")
    assert state(profile)["windows"][1] == STATE["windows"][1]


def test_values_fail_in_firefox_s_words(sessions: Sessions, profile: Path) -> None:
    with pytest.raises(SessiontuiError, match="Invalid tab ID: 4"):
        sessions.get_tab_value(4, "k")
    with pytest.raises(SessiontuiError, match="Invalid window ID: 0"):
        sessions.set_window_value(0, "k", 1)
    for wrong in (object(), float("nan"), {1, 2}):
        with pytest.raises(UsageError, match="JSON"):
            sessions.set_tab_value(1, "k", wrong)
    with (
        open_sessions(str(profile)) as nobody,
        pytest.raises(UsageError, match="Sessions API storage methods need the id of an add-on"),
    ):
        nobody.set_tab_value(1, "k", 1)
    assert state(profile) == STATE


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_SURROGATES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=1)


@settings(max_examples=25)
@given(value=_JSON | _SURROGATES, key=st.text(max_size=6))
def test_what_was_set_is_what_is_got(value: Any, key: str) -> None:
    with Sessions(Workspace(DemoStore()), addon_id=ME) as opened:
        opened.set_tab_value(1, key, value)
        assert opened.get_tab_value(1, key) == value
        opened.remove_tab_value(1, key)
        assert opened.get_tab_value(1, key) is None


# -- refusals ----------------------------------------------------------------------------------


def test_while_firefox_runs_all_can_be_read_and_nothing_changed(
    sessions: Sessions, profile: Path
) -> None:
    with lock_held(profile) as pid:
        assert len(sessions.get_recently_closed()) == 6
        for act in (
            lambda: sessions.restore(),
            lambda: sessions.forget_closed_tab(1, "4"),
            lambda: sessions.forget_closed_window("9"),
            lambda: sessions.set_tab_value(1, "k", 1),
        ):
            with pytest.raises(Refused, match=f"pid {pid}"):
                act()
    assert state(profile) == STATE


def test_an_id_never_names_what_came_later(sessions: Sessions, profile: Path) -> None:
    """Firefox gives new ids at every start: "4" may be another tab then."""
    assert ids(sessions.get_recently_closed(Filter(1))) == ["4"]
    other = session(window(A, closed=[closed_tab(F, closed_id=4)]))
    write_profile(profile, clean=other, times={"clean": NOW + SECOND})
    with pytest.raises(StaleRevision):
        sessions.restore("4")
    with pytest.raises(StaleRevision):
        sessions.forget_closed_tab(1, "4")
    assert state(profile) == other
    assert len(sessions.get_recently_closed()) == 1
    assert sessions.restore("4").tab is not None


def test_read_only_is_read_only(profile: Path) -> None:
    with (
        open_sessions(str(profile), read_only=True) as opened,
        pytest.raises(Refused, match="read-only"),
    ):
        opened.restore()


def test_a_single_file_is_a_place_too(tmp_path: Path) -> None:
    path = tmp_path / "copy.js"
    path.write_bytes(to_json(STATE))
    with open_sessions(str(path)) as opened:
        assert opened.restore("4").tab is not None
        assert b"Sea" in path.read_bytes()
        assert ids(opened.get_recently_closed()) == ["10", "11", "5", "7", "9"]


# -- on_changed --------------------------------------------------------------------------------


class _Watched(DemoStore):
    """A demo whose changes the test tells of; ``watching`` counts who is told."""

    watching = 0

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        self.watching += 1
        self.tell = changed

        def end() -> None:
            self.watching -= 1

        return end


def test_on_changed_fires_when_closed_objects_changed_and_only_then() -> None:
    store = _Watched()
    calls: list[str] = []

    def listener() -> None:
        calls.append("changed")

    with Sessions(Workspace(store), addon_id=ME) as opened:
        event = opened.on_changed
        event.add_listener(listener)
        event.add_listener(listener)
        assert event.has_listener(listener)
        assert store.watching == 1
        store.tell()
        opened.set_tab_value(1, "k", 1)
        store.tell()
        assert calls == [], "a save in which nothing was closed or restored"
        opened.restore()
        store.tell()
        store.tell()
        assert calls == ["changed"]
        event.remove_listener(listener)
        assert not event.has_listener(listener)
        assert store.watching == 0
        event.remove_listener(listener)
        event.add_listener(listener)
        assert store.watching == 1
    assert store.watching == 0, "closing ends the watching"


def test_a_listener_that_fails_keeps_no_other_from_being_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    states = iter([1, 2])
    changes: list[Callable[[], object]] = []

    def watch(changed: Callable[[], object]) -> Callable[[], None]:
        changes.append(changed)
        return lambda: None

    event = Event(watch, lambda: next(states))
    calls: list[int] = []

    def fails() -> None:
        raise ZeroDivisionError

    event.add_listener(fails)
    event.add_listener(lambda: calls.append(1))
    changes[0]()
    assert calls == [1]
    assert told == [ZeroDivisionError]


def test_a_real_profile_tells_of_a_save(sessions: Sessions, profile: Path) -> None:
    changed = threading.Event()
    sessions.on_changed.add_listener(changed.set)
    write_profile(
        profile,
        clean=session(window(A), closed_windows=[window(B)]),
        times={"clean": NOW + SECOND},
    )
    assert changed.wait(60)


# -- another version ---------------------------------------------------------------------------

EARLIER = session(
    window(C, tab(D, extData={f"extension:{ME}:k": "1"}), closed=[closed_tab(E, closed_id=3)]),
    lastSessionState=session(window(F, closed=[closed_tab(G, closed_id=8)])),
)


@pytest.fixture
def with_earlier(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=STATE, previous=EARLIER)


@pytest.mark.parametrize(
    ("version", "closed", "urls"),
    [
        ("previous", ["3"], [C, D]),
        ("previous#/lastSessionState", ["8"], [F]),
        ("sessionstore", ["4", "10", "11", "5", "7", "9"], [A, B]),
    ],
)
def test_another_version_is_read(
    with_earlier: Path, version: str, closed: list[str], urls: list[str]
) -> None:
    with open_sessions(str(with_earlier), version=version) as opened:
        assert ids(opened.get_recently_closed()) == closed
        assert [tab.url for tab in opened.windows()[0].tabs] == urls


def test_every_change_of_another_version_is_refused(with_earlier: Path) -> None:
    files = [with_earlier / "sessionstore.jsonlz4", *with_earlier.glob("sessionstore-backups/*")]
    before = [file.read_bytes() for file in files]
    changes: list[Callable[[Sessions], object]] = [
        lambda s: s.restore(),
        lambda s: s.restore("3"),
        lambda s: s.forget_closed_tab(1, "3"),
        lambda s: s.set_tab_value(1, "k", 2),
        lambda s: s.remove_tab_value(2, "k"),
        lambda s: s.set_window_value(1, "k", 2),
    ]
    with open_sessions(str(with_earlier), version="previous", addon_id=ME) as opened:
        assert opened.get_tab_value(2, "k") == 1
        for change in changes:
            with pytest.raises(Refused, match="previous in p: Firefox loads sessionstore next"):
                change(opened)
        assert opened.get_tab_value(2, "k") == 1
    with (
        open_sessions(str(with_earlier), version="previous#/lastSessionState") as opened,
        pytest.raises(Refused, match="previous#/lastSessionState in p"),
    ):
        opened.restore()
    assert [file.read_bytes() for file in files] == before


def test_the_version_that_is_loaded_is_changed_also_by_its_name(with_earlier: Path) -> None:
    with open_sessions(str(with_earlier), version="sessionstore") as opened:
        restored = opened.restore("4")
        assert restored.tab is not None
        assert restored.tab.url == C
        (with_earlier / "sessionstore.jsonlz4").unlink()
        write_profile(with_earlier, recovery=STATE, previous=EARLIER, checkpoints="crashed")
        with pytest.raises(SessiontuiError, match="sessionstore"):
            opened.restore("5")


def test_a_version_that_is_not_there_is_said_at_once(
    with_earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Workspace] = []
    monkeypatch.setattr(Workspace, "close", lambda self: closed.append(self))
    for name in ("recovery", "previous#/windows/0/tabs/0"):
        with pytest.raises(NothingFound, match=name.partition("#")[0]):
            open_sessions(str(with_earlier), version=name)
    assert len(closed) == 2


def test_events_are_those_of_the_version(with_earlier: Path) -> None:
    changes: list[Callable[[], object]] = []

    class Watched(ProfileStore):
        def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
            changes.append(changed)
            return lambda: None

    calls: list[str] = []
    store = Watched(with_earlier)
    with Sessions(Workspace(store), version="previous") as opened:
        opened.on_changed.add_listener(lambda: calls.append("changed"))
        write_profile(
            with_earlier, clean=session(window(A)), previous=EARLIER, times={"clean": NOW + SECOND}
        )
        changes[0]()
        assert calls == [], "the version that is loaded has changed, this one has not"
        write_profile(
            with_earlier, clean=session(window(A)), previous=session(window(C)),
            times={"clean": NOW + SECOND, "previous": NOW + SECOND},
        )  # fmt: skip
        changes[0]()
        assert calls == ["changed"]
        (with_earlier / "sessionstore-backups/previous.jsonlz4").unlink()
        changes[0]()
        assert calls == ["changed"]
