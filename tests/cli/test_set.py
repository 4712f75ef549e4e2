"""`set` and `timings`: settings of a closed profile, and Firefox's own log of its saves."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from sessiontui.firefox.prefs import system
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.text import is_printable
from tests.builders import session, window, write_profile
from tests.system import lock_held

from .conftest import Result, Run

STORE = "browser.sessionstore."
INTERVAL = STORE + "interval"
SWITCHED_ON = {
    STORE + "loglevel": "Debug",
    STORE + "log.appender.file.logOnSuccess": True,
    STORE + "logFlushIntervalSeconds": 1,
}
LOG = b"""\
1795260746961\tSessionStore\tDEBUG\tNo valid session found
1795260746967\tSessionStore\tDEBUG\tSessionWriter.write wrote 1316 bytes in 4ms
1795260754650\tSessionStore\tDEBUG\tSessionWriter.write wrote 1110230 bytes in 20ms
1795260769650\tSessionStore\tDEBUG\tSessionWriter.write wrote 12 bytes in 1137ms
1795260784650\tSessionStore\tDEBUG\tSessionWriter.write wro"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What survives a loss of power is tested elsewhere; no policies of this machine."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(system, "SYSTEM_DIRECTORY", tmp_path / "etc")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "a p", clean=session(window("https://a.example/")))


def prefs(profile: Path) -> dict[str, str | int | bool]:
    return parse_prefs((profile / "prefs.js").read_bytes())


def everything(*places: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for place in places for p in place.rglob("*") if p.is_file()}


def done(result: Result) -> Result:
    assert (result.code, result.err) == (0, "")
    return result


def with_log(profile: Path) -> Path:
    path = profile / "sessionstore-logs" / "success-sessionrestore-1795260743858.txt"
    path.parent.mkdir()
    path.write_bytes(LOG)
    return profile


# -- set ---------------------------------------------------------------------------------------


def test_a_setting_is_set_and_taken_back(cli: Run, profile: Path) -> None:
    before = everything(profile)
    text = done(cli("set", profile, "interval", "60s")).text
    assert prefs(profile)[INTERVAL] == 60000
    assert f"Set {INTERVAL} to 60000 ms (it was 15000 ms, the default)" in " ".join(text.split())
    assert f"to undo       {shlex.join(['sessiontui', 'undo', str(profile)])}" in text
    assert "Undo: set interval" in done(cli("undo", profile)).text
    assert everything(profile) == before


def test_the_document_is_that_of_every_edit(cli: Run, profile: Path, home: Path) -> None:
    before = everything(profile, home)
    planned = done(cli("set", profile, "max_resumed_crashes", "-1", "--dry-run", "--json")).json
    assert "Nothing was written" in done(cli("set", profile, "page", "3", "--dry-run")).text
    assert everything(profile, home) == before
    found = done(cli("set", profile, "max_resumed_crashes", "-1", "--json")).json
    assert prefs(profile)[STORE + "max_resumed_crashes"] == -1
    assert {"edits", "files", "backup", "nextStart"} <= found.keys()
    assert [(Path(file["path"]).name) for file in found["files"]] == ["prefs.js"]
    assert Path(found["backup"]).is_dir()
    assert {**found, "id": None, "backup": None, "revision": None} == planned


def test_the_default_again(cli: Run, profile: Path) -> None:
    before = prefs(profile)
    done(cli("set", profile, "interval", "60000"))
    done(cli("set", profile, "--default", "interval"))
    assert prefs(profile) == before
    again = done(cli("set", profile, "interval", "--default", "--json")).json
    assert (again["id"], again["files"]) == (None, [])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name the setting and its value"),
        (("interval",), 2, "give a value for browser.sessionstore.interval"),
        (("interval", "--default", "1"), 2, "leave out the VALUE"),
        (("loglevel", "Debug", "x"), 2, "x: that is one word too many"),
        (("intervall", "1"), 2, "did you mean interval"),
        (("interval", "1s"), 2, "takes a whole number from 2000"),
        (("interval", "\x1b[31m"), 2, "takes a whole number"),
        (("enabled", "false"), 4, "Firefox 3.5 and later do not read it; nothing was changed"),
        (("interval", "60s", "--version-of", "previous"), 2, "set takes no --version-of"),
        (("interval", "60s", "--read-only"), 4, "it was opened read-only; nothing was changed"),
        (("interval", "60s", "--base", "x"), 2, "--base"),
    ],
)
def test_what_cannot_be_set(
    cli: Run, profile: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = everything(profile)
    cli("set", profile, *words).refused(code, said)
    assert everything(profile) == before


def test_while_firefox_runs(cli: Run, profile: Path) -> None:
    before = everything(profile)
    with lock_held(profile) as pid:
        sentence = cli("set", profile, "interval", "60s").refused(4, f"(pid {pid})", "nothing was")
        assert f"about:config: set {INTERVAL} = 60000" in sentence
        sentence = cli("timings", profile, "on").refused(4, f"(pid {pid})")
        for name, value in SWITCHED_ON.items():
            assert f"{name} = {str(value).replace('True', 'true')}" in sentence
        assert "reset browser.sessionstore.loglevel" in cli("timings", profile, "off").refused(4)
        for more in ("--dry-run", "--json"):
            cli("set", profile, "interval", "60s", more).refused(4)
    assert everything(profile) == before


@pytest.mark.parametrize("words", [("set", "interval", "60s"), ("timings",), ("timings", "on")])
def test_other_places(cli: Run, profile: Path, words: tuple[str, ...]) -> None:
    file = profile / "sessionstore.jsonlz4"
    cli(words[0], file, *words[1:]).refused(2, "settings belong to a profile")
    cli(words[0], profile / "nowhere", *words[1:]).refused(3)


@pytest.mark.parametrize("place", ["demo:", "--demo"])
def test_the_demonstration_is_set_in_memory_and_has_no_log(cli: Run, place: str) -> None:
    assert "prefs.js: 1 line set" in cli("set", place, "interval", "60s").text
    cli("timings", place).refused(1, "demo", "in a real profile only")
    cli("timings", place, "on").refused(4, "demo", "in a real profile only", "nothing was changed")


# -- timings -----------------------------------------------------------------------------------


def test_switched_on_and_off(cli: Run, profile: Path) -> None:
    before = (profile / "prefs.js").read_bytes()
    plan = done(cli("timings", profile, "on", "--dry-run", "--json")).json
    assert (profile / "prefs.js").read_bytes() == before
    text = done(cli("timings", profile, "on")).text
    assert SWITCHED_ON.items() <= prefs(profile).items()
    assert len(plan["edits"]) == 3
    assert shlex.join(["sessiontui", "timings", str(profile)]) in text
    again = done(cli("timings", profile, "on", "--json")).json
    assert (again["id"], again["files"]) == (None, [])
    done(cli("timings", profile, "off"))
    assert (profile / "prefs.js").read_bytes() == before
    done(cli("undo", profile))
    assert SWITCHED_ON.items() <= prefs(profile).items()


def test_the_table(cli: Run, profile: Path) -> None:
    lines = done(cli("timings", with_log(profile))).text.splitlines()
    assert lines == [
        "Sat 21 Nov 2026 11:32:26   1.3 kB      4 ms",
        "Sat 21 Nov 2026 11:32:34   1.1 MB     20 ms",
        "Sat 21 Nov 2026 11:32:49     12 B  1,137 ms",
        "",
        "in all        3 saves, 1,111,558 bytes",
        "each took     20 ms (the median), 1,137 ms at most",
        "now           switched off: Firefox notes no further saves",
    ]
    done(cli("timings", profile, "on"))
    assert "switched off" not in done(cli("timings", profile)).text


def test_the_document(cli: Run, profile: Path) -> None:
    assert done(cli("timings", with_log(profile), "--json")).json == {
        "on": False,
        "writes": [
            {"time": 1795260746967, "bytes": 1316, "duration": 0.004},
            {"time": 1795260754650, "bytes": 1110230, "duration": 0.02},
            {"time": 1795260769650, "bytes": 12, "duration": 1.137},
        ],
    }


def test_none_yet(cli: Run, profile: Path) -> None:
    sentence = cli("timings", profile).refused(1, "Firefox has noted no saves", "about:config")
    only_read = cli("--read-only", "timings", profile).refused(1, "to have it do so, set browser.")
    assert "close it" not in only_read
    assert f"{shlex.join(['sessiontui', 'timings', str(profile), 'on'])} has it do so" in sentence
    for name in SWITCHED_ON:
        assert name in sentence
    none = cli("timings", profile, "--json")
    assert (none.code, none.json) == (1, {"on": False, "writes": []})
    done(cli("timings", profile, "on"))
    cli("timings", profile).refused(1, "it is told to, and begins at its next start")


@pytest.mark.parametrize(
    "words", [("maybe",), ("on", "off"), ("--dry-run",), ("\x1b[31m",), ("on", "--default")]
)
def test_wrong_words(cli: Run, profile: Path, words: tuple[str, ...]) -> None:
    assert is_printable(cli("timings", profile, *words).refused(2)[:-1])


def test_help_names_them(run: Run) -> None:
    text = done(run("--help")).text
    assert "set one session setting" in text
    assert "what Firefox itself noted of its saves" in text


def test_setting_is_light(home: Path, profile: Path) -> None:
    from .test_start_up import look

    code, heavy = look(home, "set", profile, "interval", "60s")
    assert code == 0
    assert not {"textual", "rich", "asyncio", "importlib.metadata"} & set(heavy)
