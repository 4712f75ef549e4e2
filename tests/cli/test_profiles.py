"""`sessiontui profiles`: what is found on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import NOW, session, window, write_profile

from .conftest import Run

A = "https://a.example/"
KEYS = {"name", "path", "browser", "default", "inUse", "lastSaved", "tabs"}


@pytest.fixture
def firefox(home: Path) -> Path:
    """Two profiles of Firefox, one of LibreWolf."""
    root = home / ".mozilla/firefox"
    write_profile(root / "abcdefgh.default-esr", clean=session(window(A, A)))
    write_profile(root / "ijklmnop.work", clean=b"mozLz40\0")
    write_profile(home / ".librewolf/qrstuvwx.lw")
    (root / "profiles.ini").write_text(
        "[Install4F96D1932A9F858E]\nDefault=abcdefgh.default-esr\nLocked=1\n\n"
        "[Profile1]\nName=work\nIsRelative=1\nPath=ijklmnop.work\nDefault=1\n\n"
        "[Profile0]\nName=default-esr\nIsRelative=1\nPath=abcdefgh.default-esr\n"
    )
    return root


def test_the_document(cli: Run, firefox: Path, home: Path) -> None:
    result = cli("profiles", "--json")
    assert (result.code, result.err, result.out.count(b"\n")) == (0, "", 1)
    assert list(result.json) == ["profiles"]
    rows = {row["name"]: row for row in result.json["profiles"]}
    assert all(set(row) == KEYS for row in rows.values())
    assert rows["default-esr"] == {
        "name": "default-esr",
        "path": str(firefox / "abcdefgh.default-esr"),
        "browser": "Firefox",
        "default": True,
        "inUse": {"state": "free", "pid": None},
        "lastSaved": NOW,
        "tabs": 2,
    }
    assert (rows["work"]["default"], rows["work"]["tabs"]) == (False, None)
    never = rows["qrstuvwx.lw"]
    assert (never["browser"], never["lastSaved"], never["tabs"]) == ("LibreWolf", None, None)


def test_text(cli: Run, firefox: Path, hold_lock: Callable[[Path], int]) -> None:
    pid = hold_lock(firefox / "ijklmnop.work")
    lines = cli("profiles").text.splitlines()
    assert len(lines) == 3
    by_name = {line.split()[0]: line for line in lines}
    assert "(default)" in by_name["default-esr"]
    assert "2 tabs" in by_name["default-esr"]
    assert f"in use, pid {pid}" in by_name["work"]
    assert "damaged" in by_name["work"]
    assert "no session saved" in by_name["qrstuvwx.lw"]
    assert "never saved" in by_name["qrstuvwx.lw"]
    assert by_name["work"].endswith(str(firefox / "ijklmnop.work"))


def test_of_one_that_cannot_be_opened_it_is_not_known_when_it_was_saved(
    cli: Run, firefox: Path
) -> None:
    (firefox / "abcdefgh.default-esr").rename(firefox / "elsewhere")
    (firefox / "abcdefgh.default-esr").symlink_to("/run/nowhere/x.default")
    (line,) = (one for one in cli("profiles").text.splitlines() if "(default)" in one)
    assert "cannot be opened" in line
    assert "never saved" not in line


def test_seamonkey_has_saved(cli: Run, home: Path) -> None:
    """Its file is none that Firefox loads, and its last save is one all the same."""
    place = write_profile(
        home / ".mozilla/seamonkey/abcdefgh.default",
        plain={"sessionstore.json": session(window(A, A, A))},
        times={"sessionstore.json": NOW},
        checkpoints=None,
    )
    (row,) = cli("profiles", "--json").json["profiles"]
    assert (row["browser"], row["lastSaved"], row["tabs"]) == ("SeaMonkey", NOW, 3)
    text = cli("profiles").text
    assert "saved" in text
    assert "never saved" not in text
    assert len(cli("tabs", "--json").json["windows"][0]["tabs"]) == 3
    (place / "sessionstore.json").unlink()
    assert "never saved" in cli("profiles").text


def test_none(cli: Run, home: Path) -> None:
    result = cli("profiles", "--json")
    assert (result.code, result.json, result.err) == (1, {"profiles": []}, "")
    cli("profiles").refused(1, str(home / ".mozilla/firefox"), "--demo")


def test_root_is_told_how_another_person_s_are_named(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for uid, told in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        for command in ("profiles", "tabs"):
            assert ("sessiontui /home/NAME" in cli(command).err) is told


@pytest.mark.skipif(os.name != "posix", reason="names of arbitrary bytes are a matter of POSIX")
def test_a_path_that_is_no_text(cli: Run, home: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(home) + b"/.mozilla/firefox/caf\xe9.\x1b[31m"))
    write_profile(place, clean=session(window(A)))
    (row,) = cli("profiles", "--json").json["profiles"]
    assert row["path"].endswith("/caf%E9.%1B%5B31m")
    assert cli("tabs", row["path"]).code == 0
    assert row["tabs"] == 1
    assert "\x1b" not in cli("profiles").text
    assert cli("info", place, "--json").json["versions"][0]["tabs"] == 1
    file = cli("tabs", place, "--json").json["version"]["path"]
    assert (file.startswith("file:///"), cli("cat", file).code) == (True, 0)
    done = cli("set", place, "browser.startup.page", "3", "--json").json
    assert cli("info", done["files"][0]["path"].removesuffix("/prefs.js")).code == 0
