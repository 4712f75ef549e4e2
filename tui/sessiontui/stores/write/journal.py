"""The record of one edit: what it writes, and copies of what it replaced.

Each edit has a directory of its own in the tool's state directory: ``intent.json`` while it is
under way, ``done.json`` afterwards, beside them the whole of every file as it was. Both are
made durable before the first file of a profile is touched. Directories are 0700, files 0600: the
copies hold private data, and so do the words of an edit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from ...app_dirs import state_dir
from ...private_files import remove, replace, sync_directory

INTENT: Final = "intent.json"
DONE: Final = "done.json"
ASIDE: Final = "aside.json"
_FORMAT: Final = 1

Kind = Literal["edit", "undo", "rollback"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an edit. ``old`` and ``new`` are SHA-256 sums, None where there is no file.

    ``path`` is what the profile calls it, ``target`` where that leads when it is a link.
    ``version`` names the session in it; None for prefs.js.
    """

    path: str
    target: str
    what: str
    version: str | None
    old: str | None
    new: str | None
    size: int  # bytes of the old one
    mode: int
    uid: int
    gid: int
    copy: str | None  # the file name of the old one's copy, beside the record


@dataclass(frozen=True, slots=True)
class Journal:
    """One edit. ``made`` in ms since epoch; ``number`` counts the edits of a profile."""

    id: str
    number: int
    profile: str
    made: float
    kind: Kind
    title: str
    words: tuple[str, ...]
    files: tuple[Entry, ...]
    undoes: str | None = None
    keep: bool = True  # False: forgotten everywhere, so no copy stays

    @property
    def directory(self) -> Path:
        """Where the record and the copies are."""
        return edits_dir() / self.id

    def copy(self, entry: Entry) -> Path | None:
        """The copy of a file as it was."""
        return self.directory / entry.copy if entry.copy else None

    def staged(self, entry: Entry) -> Path:
        """The new file, ready, while the edit is under way."""
        return self.directory / f"{self.files.index(entry)}.new"

    def temporary(self, entry: Entry) -> Path:
        """The name beside the target under which the new file is written; Firefox has no such."""
        number = self.files.index(entry)
        return Path(entry.target).with_name(f".sessiontui-{self.id}-{number}.tmp")


# -- where -------------------------------------------------------------------------------------


def edits_dir() -> Path:
    """The directory that holds one directory for each edit. Raises OSError without a home."""
    return state_dir(create=False) / "edits"


def new_id(now: float) -> str:
    """A name for an edit: the moment in local time, and something nobody guesses."""
    return f"{datetime.fromtimestamp(now / 1000):%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"


# -- the record --------------------------------------------------------------------------------


def write_intent(journal: Journal) -> None:
    """Put the record down; from here on the edit is finished or taken back, whatever happens."""
    replace(journal.directory / INTENT, _written(journal))
    sync_directory(journal.directory)


def forget_words(journal: Journal) -> None:
    """Leave only the title of what a finished edit did: its words name pages."""
    for name in (DONE, ASIDE):
        path = journal.directory / name
        if path.exists() and journal.words != (journal.title,):
            replace(path, _written(changed(journal, words=(journal.title,))))
            sync_directory(journal.directory)


def _written(journal: Journal) -> bytes:
    return json.dumps({"format": _FORMAT, **asdict(journal)}, indent=1).encode()


def read(path: Path) -> Journal | None:
    """A record; None for one that another version of this program wrote, or that is not there."""
    try:
        found = json.loads(path.read_bytes())
        if found.pop("format") != _FORMAT:
            return None
        found["files"] = tuple(Entry(**entry) for entry in found["files"])
        found["words"] = tuple(found["words"])
        return Journal(**found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def journals(name: str, profile: str | None = None) -> list[Journal]:
    """Every record of one state (INTENT, DONE, ASIDE), of one profile or of all, oldest first."""
    found = []
    for directory in directories():
        journal = _known(directory / name)
        if journal is not None and profile in (None, journal.profile):
            found.append(journal)
    return sorted(found, key=lambda journal: (journal.number, journal.made))


def directories() -> Iterator[Path]:
    """The directory of every edit."""
    try:
        parent = edits_dir()
        names = sorted(os.listdir(parent))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        yield parent / name


def remove_directory(directory: Path) -> None:
    """Take an edit's directory away: its record first, so that no half of it is ever read."""
    for name in (INTENT, DONE, ASIDE, *os.listdir(directory)):  # noqa: PTH208
        remove(directory / name)
    os.rmdir(directory)  # noqa: PTH106


_cache: dict[Path, tuple[int, Journal | None]] = {}


def _known(path: Path) -> Journal | None:
    """A record, read once: listings come often, and a record never changes."""
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        _cache.pop(path, None)
        return None
    kept = _cache.get(path)
    if kept is None or kept[0] != modified:
        kept = _cache[path] = modified, read(path)
    return kept[1]
