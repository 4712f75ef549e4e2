"""Archives that somebody made to break who reads them: each is opened, or refused by a sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sessiontui.errors import Damaged, Unreadable
from sessiontui.firefox.profiles_in_tree import directories_with
from sessiontui.firefox.tree import members, unpacking
from sessiontui.firefox.tree.archive import Archive
from sessiontui.firefox.tree.path import TreePath
from sessiontui.firefox.tree.tar_headers import TarHeaders
from sessiontui.firefox.tree.tar_reader import TarReader
from sessiontui.firefox.tree.tar_text import TarText
from sessiontui.firefox.tree.zip_reader import ZipReader
from sessiontui.stores.registry import open_place
from tests.archives import broken, looked_at_whole
from tests.builders import mozlz4, session, to_json, window

SAVED = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))
Fill = Callable[[tarfile.TarFile], object]


def put(archive: tarfile.TarFile, name: str, data: bytes = b"", **headers: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.pax_headers = headers
    archive.addfile(info, io.BytesIO(data))


def tar(fill: Fill, *, ends: bool = True) -> bytes:
    """A tar of a profile and what else is filled in; without its mark at the end if not `ends`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        put(archive, "p/sessionstore.jsonlz4", SAVED)
        put(archive, "p/prefs.js")
        fill(archive)
        end = archive.offset
    return out.getvalue() if ends else out.getvalue()[:end]


def opened(data: bytes, compression: str | None = None) -> Archive:
    reader = TarReader(io.BytesIO(data), "x.tar", len(data), compression, lambda name: True)
    return Archive("x.tar", reader)


def raw(header: bytes) -> Fill:
    def fill(archive: tarfile.TarFile) -> None:
        assert archive.fileobj is not None
        archive.fileobj.write(header)
        archive.offset += len(header)

    return fill


def with_size(size: int) -> bytes:
    """A header that gives a size in binary, which may be below nothing."""
    block = bytearray(tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT))
    block[124:136] = struct.pack(">Iq", 0xFFFFFFFF if size < 0 else 0x80000000, size)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize("mtime", ["inf", "-inf", "nan", "1e300", "1e30", "-5"])
def test_a_time_that_is_none_is_unknown_and_costs_no_file(mtime: str) -> None:
    tree = opened(tar(lambda archive: put(archive, "p/x.jsonlz4", SAVED, mtime=mtime)))
    assert tree.stat("p/x.jsonlz4").st_mtime_ns == 0
    assert tree.left_out() == ()


def test_headers_about_headers_without_end_are_a_sentence() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 5
    chain = (info.tobuf(tarfile.GNU_FORMAT) + b"name".ljust(512, b"\0")) * 2000
    tree = opened(tar(raw(chain)))
    assert "sessionstore.jsonlz4" in tree.names("p")
    assert "cannot be read to its end" in " ".join(tree.left_out())


@pytest.mark.parametrize("size", [-1, -2048, -(1 << 40)])
def test_a_size_below_nothing_does_not_lead_back(size: int) -> None:
    tree = opened(tar(raw(with_size(size))))
    assert "sessionstore.jsonlz4" in tree.names("p")
    assert "cannot be read to its end" in " ".join(tree.left_out())


def test_a_size_below_nothing_in_an_extended_header_is_no_file() -> None:
    tree = opened(tar(lambda archive: put(archive, "p/x.jsonlz4", SAVED, size="-1")))
    assert set(tree.names("p")) == {"sessionstore.jsonlz4", "prefs.js"}
    assert "cannot be read to its end" in " ".join(tree.left_out())


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_a_tar_that_ends_between_two_files_or_in_nonsense_is_not_taken_for_whole(
    compression: str | None,
) -> None:
    whole = tar(lambda archive: None)
    cut = tar(lambda archive: None, ends=False)
    for data, is_whole in ((whole, True), (cut, False), (cut + b"?" * 2048, False)):
        data = gzip.compress(data) if compression else data
        tree = opened(data, compression)
        assert "sessionstore.jsonlz4" in tree.names("p")
        assert (tree.left_out() == ()) is is_whole


def test_what_is_said_of_the_whole_archive_is_not_kept_without_end() -> None:
    def fill(archive: tarfile.TarFile) -> None:
        for number in range(500):
            raw(archive.tarinfo.create_pax_global_header({f"word{number}": "x" * 100}))(archive)
            put(archive, f"{number}")

    text = TarText(io.BytesIO(tar(fill)))
    headers = TarHeaders(text)
    assert len(list(headers)) == 502
    assert headers._of_all == {}


def test_a_name_of_very_many_directories_is_left_out_and_said() -> None:
    name = "a/" * 5000 + "prefs.js"
    tree = opened(tar(lambda archive: put(archive, name)))
    assert tree.names("") == ("p",)
    assert tree.left_out() == ("1 name longer than a file can have left out",)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "")
    assert Archive("x.zip", ZipReader(out, "x.zip")).left_out() == tree.left_out()


def test_what_names_may_take_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "_ROOM", 10_000)
    known = members.Members(lambda number: (1, 0))
    for number in range(1000):
        known.add(f"{number}/" + "a/" * 50 + "x", number)
        known.add_directory(f"{number}/" + "b/" * 50)
    assert len(known) < 10
    assert "only its first" in " ".join(known.left_out())


def test_folders_that_no_entry_tells_of_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_MEMBERS", 100)
    known = members.Members(lambda number: (1, 0))
    for number in range(90):
        known.add(f"{number}/a/b/c/x", number)
    assert len(known) == 25
    assert not known.whole
    assert "only its first 25 files" in " ".join(known.left_out())


def test_small_reads_of_what_grows_much_copy_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of zlib copies its input that is left: so there are few, of few bytes."""
    data = gzip.compress(bytes(8 << 20)) + gzip.compress(b"") * 2000
    unpacked = unpacking.Unpacked(io.BytesIO(data), "gzip")
    copied = 0
    some = unpacking.Unpacked._some

    def counted(self: unpacking.Unpacked, most: int) -> bytes:
        nonlocal copied
        piece = some(self, most)
        copied += len(self._waiting)
        return piece

    monkeypatch.setattr(unpacking.Unpacked, "_some", counted)
    read = 0
    while block := unpacked.read(512):
        read += len(block)
    assert read == 8 << 20
    assert copied < 16 << 20


def test_a_directory_of_very_many_names_is_sorted_out_in_one_go() -> None:
    """Names were compared with one another: 30,000 files by 30,000 directories."""
    known = members.Members(lambda number: (1, 0))
    for number in range(300):
        known.add(f"f{number}", number)
        known.add_directory(f"d{number}")
    compared = 0

    class Counted(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    class Tree:
        title, lock_unknown = "x", ""
        stat = known.stat

        def names(self, below: str) -> list[str]:
            return [Counted(name) for name in known.names(below)]

        def open(self, below: str) -> io.BufferedIOBase:
            raise NotImplementedError

        def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
            raise NotImplementedError

    class Top(TreePath, frozen=True):
        def __truediv__(self, name: str) -> TreePath:
            return TreePath(self.tree, name)  # which counts how often it is compared

    assert list(directories_with(Top(Tree()), lambda below: False)) == []
    assert compared < 10_000


def test_a_zip_with_backslashes_as_windows_made_them_is_a_profile(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for name, data in (("p\\prefs.js", b""), ("p\\sessionstore.jsonlz4", SAVED)):
            info = zipfile.ZipInfo(name)
            info.create_system = 0
            archive.writestr(info, data)
        info = zipfile.ZipInfo("..\\..\\x")
        info.create_system = 0
        archive.writestr(info, b"")
    store = open_place(str(place))
    assert store.load("sessionstore").counts.tabs == 2
    tree = Archive("x.zip", ZipReader(place.open("rb"), "x.zip"))
    assert tree.left_out() == ("1 name that would lead out of the archive left out",)
    tree.close()


def test_places_of_somebody_who_is_not_there_are_names_like_others() -> None:
    for place in ("~nobody-of-that-name/x", "tar:~nobody-of-that-name", "backup:~nobody-of-that"):
        with pytest.raises((Unreadable, Damaged)):
            open_place(place)


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_tars_one_behind_the_other_are_read_to_the_last(compression: str | None) -> None:
    """``cat a.tar b.tar``: GNU tar stops at the end of the first, before somebody's tabs."""
    first = tar(lambda archive: None)
    second = tar(lambda archive: put(archive, "q/sessionstore.jsonlz4", SAVED))
    data = first + bytes(3 << 20) + second
    for behind in (b"", bytes(512), b"?" * 700):
        whole = data + behind
        tree = opened(gzip.compress(whole) if compression else whole, compression)
        assert set(tree.names("")) == {"p", "q"}
        assert tree.open("q/sessionstore.jsonlz4").read() == SAVED
        assert tree.left_out() == ("2 names stored more than once: the last one counts",)


def test_zeros_behind_the_end_are_not_read_without_end() -> None:
    read = 0

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal read
            data = super().read(size)
            read += len(data)
            return data

    data = tar(lambda archive: None) + bytes(16 << 20)
    TarReader(Counted(data), "x.tar", len(data), None, lambda name: True)
    assert read < 8 << 20


@pytest.mark.parametrize("rounds", [100, pytest.param(4000, marks=pytest.mark.long)])
def test_a_tar_broken_in_any_way_is_opened_or_refused_by_a_sentence(
    tmp_path: Path, rounds: int
) -> None:
    chance = random.Random(rounds)
    plain = tar(lambda archive: put(archive, "p/é" * 40, SAVED, size=str(len(SAVED))))
    whole = [plain, gzip.compress(plain), bz2.compress(plain), lzma.compress(plain)]
    place = tmp_path / "x.tar"
    for _ in range(rounds):
        place.write_bytes(broken(chance.choice(whole), chance, (b"ustar", b"0000", b"L   ")))
        looked_at_whole(str(place))
    assert [file.name for file in tmp_path.iterdir()] == ["x.tar"]  # nothing was unpacked


def test_names_far_below_a_file_are_left_out_in_a_few_steps_each() -> None:
    """A zip of 230 MB with 60,000 of them, each 250 folders deep, took half a minute."""
    looked: list[str] = []

    class Watched(dict[str, dict[str, int]]):
        def __contains__(self, key: object) -> bool:
            looked.append(str(key))
            return super().__contains__(key)

    found = members.Members(lambda number: (0, 0))
    deep = "/".join(["folder"] * 250)
    assert found.add(deep, 0)
    found._folders = Watched(found._folders)
    for below in (f"{deep}/a", f"{deep}/a/b/c", f"{deep}x/a", "folder/x/y"):
        expected = not below.startswith(f"{deep}/")
        looked.clear()
        assert found.add(below, 1) == expected
        assert len(looked) <= 10 + 4  # and the folders that are made
    found.add_directory(f"{deep}/b")
    assert found.stat(deep).st_size == 0
    with pytest.raises(NotADirectoryError):
        found.names(f"{deep}/b")
    assert set(found.names("/".join(["folder"] * 249))) == {"folder", "folderx"}
    assert found.left_out() == ("2 files left out: below another file, or with a folder's name",)


def test_a_tar_that_claims_more_than_any_file_can_have_ends_early() -> None:
    def fill(archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo("p/sessionstore-backups/previous.jsonlz4")
        info.size = 1 << 50
        archive.addfile(info)

    tree = opened(tar(fill))
    assert not tree.whole
    (said,) = tree.left_out()
    assert said.startswith("the archive cannot be read to its end (it ends early after")


def test_sessions_of_a_compressed_tar_that_were_not_kept_are_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = gzip.compress(tar(lambda archive: put(archive, "p/mine", SAVED)))

    def said(room: int) -> tuple[str, ...]:
        monkeypatch.setattr("sessiontui.firefox.tree.tar_reader.KEEP", room)
        named, begins = lambda name: name.endswith("lz4"), lambda head: head == SAVED[:12]
        return TarReader(
            io.BytesIO(data), "x.tar.gz", len(data), "gzip", named, begins, 12
        ).members.left_out()

    assert said(2 * len(SAVED)) == ()
    assert said(len(SAVED))[0].startswith("1 session under names of your own not shown")
    assert len(said(0)) == 1  # one under Firefox's name is read anew when it is asked for
