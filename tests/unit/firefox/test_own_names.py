"""Sessions under names of people's own: told by content, bounded, and the rest is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sessiontui.codec import mozlz4
from sessiontui.codec.session_sign import HEAD
from sessiontui.firefox import own_names, safe_reading
from sessiontui.firefox.own_names import OwnNames
from sessiontui.firefox.session_files import session_files
from sessiontui.firefox.tree.path import TreePath
from sessiontui.workspace import Workspace
from tests.builders import mozlz4 as packed
from tests.builders import session, to_json, window, write_profile
from tests.memory_tree import of_directory

ONE = session(window("https://a.example/"))
SESSION = packed(to_json(ONE))
OTHER = mozlz4.pack(b'{"version":5,"engines":[{"id":"a"}]}' + b" " * 200)
BACKUPS = "sessionstore-backups"


def profile(tmp_path: Path, files: dict[str, bytes]) -> Path:
    made = write_profile(tmp_path / "p", clean=ONE)
    for name, data in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return made


def found(path: Path) -> dict[str, str]:
    """Name and role of each, the same here and in a tree elsewhere."""
    here = {f.name: f.role for f in session_files(path, OwnNames(path))}
    there = TreePath(of_directory(path))
    assert {f.name: f.role for f in session_files(there, OwnNames(there))} == here
    return here


def test_whatever_they_are_called(tmp_path: Path) -> None:
    given = {
        "important": SESSION,
        "notes.txt": to_json(ONE),
        "2016-02-21": SESSION,
        f"{BACKUPS}/before the holidays": SESSION,
        f"{BACKUPS}/old/anything.dat": SESSION,
        "my sessions/one.bin": SESSION,
        "half.tmp": SESSION,
    }
    place = profile(tmp_path, given)
    names = [
        "2016-02-21", "before the holidays", "important", "my sessions/one.bin", "notes.txt",
        "old/anything.dat",
    ]  # fmt: skip
    assert found(place) == {
        "sessionstore": "clean", **dict.fromkeys(names, "copy"), "half.tmp": "unfinished",
    }  # fmt: skip


def test_other_content_is_never_one(tmp_path: Path) -> None:
    place = profile(
        tmp_path,
        {
            "search.json.mozlz4": OTHER,
            "addonStartup.json.lz4": OTHER,
            "other.jsonlz4": OTHER,
            "bookmarkbackups/bookmarks-2026.jsonlz4": SESSION,  # no folder for sessions
            f"{BACKUPS}/search.json.mozlz4": OTHER,
            f"{BACKUPS}/mine.jsonlz4": OTHER,
            "a/b/two levels down": SESSION,
            "Session_13300000000000000": b"SNSS\x03\0\0\0" + bytes(100),
        },
    )
    assert found(place) == {"sessionstore": "clean"}


def test_a_damaged_one_is_listed_still(tmp_path: Path) -> None:
    cut = SESSION[:-9]
    place = profile(tmp_path, {"cut.jsonlz4": cut, "zeros.jsonlz4": bytes(90), "mine": cut})
    assert set(found(place)) == {"sessionstore", "cut.jsonlz4", "zeros.jsonlz4", "mine"}


def test_a_late_key_is_found_by_reading_the_whole(tmp_path: Path) -> None:
    late = to_json({"cookies": [{"host": "a.example"}] * 300, "windows": []})
    place = profile(tmp_path, {"late": late})
    assert {f.name for f in session_files(place, OwnNames(place))} == {"sessionstore", "late"}


def test_what_would_unpack_to_very_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = mozlz4.pack(b'{"cookies":[' + b" " * (own_names.MOST_BYTES + 1))
    assert len(bomb) < own_names.MOST_BYTES // 100
    place = profile(tmp_path, {"bomb": bomb, "late": to_json({"a": [0] * 900, "windows": []})})
    whole: list[str] = []
    read = own_names._whole

    def counted(path: Path) -> object:
        whole.append(path.name)
        return read(path)

    monkeypatch.setattr(own_names, "_whole", counted)
    assert {f.name for f in session_files(place, OwnNames(place))} == {"sessionstore", "late"}
    assert whole == ["late"]


def test_so_many_are_looked_into_and_the_rest_is_said(tmp_path: Path) -> None:
    junk = {f"blob-{i:04}.json": b'{"a":1,"b":[2,3]}' for i in range(own_names.MOST_FILES + 40)}
    place = profile(tmp_path, {**junk, "zz mine": SESSION})
    own = OwnNames(place)
    assert {f.name for f in session_files(place, own)} == {"sessionstore", "zz mine"}
    (said,) = own.passed_over
    assert said.startswith("41 more files of this profile were not looked into")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_looked_at_is_said(tmp_path: Path) -> None:
    place = profile(tmp_path, {"mine": SESSION, "closed/x": SESSION})
    (place / "mine").chmod(0)
    (place / "closed").chmod(0)
    own = OwnNames(place)
    assert {f.name for f in session_files(place, own)} == {"sessionstore"}
    (place / "closed").chmod(0o700)
    assert "no permission" in own.passed_over[0]
    assert own.passed_over[1] == "1 file of this profile may not be read"


def test_over_a_tree_a_barred_folder_is_said(tmp_path: Path) -> None:
    there = TreePath(of_directory(profile(tmp_path, {"closed/x": SESSION}), barred=["closed"]))
    own = OwnNames(there)
    assert {f.name for f in session_files(there, own)} == {"sessionstore"}
    assert "closed: no permission" in own.passed_over[0]


def test_so_many_folders(tmp_path: Path) -> None:
    place = profile(
        tmp_path, {f"f{i:03}/x": SESSION for i in range(own_names.MOST_FOLDERS)} | {"z/x": SESSION}
    )
    own = OwnNames(place)
    assert len(session_files(place, own)) == 1 + own_names.MOST_FOLDERS
    (said,) = own.passed_over
    assert said.startswith("1 more folder of this profile was not looked into")


def test_what_stays_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = profile(tmp_path, {"important": SESSION, "other": OTHER})
    own = OwnNames(place)
    read: list[str] = []
    real = safe_reading.head

    def head(path: Path, length: int) -> bytes:
        read.append(path.name)
        return real(path, length)

    monkeypatch.setattr(own_names, "head", head)
    session_files(place, own)
    assert {"important", "other"} <= set(read)
    read.clear()
    session_files(place, own)
    assert read == []
    (place / "other").write_bytes(SESSION)
    assert "other" in {f.name for f in session_files(place, own)}
    assert read == ["other"]


def test_links_and_pipes_are_not_followed_or_waited_for(tmp_path: Path) -> None:
    place = profile(tmp_path, {})
    (tmp_path / "elsewhere").write_bytes(SESSION)
    (place / "link").symlink_to(tmp_path / "elsewhere")
    (place / "folder").symlink_to(tmp_path)
    os.mkfifo(place / "pipe")
    assert {f.name for f in session_files(place, OwnNames(place))} == {"sessionstore"}


def test_over_a_tree_only_heads_are_asked_for(tmp_path: Path) -> None:
    place = profile(tmp_path, {"important": SESSION, "other": b'{"cookies":[' + b"1," * 9000})
    tree = of_directory(place)
    asked: list[tuple[list[str], int]] = []
    heads = tree.heads

    def counted(below: list[str], length: int) -> dict[str, bytes]:
        asked.append((list(below), length))
        return heads(below, length)

    tree.heads = counted  # type: ignore[method-assign,assignment]
    there = TreePath(tree)
    own = OwnNames(there)
    assert "important" in {f.name for f in session_files(there, own)}
    assert [length for _, length in asked] == [HEAD]
    session_files(there, own)
    assert len(asked) == 1


def test_a_folder_ending_in_a_hash_does_not_look_like_a_session_inside_another(
    tmp_path: Path,
) -> None:
    place = profile(tmp_path, {f"{BACKUPS}/previous#/windows": SESSION})
    assert "previous# /windows" in found(place)
    workspace = Workspace.open(str(place), read_only=True)
    assert workspace.store.load(workspace.find_version("previous# /windows").id).counts.tabs == 1
    workspace.close()


def test_what_macos_notes_beside_each_file_is_no_damaged_session(tmp_path: Path) -> None:
    noted = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(100)
    given = {
        "._sessionstore.jsonlz4": noted,
        f"{BACKUPS}/._previous.jsonlz4": noted,
        f"{BACKUPS}/._recovery.jsonlz4.tmp": noted,
        "._mine.jsonlz4": SESSION,
    }
    assert found(profile(tmp_path, given)) == {"sessionstore": "clean", "._mine.jsonlz4": "copy"}
