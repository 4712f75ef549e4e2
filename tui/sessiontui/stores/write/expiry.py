"""How long the tool's own copies stay: they hold private data, and are what undo works with.

A copy is old after 30 days, and goes when a run a day later still finds it so: a clock that leaps,
40 days ahead or back to 1970, and is set right again takes nothing away. The last three edits of
each profile never go by age. When there is more than 500 MB of copies the oldest go first, but
never what ``undo`` would undo. Whoever keeps nothing has ``forget --everywhere``.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...errors import SessiontuiError
from ...firefox.safe_reading import NOTES, bounded, open_regular
from ...private_files import remove, write_new
from . import backups
from . import journal as _journal
from .journal import ASIDE, DONE, INTENT, Journal

DAY_MS: Final = 86_400_000
MAX_AGE_MS: Final = 30 * DAY_MS
MAX_BYTES: Final = 500_000_000
LAST: Final = 3
"""Edits of each profile that never go by age."""

_SEEN_OLD: Final = "seen-old"  # holds when a run first found the copies too old, ms since epoch


def expire(now: float, *, max_age: float = MAX_AGE_MS, max_bytes: int = MAX_BYTES) -> None:
    """Take away copies that are too old or too many, and what a dead run left. ``now`` in ms."""
    _sweep()
    records = _journal.journals(DONE) + _journal.journals(ASIDE)
    last, undoable = _last_of_each(records)
    orphans = [one for one in _journal.journals(INTENT) if not os.path.lexists(one.profile)]
    total = 0
    for journal in sorted(records + orphans, key=lambda journal: -journal.made):
        total += sum(entry.size for entry in journal.files)
        with contextlib.suppress(OSError):  # another run is at it, or tries again later
            old = journal.id not in last and now - journal.made > max_age
            too_many = journal.id not in undoable and total > max_bytes and journal not in orphans
            if not journal.keep or too_many or (_still_old(journal, now) if old else False):
                _journal.remove_directory(journal.directory)
            elif not old:
                remove(journal.directory / _SEEN_OLD)


def _last_of_each(records: Sequence[Journal]) -> tuple[set[str], set[str]]:
    """The last edits of each profile, and what undo would undo in it."""
    of: defaultdict[str, list[Journal]] = defaultdict(list)
    for journal in records:
        of[journal.profile].append(journal)
    last = {
        journal.id
        for found in of.values()
        for journal in sorted(found, key=lambda journal: journal.number)[-LAST:]
    }
    undoable = {found.id for profile in of if (found := backups.undoable(Path(profile)))}
    return last, undoable


def _still_old(journal: Journal, now: float) -> bool:
    """Whether a run at least a day ago found it old already; the first to do so notes that."""
    note = journal.directory / _SEEN_OLD
    try:
        with open_regular(note, NOTES, links=False) as (file, info):
            seen = float(bounded(file, info, note, NOTES))
    except (OSError, ValueError, SessiontuiError):
        seen = None
    if seen is not None and now - seen >= 0:
        return now - seen >= DAY_MS
    remove(note)  # of a clock that was ahead
    write_new(note, b"%d" % now)
    return False


def _sweep() -> None:
    """Directories without a record: an edit that died before anything was touched."""
    for directory in _journal.directories():
        with contextlib.suppress(OSError):
            if any((directory / name).exists() for name in (INTENT, DONE, ASIDE)):
                continue
            if time.time() - directory.stat().st_mtime > DAY_MS / 1000:  # not one being made now
                _journal.remove_directory(directory)
