"""What ``slim --json`` prints when nothing is dropped: what each drop would free."""

from __future__ import annotations

from ...export.json_shapes import Shape
from ...session.edit.slimming import Saving


class SavingOut(Shape):
    """What a drop by itself would free, in bytes of JSON; null where ``unknown`` says why not."""

    drop: str
    bytes: int | None
    edit: str | None
    unknown: str | None


class SavingsOut(Shape):
    """``bytes`` of the session's JSON, and of the file it is in (null where there is none).

    What two drops would free both is counted with each.
    """

    version: str
    revision: str
    bytes: int
    fileBytes: int | None
    drops: list[SavingOut]


def saving_out(saving: Saving) -> SavingOut:
    """What a drop would free as ``--json`` prints it."""
    if saving.unknown:
        return SavingOut(saving.drop, None, None, saving.unknown)
    return SavingOut(saving.drop, saving.bytes, saving.words, None)
