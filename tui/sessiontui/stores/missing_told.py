"""A receipt that says what damaged files do not give of what an edit opens."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ..session.edit.edits import Edit
from ..session.edit.kinds import missing
from .protocols import Receipt


def with_missing(receipt: Receipt, edits: Sequence[Edit]) -> Receipt:
    """The receipt of these edits, with that."""
    found = missing(edits)
    return replace(receipt, missing=(*receipt.missing, *found)) if found else receipt
