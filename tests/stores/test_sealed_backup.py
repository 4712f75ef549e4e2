"""Encrypted backups by Firefox: opened by their password, and nothing else is believed of them."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sessiontui.errors import Damaged, SessiontuiError, Unreadable
from sessiontui.stores.protocols import Store, StoreRef
from sessiontui.stores.registry import open_place, open_ref
from tests.builders import mozlz4, session, to_json, window
from tests.sealed_backup import ROUNDS, page_with, sealed_page

META = {"appVersion": "153.8.0", "buildID": "20261117185949", "profileName": "Anná"}
WORD = "pass wörd"
FEW = 1000  # rounds: a key derived as slowly as Firefox does it is for one test


def zipped(filler: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("places/places.sqlite", os.urandom(filler))
        packed = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))
        archive.writestr("sessionstore/sessionstore.jsonlz4", packed)
    return out.getvalue()


@cache
def sealed() -> tuple[bytes, dict[str, Any]]:
    return sealed_page(zipped(), WORD, META, FEW)


def opened(tmp_path: Path, page: bytes, word: str | None = WORD) -> Store:
    place = tmp_path / "FirefoxBackup_x.html"
    place.write_bytes(page)
    return open_ref(StoreRef("backup", str(place), password=lambda where: word))


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessiontui.codec.firefox_backup.sealed._ROUNDS", FEW)


@pytest.mark.parametrize("exact", [False, True])
def test_a_backup_of_several_chunks_is_opened_by_its_password(
    tmp_path: Path, exact: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the ZIP fills its last chunk: Firefox then marks none as the last."""
    monkeypatch.setattr("sessiontui.codec.firefox_backup.sealed._ROUNDS", ROUNDS)
    data = zipped(3 << 20)
    if exact:
        data = bytes(-len(data) % (1 << 20)) + data  # a zip may have anything before it
    store = opened(tmp_path, sealed_page(data, WORD, META)[0])
    assert store.load("sessionstore").counts.tabs == 2


@pytest.mark.parametrize("word", ["", "pass word", WORD + " ", "x" * 100_000])
def test_another_password_is_said_not_to_open_it(tmp_path: Path, word: str) -> None:
    with pytest.raises(Unreadable, match="the password does not open this backup"):
        opened(tmp_path, sealed()[0], word)


def test_where_nobody_can_be_asked_the_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="--password-file FILE"):
        opened(tmp_path, sealed()[0], None)


def test_what_stands_beside_it_must_be_as_it_was_made(tmp_path: Path) -> None:
    page = sealed()[0].replace(b"153.8.0", b"153.9.9")
    with pytest.raises(Damaged, match="changed after it was made"):
        opened(tmp_path, page)


@pytest.mark.parametrize("name", sorted(sealed()[1]))
@pytest.mark.parametrize(
    "wrong",
    [None, 7, [], "", "AAAA", "not base64!", "é", base64.b64encode(bytes(200)).decode()],
    ids=repr,
)
def test_how_it_is_encrypted_may_be_anything(tmp_path: Path, name: str, wrong: object) -> None:
    config = {**sealed()[1], name: wrong}
    with pytest.raises((Damaged, Unreadable)):
        opened(tmp_path, page_with(config, META, [b"AAAA"]))


Changed = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "changed",
    [
        lambda line: line[:-8],
        lambda line: line[:40] + b"AAAA" + line[44:],
        lambda line: b"",
        lambda line: b"!" * len(line),
        lambda line: line + b"AAAA",
    ],
    ids=["cut", "changed", "empty", "no base64", "longer"],
)
def test_a_chunk_that_was_changed_is_damaged(tmp_path: Path, changed: Changed) -> None:
    page, _ = sealed()
    begin = page.index(b"base64\n\n") + len(b"base64\n\n")
    line, rest = page[begin:].split(b"\n", 1)
    with pytest.raises(SessiontuiError) as caught:
        opened(tmp_path, page[:begin] + changed(line) + b"\n" + rest)
    assert caught.value.sentence.startswith(str(tmp_path))


def test_without_the_library_the_extra_is_named(tmp_path: Path) -> None:
    place = tmp_path / "FirefoxBackup_x.html"
    place.write_bytes(sealed()[0])
    word = tmp_path / "word"
    word.write_text(WORD)
    code = (
        "import sys; sys.modules['cryptography'] = None; "
        "from sessiontui.__main__ import main; "
        f"sys.argv = ['sessiontui', 'tabs', {str(place)!r}, '--password-file', {str(word)!r}]; "
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 3
    assert "pip install 'sessiontui[backup]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_is_a_place_by_its_content(tmp_path: Path) -> None:
    place = tmp_path / "any name"
    place.write_bytes(sealed()[0])
    with pytest.raises(Unreadable, match="this backup by Firefox is encrypted"):
        open_place(str(place))
