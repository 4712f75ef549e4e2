"""Situations that people reported to other tools, each with the answer it should get.

They are made by a script beside the checkout; where that is absent this is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sessiontui.codec import mozlz4
from tests.paths import CASES
from tests.system import without_dac

from .conftest import Run, environment

MAKE = CASES / "make_cases.py"
pytestmark = pytest.mark.skipif(not MAKE.exists(), reason="the cases are not here")
FORMATS = ("urls", "markdown", "html", "csv", "json", "tsm", "session")
CLINIC = "secret-clinic.example"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Every case, made anew: some tests change theirs."""
    place = tmp_path / "cases"
    place.mkdir()
    subprocess.run([sys.executable, MAKE, place], check=True)
    return place


def unpacked(exported: bytes) -> bytes:
    return mozlz4.unpack(exported) if mozlz4.is_mozlz4(exported) else exported


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
    (said,) = found["profile"]["unfinished"]
    assert "never finished" in said
    assert "Firefox does not load it" in said
    assert "never finished" in " ".join(cli("info", cases / "only-tmp").text.split())


def test_names_of_their_own(cli: Run, cases: Path) -> None:
    found = cli("info", cases / "own-names", "--json").json
    assert len(found["versions"]) == 6
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
    for form in FORMATS:
        assert address in unpacked(cli("export", file, "--format", form).out), form


def test_wiped_by_a_setting(cli: Run, cases: Path) -> None:
    found = cli("info", cases / "wiped-by-setting", "--json").json["profile"]["nextStart"]
    assert "sanitizeOnShutdown" in " ".join((found["why"], *found["overrides"]))


def test_other_tools_and_phones(cli: Run, cases: Path) -> None:
    place = cases / "session-manager"
    (window,) = cli("tabs", place / "backup.session", "--json").json["windows"]
    assert len(window["tabs"]) == 2
    found = cli("tabs", place / "fennec-sessionstore.js", "--all", "--json").json
    assert (len(found["windows"][0]["tabs"]), len(found["recentlyClosed"])) == (1, 1)


def test_a_folder_of_session_files_names_them(cli: Run, cases: Path) -> None:
    said = cli("tabs", cases / "session-manager").refused(3, "no profile; name a file")
    assert "backup.session" in said
    assert "fennec-sessionstore.js" in said


def test_a_name_that_is_no_utf8(cli: Run, cases: Path) -> None:
    home = {"HOME": str(cases / "non-utf8/home")}
    (found,) = cli("profiles", "--json", env=home).json["profiles"]
    (window,) = cli("tabs", found["path"], "--json", env=home).json["windows"]
    assert len(window["tabs"]) == 2


def test_what_was_closed_in_a_closed_window(cli: Run, cases: Path) -> None:
    file = cases / "closed-in-closed/recovery.jsonlz4"
    pages = [f"https://cw.example/closed{i}" for i in range(4)] + ["https://cw.example/in-group"]
    listed = cli("tabs", "--closed", file)
    assert all(page in listed.text for page in pages)
    assert cli("info", file, "--json").json["versions"][0]["closedTabs"] == len(pages)
    for form in FORMATS:
        out = unpacked(cli("export", file, "--closed", "--format", form).out)
        assert [page for page in pages if page.encode() not in out] == [], form


def test_locked_by_a_policy(cli: Run, cases: Path) -> None:
    profile = cases / "locked-by-policy"
    distribution = cases / "firefox/distribution"
    distribution.mkdir(parents=True)
    (profile / "policies.json").rename(distribution / "policies.json")
    ini = profile / "compatibility.ini"
    lines = [line for line in ini.read_text().splitlines() if not line.startswith("LastPlatform")]
    ini.write_text("\n".join([*lines, f"LastPlatformDir={cases / 'firefox'}", ""]))
    rows = {row["name"]: row for row in cli("settings", profile, "--json").json["settings"]}
    page, interval = "browser.startup.page", "browser.sessionstore.interval"
    for name, value, typed in ((page, 3, "1"), (interval, 60000, "15s")):
        assert (rows[name]["value"], rows[name]["source"]) == (value, "policies.json")
        refused = cli("set", profile, name, typed)
        assert refused.code == 4
        assert "policies.json" in refused.err
    start = cli("info", profile, "--json").json["profile"]["nextStart"]
    assert "browser.startup.page = 3 in policies.json" in start["why"]


def test_zen_keeps_its_tabs_in_a_file_of_its_own(cli: Run, cases: Path) -> None:
    place = cases / "zen-sessions"
    found = cli("info", place, "--json").json
    counts = [(v["role"], v["windows"], v["tabs"]) for v in found["versions"]]
    assert counts == [("zen", 2, 3), ("clean", 1, 1)]
    start = found["profile"]["nextStart"]
    assert (found["profile"]["browser"], start["loads"], start["type"]) == (
        "Zen", "zen-sessions", "unknown",
    )  # fmt: skip
    assert "Zen opens 3 tabs in 2 spaces" in start["why"]
    printed = cli("tabs", place).text
    assert all(name in printed for name in ("Window 1 · Work", "Window 2 · Home"))
    refused = cli("close", place, "/windows/0/tabs/0")
    assert refused.code == 4
    assert all(way in refused.err for way in ("of Zen", "export --format session", "--into"))


def test_source_of_firefox_2(cli: Run, cases: Path) -> None:
    place = cases / "firefox2-tosource"
    found = cli("tabs", place, "--all", "--history", "--json").json
    ((tab,),) = (one["tabs"] for one in found["windows"])
    assert (tab["title"], tab["currentEntry"]) == ("Cart", 1)
    assert [entry["title"] for entry in tab["entries"]] == ["Café — shop", "Cart"]
    assert [one["tab"]["title"] for one in found["recentlyClosed"]] == ["Closed"]
    (version,) = cli("info", place, "--json").json["versions"]
    assert (version["windows"], version["tabs"], version["closedTabs"]) == (1, 1, 1)
    (cookie,) = json.loads(cli("cat", place, "/windows/0/cookies").out)
    assert (cookie["host"], cookie["name"]) == (".shop.example", "sid")
