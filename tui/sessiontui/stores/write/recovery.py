"""What an earlier run began and did not end: finished or taken back, by what is in the files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ...errors import Refused, Unreadable
from ...firefox.session_files import read_bytes
from ...private_files import remove, replace, sync_directory
from ...text import moment, printable
from . import durable
from . import journal as _journal
from .journal import Entry, Journal


def settle(profile: Path) -> tuple[str, ...]:
    """Finish or take back what an earlier run began and left; says in words what was done.

    Raises Refused, once, when a file is neither what it was nor what it was to be.
    """
    for state in (_journal.DONE, _journal.ASIDE):
        for journal in _journal.journals(state, str(profile)):
            tidy(journal)  # of a run that died when all was done
    return tuple(_settle(journal) for journal in _journal.journals(_journal.INTENT, str(profile)))


# -- the files ---------------------------------------------------------------------------------


def put(journal: Journal, entry: Entry, data: bytes | None) -> None:
    """Give a file its content, in one moment and durably."""
    target = Path(entry.target)
    if data is None:
        remove(target)
    else:
        temporary = journal.temporary(entry)
        remove(temporary)  # of a run that died here
        replace(
            target, data, mode=entry.mode, owner=(entry.uid, entry.gid), temporary=temporary.name
        )
    sync_directory(target.parent)


def close(journal: Journal) -> None:
    """The edit is done: from here on it is there to be taken back."""
    os.rename(journal.directory / _journal.INTENT, journal.directory / _journal.DONE)  # noqa: PTH104
    sync_directory(journal.directory)


def tidy(journal: Journal) -> None:
    """Take away what a finished edit needs no more; what is left is swept later."""
    with contextlib.suppress(OSError):
        if not journal.keep:
            _journal.remove_directory(journal.directory)
            return
        for entry in journal.files:
            remove(journal.staged(entry))


# -- after a run that died ---------------------------------------------------------------------


def _settle(journal: Journal) -> str:
    states = [state_of(entry) for entry in journal.files]
    when = moment(journal.made)
    if "other" in states:
        return _set_aside(journal, journal.files[states.index("other")])
    try:
        if all(state == "old" for state in states):
            backward(journal)
        elif all(state == "new" for state in states) or _staged_whole(journal):
            for entry, state in zip(journal.files, states, strict=True):
                if state == "old":
                    put(journal, entry, _staged(journal, entry))
                remove(journal.temporary(entry))
            close(journal)
            tidy(journal)
            return f"{journal.title} of {when} was interrupted and is finished now"
        else:
            backward(journal)
    except OSError as error:
        raise Refused(
            f"{journal.title} of {when} was interrupted and cannot be taken back: "
            f"{durable.why(error)}; copies of everything are in "
            f"{printable(str(journal.directory))}"
        ) from None
    return f"{journal.title} of {when} was interrupted and has been taken back"


def _set_aside(journal: Journal, entry: Entry) -> str:
    """Firefox ran in between, say: neither direction is right, and the copies stay."""
    directory = journal.directory
    for each in journal.files:
        with contextlib.suppress(OSError):  # a temporary file in a directory that is gone
            remove(journal.temporary(each))
    with durable.told(directory):
        os.rename(directory / _journal.INTENT, directory / _journal.ASIDE)  # noqa: PTH104
        sync_directory(directory)
    raise Refused(
        f"{printable(entry.path)}: {journal.title} of {moment(journal.made)} was interrupted, and "
        "the file has changed since, so it was neither finished nor taken back; look at it and "
        f"repeat what you want (copies of how it was are in {printable(str(directory))})"
    )


def backward(journal: Journal) -> None:
    """Every file as it was before, and the record gone."""
    for entry in reversed(journal.files):
        state = state_of(entry)
        if state == "other":
            raise Refused(f"{printable(entry.path)}: it has changed meanwhile")
        if state == "new":
            copy = journal.copy(entry)
            put(journal, entry, None if copy is None else whole_copy(copy, entry.old))
        remove(journal.temporary(entry))
    _journal.remove_directory(journal.directory)


def state_of(entry: Entry) -> str:
    """Whether a file is as it was ("old"), as it was to be ("new") or neither ("other")."""
    target = Path(entry.target)
    found: str | None = None
    try:
        found = durable.sha256(read_bytes(target)[0])
    except Unreadable as error:
        if os.path.lexists(target):
            raise Refused(f"{error.sentence}; nothing was changed") from None
    if found == entry.old:
        return "old"
    return "new" if found == entry.new else "other"


def whole_copy(path: Path, wanted: str | None) -> bytes:
    """A copy, which must have this sum. Raises OSError."""
    data = path.read_bytes()
    if durable.sha256(data) != wanted:
        raise OSError(f"the copy {path.name} is damaged")
    return data


def _staged(journal: Journal, entry: Entry) -> bytes | None:
    return None if entry.new is None else whole_copy(journal.staged(entry), entry.new)


def _staged_whole(journal: Journal) -> bool:
    try:
        for entry in journal.files:
            _staged(journal, entry)
    except OSError:
        return False
    return True
