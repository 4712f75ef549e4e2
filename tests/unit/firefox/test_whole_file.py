"""A file is had whole, whoever writes or replaces it meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.errors import SessiontuiError, Unreadable
from sessiontui.firefox import whole_file
from sessiontui.firefox.whole_file import TRIES, read_whole
from tests.system import ordinary_user


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Do something after the bytes were read and before the file is looked at again."""
    read = whole_file._read_all
    tries: list[int] = []
    monkeypatch.setattr(whole_file, "_pause", lambda attempt: None)

    def between(*acts: Callable[[], object], ever: Callable[[], object] | None = None) -> list[int]:
        def reading(descriptor: int, info: os.stat_result, path: Path) -> bytes:
            data = read(descriptor, info, path)
            act = acts[len(tries)] if len(tries) < len(acts) else ever
            tries.append(len(data))
            if act is not None:
                act()
            return data

        monkeypatch.setattr(whole_file, "_read_all", reading)
        return tries

    return between


def test_a_file_that_grows_while_it_is_read_is_read_again(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"half")

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b" and the rest")

    tries = between(grow)
    data, info = read_whole(path)
    assert data == b"half and the rest"
    assert info.st_size == len(data)
    assert len(tries) == 2


def test_a_change_of_the_same_length_is_noticed(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"AAAA")

    def rewrite() -> None:
        with path.open("r+b") as file:
            file.write(b"BBBB")
        os.utime(path, ns=(1, 1))

    between(rewrite)
    assert read_whole(path)[0] == b"BBBB"


def test_what_was_renamed_into_its_place_is_read_instead(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path, new = tmp_path / "f", tmp_path / "f.tmp"
    path.write_bytes(b"old")
    new.write_bytes(b"newer")
    between(lambda: new.rename(path))
    assert read_whole(path)[0] == b"newer"


def test_what_is_replaced_each_time_is_given_as_it_was_once(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path, new = tmp_path / "f", tmp_path / "f.tmp"
    path.write_bytes(b"save 0")

    def save() -> None:
        new.write_bytes(b"save n")
        new.rename(path)

    tries = between(ever=save)
    assert read_whole(path)[0] == b"save n"
    assert len(tries) == TRIES


def test_what_changes_each_time_is_no_whole_file(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"x")

    between(ever=grow)
    with pytest.raises(Unreadable, match="changed each time"):
        read_whole(path)


def test_a_name_that_a_save_takes_away_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"

    def come(attempt: int) -> None:
        if attempt == 3:
            path.write_bytes(b"there again")

    monkeypatch.setattr(whole_file, "_pause", come)
    assert read_whole(path, comes_back=True)[0] == b"there again"


def test_a_name_that_is_not_there_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "f")


def test_what_was_had_whole_and_then_taken_away_is_had(
    tmp_path: Path, between: Callable[..., list[int]]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"at the quit")
    between(path.unlink)
    assert read_whole(path)[0] == b"at the quit"


def test_no_pipe_is_waited_on(tmp_path: Path) -> None:
    path = tmp_path / "f"
    os.mkfifo(path)
    with pytest.raises(Unreadable, match="no ordinary file"):
        read_whole(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user's link")
def test_a_link_that_another_user_planted_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"root's")
    link = tmp_path / "f"
    link.symlink_to(tmp_path / "secret")
    os.chown(link, 1000, 1000, follow_symlinks=False)
    with pytest.raises(Unreadable, match="link that another user"):
        read_whole(link)


def test_what_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    path.chmod(0)
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_uid == os.geteuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o011)
    with ordinary_user(), pytest.raises(SessiontuiError, match="permission"):
        read_whole(path)
