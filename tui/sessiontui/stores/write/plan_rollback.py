"""Going back to a version, worked out before anything is written."""

from __future__ import annotations

import contextlib

from msgspec.structs import replace

from ...errors import NothingFound, Refused, SessiontuiError, StaleRevision, Unreadable
from ...firefox import edit_target
from ...firefox.next_start import NextStart, compatible
from ...firefox.obstacles import obstacle
from ...session.edit.missing import Page, guessed_pages, missing_of
from ...session.edit.outcome import Outcome
from ...session.model.snapshot import Snapshot
from ...text import count, printable
from ..session_cache import Loaded
from .main_file import UNCHANGED, After, as_json, main_file
from .once import once_step
from .plan import Plan, opened, reject
from .situation import Situation


def plan_rollback(situation: Situation, name: str, base: str) -> Plan:
    """Work out how a version becomes the one that is loaded: as a new sessionstore.jsonlz4.

    Whoever goes back wants the tabs, so they are to open at the next start; where something
    hinders that (user.js, too many crashes) they are loaded all the same, and ``start`` says why.
    """
    start = situation.start()
    if start.barred:
        raise Unreadable(f"{start.why.rstrip('.')}; {UNCHANGED}")
    reject(obstacle(situation.prefs, once=False))
    file = situation.file(name)
    if file is None:
        raise NothingFound(f"{printable(name)}: there is no such version")
    current = situation.file(start.loads)
    if base not in (file.revision, current.revision if current else ""):
        raise StaleRevision.of(file.name)
    loaded = situation.salvage(file)
    if loaded.revision != file.revision:  # which names device and inode
        raise StaleRevision.of(file.name)
    snapshot = loaded.snapshot
    plain = Loaded(snapshot, as_json(snapshot.document.text), "")
    reason = plain.refused()
    if not compatible(snapshot.format_version):
        reason = "its format version is not one Firefox loads"
    if reason:
        raise Refused(f"{file.name}: Firefox would not load it, {reason}; {UNCHANGED}")
    if file.name == start.loads:
        target = edit_target.place(situation.profile, file)
    else:
        target = edit_target.new_clean(situation.profile)
    with contextlib.suppress(Refused):  # after too many crashes Firefox asks, and should
        target = edit_target.opening(
            target,
            snapshot,
            situation.prefs,
            crashed=bool(start.crashed),
            consent=False,
            now=int(situation.now),
        )
    if obstacle(situation.prefs, once=target.once):
        target = replace(target, once=False)
    after = After.of_text(loaded, snapshot.document.text)
    main = main_file(situation, file, loaded, target, after, start)
    steps = main.steps + tuple(once_step(situation.profile) if target.once else ())
    if not steps:
        raise Refused(f"{file.name}: the next start loads it already. {main.start.why}")
    words = (f"Roll back to {file.name}: {count(snapshot.counts.tabs, 'tab')}",)
    return Plan(
        f"roll back to {file.name}", words, steps, main.start, opened(main.start, main.snapshot),
        main.version, "rollback", missing=missing_of(snapshot),
        outcome=_outcome(situation, start, main.snapshot, guessed_pages(snapshot)),
    )  # fmt: skip


def _outcome(
    situation: Situation, start: NextStart, after: Snapshot, guessed: frozenset[Page]
) -> Outcome | None:
    """What is open then, beside what would be now; None where that cannot be read."""
    current = situation.file(start.loads)
    try:
        return (
            Outcome(after, situation.load(current).snapshot, guessed=guessed) if current else None
        )
    except (SessiontuiError, OSError):  # going back is a way out of just that
        return None
