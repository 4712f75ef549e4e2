"""Files that ``tar -S`` stores without their holes: read as they were, whatever they claim."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from sessiontui.errors import SessiontuiError
from sessiontui.firefox.tree.archive import Archive
from sessiontui.firefox.tree.tar_holes import MOST_PARTS, Holes, WithHoles
from sessiontui.firefox.tree.tar_reader import TarReader
from sessiontui.stores.registry import open_place
from tests.builders import mozlz4, session, to_json, window, write_profile

STATE = session(window("https://a.example/", "https://b.example/"))
HOLE = 64 << 10
FORMS = {
    "gnu": ["--format=gnu"],
    "pax 0.0": ["--format=posix", "--sparse-version=0.0"],
    "pax 0.1": ["--format=posix", "--sparse-version=0.1"],
    "pax 1.0": ["--format=posix", "--sparse-version=1.0"],
}


def with_holes(path: Path, parts: int) -> bytes:
    """A file of so many parts with a hole before each and one behind all."""
    with path.open("wb") as file:
        for number in range(parts):
            file.seek(HOLE, os.SEEK_CUR)
            file.write(os.urandom(4096) + b"%d" % number)
            file.seek(-file.tell() % 4096, os.SEEK_CUR)
        file.truncate(file.tell() + HOLE + 17)
    if path.stat().st_blocks * 512 >= path.stat().st_size:
        pytest.skip("this file system keeps no holes")
    return path.read_bytes()


def read_all(tree: Archive, below: str, piece: int) -> bytes:
    with tree.open(below) as file:
        return b"".join(iter(lambda: file.read(piece), b""))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_what_tar_stored_without_holes_is_read_with_them(
    tmp_path: Path, form: str, packed: bool
) -> None:
    """40 parts: more than a header of GNU and one block behind it have room for."""
    (tmp_path / "p").mkdir()
    files = {name: with_holes(tmp_path / "p" / name, n) for name, n in (("one", 1), ("many", 40))}
    (tmp_path / "p/none").write_bytes(b"whole")
    out = tmp_path / "x.tar"
    subprocess.run(["tar", "-C", tmp_path, "-S", *FORMS[form], "-cf", out, "p"], check=True)
    assert out.stat().st_size < 400 << 10
    data = gzip.compress(out.read_bytes()) if packed else out.read_bytes()
    compression = "gzip" if packed else None
    for wanted in ((lambda name: True), (lambda name: False)):
        reader = TarReader(io.BytesIO(data), "x", len(data), compression, wanted)
        tree = Archive("x", reader)
        assert tree.left_out() == ()
        for name, was in {**files, "none": b"whole"}.items():
            assert tree.stat(f"p/{name}").st_size == len(was)
            assert read_all(tree, f"p/{name}", 1 << 20) == was
            assert read_all(tree, f"p/{name}", 5003) == was


@pytest.mark.skipif(shutil.which("bsdtar") is None, reason="no bsdtar here")
def test_holes_as_bsdtar_stores_them(tmp_path: Path) -> None:
    was = with_holes(tmp_path / "a", 9)
    out = tmp_path / "x.tar"
    subprocess.run(["bsdtar", "-C", tmp_path, "--read-sparse", "-cf", out, "a"], check=True)
    data = out.read_bytes()
    assert len(data) < len(was)
    tree = Archive("x", TarReader(io.BytesIO(data), "x", len(data), None, lambda name: False))
    assert read_all(tree, "a", 1 << 20) == was


def test_a_session_with_holes_opens_and_one_of_zeros_is_called_damaged(tmp_path: Path) -> None:
    """After a crash of the machine a file may be as long as it was and hold nothing."""
    place = write_profile(tmp_path / "p", clean=STATE)
    (place / "sessionstore-backups").mkdir(exist_ok=True)
    padded = mozlz4(to_json({**STATE, "pad": "x"})).ljust(8192, b"\0")
    (place / "sessionstore-backups/recovery.jsonlz4").write_bytes(padded)
    with (place / "sessionstore-backups/previous.jsonlz4").open("wb") as file:
        file.truncate(1 << 20)
    out = tmp_path / "x.tar.gz"
    subprocess.run(["tar", "-C", tmp_path, "-S", "-czf", out, "p"], check=True)
    store = open_place(str(out))
    assert store.load("sessionstore").counts.tabs == 2
    with pytest.raises(SessiontuiError) as here:
        open_place(str(place)).load("previous")
    with pytest.raises(SessiontuiError) as there:
        store.load("previous")
    assert here.value.sentence.partition(".jsonlz4")[2] == there.value.sentence.partition(
        ".jsonlz4"
    )[2]  # fmt: skip


# -- what a map may claim ----------------------------------------------------------------------


def opened(data: bytes, names: str = "a", **said: str) -> Archive:
    """A tar of files of these names, of each the same data and the same map."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.pax_headers = {f"GNU.sparse.{key}": value for key, value in said.items()}
            archive.addfile(info, io.BytesIO(data))
    data = out.getvalue()
    return Archive("x", TarReader(io.BytesIO(data), "x", len(data), None, lambda name: False))


def test_a_file_that_claims_ten_terabytes_takes_no_memory() -> None:
    data = b"1\n0\n512\n".ljust(512, b"\0") + b"x" * 512
    tree = opened(data, major="1", minor="0", name="a", realsize=str(10 << 40))
    assert tree.stat("a").st_size == 10 << 40
    with pytest.raises(OSError, match=r"of its .* only 1 kB are stored, the rest is a hole"):
        tree.open("a")


@pytest.mark.parametrize(
    "text",
    [
        b"", b"1\n", b"x\n0\n0\n", b"1\n-1\n5\n", b"2\n0\n8\n4\n8\n", b"1\n0\n600\n",
        b"1\n" + b"9" * 400 + b"\n1\n", b"1\n0\n1" + b"0" * 30 + b"\n", b"-1\n",
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_is_a_sentence(text: bytes) -> None:
    data = text.ljust(512, b"\0") + b"x" * 512
    with pytest.raises(OSError, match="what it says of its holes cannot be"):
        opened(data, major="1", minor="0", name="a", realsize="512").open("a")


def test_a_map_without_end_is_not_read_to_its_end() -> None:
    class Counted(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.given += len(data)
            return data

    for text in (b"%d\n" % (MOST_PARTS + 1) + b"0\n0\n" * 900_000, b"1" * (4 << 20)):
        source = Counted(text)
        with pytest.raises(OSError, match="more parts than any session"):
            WithHoles(Holes(10, len(text), None), source)
        assert source.given < 2 << 20


def test_maps_in_headers_are_bounded_for_one_file_and_for_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sessiontui.firefox.tree.tar_reader._ROOM_FOR_PARTS", 100)
    parts = ",".join(f"{n * 100},1" for n in range(20))
    tree = opened(b"x" * 20, names="abc", size="9999", map=parts)
    assert tree.left_out() == ("1 file stored in too many parts not read",)
    assert tree.open("b").read(101) == b"x" + bytes(99) + b"x"
    too_many = "1,1," * (MOST_PARTS + 10)
    assert opened(b"x", size="9" * 9, map=too_many).left_out() == tree.left_out()
