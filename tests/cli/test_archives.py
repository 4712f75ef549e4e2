"""Archives on the command line: everything that reads, and what brings their tabs back."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest

from tests.builders import session, window, write_profile
from tests.cli.conftest import Run
from tests.sshd import CLIENT, SSHD, Sshd

pytestmark = pytest.mark.long  # the ordinary run is to be quick

STATE = session(window("https://a.example/", "https://b.example/", closed=["https://c.example/"]))


def archive(tmp_path: Path) -> Path:
    made = write_profile(tmp_path / "abc.default", clean=STATE)
    place = tmp_path / "old.tar.gz"
    with tarfile.open(place, "w:gz") as out:
        out.add(made, "home/me/abc.default")
    return place


def test_everything_that_reads_reads_an_archive(tmp_path: Path, run: Run) -> None:
    place = str(archive(tmp_path))
    for words in (
        ["info"], ["tabs"], ["tabs", "--closed"], ["settings"], ["cat"], ["find", "example"],
        ["search", "example"], ["export"], ["timings"], ["size"],
    ):  # fmt: skip
        done = run(words[0], place, *words[1:])
        assert done.code in (0, 1), (words, done.err)
        assert "Traceback" not in done.err


def test_its_tabs_are_opened_in_another_profile(tmp_path: Path, run: Run) -> None:
    place = str(archive(tmp_path))
    other = write_profile(tmp_path / "new.default", clean=session(window("https://n.example/")))
    done = run("restore", place, "/windows/0/tabs/1")
    assert done.code == 4
    assert "an archive, which is never written" in done.err
    assert "--into PROFILE" in done.err
    done = run("restore", place, "/windows/0/tabs/1", "--into", str(other))
    assert done.code == 0, done.err
    done = run("tabs", str(other), "--json")
    tabs = [tab["url"] for w in json.loads(done.out)["windows"] for tab in w["tabs"]]
    assert "https://b.example/" in tabs


def test_a_profile_over_ssh_is_read_exported_and_restored_from(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (SSHD and CLIENT):
        pytest.skip("no sshd here")
    server = Sshd(tmp_path / "sshd")
    try:
        monkeypatch.setenv("PATH", f"{server.bin}:{os.environ['PATH']}")
        made = write_profile(tmp_path / "abc.default", clean=STATE)
        place = f"ssh:{server.address}{made}"
        assert "https://b.example/" in run("export", place).text
        other = write_profile(tmp_path / "new.default", clean=STATE)
        done = run("restore", place, "/windows/0/_closedTabs/0", "--into", str(other))
        assert done.code == 0, done.err
        done = run("close", place, "/windows/0/tabs/0")
        assert done.code == 4, done.err
        assert "another machine" in done.err
    finally:
        server.stop()


def test_nothing_is_changed_in_it_and_it_says_what_to_do(tmp_path: Path, run: Run) -> None:
    place = archive(tmp_path)
    before = place.read_bytes()
    for words in (["close", "/windows/0/tabs/0"], ["forget", "--tabs"], ["set", "interval", "60s"]):
        done = run(words[0], str(place), *words[1:])
        assert done.code == 4, (words, done.err)
        assert "archive" in done.err
    done = run("undo", str(place))
    assert done.code in (1, 4), done.err
    assert place.read_bytes() == before


def test_watching_an_archive_is_refused_by_a_sentence(tmp_path: Path, run: Run) -> None:
    done = run("watch", str(archive(tmp_path)), "--for", "1s")
    assert done.code in (2, 4), done.err
    assert "Traceback" not in done.err


def test_salvage_takes_a_file_and_names_what_reads_an_archive(tmp_path: Path, run: Run) -> None:
    done = run("salvage", str(archive(tmp_path)))
    assert done.code == 3
    assert "this is a tar archive, not a session" in done.err
    assert "tabs or export" in done.err
