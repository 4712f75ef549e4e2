"""`sessiontui info`: every version, what the next start does, and the session's own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.stores.write.journal import DONE, INTENT
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    SECOND,
    closed_group,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Run

A = "https://a.example/one"
VERSION = {
    "name", "role", "path", "bytes", "uncompressedBytes", "modified", "revision", "windows", "tabs",
    "closedTabs", "closedWindows",
}  # fmt: skip
PROFILE = {"path", "name", "browser", "firefox", "inUse", "crashed", "nextStart", "interrupted"}


@pytest.fixture
def rich() -> dict[str, Any]:
    return session(
        window(tab(A, pinned=True), A, A, closed=[A, A]),
        window(A, closedGroups=[closed_group("g", "Gone", A, A, A)]),
        closed_windows=[window(A, A)],
        session={"lastUpdate": NOW - SECOND, "startTime": NOW - HOUR, "recentCrashes": 2},
    )


def test_the_whole_document(cli: Run, tmp_path: Path, rich: dict[str, Any]) -> None:
    place = write_profile(
        tmp_path / "p",
        clean=rich,
        previous=session(window(A)),
        prefs={"browser.startup.page": 3},
    )
    result = cli("info", place, "--json")
    assert (result.code, result.err, result.out.count(b"\n")) == (0, "", 1)
    document = result.json
    assert list(document) == ["profile", "versions", "session"]
    profile = document["profile"]
    assert set(profile) == PROFILE
    assert (profile["path"], profile["name"]) == (str(place), "p")
    assert (profile["firefox"], profile["crashed"]) == ("153.7.0", False)
    assert profile["inUse"] == {"state": "free", "pid": None}
    start = profile["nextStart"]
    assert {"loads", "type", "why"} <= set(start)
    assert (start["loads"], start["type"]) == ("sessionstore", "resume")
    assert "all 4 tabs in 2 windows" in start["why"]
    clean, previous = document["versions"]
    assert set(clean) == set(previous) == VERSION
    file = place / "sessionstore.jsonlz4"
    assert {key: value for key, value in clean.items() if key != "revision"} == {
        "name": "sessionstore",
        "role": "clean",
        "path": str(file),
        "bytes": file.stat().st_size,
        "uncompressedBytes": len(to_json(rich)),
        "modified": NOW,
        "windows": 2,
        "tabs": 4,
        "closedTabs": 5,
        "closedWindows": 1,
    }
    assert (previous["role"], previous["modified"]) == ("cleanBackup", NOW - DAY)
    assert document["session"] == {
        "startTime": NOW - HOUR,
        "lastUpdate": NOW - SECOND,
        "recentCrashes": 2,
    }


@pytest.mark.parametrize(
    ("checkpoints", "page", "kind", "words"),
    [
        ("clean", 1, "defer", "your home page"),
        ("clean", 3, "resume", "opens the 1 tab"),
        ("crashed", 1, "ask", "asks which"),  # the built session is older than six hours by now
    ],
)
def test_what_the_next_start_does(
    cli: Run, tmp_path: Path, checkpoints: Any, page: int, kind: str, words: str
) -> None:
    old = session(window(A), session={"lastUpdate": 1_700_000_000_000, "recentCrashes": 0})
    place = write_profile(
        tmp_path / "p", clean=old, checkpoints=checkpoints, prefs={"browser.startup.page": page}
    )
    profile = cli("info", place, "--json").json["profile"]
    assert profile["crashed"] is (checkpoints == "crashed")
    assert profile["nextStart"]["type"] == kind
    assert words in profile["nextStart"]["why"]
    assert words in " ".join(cli("info", place).text.split())


def test_a_profile_without_sessions(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p")
    document = cli("info", place, "--json").json
    assert document["versions"] == []
    assert document["profile"]["nextStart"]["loads"] is None
    assert document["profile"]["nextStart"]["type"] == "none"
    assert document["session"] == {"startTime": None, "lastUpdate": None, "recentCrashes": None}
    result = cli("info", place)
    assert result.code == 0
    assert "There is no session file here." in result.text


def test_damaged_versions_say_why_and_the_others_are_fine(
    cli: Run, tmp_path: Path, rich: dict[str, Any]
) -> None:
    whole = mozlz4(to_json(rich))
    place = write_profile(
        tmp_path / "p: with colon",
        clean=whole[:60],
        recovery=b"\0" * 300,
        recovery_bak=b"\x89PNG\r\n",
        previous=rich,
        upgrades={"20261103151912": b"", "20260914093027": mozlz4(b'{"windows": {}}')},
    )
    document = cli("info", place, "--json").json
    found = {row["name"]: row for row in document["versions"]}
    assert list(found) == [
        "sessionstore", "recovery", "recovery.bak", "previous", "upgrade-20261103151912",
        "upgrade-20260914093027",
    ]  # fmt: skip
    for name, words in {
        "sessionstore": "cut short",
        "recovery": "zero bytes",
        "recovery.bak": "PNG image",
        "upgrade-20261103151912": "empty",
        "upgrade-20260914093027": "its windows are not a list",
    }.items():
        row = found[name]
        assert set(row) == VERSION | {"error"}
        assert words in row["error"]
        assert str(place) not in row["error"]  # it stands in `path`
        assert (row["windows"], row["tabs"], row["closedTabs"], row["closedWindows"]) == (None,) * 4
        assert row["path"].startswith(str(place))
    assert "error" not in found["previous"]
    assert found["previous"]["tabs"] == 4
    assert document["profile"]["nextStart"]["loads"] == "previous"
    assert document["session"]["recentCrashes"] == 2
    lines = cli("info", place).text.splitlines()
    assert sum(line.startswith("✗") for line in lines) == 5
    assert sum(line.startswith("▶") for line in lines) == 1
    (shown,) = (line for line in lines if line.startswith("▶"))
    assert "2 windows · 4 tabs · 5 closed tabs · 1 closed window" in shown


def test_a_single_file(cli: Run, tmp_path: Path, rich: dict[str, Any]) -> None:
    file = tmp_path / "copy of it.whatever"
    file.write_bytes(b"\xef\xbb\xbf" + to_json(rich))
    document = cli("info", file, "--json").json
    assert document["profile"] is None
    (version,) = document["versions"]
    assert (version["name"], version["role"]) == ("copy of it.whatever", "file")
    assert version["bytes"] == version["uncompressedBytes"] == file.stat().st_size
    assert version["tabs"] == 4
    from_pipe = cli("info", "-", "--json", stdin=mozlz4(to_json(rich))).json["versions"][0]
    assert (from_pipe["name"], from_pipe["path"], from_pipe["modified"]) == ("-", None, None)
    assert from_pipe["uncompressedBytes"] == len(to_json(rich))


def test_the_session_of_another_version(cli: Run, tmp_path: Path, rich: dict[str, Any]) -> None:
    other = session(window(A), session={"lastUpdate": "soon", "startTime": 5})
    place = write_profile(tmp_path / "p", clean=rich, previous=other)
    found = cli("info", place, "--version-of", "previous", "--json").json["session"]
    assert found == {"startTime": 5, "lastUpdate": None, "recentCrashes": None}


def test_a_profile_in_use(
    cli: Run, tmp_path: Path, rich: dict[str, Any], hold_lock: Callable[[Path], int]
) -> None:
    place = write_profile(tmp_path / "p", recovery=rich, checkpoints="crashed")
    pid = hold_lock(place)
    assert cli("info", place, "--json").json["profile"]["inUse"] == {"state": "in use", "pid": pid}
    assert f"running, pid {pid}" in cli("info", place).text.splitlines()[0]


def test_what_user_js_imposes_and_hostile_settings(cli: Run, tmp_path: Path) -> None:
    place = write_profile(
        tmp_path / "p",
        clean=session(window(A)),
        user={"browser.startup.page": 0, "browser.privatebrowsing.autostart": True},
    )
    document = cli("info", place, "--json").json
    assert document["profile"]["nextStart"]["type"] == "none"
    assert "user.js" in document["profile"]["nextStart"]["why"]
    text = cli("info", place).text
    assert "user.js sets browser.startup.page at every start" in text


def test_the_demonstration(cli: Run) -> None:
    document = cli("info", "--demo", "--json").json
    assert document["profile"]["inUse"]["state"] == "in use"
    assert len(document["versions"]) >= 3
    (damaged,) = [row for row in document["versions"] if "damaged" in row]
    assert damaged["tabs"]
    assert damaged["damaged"]["share"]
    assert cli("--demo", "info").code == 0


def test_an_edit_that_died_on_the_way_is_announced_until_it_is_settled(
    cli: Run, tmp_path: Path, home: Path, rich: dict[str, Any]
) -> None:
    place = write_profile(tmp_path / "p", clean=rich, prefs={"browser.startup.page": 3})
    assert cli("info", place, "--json").json["profile"]["interrupted"] == []
    assert cli("forget", place, "/windows/0/_closedTabs/0").code == 0
    (record,) = home.rglob(f"edits/*/{DONE}")
    record.rename(record.with_name(INTENT))  # as if it had died just then
    (sentence,) = cli("info", place, "--json").json["profile"]["interrupted"]
    assert "was interrupted" in sentence
    assert b"was interrupted" in cli("info", place).out
    assert cli("undo", place).code == 0
    assert cli("info", place, "--json").json["profile"]["interrupted"] == []


def test_a_header_that_claims_more_is_said_wherever_the_file_is_read(
    cli: Run, tmp_path: Path
) -> None:
    text = to_json(session(window("https://a.example/")))
    data = mozlz4(text, claimed=len(text) + 5)
    place = write_profile(tmp_path / "p", clean=data, prefs={"browser.startup.page": 3})
    said = f"claims {len(text) + 5:,} bytes, and the block holds {len(text):,}: Firefox loads it"
    found = cli("info", place, "--json").json
    assert found["profile"]["nextStart"]["loads"] == "sessionstore"
    (version,) = found["versions"]
    assert (version["tabs"], version["uncompressedBytes"]) == (1, len(text))
    assert said in version["note"]
    assert said in " ".join(cli("info", place).text.split())
    for words in (("tabs",), ("cat",), ("export", "--format", "urls")):
        for where in (place, place / "sessionstore.jsonlz4"):
            result = cli(words[0], where, *words[1:])
            assert (result.code, said in result.err) == (0, True), result.err
            assert b"https://a.example/" in result.out


def test_what_is_odd_about_a_file_is_said_once(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.js"
    file.write_text('({windows:[{tabs:[{entries:[{url:"http://a.example/"}], index:1}]}]})')
    odd = "JavaScript source, as Firefox 2 and 3.0 wrote it"
    printed = cli("info", file)
    assert printed.code == 0
    assert " ".join(printed.text.split()).count(odd) == 1
    assert odd not in printed.err
    assert cli("info", file, "--json").err.count(odd) == 1
    assert cli("tabs", file).err.count(odd) == 1
