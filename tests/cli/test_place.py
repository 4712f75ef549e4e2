"""PLACE in all its forms, the words before and after it, and exit codes for wrong ones."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sessiontui.cli.parser import COMMANDS
from sessiontui.firefox import pipe_reading
from tests.builders import NOW, mozlz4, session, to_json, window, write_profile

from .conftest import Run


def one(site: str) -> dict[str, Any]:
    return session(window(f"https://{site}.example/"))


def site_of(cli: Run, *args: str | Path, **options: Any) -> str:
    result = cli("tabs", *args, "--json", **options)
    assert result.code == 0, result.err
    url: str = result.json["windows"][0]["tabs"][0]["url"]
    return url.removeprefix("https://").removesuffix(".example/")


def piped(tmp_path: Path, data: bytes) -> tuple[str, Callable[[], None]]:
    """As ``<(…)`` of a shell: a descriptor of this process."""
    reader, writer = os.pipe()

    def write() -> None:
        with os.fdopen(writer, "wb") as file:
            file.write(data)

    threading.Thread(target=write).start()
    return f"/dev/fd/{reader}", lambda: os.close(reader)


def named_pipe(tmp_path: Path, data: bytes) -> tuple[str, Callable[[], None]]:
    """As ``mkfifo``, and shells that have no such descriptors."""
    path = tmp_path / "a pipe.jsonlz4"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    return str(path), writer.join


PIPES = pytest.mark.parametrize("pipe", [piped, named_pipe])
Pipe = Callable[[Path, bytes], tuple[str, Callable[[], None]]]


@contextmanager
def open_pipe(pipe: Pipe, tmp_path: Path, data: bytes) -> Iterator[str]:
    place, end = pipe(tmp_path, data)
    yield place
    end()


@pytest.fixture
def found(home: Path) -> Path:
    """Two profiles that this machine's profiles.ini names."""
    root = home / ".mozilla/firefox"
    write_profile(root / "abcdefgh.default", clean=one("default"), times={"clean": NOW - 1000})
    write_profile(root / "ijklmnop.work", clean=one("work"))
    (root / "profiles.ini").write_text(
        "[Profile0]\nName=My Default\nIsRelative=1\nPath=abcdefgh.default\nDefault=1\n"
        "[Profile1]\nName=office\nIsRelative=1\nPath=ijklmnop.work\n"
    )
    return root


def test_directories(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", recovery=one("here"))
    assert site_of(cli, place) == "here"
    assert site_of(cli, f"{place}/") == "here"
    assert site_of(cli, place / "sessionstore-backups") == "here"
    only = tmp_path / "only-one-below"
    write_profile(only / "x.y", clean=one("below"))
    assert site_of(cli, only) == "below"


@pytest.mark.parametrize("name", ["a.jsonlz4", "sessionstore.js", "x.bak", "none", "日本 \x1b[31m"])
@pytest.mark.parametrize("form", ["mozLz4", "plain", "parentheses"])
def test_files_of_any_name(cli: Run, tmp_path: Path, name: str, form: str) -> None:
    text = to_json(one("file"))
    data = {"mozLz4": mozlz4(text), "plain": text, "parentheses": b"(" + text + b")"}[form]
    (tmp_path / name).write_bytes(data)
    assert site_of(cli, tmp_path / name) == "file"


@PIPES
@pytest.mark.parametrize("size", [1, 40_000])
def test_a_pipe(cli: Run, tmp_path: Path, pipe: Pipe, size: int) -> None:
    data = mozlz4(to_json({**one("piped"), "note": os.urandom(size).hex()}))
    with open_pipe(pipe, tmp_path, data) as place:
        assert site_of(cli, place) == "piped"


@PIPES
def test_a_pipe_is_never_written(cli: Run, tmp_path: Path, pipe: Pipe) -> None:
    with open_pipe(pipe, tmp_path, mozlz4(to_json(one("piped")))) as place:
        cli("close", place, "/windows/0/tabs/0").refused(4, "pipe", "nothing was changed")


def test_a_pipe_as_the_other_side_of_diff_and_for_salvage(cli: Run, tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=one("here"))
    with open_pipe(piped, tmp_path, mozlz4(to_json(one("there")))) as place:
        (tab,) = cli("diff", profile, "sessionstore", place, "--json").json["opened"]
    assert tab["url"] == "https://there.example/"
    with open_pipe(piped, tmp_path, mozlz4(to_json(one("there")))[:-4]) as place:
        assert "https://there.example/" in cli("salvage", place).text


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "the file is empty"), (b"hello", "neither mozLz4 nor JSON")]
)
def test_a_pipe_that_brings_no_session(cli: Run, tmp_path: Path, data: bytes, words: str) -> None:
    with open_pipe(piped, tmp_path, data) as place:
        cli("tabs", place).refused(3, place, words)


def test_a_pipe_that_nobody_writes_into(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe_reading, "WRITER_SECONDS", 0.05)
    os.mkfifo(tmp_path / "pipe")
    cli("tabs", tmp_path / "pipe").refused(3, "nobody wrote into it")


def test_standard_input(cli: Run) -> None:
    assert site_of(cli, "-", stdin=mozlz4(to_json(one("pipe")))) == "pipe"


@pytest.mark.parametrize("word", ["office", "ijklmnop.work", "work", "OFFICE"])
def test_a_profile_by_name(cli: Run, found: Path, word: str) -> None:
    assert site_of(cli, word) == "work"


def test_a_word_is_a_profile_before_it_is_a_file(cli: Run, found: Path, home: Path) -> None:
    (home / "office").write_bytes(to_json(one("file")))
    (home / "mine.js").write_bytes(to_json(one("mine")))
    assert site_of(cli, "office") == "work"
    assert site_of(cli, "./office") == "file"
    assert site_of(cli, "mine.js") == "mine"
    assert site_of(cli, "~/mine.js") == "mine"


def test_a_folder_of_profiles_lists_them(cli: Run, found: Path, home: Path) -> None:
    for args in (("tabs", found), ("info",), ("cat", found, "/windows")):
        result = cli(*args)
        assert (result.code, result.out) == (2, b"")
        first, *listed = result.err.splitlines()
        assert first.startswith("sessiontui: ")
        assert first.endswith("several profiles, name one:")
        assert {line.split()[-1] for line in listed} == {
            str(found / "abcdefgh.default"),
            str(found / "ijklmnop.work"),
        }
        assert any("My Default" in line for line in listed)


def test_nothing_means_the_profile_with_a_session(cli: Run, found: Path) -> None:
    (found / "ijklmnop.work/sessionstore.jsonlz4").unlink()
    assert site_of(cli) == "default"


def test_nothing_means_the_profile_in_use(cli: Run, found: Path, hold_lock: Any) -> None:
    hold_lock(found / "abcdefgh.default")
    assert site_of(cli) == "default"


def test_nothing_at_all(cli: Run, home: Path) -> None:
    sentence = cli("tabs").refused(1, str(home / ".mozilla/firefox"), "snap", "--demo")
    assert sentence.count(str(home / ".librewolf")) == 1


def test_the_demonstration(cli: Run) -> None:
    for args in (("tabs", "demo:"), ("tabs", "--demo"), ("--demo", "tabs"), ("tabs", "demo:x")):
        assert cli(*args, "--json").json["version"]["name"] == "recovery"
    cli("tabs", "--demo", "somewhere").refused(2, "--demo")
    cli("--demo", "somewhere").refused(2, "--demo")
    cli("--demo", "profiles").refused(2, "--demo")


def test_an_existing_file_wins_over_a_scheme(cli: Run, home: Path) -> None:
    (home / "demo:").write_bytes(to_json(one("file")))
    (home / "zotero:x").write_bytes(to_json(one("other")))
    assert site_of(cli, "demo:") == "file"
    assert site_of(cli, "zotero:x") == "other"


def test_a_scheme_nobody_brings(cli: Run) -> None:
    cli("tabs", "zotero:x").refused(2, "zotero")
    cli("tabs", "zotero:/some/where").refused(2, "zotero")
    cli("tabs", "C:x").refused(3, "C:x")  # a Windows drive is no scheme


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nowhere", "no such profile, file or directory"),
        ("./nowhere", "no such file or directory"),
        ("/nowhere/at\x1b[31m/all", "/nowhere/at␛[31m/all"),
        ("n" * 5000, "nnn"),
        ("a\udcff", "no such"),
    ],
)
def test_not_there(cli: Run, place: str, words: str) -> None:
    cli("tabs", place).refused(3, words)


def test_a_directory_that_is_no_profile(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    sentence = cli("info", tmp_path / "empty").refused(3, "no Firefox profile", "prefs.js")
    assert sentence.count(str(tmp_path / "empty")) == 1


# -- words and options ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("tabs", "--frobnicate"), "--frobnicate"),
        (("tabs", "--json=yes", "x"), "--json"),
        (("tabs", "a", "b"), "b"),
        (("info", "--closed"), "sessiontui info --help"),
        (("tabs", "--filter"), "--filter"),
        (("cat", "a", "/b", "/c"), "/c"),
        (("profiles", "x"), "x"),
        (("--frobnicate",), "--frobnicate"),
        (("frobnicate",), "no such command"),
        (("frobnicate", "x"), "no such command"),
        (("tbas",), "did you mean tabs?"),
        (("setings", "p"), "did you mean settings?"),
        (("-",), "keyboard"),
        (("--demo",), "terminal"),
        (("./x",), "terminal"),
        (("tabs", "--fil", "x"), "--fil"),  # no abbreviations
        (("tabs", "\x1b[31m", "b"), "b"),
        (("tabs", "a", "--\x1b]52;"), "␛]52;"),
    ],
)
def test_wrong_usage(cli: Run, args: tuple[str, ...], words: str) -> None:
    cli(*args).refused(2, words)


def test_what_stands_before_the_command_holds(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=one("clean"), previous=one("before"))
    assert cli("--version-of", "previous", "tabs", place, "--json").json["version"]["name"] == (
        "previous"
    )
    assert site_of(cli, "--version-of", "previous", place) == "before"
    assert site_of(cli, place, "--read-only") == "clean"


def test_help(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    result = cli("--help", env={"COLUMNS": "80"})
    assert (result.code, result.err) == (0, "")
    for word in (*COMMANDS, "--demo", "--version-of", "--read-only", "exit codes", "PLACE"):
        assert word in result.text
    assert max(map(len, result.text.splitlines())) <= 80
    for command in COMMANDS:
        helped = cli(command, "--help", env={"COLUMNS": "80"})
        assert helped.code == 0
        assert helped.text.startswith(f"usage: sessiontui {command} ")
        assert max(map(len, helped.text.splitlines())) <= 80
    assert cli("--version").text.startswith("sessiontui ")
    assert cli("somewhere", "--help").code == 0


def test_an_environment_without_home(cli: Run) -> None:
    result = cli("profiles", "--json", env={"HOME": os.devnull})
    assert (result.code, result.json) == (1, {"profiles": []})
