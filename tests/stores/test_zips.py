"""Zips as people and programs make them, cut, odd or made to break who reads them."""

from __future__ import annotations

import io
import random
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import IO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Damaged, SessiontuiError, Unreadable
from sessiontui.firefox.tree.archive import Archive
from sessiontui.firefox.tree.zip_index import Index, walked
from sessiontui.firefox.tree.zip_reader import ZipReader
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import open_place
from tests.archives import broken, looked_at_whole
from tests.builders import mozlz4, session, to_json, window

SAVED = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
MARKS = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")
FILES = {"p/prefs.js": b"", "p/sessionstore.jsonlz4": SAVED, "p/words": b"words " * 3000}


class Stream(io.RawIOBase):
    """Something a zip is written to that cannot go back: sizes then stand behind each file."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(memoryview(cast("bytes", data)))
        self.data += piece
        return len(piece)


def zipped(
    files: dict[str, bytes] = FILES, method: int = zipfile.ZIP_DEFLATED, *, streamed: bool = False
) -> bytes:
    out: io.BytesIO | Stream = Stream() if streamed else io.BytesIO()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return bytes(out.data) if isinstance(out, Stream) else out.getvalue()


def opened(data: bytes) -> Archive:
    return Archive("x.zip", ZipReader(io.BytesIO(data), "x.zip"))


def all_of(tree: Archive, below: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in tree.names(below):
        path = f"{below}/{name}" if below else name
        if tree.stat(path).st_mode & 0o170000 == 0o040000:
            found |= all_of(tree, path)
        else:
            found[path] = tree.open(path).read()
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("streamed", [False, True])
def test_each_usual_way_of_packing_is_read(method: int, streamed: bool) -> None:
    tree = opened(zipped(method=method, streamed=streamed))
    assert all_of(tree) == FILES
    assert tree.left_out() == ()


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\\0"), min_size=1, max_size=8)


@given(
    st.dictionaries(NAMES.filter(lambda n: n not in (".", "..")), st.binary(max_size=300)),
    st.sampled_from(METHODS),
    st.booleans(),
    st.binary(max_size=50).filter(lambda b: b"PK" not in b),
)
def test_what_the_library_of_python_writes_is_read_exactly(
    files: dict[str, bytes], method: int, streamed: bool, before: bytes
) -> None:
    data = zipped(files, method, streamed=streamed)
    assert all_of(opened(data)) == files
    assert all_of(opened(before + data)) == files  # a program that unpacks itself stands before


@given(st.dictionaries(NAMES, st.binary(max_size=300)), st.booleans())
def test_files_as_they_lie_are_those_of_the_index(files: dict[str, bytes], streamed: bool) -> None:
    """Whoever lost the index finds the same files (those that are deflated tell their end)."""

    file = io.BytesIO(zipped(files, streamed=streamed))
    index = Index(file)
    told = [(name, index.entry(at)) for name, _, at in index.names()]
    assert [(name, e.size, e.packed, e.begin) for name, e in walked(file)] == [
        (name, e.size, e.packed, e.begin) for name, e in told
    ]


def place(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "x.zip").write_bytes(data)
    return str(tmp_path / "x.zip")


@pytest.mark.parametrize("streamed", [False, True])
def test_of_a_zip_that_ends_early_what_came_before_is_there_and_it_is_said(
    tmp_path: Path, streamed: bool
) -> None:
    data = zipped(streamed=streamed)
    cut = data.index(b"p/words") + 40
    store = open_place(place(tmp_path, data[:cut]))
    assert store.load("sessionstore").counts.tabs == 2
    assert isinstance(store, Describes)
    assert any("its index is missing" in sentence for sentence in store.profile().barred)


def test_a_zip_that_ends_within_its_index_still_has_its_files() -> None:
    data = zipped()
    for cut in range(data.index(b"PK\x01\x02"), len(data)):
        tree = opened(data[:cut])
        assert all_of(tree) == FILES
        assert "may be gone" in " ".join(tree.left_out())


def test_a_name_that_is_no_utf_8_costs_no_other_file(tmp_path: Path) -> None:
    data = zipped({**FILES, "p/caf\xe9.jsonlz4": SAVED}).replace("caf\xe9".encode(), b"caf\xe9\xff")
    tree = opened(data)
    assert all_of(tree)["p/caf\udce9\udcff.jsonlz4"] == SAVED
    assert open_place(place(tmp_path, data)).load("sessionstore").counts.tabs == 2


def test_a_file_without_a_time_has_none(tmp_path: Path) -> None:
    """The first moment a zip knows is what is written where none is known."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("p/sessionstore.jsonlz4"), SAVED)
        archive.writestr(zipfile.ZipInfo("p/sessionstore.js", (1980, 1, 1, 0, 0, 2)), SAVED)
    found = open_place(place(tmp_path, out.getvalue())).versions()
    assert [version.modified for version in found] == [None, 315_532_802_000.0]


def test_the_mark_of_an_end_in_the_comment_is_no_end() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("p/prefs.js", b"here")
        archive.comment = (
            b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 46, 7, 0) + b"PK\x05\x06"
        )
    assert all_of(opened(out.getvalue())) == {"p/prefs.js": b"here"}


def test_a_large_zip_with_its_numbers_in_64_bits_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    data = zipped()
    assert b"PK\x06\x06" in data
    assert all_of(opened(data)) == FILES
    assert all_of(opened(b"before" + data)) == FILES


@pytest.mark.parametrize(
    ("method", "named"), [(9, "Deflate64"), (93, "Zstandard"), (99, "AES"), (77, "method 77")]
)
def test_a_way_of_packing_that_is_not_read_is_named(
    tmp_path: Path, method: int, named: str
) -> None:
    data = bytearray(zipped({"p/sessionstore.jsonlz4": SAVED}))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + at, method)
    store = open_place(place(tmp_path, bytes(data)))
    with pytest.raises(Unreadable, match=f"as nothing here reads it: {named}"):
        store.load("sessionstore")


def test_many_names_of_one_place_and_an_index_over_itself_are_files_like_others() -> None:
    """Fifield's bomb: each file is the same bytes; none is unpacked before it is asked for."""
    data = bytearray(zipped({f"{n}.bin": bytes(100_000) for n in range(50)}))
    at, first = data.index(b"PK\x01\x02"), None
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        first = 0 if first is None else first
        struct.pack_into("<L", data, at + 42, first)
        at += 4
    tree = opened(bytes(data))
    assert len(tree.names("")) == 50
    assert tree.open("49.bin").read() == bytes(100_000)


_BOMB = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (330 << 20, 330 << 20))
from sessiontui.errors import SessiontuiError
from sessiontui.stores.registry import open_place
try:
    store = open_place(sys.argv[1])
    for version in store.versions():
        try:
            store.load(version.id)
        except SessiontuiError as error:
            print(error.sentence)
except SessiontuiError as error:
    print(error.sentence)
"""


def said_with_little_memory(path: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _BOMB, path], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "method",
    [
        zipfile.ZIP_DEFLATED,
        pytest.param(zipfile.ZIP_BZIP2, marks=pytest.mark.long),
        pytest.param(zipfile.ZIP_LZMA, marks=pytest.mark.long),
    ],
)
def test_a_bomb_that_lies_about_its_size_takes_no_memory(tmp_path: Path, method: int) -> None:
    data = bytearray(zipped({"p/sessionstore.js": bytes(250 << 20)}, method))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(mark) + at, 60 << 20)
    assert "its checksum is another" in said_with_little_memory(place(tmp_path, bytes(data)))
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("size", "packed", "begin", "said"),
    [
        (5, 5, (1 << 64) - 1, "does not begin where it must"),
        (5, 5, (1 << 63) - 1, "does not begin where it must"),
        ((1 << 64) - 1, (1 << 64) - 1, 0, "larger than anything that Firefox reads"),
        (9, (1 << 64) - 1, 0, "damaged"),
    ],
)
def test_numbers_that_no_file_has_are_a_sentence(
    tmp_path: Path, size: int, packed: int, begin: int, said: str
) -> None:
    data = zipped({"p/sessionstore.jsonlz4": SAVED})
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, ending = bytearray(data[at:end]), bytearray(data[end:])
    large = struct.pack("<2H3Q", 1, 24, size, packed, begin)
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(large))
    struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
    struct.pack_into("<L", ending, 12, len(entry) + len(large))
    store = open_place(place(tmp_path, data[:at] + bytes(entry) + large + bytes(ending)))
    with pytest.raises(SessiontuiError, match=said):
        store.load("sessionstore")


def test_an_index_that_claims_to_be_all_of_the_machine_is_read_as_far_as_it_is(
    tmp_path: Path,
) -> None:
    data = zipped()
    at = data.rindex(b"PK\x05\x06")
    index = data.index(b"PK\x01\x02")
    lie = bytearray(data[at:])
    struct.pack_into("<2H2L", lie, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, at - index, 1 << 62)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 1 << 61, 1)
    tree = opened(data[:at] + large + locator + bytes(lie))
    assert all_of(tree) == FILES
    assert "index is missing" in " ".join(tree.left_out())


@pytest.mark.parametrize("rounds", [150, pytest.param(4000, marks=pytest.mark.long)])
def test_a_zip_broken_in_any_way_is_opened_or_refused_by_a_sentence(
    tmp_path: Path, rounds: int
) -> None:
    chance = random.Random(rounds)
    whole = [zipped(method=m, streamed=s) for m in METHODS for s in (False, True)]
    for _ in range(rounds):
        looked_at_whole(place(tmp_path, broken(chance.choice(whole), chance, MARKS)))
    assert [file.name for file in tmp_path.iterdir()] == ["x.zip"]  # nothing was unpacked


def test_no_zip_at_all_is_damaged() -> None:
    for data in (b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), zipped({})[:10]):
        if data[4:] == bytes(18):  # an empty zip is one
            assert all_of(opened(data)) == {}
            continue
        with pytest.raises(Damaged):
            opened(data)
