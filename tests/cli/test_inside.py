"""Sessions inside a version: named by info and tabs, taken by --version-of in every command."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sessiontui.cli.parser import COMMANDS
from sessiontui.codec import mozlz4
from tests.builders import session, tab, to_json, window, write_profile

from .conftest import Run

INNERMOST = session(window("https://innermost.example/"))
OFFERED = session(
    window("https://offered.example/", closed=["https://offered-closed.example/"]),
    lastSessionState=INNERMOST,
)
OFFERING = tab("about:sessionrestore", formdata={"id": {"sessionData": json.dumps(OFFERED)}})
BEFORE = session(window("https://before.example/one", "https://before.example/two"))
OUTER = session(window("https://now.example/", OFFERING), lastSessionState=BEFORE)

LAST = "recovery#/lastSessionState"
TAB = "recovery#/windows/0/tabs/1"
DEEP = f"{TAB}#/lastSessionState"
HELD = {LAST: 2, TAB: 1, DEEP: 1}

# How each command that has a PLACE is called for a session inside; the exit code, and words that
# its answer or its refusal has. A new command fails here until it is decided what it does.
LOOKS: dict[str, tuple[list[str], int, str]] = {
    "info": ([], 0, "next start"),
    "tabs": ([], 0, ".example/"),
    "cat": ([], 0, '"windows"'),
    "search": (["example"], 0, "match"),
    "export": (["--format", "urls"], 0, ".example/"),
    "size": ([], 0, "of JSON"),
    "slim": (["--drop", "favicons,closed,nested"], 4, "lies inside"),
    "values": (["/windows/0/tabs/0"], 1, "no value of an extension"),
    "restore": (["/windows/0/tabs/0", "--dry-run"], 0, "Nothing was written"),
    "close": (["/windows/0/tabs/0"], 4, "lies inside"),
    "move": (["/windows/0/tabs/0", "--index", "1"], 4, "lies inside"),
    "forget": (["--tabs"], 4, "lies inside"),
    "rollback": ([], 4, "lies inside"),
    "find": (["example"], 2, "every version"),
    "lost": ([], 2, "every version"),
    "diff": (["previous", "recovery"], 2, "--version-of"),
    "undo": ([], 2, "--version-of"),
    "backup": ([], 2, "--version-of"),
    "watch": ([], 2, "--version-of"),
    "timings": (["on"], 2, "--version-of"),
    "settings": ([], 2, "--version-of"),
    "set": (["browser.startup.page", "1"], 2, "--version-of"),
}
WITHOUT_PLACE = {"profiles", "completions", "schema", "pack", "salvage"}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p", recovery=OUTER, previous=INNERMOST, checkpoints="crashed",
        prefs={"browser.startup.page": 3},
    )  # fmt: skip


def content(profile: Path) -> dict[str, str]:
    return {
        str(file.relative_to(profile)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in profile.rglob("*")
        if file.is_file()
    }


def test_every_command_is_decided() -> None:
    assert COMMANDS.keys() == LOOKS.keys() | WITHOUT_PLACE


def test_info_names_them(cli: Run, profile: Path) -> None:
    (found,) = (v for v in cli("info", profile, "--json").json["versions"] if "inside" in v)
    assert {one["name"]: one["tabs"] for one in found["inside"]} == HELD
    printed = cli("info", profile).text
    assert all(name in printed for name in HELD)
    assert "the session before this one" in printed


def test_tabs_names_them(cli: Run, profile: Path) -> None:
    printed = cli("tabs", profile).text
    assert LAST in printed
    assert TAB in printed
    assert DEEP in cli("tabs", profile, "--version-of", TAB).text


@pytest.mark.parametrize("name", list(HELD))
@pytest.mark.parametrize("command", list(LOOKS))
def test_each_command(cli: Run, profile: Path, command: str, name: str) -> None:
    words, code, said = LOOKS[command]
    before = content(profile)
    result = cli(command, profile, "--version-of", name, *words)
    assert (result.code, said in result.text + result.err) == (code, True), result
    assert "Traceback" not in result.err
    assert content(profile) == before


@pytest.mark.parametrize("name", list(HELD))
def test_what_is_printed_is_the_inner_one(cli: Run, profile: Path, name: str) -> None:
    document = json.loads(cli("cat", profile, "--version-of", name).out)
    assert len(document["windows"][0]["tabs"]) == HELD[name]
    listed = cli("tabs", profile, "--version-of", name, "--json").json
    assert listed["version"]["name"] == name
    assert [len(one["tabs"]) for one in listed["windows"]] == [HELD[name]]
    exported = cli("export", profile, "--version-of", name, "--format", "urls").text.split()
    assert exported == [one["url"] for one in listed["windows"][0]["tabs"]]


@pytest.mark.parametrize("edit", [["close"], ["move", "--index", "0"], ["forget"]])
def test_an_id_inside_edits_nothing_outside(cli: Run, profile: Path, edit: list[str]) -> None:
    """Its pointer names another tab in the outer session: that one must stay as it is."""
    command, *options = edit
    before = content(profile)
    where = "/windows/0/_closedTabs/0" if command == "forget" else "/windows/0/tabs/0"
    cli(command, profile, f"{TAB}#{where}", *options).refused(4, "nothing was changed")
    assert content(profile) == before


def test_a_tab_of_one_is_restored(cli: Run, profile: Path) -> None:
    assert cli("restore", profile, f"{DEEP}#/windows/0/tabs/0").code == 0
    tabs = cli("tabs", profile, "--json").json["windows"]
    assert "https://innermost.example/" in {t["url"] for w in tabs for t in w["tabs"]}


def test_who_names_the_tab_that_holds_one_is_told_how_its_windows_are_named(
    cli: Run, profile: Path
) -> None:
    cli("restore", profile, TAB).refused(4, f"'{TAB}#/windows/0' is the first window")
    cli("restore", profile, "/windows/0/tabs/0").refused(4, "opens at the next start\n")
    assert cli("restore", profile, f"{TAB}#/windows/0").code == 0
    tabs = cli("tabs", profile, "--json").json["windows"]
    assert "https://offered.example/" in {t["url"] for w in tabs for t in w["tabs"]}


def test_one_that_is_not_there(cli: Run, profile: Path) -> None:
    for command in ("tabs", "cat", "info", "export"):
        result = cli(command, profile, "--version-of", "recovery#/windows/0/tabs/0")
        assert (result.code, "no session inside" in result.err) == (1, True), result


def test_in_a_single_file(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.jsonlz4"
    file.write_bytes(mozlz4.pack(to_json(OUTER)))
    (version,) = cli("info", file, "--json").json["versions"]
    names = [one["name"] for one in version["inside"]]
    assert names == [name.replace("recovery", "one.jsonlz4", 1) for name in HELD]
    assert len(json.loads(cli("cat", file, "--version-of", names[0]).out)["windows"]) == 1
