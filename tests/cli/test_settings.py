"""`sessiontui settings`: values, defaults, and which file sets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import session, to_json, window, write_profile

from .conftest import Run

KEYS = {
    "name", "value", "default", "source", "meaning", "unit", "since", "gone", "changed", "effect",
    "bookkeeping",
}  # fmt: skip
UNDO = "browser.sessionstore.max_tabs_undo"
PAGE = "browser.startup.page"
INTERVAL = "browser.sessionstore.interval"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/")),
        prefs={UNDO: 1, INTERVAL: 15000, "browser.sessionstore.my_own": "a \u202e b"},
        user={PAGE: 3, UNDO: 100},
    )


def test_the_document(cli: Run, profile: Path) -> None:
    result = cli("settings", profile, "--json")
    assert (result.code, result.err, result.out.count(b"\n")) == (0, "", 1)
    assert list(result.json) == ["settings"]
    rows = result.json["settings"]
    assert len(rows) > 30
    assert all(set(row) == KEYS for row in rows)
    assert len({row["name"] for row in rows}) == len(rows)
    found = {row["name"]: row for row in rows}
    assert [found[PAGE][key] for key in ("value", "default", "source")] == [3, 1, "user.js"]
    assert [found[UNDO][key] for key in ("value", "default", "source", "unit")] == [
        100, 25, "user.js", "tabs",
    ]  # fmt: skip
    assert found[INTERVAL]["source"] == "prefs.js"  # it stands there, with the default's value
    assert found[INTERVAL]["changed"] is False
    crash = found["browser.sessionstore.resume_from_crash"]
    assert (crash["value"], crash["default"], crash["source"]) == (True, True, "default")
    own = found["browser.sessionstore.my_own"]
    assert (own["value"], own["default"], own["source"]) == ("a \u202e b", None, "prefs.js")
    assert all(row["meaning"] for row in rows)


def test_changed_ones_first(cli: Run, profile: Path) -> None:
    rows = cli("settings", profile, "--json").json["settings"]
    flags = [row["changed"] for row in rows]
    assert flags == sorted(flags, reverse=True)
    changed = cli("settings", profile, "--changed", "--json").json["settings"]
    assert changed == [row for row in rows if row["changed"]]
    assert {UNDO, PAGE} <= {row["name"] for row in changed}


def test_text(cli: Run, profile: Path) -> None:
    lines = cli("settings", profile).text.splitlines()
    assert f"{UNDO} = 100 tabs   (default 25 tabs; user.js)   since Firefox 2" in lines
    assert 'browser.sessionstore.my_own = "a ⟨202E⟩ b"   (default (none); prefs.js)' in lines
    interval = f"{INTERVAL} = 15000 ms   since Firefox 2"
    assert lines.index(interval) > lines.index(f"{PAGE} = 3   (default 1; user.js)")
    assert "browser.sessionstore.max_resumed_crashes = 1 crash   since Firefox 3" in lines


def test_what_firefox_wrote_itself_is_not_changed_and_says_so(cli: Run, tmp_path: Path) -> None:
    noted = "browser.startup.couldRestoreSession.count"
    place = write_profile(tmp_path / "q", prefs={noted: 2})
    cli("settings", place, "--changed").refused(1, "default")
    lines = cli("settings", place).text.splitlines()
    assert f"{noted} = 2   (default 0; Firefox's own bookkeeping)   since Firefox 94" in lines


def test_nothing_changed(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "q", prefs={"browser.startup.couldRestoreSession.count": 0})
    cli("settings", place, "--changed").refused(1, str(place), "default")
    result = cli("settings", place, "--changed", "--json")
    assert (result.code, result.json) == (1, {"settings": []})


def test_a_single_file_has_none(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.js"
    file.write_bytes(to_json(session()))
    sentence = cli("settings", file).refused(2, "belong to a profile")
    assert sentence.count(str(file)) == 1


def test_of_the_demonstration(cli: Run) -> None:
    assert cli("settings", "demo:", "--changed", "--json").json["settings"]
