"""The record of one edit: what it writes, and copies of what it replaced.

Each edit has a directory of its own in the tool's state directory: ``intent.json`` while it is
under way, ``done.json`` afterwards, beside them the whole of every file as it was. Both are
made durable before the first file of a profile is touched. Directories are 0700, files 0600: the
copies hold private data, and so do the words of an edit.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from ...app_dirs import EDITS, SAFETY, state_dir
from ...errors import Unreadable
from ...firefox.file_names import BACKUPS
from ...firefox.safe_reading import NOTES, bounded, open_regular
from ...private_files import is_ours, remove, replace, sync_directory
from ...text import printable
from ..durable import why

INTENT: Final = "intent.json"
DONE: Final = "done.json"
ASIDE: Final = "aside.json"
_FORMAT: Final = 1

RecordKind = Literal["edit", "undo", "rollback"]


class FileRecord(msgspec.Struct, frozen=True):
    """One file of an edit. ``old`` and ``new`` are SHA-256 sums, None where there is no file.

    ``path`` is what the profile calls it, ``target`` where that led: elsewhere only when it was
    ``linked`` or a directory before it was. ``version`` names the session in it; None for prefs.js.
    """

    path: str
    target: str
    what: str
    version: str | None
    old: str | None
    new: str | None
    size: int  # bytes of the old one
    mode: Annotated[int, msgspec.Meta(ge=0, le=0o7777)]
    uid: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    gid: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    copy: str | None  # the file name of the old one's copy, beside the record
    linked: bool = False


class Journal(msgspec.Struct, frozen=True):
    """One edit. ``made`` in ms since epoch; ``number`` counts the edits of a profile."""

    id: str
    number: int
    profile: str
    made: float
    kind: RecordKind
    title: str
    words: tuple[str, ...]
    files: tuple[FileRecord, ...]
    undoes: str | None = None
    keep: bool = True  # False: forgotten everywhere, so no copy stays

    @property
    def directory(self) -> Path:
        """Where the record and the copies are."""
        return edits_dir() / self.id

    def copy(self, entry: FileRecord) -> Path | None:
        """The copy of a file as it was."""
        return self.directory / entry.copy if entry.copy else None

    def staged(self, entry: FileRecord) -> Path:
        """The new file, ready, while the edit is under way."""
        return self.directory / f"{self.files.index(entry)}.new"

    def temporary(self, entry: FileRecord) -> Path:
        """The name beside the target under which the new file is written; Firefox has no such."""
        number = self.files.index(entry)
        return Path(entry.target).with_name(f".sessiontui-{self.id}-{number}.tmp")


# -- where -------------------------------------------------------------------------------------


def edits_dir() -> Path:
    """The directory that holds one directory for each edit. Raises OSError without a home."""
    return state_dir(create=False) / EDITS


def new_id(now: float) -> str:
    """A name for an edit: the moment in local time, and something nobody guesses."""
    try:
        then = f"{datetime.fromtimestamp(now / 1000):%Y%m%d-%H%M%S}"
    except (OverflowError, ValueError, OSError):  # a clock beyond what a calendar has
        then = f"{now:.0f}"
    return f"{then}-{os.urandom(3).hex()}"


# -- the record --------------------------------------------------------------------------------


def write_intent(journal: Journal) -> None:
    """Put the record down; from here on the edit is finished or undone, whatever happens."""
    replace(journal.directory / INTENT, _written(journal))
    sync_directory(journal.directory)


def redact_words(journal: Journal) -> None:
    """Leave only the title of what a finished edit did: its words name pages."""
    for name in (DONE, ASIDE):
        path = journal.directory / name
        if path.exists() and journal.words != (journal.title,):
            replace(path, redacted(journal))
            sync_directory(journal.directory)


def redacted(journal: Journal) -> bytes:
    """A record with only the title of what was done."""
    return _written(msgspec.structs.replace(journal, words=(journal.title,)))


def _written(journal: Journal) -> bytes:
    return json.dumps({"format": _FORMAT, **msgspec.to_builtins(journal)}, indent=1).encode()


class _Head(msgspec.Struct):
    """What every format has, and tells which it is."""

    format: int


class _Whose(msgspec.Struct):
    """As much of a record as tells whose it is, where the rest makes no sense."""

    profile: str


def read(path: Path) -> Journal:
    """A record. Raises OSError, and Unreadable with a sentence about what is wrong with it."""
    where = printable(str(path))
    try:
        data = _bytes_of(path)
        head = msgspec.json.decode(data, type=_Head)
        if head.format != _FORMAT:
            raise Unreadable(
                f"{where}: this record is of another version of sessiontui (format {head.format}), "
                "which alone can use it"
            )
        journal = msgspec.json.decode(data, type=Journal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = printable(str(error)) if isinstance(error, msgspec.MsgspecError) else "too deep"
        raise Unreadable(f"{where}: this record is damaged, so it is not used: {reason}") from None
    wrong = _wrong(journal, path)
    if wrong is not None:
        raise Unreadable(f"{where}: this record is not used: {wrong}")
    return journal


def _bytes_of(path: Path) -> bytes:
    with open_regular(path, NOTES, links=False) as (file, info):
        if not is_ours(info):
            raise Unreadable(
                f"{printable(str(path))}: this record does not count: it is not yours alone"
            )
        return bounded(file, info, path, NOTES)


def _wrong(journal: Journal, path: Path) -> str | None:
    """What a record says that none of this program's would; None when all may be so."""
    if journal.id != path.parent.name:
        return "it stands in the directory of another"
    texts = (
        journal.profile,
        *(one for entry in journal.files for one in (entry.path, entry.target)),
    )
    copies = tuple(entry.copy or "" for entry in journal.files)
    if any("\0" in text for text in (*texts, *copies)):
        return "it has a file's name that no file can have"
    for entry in journal.files:
        if entry.copy is not None and Path(entry.copy).name != entry.copy:
            return f"{printable(entry.copy)} is not the name of a copy"
        for one in (entry.path, entry.target):
            if not _of_profile(one, entry, Path(journal.profile)):
                return f"{printable(one)} is not a file of {printable(journal.profile)}"
    return None


def leads_there(entry: FileRecord) -> bool:
    """Whether the profile's name for a file leads where it led when the record was made."""
    return os.path.realpath(entry.path) == entry.target


def _of_profile(name: str, entry: FileRecord, profile: Path) -> bool:
    """Whether a file is one of a profile, the one file itself, or in a copy that is kept.

    A target may also be what a link of the profile led to; whether it does, is asked before
    anything is done with it.
    """
    path = Path(name)
    if ".." in path.parts or not path.is_absolute():
        return False
    if name == entry.target and entry.linked:
        return True
    return (
        Path(entry.target) == profile
        or path.parent in (profile, profile / BACKUPS)
        or path.is_relative_to(edits_dir())
        or path.is_relative_to(edits_dir().parent / SAFETY)
    )


def unusable(profile: str) -> list[str]:
    """A sentence about each record that makes no sense, of a profile or of nobody knows which."""
    found = []
    for directory in directories():
        for name in (INTENT, DONE, ASIDE):
            path = directory / name
            try:
                read(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                found.append(f"{printable(str(path))}: this record cannot be read: {why(error)}")
            except Unreadable as error:
                if _may_be_of(path, profile):
                    found.append(error.sentence)
    return found


def _may_be_of(path: Path, profile: str) -> bool:
    try:
        return msgspec.json.decode(_bytes_of(path), type=_Whose).profile == profile
    except (OSError, Unreadable, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True


def journals(name: str, profile: str | None = None) -> list[Journal]:
    """Every record of one state (INTENT, DONE, ASIDE), of one profile or of all, oldest first."""
    found = []
    for directory in _directories():
        journal = _known(f"{directory}/{name}")
        if journal is not None and profile in (None, journal.profile):
            found.append(journal)
    return sorted(found, key=lambda journal: (journal.number, journal.made))


def directories() -> Iterator[Path]:
    """The directory of every edit; none that another user could have made."""
    return map(Path, _directories())


def _directories() -> Iterator[str]:
    # Texts, not Paths: an edit asks some thirty times, and whoever edits often has a thousand.
    try:
        parent = edits_dir()
        if not (is_ours(parent.parent.stat()) and is_ours(parent.lstat())):
            return
        names = sorted(os.listdir(parent))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        path = f"{parent}/{name}"
        with contextlib.suppress(OSError):  # it goes just now
            info = os.lstat(path)
            if is_ours(info) and stat.S_ISDIR(info.st_mode):
                yield path


def remove_directory(directory: Path) -> None:
    """Take an edit's directory away: its record first, so that no half of it is ever read."""
    for name in (INTENT, DONE, ASIDE, *os.listdir(directory)):  # noqa: PTH208
        remove(directory / name)
    os.rmdir(directory)  # noqa: PTH106


_cache: dict[str, tuple[tuple[int, int], Journal | None]] = {}


def known(path: Path) -> Journal | None:
    """A record, or None where none can be read; read once, for listings come often, and a record
    seldom changes, nor whose it is.
    """
    return _known(str(path))


def _known(path: str) -> Journal | None:
    try:
        info = os.lstat(path)
    except OSError:
        _cache.pop(path, None)
        return None
    state = info.st_mtime_ns, info.st_ctime_ns
    kept = _cache.get(path)
    if kept is None or kept[0] != state:
        try:
            found = read(Path(path))
        except OSError:
            return None  # for this time
        except Unreadable:
            found = None  # unusable() says why
        kept = _cache[path] = state, found
    return kept[1]
