"""What the next start of Firefox loads and does. Marked with F153: seen in a real Firefox 153."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sessiontui.codec.container import Container, open_container
from sessiontui.firefox.next_start import NextStart, compatible
from sessiontui.stores import session_cache
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    OMIT,
    closed_window,
    entry,
    group,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.system import lock_held

PAGE = "browser.startup.page"
STORE = "browser.sessionstore"
PRIVATE = "browser.privatebrowsing.autostart"

GOOD = session(window("https://good.example/", "https://good.example/2"))
OTHER = session(window("https://other.example/"))
OLD = session(window("https://old.example/"), session={"lastUpdate": NOW - DAY, "recentCrashes": 0})


def start(tmp_path: Path, *, now: int = NOW, **parts: Any) -> NextStart:
    profile = write_profile(tmp_path / "p", **parts)
    return ProfileStore(profile, now=lambda: now).profile().next_start


def resuming(tmp_path: Path, **parts: Any) -> NextStart:
    return start(tmp_path, **{"prefs": {PAGE: 3}, **parts})


# -- what is done with it ----------------------------------------------------------------------


def test_resume_because_of_the_start_page(tmp_path: Path) -> None:
    found = start(tmp_path, clean=GOOD, prefs={PAGE: 3})
    assert (found.kind, found.loads, found.crashed) == ("resume", "sessionstore", False)
    assert "all 2 tabs in 1 window of sessionstore.jsonlz4" in found.why
    assert f"{PAGE} = 3 in prefs.js" in found.why
    assert found.overrides == found.skipped == ()


def test_resume_after_a_crash_asks_nothing(tmp_path: Path) -> None:
    state = session(window("https://a.example/"), session={"lastUpdate": 1, "recentCrashes": 5})
    found = start(tmp_path, recovery=state, prefs={PAGE: 3}, checkpoints="crashed")
    assert (found.kind, found.loads, found.crashed) == ("resume", "recovery", True)


def test_resume_once(tmp_path: Path) -> None:
    found = start(tmp_path, clean=GOOD, prefs={f"{STORE}.resume_session_once": True})
    assert found.kind == "resume"
    assert "restore once" in found.why


def test_once_meant_for_a_restart_of_the_system_is_cleared(tmp_path: Path) -> None:
    prefs = {f"{STORE}.resume_session_once": True, f"{STORE}.resuming_after_os_restart": True}
    assert start(tmp_path, clean=GOOD, prefs=prefs).kind == "defer"


def test_a_running_firefox_has_not_crashed(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=GOOD, checkpoints="crashed")
    with lock_held(profile) as pid:
        state = ProfileStore(tmp_path / "p", now=lambda: NOW).profile()

    assert state.in_use.pid == pid
    assert not state.crashed
    assert state.next_start.kind == "recover"
    assert "running with the 2 tabs of recovery.jsonlz4" in state.next_start.why
    assert "after a clean quit, your home page" in state.next_start.why


def test_recover_after_a_crash(tmp_path: Path) -> None:
    found = start(tmp_path, recovery=GOOD, checkpoints="crashed")
    assert (found.kind, found.loads, found.crashed) == ("recover", "recovery", True)
    assert "did not quit cleanly" in found.why


@pytest.mark.parametrize(
    ("crashes", "limit", "kind"),
    [
        (0, None, "recover"), (1, None, "ask"), (5, None, "ask"), (5, -1, "recover"),
        (2, 3, "recover"), (3, 3, "ask"), (0, 0, "ask"),
    ],
)  # fmt: skip
def test_too_many_crashes_ask(tmp_path: Path, crashes: int, limit: int | None, kind: str) -> None:
    state = session(
        window("https://a.example/"), session={"lastUpdate": NOW, "recentCrashes": crashes}
    )
    prefs: dict[str, Any] = {} if limit is None else {f"{STORE}.max_resumed_crashes": limit}
    found = start(tmp_path, recovery=state, checkpoints="crashed", prefs=prefs)
    assert found.kind == kind
    if (crashes, limit) == (1, None):
        assert "2nd time in a row" in found.why


@pytest.mark.parametrize(
    ("age", "kind"), [(6 * HOUR - 1, "recover"), (6 * HOUR, "ask"), (9 * DAY, "ask")]
)
def test_an_old_session_asks(tmp_path: Path, age: int, kind: str) -> None:
    found = start(tmp_path, recovery=GOOD, checkpoints="crashed", now=NOW + age)
    assert found.kind == kind
    never = {f"{STORE}.max_resumed_crashes": -1}
    found = start(tmp_path, recovery=GOOD, checkpoints="crashed", now=NOW + age, prefs=never)
    assert found.kind == "recover"


def test_without_a_time_the_session_is_not_old(tmp_path: Path) -> None:
    state = session(window("https://a.example/"), session={"recentCrashes": 0})
    assert start(tmp_path, recovery=state, checkpoints="crashed", now=NOW + DAY).kind == "recover"


@pytest.mark.parametrize("page", ["about:sessionrestore", "about:welcomeback"])
def test_a_page_that_asks_is_not_wrapped_again(tmp_path: Path, page: str) -> None:
    crashed = {"lastUpdate": 1, "recentCrashes": 9}
    alone = session(window(page), session=crashed)
    assert start(tmp_path / "1", recovery=alone, checkpoints="crashed").kind == "recover"
    two = session(window(page, "https://a.example/"), session=crashed)
    assert start(tmp_path / "2", recovery=two, checkpoints="crashed").kind == "ask"
    walked = session(window(tab("https://a.example/", page)), session=crashed)
    assert start(tmp_path / "3", recovery=walked, checkpoints="crashed").kind == "ask"


def test_a_crash_is_not_restored_when_that_is_off(tmp_path: Path) -> None:
    prefs = {f"{STORE}.resume_from_crash": False}
    found = start(tmp_path, recovery=GOOD, checkpoints="crashed", prefs=prefs)
    assert (found.kind, found.crashed) == ("defer", True)
    assert "resume_from_crash = false in prefs.js" in found.why


def test_defer_says_what_opens_and_what_waits(tmp_path: Path) -> None:
    state = session(
        window(tab("https://pin.example/", pinned=True), "https://a.example/", "https://b.example"),
        closed_windows=[closed_window(window("https://c.example/"))],
    )
    found = start(tmp_path, clean=state)
    assert (found.kind, found.loads, found.crashed) == ("defer", "sessionstore", False)
    assert "only your home page and 1 pinned tab" in found.why
    assert "2 tabs wait under History › Restore Previous Session" in found.why
    assert "1 closed window would be dropped" in found.why
    blank = start(tmp_path, clean=GOOD, prefs={PAGE: 0})
    assert "only a blank page:" in blank.why


def test_nothing_there(tmp_path: Path) -> None:
    found = start(tmp_path, checkpoints=None)
    assert (found.kind, found.loads, found.crashed) == ("none", None, False)
    assert "starts fresh" in found.why


@pytest.mark.parametrize("file", ["prefs", "user"])
def test_permanent_private_browsing_reads_nothing(tmp_path: Path, file: str) -> None:
    parts: dict[str, Any] = {file: {PRIVATE: True, PAGE: 3}}
    found = start(tmp_path, clean=GOOD, recovery=GOOD, **parts)
    assert (found.kind, found.loads) == ("none", None)
    assert "private browsing" in found.why
    assert f"{file}.js" in found.why


def test_user_js_wins_and_is_named(tmp_path: Path) -> None:
    found = start(tmp_path, clean=GOOD, prefs={PAGE: 3}, user={PAGE: 1})
    assert found.kind == "defer"
    assert f"{PAGE} = 1 in user.js" in found.why
    assert found.overrides == (f"user.js sets {PAGE} at every start",)
    once = f"{STORE}.resume_session_once"
    found = start(tmp_path, clean=GOOD, prefs={once: True}, user={once: False})
    assert found.kind == "defer"


# -- whether it crashed ------------------------------------------------------------------------


def test_no_checkpoints_beside_session_files_is_a_crash(tmp_path: Path) -> None:
    assert start(tmp_path, clean=GOOD, checkpoints=None).kind == "recover"


@pytest.mark.parametrize(("state", "crashed"), [("running", True), ("stopped", False)])
def test_old_files_say_how_they_ended(tmp_path: Path, state: str, crashed: bool) -> None:
    old = session(window("https://a.example/"), session={"state": state, "lastUpdate": NOW})
    assert start(tmp_path, clean=old, checkpoints=None).crashed is crashed
    # With checkpoints, the word in the file counts for nothing.
    assert start(tmp_path, clean=old, checkpoints="clean").crashed is False
    assert start(tmp_path, clean=old, checkpoints="crashed").crashed is True


@pytest.mark.parametrize("state", ["running", "stopped"])
@pytest.mark.parametrize(
    ("version", "by_word"),
    [("3.6", True), ("20.0", True), ("32.0", True), ("55.0", True), ("56.0", False)],
)
def test_before_there_were_checkpoints_the_word_in_a_plain_file_counts(
    tmp_path: Path, version: str, by_word: bool, state: str
) -> None:
    old = session(window("https://a.example/"), session={"state": state, "lastUpdate": NOW})
    parts: dict[str, Any] = {"plain": {"sessionstore.js": old}, "version": version}
    found = start(tmp_path, checkpoints=None, **parts)
    crashed = by_word and state == "running"
    assert (found.loads, found.crashed) == ("sessionstore.js", crashed)
    assert found.kind == ("recover" if crashed else "defer")
    assert "not known" not in found.why
    # With checkpoints they count.
    assert start(tmp_path, checkpoints="clean", **parts).crashed is False


def test_where_no_version_is_said_a_crash_of_an_old_firefox_is_one_of_two(tmp_path: Path) -> None:
    old = session(window("https://a.example/"), session={"state": "running", "lastUpdate": NOW})
    profile = write_profile(tmp_path / "p", plain={"sessionstore.js": old}, checkpoints=None)
    (profile / "compatibility.ini").unlink()
    found = ProfileStore(profile, now=lambda: NOW).profile().next_start
    assert (found.kind, found.crashed) == ("recover", True)
    assert "one since 56 takes it for a new profile, and not for one that crashed" in found.why


@pytest.mark.parametrize(
    ("version", "loads"),
    [("3.6", "sessionstore.bak"), ("32.0", "sessionstore.bak"), ("33.0", None)],
)
@pytest.mark.parametrize("first", [None, b"cut"], ids=["alone", "after a damaged one"])
def test_what_an_old_firefox_falls_back_to_is_said_by_its_version(
    tmp_path: Path, version: str, loads: str | None, first: bytes | None
) -> None:
    plain: dict[str, Any] = {"sessionstore.bak": GOOD}
    if first is not None:
        plain["sessionstore.js"] = first
    found = start(tmp_path, plain=plain, version=version)
    assert found.loads == loads
    # Which of them do is known as a range only.
    assert ("Not every Firefox before 33 goes on to sessionstore.bak" in found.why) is bool(loads)


def test_a_backup_that_only_an_old_firefox_loads_is_named_where_no_version_is_said(
    tmp_path: Path,
) -> None:
    profile = write_profile(tmp_path / "p", plain={"sessionstore.bak": GOOD})
    (profile / "compatibility.ini").unlink()
    found = ProfileStore(profile, now=lambda: NOW).profile().next_start
    assert found.loads is None
    assert "one before 33 may load sessionstore.bak" in found.why


def test_plain_files_alone_are_a_fresh_profile(tmp_path: Path) -> None:
    found = start(tmp_path, plain={"sessionstore.js": GOOD}, checkpoints=None)
    assert (found.kind, found.loads, found.crashed) == ("defer", "sessionstore.js", False)


def test_only_files_firefox_tries_count_as_session_files(tmp_path: Path) -> None:
    """F153: an upgrade file that no pref names is not seen; a broken named one is."""
    parts: dict[str, Any] = {"plain": {"sessionstore.js": GOOD}, "checkpoints": None}
    named = f"{STORE}.upgradeBackup.latestBuildID"
    unnamed = start(tmp_path, upgrades={"20200101000000": OTHER}, prefs={named: "1"}, **parts)
    assert (unnamed.loads, unnamed.kind) == ("sessionstore.js", "defer")
    broken = start(tmp_path, upgrades={"20200101000000": b"bad"}, **parts)
    assert (broken.loads, broken.kind) == ("sessionstore.js", "recover")


@pytest.mark.parametrize(
    ("checkpoints", "crashed"),
    [
        (b"{}", True), (b"[]", True), (b"7", True), (b"{", True), (b"", True),
        (b'{"sessionstore-final-state-write-complete":true}', False),
        (b'{"sessionstore-final-state-write-complete":false}', True),
    ],
)  # fmt: skip
def test_odd_checkpoints(tmp_path: Path, checkpoints: bytes, crashed: bool) -> None:
    profile = write_profile(tmp_path / "p", clean=GOOD)
    (profile / "sessionCheckpoints.json").write_bytes(checkpoints)
    assert ProfileStore(profile, now=lambda: NOW).profile().crashed is crashed


# -- which file --------------------------------------------------------------------------------


def test_the_first_readable_of_the_load_order(tmp_path: Path) -> None:
    parts: dict[str, Any] = {
        "clean": OLD, "recovery": GOOD, "recovery_bak": GOOD, "previous": GOOD,
        "upgrades": {"20261103151912": GOOD}, "plain": {"sessionstore.js": GOOD},
    }  # fmt: skip
    for key, loads in (
        ("clean", "sessionstore"), ("recovery", "recovery"), ("recovery_bak", "recovery.bak"),
        ("previous", "previous"), ("upgrades", "upgrade-20261103151912"),
        ("plain", "sessionstore.js"),
    ):  # fmt: skip
        found = resuming(tmp_path / key, **parts)
        assert found.loads == loads  # even a clean file older than the recovery files
        del parts[key]


def test_the_upgrade_file_is_the_one_the_pref_names(tmp_path: Path) -> None:
    upgrades = {"20250101000000": OTHER, "20261103151912": GOOD}
    assert resuming(tmp_path, upgrades=upgrades, prefs={PAGE: 3}).kind == "resume"
    named = {PAGE: 3, f"{STORE}.upgradeBackup.latestBuildID": "20250101000000"}
    assert resuming(tmp_path, upgrades=upgrades, prefs=named).loads == "upgrade-20250101000000"
    gone = {PAGE: 3, f"{STORE}.upgradeBackup.latestBuildID": "1"}
    assert resuming(tmp_path, upgrades=upgrades, prefs=gone).kind == "none"
    unset = {PAGE: 3, f"{STORE}.upgradeBackup.latestBuildID": OMIT}
    assert resuming(tmp_path, upgrades=upgrades, prefs=unset).kind == "none"


def test_the_plain_upgrade_file_comes_last(tmp_path: Path) -> None:
    plain = {
        "sessionstore-backups/upgrade.js-20261103151912": GOOD,
        "sessionstore-backups/recovery.bak": GOOD,
    }
    prefs = {PAGE: 3, f"{STORE}.upgradeBackup.latestBuildID": "20261103151912"}
    assert resuming(tmp_path, plain=plain, prefs=prefs).loads == "recovery.bak.js"
    (tmp_path / "p/sessionstore-backups/recovery.bak").unlink()
    del plain["sessionstore-backups/recovery.bak"]
    found = resuming(tmp_path, plain=plain, prefs=prefs)
    assert found.loads == "upgrade-20261103151912.js"


TEXT = to_json(GOOD)
TITLED = to_json(session(window(tab(entry("https://a.example/", "TITLE")))))


@pytest.mark.parametrize(
    "data",
    [
        b"", bytes(4096), b"not a session", b"mozLz40\0", mozlz4(TEXT)[:-9],
        mozlz4(TEXT, claimed=len(TEXT) - 10),
        mozlz4(b"null"), mozlz4(b""), mozlz4(TEXT[:-20]), mozlz4(TEXT + b"\0"),
        mozlz4(TITLED.replace(b"TITLE", b"bad \xff byte")),
        mozlz4(TITLED.replace(b"TITLE", b"raw \x01 control")),
        mozlz4(TITLED.replace(b"TITLE", rb"wrong \q escape")),
        mozlz4(b"(" + TEXT + b")"),
        mozlz4(to_json({**GOOD, "version": ["sessionrestore", 2]})),
        mozlz4(to_json({**GOOD, "version": []})),
        TEXT,
    ],
    ids=[
        "empty", "zeros", "garbage", "magic only", "cut", "claims less", "null", "nothing in it",
        "cut JSON", "trailing NUL", "bad UTF-8", "control", "escape", "parentheses", "version 2",
        "version []", "plain JSON named .jsonlz4",
    ],
)  # fmt: skip
def test_what_firefox_skips(tmp_path: Path, data: bytes) -> None:
    found = resuming(tmp_path, clean=data, previous=OTHER)
    assert found.loads == "previous"
    assert len(found.skipped) == 1
    assert found.skipped[0].startswith("sessionstore.jsonlz4: ")
    alone = resuming(tmp_path / "alone", clean=data)
    assert (alone.loads, alone.kind) == (None, "none")
    assert "can load none of the files here" in alone.why


@pytest.mark.parametrize(
    "data",
    [
        mozlz4(b"\xef\xbb\xbf" + TEXT),  # F153: a byte order mark is dropped
        mozlz4(b" \r\n\t" * 30 + TEXT + b"\n \n"),
        mozlz4(TITLED.replace(b"TITLE", rb"half an emoji \ud83d")),
        mozlz4(TITLED.replace(b'"index":1', b'"index":1,"odd":[1e400,-0,99999999999999999999]')),
        mozlz4(TITLED.replace(b'"index":1', b'"index":1,"odd":' + b"[" * 900 + b"]" * 900)),
        mozlz4(to_json({key: GOOD[key] for key in GOOD if key != "version"})),
        mozlz4(to_json({**GOOD, "version": 0})),
    ],
    ids=["BOM", "blanks", "surrogate", "numbers", "deep", "no version", "version 0"],
)
def test_what_firefox_loads_all_the_same(tmp_path: Path, data: bytes) -> None:
    found = resuming(tmp_path, clean=data, previous=OTHER)
    assert (found.loads, found.skipped) == ("sessionstore", ())


def test_a_directory_in_a_session_s_place_is_passed_over_and_said(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", previous=GOOD, prefs={PAGE: 3})
    (profile / "sessionstore.jsonlz4").mkdir()
    found = ProfileStore(profile, now=lambda: NOW).profile()
    assert (found.next_start.loads, found.next_start.kind) == ("previous", "resume")
    (said,) = found.barred
    assert said.endswith("sessionstore.jsonlz4: this is a directory, not a session file")


def test_for_a_pipe_in_a_session_s_place_firefox_waits(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=GOOD, previous=GOOD, prefs={PAGE: 3})
    os.mkfifo(profile / "sessionstore-backups/recovery.jsonlz4")
    store = ProfileStore(profile, now=lambda: NOW)
    assert store.profile().next_start.loads == "sessionstore"  # it comes to it no more
    (profile / "sessionstore.jsonlz4").unlink()
    found = store.profile()
    assert (found.next_start.loads, found.next_start.kind) == (None, "none")
    why = "Firefox hangs at its start: it waits for recovery.jsonlz4, which is a pipe"
    assert why in found.next_start.why
    assert found.barred[0].endswith("recovery.jsonlz4: this is a pipe, not a session file")
    assert [version.id for version in store.versions()] == ["previous"]


def test_names_must_keep_what_they_promise(tmp_path: Path) -> None:
    lz4_named_js = {"sessionstore.js": mozlz4(TEXT)}
    assert resuming(tmp_path / "1", plain=lz4_named_js).kind == "none"
    parenthesised = {"sessionstore.js": b"(" + TEXT + b")"}
    assert resuming(tmp_path / "2", plain=parenthesised).kind == "none"
    lz4_named_js["sessionstore-backups/recovery.js"] = TEXT
    found = resuming(tmp_path / "3", plain=lz4_named_js)
    assert found.loads == "recovery.js"
    assert "not JSON as its name says" in found.skipped[0]


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"windows":{}}', b'{"a":1}'])
def test_json_that_is_no_session_is_taken_and_hangs(tmp_path: Path, data: bytes) -> None:
    """F153: the file is taken, no later one is tried, and no window ever gets ready."""
    found = resuming(tmp_path, clean=mozlz4(data), previous=OTHER)
    assert (found.loads, found.kind) == (None, "none")
    assert "hangs at its start: it takes sessionstore.jsonlz4 for a session" in found.why


@pytest.mark.parametrize(
    ("version", "loads"),
    [
        (["sessionrestore", 1], True), (["sessionrestore", 0], True), (None, True), (0, True),
        ("", True), (False, True), (["sessionrestore", "1"], True), (["sessionrestore", 1.0], True),
        (["sessionrestore", "1abc"], True), (["sessionrestore", -3], True),
        (["sessionrestore", 2], False), (["sessionrestore", 1.5], False), ([], False), ({}, False),
        (["sessionrestore"], False), (["other", 1], False), ("sessionrestore", False), (1, False),
        (["sessionrestore", True], False), (["sessionrestore", None], False),
        (["sessionrestore", "x"], False), ({"0": "sessionrestore", "1": 1}, False),
    ],
)  # fmt: skip
def test_format_versions(version: object, loads: bool) -> None:
    assert compatible(version) is loads


# -- files that lack what deferring needs ------------------------------------------------------

LACKING = [
    ("no closed tabs", [window("https://a.example/", _closedTabs=OMIT)], "resume"),
    ("pinned only", [window(tab("https://a.example/", pinned=True), _closedTabs=OMIT)], "defer"),
    (
        "pinned and others",
        [window(tab("https://a/", pinned=True), "https://b/", _closedTabs=OMIT)],
        "resume",
    ),
    ("no closed groups", [window("https://a.example/", closedGroups=OMIT)], "defer"),
    ("no closed groups, blank", [window("about:blank", closedGroups=OMIT)], "resume"),
    (
        "no closed groups, hidden",
        [window(tab("https://a/", hidden=True), closedGroups=OMIT)],
        "resume",
    ),
    ("unknown group", [window(tab("https://a.example/", groupId="1-1"))], "resume"),
    (
        "known group",
        [window(tab("https://a.example/", groupId="1-1"), groups=[group("1-1", "G")])],
        "defer",
    ),
    ("tab without entries", [window(tab(entries=OMIT), "https://a.example/")], "resume"),
]


@pytest.mark.parametrize(
    ("windows", "kind"), [row[1:] for row in LACKING], ids=[row[0] for row in LACKING]
)
def test_deferring_stumbles(tmp_path: Path, windows: list[Any], kind: str) -> None:
    """F153: the failure is caught and the whole state opens although nothing said so."""
    found = start(tmp_path, clean=session(*windows))
    assert found.kind == kind
    if kind == "resume":
        assert "stumbles" in found.why


@pytest.mark.parametrize(
    ("version", "loads"), [("55.0", "sessionstore.js"), ("56.0", "sessionstore")]
)
def test_the_first_firefox_that_compresses_loads_compressed_files(
    tmp_path: Path, version: str, loads: str
) -> None:
    both = session(window("https://a.example/"))
    found = start(tmp_path, clean=both, plain={"sessionstore.js": both}, version=version)
    assert found.loads == loads


@pytest.mark.parametrize(("version", "looks"), [("32.0", False), ("33.0", True)])
def test_the_first_firefox_with_a_directory_of_backups_looks_there(
    tmp_path: Path, version: str, looks: bool
) -> None:
    backup = {"sessionstore-backups/recovery.js": session(window("https://a.example/"))}
    found = start(tmp_path, plain=backup, version=version, checkpoints=None)
    assert (found.loads is not None) is looks


def test_deferring_needs_those_arrays_only_where_closed_tabs_are_kept(tmp_path: Path) -> None:
    lacking = session(window("https://a.example/", _closedTabs=OMIT))
    off = {f"{STORE}.persist_closed_tabs_between_sessions": False}
    assert start(tmp_path, clean=lacking, prefs=off).kind == "defer"
    for version, kind in (("60.9.0", "defer"), ("120.0", "defer"), ("121.0", "resume")):
        assert start(tmp_path / version, clean=lacking, version=version).kind == kind


def test_deciding_reads_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []

    def counted(data: bytes) -> Container:
        unpacked.append(len(data))
        return open_container(data)

    monkeypatch.setattr(session_cache, "open_container", counted)
    clean = session(window("https://a.example/"))
    store = ProfileStore(write_profile(tmp_path / "p", clean=clean), now=lambda: NOW)
    for _ in range(20):
        store.profile()
    assert len(unpacked) == 1
