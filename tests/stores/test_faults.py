"""A write that fails or dies at any point leaves the old state or the new one, never half of it.

Every call to the system that an edit makes is made to fail in turn, to fail from there on, and to
be the last thing the process did. And real processes are killed at moments of chance.
"""

from __future__ import annotations

import errno
import itertools
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from sessiontui.errors import Refused, SessiontuiError
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.firefox.profile_lock import in_use
from sessiontui.session.edit.edits import RestoreClosedTab
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.write import backups, journal
from tests.builders import NOW, read_session, session, window, write_profile

pytestmark = pytest.mark.long  # the ordinary run is to be quick

CALLS = ("open", "write", "fsync", "rename", "replace", "unlink", "mkdir", "rmdir", "fchmod")
STATE = session(window("https://a.example/", closed=["https://b.example/"]))
EDIT = RestoreClosedTab(("windows", 0, "_closedTabs", 0))
FILES = ("sessionstore.jsonlz4", "prefs.js")

Mode = Literal["fail", "fail from here", "die", "kill"]


class Died(BaseException):
    """The process is gone: nothing that would clean up runs to its end."""


class Faults:
    """Counts the calls an edit makes to the system, and spoils one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.at = -1
        self.mode: Mode = "fail"
        self.active = False
        self.names: list[str] = []
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if self.active:
                number = self.count
                self.count += 1
                self.names.append(name)
                if number == self.at or (number > self.at >= 0 and self.mode != "fail"):
                    if self.mode == "die":
                        raise Died
                    if self.mode == "kill":
                        os.kill(os.getpid(), signal.SIGKILL)
                    code = random.choice((errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES))
                    raise OSError(code, os.strerror(code))
            return None if name == "fsync" else real(*args, **more)

        return call

    @contextmanager
    def spoiling(self, at: int, mode: Mode) -> Iterator[None]:
        self.count, self.at, self.mode, self.names = 0, at, mode, []
        self.active = True
        try:
            yield
        finally:
            self.active = False


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


def profile_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(path / "state"))
    return write_profile(path / "p", clean=STATE)


def edit(profile: Path) -> str:
    """The edit of these tests: two files, sessionstore.jsonlz4 and prefs.js."""
    store = ProfileStore(profile, now=lambda: NOW)
    base = next(v.revision for v in store.versions() if v.id == "sessionstore")
    return store.apply([EDIT], base=base).id or ""


def contents(profile: Path) -> tuple[bytes, ...]:
    return tuple((profile / name).read_bytes() for name in FILES)


def debris(profile: Path) -> list[str]:
    return [path.name for path in profile.rglob(".sessiontui-*")]


def old_and_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, ...]]:
    profile = profile_at(tmp_path / "model", monkeypatch)
    old = contents(profile)
    edit(profile)
    new = contents(profile)
    assert all(before != after for before, after in zip(old, new, strict=True))
    assert len(read_session(profile / FILES[0])["windows"][0]["tabs"]) == 2
    assert "browser.sessionstore.resume_session_once" in parse_prefs(new[1])
    return [old, new]


def resolved(profile: Path, old: tuple[bytes, ...], new: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """After the next run, which finds what is left: all files of one state, nothing beside."""
    assert in_use(profile).state == "free"
    for content, before, after in zip(contents(profile), old, new, strict=True):
        assert content in (before, after)  # no file is ever half of something
    store = ProfileStore(profile, now=lambda: NOW)
    try:
        store.undo("no such edit")  # any edit: the next run settles what the last one left
    except SessiontuiError as error:
        assert "no such edit" in error.sentence
    found = contents(profile)
    assert found in (old, new)
    assert debris(profile) == []
    assert journal.journals(journal.INTENT) == []
    return found


@pytest.mark.parametrize(
    "mode", [pytest.param("fail", marks=pytest.mark.long), "fail from here", "die"]
)
def test_every_call_to_the_system(
    mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    old, new = old_and_new(tmp_path, monkeypatch)
    seen = set()
    at = 0
    while True:
        profile = profile_at(tmp_path / str(at), monkeypatch)
        sentence = done = None
        with faults.spoiling(at, mode):
            try:
                done = edit(profile)
            except SessiontuiError as error:
                sentence = error.sentence
            except Died:
                pass
        if faults.count <= at:
            break  # that was the last call
        state = contents(profile)
        if done:  # what failed was the tidying up
            assert state == new
        elif sentence and "half done" not in sentence:
            assert state == old, faults.names
            assert "cannot be" in sentence or "no permission" in sentence or ": " in sentence
            if mode == "fail":
                assert debris(profile) == []
        seen.add(resolved(profile, old, new) == new)
        if done:
            assert backups.undoable(profile) is not None
        at += 1
    assert at > 30
    assert seen == {True, False}


def test_no_space_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = profile_at(tmp_path, monkeypatch)
    old = contents(profile)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
    try:
        with pytest.raises(Refused, match=r"cannot be written: the file would be larger"):
            edit(profile)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(profile) == old
    assert debris(profile) == []
    assert list(journal.directories()) == []
    edit(profile)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_the_reason_is_said(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = profile_at(tmp_path, monkeypatch)
    real = os.replace

    def refuse(source: Any, target: Any, **directories: Any) -> None:
        if Path(target).name == "prefs.js":
            raise OSError(code, os.strerror(code))
        real(source, target, **directories)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(Refused) as caught:
            edit(profile)
    words = {
        errno.ENOSPC: "there is no space left on the disk",
        errno.EROFS: "the file system is read-only",
        errno.EACCES: "there is no permission to write there; run this as the owner",
        errno.EIO: "the disk reports an error",
    }[code]
    assert caught.value.sentence == (
        f"{profile}/prefs.js cannot be written: {words}; nothing was changed"
    )
    assert len(read_session(profile / FILES[0])["windows"][0]["tabs"]) == 1
    assert backups.undoable(profile) is None


def test_a_directory_that_is_moved_in_the_middle_gets_the_whole_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put in its place gets nothing of it: the directory that was locked is held."""
    _, new = old_and_new(tmp_path, monkeypatch)
    profile = profile_at(tmp_path, monkeypatch)
    away = profile.with_name("away")
    other = write_profile(tmp_path / "other", clean=STATE)
    before = contents(other)
    real = os.replace

    def move(source: Any, target: Any, **directories: Any) -> None:
        real(source, target, **directories)
        if Path(target).name == FILES[0] and not away.exists():
            profile.rename(away)
            other.rename(profile)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", move)
        assert edit(profile)
    assert contents(away) == new
    assert contents(profile) == before
    assert debris(away) == debris(profile) == []
    profile.rename(other)
    away.rename(profile)
    assert ProfileStore(profile, now=lambda: NOW).undo().id


def test_the_directory_vanishes_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = profile_at(tmp_path, monkeypatch)
    real = os.replace

    def vanish(source: Any, target: Any, **directories: Any) -> None:
        if Path(target).name == FILES[1] and profile.exists():
            profile.rename(profile.with_name("away"))
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(source, target, **directories)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", vanish)
        with pytest.raises(Refused, match="the disk reports an error; the edit is half done"):
            edit(profile)
    profile.with_name("away").rename(profile)  # a stick that was pulled out, say
    store = ProfileStore(profile, now=lambda: NOW)
    with pytest.raises(SessiontuiError, match="no such edit"):
        store.undo("no such edit")
    assert len(read_session(profile / FILES[0])["windows"][0]["tabs"]) == 2
    assert b"resume_session_once" in (profile / "prefs.js").read_bytes()


# -- kill -9 -----------------------------------------------------------------------------------


def in_a_child(work: Callable[[], object]) -> int:
    """Starts `work` in a process of its own, and gives that process's number."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    return child


def was_killed(child: int) -> bool:
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_every_call_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    """Unlike `Died` above, nothing at all runs after it, and the system drops the locks."""
    old, new = old_and_new(tmp_path, monkeypatch)
    seen = {"open journals": 0, "old": 0, "new": 0}
    for at in itertools.count():
        profile = profile_at(tmp_path / str(at), monkeypatch)

        def die_at_it(at: int = at, profile: Path = profile) -> None:
            with faults.spoiling(at, "kill"):
                edit(profile)

        if not was_killed(in_a_child(die_at_it)):
            break  # that was the last call
        seen["open journals"] += len(journal.journals(journal.INTENT))
        found = resolved(profile, old, new)
        seen["new" if found == new else "old"] += 1
        if found == new:
            ProfileStore(profile, now=lambda: NOW).undo()
            assert contents(profile) == old
    assert min(seen.values()) > 3, seen  # each of these really happened


def edit_and_undo_for_ever(profile: Path, told: int) -> None:
    """Writes to `told` how many seconds the first edit and its undo took; then goes on."""
    store = ProfileStore(profile, now=lambda: NOW)
    for number in itertools.count():
        started = time.monotonic()
        base = next(v.revision for v in store.versions() if v.id == "sessionstore")
        store.apply([EDIT], base=base)
        store.undo()
        if number == 0:
            os.write(told, repr(time.monotonic() - started).encode())


def kill_at_some_moment(profile: Path, chance: random.Random) -> None:
    """Kills it at a moment of the second edit and undo, however slow the machine is."""
    reading, told = os.pipe()
    child = in_a_child(lambda: edit_and_undo_for_ever(profile, told))
    os.close(told)
    seconds = float(os.read(reading, 100) or "nan")
    os.close(reading)
    time.sleep(chance.uniform(0, seconds))  # the moment is what is tried
    os.kill(child, signal.SIGKILL)
    assert was_killed(child), "the child ended by itself: an edit failed"


@pytest.mark.parametrize("times", [5, 300])
def test_killed_at_moments_of_chance(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the calls, too. Which states come up is chance; the test above has each of them."""
    old, new = old_and_new(tmp_path, monkeypatch)
    chance = random.Random(times)
    for number in range(times):
        profile = profile_at(tmp_path / str(number), monkeypatch)
        kill_at_some_moment(profile, chance)
        if resolved(profile, old, new) == new:
            ProfileStore(profile, now=lambda: NOW).undo()
        assert contents(profile) == old
