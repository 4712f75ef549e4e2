"""The page of a Firefox Backup, made as Firefox 153 makes it: read at any place, with bounds."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec.firefox_backup import page as page_of
from sessiontui.codec.firefox_backup.page import ZipOfPage, read_page
from sessiontui.errors import Damaged, Unreadable
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import open_place
from tests.backup_page import backup_page
from tests.builders import mozlz4, session, to_json, window

STATE = session(window("https://a.example/", "https://b.example/"))


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        packed = mozlz4(to_json(STATE))
        archive.writestr("sessionstore/sessionstore.jsonlz4", packed)
        archive.writestr("sessionstore/sessionstore-backups/recovery.jsonlz4", packed)
        archive.writestr("preferences/prefs.js", 'user_pref("browser.startup.page", 3);\n')
        archive.writestr("places/places.sqlite", bytes(3000))
    return out.getvalue()


@given(st.binary(min_size=1, max_size=300), st.integers(1, 64), st.data())
def test_every_place_of_the_zip_is_read_from_its_line(
    content: bytes, chunk: int, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_of, "CHUNK", chunk)
        file = io.BytesIO(backup_page(content, chunk))
        found = read_page(file)
        assert found.whole
        there = ZipOfPage(file, found.lines)
        begin = data.draw(st.integers(0, len(content)))
        size = data.draw(st.integers(0, 400))
        there.seek(begin)
        assert io.BufferedReader(there).read(size) == content[begin : begin + size]


def test_a_backup_is_the_profile_it_was_made_of(tmp_path: Path) -> None:
    place = tmp_path / "FirefoxBackup_default.html"
    meta = {"appVersion": "153.8.0", "buildID": "20261117185949"}
    place.write_bytes(backup_page(zipped(), 1 << 20, meta=meta))
    store = open_place(str(place))
    assert [v.id for v in store.versions()] == ["sessionstore", "recovery"]
    assert store.load("sessionstore").counts.tabs == 2
    assert isinstance(store, Describes)
    state = store.profile()
    assert (state.firefox, state.next_start.loads) == ("153.8.0", "sessionstore")


def test_a_backup_that_ends_early_is_named_and_never_a_traceback(tmp_path: Path) -> None:
    place = tmp_path / "cut.html"
    whole = backup_page(zipped(), 1 << 20)
    place.write_bytes(whole[:-30])
    store = open_place(str(place))
    assert isinstance(store, Describes)
    assert store.load("recovery").counts.tabs == 2
    for length in range(40, len(whole) - 80, 37):
        place.write_bytes(whole[:length])
        try:
            cut = open_place(str(place))
        except Damaged:
            continue  # nothing of the profile was before the cut
        assert isinstance(cut, Describes)
        assert any("ends early" in sentence for sentence in cut.profile().barred)


@given(st.binary(max_size=200))
def test_what_is_no_backup_is_damaged_and_nothing_else(rest: bytes) -> None:
    for text in (
        rest,
        b"<!-- Begin inline MIME --\n" + rest,
        backup_page(b"x", 4).replace(b"version", rest),
    ):
        try:
            found = read_page(io.BytesIO(text))
        except Damaged:
            continue
        assert found.lines


def test_a_line_without_end_takes_no_memory() -> None:
    text = backup_page(b"x" * 40, 40)
    at = text.index(b"eHh4")
    endless = text[:at] + b"A" * (3 << 20)
    with pytest.raises(Damaged, match="too long"):
        read_page(io.BytesIO(endless))


def test_lines_that_are_no_chunks_are_not_counted_without_end() -> None:
    text = backup_page(b"x" * 40, 40)
    at = text.index(b"eHh4")
    with pytest.raises(Damaged, match="too short"):
        read_page(io.BytesIO(text[:at] + b"AAAA\n" * 1000))


def test_a_pipe_that_is_named_as_a_backup_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "backup.html"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="this is a pipe"):
        open_place(f"backup:{pipe}")
