"""`sessiontui pack`: JSON into mozLz4, and never over anything by accident."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import mozlz4, session, to_json, unmozlz4, window, write_profile

from .conftest import Run

PLAIN = to_json(session(window("https://a.example/日本")))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "session.json"
    path.write_bytes(PLAIN)
    return path


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def test_there_and_back(cli: Run, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonlz4"
    result = cli("pack", source, target)
    assert (result.code, result.out) == (0, b"")
    assert f"{len(PLAIN):,}" in result.err
    assert unmozlz4(target.read_bytes()) == PLAIN
    assert cli("cat", target).out == PLAIN
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names(tmp_path) == {"home", "session.json", "out.jsonlz4"}  # no temporary file stays


@pytest.mark.parametrize(
    "data",
    [PLAIN, b"\xef\xbb\xbf" + PLAIN, b"(" + PLAIN + b")", mozlz4(PLAIN)],
    ids=["plain", "byte order mark", "parentheses", "mozLz4"],
)
def test_from_standard_input_only_the_json(cli: Run, tmp_path: Path, data: bytes) -> None:
    target = tmp_path / "out"
    assert cli("pack", "-", target, stdin=data).code == 0
    assert unmozlz4(target.read_bytes()) == PLAIN


def test_what_other_parsers_would_change(cli: Run, tmp_path: Path) -> None:
    text = b'{ "windows":[], "a":1e400, "a":-0, "s":"\\ud83d", "n":123456789012345678901 }\n'
    assert cli("pack", "-", tmp_path / "out", stdin=text).code == 0
    assert unmozlz4((tmp_path / "out").read_bytes()) == text


def test_an_existing_file_needs_force(cli: Run, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonlz4"
    target.write_bytes(b"mine")
    target.chmod(0o644)
    cli("pack", source, target).refused(4, str(target), "--force")
    assert target.read_bytes() == b"mine"
    assert cli("pack", "--force", source, target).code == 0
    assert unmozlz4(target.read_bytes()) == PLAIN
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_is_written_through(cli: Run, source: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    cli("pack", source, tmp_path / "link").refused(4)
    assert cli("pack", source, tmp_path / "link", "--force").code == 0
    assert (tmp_path / "link").is_symlink()
    assert unmozlz4((tmp_path / "real").read_bytes()) == PLAIN


@pytest.mark.parametrize("below", ["sessionstore.jsonlz4", "sessionstore-backups/new.jsonlz4"])
def test_never_into_a_profile_in_use(
    cli: Run, source: Path, tmp_path: Path, hold_lock: Callable[[Path], int], below: str
) -> None:
    place = write_profile(tmp_path / "p", recovery=session())
    before = names(place) | names(place / "sessionstore-backups")
    pid = hold_lock(place)
    sentence = cli("pack", source, place / below, "--force").refused(4, "Firefox", f"pid {pid}")
    assert sentence.count(str(place)) == 1
    assert names(place) | names(place / "sessionstore-backups") == before


def test_into_a_closed_profile(cli: Run, source: Path, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p")
    assert cli("pack", source, place / "sessionstore.jsonlz4").code == 0
    assert cli("tabs", place, "--json").json["windows"][0]["tabs"][0]["url"].endswith("日本")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"windows":[', "ends in the middle"),
        (b'{"windows":[],}', "not valid JSON"),
        (b'{"windows":[],"a":"caf\xe9"}', "not UTF-8"),
        (b"", "empty"),
        (b"\x89PNG\r\n", "PNG"),
    ],
)
def test_what_firefox_would_not_load(
    cli: Run, tmp_path: Path, source: Path, data: bytes, words: str
) -> None:
    source.write_bytes(data)
    sentence = cli("pack", source, tmp_path / "out").refused(3, words)
    assert sentence.count(str(source)) == 1
    assert not (tmp_path / "out").exists()


def test_only_an_ordinary_file_is_replaced(cli: Run, source: Path, tmp_path: Path) -> None:
    """As root, a rename over /dev/null would take it from the whole machine."""
    os.mkfifo(tmp_path / "pipe")
    cli("pack", source, tmp_path / "pipe", "--force").refused(4, "no ordinary file")
    assert (tmp_path / "pipe").is_fifo()


def test_where_nothing_can_be_written(cli: Run, source: Path, tmp_path: Path) -> None:
    cli("pack", source, tmp_path).refused(4, "directory")
    missing = tmp_path / "missing" / "out"
    assert cli("pack", source, missing).refused(3, "could not be written").count(str(missing)) == 1
    cli("pack", tmp_path / "no.json", tmp_path / "out").refused(3, "no such file")
    cli("pack", source, tmp_path / ("n" * 300)).refused(3)
    cli("pack", "--read-only", source, tmp_path / "out").refused(4, "--read-only")
    cli("--read-only", "pack", source, tmp_path / "out").refused(4, "--read-only")
    assert names(tmp_path) == {"home", "session.json"}


def test_too_few_words(cli: Run, source: Path) -> None:
    cli("pack", source).refused(2, "OUT.jsonlz4", "pack --help")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a limit of its own needs a process")
def test_a_full_disk_leaves_nothing_behind(cli: Run, source: Path, tmp_path: Path) -> None:
    import resource

    target = tmp_path / "out"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    child = os.fork()
    if child == 0:  # the limit must not hold for the tests that follow
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        os._exit(cli("pack", source, target).code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert names(tmp_path) == {"home", "session.json"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == (soft, hard)
