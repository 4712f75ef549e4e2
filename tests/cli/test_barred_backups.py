"""Backups of another owner, looked at as root whom file modes bind: nothing is foretold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import session, window, write_profile
from tests.system import without_dac

from .conftest import environment

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("setpriv") is None,
        reason="another user's folder needs root, and setpriv",
    ),
]
UPGRADE = "browser.sessionstore.upgradeBackup.latestBuildID"
Look = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def look(home: Path) -> Look:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            without_dac(sys.executable, "-m", "sessiontui", *words),
            env=environment(home, None),
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    return run


def theirs(profile: Path, mode: int) -> Path:
    backups = profile / "sessionstore-backups"
    for path in (*backups.iterdir(), backups):
        os.chown(path, 1000, 1000)
    backups.chmod(mode)
    return profile


def test_no_permission_is_said_and_nothing_foretold(look: Look, tmp_path: Path) -> None:
    place = theirs(
        write_profile(
            tmp_path / "p",
            recovery=session(window("https://a.example/")),
            checkpoints="crashed",
            prefs={"browser.startup.page": 3},
        ),
        0o700,
    )
    for words in (("info",), ("tabs",), ("info", "--json")):
        result = look(words[0], place, *words[1:])
        assert result.returncode == 3, (words, result)
        assert "no permission" in result.stderr
        assert "starts fresh" not in result.stdout + result.stderr
    found = json.loads(look("info", place, "--json").stdout)
    start = found["profile"]["nextStart"]
    assert (start["loads"], start["type"]) == (None, "unknown")
    assert "this as its owner" not in look("info", place).stderr  # root is not told to be root


def test_a_folder_of_profiles_that_may_not_be_looked_at(look: Look, home: Path) -> None:
    root = home / ".mozilla/firefox"
    write_profile(root / "x.default", recovery=session(window("https://a.example/")))
    write_profile(home / ".librewolf/y.default", recovery=session(window("https://b.example/")))
    os.chown(root, 1000, 1000)
    root.chmod(0o700)
    for words in (("profiles",), ("profiles", "--json")):
        result = look(*words)
        assert (result.returncode, ".librewolf" in result.stdout) == (0, True), result
        assert f"{root}: no permission" in result.stderr
    (sentence,) = json.loads(look("profiles", "--json").stdout)["barred"]
    # Root is given no advice that it has followed already.
    assert "run this as" not in sentence
    assert "not even root may here" in sentence
    # Another is not opened in the place of the one that a person will take it for.
    for command in ("info", "tabs", "settings", "watch"):
        result = look(command)
        assert (result.returncode, result.stdout) == (3, ""), (command, result)
        assert f"{root}: no permission" in result.stderr
        assert "name it" in result.stderr
    assert look("tabs", "y.default").returncode == 0


def test_nothing_but_a_barred_folder_is_not_no_profile(look: Look, home: Path) -> None:
    root = home / ".mozilla/firefox"
    write_profile(root / "x.default", recovery=session(window("https://a.example/")))
    os.chown(root, 1000, 1000)
    root.chmod(0o700)
    for words in (("profiles",), ("profiles", "--json"), ("tabs",), ("info",)):
        result = look(*words)
        assert result.returncode == 3, (words, result)
        assert "no permission" in result.stderr
        assert "no Firefox profile found" not in result.stderr.replace("No", "no")


@pytest.mark.parametrize("name", ["prefs.js", "sessionstore.jsonlz4", "profiles.ini"])
def test_root_is_not_told_to_be_the_owner(look: Look, home: Path, name: str) -> None:
    root = home / ".mozilla/firefox"
    place = write_profile(root / "x.default", clean=session(window("https://a.example/")))
    barred = (root if name == "profiles.ini" else place) / name
    barred.touch()
    os.chown(barred, 1000, 1000)
    barred.chmod(0o600)
    said = ""
    for words in (("info",), ("info", "--json"), ("settings",), ("tabs",), ("profiles",),
                  ("set", place, "browser.startup.page", "3"), ("cat", place / name)):  # fmt: skip
        result = look(*words)
        said += result.stdout + result.stderr
    assert "no permission" in said
    lock = place / ".parentlock"  # nor where it may not write
    os.chown(lock, 1000, 1000)
    lock.chmod(0o600)
    said += look("set", place, "browser.startup.page", "3").stderr
    for advice in ("as its owner", "as the user", "belongs to another user"):
        assert advice not in said


def test_an_upgrade_backup_that_cannot_be_found_is_not_taken_for_absent(
    look: Look, tmp_path: Path
) -> None:
    def profile(**more: Any) -> Path:
        place = write_profile(
            tmp_path / f"p{len(more)}",
            upgrades={"20260101000000": session(window("https://a.example/"))},
            prefs={"browser.startup.page": 3, UPGRADE: "20260101000000"},
            **more,
        )
        return theirs(place, 0o711)

    result = look("info", profile(), "--json")
    assert result.returncode == 3, result
    start = json.loads(result.stdout)["profile"]["nextStart"]
    assert (start["loads"], start["type"]) == (None, "unknown")
    assert "no permission" in start["why"]
    clean = session(window("https://b.example/"))
    result = look("info", profile(clean=clean), "--json")  # what comes before it decides
    assert result.returncode == 0, result
    assert json.loads(result.stdout)["profile"]["nextStart"]["loads"] == "sessionstore"


def test_no_version_is_gone_back_to_while_the_loaded_one_is_unknown(
    look: Look, tmp_path: Path
) -> None:
    place = write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/")),
        previous=session(window("https://b.example/")),
    )
    os.chown(place / "sessionstore.jsonlz4", 1000, 1000)
    (place / "sessionstore.jsonlz4").chmod(0)
    result = look("rollback", place, "previous", "--dry-run")
    assert result.returncode == 3, result
    assert "no permission" in result.stderr
    assert "nothing was changed" in result.stderr
