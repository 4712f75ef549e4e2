"""Places that are no file here, through the library: archives, a sealed backup, another machine."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui import (
    SavedSession,
    Unreadable,
    export,
    find,
    lost,
    open_profile,
    open_session,
    profiles,
)
from tests.builders import session, window, write_profile
from tests.sshd import CLIENT, SSHD, Sshd

ONE, TWO, THREE = (f"https://{name}.example/" for name in ("one", "two", "three"))
FEW = 1000  # rounds: a key derived as slowly as Firefox does it is tested elsewhere
WORD = "pass wörd"


def look_at(place: str | Path) -> SavedSession:
    """Everything that the library gives of the profile of the guide, wherever it lies."""
    with open_profile(place) as profile:
        assert [version.id for version in profile.versions] == ["sessionstore", "previous"]
        assert profile.next_start.loads == "sessionstore"
        assert profile.lock.state == "unknown"
        assert profile.containers[1] == "Personal"
        assert profile.setting("browser.startup.page").value == 3
        assert profile.summary("previous").counts == profile.session("previous").counts
        read = profile.session()
    assert [page.url for page in find(place, "two.example").pages] == [TWO]
    assert [page.url for page in lost(place).pages] == [THREE]
    assert export(place, version="previous") == f"{ONE}\n{TWO}\n{THREE}\n".encode()
    (known,) = profiles(place).profiles
    assert (known.newest, known.in_use.state) == ("sessionstore", "unknown")
    assert open_session(known.path) == read
    return read


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_tar(files: Path, mode: str) -> None:
    with tarfile.open(files / "old", mode) as archive:  # type: ignore[call-overload]
        archive.add("xyz.default")
    assert [tab.url for tab in look_at(files / "old").tabs] == [ONE, TWO]
    assert look_at("tar:old") == look_at(files / "old")


def test_a_zip(files: Path) -> None:
    with zipfile.ZipFile(files / "old.zip", "w") as archive:
        for path in Path("xyz.default").rglob("*"):
            if path.is_file() and not path.is_symlink():
                archive.write(path)
    assert [tab.url for tab in look_at("./old.zip").tabs] == [ONE, TWO]


@pytest.mark.long
def test_an_encrypted_backup(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cryptography")
    from tests.sealed_backup import sealed_page

    monkeypatch.setattr("sessiontui.codec.firefox_backup.sealed._ROUNDS", FEW)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write("xyz.default/sessionstore.jsonlz4", "sessionstore/sessionstore.jsonlz4")
    meta = {"appVersion": "153.8.0", "buildID": "20261117185949", "profileName": "Anna"}
    (files / "b.html").write_bytes(sealed_page(zipped.getvalue(), WORD, meta, FEW)[0])
    asked: list[str] = []

    def ask(place: str) -> str:
        asked.append(place)
        return WORD

    assert [tab.url for tab in open_session("b.html", password=WORD).tabs] == [ONE, TWO]
    with open_profile(Path("b.html"), password=ask) as profile:
        assert profile.state.firefox == "153.8.0"
        assert [tab.url for tab in profile.session().tabs] == [ONE, TWO]
    assert len(asked) == 1
    assert "b.html" in asked[0]
    assert export("b.html", password=WORD) == f"{ONE}\n{TWO}\n".encode()
    assert len(find("b.html", "two", password=WORD).pages) == 1
    assert not lost("b.html", password=WORD).pages
    assert profiles("b.html", password=WORD).profiles[0].newest == "sessionstore"
    with pytest.raises(Unreadable, match="the password does not open this backup"):
        open_session("b.html", password="wrong")
    for nothing in (None, lambda _: None):
        with pytest.raises(Unreadable, match="password="):
            open_session("b.html", password=nothing)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("ssh") / "d")
    yield server
    server.stop()


@pytest.mark.long
@pytest.mark.skipif(not (SSHD and CLIENT), reason="no sshd here")
def test_another_machine(sshd: Sshd, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{sshd.bin}:{os.environ['PATH']}")
    there = f"ssh:{sshd.address}{files}"
    assert [tab.url for tab in look_at(f"{there}/xyz.default").tabs] == [ONE, TWO]
    for name in ("a", "b"):
        write_profile(files / "several" / name, clean=session(window(ONE)))
    found = profiles(f"{there}/several").profiles
    assert [one.path for one in found] == [f"{there}/several/{name}" for name in ("a", "b")]
    assert open_session(found[1].path).tabs[0].url == ONE
    with pytest.raises(Unreadable, match="there is no such file or directory"):
        open_profile(f"{there}/nowhere")
