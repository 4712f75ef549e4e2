"""What programs get are values: they can be kept, sent, copied, compared, and shown shortly."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import sessiontui
from sessiontui import SeveralProfiles, Unreadable, open_profile, open_session, profiles, salvage
from sessiontui.errors import SessiontuiError
from sessiontui.library import promised
from sessiontui.sessions import open_sessions
from tests.builders import (
    closed_tab,
    closed_window,
    cookie,
    entry,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

ERRORS: Final = {"SessiontuiError", "SeveralProfiles"}
LONG: Final = "x" * 300_000


@pytest.fixture
def values(files: Path) -> Mapping[str, Any]:
    """One of each type that is promised, by its name; some hold a lot."""
    state = session(
        window(
            tab(
                entry(f"https://one.example/{LONG}", LONG), groupId="g",
                formdata={"id": {"note": LONG}}, scroll={"scroll": "0,9"},
            ),
            closed=[closed_tab("https://closed.example/", closed_id=4)],
            groups=[group("g", "Garden")],
        ),
        closed_windows=[closed_window(window("https://w.example/"), closed_id=9)],
        savedGroups=[saved_group("s", "Saved", "https://s.example/", first_closed_id=20)],
        cookies=[cookie("one.example", "sid", LONG)],
    )  # fmt: skip
    gone = window("https://gone.example/1", "https://gone.example/2")
    many = mozlz4(to_json(session(window(*(f"https://{i}.example/" for i in range(40))))))
    write_profile(
        files / "p",
        clean=state,
        previous=session(gone),
        upgrades={"20260101000000": many[: len(many) // 2]},
    )
    seen: dict[str, Any] = {}
    with open_profile(files / "p") as profile:
        read, cut = profile.session(), profile.session("upgrade-20260101000000")
        start: list[object] = [
            read, profile.versions, profile.state, profile.settings, profile.find("example"),
            profile.lost(), profile.summary("previous"), salvage("cut.jsonlz4"), cut.salvaged,
            read.recently_closed, profiles(files / "p"),
        ]  # fmt: skip
        for one in start:
            _walk(one, seen)
    return seen


def _walk(value: object, seen: dict[str, Any]) -> None:
    if value is None or isinstance(value, str | bytes | int | float):
        return
    if isinstance(value, Mapping):
        value = tuple(value.values())
    name = {"Session": "RecentlyClosed"}.get(type(value).__name__, type(value).__name__)
    if name in promised.TYPES:
        if name in seen:
            return
        seen[name] = value
        for attribute in promised.attributes_of(name):
            held = getattr(value, attribute)
            if not callable(held):
                _walk(held, seen)
    elif isinstance(value, Iterable):
        for one in value:
            _walk(one, seen)


def test_a_value_of_each_type_is_kept_copied_compared_and_shown_shortly(
    values: Mapping[str, Any],
) -> None:
    assert set(values) == set(promised.TYPES) - ERRORS - {"Profile"}
    for name, value in values.items():
        for made in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert made == value, name
            assert hash(made) == hash(value), name
        assert value != "another", name
        shown = repr(value)
        assert len(shown) < 3_000, name
        assert "\n" not in shown
        assert " object at 0x" not in shown, name


def test_two_readings_of_one_version_are_equal_and_of_two_are_not(files: Path) -> None:
    read, again = open_session("xyz.default"), open_session("xyz.default")
    other = open_session("xyz.default", version="previous")
    assert read == again
    assert read != other
    pairs: list[tuple[object, object, object]] = [
        (read.tabs[0], again.tabs[0], other.tabs[0]),
        (read.windows[0], again.windows[0], other.windows[0]),
        (read.recently_closed[0], again.recently_closed[0], None),
    ]
    for one, same, not_it in pairs:
        assert one == same
        assert one != not_it
        assert {one, same} == {one}
    assert read.tabs[0] != read.tabs[1]
    assert read.tabs[0] in list(again.tabs)
    assert read.tabs[0] != read.windows[0]
    assert read.tabs[0].entry == other.tabs[0].entry, "an entry is its address and title alone"


def test_what_was_unpickled_says_all_that_was_read() -> None:
    with open_session("demo:") as read:
        sent = pickle.dumps((read, read.tabs[11], read.windows[0].groups[0]))
    got, shop, research = pickle.loads(sent)
    assert [tab.url for tab in got.tabs] == [tab.url for tab in read.tabs]
    assert got.container_of(shop) == "Shopping"
    assert got.tabs_of(research) == read.tabs_of(read.windows[0].groups[0])
    assert shop.size == read.tabs[11].size
    assert got.export(format="urls") == read.export(format="urls")
    with pytest.raises(Unreadable, match=r"this session was unpickled, .* open demo: for"):
        got.export(ids=["previous#/windows/0"])
    got.close()
    with open_session("demo:") as closed:
        pass
    with pytest.raises(Unreadable, match="was unpickled"):
        _ = pickle.loads(pickle.dumps(closed)).containers


def test_lists_of_lazy_things_are_sent_as_tuples(files: Path) -> None:
    with open_profile("xyz.default") as profile:
        read, lost = profile.session(), profile.lost()
    for items in (read.tabs, read.windows[0].tabs, read.recently_closed, lost.pages):
        assert pickle.loads(pickle.dumps(items)) == tuple(items)
        assert copy.deepcopy(items) is items
    assert repr(read.tabs) == "<2 items>"
    assert repr(lost.pages) == "<1 item>"


def test_a_profile_is_live_and_says_that_it_cannot_be_sent() -> None:
    ways: tuple[Callable[[Any], object], ...] = (pickle.dumps, copy.copy, copy.deepcopy)
    with open_profile("demo:") as profile:
        for attempt in ways:
            with pytest.raises(
                TypeError, match=r"a Profile cannot be copied or pickled: .*location"
            ):
                attempt(profile)


def test_a_table_is_like_a_dict_that_nobody_changes() -> None:
    with open_profile("demo:") as profile:
        table: Any = profile.containers
    assert table == dict(table)
    assert repr(table) == repr(dict(table))
    with pytest.raises(TypeError, match="does not support item assignment"):
        table[1] = "x"


@pytest.mark.parametrize("name", sessiontui._ERRORS)  # type: ignore[attr-defined]
def test_an_error_comes_whole_from_another_process(name: str) -> None:
    kind: type[SessiontuiError] = getattr(sessiontui, name)
    got = pickle.loads(pickle.dumps(kind("x: a sentence")))
    assert type(got) is kind
    assert (got.sentence, str(got)) == ("x: a sentence", "x: a sentence")


def test_the_error_that_offers_profiles_does_as_well(files: Path) -> None:
    for name in ("a", "b"):
        write_profile(files / "several" / name, clean=session(window("https://a.example/")))
    with pytest.raises(SeveralProfiles) as raised:
        open_session(files / "several")
    got = pickle.loads(pickle.dumps(raised.value))
    assert (type(got), got.sentence) == (SeveralProfiles, raised.value.sentence)
    assert {str(one.path) for one in got.profiles} == {str(files / "several" / n) for n in "ab"}


def test_what_the_sessions_api_gives_is_shown_shortly_and_can_be_sent() -> None:
    with open_sessions("demo:") as sessions:
        shown = [*sessions.windows(), *sessions.get_recently_closed()]
        assert repr(sessions) == "<Sessions demo>"
        with pytest.raises(TypeError, match="Sessions cannot be copied or pickled"):
            pickle.dumps(sessions)
    assert pickle.loads(pickle.dumps(shown)) == shown
    assert max(len(repr(one)) for one in shown) < 1_500
