"""Profiles in a tar or a zip: opened without unpacking, exact, and bounded whatever they claim."""

from __future__ import annotations

import bz2
import gc
import gzip
import io
import lzma
import os
import struct
import subprocess
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Damaged, NothingFound, SessiontuiError, Unreadable
from sessiontui.firefox.tree import tar_reader
from sessiontui.firefox.tree.members import Members
from sessiontui.stores import registry
from sessiontui.stores.archive.store import open_tree
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import SeveralProfiles, open_place
from sessiontui.stores.several import last_saved
from sessiontui.workspace import Workspace
from tests.builders import session, window, write_profile

STATE = session(window("https://a.example/", "https://b.example/"))
OTHER = session(window("https://c.example/"))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
FORMATS = ["tar", "tar.gz", "tar.bz2", "tar.xz", "zip"]


def profile(directory: Path) -> Path:
    return write_profile(
        directory, clean=STATE, previous=OTHER, prefs={"browser.startup.page": 3}
    )  # fmt: skip


def pack(source: Path, out: Path, top: str = "") -> Path:
    """An archive of a directory as people make it, by the name of the file."""
    if out.name.endswith(".zip"):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(source.rglob("*")):
                if file.is_file():
                    archive.write(file, f"{top}{file.relative_to(source)}")
        return out
    mode = {"gz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}.get(out.suffix[1:], "w")
    with tarfile.open(out, mode) as archive:  # type: ignore[call-overload]
        archive.add(source, top.rstrip("/") or ".")
    return out


@pytest.mark.parametrize("form", FORMATS)
def test_sessions_under_names_of_people_s_own(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are kept in the one pass over what is compressed, and only what is one."""
    place = profile(tmp_path / "p")
    own = (place / "sessionstore.jsonlz4").read_bytes()
    for name in ("important", "my copies/one.dat", "sessionstore-backups/deep/x"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(own)
    (place / "other").write_bytes(os.urandom(5000))
    (place / "extensions.txt").write_text('{"windows": {}, "a": [1, 2, 3]}' * 3)
    packed = pack(place, tmp_path / f"old.{form}", "home/p/")
    passes: list[object] = []
    through = tar_reader.TarReader._unpacked

    def counted(tree: tar_reader.TarReader) -> object:
        passes.append(tree)
        return through(tree)

    monkeypatch.setattr(tar_reader.TarReader, "_unpacked", counted)
    store = open_place(str(packed))
    found = {v.id: v.role for v in store.versions()}
    assert {name for name, role in found.items() if role == "copy"} == {
        "important", "my copies/one.dat", "deep/x",
    }  # fmt: skip
    assert store.load("deep/x").counts.tabs == 2
    if form not in ("tar", "zip"):
        assert len(passes) == 1
    store.close()


@pytest.mark.parametrize("form", FORMATS)
def test_a_profile_in_an_archive_is_opened_by_the_name_of_the_archive(
    tmp_path: Path, form: str
) -> None:
    place = pack(profile(tmp_path / "abc.default"), tmp_path / f"old laptop.{form}", "home/me/ff/")
    before = sorted(tmp_path.rglob("*"))
    workspace = Workspace(open_place(str(place)))
    try:
        ids = [version.id for version in workspace.store.versions()]
        assert ids == ["sessionstore", "previous"]
        assert workspace.store.load("sessionstore").counts.tabs == 2
        assert isinstance(workspace.store, Describes)
        state = workspace.store.profile()
        assert state.next_start.loads == "sessionstore"
        assert (state.in_use.state, state.firefox) == ("unknown", "153.7.0")
        assert "archive" in (workspace.store.info.read_only_reason or "")
    finally:
        workspace.close()
    assert sorted(tmp_path.rglob("*")) == before  # nothing was unpacked


@pytest.mark.parametrize("form", FORMATS)
def test_of_several_profiles_one_is_named_behind_the_archive(tmp_path: Path, form: str) -> None:
    home = tmp_path / "home"
    profile(home / "one.default")
    write_profile(home / "two.work", clean=OTHER)
    place = pack(home, tmp_path / f"both.{form}", "")
    with pytest.raises(SeveralProfiles) as caught:
        open_place(str(place))
    assert [p.name for p in caught.value.profiles] == ["one.default", "two.work"]
    assert "there may be more" not in caught.value.sentence
    if form == "tar":
        place.write_bytes(place.read_bytes().rstrip(b"\0"))
        with pytest.raises(SeveralProfiles, match="there may be more profiles"):
            open_place(str(place))
    named = {str(p.path) for p in caught.value.profiles}
    assert named == {f"{place}/one.default", f"{place}/two.work"}
    for path, tabs in (("one.default", 2), ("two.work", 1)):
        store = open_place(f"{place}/{path}")
        assert store.load("sessionstore").counts.tabs == tabs
        store.close()


@pytest.mark.parametrize("form", FORMATS)
def test_profiles_have_the_names_that_their_person_gave(tmp_path: Path, form: str) -> None:
    home = tmp_path / "home/firefox"
    profile(home / "Profiles/abc.default")
    write_profile(home / "xyz", clean=OTHER)
    profile(tmp_path / "home/loose")
    (home / "profiles.ini").write_text(
        "[Profile0]\nName=Work stuff\nPath=xyz\n[Profile1]\nName=Me\nPath=Profiles/abc.default\n"
        "[Install1]\nDefault=xyz\n"
    )
    place = pack(tmp_path / "home", tmp_path / f"x.{form}")
    with pytest.raises(SeveralProfiles) as caught:
        open_place(str(place))
    assert {(p.name, p.default) for p in caught.value.profiles} == {
        ("Work stuff", True), ("Me", False), ("loose", False),
    }  # fmt: skip
    assert open_place(f"{place}/Work stuff").load("sessionstore").counts.tabs == 1


def test_the_backups_folder_alone_and_loose_files_are_opened_too(tmp_path: Path) -> None:
    made = profile(tmp_path / "abc.default")
    place = pack(made / "sessionstore-backups", tmp_path / "b.tar", "sessionstore-backups/")
    assert [v.id for v in open_place(str(place)).versions()] == ["previous"]
    loose = tmp_path / "loose.zip"
    with zipfile.ZipFile(loose, "w") as archive:
        archive.write(made / "sessionstore.jsonlz4", "mail from Ann/session copy.jsonlz4")
    store = open_place(str(loose))
    [version] = store.versions()
    assert store.load(version.id).counts.tabs == 2


def test_a_scheme_names_the_kind(tmp_path: Path) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / "no ending", "")
    assert open_place(f"tar:{place}").versions()
    with pytest.raises(Unreadable, match="it is a tar, not a zip"):
        open_place(f"zip:{place}")


def test_an_archive_without_a_profile_says_so(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.txt").write_text("hello")
    for form in FORMATS:
        place = pack(tmp_path / "photos", tmp_path / f"photos.{form}", "x/")
        with pytest.raises(NothingFound, match="holds no Firefox profile"):
            open_place(str(place))
        with pytest.raises(NothingFound, match=r"nothing of that name in the archive$"):
            open_place(f"{place}/nowhere")


def test_one_of_several_profiles_is_known_by_its_name_or_its_folder_s(tmp_path: Path) -> None:
    for name in ("a1.home", "b2.work"):
        profile(tmp_path / "all" / name)
    (tmp_path / "all/profiles.ini").write_text(
        "[Profile0]\nName=Work\nIsRelative=1\nPath=b2.work\n"
    )
    place = pack(tmp_path / "all", tmp_path / "old.tar.gz", "firefox")
    for name in ("Work", "b2.work"):
        store = open_place(f"{place}/{name}")
        assert store.info.location.endswith("old.tar.gz/firefox/b2.work")
        store.close()
    with pytest.raises(NothingFound, match=r"/nope: .*which has .*/firefox/a1.home, .*/b2.work$"):
        open_place(f"{place}/nope")


def test_an_archive_of_archives_names_one_to_unpack(tmp_path: Path) -> None:
    inner = pack(profile(tmp_path / "abc"), tmp_path / "laptop.tar.gz")
    place = tmp_path / "stick.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.write(inner, "old/laptop.tar.gz")
    with pytest.raises(NothingFound, match="It holds archives, as laptop"):
        open_place(str(place))


SHAPES = st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
NAMED = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=70)


@given(
    st.dictionaries(
        st.lists(NAMED.filter(lambda n: n not in (".", "..")), min_size=1, max_size=3)
        .map("/".join).filter(lambda n: len(n.encode()) < 100),
        st.tuples(st.binary(max_size=40), st.integers(0, 2**33 - 1)), max_size=5,
    ),
    SHAPES,
)  # fmt: skip
def test_a_tar_is_read_as_the_library_reads_it(
    files: dict[str, tuple[bytes, int]], form: int
) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, (data, time) in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), time
            archive.addfile(info, io.BytesIO(data))
    data = out.getvalue()
    reader = tar_reader.TarReader(io.BytesIO(data), "x.tar", len(data), None, lambda name: False)
    out.seek(0)
    with tarfile.open(fileobj=out) as archive:
        members = {info.name: info for info in archive.getmembers()}
        for name, info in members.items():
            if any(other.startswith(f"{name}/") for other in members):
                continue  # a file and a directory of one name
            if any(name.startswith(f"{other}/") for other in members):
                continue
            held = archive.extractfile(info)
            assert held is not None
            assert reader.open(reader.members.number(name)).read() == held.read()
            assert reader.members.stat(name).st_mtime_ns == info.mtime * 1_000_000_000


# -- archives that lie -------------------------------------------------------------------------


def test_links_and_names_that_lead_out_are_left_out_and_said(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jsonlz4"
    secret.write_bytes(b"x")
    place = tmp_path / "evil.tar"
    with tarfile.open(place, "w") as archive:
        archive.add(profile(tmp_path / "abc"), "p")
        for name in ("../../escaped.jsonlz4", "/etc/absolute.jsonlz4"):
            info = tarfile.TarInfo(name)
            info.size = 3
            archive.addfile(info, io.BytesIO(b"abc"))
        link = tarfile.TarInfo("p/sessionstore-backups/recovery.jsonlz4")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        archive.addfile(link)
    store = open_place(str(place))
    assert [v.id for v in store.versions()] == ["sessionstore", "previous"]
    assert isinstance(store, Describes)
    said = " · ".join(store.profile().barred)
    assert "1 link or device not followed" in said
    assert "1 name that would lead out of the archive left out" in said


@pytest.mark.parametrize("form", ["tar", "tar.gz", "zip"])
def test_absolute_names_lie_below_the_top_as_when_they_are_unpacked(
    tmp_path: Path, form: str
) -> None:
    """`tar -P`, and programs that make backups."""
    made, place = profile(tmp_path / "abc"), tmp_path / f"x.{form}"
    files = {f"/home/me/{file.relative_to(tmp_path)}": file for file in made.rglob("*.*")}
    if form == "zip":
        with zipfile.ZipFile(place, "w") as zipped:
            for name, file in files.items():
                zipped.writestr(name, file.read_bytes())
    else:
        with tarfile.open(place, "w:gz" if form.endswith("gz") else "w") as archive:
            for name, file in files.items():
                info = tarfile.TarInfo(name)
                info.size = file.stat().st_size
                archive.addfile(info, io.BytesIO(file.read_bytes()))
    assert open_place(str(place)).load("sessionstore").counts.tabs == 2
    assert open_place(f"{place}/home/me/abc").load("previous").counts.tabs == 1


@pytest.mark.parametrize("form", FORMATS)
def test_files_that_are_read_by_turns_do_not_mix(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a tar the second one went on where the first one had read to."""
    monkeypatch.setattr(tar_reader, "KEEP", 0)
    made = tmp_path / "p"
    made.mkdir()
    for letter in "ab":
        (made / letter).write_bytes(letter.encode() * 90_000)
    tree = open_tree(pack(made, tmp_path / f"x.{form}"), "zip" if form == "zip" else "tar")
    with tree.open("a") as first, tree.open("b") as second:
        for _ in range(9):
            assert (first.read(10_000), second.read(10_000)) == (b"a" * 10_000, b"b" * 10_000)
    tree.close()


def test_a_tar_of_unix_v7_has_no_mark_but_its_sum(tmp_path: Path) -> None:
    made, place = profile(tmp_path / "abc"), tmp_path / "old.tar"
    subprocess.run(["tar", "-C", str(tmp_path), "--format=v7", "-cf", place, made.name], check=True)
    assert b"ustar" not in place.read_bytes()[:512]
    assert open_place(str(place)).load("sessionstore").counts.tabs == 2
    packed = tmp_path / "old.bin"
    packed.write_bytes(gzip.compress(place.read_bytes()))
    assert open_place(str(packed)).load("previous").counts.tabs == 1


def test_what_macos_puts_into_a_zip_is_no_second_profile(tmp_path: Path) -> None:
    made, place = profile(tmp_path / "abc"), tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for file in made.rglob("*.*"):
            name = file.relative_to(tmp_path)
            archive.write(file, name)
            archive.writestr(f"__MACOSX/{name.parent}/._{name.name}", b"\0\5\x16\7" + bytes(90))
    assert [v.id for v in open_place(str(place)).versions()] == ["sessionstore", "previous"]


def test_of_two_files_of_one_name_the_last_counts_as_when_unpacked(tmp_path: Path) -> None:
    made = profile(tmp_path / "abc")
    place = tmp_path / "twice.zip"
    with zipfile.ZipFile(place, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("sessionstore.jsonlz4", b"not this one")
        archive.write(made / "sessionstore.jsonlz4", "sessionstore.jsonlz4")
    store = open_place(str(place))
    assert store.load("sessionstore").counts.tabs == 2
    assert isinstance(store, Describes)
    assert any("more than once" in sentence for sentence in store.profile().barred)


def test_a_bomb_is_refused_by_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessiontui.firefox.tree.zip_reader._SMALL", 1 << 20)
    place = tmp_path / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sessionstore.js", b"{" + bytes(2 << 20))
    store = open_place(str(place))
    with pytest.raises(SessiontuiError, match="no session grows like that"):
        store.load("sessionstore.js")


def test_a_stream_that_grows_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.firefox.tree.unpacking._SMALL", 1 << 20)
    place = tmp_path / "bomb.tar.gz"
    with tarfile.open(place, "w:gz") as archive:
        archive.add(profile(tmp_path / "abc"), "abc")
        info = tarfile.TarInfo("zeros")
        info.size = 8 << 20
        archive.addfile(info, io.BytesIO(bytes(info.size)))
        archive.add(profile(tmp_path / "behind"), "behind")
    store = open_place(str(place))
    assert isinstance(store, Describes)
    assert any("grows as no profile does" in sentence for sentence in store.profile().barred)
    assert store.load("sessionstore").counts.tabs == 2


def test_a_zip_whose_index_lies_about_a_size_is_damaged_there_only(tmp_path: Path) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / "lies.zip")
    data = bytearray(place.read_bytes())
    at = data.index(b"PK\x01\x02")
    while b"sessionstore.jsonlz4" not in data[at : at + 80]:
        at = data.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", data, at + 24, 1 << 30)  # uncompressed size
    place.write_bytes(data)
    store = open_place(str(place))
    with pytest.raises(SessiontuiError):
        store.load("sessionstore")
    assert store.load("previous").counts.tabs == 1


def test_an_encrypted_member_is_said_to_be(tmp_path: Path) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / "locked.zip")
    data = bytearray(place.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + offset] |= 1
    place.write_bytes(data)
    with pytest.raises(SessiontuiError, match=r"jsonlz4: it is encrypted in the zip"):
        open_place(str(place)).load("sessionstore")


@pytest.mark.parametrize("form", ["tar", "tar.gz", "tar.xz"])
def test_of_a_tar_that_ends_early_what_came_before_is_there(tmp_path: Path, form: str) -> None:
    home = tmp_path / "home"
    profile(home / "a")
    (home / "z.bin").write_bytes(os.urandom(200 << 10))
    place = pack(home, tmp_path / f"cut.{form}")
    data = place.read_bytes()
    place.write_bytes(data[: len(data) - (120 << 10)])
    store = open_place(f"{place}/a")
    assert store.load("sessionstore").counts.tabs == 2
    if form != "tar":
        assert isinstance(store, Describes)
        assert any("cannot be read to its end" in said for said in store.profile().barred)


def test_a_tar_that_ends_before_anything_can_be_had_is_called_damaged(tmp_path: Path) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / "cut.tar.bz2")
    place.write_bytes(place.read_bytes()[:200])
    with pytest.raises(Damaged, match="no tar that can be read"):
        open_place(str(place))


def test_a_header_that_claims_to_be_huge_takes_no_memory(tmp_path: Path) -> None:
    place = tmp_path / "long.tar"
    with tarfile.open(place, "w") as archive:
        archive.add(profile(tmp_path / "abc"), "abc")
        info = tarfile.TarInfo("@LongLink")
        info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
        archive.fileobj.write(info.tobuf())
    store = open_place(str(place))
    assert store.load("sessionstore").counts.tabs == 2


def test_what_is_no_archive_is_a_sentence(tmp_path: Path) -> None:
    for head in (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08" + bytes(300)):
        place = tmp_path / "broken"
        place.write_bytes(head + bytes(range(256)))
        with pytest.raises(SessiontuiError):
            store = open_place(str(place))
            store.load(store.versions()[0].id)
    place.write_bytes(b"\0" * 257 + b"ustar" + bytes(2000))
    with pytest.raises(Damaged):
        open_place(str(place))


def test_of_a_compressed_tar_only_what_a_profile_is_read_by_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit into the bound is reached by going through it once more."""
    place = pack(profile(tmp_path / "abc"), tmp_path / "p.tar.gz", "p/")
    passes: list[object] = []
    text = tar_reader.TarReader._unpacked

    def counted(tree: tar_reader.TarReader) -> object:
        passes.append(tree)
        return text(tree)

    monkeypatch.setattr(tar_reader.TarReader, "_unpacked", counted)
    store = open_place(str(place))
    assert store.load("sessionstore").counts.tabs == 2
    assert len(passes) == 1
    monkeypatch.setattr(tar_reader, "KEEP", 0)
    store = open_place(str(place))
    assert store.load("sessionstore").counts.tabs == 2
    assert len(passes) > 2


# -- the table of members ----------------------------------------------------------------------

NAMES = st.lists(st.sampled_from(["a", "b", "c", "..", ".", "", "lock"]), min_size=1, max_size=5)


@given(st.lists(NAMES.map("/".join), max_size=12))
def test_every_directory_lists_exactly_what_can_be_asked_for(names: list[str]) -> None:
    members = Members(lambda number: (number, 0))
    for number, name in enumerate(names):
        members.add(name, number)
    seen = 0
    waiting = [""]
    while waiting:
        here = waiting.pop()
        for name in members.names(here):
            below = f"{here}/{name}" if here else name
            assert name not in ("", ".", "..")
            info = members.stat(below)
            if info.st_mode & 0o170000 == 0o040000:
                waiting.append(below)
            else:
                meant = [
                    one for one in names[members.number(below)].split("/") if one not in ("", ".")
                ]
                assert "/".join(meant) == below
                seen += 1
    assert seen == len(members)


def test_built_in_schemes_open_what_they_name() -> None:
    for scheme in ("tar", "zip"):
        assert registry.factory(scheme).scheme == scheme


def test_a_place_some_levels_above_profiles_is_that_profile_or_a_choice(tmp_path: Path) -> None:
    old = tmp_path / "Old Firefox Data"
    write_profile(old / "AppData/Roaming/Mozilla/Firefox/Profiles/abc.default", clean=STATE)
    store = open_place(str(old))
    assert store.load("sessionstore").counts.tabs == 2
    write_profile(old / ".mozilla.old/firefox/two.work", clean=OTHER)
    with pytest.raises(SeveralProfiles) as caught:
        open_place(str(old))
    assert {p.name for p in caught.value.profiles} == {"abc.default", "two.work"}
    (tmp_path / "nothing/here/at/all").mkdir(parents=True)
    with pytest.raises(Unreadable, match="holds none"):
        open_place(str(tmp_path / "nothing"))


@pytest.mark.parametrize("form", ["tar", "tar.gz", "zip"])
def test_an_archive_that_is_written_to_while_it_is_open_is_no_empty_profile(
    tmp_path: Path, form: str
) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / f"x.{form}")
    store = open_place(str(place))
    os.truncate(place, 100)
    with pytest.raises(Unreadable, match="changed while it was open: open it anew"):
        store.load("sessionstore")
    assert isinstance(store, Describes)
    assert store.profile().next_start.kind == "unknown"
    store.close()


def test_an_archive_that_another_one_replaced_is_still_the_old_one(tmp_path: Path) -> None:
    place = pack(profile(tmp_path / "abc"), tmp_path / "x.tar")
    store = open_place(str(place))
    (tmp_path / "new.tar").write_bytes(b"")
    (tmp_path / "new.tar").replace(place)
    assert store.load("sessionstore").counts.tabs == 2
    store.close()


@pytest.mark.parametrize("form", ["tar.gz", "zip"])
def test_an_archive_of_which_nobody_chose_is_let_go_of(tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        profile(tmp_path / "home" / name)
    place = pack(tmp_path / "home", tmp_path / f"x.{form}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            open_place(str(place))
        except SeveralProfiles as error:
            assert [last_saved(one.path) is not None for one in error.profiles] == [True, True]
        gc.collect()
    assert [said for one in caught if str(place) in (said := str(one.message))] == []
