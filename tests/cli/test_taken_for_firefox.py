"""``--firefox``: a person says that a profile is Firefox's, and hears of the risk each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import session, window, write_profile

from .conftest import Run

RISK = "taken for Firefox's because of --firefox, though its program lies in /usr/lib/palemoon"
SET = ("browser.startup.page", "3")


@pytest.fixture
def pale(tmp_path: Path) -> Path:
    profile = write_profile(
        tmp_path / "p", clean=session(window("https://a.example/", "https://b.example/"))
    )
    (profile / "compatibility.ini").write_text(
        "[Compatibility]\nLastVersion=33.6.1_1/1\nLastPlatformDir=/usr/lib/palemoon\n"
    )
    return profile


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_it_stands_before_a_command_or_after_it(cli: Run, pale: Path, before: bool) -> None:
    info = ("info", pale, "--json")
    found = cli("--firefox", *info) if before else cli(*info, "--firefox")
    assert found.json["profile"]["nextStart"]["loads"] == "sessionstore"
    assert found.json["profile"]["browser"] == "Pale Moon"  # it is still named as what it is
    assert (found.code, found.err.count("\n"), RISK in found.err) == (0, 1, True)
    assert cli("info", pale, "--json").json["profile"]["nextStart"]["type"] == "unknown"


@pytest.mark.parametrize("command", ["info", "tabs", "settings", "cat"])
def test_every_command_says_the_risk(cli: Run, pale: Path, command: str) -> None:
    assert RISK in cli(command, pale, "--firefox").err
    assert "--firefox" not in cli(command, pale).err


def test_it_lets_a_person_write(cli: Run, pale: Path) -> None:
    prefs = (pale / "prefs.js").read_bytes()
    cli("set", pale, *SET).refused(4, "Pale Moon")
    assert (pale / "prefs.js").read_bytes() == prefs
    done = cli("set", pale, *SET, "--firefox")
    assert (done.code, RISK in done.err) == (0, True)
    assert b'"browser.startup.page", 3' in (pale / "prefs.js").read_bytes()
    assert cli("undo", pale, "--firefox").code == 0
    assert (pale / "prefs.js").read_bytes() == prefs


def test_read_only_stays_read_only(cli: Run, pale: Path) -> None:
    cli("set", pale, *SET, "--read-only", "--firefox")
    assert b"startup.page" not in (pale / "prefs.js").read_bytes()


def test_of_firefox_itself_it_says_nothing(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "own", clean=session(window("https://a.example/")))
    assert cli("info", place, "--firefox").err == ""
