"""What this program's own state holds of a place, under whatever name and however it came there.

Copies are filed under the name that a profile or file had when they were made. It may have been
moved since, be reached through a link now, or have been edited as a file of its own; runs that
died leave copies that no record names. All of that is found here to be forgotten; what is of
another place that exists, and what is no session, is found to be looked through.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from ...app_dirs import state_dir, state_of
from ...firefox.safety_files import MANIFEST, version_name
from ...firefox.session_files import SessionFile, revision_of
from ...firefox.stray_files import Strays, listed, stray
from ...private_files import is_ours
from ...session.edit.traces import Traces
from ..safety import keeping, zips
from ..safety_copy import SafetyCopy
from . import journal as _journal
from .journal import ASIDE, DONE, INTENT, Journal
from .transaction import Step

_LONG_SECONDS: Final = 3600  # no run takes as long until it writes its record
_RECORDS: Final = (INTENT, DONE, ASIDE)
_KEPT: Final = "kept"  # a copy to forget in
_SEEN: Final = "seen"  # what is the owner's, or nobody's, and not written
_OTHER: Final = "other"  # what is of another place


class Owner(Struct, frozen=True):
    """Whose copies are meant: a profile by its path without links, and where its links lead."""

    place: Path
    targets: frozenset[Path]

    @classmethod
    def of(cls, place: Path, files: Collection[Path]) -> Owner:
        """The owner of these files of a profile."""
        return cls(place, frozenset(Path(os.path.realpath(path)) for path in files))

    def has(self, profile: str, targets: Collection[str] = ()) -> bool:
        """Whether what was made of a profile or file counts: it is this one, or nobody's now."""
        if Path(os.path.realpath(profile)) == self.place or not os.path.lexists(profile):
            return True
        return any(
            real.is_relative_to(self.place) or real in self.targets
            for real in (Path(os.path.realpath(target)) for target in targets)
        )

    def wrote(self, journal: Journal) -> bool:
        """Whether an edit counts."""
        return self.has(journal.profile, [entry.target for entry in journal.files])


def own_files(owner: Owner, known: Collection[Path]) -> Strays:
    """Every copy of what is the owner's, and what else lies there and may name a page.

    ``known`` are the paths that a listing has already.
    """
    barred: list[tuple[Path, OSError]] = []
    found: list[SessionFile] = []
    seen: list[SessionFile] = []
    try:
        state = state_dir(create=False)
    except OSError:  # no home: nothing was ever kept
        return Strays((), ())
    lying = (*_lying(owner, state, barred), *_zips(owner, barred), *_theirs(owner, barred))
    for path, info, role in lying:
        if path not in known:
            # What others may write is nobody's copy: it is looked through, and named.
            role = _SEEN if role == _KEPT and not is_ours(info) else role
            below = state if path.is_relative_to(state) else path.parent
            (found if role == _KEPT else seen).append(stray(path, below, info, role))
    return Strays(tuple(found), tuple(barred), tuple(seen))


def redact_words(owner: Owner) -> None:
    """Take the pages' names out of all that is noted of the owner's earlier edits."""
    for journal, _ in _records_of(owner):
        with contextlib.suppress(OSError):  # it goes with the copies
            _journal.redact_words(journal)


def forget_words(owner: Owner, traces: Traces) -> list[Step]:
    """The same as steps, of the records whose words name what is forgotten."""
    steps = []
    for journal, path in _records_of(owner):
        if traces.are_in("\n".join(journal.words).encode("utf-8", "replace")):
            revision = revision_of(path.stat())
            what = "the words of an earlier edit are taken out"
            steps.append(Step(path, _journal.redacted(journal), revision, what))
    return steps


def _records_of(owner: Owner) -> list[tuple[Journal, Path]]:
    return [
        (journal, journal.directory / state)
        for state in (DONE, ASIDE)
        for journal in _journal.journals(state)
        if owner.wrote(journal)
    ]


_Lying = Iterator[tuple[Path, os.stat_result, str]]


def _lying(owner: Owner, state: Path, barred: list[tuple[Path, OSError]]) -> _Lying:
    """Each file there with its role. Records whose words are taken out are not among them."""
    edits = {path.name: path for path in _journal.directories()}
    for path, info in listed(state / "edits", barred):
        if path.name in edits and not _in_making(path, info, *_RECORDS):
            yield from _of_edit(owner, path, barred)
        else:
            yield from _below(path, info, barred, _SEEN)
    copies = {copy.id: copy for copy in keeping.every()}
    for path, info in listed(state / "safety", barred):
        copy = copies.get(path.name)
        if copy is not None:
            yield from _of_safety_copy(owner, copy, path, barred)
        else:  # half a copy, of a run that died
            sure = is_ours(info) and not _in_making(path, info, MANIFEST)
            yield from _below(path, info, barred, _KEPT if sure else _SEEN)


def _zips(owner: Owner, barred: list[tuple[Path, OSError]]) -> _Lying:
    """The zips that were made of what is the owner's: they are looked through."""
    for profile, path in zips.noted():
        if owner.has(profile):
            try:
                yield path, path.lstat(), _SEEN
            except OSError as error:
                barred.append((path, error))


def _theirs(owner: Owner, barred: list[tuple[Path, OSError]]) -> _Lying:
    """What the profile's own user keeps, where that is another one: it is looked through."""
    try:
        user = owner.place.stat().st_uid
        state = None if user == os.geteuid() else state_of(user)
    except OSError as error:
        barred.append((Path(error.filename or owner.place), error))
        return
    if state is None:
        return
    for path in (state / "edits", state / "safety"):
        try:
            info = path.lstat()
        except FileNotFoundError:
            continue
        except OSError as error:
            barred.append((path, error))
            continue
        yield from _below(path, info, barred, _SEEN)


def _in_making(directory: Path, info: os.stat_result, *records: str) -> bool:
    """Whether another run may be at it: its record comes last."""
    if any(os.path.lexists(directory / name) for name in records):
        return False
    return time.time() - info.st_mtime < _LONG_SECONDS


def _of_edit(owner: Owner, directory: Path, barred: list[tuple[Path, OSError]]) -> _Lying:
    journal, state = _record(directory)
    role = _KEPT if journal is None or owner.wrote(journal) else _OTHER
    if journal is not None and state == INTENT:
        if journal.profile == str(owner.place):
            return  # it is finished or undone before anything else is written
        role = _SEEN if role == _KEPT else _OTHER  # to be finished when that is edited again
    settings = {entry.copy for entry in journal.files if entry.version is None} if journal else ()
    for path, info in listed(directory, barred):
        if path.name == state and role == _KEPT:
            continue
        noted = path.name in (*_RECORDS, *settings) or path.name.endswith(".tmp")
        yield from _below(path, info, barred, _SEEN if noted and role == _KEPT else role)


def _record(directory: Path) -> tuple[Journal | None, str]:
    for state in _RECORDS:
        journal = _journal.known(directory / state)
        if journal is not None:
            return journal, state
    return None, ""


def _of_safety_copy(
    owner: Owner, copy: SafetyCopy, directory: Path, barred: list[tuple[Path, OSError]]
) -> _Lying:
    mine = owner.has(copy.origin.profile)
    for first, about in listed(directory, barred):
        for path, info, _ in _below(first, about, barred, _SEEN):
            name = path.relative_to(directory).as_posix()
            session = name != MANIFEST and version_name(name) is not None
            yield path, info, (_KEPT if session else _SEEN) if mine else _OTHER


def _below(
    path: Path, info: os.stat_result, barred: list[tuple[Path, OSError]], role: str
) -> _Lying:
    """A file, or all below a directory."""
    if stat.S_ISDIR(info.st_mode):
        for each, about in listed(path, barred):
            yield from _below(each, about, barred, role if is_ours(info) else _SEEN)
    elif stat.S_ISREG(info.st_mode):
        yield path, info, role
    elif stat.S_ISLNK(info.st_mode) and path.exists():
        barred.append((path, OSError(errno.ELOOP, "it is a link, which is not followed")))
