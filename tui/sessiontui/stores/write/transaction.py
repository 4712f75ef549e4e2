"""All files of an edit or none: copies and intent first, then file after file, then done.

Whoever calls holds the profile's lock. Each file is replaced whole: a temporary one beside it,
made durable, then renamed. A run that dies in between leaves its intent behind, and the next one
(``recovery``) finishes the edit or undoes it, by what is in the files.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from ...errors import NotASession, Refused, StaleRevision
from ...firefox.safe_reading import read_real, unreadable
from ...firefox.session_files import revision_of
from ...private_files import make_directory, make_new_directory, sync_directory, write_new
from ...real_file import HeldDirectory, identity, real_file
from ...text import printable
from .. import durable
from . import journal as _journal
from . import recovery
from .journal import FileRecord, Journal, RecordKind
from .recovery import Seen

ABSENT: Final = ""


class Step(Struct, frozen=True):
    """One file to be written; ``new`` None takes it away.

    ``content`` may be what makes it: packing a large file takes long, and whoever only looks at a
    plan needs none. ``revision`` is that of the file the step was worked out from, ABSENT when
    there was none.
    ``what`` says it in words, ``version`` names the session in it.
    """

    path: Path
    content: bytes | Callable[[], bytes] | None
    revision: str
    what: str
    version: str | None = None

    @property
    def new(self) -> bytes | None:
        """What the file is to hold."""
        return self.content() if callable(self.content) else self.content


def commit(
    profile: Path,
    steps: Sequence[Step],
    *,
    now: float,
    title: str,
    words: Sequence[str] = (),
    kind: RecordKind = "edit",
    undoes: str | None = None,
    keep: bool = True,
    held: HeldDirectory | None = None,
) -> Journal:
    """Carry out every step or none. ``keep``: copies of what was replaced stay for undo.

    What lies below a directory that is ``held`` is read and replaced in that one.

    Raises StaleRevision when a file is not what the step was made for, Refused when the system
    hinders it; then everything is as it was.
    """
    read = [_read(step, held) for step in steps]
    entries = tuple(
        _entry(number, step, found)
        for number, (step, found) in enumerate(zip(steps, read, strict=True))
    )
    journal = Journal(
        _journal.new_id(now), _next_number(profile), str(profile), now, kind, title,
        tuple(words), entries, undoes, keep,
    )  # fmt: skip
    with durable.told(_edits_dir()):
        _stage(journal, [found.data for found in read], [step.new for step in steps])
    at = profile
    begun = 0
    try:
        for entry, step, found in zip(entries, steps, read, strict=True):
            at = step.path
            with recovery.reached(entry, found, held) as put:
                begun += 1
                put(journal, step.new)
        at = journal.directory
        recovery.close(journal)
    except OSError as error:
        _take_back(journal, begun, at, error)
        raise Refused(
            f"{printable(str(at))} cannot be written: {durable.why(error)}; nothing was changed"
        ) from None
    except BaseException as error:
        _take_back(journal, begun, at, error)
        raise
    recovery.tidy(journal)
    return journal


# -- before ------------------------------------------------------------------------------------


def _read(step: Step, held: HeldDirectory | None) -> Seen:
    """A file as it is now, which must be what the step was made for, and which may be replaced."""
    where = printable(str(step.path))
    try:
        with real_file(step.path, held) as real:
            reason = real.unsafe()
            if reason is not None:
                raise Refused(f"{where}: {reason}; nothing was changed")
            data, info = (None, None) if real.info is None else read_real(real)
            inside = os.fstat(real.directory)
    except NotASession as error:
        raise Refused(f"{error.sentence}; nothing was changed") from None
    except OSError as error:
        sentence = unreadable(step.path, error).sentence
        if step.revision != ABSENT:
            raise StaleRevision(f"{sentence}; nothing was changed") from None
        raise Refused(f"{sentence}; nothing was changed") from None
    if data is None and step.revision != ABSENT:
        raise StaleRevision(f"{where}: there is no such file any more; nothing was changed")
    if info is not None and revision_of(info) != step.revision:
        raise StaleRevision.of(where)
    return Seen(real.target, identity(inside), inside, data, info)


def _entry(number: int, step: Step, seen: Seen) -> FileRecord:
    info, old = seen.info, seen.data
    if info is None:
        mode = 0o600
        uid, gid = _owner_of_new(seen.inside)
    else:
        mode, uid, gid = stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid
    path = Path.cwd() / step.path
    name = step.path.name if step.path.name.isascii() and step.path.name.isprintable() else "file"
    return FileRecord(
        str(path),
        str(seen.target),
        step.what,
        step.version,
        None if old is None else durable.sha256(old),
        None if step.new is None else durable.sha256(step.new),
        len(old or b""),
        mode,
        uid,
        gid,
        None if old is None else f"{number}-{name}",
        linked=seen.target != path,
    )


def _owner_of_new(inside: os.stat_result) -> tuple[int, int]:
    """Root must not leave a file in a profile that its owner cannot replace."""
    return (inside.st_uid, inside.st_gid) if os.geteuid() == 0 else (os.geteuid(), os.getegid())


def _next_number(profile: Path) -> int:
    known = [
        journal.number
        for state in (_journal.DONE, _journal.ASIDE, _journal.INTENT)
        for journal in _journal.journals(state, str(profile))
    ]
    return max(known, default=0) + 1


def _edits_dir() -> Path:
    try:
        return _journal.edits_dir()
    except OSError:
        raise Refused(
            "there is no home directory to keep copies in, so nothing was changed; set "
            "SESSIONTUI_STATE_DIR"
        ) from None


def _stage(journal: Journal, old: Sequence[bytes | None], new: Sequence[bytes | None]) -> None:
    """Copies, new files and intent, all durable: from here on nothing can be lost."""
    make_directory(_journal.edits_dir())
    make_new_directory(journal.directory)
    try:
        for entry, before, after in zip(journal.files, old, new, strict=True):
            copy = journal.copy(entry)
            if copy is not None and before is not None:
                write_new(copy, before)
            if after is not None:
                write_new(journal.staged(entry), after)
        _journal.write_intent(journal)
        sync_directory(_journal.edits_dir())
    except BaseException:
        with contextlib.suppress(OSError):  # the profile is untouched: what is left is swept
            _journal.remove_directory(journal.directory)
        raise


def _take_back(journal: Journal, begun: int, at: Path, error: BaseException) -> None:
    """After a failure: every file as it was, else say that it is half done."""
    try:
        recovery.backward(journal, begun)
    except (OSError, Refused):
        reason = durable.why(error) if isinstance(error, OSError) else "it was interrupted"
        raise Refused(
            f"{printable(str(at))} cannot be written: {reason}; the edit is half done, and the "
            "next edit of this profile finishes it or undoes it (copies of everything are in "
            f"{printable(str(journal.directory))})"
        ) from None


def undo_steps(journal: Journal) -> list[Step]:
    """What takes an edit back, last file first. Raises Refused when a file has changed since."""
    steps = []
    for entry in reversed(journal.files):
        if not _journal.leads_there(entry) or recovery.state_of(entry) != "new":
            kept = any(each.version is not None for each in journal.files)
            instead = "roll back to the kept copy" if kept else "set it anew"
            raise Refused(
                f"{printable(entry.path)}: it has changed since ({journal.title}), so that cannot "
                f"be undone without losing what came after; {instead} instead"
            )
        copy = journal.copy(entry)
        try:
            old = None if copy is None else recovery.whole_copy(copy, entry.old)
        except OSError:
            raise Refused(
                f"{printable(str(copy))}: the kept copy is gone or damaged, or something in it "
                f"was forgotten everywhere, so {journal.title} cannot be undone; nothing was "
                "changed"
            ) from None
        path = Path(entry.path)
        revision = revision_of(path.stat()) if entry.new is not None else ABSENT
        steps.append(Step(path, old, revision, "as it was before", entry.version))
    return steps
