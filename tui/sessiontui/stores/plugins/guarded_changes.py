"""The changes of a stranger's store, behind the wall: what it says it did is checked.

Once a change has begun its end is waited for; whatever it raises, whether anything was changed is
not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ...errors import Refused
from ..protocols import PLAIN, EditOptions, Receipt
from .blame import odd_answer
from .guarded import GuardedStore
from .listed import shown

if TYPE_CHECKING:
    from ...firefox.prefs.prefs_js import PrefValue
    from ...session.edit.edits import Edit


class Changing(GuardedStore):
    """What all changes have in common."""

    def _receipt(self, asked: str, work: Callable[[], Any], *, planned: bool) -> Receipt:
        """The receipt that ``work`` gives. Of a plan it must not say that something was done."""
        if self._read_only:
            raise Refused(
                f"{self._info.location}: {self._info.read_only_reason}; nothing was changed"
            )
        given = self._wall.ask(asked, work, Receipt, changes=not planned)
        if planned and given.id is not None:
            raise odd_answer(self._wall.plugin, asked, "its id says that something was written")
        return _shown(given)

    def _own_revision(self, base: str) -> str:
        """The plug-in's own word for a revision; one that was never listed is none of its own."""
        return self._listed.revisions.get(base, base)


class Editing(Changing):
    """Can be edited."""

    def plan(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """What apply would do."""

        def work() -> Any:
            return self._store.plan(edits, base=self._own_revision(base), options=options)

        return self._receipt("what an edit would do", work, planned=True)

    def apply(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """Carry out all of the edits, or none."""

        def work() -> Any:
            return self._store.apply(edits, base=self._own_revision(base), options=options)

        return self._receipt("an edit", work, planned=False)


class Undoing(Changing):
    """Can undo what it did."""

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit, or the one of this receipt."""

        def work() -> Any:
            return self._store.undo(receipt, dry_run=dry_run)

        return self._receipt("an undo", work, planned=dry_run)

    def undoable(self) -> Receipt | None:
        """What undo would undo."""
        asked = "what it can undo"
        given: Receipt | None = self._wall.ask(
            asked, lambda: self._store.undoable(), Receipt | None
        )
        return None if given is None else _shown(given)


class RollingBack(Changing):
    """Can make another version the one that is loaded next."""

    def rollback(self, version: str, *, base: str, dry_run: bool = False) -> Receipt:
        """Make a version the one that is loaded next; ``base`` is its revision."""
        name = self._own_id(version)

        def work() -> Any:
            return self._store.rollback(name, base=self._own_revision(base), dry_run=dry_run)

        return self._receipt("a version rolled back to", work, planned=dry_run)


class Setting(Changing):
    """Can change session settings."""

    def plan_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """What set_settings would do."""

        def work() -> Any:
            return self._store.plan_settings(values)

        return self._receipt("what a setting would do", work, planned=True)

    def set_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """Set all of these or none."""

        def work() -> Any:
            return self._store.set_settings(values)

        return self._receipt("a setting", work, planned=False)


def _shown(receipt: Receipt) -> Receipt:
    """A receipt with every word of it printable; paths stay as the system has them."""
    return replace(
        receipt,
        id=receipt.id and shown(receipt.id),
        edits=tuple(map(shown, receipt.edits)),
        files=tuple(replace(one, what=shown(one.what)) for one in receipt.files),
        revision=receipt.revision and shown(receipt.revision),
        left=tuple(replace(one, why=shown(one.why)) for one in receipt.left),
        undoes=receipt.undoes and shown(receipt.undoes),
        missing=tuple(map(shown, receipt.missing)),
    )
