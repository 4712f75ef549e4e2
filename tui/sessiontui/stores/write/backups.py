"""The tool's own copies of what its edits replaced: found again, listed as versions.

They hold private data; how long they stay is in ``expiry``.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from msgspec import Struct

from ...private_files import is_ours
from ...text import moment, printable
from . import journal as _journal
from .journal import ASIDE, DONE, FileRecord, Journal


class Backup(Struct, frozen=True):
    """One session file as it was before an edit."""

    journal: Journal
    entry: FileRecord
    path: Path

    @property
    def id(self) -> str:
        """Its name as a version."""
        several = sum(entry.version is not None for entry in self.journal.files) > 1
        return f"kept-{self.journal.number}" + (f".{self.entry.version}" if several else "")

    @property
    def meaning(self) -> str:
        """What it is, in words."""
        return f"copy {moment(self.journal.made)}, before \N{LEFT DOUBLE QUOTATION MARK}" + (
            f"{self.journal.title}\N{RIGHT DOUBLE QUOTATION MARK}"
        )


def interrupted(profile: Path) -> tuple[str, ...]:
    """The edits of a profile that began and did not end, each as a sentence, oldest first.

    After them the records that make no sense, and might be of this profile.
    """
    return (
        *(
            f"{printable(journal.title)} of {moment(journal.made)} was interrupted: the next edit, "
            "or `sessiontui undo`, first finishes it or undoes it"
            for journal in _journal.journals(_journal.INTENT, str(profile))
        ),
        *_journal.unusable(str(profile)),
    )


def of_profile(profile: Path) -> tuple[Backup, ...]:
    """The copies of a profile's session files, newest first."""
    found = _journal.journals(DONE, str(profile)) + _journal.journals(ASIDE, str(profile))
    found.sort(key=lambda journal: journal.number, reverse=True)
    return tuple(
        Backup(journal, entry, path)
        for journal in found
        for entry in journal.files
        if entry.version is not None and (path := journal.copy(entry)) is not None and _ours(path)
    )


def of_place(place: Path) -> tuple[Backup, ...]:
    """The copies of a place's session files whatever name they were edited under: as part of a
    profile, as a single file, through a link.
    """
    return tuple(
        Backup(journal, entry, path)
        for state in (DONE, ASIDE)
        for journal in _journal.journals(state)
        for entry in journal.files
        if (path := journal.copy(entry)) is not None and _is_of(place, journal, entry)
    )


def _is_of(place: Path, journal: Journal, entry: FileRecord) -> bool:
    if journal.profile == str(place):
        return entry.version is not None
    return Path(os.path.realpath(entry.target)).is_relative_to(place)


def _ours(path: Path) -> bool:
    """Whether a copy is there, and nobody else can have made it."""
    try:
        return is_ours(path.lstat())
    except OSError:
        return False


def undoable(profile: Path) -> Journal | None:
    """The last edit that was not undone."""
    back: set[str] = set()
    last: Journal | None = None
    known = {journal.id: journal for journal in _journal.journals(DONE, str(profile))}
    for journal in known.values():
        if journal.undoes is None:
            continue
        back.add(journal.undoes)
        undone = known.get(journal.undoes)
        if undone is not None and undone.undoes is not None:
            back.discard(undone.undoes)  # an undo that was undone
    for journal in known.values():
        if journal.undoes is None and journal.id not in back:
            last = journal
    return last


def find(profile: Path, receipt: str) -> Journal | None:
    """An edit by its id."""
    found = _journal.journals(DONE, str(profile))
    return next((journal for journal in found if journal.id == receipt), None)


def redact_words(profile: Path) -> None:
    """Take the pages' names out of what is noted of earlier edits."""
    for state in (DONE, ASIDE):
        for journal in _journal.journals(state):
            if not any(_is_of(profile, journal, entry) for entry in journal.files):
                continue
            with contextlib.suppress(OSError):  # it goes with the copies
                _journal.redact_words(journal)
