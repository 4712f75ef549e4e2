"""`restore`, `close`, `move`, `forget`, `values`, `rollback`, `undo`: what they do and refuse."""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.errors import Refused
from sessiontui.stores.view import StoreInfo
from sessiontui.text import is_printable
from sessiontui.workspace import Workspace
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    OMIT,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    container,
    entry,
    group,
    mozlz4,
    read_session,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.system import lock_held

from .conftest import Result, Run, plain

A, B, C, D, E, F, G = (f"https://{name}.example/page" for name in "abcdefg")
ONCE = 'user_pref("browser.sessionstore.resume_session_once", true);'
CURRENT = session(
    window(
        A,
        tab(B, groupId="g", extData={"extension:x@y:k": '"v"'}),
        groups=[group("g", "Group")],
        closed=[
            closed_tab(C, closed_id=4, closed_at=NOW - MINUTE),
            closed_tab(D, closed_id=5, closed_at=NOW - 40 * DAY),
        ],
        closedGroups=[closed_group("cg", "Gone", G, first_closed_id=8)],
    ),
    window(D),
    closed_windows=[closed_window(window(E, A), closed_id=9)],
    savedGroups=[saved_group("s", "Saved", F, first_closed_id=20)],
)
PREVIOUS = session(
    window(tab(F, userContextId=6), closed=[closed_tab(G, closed_id=4)]),
    closed_windows=[closed_window(window(C), closed_id=77)],
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p", clean=CURRENT, previous=PREVIOUS, containers=[container(6, "Errands")]
    )


def everything(*places: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for place in places
        for path in place.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def state(profile: Path) -> Json:
    return read_session(profile / "sessionstore.jsonlz4")


def urls(found: Json) -> list[list[str]]:
    return [[t["entries"][-1]["url"] for t in w["tabs"]] for w in found["windows"]]


def done(result: Result) -> Result:
    assert (result.code, result.err) == (0, "")
    return result


def closed_urls(found: Json) -> list[str]:
    return [item["state"]["entries"][0]["url"] for item in found["windows"][0]["_closedTabs"]]


# -- what every one of them does the same ------------------------------------------------------

EDITS: dict[str, tuple[str, ...]] = {
    "restore": ("4", "9", "/savedGroups/0"),
    "restore --only": ("5", "/windows/0/tabs/1", "--only"),
    "restore of another version": ("previous#/windows/0", "previous#4", "--window", "new"),
    "close": ("/windows/0/tabs/0", "/windows/1"),
    "move": ("/windows/0/tabs/1", "--window", "2", "--index", "0"),
    "values": ("/windows/0/tabs/0", "key", "value"),
    "values --remove": ("/windows/0/tabs/1", "extension:x@y:k", "--remove"),
    "forget": ("4", "/_closedWindows/0", "/windows/0/closedGroups/0"),
    "forget --site": ("--site", "d.example"),
    "forget --everywhere": ("--site", "g.example", "--everywhere"),
    "slim": ("--drop", "favicons,closed", "--drop=storage"),
    "slim --site": ("--drop", "closed", "--site", "d.example"),
    "rollback": ("previous",),
}
ALL = pytest.mark.parametrize("name", EDITS)


def command(name: str, profile: Path, *more: str) -> tuple[str | Path, ...]:
    return (name.split()[0], profile, *EDITS[name], *more)


@ALL
def test_a_dry_run_says_it_all_and_writes_nothing(
    cli: Run, profile: Path, home: Path, name: str
) -> None:
    before = everything(profile, home)
    planned = done(cli(*command(name, profile, "--dry-run", "--json"))).json
    assert "Nothing was written" in done(cli(*command(name, profile, "--dry-run"))).text
    assert everything(profile, home) == before
    carried_out = done(cli(*command(name, profile, "--json"))).json
    assert everything(profile) != {k: v for k, v in before.items() if profile in k.parents}
    for key in ("edits", "files", "nextStart", "windows", "tabs"):
        assert carried_out[key] == planned[key], key
    assert planned["id"] is None
    assert planned["backup"] is None


@ALL
def test_the_json_tells_edits_files_backup_and_next_start(
    cli: Run, profile: Path, name: str
) -> None:
    found = done(cli(*command(name, profile, "--json"))).json
    assert all(isinstance(words, str) and words for words in found["edits"])
    changed = [Path(change["path"]).name for change in found["files"]]
    assert "sessionstore.jsonlz4" in changed
    assert set(found["nextStart"]) >= {"loads", "type", "why"}
    assert found["nextStart"]["loads"] == "sessionstore"
    if "--everywhere" in name:
        assert found["backup"] is None
    else:
        assert Path(found["backup"]).is_dir()
        assert stat.S_IMODE(Path(found["backup"]).stat().st_mode) == 0o700


@ALL
def test_undo_in_another_run_puts_every_byte_back(cli: Run, profile: Path, name: str) -> None:
    before = everything(profile)
    done(cli(*command(name, profile)))
    assert everything(profile) != before
    if "--everywhere" in name:
        cli("undo", profile).refused(1, str(profile), "no edit to undo")
        return
    planned = done(cli("undo", profile, "--dry-run", "--json")).json
    assert all(words.startswith("Undo: ") for words in planned["edits"])
    assert everything(profile) != before
    done(cli("undo", profile))
    assert everything(profile) == before
    cli("undo", profile).refused(1, str(profile), "no edit to undo")


@ALL
def test_a_profile_in_use_is_left_alone(
    cli: Run, profile: Path, hold_lock: Callable[[Path], int], name: str
) -> None:
    before = everything(profile)
    pid = hold_lock(profile)
    for more in ((), ("--dry-run",), ("--json",)):
        cli(*command(name, profile, *more)).refused(4, f"pid {pid}", "close it", str(profile))
    assert everything(profile) == before


@ALL
def test_read_only_refuses(cli: Run, profile: Path, name: str) -> None:
    before = everything(profile)
    cli(*command(name, profile, "--read-only")).refused(4, "read-only", str(profile))
    assert everything(profile) == before


@ALL
def test_a_stale_base_refuses(cli: Run, profile: Path, name: str) -> None:
    before = everything(profile)
    version = "previous" if name == "rollback" or "another" in name else "sessionstore"
    base = done(cli("tabs", profile, "--json", "--version-of", version)).json["revision"]
    other = base.replace(base[-1], "0" if base[-1] != "0" else "1")
    if "another" not in name:
        said = cli(*command(name, profile, "--base", other)).refused(4, other, "has changed")
        assert "nothing was changed" in said
    assert everything(profile) == before
    if "another" not in name:
        done(cli(*command(name, profile, "--base", base)))


def test_a_base_that_a_later_save_has_made_stale(cli: Run, profile: Path) -> None:
    base = done(cli("tabs", profile, "--closed", "--json")).json["revision"]
    write_profile(profile, clean=CURRENT, times={"clean": NOW + MINUTE})
    cli("forget", profile, "4", "--base", base).refused(4, base, "repeat")
    assert len(state(profile)["windows"][0]["_closedTabs"]) == 2


@pytest.mark.parametrize("wanted", ["99", "/windows/7", "/windows/0/tabs/9", "previous#99", ""])
@pytest.mark.parametrize("name", ["restore", "close", "move", "forget", "values"])
def test_an_unknown_id_is_named_and_nothing_changes(
    cli: Run, profile: Path, home: Path, name: str, wanted: str
) -> None:
    before = everything(profile, home)
    more = {"values": (), "move": ("--index", "0")}.get(name, ("4",))
    said = cli(name, profile, wanted, *more).refused(1)
    assert wanted.rpartition("#")[2] in said
    assert everything(profile, home) == before


@pytest.mark.parametrize("name", ["restore", "close", "move", "forget", "values", "rollback"])
def test_without_words_they_say_what_is_missing(cli: Run, profile: Path, name: str) -> None:
    cli(name, profile).refused(2)


@pytest.mark.parametrize("name", ["restore", "close", "values"])
def test_standard_input_cannot_be_changed(cli: Run, profile: Path, name: str) -> None:
    data = (profile / "sessionstore.jsonlz4").read_bytes()
    wanted = {"restore": ["4"], "close": ["/windows/0"], "values": ["/windows/0", "k", "v"]}[name]
    cli(name, "-", *wanted, stdin=data).refused(4, "standard input")


def test_words_may_stand_behind_options(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "--window", "new", "4", "5", "--even-if-open"))
    assert urls(state(profile)) == [[A, B], [D], [C, D]]


def test_text_says_what_was_done_where_and_how_to_undo(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "my profile", clean=CURRENT)
    said = " ".join(done(cli("restore", place, "4")).text.split())
    assert "Restore “page” into window 1" in said
    assert f"{place}/sessionstore.jsonlz4: rewritten" in said
    assert f"{place}/prefs.js" in said
    assert "next start Firefox opens all 4 tabs in 2 windows" in said
    assert shlex.join(["sessiontui", "undo", str(place)]) in said


def test_the_command_to_undo_can_be_copied(terminal: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / ("long name " * 12).strip(), clean=CURRENT)
    said = done(terminal("forget", place, "4")).out
    (line,) = [line for line in plain(said).splitlines() if line.startswith("to undo")]
    assert shlex.split(line.removeprefix("to undo")) == ["sessiontui", "undo", str(place)]


def test_a_hostile_title_is_made_visible(cli: Run, terminal: Run, tmp_path: Path) -> None:
    title = "T\x1b]0;pwn\x07\u202e"
    hostile = session(window(A, closed=[closed_tab(tab(entry(C, title)), closed_id=1)]))
    place = write_profile(tmp_path / "p", clean=hostile)
    shown = done(terminal("restore", place, "1", "--dry-run"))
    assert is_printable(plain(shown.out).replace("\n", ""))
    found = done(cli("restore", place, "1", "--json")).json
    assert is_printable(found["edits"][0])


# -- restore -----------------------------------------------------------------------------------


def test_closed_tabs_windows_and_groups_open_again(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "4", "9", "/windows/0/closedGroups/0", "/savedGroups/0"))
    found = state(profile)
    assert sorted(url for one in urls(found) for url in one) == sorted([A, B, C, D, E, A, G, F])
    assert len(found["windows"]) == 3
    assert closed_urls(found) == [D]
    assert found["_closedWindows"] == []
    assert found["savedGroups"] == []
    assert ONCE in (profile / "prefs.js").read_text()


def test_a_tab_out_of_a_closed_window_or_group(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "/_closedWindows/0/tabs/1", "20", "--even-if-open"))
    found = state(profile)
    assert urls(found) == [[A, B, A, F], [D]]
    assert [len(closed["tabs"]) for closed in found["_closedWindows"]] == [1]


def test_a_window_brings_its_tabs_along_once(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "/_closedWindows/0/tabs/0", "9", "/_closedWindows/0/tabs/1"))
    assert urls(state(profile)) == [[A, B], [D], [E, A]]


def test_items_of_another_version_are_carried_over_and_stay_there(cli: Run, profile: Path) -> None:
    before = everything(profile / "sessionstore-backups")
    done(cli("restore", profile, "previous#4", "4", "previous#/_closedWindows/0"))
    found = state(profile)
    assert sorted(urls(found)) == sorted([[C, A, B, G], [D], [C]])
    assert closed_urls(found) == [D]
    assert len(found["_closedWindows"]) == 1
    assert everything(profile / "sessionstore-backups") == before


def test_version_of_says_where_ids_are_looked_up(cli: Run, profile: Path) -> None:
    base = done(cli("tabs", profile, "--json", "--version-of", "previous")).json["revision"]
    args = ("restore", profile, "4", "/windows/0/tabs/0", "--version-of", "previous")
    cli(*args, "--base", "x").refused(4, "previous", "nothing was changed")
    done(cli(*args, "--base", base))
    found = state(profile)
    assert urls(found) == [[A, B, G, F], [D]]
    assert found["windows"][0]["tabs"][3]["userContextId"] == 6


def test_only_leaves_the_other_tabs_out(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "--only", "/windows/0/tabs/1", "4"))
    assert urls(state(profile)) == [[C, B]]
    assert A in closed_urls(state(profile))
    done(cli("undo", profile))
    done(cli("restore", profile, "--only", "/windows/0/groups/0"))
    assert urls(state(profile)) == [[B]]


def test_only_closed_ones_close_everything_that_is_open(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "4", "5", "previous#/windows/0/tabs/0", "--only"))
    found = state(profile)
    assert urls(found) == [[C, D, F]]
    assert len(found["_closedWindows"]) == 3, "nothing falls off the stack for it"


def test_an_open_tab_is_restored_only_with_only(cli: Run, profile: Path) -> None:
    cli("restore", profile, "/windows/0/tabs/0").refused(4, "/windows/0/tabs/0", "--only")
    assert state(profile) == CURRENT


def test_what_is_open_already_is_said_and_left_out(cli: Run, profile: Path) -> None:
    said = " ".join(done(cli("restore", profile, "4", "5", "20", "--dry-run")).text.split())
    assert f"1 of 3 is open already, and left out left out {D}" in said
    (left_out,) = done(cli("restore", profile, "4", "5", "20", "--json")).json["alreadyOpen"]
    assert left_out == {"pointer": "/windows/0/_closedTabs/1", "url": D, "title": "page"}
    assert urls(state(profile)) == [[C, A, B, F], [D]]
    assert closed_urls(state(profile)) == [D], "what was left out is still there"


def test_what_is_all_open_is_restored_only_when_asked_for(cli: Run, profile: Path) -> None:
    before = everything(profile)
    for more in ((), ("--json",), ("--dry-run",)):
        cli("restore", profile, "5", *more).refused(1, "It is open already", "--even-if-open")
    cli("restore", profile, "5", "/_closedWindows/0/tabs/1").refused(1, "All 2 are open already")
    assert everything(profile) == before
    found = done(cli("restore", profile, "5", "--even-if-open", "--json")).json
    assert found["alreadyOpen"] == []
    assert urls(state(profile)) == [[D, A, B], [D]]


def test_a_closed_window_that_is_partly_open_opens_whole_and_that_is_said(
    cli: Run, profile: Path
) -> None:
    said = " ".join(done(cli("restore", profile, "9")).text.split())
    assert "1 of 2 tabs in the closed window “page” is open already; it opens whole" in said
    assert urls(state(profile)) == [[A, B], [D], [E, A]]


def test_what_is_open_in_the_other_place_is_left_out_there(
    cli: Run, profile: Path, tmp_path: Path
) -> None:
    unnamed = entry(F, navigationKey=OMIT, navigationId=OMIT)
    state_of_other = session(window(C, tab(unnamed, userContextId=3, lastAccessed=1)))
    other = write_profile(tmp_path / "other", clean=state_of_other, containers=[])
    found = done(cli("restore", profile, "4", "20", "--into", other, "--json")).json
    assert [left_out["url"] for left_out in found["alreadyOpen"]] == [C]
    assert urls(state(other)) == [[C, F, F]], "the same address in another container is another tab"


def test_the_new_window_takes_them_all(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "4", "previous#4", "/savedGroups/0", "--window", "new"))
    assert urls(state(profile)) == [[A, B], [D], [C, F, G]]


def test_a_window_by_its_number(cli: Run, profile: Path) -> None:
    done(cli("restore", profile, "4", "--window", "2"))
    assert urls(state(profile)) == [[A, B], [D, C]]
    cli("restore", profile, "20", "--window", "7").refused(4, "window 7")
    cli("restore", profile, "9", "--window", "2").refused(4, "a window of its own")
    for wrong in ("0", "-1", "x", "1.5", "²"):
        cli("restore", profile, "5", f"--window={wrong}").refused(2, "--window")


def test_after_repeated_crashes_it_wants_a_yes(cli: Run, tmp_path: Path) -> None:
    crashed = session(window(A, closed=[B]), session={"lastUpdate": NOW, "recentCrashes": 3})
    place = write_profile(tmp_path / "p", recovery=crashed, checkpoints="crashed")
    before = everything(place)
    cli("restore", place, "0").refused(4, "4 times in a row", "--yes", "--only")
    assert everything(place) == before
    done(cli("restore", place, "0", "--only", "--dry-run"))
    assert done(cli("restore", place, "0", "--yes", "--json")).json["nextStart"]["type"] in (
        "recover",
        "resume",
    )


# -- restore --into ----------------------------------------------------------------------------


def test_into_another_profile_by_the_names_of_its_containers(
    cli: Run, profile: Path, tmp_path: Path
) -> None:
    other = write_profile(
        tmp_path / "other", clean=session(window(A)), containers=[container(9, "errands")]
    )
    before = everything(profile)
    args = ("restore", profile, "previous#/windows/0/tabs/0", "/windows/1", "--into", other)
    done(cli(*args, "--dry-run"))
    assert urls(state(other)) == [[A]]
    said = done(cli(*args)).text
    assert shlex.join(["sessiontui", "undo", str(other)]) in said
    assert urls(state(other)) == [[A, F], [D]]
    assert state(other)["windows"][0]["tabs"][1]["userContextId"] == 9
    assert everything(profile) == before
    done(cli("undo", other))
    done(cli("restore", profile, "4", "--into", other, "--only"))
    assert urls(state(other)) == [[C]]


def test_into_a_profile_in_use(
    cli: Run, profile: Path, tmp_path: Path, hold_lock: Callable[[Path], int]
) -> None:
    other = write_profile(tmp_path / "other", clean=session(window(A)))
    pid = hold_lock(other)
    cli("restore", profile, "4", "--into", other).refused(4, f"pid {pid}", str(other))


@pytest.mark.parametrize("name", ["new.jsonlz4", "new.js", "new.json"])
def test_into_a_new_file(cli: Run, profile: Path, tmp_path: Path, name: str) -> None:
    new = tmp_path / name
    args = ("restore", profile, "4", "previous#/windows/0", "--into", new)
    assert done(cli(*args, "--dry-run", "--json")).json["files"] == [
        {"path": str(new), "what": "new"}
    ]
    assert not new.exists()
    cli(*args, "--read-only").refused(4, "--read-only")
    cli(*args, "--window", "2").refused(2, "window 2")
    assert not new.exists()
    done(cli(*args))
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    found = read_session(new) if name == "new.jsonlz4" else json.loads(new.read_bytes())
    assert urls(found) == [[C], [F]]
    assert found["windows"][1]["tabs"][0]["userContextId"] == 6
    assert found["cookies"] == []
    done(cli("restore", profile, "5", "--into", new))
    assert "2 windows · 3 tabs" in done(cli("tabs", new)).text
    done(cli("undo", new))
    assert "2 windows · 2 tabs" in done(cli("tabs", new)).text


@pytest.mark.parametrize("name", ["sessionstore.jsonlz4", "sessionstore-backups/recovery.js"])
def test_a_new_file_is_none_that_firefox_would_load(
    cli: Run, profile: Path, tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source.json"
    source.write_bytes(cli("cat", profile).out)
    (profile / "sessionstore.jsonlz4").unlink()
    before = everything(profile)
    cli("restore", source, "4", "--into", profile / name).refused(4, "may load a file of this name")
    with lock_held(profile) as pid:
        for new in (name, "mine.jsonlz4"):
            cli("restore", source, "4", "--into", profile / new).refused(4, f"pid {pid}")
    cli("export", source, "--format", "session", "-o", profile / name).refused(4, "may load")
    assert everything(profile) == before
    done(cli("restore", source, "4", "--into", tmp_path / "sessionstore.jsonlz4"))


def test_into_nothing_that_is_there(cli: Run, profile: Path, tmp_path: Path) -> None:
    cli("restore", profile, "4", "--into", tmp_path / "none").refused(3, "none")
    cli("restore", profile, "4", "--into", tmp_path / "no/x.jsonlz4").refused(3, "x.jsonlz4")
    cli("restore", profile, "98", "--into", tmp_path / "x.jsonlz4").refused(1, "98")
    assert not (tmp_path / "x.jsonlz4").exists()


# -- close -------------------------------------------------------------------------------------


def test_closed_tabs_and_windows_go_onto_their_stacks(cli: Run, profile: Path) -> None:
    done(cli("close", profile, "/windows/0/tabs/0", "/windows/1", "/windows/1/tabs/0"))
    found = state(profile)
    assert urls(found) == [[B]]
    assert closed_urls(found)[0] == A
    assert found["_closedWindows"][0]["tabs"][0]["entries"][0]["url"] == D
    assert ONCE not in (profile / "prefs.js").read_text(), "nothing more opens because of it"


@pytest.mark.parametrize("wanted", ["4", "9", "/savedGroups/0", "/windows/0/groups/0"])
def test_only_open_tabs_and_windows_can_be_closed(cli: Run, profile: Path, wanted: str) -> None:
    cli("close", profile, wanted).refused(4)
    assert state(profile) == CURRENT


def test_what_is_closed_is_of_one_version(cli: Run, profile: Path) -> None:
    two = ("/windows/0/tabs/0", "previous#/windows/0/tabs/0")
    cli("close", profile, *two).refused(2, "several versions")
    cli("close", profile, two[1]).refused(4, "does not load this version")
    cli("forget", profile, "4", "--version-of", "previous").refused(4, "does not load")
    done(cli("close", profile, "sessionstore#/windows/0/tabs/0"))


# -- forget ------------------------------------------------------------------------------------


def test_forgetting_by_id(cli: Run, profile: Path) -> None:
    done(cli("forget", profile, "4", "9", "8", "/savedGroups/0"))
    found = state(profile)
    assert closed_urls(found) == [D]
    assert found["_closedWindows"] == []
    assert found["windows"][0]["closedGroups"] == []
    assert found["savedGroups"] == []
    assert urls(found) == urls(CURRENT)


@pytest.mark.parametrize(
    ("options", "tabs", "windows", "groups"),
    [
        (("--tabs",), [], 1, 1),
        (("--windows",), [C, D], 0, 1),
        (("--groups",), [C, D], 1, 0),
        (("--tabs", "--windows"), [], 0, 1),
        (("--site", "d.example"), [C], 1, 1),
        (("--older-than", "2w"), [C], 1, 1),
        (("--older-than", "2w", "--tabs"), [C], 1, 1),
        (("--site", "c.example", "--older-than", "2w"), None, 1, 1),
        (("--all", "--yes"), [], 0, 0),
    ],
)
def test_forgetting_all_that_matches(
    cli: Run,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    tabs: list[str] | None,
    windows: int,
    groups: int,
) -> None:
    monkeypatch.setattr("sessiontui.cli.ages.time.time", lambda: NOW / 1000)
    if tabs is None:
        cli("forget", profile, *options).refused(1, "c.example", str(profile))
        assert cli("forget", profile, *options, "--json").code == 1
        assert state(profile) == CURRENT
        return
    done(cli("forget", profile, *options))
    found = state(profile)
    assert closed_urls(found) == tabs
    assert len(found["_closedWindows"]) == windows
    assert len(found["windows"][0]["closedGroups"]) == groups
    assert len(found["savedGroups"]) == 1, "kept on purpose"


def test_forgetting_everything_wants_a_yes(cli: Run, profile: Path) -> None:
    cli("forget", profile, "--all").refused(4, "--yes", "--dry-run")
    assert state(profile) == CURRENT
    done(cli("forget", profile, "--all", "--dry-run"))
    assert state(profile) == CURRENT


def test_forgetting_everywhere_reaches_backups_and_kept_copies(
    cli: Run, profile: Path, home: Path
) -> None:
    done(cli("restore", profile, "9"))
    said = done(cli("forget", profile, "--site", "c.example", "--everywhere")).text
    assert "not possible" in said
    for path, data in everything(profile, home).items():
        if path.name.endswith(("lz4", "jsonlz4")):
            assert C not in json.dumps(read_session(path)), path
        assert C.encode() not in data, path


def test_what_is_still_held_is_named_and_the_exit_code_says_so(cli: Run, profile: Path) -> None:
    result = cli("forget", profile, "4", "--everywhere", "--json")
    assert (result.code, result.err) == (4, "")
    previous = str(profile / "sessionstore-backups/previous.jsonlz4")
    assert result.json["left"] == [
        {
            "path": previous,
            "pointer": "/_closedWindows/0/tabs/0",
            "why": "something closed holds it",
        }
    ]
    again = cli("forget", profile, "--site", "c.example", "--everywhere")  # now it goes
    assert (again.code, again.err) == (0, "")
    cli("forget", profile, "--site", "c.example", "--everywhere").refused(1)
    cli("forget", profile, "4", "--drop-unreadable").refused(2, "--everywhere")


def test_what_to_forget_is_said_once(cli: Run, profile: Path) -> None:
    for args in (("4", "--tabs"), ("4", "--all", "--yes"), ("--all", "--tabs"), ()):
        cli("forget", profile, *args).refused(2)
    cli("forget", profile, "--older-than", "soon").refused(2, "soon")
    cli("forget", profile, "--site", "").refused(4, "host")
    cli("forget", profile, "/windows/0/tabs/0").refused(4, "is open")


# -- values ------------------------------------------------------------------------------------


def test_values_are_listed_got_set_and_removed(cli: Run, profile: Path) -> None:
    where = ("values", profile, "/windows/0/tabs/1")
    assert done(cli(*where)).text == 'extension:x@y:k  "v"\n'
    assert done(cli(*where, "--json")).json["values"] == {"extension:x@y:k": '"v"'}
    assert done(cli(*where, "extension:x@y:k")).out == b'"v"\n'
    done(cli(*where, "extension:x@y:k", '{"new": "ü"}'))
    done(cli(*where, "other", ""))
    assert state(profile)["windows"][0]["tabs"][1]["extData"] == {
        "extension:x@y:k": '{"new": "ü"}',
        "other": "",
    }
    done(cli(*where, "other", "--remove"))
    done(cli(*where, "extension:x@y:k", "--remove"))
    assert "extData" not in state(profile)["windows"][0]["tabs"][1]
    cli(*where).refused(1, "/windows/0/tabs/1")
    assert cli(*where, "--json").code == 1
    cli(*where, "other", "--remove").refused(1, "other")
    cli(*where, "other").refused(1, "other")


def test_values_of_windows_and_closed_tabs(cli: Run, profile: Path) -> None:
    for wanted in ("/windows/0", "9", "4", "/_closedWindows/0/tabs/1", "20"):
        done(cli("values", profile, wanted, "k", "1"))
        assert done(cli("values", profile, wanted)).text == "k  1\n"
    found = state(profile)
    assert found["windows"][0]["extData"] == {"k": "1"}
    assert found["windows"][0]["_closedTabs"][0]["state"]["extData"] == {"k": "1"}


def test_values_refuse_what_has_none(cli: Run, profile: Path) -> None:
    cli("values", profile, "/savedGroups/0").refused(4, "tab groups")
    cli("values", profile, "/savedGroups/0", "k", "v").refused(4, "tab groups")
    cli("values", profile, "/windows/0", "k", "v", "w").refused(2, "w")
    cli("values", profile, "/windows/0", "--remove").refused(2, "--remove")


# -- rollback and undo -------------------------------------------------------------------------


def test_rollback_makes_a_version_the_one_that_is_loaded(cli: Run, profile: Path) -> None:
    found = done(cli("rollback", profile, "previous", "--json")).json
    assert found["nextStart"]["loads"] == "sessionstore"
    assert found["nextStart"]["type"] == "resume"
    assert urls(state(profile)) == [[F]]
    assert read_session(profile / "sessionstore-backups/previous.jsonlz4") == PREVIOUS
    kept = [v for v in done(cli("info", profile, "--json")).json["versions"] if v["role"] == "kept"]
    done(cli("rollback", profile, kept[0]["name"]))
    assert state(profile) == CURRENT


def test_rollback_names_one_version_that_is_there(cli: Run, profile: Path) -> None:
    cli("rollback", profile, "recovery").refused(1, "recovery")
    cli("rollback", profile, "a", "b").refused(2, "b")
    cli("rollback", profile / "sessionstore.jsonlz4", "sessionstore.jsonlz4").refused(
        4, "open the profile"
    )


def test_undo_goes_back_step_by_step(cli: Run, profile: Path) -> None:
    states = [everything(profile)]
    for edit in (("restore", "4"), ("close", "/windows/1"), ("forget", "9")):
        done(cli(edit[0], profile, *edit[1:]))
        states.append(everything(profile))
    for before in states[-2::-1]:
        done(cli("undo", profile))
        assert everything(profile) == before
    cli("undo", profile).refused(1)
    cli("undo", profile, "--dry-run").refused(1)
    cli("undo", profile, "--version-of", "previous").refused(2)


def test_undo_after_the_tool_was_restarted(run: Run, profile: Path) -> None:
    before = everything(profile)
    done(run("restore", profile, "4", "9"))
    assert everything(profile) != before
    assert "Undo" in done(run("undo", profile)).text
    assert everything(profile) == before


def test_undo_never_takes_back_what_came_after(cli: Run, profile: Path) -> None:
    done(cli("forget", profile, "4"))
    write_profile(profile, clean=PREVIOUS, times={"clean": NOW + MINUTE})
    cli("undo", profile).refused(4, "changed since")
    assert state(profile) == PREVIOUS


# -- other stores ------------------------------------------------------------------------------


def test_a_dry_run_of_undo_promises_nothing_that_undo_refuses(cli: Run, profile: Path) -> None:
    done(cli("forget", profile, "4"))
    with lock_held(profile) as pid:
        cli("undo", profile, "--dry-run").refused(4, f"pid {pid}")
    path = profile / "sessionstore.jsonlz4"
    path.write_bytes(mozlz4(to_json({**read_session(path), "x": 1})))  # Firefox ran
    cli("undo", profile, "--dry-run").refused(4, "has changed since")


def test_the_demo_can_be_edited(cli: Run) -> None:
    listed = done(cli("tabs", "--demo", "--closed", "--json")).json["recentlyClosed"]
    pointer = next(item["tab"]["pointer"] for item in listed if "tab" in item)
    found = done(cli("restore", "--demo", pointer, "--json")).json
    assert found["edits"][0].startswith("Restore ")
    said = done(cli("forget", "--demo", "--tabs")).text
    assert "undo" not in said, "it is gone when the command ends"


class _OnlyShows:
    """A plug-in's store that can do nothing but show."""

    info = StoreInfo("x", "x", "x:there")

    def versions(self) -> list[Any]:
        return []

    def load(self, version: str) -> Any:
        raise AssertionError(version)

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_store_that_only_shows_says_so() -> None:
    workspace = Workspace(_OnlyShows())
    acts: list[Callable[[], object]] = [
        lambda: workspace.plan([], base=""),
        lambda: workspace.apply([], base=""),
        lambda: workspace.undo(),
        lambda: workspace.rollback("a", base=""),
    ]
    for act in acts:
        with pytest.raises(Refused, match=r"x:there: this kind of place cannot be"):
            act()
    assert workspace.undoable() is None
    assert workspace.containers() is None
