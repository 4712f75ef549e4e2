"""The one line that the screen leaves on the terminal when something was edited on it."""

from __future__ import annotations

from collections.abc import Sequence

from ..stores.protocols import Receipt
from ..text import count


def parting_line(receipts: Sequence[Receipt], place: str, undo: str) -> str | None:
    """What Firefox will open at its next start, and the command that takes the last edit back.

    ``receipts`` are those of everything that was written, in order, ``place`` what was edited.
    None when nothing was, or all of it was undone again.
    """
    written = [receipt for receipt in receipts if receipt.id is not None]
    taken_back = {receipt.undoes for receipt in written}
    edits = [r for r in written if r.undoes is None]
    left = [r for r in edits if r.id not in taken_back]
    own = {r.id for r in edits}
    if not left and all(r.undoes in own for r in written if r.undoes is not None):
        return None
    after = f"; to undo: {undo}" if left and left[-1].backup is not None else ""
    return _opens(written[-1], place) + after


def _opens(receipt: Receipt, place: str) -> str:
    tabs, windows = count(receipt.tabs, "tab"), count(receipt.windows, "window")
    start = receipt.next_start
    if start is None:
        return f"{place} holds {tabs} in {windows} now"
    match start.kind:
        case "resume" | "recover":
            return f"Firefox will open {tabs} in {windows} at its next start"
        case "ask":
            return "Firefox will ask at its next start which tabs to open"
        case "defer" if receipt.tabs:
            return (
                f"Firefox will open {count(receipt.tabs, 'pinned tab')} at its next start, and all "
                "others with History › Restore Previous Session"
            )
        case "defer":
            return (
                "Firefox will open no tab of this at its next start, but all with History › "
                "Restore Previous Session"
            )
        case _:
            return f"{place} was edited"
