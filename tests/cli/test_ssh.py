"""Commands on a profile of another machine, over a real sshd on this one."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.monitor.watch import tree_watch
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.looks import Looks
from tests.sshd import CLIENT, SSHD, Sshd
from tests.unit.monitor.simulator import Simulator

from .conftest import Run

pytestmark = pytest.mark.skipif(not (SSHD and CLIENT), reason="no sshd here")

STATE = session(window("https://a.example/", "https://b.example/", closed=["https://c.example/"]))
OLD = session(window("https://old.example/"))


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("ssh") / "d")
    yield server
    server.stop()


@pytest.fixture
def there(sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PATH", f"{sshd.bin}:{os.environ['PATH']}")
    return f"ssh:{sshd.address}{write_profile(tmp_path / 'there', clean=STATE, previous=OLD)}"


def test_what_is_read_there_is_found_compared_and_given_out(there: str, cli: Run) -> None:
    assert [page["url"] for page in cli("find", there, "example", "--json").json["pages"]] == [
        "https://a.example/", "https://b.example/", "https://c.example/", "https://old.example/",
    ]  # fmt: skip
    lost = cli("lost", there, "--json").json["lost"]
    assert [page["url"] for page in lost] == ["https://old.example/"]
    found = cli("diff", there, "previous", "sessionstore", "--json").json
    assert [len(found[kind]) for kind in ("opened", "closed")] == [2, 1]
    urls = cli("export", there, "--format", "urls")
    assert urls.out.split() == [b"https://a.example/", b"https://b.example/"]


def test_what_was_closed_there_is_opened_here(there: str, cli: Run, tmp_path: Path) -> None:
    write_profile(tmp_path / "here", clean=OLD, prefs={"browser.startup.page": 3})
    closed = cli("tabs", there, "--closed", "--json").json["recentlyClosed"][0]
    assert cli("restore", there, closed["tab"]["pointer"], "--into", tmp_path / "here").code == 0
    tabs = cli("tabs", tmp_path / "here", "--json").json["windows"][0]["tabs"]
    assert [one["url"] for one in tabs] == ["https://old.example/", "https://c.example/"]


def test_nothing_is_written_there_and_it_is_said_what_works(there: str, cli: Run) -> None:
    refused = cli("set", there, "browser.startup.page", "3")
    assert refused.code == 4
    assert "--into" in refused.err


def test_a_backup_of_it_is_a_zip_that_opens(there: str, cli: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy.zip"
    assert cli("backup", there, target).code == 0
    versions = cli("info", target, "--json").json["versions"]
    assert {version["name"] for version in versions} == {"sessionstore", "previous"}


def test_watch_tells_each_save_that_a_look_sees_and_ends_with_its_summary(
    there: str, cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_watch, "LOOK_SECONDS", 0.05)
    looks = Looks(monkeypatch)
    firefox = Simulator(tmp_path / "there", state="clean")

    def save() -> None:
        looks.one()
        with firefox.running():
            firefox.save(mozlz4(to_json(session(window("https://new.example/")))))
            looks.one()
        os.kill(os.getpid(), signal.SIGTERM)

    beside = threading.Thread(target=save)
    beside.start()
    done = cli("watch", there, "--json")
    beside.join()
    assert done.code == 0
    save_line, summary = map(json.loads, done.out.splitlines())
    assert (save_line["duration"], save_line["file"]) == (
        None, "sessionstore-backups/recovery.jsonlz4",
    )  # fmt: skip
    assert summary["summary"]["saves"] == 1
    assert summary["summary"]["runningSeconds"] is None
    assert "between two looks" in summary["summary"]["way"]
    assert "between two looks" in done.err
