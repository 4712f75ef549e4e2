"""Where the bytes of a session are, and what is inside one of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from ...errors import NothingFound
from ..json.pointer import Steps
from ..model.document import Document
from .ledger import OUTSIDE, Ledger, Question
from .pieces import Pieces
from .rows import NO_TAB, Axis, Row, SortedRows, Weight
from .tab_rows import rows_of_tabs
from .walk import Walk

INSIDE: Final[dict[Axis, Axis]] = {"part": "site", "site": "tab", "tab": "field", "field": "site"}
"""What is shown of one row unless another axis is asked for."""


def weigh(document: Document, axis: Axis) -> Weight:
    """All bytes of a document by one axis: rows that sum to ``len(document.text)``.

    Tells where it is (``progress``). Raises Stopped.
    """
    return _weight(document, Question(axis))


def inside(
    document: Document, axis: Axis, key: str, by: Axis | None = None, *, steps: Steps | None = None
) -> Weight:
    """The bytes of one row of an axis, by another (None: INSIDE says which); see ``among``."""
    return among(document, (Within(axis, key, steps),), by or INSIDE[axis])


class Within(Struct, frozen=True):
    """A row of an axis by its key; of a tab also its ``steps``, for several may show one address.

    A tab without steps is NO_TAB by that as its key.
    """

    axis: Axis
    key: str
    steps: Steps | None = None


def among(document: Document, within: Iterable[Within], by: Axis) -> Weight:
    """The bytes that some rows have in common, each of another axis, by one that is left.

    An entry of a history is its own site's, so tabs within a site are also those that show
    another site by now. Raises NothingFound when there is no such tab; Stopped.
    """
    keys: dict[Axis, str | int | Steps] = {}
    for one in within:
        keys[one.axis] = one.key
        if one.axis == "tab":
            outside = one.steps is None and one.key == NO_TAB
            keys["tab"] = OUTSIDE if outside else tuple(one.steps or ())
    found = _weight(document, Question(by, keys))
    if not found.bytes and [*keys] == ["tab"] and keys["tab"] != OUTSIDE:
        raise NothingFound("there is no such tab in this version")
    return found


def _weight(document: Document, question: Question) -> Weight:
    ledger = Ledger(question)
    walk = Walk(Pieces.of(document), ledger)
    walk.run()
    rows: Sequence[Row]
    if question.by != "tab":
        rows = _rows(ledger)
    elif not question.within:
        rows = rows_of_tabs(document, walk.tabs, None)
    else:
        sums = {int(tab): sums for tab, sums in ledger.rows.items()}
        rows = rows_of_tabs(document, walk.tabs, sums)
    whole = len(document.text)
    if question.within:
        whole = sum(size for size, _ in ledger.rows.values())
    return Weight(whole, question.by, rows)


def _rows(ledger: Ledger) -> Sequence[Row]:
    keys = [str(key) for key in ledger.rows]
    sums = list(ledger.rows.values())

    def make(at: int, size: int) -> Row:
        return Row(keys[at], size, sums[at][1])

    return SortedRows([size for size, _ in sums], make)
