"""`sessiontui export`: what is chosen, where it goes, and who may read it."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    MINUTE,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    container,
    entry,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Run, plain
from .test_start_up import look

A, B, C, D, E, F = (f"https://{name}.example/page" for name in "abcdef")
EXTENSIONS = {
    "urls": "txt", "markdown": "md", "html": "html", "csv": "csv", "json": "json",
    "tsm": "json", "session": "jsonlz4",
}  # fmt: skip


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    current = session(
        window(
            A,
            tab(B, groupId="g", userContextId=6),
            groups=[group("g", "Group")],
            closed=[closed_tab(C, closed_id=4, closed_at=NOW - MINUTE)],
        ),
        window(D),
        closed_windows=[closed_window(window(E, A), closed_id=9)],
        savedGroups=[saved_group("s", "Saved", F, first_closed_id=20)],
    )
    return write_profile(
        tmp_path / "p",
        clean=current,
        recovery=session(window(F), session={"lastUpdate": NOW}),
        containers=[container(6, "Work")],
    )


def urls(run: Run, *args: str | Path) -> list[str]:
    result = run("export", *args)
    assert (result.code, result.err) == (0, "")
    return result.text.splitlines()


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


# -- what --------------------------------------------------------------------------------------


def test_without_a_choice_the_open_tabs(cli: Run, profile: Path) -> None:
    assert urls(cli, profile) == [A, B, D]


def test_closed_and_all(cli: Run, profile: Path) -> None:
    assert sorted(urls(cli, profile, "--closed")) == sorted([C, E, A])
    assert sorted(urls(cli, profile, "--all")) == sorted([A, B, D, C, E, A, F])


def test_ids_are_session_ids_and_pointers(cli: Run, profile: Path) -> None:
    assert urls(cli, profile, "4") == [C]
    assert urls(cli, profile, "9", "/windows/1") == [E, A, D]
    assert urls(cli, profile, "/windows/0/groups/0", "/savedGroups/0") == [B, F]
    assert urls(cli, profile, "/windows/0/tabs/1", "/windows/0", "4", "4") == [A, B, C]


def test_options_may_stand_between_place_and_ids(cli: Run, profile: Path) -> None:
    assert urls(cli, profile, "4", "--format", "urls", "20") == [C, F]
    assert urls(cli, "--read-only", profile, "--format", "urls", "20") == [F]


def test_ids_of_other_versions(cli: Run, profile: Path) -> None:
    assert urls(cli, profile, "recovery#/windows/0", "4") == [F, C]
    assert urls(cli, profile, "--version-of", "recovery") == [F]
    assert urls(cli, profile, "--version-of", "recovery", "sessionstore#4") == [C]
    cli("export", profile, "recovery#4").refused(1, "4: no closed tab", "recovery.jsonlz4")
    cli("export", profile, "nosuch#4").refused(1, "nosuch", "there is no such version")


def test_an_id_that_is_not_there_is_named_and_nothing_written(
    cli: Run, profile: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.txt"
    cli("export", profile, "4", "77", "--output", target).refused(1, "77", "sessionstore.jsonlz4")
    cli("export", profile, "/windows/7", "--output", target).refused(1, "/windows/7")
    assert not target.exists()


def test_the_demo_takes_ids_too(cli: Run) -> None:
    assert len(urls(cli, "--demo", "/windows/0/tabs/0")) == 1
    assert urls(cli, "demo:", "/windows/0/tabs/0") == urls(cli, "--demo", "/windows/0/tabs/0")


def test_from_standard_input(cli: Run) -> None:
    result = cli("export", "-", stdin=mozlz4(to_json(session(window(A)))))
    assert (result.code, result.text) == (0, A + "\n")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("--format", "pdf"), "pdf"),
        (("--closed", "4"), "--closed"),
        (("4", "--all"), "--all"),
        (("--frobnicate",), "--frobnicate"),
        (("4", "--frobnicate", "5"), "--frobnicate"),
    ],
)
def test_wrong_usage(cli: Run, profile: Path, args: tuple[str, ...], word: str) -> None:
    cli("export", profile, *args).refused(2, word)


def test_nothing_to_export(cli: Run, tmp_path: Path) -> None:
    empty = write_profile(tmp_path / "empty", clean=session(window(tab())))
    cli("export", empty).refused(1, "nothing to export", "sessionstore.jsonlz4")
    cli("export", empty, "--closed", "--output", tmp_path / "out.csv").refused(1)
    assert not (tmp_path / "out.csv").exists()


# -- formats -----------------------------------------------------------------------------------


def test_json_is_what_tabs_prints(cli: Run, profile: Path, tmp_path: Path) -> None:
    gone = closed_group("h", "Gone", C, D, first_closed_id=30, closed_at=NOW - MINUTE // 2)
    other = write_profile(
        tmp_path / "other", clean=session(window(A, closed=[B, E], closedGroups=[gone]))
    )
    for place in (profile, other):
        for choice in ((), ("--closed",), ("--all",)):
            exported = cli("export", place, "--format", "json", *choice)
            assert exported.out == cli("tabs", place, "--json", *choice).out


def test_csv_names_containers(cli: Run, profile: Path) -> None:
    lines = cli("export", profile, "--format", "csv").text.splitlines()
    assert ",Group,Work," in lines[2]


@pytest.mark.parametrize("name", EXTENSIONS)
def test_every_format_into_a_file(cli: Run, profile: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"out.{EXTENSIONS[name]}"
    result = cli("export", profile, "--all", "--format", name, "--output", target)
    assert (result.code, result.out) == (0, b"")
    size = target.stat().st_size
    assert f"{size:,} bytes" in result.err
    assert str(target) in result.err
    assert size > 50


def test_the_file_name_tells_the_format(cli: Run, profile: Path, tmp_path: Path) -> None:
    for name, begin in {
        "x.html": b"<!DOCTYPE",
        "x.md": b"# ",
        "x.csv": b"window,",
        "x": A.encode(),
    }.items():
        assert cli("export", profile, "-o", tmp_path / name).code == 0
        assert (tmp_path / name).read_bytes().startswith(begin)


def test_json_of_a_place_whose_name_is_no_text(cli: Run, tmp_path: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xff"))
    write_profile(place, clean=session(window(A)))
    result = cli("export", place, "--format", "json")
    assert result.code == 0
    assert result.json["windows"][0]["tabs"][0]["url"] == A


# -- where -------------------------------------------------------------------------------------


def test_a_file_that_only_its_owner_reads(cli: Run, profile: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    before = os.umask(0)
    try:
        assert cli("export", profile, "--output", target).code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text() == f"{A}\n{B}\n{D}\n"
    assert names(tmp_path) == {"home", "p", "out.txt"}


def test_an_existing_file_needs_force(cli: Run, profile: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("mine")
    target.chmod(0o644)
    cli("export", profile, "--output", target).refused(4, str(target), "--force")
    assert target.read_text() == "mine"
    assert cli("export", profile, "--output", target, "--force").code == 0
    assert target.read_text() == f"{A}\n{B}\n{D}\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names(tmp_path) == {"home", "p", "out.txt"}
    cli("export", profile, "-o", target, "--force", "--read-only").refused(4, "--read-only")


def test_what_cannot_be_exported_leaves_the_old_file(
    cli: Run, profile: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.txt"
    target.write_text("mine")
    cli("export", profile, "77", "--output", target, "--force").refused(1)
    assert target.read_text() == "mine"
    assert names(tmp_path) == {"home", "p", "out.txt"}


def test_links_and_what_is_no_file(cli: Run, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    cli("export", profile, "-o", tmp_path / "link").refused(4, "exists")  # it points nowhere
    (tmp_path / "real").write_text("mine")
    cli("export", profile, "-o", tmp_path / "link").refused(4, "--force")
    assert cli("export", profile, "-o", tmp_path / "link", "--force").code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith(A)
    cli("export", profile, "-o", tmp_path, "--force").refused(4, "directory")
    os.mkfifo(tmp_path / "pipe")
    cli("export", profile, "-o", tmp_path / "pipe", "--force").refused(4, "no ordinary file")
    cli("export", profile, "-o", tmp_path / "none" / "x").refused(3, "No such file")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_command_that_is_ended_leaves_no_half_file(
    cli: Run,
    profile: Path,
    tmp_path: Path,
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = os.write

    def ended(descriptor: int, data: memoryview) -> int:
        signal.raise_signal(number)
        return real(descriptor, data)

    monkeypatch.setattr("sessiontui.private_files.os.write", ended)
    before = signal.signal(number, signal.SIG_DFL)  # nohup has it ignored, which is respected
    try:
        assert cli("export", profile, "-o", tmp_path / "out.txt").code == 128 + number
    finally:
        signal.signal(number, before)
    assert names(tmp_path) == {"home", "p"}
    assert signal.getsignal(number) is signal.SIG_DFL


def test_never_into_a_profile_in_use(
    cli: Run, profile: Path, tmp_path: Path, hold_lock: Callable[[Path], int]
) -> None:
    busy = write_profile(tmp_path / "busy", clean=session(window(A)))
    pid = hold_lock(busy)
    old = (busy / "sessionstore.jsonlz4").read_bytes()
    args = ("export", profile, "--format", "session", "--force", "--output")
    cli(*args, busy / "sessionstore.jsonlz4").refused(4, "Firefox is running", str(pid))
    cli(*args, busy / "sessionstore-backups" / "x.jsonlz4").refused(4, "Firefox is running")
    assert (busy / "sessionstore.jsonlz4").read_bytes() == old


def test_on_a_terminal_nothing_acts(terminal: Run, tmp_path: Path) -> None:
    title = "\x1b[31mRED\x1b]0;pwn\x07 \u202e"
    place = write_profile(
        tmp_path / "t",
        clean=session(window(tab(entry("https://a.example/\x1b[2J", title)))),
    )
    for name in EXTENSIONS:
        if name == "session":
            continue
        result = terminal("export", place, "--format", name)
        assert result.code == 0
        shown = plain(result.out)
        assert "a.example" in shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    refused = terminal("export", place, "--format", "session")
    assert (refused.code, refused.out) == (2, b"")
    assert "--output" in refused.err


def test_a_pipe_gets_the_bytes_of_a_session_file(run: Run, profile: Path) -> None:
    result = run("export", profile, "--format", "session")
    assert result.code == 0
    again = run("tabs", "-", "--json", stdin=result.out)
    tabs = [[one["url"] for one in shown["tabs"]] for shown in json.loads(again.out)["windows"]]
    assert tabs == [[A, B], [D]]


def test_it_starts_without_what_is_slow(home: Path, profile: Path) -> None:
    assert look(home, "export", profile, "--all") == (0, [])
    assert look(home, "export", profile, "--format", "csv", "-o", home / "x.csv") == (0, [])
