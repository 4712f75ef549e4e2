"""A path walked one name at a time: where it leads, whose links are on it, nothing left open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.errors import Unreadable
from sessiontui.firefox.safe_reading import read_bytes, read_real
from sessiontui.real_file import real_directory, real_file, walkable


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    before = descriptors()
    yield
    assert descriptors() == before


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_bytes(b"content")
    (tmp_path / "file").symlink_to("a/link")
    (tmp_path / "a/link").symlink_to("b/../b/file")
    (tmp_path / "directory").symlink_to(tmp_path / "a/b")
    (tmp_path / "a/up").symlink_to("..")
    (tmp_path / "nowhere").symlink_to("a/none")
    (tmp_path / "loop").symlink_to("loop")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "links", "linked"),
    [
        ("a/b/file", 0, False),
        ("a/../a/b/file", 0, False),
        ("file", 2, True),
        ("directory/file", 1, False),
        ("a/up/directory/../b/file", 2, False),
        ("a/b/new", 0, False),
        ("directory/new", 1, False),
        ("nowhere", 1, True),
    ],
)
@pytest.mark.parametrize("absolute", [True, False])
def test_it_leads_where_the_system_leads(
    tree: Path, name: str, links: int, linked: bool, absolute: bool
) -> None:
    path = tree / name if absolute else Path(name)
    with real_file(path) as real:
        assert str(real.target) == os.path.realpath(path)
        assert (len(real.links), real.linked) == (links, linked)
        assert os.fstat(real.directory).st_ino == real.target.parent.stat().st_ino
        assert real.name == real.target.name
        if real.target.exists():
            assert real.info == path.stat()
            assert read_real(real)[0] == b"content"
        else:
            assert real.info is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("loop", OSError),
        ("a", IsADirectoryError),
        ("directory", IsADirectoryError),
        ("a/up", IsADirectoryError),
        ("none/file", FileNotFoundError),
        ("nowhere/file", FileNotFoundError),
        ("a/b/file/more", NotADirectoryError),
    ],
)
def test_where_there_is_no_way(tree: Path, name: str, error: type[OSError]) -> None:
    with pytest.raises(error), real_file(tree / name):
        pass


def test_the_directory_that_was_found_stays_the_one(tree: Path) -> None:
    with real_file(tree / "a/b/file") as real:
        (tree / "a/b").rename(tree / "away")
        (tree / "a/b").mkdir()
        (tree / "a/b/file").write_bytes(b"another")
        assert read_real(real)[0] == b"content"
        (tree / "away/file").unlink()
        (tree / "away/file").symlink_to(tree / "a/b/file")
        with pytest.raises(OSError, match="symbolic links"):
            read_real(real)


def test_another_file_that_came_in_its_place_is_not_read(tree: Path) -> None:
    with real_file(tree / "a/b/file") as real:
        (tree / "new").write_bytes(b"another")
        (tree / "new").rename(tree / "a/b/file")
        with pytest.raises(OSError, match="another file"):
            read_real(real)


def test_one_s_own_links_are_read_through_and_pipes_never_waited_for(tree: Path) -> None:
    assert read_bytes(tree / "file", own=True)[0] == b"content"
    os.mkfifo(tree / "pipe")
    with pytest.raises(Unreadable, match="this is a pipe"):
        read_bytes(tree / "pipe", own=True)
    with pytest.raises(Unreadable, match="no such file"):
        read_bytes(tree / "nowhere", own=True)


def test_what_only_the_kernel_resolves_is_not_walked() -> None:
    assert not walkable(Path("/dev/fd/3"))
    assert not walkable(Path("/proc/self/fd/3"))
    assert not walkable(Path("/dev/stdin"))
    assert walkable(Path("/dev/shm/profile"))
    assert walkable(Path("/home/user/file"))
    assert walkable(Path("proc/file"))


def test_a_directory_is_walked_to_whatever_lies_in_it(tree: Path) -> None:
    """No name in it is reserved: whoever may write there could take it."""
    (tree / "a/b/.sessiontui-nothing").symlink_to(tree / "none")
    assert real_directory(tree / "directory") == (tree / "a/b", None)
    (tree / "a/b/.sessiontui-nothing").unlink()
    (tree / "a/b/.sessiontui-nothing").mkdir()
    assert real_directory(tree / "directory") == (tree / "a/b", None)


@pytest.mark.parametrize("name", ["a/b/file", "none", "loop", "file"])
def test_what_is_no_directory_is_an_error_and_no_path(tree: Path, name: str) -> None:
    with pytest.raises(OSError):
        real_directory(tree / name)
