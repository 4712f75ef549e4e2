"""One file, whatever it is called; and one from a pipe."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sessiontui.errors import (
    Damaged,
    NotASession,
    NothingFound,
    Refused,
    SessiontuiError,
    Unreadable,
)
from sessiontui.session.edit.edits import CloseTab
from sessiontui.stores.file.store import BytesStore, FileStore
from sessiontui.stores.protocols import StoreRef
from tests.builders import mozlz4, session, to_json, window
from tests.system import ordinary_user

TEXT = to_json(session(window("https://a.example/One", "https://b.example/Two")))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sessionstore.jsonlz4", mozlz4(TEXT)),
        ("really-lz4.js", mozlz4(TEXT)),
        ("really-json.jsonlz4", TEXT),
        ("firefox-2.js", b"(" + TEXT + b")"),
        ("bom", b"\xef\xbb\xbf" + TEXT),
        ("-", TEXT),
        ("ünï\n\x1b[31m", TEXT),
        (b"not utf-8 \xff".decode("utf-8", "surrogateescape"), TEXT),
    ],
)
def test_bytes_count_not_names(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    store = FileStore(path)
    (version,) = store.versions()
    assert store.load(version.id).counts.tabs == 2
    assert TEXT in store.text(version.id)
    assert version.size == len(data)


def test_the_name_with_or_without_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "recovery.jsonlz4"
    path.write_bytes(mozlz4(TEXT))
    (version,) = FileStore(path).versions()
    assert version.answers_to("recovery.jsonlz4")
    assert version.answers_to("recovery")


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", Damaged, "empty"),
        (bytes(5000), Damaged, "zero bytes"),
        (mozlz4(TEXT)[:40], Damaged, "cut short"),
        (mozlz4(TEXT, claimed=2**32 - 1)[:40], Damaged, "claims"),
        (TEXT[:40], Damaged, "not valid JSON"),
        (b"\x89PNG\r\n\x1a\n", NotASession, "PNG"),
        (b'{"windows":[{"type":"browser"}]}', NotASession, "not a Firefox session"),
        (b'{"windows":{}}', NotASession, "its windows are not a list"),
        (b"[]", NotASession, "not a session"),
    ],
)
def test_what_is_no_session(tmp_path: Path, data: bytes, error: type[Exception], said: str) -> None:
    path = tmp_path / "odd\x1b[31m"
    path.write_bytes(data)
    store = FileStore(path)
    (version,) = store.versions()
    with pytest.raises(error, match=said) as caught:
        store.load(version.id)
    assert str(caught.value).startswith(version.path.replace("\x1b", "␛") if version.path else "?")
    with pytest.raises(error, match=said) as caught:
        BytesStore(data).load("-")
    assert str(caught.value).startswith("standard input: ")


@pytest.mark.parametrize(
    ("data", "share"),
    [
        (mozlz4(TEXT)[:-10], True),
        (mozlz4(TEXT, claimed=2**32 - 1)[:-9], False),  # nobody knows how much it was
        (TEXT[:-10], False),
    ],
    ids=["cut", "cut, and a header that claims 4 GB", "plain JSON, cut"],
)
def test_a_damaged_file_is_what_can_be_read_of_it(tmp_path: Path, data: bytes, share: bool) -> None:
    path = tmp_path / "cut.jsonlz4"
    path.write_bytes(data)
    for store in (FileStore(path), BytesStore(data)):
        snapshot = store.load(store.versions()[0].id)
        assert [tab.title for tab in snapshot.open_tabs()] == ["One", "Two"]
        assert snapshot.salvaged is not None
        assert (snapshot.salvaged.share is not None) is share


def test_a_damaged_file_is_not_edited_and_the_ways_on_are_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonlz4"
    data = mozlz4(TEXT)[:-10]
    path.write_bytes(data)
    store = FileStore(path)
    (version,) = store.versions()
    with pytest.raises(Refused, match=r"salvage .*cut\.jsonlz4 --to NEW"):
        store.apply([CloseTab(("windows", 0, "tabs", 0))], base=version.revision)
    assert path.read_bytes() == data


def test_pipes_devices_and_directories(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, Path("/dev/zero"), tmp_path / "gone"):
        store = FileStore.open(StoreRef("file", str(path)), read_only=True)
        with pytest.raises(SessiontuiError):
            store.load(store.versions()[0].id)


def test_no_permission() -> None:
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        path = Path(made) / "barred"
        path.write_bytes(TEXT)
        path.chmod(0)
        with ordinary_user(), pytest.raises(Unreadable, match="no permission"):
            FileStore(path).load("barred")


def test_a_replaced_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(TEXT)
    store = FileStore(path)
    first = store.load("f")
    other = tmp_path / "g"
    other.write_bytes(to_json(session(window("https://c.example/"))))
    other.rename(path)
    assert store.load("f") is not first
    assert store.load("f").counts.tabs == 1
    path.unlink()
    with pytest.raises(Unreadable, match="no such file"):
        store.versions()


def test_from_a_pipe() -> None:
    store = BytesStore(mozlz4(TEXT))
    (version,) = store.versions()
    assert (version.id, version.path, version.modified) == ("-", None, None)
    assert store.load("-") is store.load("-")
    assert store.text("-") == TEXT
    assert BytesStore(mozlz4(TEXT)).versions()[0].revision == version.revision
    assert BytesStore(TEXT).versions()[0].revision != version.revision
    with pytest.raises(NothingFound):
        store.text("recovery")
