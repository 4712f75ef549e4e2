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
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...app_dirs import state_dir
from ...firefox.safety_files import version_name
from ...firefox.session_files import SessionFile, revision_of
from ...firefox.stray_files import Strays, listed, stray
from ...private_files import is_ours
from ...session.edit.traces import Traces
from ..safety import keeping
from ..safety_copy import MANIFEST, SafetyCopy
from . import journal as _journal
from .journal import ASIDE, DONE, INTENT, Journal
from .transaction import Step

_RECORDS: Final = (INTENT, DONE, ASIDE)


@dataclass(frozen=True, slots=True)
class Owner:
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
    for path, info, written in _lying(owner, state, barred):
        if path not in known:
            (found if written and is_ours(info) else seen).append(stray(path, state, info, "kept"))
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


_Lying = Iterator[tuple[Path, os.stat_result, bool]]


def _lying(owner: Owner, state: Path, barred: list[tuple[Path, OSError]]) -> _Lying:
    """Each file there, and whether it is a copy to forget in. Records to be redacted are not."""
    edits = {path.name: path for path in _journal.directories()}
    for path, info in listed(state / "edits", barred):
        if not stat.S_ISDIR(info.st_mode):
            yield from _below(path, info, barred, written=False)
        elif path.name in edits:
            yield from _of_edit(owner, path, barred)
        else:
            yield from _below(path, info, barred, written=False)
    copies = {copy.id: copy for copy in keeping.every()}
    for path, info in listed(state / "safety", barred):
        copy = copies.get(path.name)
        if copy is not None:
            yield from _of_safety_copy(owner, copy, path, barred)
        else:  # half a copy, of a run that died
            yield from _below(path, info, barred, written=is_ours(info))


def _of_edit(owner: Owner, directory: Path, barred: list[tuple[Path, OSError]]) -> _Lying:
    journal, state = _record(directory)
    mine = journal is None or owner.wrote(journal)
    if journal is not None and state == INTENT:
        if journal.profile == str(owner.place):
            return  # it is finished or taken back before anything else is written
        mine = False  # to be finished when that is edited again
    settings = {entry.copy for entry in journal.files if entry.version is None} if journal else ()
    for path, info in listed(directory, barred):
        if path.name in _RECORDS or path.name.endswith(".tmp"):
            if not (mine and path.name == state):
                yield from _below(path, info, barred, written=False)
        else:
            yield from _below(path, info, barred, written=mine and path.name not in settings)


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
    for path, info in listed(directory, barred):
        if path.name == MANIFEST:
            yield from _below(path, info, barred, written=False)
            continue
        for each, what, _ in _below(path, info, barred, written=False):
            name = each.relative_to(directory).as_posix()
            yield each, what, mine and version_name(name) is not None


def _below(
    path: Path, info: os.stat_result, barred: list[tuple[Path, OSError]], *, written: bool
) -> _Lying:
    """A file, or all below a directory."""
    if stat.S_ISDIR(info.st_mode):
        for each, what in listed(path, barred):
            yield from _below(each, what, barred, written=written and is_ours(info))
    elif stat.S_ISREG(info.st_mode):
        yield path, info, written
    elif stat.S_ISLNK(info.st_mode) and path.exists():
        barred.append((path, OSError(errno.ELOOP, "it is a link, which is not followed")))
