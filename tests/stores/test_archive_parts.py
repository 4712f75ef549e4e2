"""Archives in parts, in pieces, or of a kind that is not read: each says what it is."""

from __future__ import annotations

import lzma
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from sessiontui.errors import NothingFound, SessiontuiError
from sessiontui.stores.protocols import Describes, Store
from sessiontui.stores.registry import open_place
from sessiontui.workspace import Workspace
from tests.builders import session, to_json, window, write_profile

STATE = session(window("https://a.example/", "https://b.example/"))


def made(tmp_path: Path, *command: str, filling: int = 0) -> Path:
    """A folder with what a command makes of a profile in it, and of a large file."""
    write_profile(tmp_path / "p", clean=STATE)
    if filling:
        (tmp_path / "big.bin").write_bytes(random.Random(4).randbytes(filling))
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    return tmp_path


def barred(store: Store) -> str:
    assert isinstance(store, Describes)
    return " · ".join(store.profile().barred)


@pytest.mark.skipif(shutil.which("zip") is None, reason="no zip here")
def test_the_parts_of_a_split_zip_say_what_they_are(tmp_path: Path) -> None:
    folder = made(tmp_path, "zip", "-qr", "-s", "64k", "x.zip", "p", "big.bin", filling=150_000)
    parts = sorted(path.name for path in folder.glob("x.z*"))
    assert parts == ["x.z01", "x.z02", "x.zip"]
    first = open_place(str(folder / "x.z01"))
    assert first.load("sessionstore").counts.tabs == 2
    assert "only the first part of a split zip" in barred(first)
    for place in ("x.z02", "x.zip"):
        with pytest.raises(SessiontuiError, match=r"part of a split zip: .*zip -s 0"):
            open_place(str(folder / place))
    # Whoever put them together with cat has all files, but an index that tells other places.
    (folder / "whole.zip").write_bytes(b"".join((folder / name).read_bytes() for name in parts))
    whole = open_place(str(folder / "whole.zip"))
    assert whole.load("sessionstore").counts.tabs == 2
    assert "one behind the other" in barred(whole)
    # And who put them together as is said here has a zip like others.
    subprocess.run(["zip", "-qs", "0", "x.zip", "--out", "joined.zip"], cwd=folder, check=True)
    joined = open_place(str(folder / "joined.zip"))
    assert joined.load("sessionstore").counts.tabs == 2
    assert "split" not in barred(joined)


def test_pieces_of_an_archive_that_was_cut_up_say_so(tmp_path: Path) -> None:
    folder = made(tmp_path, "tar", "-czf", "x.tar.gz", "big.bin", "p", filling=5000)
    data = (folder / "x.tar.gz").read_bytes()
    for number, name in enumerate(("x.tar.gz.aa", "x.tar.gz.ab", "x.tar.gz.003")):
        piece = folder / name
        piece.write_bytes(data[number * 2000 : (number + 1) * 2000])
        with pytest.raises(SessiontuiError, match="a piece of an archive that was cut"):
            Workspace(open_place(str(piece))).find_version(None)


def test_a_session_of_such_a_name_is_one_all_the_same(tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=STATE) / "sessionstore.jsonlz4"
    for name in ("x.z01", "x.zip.001"):
        shutil.copy(place, tmp_path / name)
        assert open_place(str(tmp_path / name)).load(name).counts.tabs == 2


def test_a_later_volume_says_that_it_is_one(tmp_path: Path) -> None:
    command = ("tar", "-M", "-L", "20", "-cf", "1.tar", "-f", "2.tar", "big.bin", "p")
    folder = made(tmp_path, *command, filling=25_000)
    first, second = (folder / name for name in ("1.tar", "2.tar"))
    with pytest.raises(NothingFound, match=r"cannot be read to its end .*after 20,480 bytes"):
        open_place(str(first))
    store = open_place(str(second))
    assert "a later volume of several" in barred(store)


@pytest.mark.parametrize(
    ("magic", "named"),
    [
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"), (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"), (b"\x04\x22\x4d\x18", "an LZ4 frame"),
        (b"\x1f\x9d\x90", "packed by compress"), (b"070701", "a cpio archive"),
    ],
)  # fmt: skip
def test_a_kind_that_is_not_read_is_named_also_with_a_path_behind_it(
    tmp_path: Path, magic: bytes, named: str
) -> None:
    place = tmp_path / "old laptop"
    place.write_bytes(magic + bytes(range(200)))
    for said in (f"{place}/home/me", f"tar:{place}", f"zip:{place}/home", str(place)):
        with pytest.raises(SessiontuiError, match=f"this is .*{named}.* unpack it"):
            open_place(said)


def test_a_tar_of_the_old_lzma_is_read(tmp_path: Path) -> None:
    folder = made(tmp_path, "tar", "-cf", "x.tar", "p")
    place = folder / "x.tar.lzma"
    place.write_bytes(lzma.compress((folder / "x.tar").read_bytes(), lzma.FORMAT_ALONE))
    assert open_place(str(place)).load("sessionstore").counts.tabs == 2


@pytest.mark.parametrize("ending", ["zip", "exe"])
def test_a_zip_behind_the_program_that_unpacks_it_is_read(tmp_path: Path, ending: str) -> None:
    write_profile(tmp_path / "p", clean=STATE)
    shutil.make_archive(str(tmp_path / "x"), "zip", tmp_path, "p")
    place = tmp_path / f"self.{ending}"
    place.write_bytes(b"MZ" + bytes(5000) + (tmp_path / "x.zip").read_bytes())
    assert open_place(str(place)).load("sessionstore").counts.tabs == 2


@pytest.mark.parametrize("form", ["tar", "tar.gz", "zip"])
def test_of_an_archive_that_was_cut_nothing_is_foretold(tmp_path: Path, form: str) -> None:
    """A user.js or a newer session may have been in what is gone."""
    write_profile(tmp_path / "p", clean=STATE, previous=STATE, prefs={"browser.startup.page": 3})
    (tmp_path / "p/z.bin").write_bytes(os.urandom(50_000))
    files = sorted(path for path in (tmp_path / "p").rglob("*") if path.is_file())
    names = [str(path.relative_to(tmp_path)) for path in files]  # z.bin comes last
    whole = tmp_path / f"x.{form}"
    packer = ["zip", "-q"] if form == "zip" else ["tar", "-caf"]
    if shutil.which("zip") is None and form == "zip":
        pytest.skip("no zip here")
    subprocess.run([*packer, whole, *names], cwd=tmp_path, check=True)
    store = open_place(str(whole))
    assert isinstance(store, Describes)
    assert (store.profile().next_start.kind, store.profile().barred) == ("resume", ())
    whole.write_bytes(whole.read_bytes()[:-20_000])
    workspace = Workspace(open_place(str(whole)))
    assert isinstance(workspace.store, Describes)
    start = workspace.store.profile().next_start
    assert (start.kind, start.loads) == ("unknown", None)
    assert "only a part of the archive" in start.why
    assert workspace.find_version(None).id in ("sessionstore", "previous")
    workspace.close()


@pytest.mark.parametrize("begin", [b"{", b"[", b"("])
def test_a_part_that_happens_to_begin_like_a_session_is_a_part(
    tmp_path: Path, begin: bytes
) -> None:
    part = tmp_path / "x.z02"
    part.write_bytes(begin + bytes(range(128, 256)))
    with pytest.raises(SessiontuiError, match=r"part of a split zip"):
        open_place(str(part))
    part.write_bytes(to_json(session(window("https://a.example/"))))
    assert open_place(str(part)).load("x.z02").counts.tabs == 1
