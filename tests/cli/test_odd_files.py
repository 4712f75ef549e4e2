"""A pipe, a directory or a hole of a terabyte in a file's place: a sentence that hides nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessiontui.firefox import safe_reading
from sessiontui.firefox.safe_reading import SESSION
from tests.builders import session, to_json, window, write_profile

from .conftest import Result, Run, environment

ONE = session(window("https://a.example/", "https://b.example/"))
TERABYTE = 1 << 40


def sparse(path: Path, length: int = TERABYTE) -> None:
    """A file that is nothing but a hole."""
    with path.open("wb") as file:
        file.truncate(length)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=ONE, previous=ONE, prefs={"browser.startup.page": 3})


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, sparse], ids=["pipe", "directory", "1 TB"])
@pytest.mark.parametrize("name", ["prefs.js", "user.js", "sessionCheckpoints.json"])
def test_what_decides_over_the_next_start(
    cli: Run, place: Path, put: Callable[[Path], object], name: str
) -> None:
    (place / name).unlink(missing_ok=True)
    put(place / name)
    found = cli("info", place, "--json")
    profile = found.json["profile"]
    assert (profile["nextStart"]["loads"], profile["nextStart"]["type"]) == (None, "unknown")
    assert f"{name}: " in profile["nextStart"]["why"]
    assert [words for words in profile["barred"] if f"/{name}: " in words] == profile["barred"]
    assert [version["tabs"] for version in found.json["versions"]] == [2, 2]
    assert f"{name}: " in " ".join(cli("info", place).text.split())


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, sparse], ids=["pipe", "directory", "1 TB"])
@pytest.mark.parametrize("name", ["prefs.js", "user.js"])
def test_settings_are_not_said_to_be_all_there_are(
    cli: Run, place: Path, put: Callable[[Path], object], name: str
) -> None:
    (place / name).unlink(missing_ok=True)
    put(place / name)
    found = cli("settings", place, "--json")
    assert (found.code, found.err.count("\n")) == (3, 1)
    assert f"{name}: " in found.err
    assert found.json["settings"]
    assert "has its default" not in cli("settings", place, "--changed").err
    before = sorted(place.iterdir())
    cli("set", place, "browser.startup.page", "1").refused(3, f"{name}: ")
    assert sorted(place.iterdir()) == before


def test_a_version_of_a_terabyte_hides_no_other(cli: Run, place: Path) -> None:
    sparse(place / "sessionstore.jsonlz4")
    found = cli("info", place, "--json").json
    large, sound = found["versions"]
    assert large["error"].endswith(
        "it is 1.1 TB, larger than anything that Firefox reads: not read"
    )
    assert sound["tabs"] == 2
    # Firefox 153 cannot read it either, and goes on to the next.
    assert found["profile"]["nextStart"]["loads"] == "previous"
    for command in ("tabs", "cat"):
        cli(command, place / "sessionstore.jsonlz4").refused(3, "1.1 TB", "not read")
    assert len(cli("tabs", place, "--version-of", "previous", "--json").json["windows"]) == 1


@pytest.mark.parametrize("name", ["containers.json", "compatibility.ini"])
def test_what_lies_around_a_session(cli: Run, place: Path, name: str) -> None:
    sparse(place / name)
    found = cli("info", place, "--json").json
    assert [version["tabs"] for version in found["versions"]] == [2, 2]
    assert "1.1 TB" in " ".join(found["profile"]["barred"])


def test_a_profiles_ini_of_a_terabyte_hides_no_profile(cli: Run, home: Path) -> None:
    root = home / ".mozilla/firefox"
    write_profile(root / "x.default", recovery=ONE)
    sparse(root / "profiles.ini")
    found = cli("profiles", "--json")
    assert [profile["name"] for profile in found.json["profiles"]] == ["x.default"]
    assert "profiles.ini: it is 1.1 TB, larger than any" in found.json["barred"][0]
    # Which of them is the default is not known: none is opened without a word.
    cli("tabs").refused(3, "profiles.ini", "1.1 TB", "name it")
    assert cli("tabs", "x.default").code == 0


def test_a_record_of_a_terabyte_hinders_no_edit(cli: Run, home: Path, place: Path) -> None:
    first = cli("set", place, "browser.startup.page", "1", "--json").json["id"]
    (record,) = (home / ".local/state/sessiontui").rglob(f"*{first}*/done.json")
    record.unlink()
    sparse(record)
    record.chmod(0o600)
    assert cli("info", place).code == 0
    second = cli("set", place, "browser.startup.page", "3", "--json").json["id"]
    assert cli("undo", place, "--json").json["id"] != first
    assert second != first


@pytest.mark.parametrize("command", [("tabs", "-"), ("cat", "-"), ("pack", "-", "new.jsonlz4")])
def test_what_never_ends_is_not_read_without_end(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    data = to_json(ONE)
    words = [tmp_path / word if word.endswith("lz4") else word for word in command]
    small = replace(SESSION, most=len(data) - 1)
    with monkeypatch.context() as patched:
        patched.setattr(safe_reading, "SESSION", small)
        cli(*words, stdin=data).refused(3, "standard input: it is", "larger than anything")
    assert cli(*words, stdin=data).code == 0


def bound_to(home: Path, memory: int, *args: str | Path) -> Result:
    """A run that gets no more than so many bytes of memory."""
    done = subprocess.run(
        [sys.executable, "-m", "sessiontui", *args],
        env=environment(home, None),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
        check=False,
        timeout=60,
    )
    return Result(args, done.returncode, done.stdout, done.stderr.decode())


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory as Linux does")
def test_without_memory_for_one_version_the_others_are_shown(home: Path, place: Path) -> None:
    sparse(place / "sessionstore.jsonlz4", 900_000_000)
    found = bound_to(home, 600_000_000, "info", place, "--json")
    large, sound = found.json["versions"]
    assert large["error"].endswith("there is not enough memory to read it")
    assert sound["tabs"] == 2
    # To Firefox there may be enough: what it loads cannot be told.
    start = found.json["profile"]["nextStart"]
    assert (found.code, start["loads"], start["type"]) == (3, None, "unknown")
    assert "not enough memory" in start["why"]
    one = bound_to(home, 600_000_000, "cat", place / "sessionstore.jsonlz4")
    one.refused(3, "sessionstore.jsonlz4: there is not enough memory")
