"""Situations that people reported to other tools, each with the answer it should get.

They are made by a script beside the checkout; where that is absent this is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import CASES
from tests.system import without_dac

from .conftest import Run, environment

MAKE = CASES / "make_cases.py"
pytestmark = pytest.mark.skipif(not MAKE.exists(), reason="the cases are not here")
CLINIC = "secret-clinic.example"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Every case, made anew: some tests change theirs."""
    place = tmp_path / "cases"
    place.mkdir()
    subprocess.run([sys.executable, MAKE, place], check=True)
    return place


def test_forgotten_everywhere(cli: Run, cases: Path) -> None:
    result = cli("forget", cases / "forget-everywhere", "--site", CLINIC, "--everywhere")
    left = [
        version["name"]
        for version in cli("info", cases / "forget-everywhere", "--json").json["versions"]
        if CLINIC.encode()
        in cli("cat", cases / "forget-everywhere", "--version-of", version["name"]).out
    ]
    assert result.code == (4 if left else 0)
    assert all(name in result.text + result.err for name in left)


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root, and setpriv"
)
@pytest.mark.parametrize("command", ["info", "tabs"])
def test_barred_backups(home: Path, cases: Path, command: str) -> None:
    backups = cases / "barred-backups/sessionstore-backups"
    for path in (*backups.iterdir(), backups):
        os.chown(path, 1000, 1000)
    backups.chmod(0o700)
    result = subprocess.run(
        without_dac(sys.executable, "-m", "sessiontui", command, backups.parent),
        env=environment(home, None),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (result.returncode, "no permission" in result.stderr) == (3, True), result
    assert "starts fresh" not in result.stdout


@pytest.mark.parametrize("fork", ["palemoon", "seamonkey"])
def test_other_gecko_browsers(cli: Run, cases: Path, fork: str) -> None:
    place = cases / f"fork-{fork}"
    found = cli("info", place, "--json").json["profile"]
    assert found["browser"] != "Firefox"
    assert (found["nextStart"]["loads"], found["nextStart"]["type"]) == (None, "unknown")
    (window,) = cli("tabs", place, "--json").json["windows"]
    assert len(window["tabs"]) == 3
    cli("forget", place, "--site", "pm1.example").refused(4, "nothing was changed")


def test_only_an_unfinished_save(cli: Run, cases: Path) -> None:
    found = cli("info", cases / "only-tmp", "--json").json
    assert [(v["role"], v["tabs"]) for v in found["versions"]] == [("unfinished", 4)]
    assert found["profile"]["nextStart"]["loads"] is None


def test_names_of_their_own(cli: Run, cases: Path) -> None:
    found = cli("info", cases / "own-names", "--json").json
    assert sorted(v["tabs"] for v in found["versions"] if v["role"] == "copy") == [2, 3, 4, 5, 6]


def test_roots_of_forks(cli: Run, cases: Path) -> None:
    home = {"HOME": str(cases / "fork-roots/home")}
    assert len(cli("profiles", "--json", env=home).json["profiles"]) == 8


def test_a_profile_that_leads_nowhere(cli: Run, cases: Path) -> None:
    home = {"HOME": str(cases / "psd-dangling/home")}
    lost, *copies = cli("profiles", "--json", env=home).json["profiles"]
    assert lost["default"]
    assert "which is not there" in lost["error"]
    assert [copy["default"] for copy in copies] == [False, False]
    assert all("3vq8y9u1.default-backup" in copy["path"] for copy in copies)


def test_an_address_that_never_loaded(cli: Run, cases: Path) -> None:
    file = cases / "typed-unloaded/recovery.jsonlz4"
    address = b"https://typed.example/unloaded-page"
    assert address in cli("tabs", file, "--json").out
    for form in ("urls", "json", "csv", "markdown", "html"):
        assert address in cli("export", file, "--format", form).out, form


def test_wiped_by_a_setting(cli: Run, cases: Path) -> None:
    found = cli("info", cases / "wiped-by-setting", "--json").json["profile"]["nextStart"]
    assert "sanitizeOnShutdown" in " ".join((found["why"], *found["overrides"]))


def test_other_tools_and_phones(cli: Run, cases: Path) -> None:
    place = cases / "session-manager"
    (window,) = cli("tabs", place / "backup.session", "--json").json["windows"]
    assert len(window["tabs"]) == 2
    found = cli("tabs", place / "fennec-sessionstore.js", "--all", "--json").json
    assert (len(found["windows"][0]["tabs"]), len(found["recentlyClosed"])) == (1, 1)


def test_a_name_that_is_no_utf8(cli: Run, cases: Path) -> None:
    home = {"HOME": str(cases / "non-utf8/home")}
    (found,) = cli("profiles", "--json", env=home).json["profiles"]
    (window,) = cli("tabs", found["path"], "--json", env=home).json["windows"]
    assert len(window["tabs"]) == 2


@pytest.mark.parametrize("case", ["zen-sessions", "firefox2-tosource", "closed-in-closed"])
def test_later(case: str) -> None:
    pytest.skip(f"{case}: all that such files hold is not listed yet")
