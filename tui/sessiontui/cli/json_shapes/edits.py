"""What every command that writes prints: the receipt."""

from __future__ import annotations

from ...export.json_shapes import Shape
from ...stores.protocols import Freed, Receipt
from ...text import reopenable
from .place import NextStartOut, next_start_out


class FileChangeOut(Shape):
    """A file, and what is done with it."""

    path: str
    what: str


class LeftOut(Shape):
    """Where something is still held after it was forgotten everywhere, or may be."""

    path: str
    pointer: str | None
    why: str


class OpenAlreadyOut(Shape):
    """What was not restored because it is open already; windows and groups have no address."""

    pointer: str
    url: str | None
    title: str


class FreedOut(Shape):
    """How many bytes of a session's JSON of so many an edit frees, and of the file it is in.

    The file's are null where there is none.
    """

    bytes: int
    ofBytes: int
    fileBytes: int | None
    ofFileBytes: int | None


class ReceiptOut(Shape):
    """What was done, or with --dry-run would be: then ``id`` and ``backup`` are null.

    ``windows`` and ``tabs`` count what the next start opens, as far as it is known; ``left`` is
    what still holds what was to be forgotten everywhere; ``alreadyOpen`` is what ``restore`` left
    out; ``missing`` what a damaged file that was taken from does not give, in sentences; ``freed``
    is told by ``slim``, and ``leftOut``, in sentences, what of it cannot be dropped.
    """

    id: str | None
    edits: list[str]
    files: list[FileChangeOut]
    backup: str | None
    nextStart: NextStartOut | None
    windows: int
    tabs: int
    revision: str | None
    left: list[LeftOut]
    alreadyOpen: list[OpenAlreadyOut]
    missing: list[str]
    freed: FreedOut | None
    leftOut: list[str]


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """A receipt as ``--json`` prints it."""
    start = receipt.next_start
    return ReceiptOut(
        id=receipt.id,
        edits=list(receipt.edits),
        files=[FileChangeOut(reopenable(change.path), change.what) for change in receipt.files],
        backup=None if receipt.backup is None else reopenable(receipt.backup),
        nextStart=None if start is None else next_start_out(start),
        windows=receipt.windows,
        tabs=receipt.tabs,
        revision=receipt.revision,
        alreadyOpen=[OpenAlreadyOut(*one) for one in receipt.already_open],
        left=[LeftOut(reopenable(one.path), one.pointer, one.why) for one in receipt.left],
        missing=list(receipt.missing),
        freed=None if receipt.freed is None else freed_out(receipt.freed),
        leftOut=list(receipt.left_out),
    )


def freed_out(freed: Freed) -> FreedOut:
    """What was freed as ``--json`` prints it."""
    file = None
    if freed.file_before is not None and freed.file_after is not None:
        file = freed.file_before - freed.file_after
    return FreedOut(freed.before - freed.after, freed.before, file, freed.file_before)
