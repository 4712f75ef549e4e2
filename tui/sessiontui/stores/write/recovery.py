"""What an earlier run began and did not end: finished or undone, by what is in the files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from ...errors import Refused, StaleRevision, Unreadable
from ...firefox.safe_reading import bounded, open_regular, read_real, unreadable
from ...private_files import is_ours, remove, replace, sync_directory
from ...real_file import HeldDirectory, Identity, RealFile, identity, real_file
from ...text import moment, printable
from .. import durable
from . import journal as _journal
from .journal import FileRecord, Journal


def settle(profile: Path) -> tuple[str, ...]:
    """Finish or undo what an earlier run began and left; says in words what was done.

    Raises Refused, once, when a file is neither what it was nor what it was to be.
    """
    for state in (_journal.DONE, _journal.ASIDE):
        for journal in _journal.journals(state, str(profile)):
            tidy(journal)  # of a run that died when all was done
    return tuple(_settle(journal) for journal in _journal.journals(_journal.INTENT, str(profile)))


def files_left_open(profile: Path) -> list[Path]:
    """What settling may write: the files of the edits that an earlier run left."""
    return [
        Path(entry.target)
        for journal in _journal.journals(_journal.INTENT, str(profile))
        for entry in journal.files
    ]


# -- the files ---------------------------------------------------------------------------------


class Seen(Struct, frozen=True):
    """A file as an edit was worked out for it: where it really lies, and what it holds.

    ``place`` tells its directory from every other, ``inside`` is what that is. Where there is no
    file, ``data`` and ``info`` are None.
    """

    target: Path
    place: Identity
    inside: os.stat_result
    data: bytes | None
    info: os.stat_result | None


_UNCHANGED: Final = "nothing was changed, look again and repeat the edit"

Put = Callable[[Journal, bytes | None], None]


@contextlib.contextmanager
def reached(
    entry: FileRecord, seen: Seen | None = None, held: HeldDirectory | None = None
) -> Iterator[Callable[[Journal, bytes | None], None]]:
    """The way to give a file its content, in one moment and durably (None: it goes).

    ``seen``: only if it still is that one; ``held``: in that directory. Raises OSError, and
    Refused (StaleRevision) where nothing may be done: never is anything written through a link.
    """
    with real_file(Path(entry.target), held) as real:
        _check(entry, real, seen)
        directory = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=real.directory)

        def put(journal: Journal, data: bytes | None) -> None:
            if data is None:
                remove(real.name, directory=directory)
            else:
                temporary = journal.temporary(entry).name
                remove(temporary, directory=directory)  # of a run that died here
                replace(
                    real.name, data, mode=entry.mode, owner=(entry.uid, entry.gid),
                    directory=directory, temporary=temporary,
                )  # fmt: skip
            sync_directory(directory)

        try:
            yield put
        finally:
            os.close(directory)


def _put(journal: Journal, entry: FileRecord, data: bytes | None) -> None:
    with reached(entry) as put:
        put(journal, data)


def _check(entry: FileRecord, real: RealFile, seen: Seen | None) -> None:
    if real.links:
        raise Refused(
            f"{printable(entry.path)}: {printable(str(real.links[0].path))} has become a link just "
            "now; nothing is written through it"
        )
    if seen is None:
        return
    found = None if real.info is None else identity(real.info)
    wanted = None if seen.info is None else identity(seen.info)
    if (identity(os.fstat(real.directory)), found) != (seen.place, wanted):
        raise StaleRevision(f"{printable(entry.path)}: it was exchanged meanwhile; {_UNCHANGED}")


def close(journal: Journal) -> None:
    """The edit is done: from here on it is there to be undone."""
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
    states = [
        state_of(entry) if _journal.leads_there(entry) else "other" for entry in journal.files
    ]
    when = moment(journal.made)
    if "other" in states:
        return _set_aside(journal, journal.files[states.index("other")])
    try:
        if all(state == "old" for state in states):
            backward(journal)
        elif all(state == "new" for state in states) or _staged_whole(journal):
            for entry, state in zip(journal.files, states, strict=True):
                if state == "old":
                    _put(journal, entry, _staged(journal, entry))
                remove(journal.temporary(entry))
            close(journal)
            tidy(journal)
            return f"{journal.title} of {when} was interrupted and is finished now"
        else:
            backward(journal)
    except OSError as error:
        raise Refused(
            f"{journal.title} of {when} was interrupted and cannot be undone: "
            f"{durable.why(error)}; copies of everything are in "
            f"{printable(str(journal.directory))}"
        ) from None
    return f"{journal.title} of {when} was interrupted and has been undone"


def _set_aside(journal: Journal, entry: FileRecord) -> str:
    """Firefox ran in between, say: neither direction is right, and the copies stay."""
    directory = journal.directory
    for each in journal.files:
        if _journal.leads_there(each):
            with contextlib.suppress(OSError):  # a temporary file in a directory that is gone
                remove(journal.temporary(each))
    with durable.told(directory):
        os.rename(directory / _journal.INTENT, directory / _journal.ASIDE)  # noqa: PTH104
        sync_directory(directory)
    raise Refused(
        f"{printable(entry.path)}: {journal.title} of {moment(journal.made)} was interrupted, and "
        "the file has changed since, so it was neither finished nor undone; look at it and "
        f"repeat what you want (copies of how it was are in {printable(str(directory))})"
    )


def backward(journal: Journal, begun: int | None = None) -> None:
    """Every file as it was before (``begun``: only so many were touched), and the record gone."""
    for entry in reversed(journal.files[:begun]):
        state = state_of(entry)
        if state == "other":
            raise Refused(f"{printable(entry.path)}: it has changed meanwhile")
        if state == "new":
            copy = journal.copy(entry)
            _put(journal, entry, None if copy is None else whole_copy(copy, entry.old))
        remove(journal.temporary(entry))
    _journal.remove_directory(journal.directory)


def state_of(entry: FileRecord) -> str:
    """Whether a file is as it was ("old"), as it was to be ("new") or neither ("other")."""
    target = Path(entry.target)
    found: str | None = None
    try:
        with real_file(target) as real:
            if real.links:
                return "other"
            if real.info is not None:
                found = durable.sha256(read_real(real)[0])
    except Unreadable as error:
        raise Refused(f"{error.sentence}; nothing was changed") from None
    except OSError as error:
        if os.path.lexists(target):
            sentence = unreadable(target, error).sentence
            raise Refused(f"{sentence}; nothing was changed") from None
    if found == entry.old:
        return "old"
    return "new" if found == entry.new else "other"


def whole_copy(path: Path, wanted: str | None) -> bytes:
    """A copy, which must have this sum. Raises OSError."""
    try:
        with open_regular(path, links=False) as (file, info):
            if not is_ours(info):
                raise OSError(f"the copy {path.name} is not yours alone")
            data = bounded(file, info, path)
    except Unreadable as error:
        raise OSError(f"the copy is no copy: {error.sentence}") from None
    if durable.sha256(data) != wanted:
        raise OSError(f"the copy {path.name} is damaged")
    return data


def _staged(journal: Journal, entry: FileRecord) -> bytes | None:
    return None if entry.new is None else whole_copy(journal.staged(entry), entry.new)


def _staged_whole(journal: Journal) -> bool:
    try:
        for entry in journal.files:
            _staged(journal, entry)
    except OSError:
        return False
    return True
