"""Paths of a tree answer as paths of this machine do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.memory_tree import MemoryTree

from sessiontui.errors import Barred, NotASession, TooLarge, Unreadable
from sessiontui.firefox.profile_lock import in_use
from sessiontui.firefox.profiles_in_tree import profiles_in
from sessiontui.firefox.safe_reading import NOTES, SESSION, check_readable, head, read_bytes
from sessiontui.firefox.tree.path import TreePath, facts

FILES = {"a/b/prefs.js": b"one", "a/b/sessionstore-backups/recovery.jsonlz4": b"two", "c": b"three"}


def top(*barred: str) -> TreePath:
    return TreePath(MemoryTree(FILES, barred))


def test_names_go_down_and_up_as_in_a_directory() -> None:
    here = top() / "a/b" / "prefs.js"
    assert (here.name, here.suffix, str(here)) == ("prefs.js", ".js", "memory.tar/a/b/prefs.js")
    assert here.parent.name == "b"
    assert here.parent.parent.parent == top_of(here)
    assert top_of(here).parent == top_of(here)
    assert here.with_name("user.js").below == "a/b/user.js"
    assert (here.parent / "./x//y").below == "a/b/x/y"


def top_of(path: TreePath) -> TreePath:
    return TreePath(path.tree)


def test_what_lies_there_is_told_as_the_system_does(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    there = top()
    for name in ("", "a", "a/b", "a/b/prefs.js", "c", "nowhere", "c/below"):
        here, other = tmp_path / name, there / name
        assert (here.is_dir(), here.is_file(), here.exists()) == (
            other.is_dir(),
            other.is_file(),
            other.exists(),
        )
        kinds = []
        for path in (here, other):
            try:
                kinds.append(stat.S_IFMT(path.stat().st_mode))
            except OSError as error:
                kinds.append(-(error.errno or 0))
        assert kinds[0] == kinds[1], name
    assert sorted(p.name for p in (tmp_path / "a/b").iterdir()) == sorted(
        p.name for p in (there / "a/b").iterdir()
    )


def test_files_are_read_with_the_same_bounds_and_refusals() -> None:
    assert read_bytes(top() / "c", NOTES, own=True)[0] == b"three"
    assert head(top() / "c", 2) == b"th"
    check_readable(top() / "c", SESSION)
    with pytest.raises(Unreadable, match="no such file"):
        read_bytes(top() / "nowhere")
    with pytest.raises(Unreadable, match="this is a directory"):
        read_bytes(top() / "a")
    with pytest.raises(Barred):
        read_bytes(top("c") / "c")
    with pytest.raises(Barred):
        check_readable(top("c") / "c", NOTES)


def test_a_file_that_is_larger_than_it_says_is_read_up_to_the_bound_of_its_kind() -> None:
    class Lying(MemoryTree):
        def stat(self, below: str):  # type: ignore[no-untyped-def]
            return facts(stat.S_IFREG | 0o600, 3, 0)

    small = NOTES.__class__("a note", 4, "any")
    with pytest.raises(TooLarge):
        read_bytes(TreePath(Lying({"c": b"three"})) / "c", small)


def test_pipes_and_devices_in_a_tree_are_refused() -> None:
    class Piped(MemoryTree):
        def stat(self, below: str):  # type: ignore[no-untyped-def]
            return facts(stat.S_IFIFO | 0o600, 0, 0)

    with pytest.raises(NotASession, match="a pipe"):
        read_bytes(TreePath(Piped({"c": b""})) / "c")


def test_whether_a_browser_uses_it_is_never_claimed() -> None:
    used = in_use(top() / "a/b")
    assert (used.state, used.reason) == ("unknown", "it is made up")


def test_profiles_are_found_however_deep_and_not_below_one_another() -> None:
    found = profiles_in(top())
    assert [str(path) for path in found] == ["memory.tar/a/b"]
    assert found.whole


def test_in_directories_here_no_link_is_followed_and_what_is_barred_is_known(
    tmp_path: Path,
) -> None:
    (tmp_path / "old home/AppData/Firefox/Profiles/abc.default").mkdir(parents=True)
    (tmp_path / "old home/AppData/Firefox/Profiles/abc.default/prefs.js").touch()
    (tmp_path / "old home/loop").symlink_to(tmp_path)
    search = profiles_in(tmp_path)
    assert [path.name for path in search] == ["abc.default"]
    assert search.whole
    there = profiles_in(top("a"))
    assert list(there) == []
    assert [str(path) for path in there.barred] == ["memory.tar/a"]


def test_a_search_that_ends_early_says_so() -> None:
    found = profiles_in(top(), most=1)
    assert list(found) == []
    assert not found.whole
