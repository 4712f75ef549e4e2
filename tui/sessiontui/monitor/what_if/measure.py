"""What each design makes of the files that were kept, as a ratio to what Firefox wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ... import progress
from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import SessiontuiError
from ...progress import Stopped
from .encodings import Check, FilePerTab, InPlace, Journal, Rows, Store
from .pieces import (
    CLOSED_TABS,
    CLOSED_WINDOWS,
    FEW_CLOSED,
    NO_FAVICONS,
    Splitter,
    accepted,
    changes,
    lessened,
)
from .types import Sample


@dataclass(frozen=True, slots=True)
class Measured:
    """A design on the kept files. ``of``: how many saves that was; ``ratio``: to theirs today."""

    key: str
    name: str
    how: str
    ratio: float
    of: int


_JSON = Measured("json", "plain JSON", "the same text, not compressed", 0, 0)
_NO_FAVICONS = Measured("no_favicons", "no favicons", "no images of open and closed tabs", 0, 0)
_FEW_CLOSED = Measured(
    "few_closed",
    "few closed items",
    f"{CLOSED_TABS} closed tabs a window, {CLOSED_WINDOWS} closed window",
    0,
    0,
)
_JOURNAL = Measured(
    "journal", "journal", "LZ4 of what changed; the whole anew when that is half of it", 0, 0
)
_FILE_PER_TAB = Measured(
    "file_per_tab", "file per tab", "LZ4 files in 4 kB blocks, and an index with the rest", 0, 0
)
_IN_PLACE = Measured(
    "binary", "binary in place", "4 kB pages that changed of MessagePack slots; no journal", 0, 0
)
_ROWS = Measured("sqlite", "SQLite rows", "a row of JSON a tab; WAL, and its checkpoint", 0, 0)


def measured(
    samples: Sequence[Sample], cancelled: Callable[[], bool]
) -> tuple[list[Measured], list[str]]:
    """Each design that the samples allow, plain JSON first, and notes on what could not be done.

    The designs that write only what changed need two samples. Raises Stopped when cancelled.
    """

    def check() -> None:
        if cancelled():
            raise Stopped

    readable, found = _reduced(samples, check)
    notes = []
    if len(readable) < len(samples):
        bad = len(samples) - len(readable)
        notes.append(f"{bad:,} of {len(samples):,} kept files unreadable")
    if len(readable) > 1:
        try:
            with Rows() as rows:
                in_pieces = _in_pieces(readable, rows, check)
        except (OSError, sqlite3.Error):
            in_pieces = _in_pieces(readable, None, check)
            notes.append("SQLite found no room")
        found += in_pieces
    return found, notes


def _reduced(samples: Sequence[Sample], check: Check) -> tuple[list[Sample], list[Measured]]:
    """The samples that can be read, and the designs that write the whole text each time."""
    readable: list[Sample] = []
    today = 0
    sizes = {_JSON: 0, _NO_FAVICONS: 0, _FEW_CLOSED: 0}
    for number, sample in enumerate(samples, 1):
        check()
        progress.tell("other settings", number, len(samples), "saves")
        try:
            text = _text(sample)
            lengths = {_JSON: len(text)}
            for design, less in ((_NO_FAVICONS, NO_FAVICONS), (_FEW_CLOSED, FEW_CLOSED)):
                lengths[design] = len(mozlz4.pack(lessened(text, less, check)))
                check()
        except SessiontuiError:
            continue  # told by the caller, who counts them
        readable.append(sample)
        today += len(sample.packed)
        for design, length in lengths.items():
            sizes[design] += length
    if not readable:
        return [], []
    return readable, [
        replace(design, ratio=size / today, of=len(readable)) for design, size in sizes.items()
    ]


def _in_pieces(samples: Sequence[Sample], rows: Rows | None, check: Check) -> list[Measured]:
    """The designs that write only what changed since the sample before."""
    journal = Journal()
    stores: dict[Measured, Store] = {
        _JOURNAL: journal,
        _FILE_PER_TAB: FilePerTab(),
        _IN_PLACE: InPlace(),
    }
    if rows is not None:
        stores[_ROWS] = rows
    splitter = Splitter()
    before = splitter.split(_text(samples[0]), check)
    for store in stores.values():
        store.begin(before, check)
    written = dict.fromkeys(stores, 0.0)
    wholes = []
    for number, sample in enumerate(samples[1:], 2):
        check()
        progress.tell("other designs", number, len(samples), "saves")
        text = _text(sample)
        wholes.append(_as_lz4(sample, text))
        after = splitter.split(text, check)
        changed = changes(before, after)
        for design, store in stores.items():
            check()
            written[design] += store.save(changed, after, check)
        before = after
        del text, after, changed  # or the text before the last would stay while the next is read
    written[_JOURNAL] = journal.mean(wholes) * len(wholes)
    if rows is not None:
        written[_ROWS] += rows.checkpoint()
    today = sum(len(sample.packed) for sample in samples[1:])
    return [replace(design, ratio=size / today, of=len(wholes)) for design, size in written.items()]


def _text(sample: Sample) -> bytes:
    return accepted(open_container(sample.packed).json)


def _as_lz4(sample: Sample, text: bytes) -> int:
    if mozlz4.is_mozlz4(sample.packed):
        return len(sample.packed)
    return len(mozlz4.pack(text))
