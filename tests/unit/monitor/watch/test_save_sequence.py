"""From file events to saves: each once, in order, whatever is read together, and its own file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.monitor.watch.inotify import (
    CLOSE_WRITE,
    CREATE,
    DELETE,
    ISDIR,
    MOVED_FROM,
    MOVED_TO,
)
from sessiontui.monitor.watch.open_saves import Opened, OpenedSave, SaveOpener
from sessiontui.monitor.watch.save_sequence import (
    BACKUP,
    CLEAN,
    PREVIOUS,
    RECOVERY,
    FileEvent,
    Finished,
    Noted,
    Place,
    Sequence,
)
from sessiontui.monitor.watch.snapshots import Stamp

Step = Iterator[None]
FOLDER = "sessionstore-backups"


@dataclass(frozen=True)
class Made:
    """A save as the disk saw it."""

    number: int
    path: str
    at: float
    size: int
    compress_ms: float | None
    write_ms: float


@dataclass
class File:
    inode: int
    size: int
    modified: float
    save: int | None = None


@dataclass
class Disk:
    """A profile on a virtual clock. Every step changes one thing, then tells it."""

    clock: float = 1000.0
    files: dict[str, File] = field(default_factory=dict)
    queue: list[FileEvent] = field(default_factory=list)
    saves: list[Made] = field(default_factory=list)
    held: list[int] = field(default_factory=list)  # inodes that somebody has open
    folder: bool = False
    _cookie: int = 0

    def tell(self, path: str, mask: int, cookie: int = 0) -> None:
        place: Place = "backups" if path.startswith(f"{FOLDER}/") else "profile"
        name = path.removeprefix(f"{FOLDER}/")
        self.queue.append(FileEvent(self.clock, place, mask, name, cookie))

    def rename(self, source: str, target: str) -> Step:
        self.files[target] = self.files.pop(source)
        yield  # the new name is there a moment before the event
        self._cookie += 1
        self.tell(source, MOVED_FROM, self._cookie)
        self.tell(target, MOVED_TO, self._cookie)
        yield

    def create(self, path: str, size: int) -> Step:
        used = {file.inode for file in self.files.values()} | {*self.held}
        inode = next(number for number in range(1, 100) if number not in used)  # as ext4 does
        self.files[path] = File(inode, size, self.clock)
        self.tell(path, CREATE)
        yield

    def delete(self, path: str) -> Step:
        if self.files.pop(path, None) is not None:
            self.tell(path, DELETE)
            yield

    def save(self, path: str, size: int, compress: float, write: float, *, rotates: bool) -> Step:
        begun = None
        if not self.folder and path == RECOVERY:
            self.folder = True
            self.tell(FOLDER, CREATE | ISDIR)
        if rotates and RECOVERY in self.files:
            begun = self.clock
            yield from self.rename(RECOVERY, BACKUP)
        self.clock += compress
        created = self.clock
        yield from self.create(f"{path}.tmp", size)
        self.clock += write
        self.tell(f"{path}.tmp", CLOSE_WRITE)
        yield
        number = len(self.saves) + 1
        self.files[f"{path}.tmp"].save = number
        took = None if begun is None else created - begun
        self.saves.append(Made(number, path, self.clock, size, took, write))
        yield from self.rename(f"{path}.tmp", path)

    def where(self) -> dict[str, int]:
        return {path: file.save for path, file in self.files.items() if file.save is not None}


def a_life(disk: Disk, chance: random.Random, saves: int) -> Step:
    """Runs of Firefox that end cleanly or not, with clearing and copies, until so many saves."""

    def size() -> int:
        return 100 + len(disk.saves)  # another one each time

    while len(disk.saves) < saves:
        disk.tell("lock", DELETE)
        disk.tell("lock", CREATE)
        yield
        came_from = CLEAN if CLEAN in disk.files else RECOVERY
        if came_from == CLEAN:
            disk.folder = True
            yield from disk.rename(CLEAN, PREVIOUS)
        rotates = came_from == RECOVERY
        for _ in range(chance.randrange(8)):
            disk.clock += chance.uniform(20, 60_000)
            compress, write = chance.uniform(0, 90), chance.uniform(0, 90)
            yield from disk.save(RECOVERY, size(), compress, write, rotates=rotates)
            if not rotates and chance.random() < 0.2:
                disk.tell(f"{FOLDER}/upgrade.jsonlz4-20261103151912", CREATE)
                yield
            rotates = True
            if chance.random() < 0.03:
                for path in (CLEAN, RECOVERY, BACKUP, PREVIOUS):
                    yield from disk.delete(path)
                disk.tell(FOLDER, DELETE | ISDIR)
                disk.folder = rotates = False
        disk.clock += chance.uniform(20, 1000)
        match chance.choice(("quit", "quit, page 3", "crash", "crash in a save")):
            case "quit":
                yield from disk.save(CLEAN, size(), 0, chance.uniform(0, 90), rotates=False)
                for path in (BACKUP, RECOVERY):
                    yield from disk.delete(path)
            case "quit, page 3":
                yield from disk.save(CLEAN, size(), 0, chance.uniform(0, 90), rotates=False)
            case "crash in a save" if RECOVERY in disk.files:
                yield from disk.rename(RECOVERY, BACKUP)
                if chance.random() < 0.5:
                    yield from disk.create(f"{RECOVERY}.tmp", 7)
                    yield from disk.delete(f"{RECOVERY}.tmp")
            case _:
                pass
        disk.clock += chance.uniform(1000, 100_000)


def test_ten_thousand_saves_on_a_virtual_clock() -> None:
    disk, sequence = Disk(), Sequence()
    found: list[Finished] = []
    noted: list[Noted] = []
    for _ in a_life(disk, random.Random(5), 10_000):
        for event in disk.queue:
            item = sequence.feed(event)
            if isinstance(item, Finished):
                found.append(item)
            elif item is not None:
                noted.append(item)
        disk.queue.clear()
    assert len(found) == len(disk.saves) >= 10_000
    for save, made in zip(found, disk.saves, strict=True):
        assert (save.number, save.path, save.at) == (made.number, made.path, made.at)
        assert save.final == (made.path == CLEAN)
        assert save.write_ms == pytest.approx(made.write_ms)
        assert save.compress_ms == (
            None if made.compress_ms is None else pytest.approx(made.compress_ms)
        )
        assert save.first == (made.path == RECOVERY and made.compress_ms is None)
    assert sequence.where == disk.where()
    assert {note.what for note in noted} == {
        "rotated", "previous", "upgraded", "wiped", "cleaned", "backups", "link",
    }  # fmt: skip


def feed(*events: tuple[str, int] | tuple[str, int, int]) -> list[Finished | Noted]:
    disk, sequence = Disk(), Sequence()
    for event in events:
        disk.clock += 10
        disk.tell(*event)
    return [item for event in disk.queue if (item := sequence.feed(event)) is not None]


@pytest.mark.parametrize(
    "source",
    [
        f"{FOLDER}/.syncthing.recovery.jsonlz4.tmp", ".sessiontui-1a-0.tmp", f"{FOLDER}/mine",
        BACKUP, "sessionstore.jsonlz4.tmp",
    ],
)  # fmt: skip
def test_what_others_put_there_is_no_save(source: str) -> None:
    assert feed((source, CREATE), (source, MOVED_FROM, 1), (RECOVERY, MOVED_TO, 1)) == []


def test_a_file_that_came_from_elsewhere_or_was_written_in_place_is_no_save() -> None:
    assert feed((RECOVERY, MOVED_TO, 1), (RECOVERY, CLOSE_WRITE), (CLEAN, CREATE)) == []


def test_what_was_begun_before_a_crash_has_no_part_in_the_next_save() -> None:
    found = feed(
        (RECOVERY, MOVED_FROM, 1), (BACKUP, MOVED_TO, 1), (f"{RECOVERY}.tmp", CREATE),
        ("lock", CREATE),
        (f"{RECOVERY}.tmp", CLOSE_WRITE),  # it is overwritten, not made anew
        (f"{RECOVERY}.tmp", MOVED_FROM, 2), (RECOVERY, MOVED_TO, 2),
    )  # fmt: skip
    [save] = [item for item in found if isinstance(item, Finished)]
    assert (save.compress_ms, save.write_ms, save.first) == (None, None, True)


def test_a_copy_for_an_older_version_has_its_build_and_a_copy_of_it_is_none() -> None:
    assert [
        (item.what, item.detail)
        for item in feed(
            (f"{FOLDER}/upgrade.jsonlz4-20261103151912", CREATE),
            (f"{FOLDER}/upgrade.jsonlz4-20261103151912.sync-conflict-1", CREATE),
            (f"{FOLDER}/upgrade.jsonlz4-20261103151912.old", CREATE),
            ("upgrade.jsonlz4-1", CREATE),
        )
        if isinstance(item, Noted)
    ] == [("upgraded", "20261103151912")]


# -- whose file is it, while Firefox goes on ---------------------------------------------------


class Reader:
    """Reads events and opens files of a disk on which so many steps happen before each of it."""

    def __init__(self, disk: Disk, life: Step, delays: Iterator[int]) -> None:
        self.disk = disk
        self._life = life
        self._delays = delays
        self.over = False

    def wait(self) -> None:
        for _ in range(next(self._delays, 0)):
            self.step()

    def step(self) -> None:
        self.over = self.over or next(self._life, "over") == "over"

    def read(self) -> list[FileEvent]:
        self.wait()
        events, self.disk.queue = self.disk.queue, []
        return events

    def open(self, path: str) -> Opened | None:
        self.wait()
        file = self.disk.files.get(path)
        if file is None:
            return None
        self.disk.held.append(file.inode)
        at = int(file.modified * 1e6)
        return Opened(file.save or 0, Stamp(file.inode, at, file.size, at))

    def close(self, opened: Opened) -> None:
        self.disk.held.remove(opened.stamp.inode)


def caught_all(
    seed: int, saves: int, delays: Iterator[int], gone: Callable[[Reader, OpenedSave], None]
) -> Reader:
    disk = Disk()
    reader = Reader(disk, a_life(disk, random.Random(seed), saves), delays)
    catcher = SaveOpener(Sequence(), reader.read, reader.open, reader.close)
    found: list[OpenedSave] = []
    while not reader.over or disk.queue:
        reader.step()
        for item in catcher.take(reader.read()):
            if isinstance(item, OpenedSave):
                found.append(item)
                if item.opened is None:
                    gone(reader, item)
                else:
                    reader.close(item.opened)
    assert [(item.save.number, item.save.path) for item in found] == [
        (made.number, made.path) for made in disk.saves
    ]
    for item, made in zip(found, disk.saves, strict=True):
        assert item.opened is None or item.opened.stamp.size == made.size
    assert not disk.held  # nothing is left open
    return reader


def truly_gone(reader: Reader, caught: OpenedSave) -> None:
    assert caught.save.number not in reader.disk.where().values()


@given(st.integers(0, 1000), st.lists(st.integers(0, 40), max_size=300))
def test_any_batching_gives_the_same_saves_with_their_own_files(
    seed: int, delays: list[int]
) -> None:
    caught_all(seed, 20, iter(delays), truly_gone)


def test_a_reader_that_is_never_late_misses_no_file() -> None:
    def missed(_: Reader, caught: OpenedSave) -> None:
        raise AssertionError(caught)

    caught_all(3, 200, iter(()), missed)


def test_a_file_written_in_place_is_no_longer_what_firefox_saved() -> None:
    sequence = Sequence()
    for mask, name in (
        (CREATE, "sessionstore.jsonlz4.tmp"),
        (MOVED_FROM, "sessionstore.jsonlz4.tmp"),
        (MOVED_TO, "sessionstore.jsonlz4"),
    ):
        sequence.feed(FileEvent(1.0, "profile", mask, name, 1))
    assert CLEAN in sequence.where
    sequence.feed(FileEvent(2.0, "profile", CLOSE_WRITE, "sessionstore.jsonlz4"))
    assert CLEAN not in sequence.where


def test_a_temporary_file_that_is_deleted_is_no_save_under_way() -> None:
    sequence = Sequence()
    sequence.feed(FileEvent(1.0, "profile", CREATE, "sessionstore.jsonlz4.tmp"))
    assert sequence.writing
    sequence.feed(FileEvent(2.0, "profile", DELETE, "sessionstore.jsonlz4.tmp"))
    assert not sequence.writing
