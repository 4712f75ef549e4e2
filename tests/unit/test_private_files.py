"""Files that are private, and whole or not there; directories that only their owner can enter."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sessiontui.private_files import (
    make_directory,
    make_new_directory,
    remove,
    replace,
    sync_directory,
    write_new,
)
from tests.system import NOBODY

Write = Callable[..., int]
WAYS = pytest.mark.parametrize("write", [write_new, replace])
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


# -- private -----------------------------------------------------------------------------------


@WAYS
@pytest.mark.parametrize("mask", [0, 0o022, 0o377, 0o777])
def test_only_its_owner_may_read_it_whatever_the_umask(
    tmp_path: Path, write: Write, mask: int
) -> None:
    with umask(mask):
        assert write(tmp_path / "f", b"private") == 7
    assert mode(tmp_path / "f") == 0o600
    assert (tmp_path / "f").read_bytes() == b"private"


@WAYS
def test_others_get_what_was_asked_for_only_when_all_of_it_is_there(
    tmp_path: Path, write: Write
) -> None:
    seen = []

    def chunks() -> Iterator[bytes]:
        yield b"some"
        (found,) = tmp_path.iterdir()
        seen.append(mode(found))
        yield b" more"

    with umask(0o077):
        assert write(tmp_path / "f", chunks(), mode=0o644) == 9
    assert seen == [0o600]
    assert mode(tmp_path / "f") == 0o644


@ROOT
@WAYS
def test_an_owner_of_its_own(tmp_path: Path, write: Write) -> None:
    write(tmp_path / "f", b"x", mode=0o640, owner=(NOBODY, 1235))
    info = (tmp_path / "f").stat()
    assert (info.st_uid, info.st_gid, mode(tmp_path / "f")) == (NOBODY, 1235, 0o640)


def test_a_group_that_may_not_be_given_gets_no_more_than_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fchown(descriptor: int, uid: int, gid: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchown", fchown)
    write_new(tmp_path / "f", b"x", mode=0o664, owner=(os.geteuid(), os.getegid() + 1))
    assert mode(tmp_path / "f") == 0o644
    with pytest.raises(PermissionError):  # but an owner is given, or nothing is written
        write_new(tmp_path / "g", b"x", owner=(os.geteuid() + 1, os.getegid()))
    assert names(tmp_path) == ["f"]


# -- nothing is overwritten --------------------------------------------------------------------


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "f", b"other")
    assert (tmp_path / "f").read_bytes() == b"mine"


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nowhere"])
def test_a_link_in_the_place_is_not_followed(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "real").write_bytes(b"mine")
    (tmp_path / "f").symlink_to("real")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "f", b"other")
    assert (tmp_path / "f").is_symlink()
    assert replace(tmp_path / "f", b"new") == 3
    assert not (tmp_path / "f").is_symlink()
    assert (tmp_path / "f").read_bytes() == b"new"
    assert not there or (tmp_path / "real").read_bytes() == b"mine"


def test_replaced_in_one_moment(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    (tmp_path / "other name").hardlink_to(tmp_path / "f")
    with (tmp_path / "f").open("rb") as reader:
        replace(tmp_path / "f", [b"n", b"ew"])
        assert reader.read() == b"old"  # whoever reads it reads one or the other
    assert (tmp_path / "f").read_bytes() == b"new"
    assert (tmp_path / "other name").read_bytes() == b"old"
    assert names(tmp_path) == ["f", "other name"]


def test_the_name_beside_may_be_chosen_and_is_never_another_s(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        replace(tmp_path / "f", b"new", temporary="mine")
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert names(tmp_path) == ["mine"]


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    replace(tmp_path / ("日" * 85), b"x")  # 255 bytes
    assert len(names(tmp_path)) == 1


# -- whole or not at all -----------------------------------------------------------------------


@WAYS
def test_a_write_may_take_less_than_it_is_given(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    assert write(tmp_path / "f", b"0123456789") == 10
    assert (tmp_path / "f").read_bytes() == b"0123456789"


def interrupted() -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


def failing() -> Iterator[bytes]:
    yield b"half"
    raise ValueError


@WAYS
@pytest.mark.parametrize("chunks", [interrupted, failing])
def test_half_a_file_is_taken_away(
    tmp_path: Path, write: Write, chunks: Callable[[], Iterator[bytes]]
) -> None:
    with pytest.raises((KeyboardInterrupt, ValueError)):
        write(tmp_path / "f", chunks())
    assert names(tmp_path) == []


@WAYS
def test_ctrl_c_in_the_middle_leaves_what_was_there(tmp_path: Path, write: Write) -> None:
    """A real signal, which comes while the file is being written."""
    place = tmp_path / ("f" if write is replace else "new")
    (tmp_path / "f").write_bytes(b"old")

    def chunks() -> Iterator[bytes]:
        yield b"half"
        signal.raise_signal(signal.SIGINT)
        yield b"the rest"

    # Whoever runs this in the background has it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write(place, chunks())
    finally:
        signal.signal(signal.SIGINT, before)
    assert names(tmp_path) == ["f"]
    assert (tmp_path / "f").read_bytes() == b"old"


@WAYS
def test_a_limit_of_the_system(tmp_path: Path, write: Write) -> None:
    (tmp_path / "f").write_bytes(b"old")
    place = tmp_path / ("f" if write is replace else "new")
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError) as caught:
            write(place, b"more than ten bytes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.errno == errno.EFBIG
    assert names(tmp_path) == ["f"]
    assert (tmp_path / "f").read_bytes() == b"old"


@WAYS
@pytest.mark.parametrize("call", ["write", "fchmod", "fsync", "close", "replace"])
def test_whatever_fails_leaves_what_was_there(
    tmp_path: Path, write: Write, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f").write_bytes(b"old")
    real = getattr(os, call)

    def spoilt(*args: object, **more: object) -> None:
        if call == "close":  # a full quota may be told only then
            real(*args)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if write is write_new and call == "replace":
        pytest.skip("a new file is not renamed")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, spoilt)
        with pytest.raises(OSError, match="No space left"):
            write(tmp_path / ("f" if write is replace else "new"), b"new")
    assert names(tmp_path) == ["f"]
    assert (tmp_path / "f").read_bytes() == b"old"


@WAYS
def test_it_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        assert os.fstat(descriptor).st_size == 3
        done.append("fsync")
        real_sync(descriptor)

    def rename(*args: Any, **more: Any) -> None:
        done.append("rename")
        real_replace(*args, **more)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    write(tmp_path / "f", b"new")
    assert done == (["fsync"] if write is write_new else ["fsync", "rename"])


# -- in a directory that is open ---------------------------------------------------------------


@WAYS
def test_a_directory_that_was_moved_away_is_still_the_one(tmp_path: Path, write: Write) -> None:
    (tmp_path / "d").mkdir()
    descriptor = os.open(tmp_path / "d", os.O_RDONLY | os.O_DIRECTORY)
    try:
        (tmp_path / "d").rename(tmp_path / "moved")
        (tmp_path / "d").mkdir()
        write("f", b"x", directory=descriptor)
        assert (names(tmp_path / "moved"), names(tmp_path / "d")) == (["f"], [])
        sync_directory(descriptor)
        remove("f", directory=descriptor)
        remove("f", directory=descriptor)  # gone is gone
    finally:
        os.close(descriptor)
    assert names(tmp_path / "moved") == []


# -- directories -------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0, 0o022, 0o277])
def test_directories_are_their_owner_s_and_so_are_those_above(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        make_directory(tmp_path / "a" / "b")
        make_new_directory(tmp_path / "a" / "c")
    assert [mode(tmp_path / "a" / name) for name in (".", "b", "c")] == [0o700] * 3
    with pytest.raises(FileExistsError):
        make_new_directory(tmp_path / "a" / "c")


def test_a_new_directory_s_name_is_made_durable_in_the_one_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    make_directory(tmp_path / "a" / "b")
    assert synced == [tmp_path.stat().st_ino, (tmp_path / "a").stat().st_ino]


def test_one_that_is_there_is_closed_to_others_unless_it_may_be_shared(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(0o755)
    make_directory(tmp_path / "d", close=False)
    assert mode(tmp_path / "d") == 0o755
    make_directory(tmp_path / "d")
    assert mode(tmp_path / "d") == 0o700


def test_a_file_or_a_link_to_nowhere_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link"):
        with pytest.raises(FileExistsError):
            make_directory(tmp_path / name)
    assert names(tmp_path) == ["file", "link"]


def test_a_directory_that_another_run_made_just_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.mkdir

    def mkdir(path: Path, mode: int) -> None:
        real(path, mode)
        real(path, mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    make_directory(tmp_path / "d")
    assert names(tmp_path) == ["d"]


def test_a_file_system_without_durable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(number: int) -> Callable[[int], None]:
        def fsync(descriptor: int) -> None:
            raise OSError(number, os.strerror(number))

        return fsync

    monkeypatch.setattr(os, "fsync", refusing(errno.EINVAL))
    sync_directory(tmp_path)
    monkeypatch.setattr(os, "fsync", refusing(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        sync_directory(tmp_path)
