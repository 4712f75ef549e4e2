"""All files of an edit or none; copies, journal, and what is kept of it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sessiontui.errors import Refused, StaleRevision
from sessiontui.firefox.session_files import revision_of, session_like
from sessiontui.private_files import write_new
from sessiontui.stores.write import backups, expiry, recovery
from sessiontui.stores.write import journal as _journal
from sessiontui.stores.write.journal import DONE, INTENT, Journal, edits_dir, journals
from sessiontui.stores.write.recovery import settle
from sessiontui.stores.write.transaction import ABSENT, Step, commit, undo_steps
from tests.system import NOBODY, ordinary_user

NOW = 1_795_205_400_000.0
DAY = expiry.DAY_MS


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    path = tmp_path / "state"
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(path))
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "p"
    path.mkdir()
    (path / "one").write_bytes(b"one, old")
    (path / "two").write_bytes(b"two, old")
    return path


def step(path: Path, new: bytes | None, version: str | None = None) -> Step:
    revision = revision_of(path.stat()) if path.exists() else ABSENT
    return Step(path, new, revision, "rewritten", version)


def both(profile: Path, now: float = NOW, keep: bool = True) -> Journal:
    """One edit: one is rewritten, two goes, three is new."""
    steps = [
        step(profile / "one", b"one, new", "sessionstore"),
        step(profile / "two", None),
        step(profile / "three", b"three, new"),
    ]
    return commit(profile, steps, now=now, title="restore 1 tab", words=["Restore A"], keep=keep)


def names(profile: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in profile.iterdir()}


OLD = {"one": b"one, old", "two": b"two, old"}
NEW = {"one": b"one, new", "three": b"three, new"}


def test_all_of_it_and_no_trace_beside(profile: Path) -> None:
    journal = both(profile)
    assert names(profile) == NEW
    kept_there = sorted(path.name for path in journal.directory.iterdir())
    assert kept_there == ["0-one", "1-two", "done.json"]
    assert (journal.directory / "0-one").read_bytes() == b"one, old"


def test_mode_and_owner_stay_and_a_new_file_is_private(profile: Path) -> None:
    (profile / "one").chmod(0o640)
    if os.geteuid() == 0:
        os.chown(profile / "one", 1234, 1235)
        os.chown(profile, 1234, 1234)
    both(profile)
    info = (profile / "one").stat()
    assert stat.S_IMODE(info.st_mode) == 0o640
    made = (profile / "three").stat()
    assert stat.S_IMODE(made.st_mode) == 0o600
    if os.geteuid() == 0:
        assert (info.st_uid, info.st_gid) == (1234, 1235)
        assert made.st_uid == 1234  # the profile's owner must be able to replace it


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make such files")
def test_the_owner_may_write_although_the_group_is_not_his(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (profile / "one").chmod(0o640)

    def fchown(descriptor: int, uid: int, gid: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    os.chown(profile / "one", 0, 1235)
    monkeypatch.setattr(os, "fchown", fchown)
    both(profile)
    info = (profile / "one").stat()
    assert (info.st_uid, info.st_gid) == (0, os.getegid())
    assert stat.S_IMODE(info.st_mode) == 0o600  # what one group might read is not for another


def test_what_is_kept_is_private(profile: Path, state: Path) -> None:
    state.mkdir(mode=0o755)
    (state / "edits").mkdir(mode=0o755)
    journal = both(profile)
    for path in (edits_dir(), journal.directory):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in journal.directory.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_and_what_it_leads_to_is_written(profile: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (profile / "one").rename(elsewhere / "real")
    (profile / "one").symlink_to("../elsewhere/real")
    commit(profile, [step(profile / "one", b"new")], now=NOW, title="t")
    assert (profile / "one").readlink() == Path("../elsewhere/real")
    assert names(elsewhere) == {"real": b"new"}  # and no temporary file


def test_what_a_link_to_nowhere_leads_to_is_not_made(profile: Path, tmp_path: Path) -> None:
    (profile / "dangling").symlink_to(tmp_path / "made")
    with pytest.raises(Refused, match=r"dangling: it is a link to .*/made, where there is no file"):
        commit(profile, [step(profile / "dangling", b"made")], now=NOW, title="t")
    (tmp_path / "linked").symlink_to(profile)  # only the directory is one: that is no riddle
    commit(profile, [step(tmp_path / "linked" / "made", b"made")], now=NOW, title="t")
    assert (profile / "made").read_bytes() == b"made"
    assert not (tmp_path / "made").exists()


def swapped(monkeypatch: pytest.MonkeyPatch, swap: Callable[[], object]) -> None:
    """When an edit is about to write, somebody is quicker."""
    real = recovery.reached

    def reached(*args: Any) -> Any:
        swap()
        return real(*args)

    monkeypatch.setattr(recovery, "reached", reached)


def test_a_link_put_there_in_between_is_not_written_through(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/one").write_bytes(b"one, old")

    def swap() -> None:
        profile.rename(tmp_path / "away")
        profile.symlink_to("victim")

    swapped(monkeypatch, swap)
    with pytest.raises(Refused, match="has become a link just now"):
        commit(profile, [step(profile / "one", b"new")], now=NOW, title="t")
    assert names(tmp_path / "victim") == {"one": b"one, old"}
    assert names(tmp_path / "away") == OLD
    assert list(_journal.directories()) == []


def test_another_file_of_the_same_content_is_another_file(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (profile / "other").write_bytes(b"one, old")
        (profile / "other").rename(profile / "one")

    swapped(monkeypatch, swap)
    with pytest.raises(StaleRevision, match="it was exchanged meanwhile"):
        commit(profile, [step(profile / "one", b"new")], now=NOW, title="t")
    assert names(profile) == OLD


def test_a_file_that_changed_meanwhile_stops_everything(profile: Path) -> None:
    steps = [step(profile / "two", b"new"), step(profile / "one", b"new")]
    (profile / "one").write_bytes(b"one, changed")
    with pytest.raises(StaleRevision, match="one: it has changed since it was looked at"):
        commit(profile, steps, now=NOW, title="t")
    assert names(profile) == {"one": b"one, changed", "two": b"two, old"}
    assert list(_journal.directories()) == []


def test_a_file_that_came_or_went_meanwhile_stops_everything(profile: Path) -> None:
    came = [step(profile / "three", b"new")]
    (profile / "three").write_bytes(b"three, another's")
    with pytest.raises(StaleRevision):
        commit(profile, came, now=NOW, title="t")
    went = [step(profile / "two", b"new")]
    (profile / "two").unlink()
    with pytest.raises(StaleRevision, match="no such file"):
        commit(profile, went, now=NOW, title="t")
    assert names(profile) == {"one": b"one, old", "three": b"three, another's"}


@pytest.mark.parametrize("kind", ["directory", "pipe"])
def test_what_is_no_file_is_not_replaced(profile: Path, kind: str) -> None:
    path = profile / "odd"
    path.mkdir() if kind == "directory" else os.mkfifo(path)
    with pytest.raises(Refused, match="nothing was changed"):
        commit(profile, [Step(path, b"new", ABSENT, "w")], now=NOW, title="t")
    assert path.is_dir() or path.is_fifo()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a while")
def test_a_directory_without_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as name:  # pytest's own bars everybody else
        profile = Path(name)
        profile.chmod(0o755)
        monkeypatch.setenv("SESSIONTUI_STATE_DIR", f"{name}/state")
        (profile / "state").mkdir()
        os.chown(profile / "state", NOBODY, NOBODY)
        (profile / "one").write_bytes(b"old")
        (profile / "one").chmod(0o644)
        steps = [step(profile / "one", b"new")]
        with (
            ordinary_user(),
            pytest.raises(Refused, match=r"one cannot be written: there is no permission .* owner"),
        ):
            commit(profile, steps, now=NOW, title="t")
        assert (profile / "one").read_bytes() == b"old"
        assert sorted(path.name for path in profile.iterdir()) == ["one", "state"]
        assert list(_journal.directories()) == []


# -- a run that died ---------------------------------------------------------------------------


def left_behind(profile: Path, written: int) -> Journal:
    """An edit of which only so many files were written, and its intent."""
    before = dict(OLD)
    journal = both(profile)
    (journal.directory / DONE).rename(journal.directory / INTENT)
    for entry, new in zip(journal.files, (b"one, new", None, b"three, new"), strict=True):
        if new is not None:
            write_new(journal.staged(entry), new)
    for entry in journal.files[written:]:
        path = Path(entry.path)
        path.unlink(missing_ok=True)
        if path.name in before:
            path.write_bytes(before[path.name])
        journal.temporary(entry).write_bytes(b"half")
    return journal


def test_nothing_was_written_yet(profile: Path) -> None:
    left_behind(profile, 0)
    (said,) = settle(profile)
    assert "restore 1 tab" in said
    assert "undone" in said
    assert names(profile) == OLD
    assert list(_journal.directories()) == []


@pytest.mark.parametrize("written", [1, 2, 3])
def test_what_was_begun_is_finished(profile: Path, written: int) -> None:
    journal = left_behind(profile, written)
    (said,) = settle(profile)
    assert "is finished now" in said
    assert names(profile) == NEW
    assert backups.undoable(profile) == journal
    assert settle(profile) == ()


@pytest.mark.parametrize("broken", ["0.new", "2.new"])
def test_without_the_new_files_it_is_taken_back(profile: Path, broken: str) -> None:
    journal = left_behind(profile, 1)
    (journal.directory / broken).write_bytes(b"on")
    (said,) = settle(profile)
    assert "undone" in said
    assert names(profile) == OLD


def test_firefox_ran_in_between(profile: Path) -> None:
    journal = left_behind(profile, 1)
    (profile / "two").write_bytes(b"two, of Firefox")
    with pytest.raises(Refused, match=r"two: restore 1 tab of .* has changed since") as caught:
        settle(profile)
    assert str(journal.directory) in caught.value.sentence
    assert names(profile) == {"one": b"one, new", "two": b"two, of Firefox"}
    assert settle(profile) == ()  # said once
    (copy,) = backups.of_profile(profile)  # and what was there can be rolled back to
    assert copy.path.read_bytes() == b"one, old"


def test_a_run_that_died_when_all_was_done_leaves_no_new_files_behind(profile: Path) -> None:
    journal = both(profile)
    staged = [journal.staged(entry) for entry in journal.files if entry.new is not None]
    for path in staged:
        write_new(path, b"private")
    assert settle(profile) == ()
    assert [path for path in staged if path.exists()] == []
    assert take_back(profile, journal).undoes == journal.id


def test_another_profile_s_is_none_of_our_business(profile: Path, tmp_path: Path) -> None:
    left_behind(profile, 1)
    assert settle(tmp_path / "other") == ()
    assert len(journals(INTENT)) == 1


# -- undo --------------------------------------------------------------------------------------


def take_back(profile: Path, journal: Journal) -> Journal:
    return commit(
        profile, undo_steps(journal), now=NOW, title=f"undo {journal.title}", kind="undo",
        undoes=journal.id,
    )  # fmt: skip


def test_undo_gives_identical_files_one_edit_after_the_other(profile: Path) -> None:
    first = both(profile)
    second = commit(profile, [step(profile / "one", b"newer")], now=NOW, title="second")
    assert backups.undoable(profile) == second
    take_back(profile, second)
    assert names(profile) == NEW
    assert backups.undoable(profile) == first
    again = take_back(profile, first)
    assert names(profile) == OLD
    assert backups.undoable(profile) is None
    take_back(profile, again)  # an undo can be undone as well, by its receipt
    assert names(profile) == NEW
    assert backups.undoable(profile) == first


def test_undo_never_loses_what_came_after(profile: Path) -> None:
    journal = both(profile)
    (profile / "three").write_bytes(b"three, of Firefox")
    with pytest.raises(Refused, match="three: it has changed since"):
        undo_steps(journal)
    assert names(profile)["three"] == b"three, of Firefox"


def test_undo_needs_its_copy(profile: Path) -> None:
    journal = both(profile)
    (journal.directory / "0-one").write_bytes(b"cut")
    with pytest.raises(Refused, match="the kept copy is gone or damaged"):
        undo_steps(journal)


# -- what is kept ------------------------------------------------------------------------------


def test_session_files_are_kept_as_versions_newest_first(profile: Path) -> None:
    both(profile)
    commit(
        profile,
        [step(profile / "one", b"3", "sessionstore"), step(profile / "three", b"3", "previous")],
        now=NOW,
        title="forget 2 tabs",
    )
    found = backups.of_profile(profile)
    assert [copy.id for copy in found] == ["kept-2.sessionstore", "kept-2.previous", "kept-1"]
    assert [copy.path.read_bytes() for copy in found] == [b"one, new", b"three, new", b"one, old"]
    assert "2026" in found[0].meaning
    assert "before “forget 2 tabs”" in found[0].meaning


def test_forgotten_everywhere_keeps_nothing(profile: Path) -> None:
    both(profile, keep=False)
    assert names(profile) == NEW
    assert list(_journal.directories()) == []
    assert backups.undoable(profile) is None


def edit_many(profile: Path, times: int) -> None:
    for number in range(times):
        commit(
            profile, [step(profile / "one", b"%d" % number * 100, "sessionstore")],
            now=NOW + number, title="t",
        )  # fmt: skip


def kept_ids(profile: Path) -> list[str]:
    return [copy.id for copy in backups.of_profile(profile)]


def test_copies_go_by_age_but_the_last_three_edits_never(profile: Path) -> None:
    edit_many(profile, 5)
    old = NOW + 30 * DAY + 10
    expiry.expire(old)
    assert len(kept_ids(profile)) == 5  # seen to be old for the first time
    expiry.expire(old + DAY - 1)
    assert len(kept_ids(profile)) == 5
    expiry.expire(old + DAY)
    assert kept_ids(profile) == ["kept-5", "kept-4", "kept-3"]
    expiry.expire(old + 900 * DAY)
    expiry.expire(old + 999 * DAY)
    assert kept_ids(profile) == ["kept-5", "kept-4", "kept-3"]


def test_a_clock_that_leaps_takes_nothing_away(profile: Path) -> None:
    edit_many(profile, 5)
    expiry.expire(NOW + 40 * DAY)  # ahead, an hour long
    expiry.expire(NOW + 40 * DAY + 3_600_000)
    expiry.expire(NOW + 10)  # and right again
    expiry.expire(0)  # back to 1970
    assert len(kept_ids(profile)) == 5
    late = NOW + 31 * DAY  # what was noted by the leap does not count
    expiry.expire(late)
    assert len(kept_ids(profile)) == 5
    expiry.expire(late + DAY)
    assert len(kept_ids(profile)) == 3


def test_a_leap_noted_in_the_future_is_noted_anew(profile: Path) -> None:
    edit_many(profile, 5)
    expiry.expire(NOW + 400 * DAY)
    expiry.expire(NOW + 40 * DAY)
    expiry.expire(NOW + 40 * DAY + 1)
    assert len(kept_ids(profile)) == 5
    expiry.expire(NOW + 41 * DAY)
    assert len(kept_ids(profile)) == 3


def terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)
    path.chmod(0o600)


@pytest.mark.parametrize("put", [os.mkfifo, terabyte], ids=["pipe", "1 TB"])
def test_what_is_no_note_of_an_age_is_made_anew(
    profile: Path, put: Callable[[Path], object]
) -> None:
    edit_many(profile, 4)
    old = NOW + 30 * DAY + 10
    for record in journals(DONE):
        put(record.directory / "seen-old")
    expiry.expire(old)
    assert len(kept_ids(profile)) == 4
    expiry.expire(old + DAY)
    assert kept_ids(profile) == ["kept-4", "kept-3", "kept-2"]


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, terabyte], ids=["pipe", "directory", "1 TB"])
def test_what_lies_in_a_copy_s_place_is_no_copy(
    profile: Path, put: Callable[[Path], object]
) -> None:
    edit_many(profile, 1)
    (record,) = journals(DONE)
    copy = record.copy(record.files[0])
    assert copy is not None
    copy.unlink()
    put(copy)
    with pytest.raises(OSError, match=r"the copy|Is a directory"):
        recovery.whole_copy(copy, record.files[0].old)


def test_copies_go_by_size_oldest_first(profile: Path) -> None:
    edit_many(profile, 4)
    size = 100
    expiry.expire(NOW + 10, max_bytes=2 * size)
    assert [copy.id for copy in backups.of_profile(profile)] == ["kept-4", "kept-3"]
    expiry.expire(NOW + 10, max_bytes=0)
    assert kept_ids(profile) == ["kept-4"]  # undo needs it
    assert backups.undoable(profile) is not None
    expiry.expire(NOW + DAY + 10, max_bytes=0)
    assert kept_ids(profile) == ["kept-4"]


def test_what_a_dead_run_left_is_swept_next_day(profile: Path) -> None:
    both(profile)
    debris = edits_dir() / "20261120-000000-aaaaaa"
    debris.mkdir()
    (debris / "0-one").write_bytes(b"private")
    for hours, stays in ((0, True), (23, True), (25, False)):  # it may be one that is being made
        made = time.time() - hours * 3600
        os.utime(debris, (made, made))
        expiry.expire(NOW)
        assert debris.exists() is stays


def test_an_open_edit_is_kept_while_its_profile_is_there(profile: Path) -> None:
    left_behind(profile, 1)
    expiry.expire(NOW + 60 * DAY)
    assert len(journals(INTENT)) == 1
    profile.rename(profile.with_name("gone"))
    expiry.expire(NOW + 30 * DAY)
    expiry.expire(NOW + 30 * DAY + 1)
    assert len(journals(INTENT)) == 1  # it may be on a disk that is plugged in again
    expiry.expire(NOW + 31 * DAY + 1)
    assert journals(INTENT) == []


def test_what_another_profile_s_edits_were_called_stays(profile: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name, content in OLD.items():
        (other / name).write_bytes(content)
    both(profile)
    both(other)
    backups.redact_words(profile)
    words = {journal.profile: journal.words for journal in journals(DONE)}
    assert words == {str(profile): ("restore 1 tab",), str(other): ("Restore A",)}


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": 2}', b'{"format": 1, "id": 3}'])
def test_a_record_of_another_version_is_not_misread(profile: Path, data: bytes) -> None:
    journal = both(profile)
    (journal.directory / DONE).write_bytes(data)
    assert backups.undoable(profile) is None
    assert backups.of_profile(profile) == ()


def test_without_a_home_nothing_is_written(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", "state")  # relative: the specification ignores it
    monkeypatch.setenv("HOME", "~")  # which nobody expands
    monkeypatch.chdir(profile.parent)
    assert backups.of_profile(profile) == ()
    with pytest.raises(Refused, match="SESSIONTUI_STATE_DIR"):
        both(profile)
    assert names(profile) == OLD
    assert [path.name for path in profile.parent.iterdir()] == ["p"]


def test_copies_go_where_the_system_says(
    profile: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    journal = both(profile)
    assert journal.directory.parent == tmp_path / "xdg/sessiontui/edits"


def test_the_names_beside_a_file_are_none_that_firefox_loads(profile: Path) -> None:
    journal = both(profile)
    for entry in journal.files:
        temporary = journal.temporary(entry)
        temporary.write_bytes(b"x")
        assert temporary.name.startswith(".sessiontui-")
        assert not session_like(temporary.name)


def test_every_new_file_is_on_the_disk_before_it_gets_its_name(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    renamed: list[bool] = []
    fsync, replace = os.fsync, os.replace

    def noted(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def renaming(source: str | Path, target: str | Path, **where: int) -> None:
        renamed.append(os.stat(source, dir_fd=where.get("src_dir_fd")).st_ino in synced)
        replace(source, target, **where)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", renaming)
    both(profile)
    assert renamed
    assert all(renamed)


class Unsynced:
    """The names that a power cut would undo: their directories were not synced with them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: dict[int, set[str]] = {}  # by the directory's inode
        self.lost: list[tuple[str, set[str]]] = []  # what was counted on too early, and by what
        real_open, real_mkdir, real_unlink = os.open, os.mkdir, os.unlink
        real_replace, real_rename = os.replace, os.rename

        def opened(path: Any, flags: int, *rest: Any, dir_fd: int | None = None) -> int:
            if flags & os.O_CREAT:
                self.made(path, dir_fd)
            return real_open(path, flags, *rest, dir_fd=dir_fd)

        def mkdir(path: Any, *rest: Any) -> None:
            self.made(path, None)
            real_mkdir(path, *rest)

        def unlink(path: Any, *, dir_fd: int | None = None) -> None:
            real_unlink(path, dir_fd=dir_fd)
            self.made(path, dir_fd)

        def replace(source: Any, target: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any) -> None:
            self.made(target, dst_dir_fd)
            real_replace(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

        def rename(source: Any, target: Any) -> None:
            self.made(target, None)
            real_rename(source, target)

        for name, wrapper in {
            "open": opened, "mkdir": mkdir, "unlink": unlink, "replace": replace, "rename": rename,
            "fsync": self.synced,
        }.items():  # fmt: skip
            monkeypatch.setattr(os, name, wrapper)

    def synced(self, descriptor: int) -> None:
        self.names.pop(os.fstat(descriptor).st_ino, None)

    def made(self, path: Any, directory: int | None) -> None:
        info = Path(path).parent.stat() if directory is None else os.fstat(directory)
        others = {n for inode, names in self.names.items() if inode != info.st_ino for n in names}
        name = Path(path).name
        if others and name in ("one", "two", "three", DONE):
            self.lost.append((name, others))
        self.names.setdefault(info.st_ino, set()).add(name)


@pytest.mark.parametrize("keep", [True, False])
def test_every_name_is_on_the_disk_before_anything_counts_on_it(
    profile: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    """Copies and record before the first file of the profile, every file before "done"."""
    unsynced = Unsynced(monkeypatch)
    both(profile, keep=keep)
    assert unsynced.lost == []
    left = {name for names in unsynced.names.values() for name in names}
    if keep:
        assert left == {"0.new", "2.new"}  # taken away again, and swept if they come back
    else:
        assert left.isdisjoint({"one", "two", "three"})


def test_what_was_said_once_and_what_was_forgotten_does_not_come_back_with_the_power(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = left_behind(profile, 1)
    (profile / "two").write_bytes(b"two, of Firefox")
    unsynced = Unsynced(monkeypatch)
    inode = journal.directory.stat().st_ino
    with pytest.raises(Refused, match="has changed since"):
        settle(profile)
    assert inode not in unsynced.names
    (aside,) = journals(_journal.ASIDE)
    assert aside.words == ("Restore A",)
    _journal.redact_words(aside)
    assert inode not in unsynced.names
    (aside,) = journals(_journal.ASIDE)
    assert aside.words == ("restore 1 tab",)


def test_an_edit_is_not_taken_back_through_a_link_that_leads_elsewhere_now(
    profile: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"old")
    (profile / "linked").symlink_to(first)
    journal = commit(profile, [step(profile / "linked", b"new", None)], now=NOW, title="t")
    second.write_bytes(b"precious")
    (profile / "linked").unlink()
    (profile / "linked").symlink_to(second)
    with pytest.raises(Refused, match="it has changed since"):
        undo_steps(journal)
    assert second.read_bytes() == b"precious"


def test_a_receipt_that_keeps_no_copies_goes_with_the_next_edit(profile: Path) -> None:
    journal = commit(profile, [step(profile / "one", b"new", None)], now=NOW, title="t", keep=False)
    journal.directory.mkdir(exist_ok=True)
    (journal.directory / DONE).write_bytes(_journal._written(journal))
    expiry.expire(NOW + 1)
    assert not journal.directory.exists()
