"""The same saves under other designs: laws, and small cases counted in another way."""

from __future__ import annotations

import copy
import itertools
import json
import math
import sqlite3
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.firefox.prefs.pages_at_quit import USUAL_PAGES, PagesAtQuit
from sessiontui.monitor.what_if import databases
from sessiontui.monitor.what_if.databases import Copied, NotHere, Rows
from sessiontui.monitor.what_if.designs import redesign, spaced
from sessiontui.monitor.what_if.encodings import FilePerTab, InPlace, Journal
from sessiontui.monitor.what_if.judged import judged
from sessiontui.monitor.what_if.less import (
    FEW_CLOSED,
    LESS_HISTORY,
    NO_FAVICONS,
    NO_POST,
    NO_STORAGE,
    REDUCED,
    Less,
    at_quit,
    lessened,
    together,
)
from sessiontui.monitor.what_if.pieces import Pieces, Splitter, changes
from sessiontui.monitor.what_if.types import Design, Sample
from sessiontui.progress import Stopped, Told, told_to
from tests import builders
from tests.builders import NOW, SECOND, Json

MISSING = pytest.mark.skipif(find_spec("lmdb") is None, reason="the package lmdb is not here")
IN_PIECES = ("journal", "file_per_tab", "binary", "sqlite", "lmdb")
MEASURED = IN_PIECES if find_spec("lmdb") else IN_PIECES[:-1]
LESS = ("no_favicons", "few_closed", "less_history", "no_storage", "no_post", "reduced")
WHOLE = ("today", "json", "interval_60", "interval_300", *LESS)


def go_on() -> None:
    """What is called now and then, when nobody wants to stop."""


def packed(*sessions: Json) -> list[Sample]:
    """One save each 15 seconds."""
    return [
        Sample(NOW + i * 15.0 * SECOND, builders.mozlz4(builders.to_json(session)))
        for i, session in enumerate(sessions)
    ]


def counted(
    samples: Sequence[Sample], saves: Sequence[tuple[float, int]] | None = None
) -> dict[str, Design]:
    if saves is None:
        saves = [(sample.at, len(sample.packed)) for sample in samples]
    return {design.key: design for design in redesign(samples, saves, 15.0 * len(saves))}


def ratio(found: dict[str, Design], key: str) -> float:
    """Of a design that was measured."""
    value = found[key].ratio
    assert value is not None
    return value


def measured(found: dict[str, Design], key: str) -> float:
    """Bytes a save of a design that was measured."""
    value = found[key].per_save
    assert value is not None
    return value


def many_tabs(count: int = 60) -> Json:
    """Tabs that LZ4 cannot make much smaller together than each alone."""
    return builders.session(
        builders.window(
            *(builders.tab(f"https://{i}.example/{i * 7919}") for i in range(count)),
            closed=[f"https://closed{i}.example/" for i in range(8)],
        ),
        closed_windows=[builders.window(f"https://w{i}.example/") for i in range(3)],
    )


def after_a_change(session: Json, tab: int = 3, seconds: int = 15) -> Json:
    later = copy.deepcopy(session)
    later["windows"][0]["tabs"][tab]["scroll"] = {"scroll": "0,777"}
    later["session"]["lastUpdate"] += seconds * SECOND
    return later


# -- laws of the table -------------------------------------------------------------------------


def test_nothing_seen_is_no_design() -> None:
    assert redesign(packed(many_tabs()), [], 60) == ()


def test_today_comes_first_and_is_what_was_written() -> None:
    first = many_tabs()
    saves = [(NOW + i * 15_000.0, 1000 + i) for i in range(240)]
    designs = redesign(packed(first, after_a_change(first)), saves, 3600)
    assert [design.key for design in designs] == [*WHOLE, *IN_PIECES]
    today = designs[0]
    assert today.per_save is not None
    assert (today.saves, today.ratio) == (240, 1.0)
    assert today.per_save * 240 == pytest.approx(sum(size for _, size in saves))
    assert today.per_8h == pytest.approx(8 * sum(size for _, size in saves))


sizes = st.lists(
    st.tuples(st.integers(0, 4_000_000).map(float), st.integers(0, 10**7)), min_size=1, max_size=40
)


@given(sizes, st.integers(1, 100_000))
@settings(max_examples=30)
def test_every_design_adds_up_whatever_was_seen(
    saves: list[tuple[float, int]], seconds: int
) -> None:
    total = sum(size for _, size in saves)
    for design in redesign(SMALL, saves, seconds):
        assert len(design.assumption) < 100
        assert "\n" not in design.assumption
        if design.key not in (*WHOLE, *MEASURED):
            assert (design.per_save, design.per_8h, design.ratio) == (None, None, None)
            continue
        assert design.per_save is not None and design.ratio is not None
        assert design.per_save * design.saves == pytest.approx(design.ratio * total)
        if len(saves) > 1:
            assert design.per_8h == pytest.approx(design.ratio * total * 28_800 / seconds)
        else:
            assert design.per_8h is None
        assert design.ratio >= 0 and math.isfinite(design.per_save)


SMALL = packed(
    builders.session(builders.window("https://a.example/")),
    builders.session(builders.window("https://a.example/", "https://b.example/")),
)


def test_an_assumption_is_one_short_line_however_much_was_seen() -> None:
    saves = [(NOW + i * 1.0, 10) for i in range(100_000)]
    broken = [Sample(0, b"mozLz40\0 broken")] * 1000
    for design in redesign([*broken, *SMALL], saves, 3):
        assert len(design.assumption) < 100, design.assumption


def test_no_time_watched_is_no_pace() -> None:
    assert {d.per_8h for d in redesign(SMALL, [(0, 10), (1, 10)], 0)} == {None}


def test_what_was_measured_on_few_saves_says_so() -> None:
    saves = [(NOW + i * 15_000.0, 1000) for i in range(240)]
    found = counted(SMALL, saves)
    assert found["journal"].assumption.endswith("; ratio of 1 of 240 saves")
    assert found["no_favicons"].assumption.endswith("; ratio of 2 of 240 saves")
    assert "ratio" not in found["today"].assumption
    assert measured(found, "journal") == pytest.approx(1000 * ratio(found, "journal"))


def test_one_kept_save_leaves_out_what_needs_two() -> None:
    assert tuple(counted(SMALL[:1])) == WHOLE
    one = redesign(SMALL[:1], [(NOW, 500)], 15)
    assert {d.key: d.ratio for d in one if d.key.startswith("interval")} == {
        "interval_60": 1.0,
        "interval_300": 1.0,
    }


def test_without_kept_files_there_are_today_and_the_intervals() -> None:
    assert tuple(counted([], [(NOW, 5), (NOW + 1, 5)])) == ("today", "interval_60", "interval_300")


def test_saves_of_the_same_bytes_cost_the_designs_in_pieces_nothing() -> None:
    found = counted(packed(*[many_tabs()] * 4))
    assert {key: found[key].ratio for key in MEASURED} == dict.fromkeys(MEASURED, 0)


def test_a_save_with_nothing_but_its_time_costs_the_designs_in_pieces_almost_nothing() -> None:
    first = many_tabs(200)
    later = copy.deepcopy(first)
    later["session"]["lastUpdate"] += 15_000
    found = counted(packed(first, later))
    assert measured(found, "journal") < 500
    assert found["file_per_tab"].per_save == pytest.approx(4096)  # the index
    assert found["binary"].per_save == pytest.approx(4096)
    assert measured(found, "sqlite") < 4 * 4096


@given(st.lists(st.integers(0, 7), min_size=1, max_size=6))
@settings(max_examples=20)
def test_a_journal_never_writes_more_than_today(opened: list[int]) -> None:
    series = [
        builders.session(builders.window(*(f"https://{n}.example/{i}" for i in range(n))))
        for n in opened
    ]
    found = counted(packed(*series))
    if len(series) > 1:
        assert ratio(found, "journal") <= 1.001  # the long run is counted in whole rounds


# -- damage, foreign text, cancel --------------------------------------------------------------


def test_a_damaged_sample_is_left_out_and_told() -> None:
    good = packed(
        *itertools.accumulate(range(3), lambda s, _: after_a_change(s), initial=many_tabs())
    )
    cut = Sample(NOW + 1.0, good[0].packed[:-40])
    not_json = Sample(NOW + 2.0, builders.mozlz4(b'{"windows":[{'))
    saves = [(sample.at, len(sample.packed)) for sample in good]
    assert "unreadable" not in counted(good)["today"].assumption
    found = counted([cut, good[0], not_json, *good[1:]], saves)
    assert "2 of 6 kept files unreadable" in found["today"].assumption
    assert {k: d.ratio for k, d in found.items()} == {k: d.ratio for k, d in counted(good).items()}
    assert tuple(counted([cut, not_json], saves)) == ("today", "interval_60", "interval_300")


@pytest.mark.parametrize(
    "odd",
    [
        rb'"title":"cut \ud83d"',
        rb'"title":"\ude00 half","n":1e400',
        b'"title":"\xff\xfe"',
        b'"n":123456789012345678901234567890',
        b'"deep":' + b"[" * 2000 + b"]" * 2000,
        b'"a":1,"a":2,"":null',
    ],
)
def test_what_strict_parsers_reject_is_counted_all_the_same(odd: bytes) -> None:
    def text(scroll: int) -> bytes:
        return b'{"windows":[{"tabs":[{%b,"scroll":%d,"image":"x"}],"_closedTabs":[{"state":{%b}}]},null,7],"x":{%b}}' % (odd, scroll, odd, odd)  # fmt: skip  # noqa: E501

    samples = [Sample(NOW + i, builders.mozlz4(text(i))) for i in range(3)]
    found = counted(samples)
    assert tuple(found) == (*WHOLE, *IN_PIECES)
    assert "unreadable" not in found["today"].assumption
    assert found["json"].ratio == pytest.approx(
        sum(len(text(i)) for i in range(3)) / sum(len(sample.packed) for sample in samples)
    )
    assert all(ratio(found, key) > 0 for key in (*WHOLE, *MEASURED))


@pytest.mark.parametrize(
    "text", [b"{}", b'{"windows":{},"_closedWindows":7}', b'\xef\xbb\xbf({ "windows" : [ ] })\n']
)
def test_odd_shapes_are_counted(text: bytes) -> None:
    assert tuple(counted([Sample(NOW, text), Sample(NOW + 1, text)])) == (*WHOLE, *IN_PIECES)


_KEYS = st.sampled_from(
    ["windows", "tabs", "_closedTabs", "closedGroups", "groups", "state", "image", "\udc00", ""]
)
wild = st.recursive(
    st.sampled_from([None, 1, -0.0, 10**30, "x", "\ud83d", True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(
    st.lists(st.fixed_dictionaries({"windows": wild, "savedGroups": wild}), min_size=2, max_size=3)
)
@settings(max_examples=60)
def test_wild_shapes_are_counted(series: list[Json]) -> None:
    found = counted(packed(*series))
    assert tuple(found) == (*WHOLE, *IN_PIECES)
    assert "unreadable" not in found["today"].assumption


def test_plain_json_of_an_old_firefox_is_its_own_measure() -> None:
    first = many_tabs()
    texts = [builders.to_json(s) for s in (first, after_a_change(first))]
    found = counted([Sample(NOW + i, text) for i, text in enumerate(texts)])
    assert found["json"].ratio == 1
    assert ratio(found, "no_favicons") < 0.5  # it is compressed as well


def test_it_ends_with_nothing_wherever_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    first = many_tabs(4)
    samples = packed(first, after_a_change(first), after_a_change(first, seconds=30))
    saves = [(sample.at, len(sample.packed)) for sample in samples]
    places = temporary_places(monkeypatch)
    asked = 0

    def never() -> bool:
        nonlocal asked
        asked += 1
        return False

    assert redesign(samples, saves, 45, cancelled=never)
    total = asked
    assert total > 100
    for stop in range(0, total, 7):
        answers = iter([*[False] * stop, True])  # asked once more, it would raise
        assert redesign(samples, saves, 45, cancelled=answers.__next__) == ()
    assert places and not any(place.exists() for place in places)


def test_it_says_which_save_it_is_at_and_who_hears_it_may_stop_it() -> None:
    first = many_tabs(4)
    samples = packed(first, after_a_change(first))
    saves = [(sample.at, len(sample.packed)) for sample in samples]
    heard: list[Told] = []
    with told_to(heard.append):
        assert redesign(samples, saves, 45)
    assert [told.words for told in heard] == [
        "other settings: 1 of 2 saves", "other settings: 2 of 2 saves",
        "other designs: 2 of 2 saves",
    ]  # fmt: skip

    def stop(told: Told) -> None:
        raise Stopped

    with told_to(stop):
        assert redesign(samples, saves, 45) == ()


# -- privacy -----------------------------------------------------------------------------------


def temporary_places(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where directories for the database are made, from now on."""
    places: list[Path] = []

    class Noted(tempfile.TemporaryDirectory[str]):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            places.append(Path(self.name))

    monkeypatch.setattr(databases, "TemporaryDirectory", Noted)
    return places


def test_the_database_is_for_nobody_else_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    places = temporary_places(monkeypatch)
    splitter = Splitter()
    before, after = (
        splitter.split(builders.to_json(session), go_on)
        for session in (many_tabs(), after_a_change(many_tabs()))
    )
    with Rows() as rows:
        rows.begin(before, go_on)
        assert rows.save(changes(before, after), after, go_on) > 0
        files = sorted(places[0].iterdir())
        assert [file.name for file in files] == [
            "sessions.sqlite",
            "sessions.sqlite-shm",
            "sessions.sqlite-wal",
        ]
        assert places[0].stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert not places[0].exists()


def test_a_full_disk_leaves_sqlite_out_and_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    places = temporary_places(monkeypatch)

    def full(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Rows, "save", full)
    found = counted(SMALL)
    assert tuple(found) == (*WHOLE, *[key for key in IN_PIECES if key != "sqlite"])
    assert "SQLite found no room" in found["today"].assumption
    assert places and not any(place.exists() for place in places)


def test_no_database_is_loaded_before_somebody_asks() -> None:
    code = (
        "import sys, sessiontui.monitor.what_if.designs; "
        "print({'sqlite3', 'lmdb'} & {*sys.modules} != set())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


# -- intervals ---------------------------------------------------------------------------------


def naive(saves: Sequence[tuple[float, int]], interval: int) -> list[int]:
    """Second by second: something may be new, and is written when it is time."""
    written: list[int] = []
    last = -math.inf
    new: int | None = None
    for second in range(int(saves[-1][0]) // 1000 + 1):
        for at, size in saves:
            if at == second * 1000:
                new = size
        if new is not None and second >= last + interval:
            written.append(new)
            last, new = second, None
    return written


@given(
    st.dictionaries(st.integers(0, 400), st.integers(1, 99), min_size=1, max_size=30),
    st.sampled_from([1, 7, 15, 60, 300]),
)
def test_an_interval_writes_what_a_clock_would(saves: dict[int, int], interval: int) -> None:
    seen = [(second * 1000.0, size) for second, size in sorted(saves.items())]
    assert spaced(seen, interval) == naive(seen, interval)


@given(sizes, st.integers(1, 400))
def test_an_interval_never_writes_more_than_today(
    saves: list[tuple[float, int]], interval: int
) -> None:
    written = spaced(sorted(saves), interval)
    assert 1 <= len(written) <= len(saves)
    assert sum(written) <= sum(size for _, size in saves)


def test_saves_each_15_seconds_become_a_fourth_and_a_twentieth() -> None:
    saves = [(NOW + i * 15_000.0, 1000) for i in range(1920)]
    found = {design.key: design for design in redesign((), saves, 8 * 3600)}
    assert (found["interval_60"].saves, found["interval_60"].ratio) == (480, 0.25)
    assert (found["interval_300"].saves, found["interval_300"].ratio) == (96, 0.05)
    assert found["interval_60"].per_save == 1000
    assert found["interval_60"].per_8h == 480_000


def test_an_interval_seen_for_too_short_says_so() -> None:
    found = {design.key: design for design in redesign((), [(0, 1), (15_000, 1)], 200)}
    assert "only" not in found["interval_60"].assumption
    assert found["interval_300"].assumption.endswith("; watched for only 3 min")


# -- less of it --------------------------------------------------------------------------------


def without_images(session: Json) -> Json:
    session = copy.deepcopy(session)
    windows = [*session["windows"], *session["_closedWindows"]]
    groups = [*session["savedGroups"]]
    for window in windows:
        groups += [*window.get("closedGroups", ()), *window.get("groups", ())]
        for tab in window["tabs"]:
            tab.pop("image", None)
    closed = [tab for window in windows for tab in window["_closedTabs"]]
    for tab in closed + [tab for group in groups for tab in group.get("tabs", ())]:
        tab.pop("image", None)
        tab["state"].pop("image", None)
    return session


def rich() -> Json:
    session = many_tabs(5)
    group = builders.closed_group("g1", "Trip", builders.tab("https://g.example/"))
    session["windows"][0]["closedGroups"] = [group]
    session["windows"][0]["tabs"][0]["formdata"] = {"id": {"image": "a form's own field"}}
    session["_closedWindows"][0]["_closedTabs"] = [
        builders.closed_tab(f"https://x{i}.example/") for i in range(9)
    ]
    session["savedGroups"] = [
        builders.saved_group("g2", "Kept", builders.tab("https://s.example/"))
    ]
    return session


def test_without_favicons_everything_else_stays() -> None:
    session = rich()
    less = lessened(builders.to_json(session), NO_FAVICONS, go_on)
    assert less == builders.to_json(without_images(session))
    assert b"a form's own field" in less
    assert builders.FAVICON.encode() not in less
    sample = packed(session)
    assert counted(sample)["no_favicons"].per_save == pytest.approx(
        len(builders.mozlz4(builders.to_json(without_images(session))))
    )


def test_last_sessions_favicons_go_too() -> None:
    session = {**rich(), "lastSessionState": rich()}
    less = lessened(builders.to_json(session), NO_FAVICONS, go_on)
    assert builders.FAVICON.encode() not in less
    assert json.loads(less)["lastSessionState"] == without_images(rich())


def test_few_closed_items_are_the_newest() -> None:
    session = rich()
    less = lessened(builders.to_json(session), FEW_CLOSED, go_on)
    for window in [*session["windows"], *session["_closedWindows"]]:
        del window["_closedTabs"][5:]
    del session["_closedWindows"][1:]
    assert less == builders.to_json(session)


def visited(count: int, index: int | None) -> Json:
    """A tab with so many pages, the ``index``-th of which (from 1) is shown."""
    tab = builders.tab("https://0.example/")
    tab["entries"] = [builders.entry(f"https://{n}.example/") for n in range(count)]
    if index is None:
        del tab["index"]
    else:
        tab["index"] = index
    return tab


@pytest.mark.parametrize(
    ("count", "index", "kept", "shown"),
    [
        (12, 12, (6, 12), 6),  # five behind the one that is shown
        (12, 8, (2, 12), 6),  # those it went back from stay
        (12, 6, (0, 12), 6),
        (3, 3, (0, 3), 3),
        (12, 99, (6, 12), 6),
        (12, 0, (0, 12), 0),
        (12, None, (0, 12), None),
    ],
)
def test_less_history_is_five_pages_back_and_shows_the_same_page(
    count: int, index: int | None, kept: tuple[int, int], shown: int | None
) -> None:
    session = builders.session(builders.window(visited(count, index)))
    session["windows"][0]["_closedTabs"] = [builders.closed_tab(visited(count, index))]
    less = lessened(builders.to_json(session), LESS_HISTORY, go_on)
    window = json.loads(less)["windows"][0]
    for tab in (window["tabs"][0], window["_closedTabs"][0]["state"]):
        assert [entry["url"] for entry in tab["entries"]] == [
            f"https://{n}.example/" for n in range(*kept)
        ]
        assert tab.get("index") == shown


def test_at_quit_only_open_tabs_are_cut_and_to_ten_back_as_firefox_does() -> None:
    session = builders.session(builders.window(visited(20, 15)))
    session["windows"][0]["_closedTabs"] = [builders.closed_tab(visited(20, 15))]
    session["lastSessionState"] = rich()
    left = json.loads(lessened(builders.to_json(session), at_quit(USUAL_PAGES), go_on))
    window = left["windows"][0]
    # SessionWriter.write: entries.slice(15 - 10 - 1, 20), index 15 - 4
    assert (len(window["tabs"][0]["entries"]), window["tabs"][0]["index"]) == (16, 11)
    assert window["_closedTabs"] == session["windows"][0]["_closedTabs"]
    assert "lastSessionState" not in left  # offered no longer once it has quit


@pytest.mark.parametrize(
    ("back", "forward", "index", "kept", "shown"),
    [
        (2, None, 8, (5, 12), 3),
        (None, 1, 8, (0, 9), 8),
        (2, 1, 8, (5, 9), 3),
        (0, 0, 8, (7, 8), 1),
        (20, 20, 8, (0, 12), 8),
        (None, None, 8, (0, 12), 8),
        (3, 0, 1, (0, 1), 1),
        (3, 0, None, (0, 12), None),
    ],
)
def test_at_quit_a_profile_keeps_what_its_settings_say(
    back: int | None,
    forward: int | None,
    index: int | None,
    kept: tuple[int, int],
    shown: int | None,
) -> None:
    text = builders.to_json(builders.session(builders.window(visited(12, index))))
    less = lessened(text, at_quit(PagesAtQuit(back, forward)), go_on)
    (tab,) = json.loads(less)["windows"][0]["tabs"]
    assert [entry["url"] for entry in tab["entries"]] == [
        f"https://{n}.example/" for n in range(*kept)
    ]
    assert tab.get("index") == shown


def test_without_storage_or_post_data_everything_else_stays() -> None:
    def built(storage: bool, post: bool) -> Json:
        session = rich()
        tab = session["windows"][0]["tabs"][0]
        tab["formdata"] = {"id": {"storage": "a form's own field"}}
        if storage:
            tab["storage"] = {"https://0.example": {"basket": "3 apples"}}
            session["savedGroups"][0]["tabs"][0]["state"]["storage"] = {"https://s.example": {}}
        if post:
            frame = builders.entry("https://frame.example/")
            frame["postdata_b64"] = "YT0x"
            tab["entries"][0] |= {"postdata_b64": "Yj0y", "children": [frame]}
        else:
            tab["entries"][0] |= {"children": [builders.entry("https://frame.example/")]}
        return session

    whole = builders.to_json(built(True, True))
    assert json.loads(lessened(whole, NO_STORAGE, go_on)) == built(False, True)
    assert json.loads(lessened(whole, NO_POST, go_on)) == built(True, False)
    found = counted(packed(built(True, True)))
    assert measured(found, "no_post") == pytest.approx(
        len(builders.mozlz4(builders.to_json(built(True, False))))
    )


def test_all_of_these_less_is_each_after_the_other() -> None:
    session = {**rich(), "lastSessionState": rich()}
    session["windows"][0]["tabs"].append(visited(30, 20))
    text = builders.to_json(session)
    one_by_one = text
    for less in (NO_FAVICONS, FEW_CLOSED, LESS_HISTORY, NO_STORAGE, NO_POST):
        one_by_one = lessened(one_by_one, less, go_on)
    assert lessened(text, REDUCED, go_on) == one_by_one
    assert len(one_by_one) < len(text)


def test_together_takes_the_stricter_of_two() -> None:
    one = Less(frozenset("a"), {"list": 3, "other": 1}, {"in": Less(frozenset("x"))}, back=4)
    two = Less(frozenset("b"), {"list": 2}, {"in": Less(frozenset("y"))}, again="children", back=9)
    assert together(one, two) == Less(
        frozenset("ab"), {"list": 2, "other": 1}, {"in": Less(frozenset("xy"))}, "children", 4
    )


def test_frames_in_frames_without_end_are_no_trouble() -> None:
    entry = b'{"postdata_b64":"YQ=="}'
    for _ in range(200):
        entry = b'{"postdata_b64":"YQ==","children":[%b]}' % entry
    text = b'{"windows":[{"tabs":[{"entries":[%b]}]}]}' % entry
    assert lessened(text, NO_POST, go_on).count(b"postdata_b64") == 201 - 65


def test_every_design_is_judged_in_lines_that_fit_a_small_terminal() -> None:
    for key in (*WHOLE, *IN_PIECES):
        said = judged(key)
        assert said is not None, key
        for words in said:
            assert 0 < len(words) <= 67 and "\n" not in words, words
        assert said.hard.split(",")[0].split(":")[0].split(";")[0] in (
            "easy", "some work", "hard", "done",
        )  # fmt: skip
    assert judged("of a plug-in") is None


# -- pieces ------------------------------------------------------------------------------------


def put_together(pieces: Pieces, names: dict[str, int]) -> Any:
    """A session put together again from its pieces."""

    def rest(name: str) -> Any:
        return json.loads(bytes(pieces.rest[names[name]]))

    def listed(numbers: list[int]) -> list[Any]:
        return [json.loads(bytes(pieces.items[number])) for number in numbers]

    session: Json = {}
    order = rest("")
    for i, key in enumerate(order):
        if key == "windows":
            session[key] = [rest(f"windows/{w}") for w in range(order[i + 1])]
            for window in session[key]:
                for part in ("tabs", "_closedTabs", "closedGroups"):
                    window[part] = listed(window[part])
        elif isinstance(key, str):
            value = rest(f"/{key}")
            listing = key in ("_closedWindows", "savedGroups")
            session[key] = listed(value) if listing else value
    return session


steps = st.lists(
    st.tuples(st.sampled_from(["open", "close", "scroll", "swap"]), st.integers(0, 99)),
    min_size=1,
    max_size=8,
)


def stepped(session: Json, step: str, place: int) -> Json:
    session = copy.deepcopy(session)
    window = session["windows"][0]
    tabs = window["tabs"]
    at = place % len(tabs) if tabs else 0
    if step == "open":
        tabs.insert(at, builders.tab(f"https://new{place}.example/"))
    elif step == "close" and tabs:
        window["_closedTabs"].insert(0, builders.closed_tab(tabs.pop(at)))
    elif step == "scroll" and tabs:
        tabs[at]["scroll"] = {"scroll": f"0,{place}"}
    elif step == "swap" and tabs:
        tabs.append(tabs.pop(at))
    return session


@given(steps)
@settings(max_examples=40)
def test_pieces_are_the_whole_text_and_what_changed_leads_from_one_to_the_next(
    done: list[tuple[str, int]],
) -> None:
    session = rich()
    splitter = Splitter()
    before = splitter.split(builders.to_json(session), go_on)
    kept = {number: bytes(piece) for number, piece in before.each()}
    for step, place in done:
        session = stepped(session, step, place)
        after = splitter.split(builders.to_json(session), go_on)
        assert builders.to_json(put_together(after, splitter.names)) == builders.to_json(session)
        for change in changes(before, after):
            if change.after is None:
                del kept[change.number]
            else:
                kept[change.number] = bytes(change.after)
        assert kept == {number: bytes(piece) for number, piece in after.each()}
        before = after


def changed_by(act: Callable[[Json], object]) -> tuple[int, int, int]:
    """Items added, removed and changed."""
    splitter = Splitter()
    session = rich()
    before = splitter.split(builders.to_json(session), go_on)
    act(session)
    found = changes(before, splitter.split(builders.to_json(session), go_on))
    items = [change for change in found if change.item]
    added = sum(change.before is None for change in items)
    removed = sum(change.after is None for change in items)
    return added, removed, len(items) - added - removed


def test_a_tab_stays_itself_when_others_move_about_it() -> None:
    tab = builders.tab("https://new.example/")

    def navigate(session: Json) -> None:
        session["windows"][0]["tabs"][2]["entries"].append(builders.entry("https://2nd.example/"))

    def all_at_once(session: Json) -> None:
        navigate(session)
        tabs(session).insert(2, tab)
        tabs(session).pop(0)

    def tabs(session: Json) -> list[Json]:
        found: list[Json] = session["windows"][0]["tabs"]
        return found

    assert changed_by(lambda session: tabs(session).insert(0, tab)) == (1, 0, 0)
    assert changed_by(lambda session: tabs(session).pop(1)) == (0, 1, 0)
    assert changed_by(lambda session: tabs(session).reverse()) == (0, 0, 0)
    assert changed_by(navigate) == (0, 0, 1)
    assert changed_by(all_at_once) == (1, 1, 1)


# -- each design, counted in another way -------------------------------------------------------


def test_one_small_tab_changed_is_a_page_or_a_block_each() -> None:
    first = many_tabs(10)
    samples = packed(first, after_a_change(first))
    found = counted(samples)
    # the tab and the time of the save: a page, a file and the index
    today = len(samples[1].packed)
    assert found["binary"].ratio == pytest.approx(2 * 4096 / today)
    assert found["file_per_tab"].ratio == pytest.approx(2 * 4096 / today)


def test_a_journal_is_a_block_of_what_changed() -> None:
    first = many_tabs(400)
    later = after_a_change(first)
    splitter, journal = Splitter(), Journal()
    before = splitter.split(builders.to_json(first), go_on)
    after = splitter.split(builders.to_json(later), go_on)
    size = journal.save(changes(before, after), after, go_on)
    tab = next(n for n, piece in after.items.items() if b"0,777" in bytes(piece))
    pieces = {tab: later["windows"][0]["tabs"][3], splitter.names["/session"]: later["session"]}
    assert size == len(builders.mozlz4(builders.to_json({str(n): p for n, p in pieces.items()})))


@given(st.lists(st.integers(0, 1500), min_size=1, max_size=5), st.integers(1, 2000))
def test_a_journal_is_made_one_again_when_it_is_half_of_the_file(
    records: list[int], whole: int
) -> None:
    journal = Journal()
    journal.records = records
    total = lying = 0
    for i in range(500):
        record = records[i % len(records)]
        lying += record
        if 2 * lying > whole:
            lying, record = 0, whole
        total += record
    assert journal.mean([whole] * len(records), 500) == total / 500


def test_in_place_only_pages_that_differ_are_written() -> None:
    text = "".join(chr(65 + i % 26) for i in range(20_000))

    def written(now: str) -> int:
        before, after = (
            Pieces({1: json.dumps(text).encode()}, {}),
            Pieces({1: json.dumps(now).encode()}, {}),
        )
        store = InPlace()
        store.begin(before, go_on)
        return store.save(changes(before, after), after, go_on)

    assert written(text) == 0
    assert written(text[:9000] + "!" + text[9001:]) == 4096
    assert written("!" + text[1:19_999] + "!") == 2 * 4096
    assert written(text + "more") == 2 * 4096  # its length stands at the front
    assert written(text * 2) == (10 + 1) * 4096  # outgrown: a new slot, and the directory
    assert written("short") == 4096


def test_files_are_whole_blocks_and_removing_one_is_free() -> None:
    noise = json.dumps([(i * i * 7919) % 1_000_003 for i in range(3000)]).encode()
    before = Pieces({1: noise, 2: b'{"a":1}'}, {3: b"[1,2]"})
    after = Pieces({1: noise[:-1] + b",1]"}, {3: b"[1]"})
    blocks = -(-len(builders.mozlz4(bytes(after.items[1]))) // 4096)
    assert blocks > 1
    saved = FilePerTab().save(changes(before, after), after, go_on)
    assert saved == (blocks + 1) * 4096


def test_sqlite_holds_the_pieces_and_what_the_wal_grew_by_is_counted() -> None:
    series = [many_tabs(), after_a_change(many_tabs()), stepped(many_tabs(), "close", 5)]
    splitter = Splitter()
    first, *later = (splitter.split(builders.to_json(session), go_on) for session in series)
    with Rows() as rows:
        rows.begin(first, go_on)
        wal = rows.path.with_name(rows.path.name + "-wal")
        grown = 0
        before = first
        for after in later:
            grown += rows.save(changes(before, after), after, go_on)
            before = after
        assert grown == wal.stat().st_size
        assert (grown - 32) % (24 + 4096) == 0
        frames = (grown - 32) // (24 + 4096)
        reader = sqlite3.connect(rows.path)
        held = dict(reader.execute("SELECT number, json FROM piece"))
        reader.close()
        assert held == {number: bytes(piece) for number, piece in before.each()}
        pages = rows.checkpoint()
        assert pages % 4096 == 0 and 0 < pages <= frames * 4096
        assert wal.stat().st_size == 0
        assert rows.checkpoint() == 0


@MISSING
def test_lmdb_holds_the_pieces_and_counts_whole_pages() -> None:
    series = [many_tabs(), after_a_change(many_tabs()), stepped(many_tabs(), "close", 5)]
    splitter = Splitter()
    first, *later = (splitter.split(builders.to_json(session), go_on) for session in series)
    with Copied() as copied:
        copied.begin(first, go_on)
        before = first
        for after in later:
            written = copied.save(changes(before, after), after, go_on)
            # at least a leaf and the root's page; a few kB more for the tree and the free pages
            assert 4096 < written < 40 * 4096
            before = after
        assert copied.held() == {number: bytes(piece) for number, piece in before.each()}
        assert copied.save((), before, go_on) == 0
        assert copied.end() == 0
        place = copied.path.parent
        assert copied.path.stat().st_mode & 0o777 == 0o600
        assert [file.name for file in place.iterdir()] == ["sessions.lmdb"]
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


@MISSING
def test_lmdb_writes_a_large_value_and_little_else() -> None:
    large = b'"' + b"x" * 1_000_000 + b'"'
    before, after = Pieces({1: b'"small"', 2: b"2"}, {}), Pieces({1: large, 2: b"2"}, {})
    with Copied() as copied:
        copied.begin(before, go_on)
        written = copied.save(changes(before, after), after, go_on)
    assert len(large) < written < len(large) + 8 * 4096


@MISSING
def test_a_full_disk_leaves_lmdb_out_and_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    places = temporary_places(monkeypatch)
    monkeypatch.setattr(databases, "_ROOM", 0)  # its map is smaller than what comes
    found = counted(packed(*[builders.session(builders.window("https://a.example/"))] * 2))
    assert "LMDB found no room" in found["today"].assumption
    assert "lmdb" not in found
    assert ratio(found, "sqlite") == 0
    assert places and not any(place.exists() for place in places)


def test_without_the_package_the_row_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lmdb", None)
    with pytest.raises(NotHere, match=r"pip install 'sessiontui\[lmdb\]'"):
        Copied()
    lmdb = counted(SMALL)["lmdb"]
    assert (lmdb.saves, lmdb.per_save, lmdb.per_8h, lmdb.ratio) == (2, None, None, None)
    assert lmdb.assumption.startswith("not measured: it needs the package lmdb")


@MISSING
def test_where_the_kernel_does_not_count_lmdb_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(databases, "_IO", tmp_path / "none")
    assert "only Linux counts" in counted(SMALL)["lmdb"].assumption


# -- real saves, and what it takes -------------------------------------------------------------


def test_eight_real_saves(corpus: Path) -> None:
    folder = corpus / "third-party/scrubbed/zen/series_2026-02-07"
    files = sorted(folder.iterdir())[3:7]  # the first three lie further apart
    samples = [Sample(NOW + i * 15_000.0, file.read_bytes()) for i, file in enumerate(files)]
    found = counted(samples)
    assert tuple(found) == (*WHOLE, *IN_PIECES)
    assert found["json"].ratio == pytest.approx(
        sum(len(builders.unmozlz4(s.packed)) for s in samples) / sum(len(s.packed) for s in samples)
    )
    assert 0.5 < ratio(found, "no_favicons") < 1
    assert 0.5 < ratio(found, "few_closed") < 1
    assert ratio(found, "no_post") == 1  # Firefox writes none
    assert ratio(found, "reduced") <= min(ratio(found, key) for key in LESS)
    assert all(0 < ratio(found, key) < 0.5 for key in MEASURED)


@pytest.mark.long
def test_two_texts_are_held_at_a_time() -> None:
    tabs = [
        builders.tab(f"https://{i}.example/", image=f"data:{i * 7919}" * 200) for i in range(900)
    ]
    series = [builders.session(builders.window(*tabs))]
    for _ in range(5):
        series.append(after_a_change(series[-1]))
    samples = packed(*series)
    text = len(builders.to_json(series[0]))
    saves = [(sample.at, len(sample.packed)) for sample in samples]
    del series, tabs
    redesign(samples[:2], saves, 60)  # what is loaded and kept once
    tracemalloc.start()
    assert len(redesign(samples, saves, 60)) == len((*WHOLE, *IN_PIECES))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text > 800_000
    assert peak < 3.6 * text  # two, and room for LZ4 to write into
