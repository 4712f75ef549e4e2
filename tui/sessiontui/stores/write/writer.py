"""Edits carried out, as one transaction while nobody else writes, and undone."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from msgspec.structs import replace

from ...app_dirs import NotOurs, check_state
from ...errors import NothingFound, Refused, SessiontuiError, StaleRevision
from ...firefox.prefs.set_values import Values
from ...firefox.profile_lock import hold, in_use, in_use_sentence
from ...real_file import HeldDirectory, held_directory
from ...session.edit.edits import Edit
from ...text import printable
from .. import durable
from ..protocols import EditOptions, FileChange, Receipt
from . import backups, expiry, recovery, transaction
from .journal import Journal
from .other_profiles import profiles_of
from .plan import Plan, opened, plan_edits
from .plan_rollback import plan_rollback
from .plan_settings import by_hand, plan_settings
from .situation import Situation


class Writer(ABC):
    """What every store does that writes files: one transaction at a time, and undo.

    ``place`` is what edits are filed under, a profile or a file, and ``directory`` the one it is
    or lies in: both without links. That directory is held open for as long as an edit lasts.
    """

    def __init__(
        self,
        place: Path,
        directory: Path,
        reason: Callable[[], str | None],
        now: Callable[[], float],
    ) -> None:
        self._place = place
        self._directory = directory
        self._reason = reason
        self._now = now

    def undo(self, receipt: str | None, *, dry_run: bool) -> Receipt:
        """Undo the last edit, or the one of this receipt."""
        if dry_run:
            self._may_write()
            return self._plan_undo(receipt).receipt()
        return self._carry_out(lambda: self._plan_undo(receipt))

    def undoable(self) -> Receipt | None:
        """What undo would undo."""
        journal = backups.undoable(self._place)
        return None if journal is None else _receipt_of(journal)

    def _plan_undo(self, receipt: str | None) -> Plan:
        if receipt is None:
            journal = backups.undoable(self._place)
            missing = (
                f"{printable(str(self._place))}: there is no edit to undo (what is forgotten "
                "everywhere is kept nowhere)"
            )
        else:
            journal = backups.find(self._place, receipt)
            missing = f"{printable(receipt)}: there is no such edit"
        if journal is None:
            raise NothingFound(missing)
        steps = tuple(transaction.undo_steps(journal))
        words = (f"Undo: {journal.title}",)
        return Plan(
            f"undo {journal.title}", words, steps, None, (0, 0), None, "undo", undoes=journal.id
        )

    def _carry_out(self, make: Callable[[], Plan]) -> Receipt:
        self._may_write()
        with ExitStack() as held:
            directory = self._hold_directory(held)
            held.enter_context(self._alone(directory))
            self._hold_others(held, recovery.files_left_open(self._place))
            settled = recovery.settle(self._place)
            try:
                plan = make()
            except StaleRevision:
                if not settled:
                    raise
                raise StaleRevision(f"{'; '.join(settled)}: look again, then repeat") from None
            if not plan.steps:
                return plan.receipt()
            if not directory.is_still_there():  # what was planned on was not in it, perhaps
                raise self._exchanged()
            self._hold_others(held, [step.path for step in plan.steps])
            now = self._now()
            journal = transaction.commit(
                self._place, plan.steps, now=now, title=plan.title, words=plan.words,
                kind=plan.kind, undoes=plan.undoes, keep=plan.keep, held=directory,
            )  # fmt: skip
            # The edit is done: whatever fails from here on is told beside that.
            noted: list[str] = []
            if not plan.keep:
                _tidied(plan.redact, noted)
        _tidied(lambda: expiry.expire(now), noted)
        receipt = plan.receipt(journal)
        with contextlib.suppress(SessiontuiError, OSError):  # a Firefox is quick, and runs already
            receipt = self._afterwards(plan, journal)
        return replace(receipt, edits=(*receipt.edits, *noted))

    def _hold_directory(self, held: ExitStack) -> HeldDirectory:
        try:
            return held.enter_context(held_directory(self._directory))
        except OSError:
            raise self._exchanged() from None

    def _exchanged(self) -> StaleRevision:
        return StaleRevision(
            f"{printable(str(self._directory))}: this directory was exchanged meanwhile, or is "
            "gone; nothing was changed, look again and repeat the edit"
        )

    def _hold_others(self, held: ExitStack, files: Sequence[Path]) -> None:
        """Hold the other profiles whose Firefox could write these files as well."""
        for profile in profiles_of(self._place, files):
            held.enter_context(hold(profile))

    def _may_write(self) -> None:
        reason = self._reason()
        if reason is not None:
            raise Refused(f"{printable(str(self._place))}: {reason}; nothing was changed")
        try:
            check_state()
        except NotOurs as error:
            raise Refused(
                f"{printable(str(error.path))}, where copies of what is replaced are kept, "
                f"{error.why}: as root leave out sudo's -E (`sudo -H sessiontui ...`), or set "
                "SESSIONTUI_STATE_DIR to a directory that only you may write; nothing was changed"
            ) from None
        except FileNotFoundError:
            return  # without a home: the transaction says so
        except OSError as error:
            raise Refused(
                f"{printable(error.filename or 'the directory of kept copies')}: whose it is "
                f"cannot be told ({durable.why(error)}); nothing was changed"
            ) from None

    @abstractmethod
    def _alone(self, directory: HeldDirectory) -> AbstractContextManager[None]:
        """Keep everybody else out of what is held, and of what else the place is part of."""

    @abstractmethod
    def _afterwards(self, plan: Plan, journal: Journal) -> Receipt:
        """The receipt, with what is so now."""


def _tidied(tidy: Callable[[], None], noted: list[str]) -> None:
    """Tidy up after an edit that is done; what hinders that is noted."""
    try:
        tidy()
    except Exception as error:  # of any kind: it must not turn the edit into a failed one
        noted.append(f"It is done, but not all could be tidied up ({type(error).__name__})")


class ProfileWriter(Writer):
    """What ProfileStore does when it writes. ``look`` gives the profile as it is now."""

    def __init__(
        self,
        profile: Path,
        situation: Callable[[], Situation],
        reason: Callable[[], str | None],
        now: Callable[[], float],
    ) -> None:
        super().__init__(profile, profile, reason, now)
        self._situation = situation

    def plan(self, edits: Sequence[Edit], base: str, options: EditOptions) -> Receipt:
        """What apply would do. Writes nothing."""
        self._may_write()
        return plan_edits(self._situation(), edits, base, options).receipt()

    def apply(self, edits: Sequence[Edit], base: str, options: EditOptions) -> Receipt:
        """Carry out all of the edits or none."""
        return self._carry_out(lambda: plan_edits(self._situation(), edits, base, options))

    def rollback(self, version: str, base: str, *, dry_run: bool) -> Receipt:
        """Make a version the one the next start loads."""
        if dry_run:
            self._may_write()
            return plan_rollback(self._situation(), version, base).receipt()
        return self._carry_out(lambda: plan_rollback(self._situation(), version, base))

    def plan_settings(self, values: Values) -> Receipt:
        """What set_settings would do. Writes nothing."""
        self._may_set(values)
        return plan_settings(self._situation(), values).receipt()

    def set_settings(self, values: Values) -> Receipt:
        """Set all of these settings or none."""
        self._may_set(values)
        return self._carry_out(lambda: plan_settings(self._situation(), values))

    def _may_set(self, values: Values) -> None:
        used = in_use(self._place)
        if used.state == "in use" and self._reason() is None:
            raise Refused(f"{in_use_sentence(self._place, used.pid)}; {by_hand(values)}")
        self._may_write()

    def _may_write(self) -> None:
        super()._may_write()
        used = in_use(self._place)
        if used.state == "in use":
            raise Refused(in_use_sentence(self._place, used.pid))
        if used.state == "unknown":
            raise Refused(
                f"{printable(str(self._place))}: it cannot be told whether Firefox is running "
                f"({used.reason}); nothing was changed"
            )

    def _alone(self, directory: HeldDirectory) -> AbstractContextManager[None]:
        return hold(self._place, directory)

    def _afterwards(self, plan: Plan, journal: Journal) -> Receipt:
        situation = self._situation()
        start = situation.start()
        file = situation.file(start.loads)
        snapshot = situation.load(file).snapshot if file else None
        plan = replace(plan, start=start, opened=opened(start, snapshot))
        return plan.receipt(journal, file.revision if file else None)


def _receipt_of(journal: Journal) -> Receipt:
    return Receipt(
        journal.id,
        journal.words,
        tuple(FileChange(entry.path, entry.what) for entry in journal.files),
        str(journal.directory),
        None,
        0,
        0,
        None,
    )
