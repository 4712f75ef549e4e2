"""What each design makes of the files that were kept, as a ratio to what Firefox wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from typing import Final

from ... import progress
from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import SessiontuiError
from ...progress import Stopped
from .databases import NO_ROOM, Copied, NotHere, Rows
from .encodings import Check, FilePerTab, InPlace, Journal, Store
from .less import (
    BACK,
    CLOSED_TABS,
    CLOSED_WINDOWS,
    FEW_CLOSED,
    LESS_HISTORY,
    NO_FAVICONS,
    NO_POST,
    NO_STORAGE,
    REDUCED,
    Less,
    holds_post,
    lessened,
)
from .pieces import Change, Pieces, Splitter, changes
from .slices import accepted
from .types import Sample


@dataclass(frozen=True, slots=True)
class Measured:
    """A design on the kept files. ``of``: how many saves that was; ``ratio``: to theirs today.

    ``ratio`` None: not measured, and ``how`` says why.
    """

    key: str
    name: str
    how: str
    ratio: float | None = None
    of: int = 0


_JSON: Final = Measured("json", "plain JSON", "the same text, not compressed")
_NO_POST: Final = Measured("no_post", "no POST data", "no forms that were sent to get a page")
_LESS: Final[tuple[tuple[Measured, Less], ...]] = (
    (Measured("no_favicons", "no favicons", "none of open and closed tabs"), NO_FAVICONS),
    (
        Measured(
            "few_closed",
            "few closed items",
            f"{CLOSED_TABS} closed tabs a window, {CLOSED_WINDOWS} closed window",
        ),
        FEW_CLOSED,
    ),
    (Measured("less_history", "less history", f"{BACK} pages back in each tab"), LESS_HISTORY),
    (Measured("no_storage", "no storage", "no sessionStorage of pages"), NO_STORAGE),
    (_NO_POST, NO_POST),
    (Measured("reduced", "all of these less", "the five rows above at once"), REDUCED),
)
_JOURNAL: Final = Measured(
    "journal", "journal", "LZ4 of what changed; the whole anew when that is half of it"
)
_FILE_PER_TAB: Final = Measured(
    "file_per_tab", "file per tab", "LZ4 files in 4 kB blocks, and an index with the rest"
)
_IN_PLACE: Final = Measured(
    "binary", "binary in place", "4 kB pages that changed of MessagePack slots; no journal"
)
_ROWS: Final = Measured("sqlite", "SQLite rows", "a row of JSON a tab; WAL, and its checkpoint")
_COPIED: Final = Measured("lmdb", "LMDB pages", "a value of JSON a tab; 4 kB pages copied")
_DATABASES: Final[tuple[tuple[Measured, Callable[[], AbstractContextManager[Store]]], ...]] = (
    (_ROWS, Rows),
    (_COPIED, Copied),
)


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
        with ExitStack() as opened:
            found += _in_pieces(readable, _Kept(opened, notes), check)
    return found, notes


def _reduced(samples: Sequence[Sample], check: Check) -> tuple[list[Sample], list[Measured]]:
    """The samples that can be read, and the designs that write the whole text each time."""
    readable: list[Sample] = []
    today = 0
    sizes = {_JSON: 0, **{design: 0 for design, _ in _LESS}}
    for number, sample in enumerate(samples, 1):
        check()
        progress.tell("other settings", number, len(samples), "saves")
        try:
            text = _text(sample)
            lengths = {_JSON: len(text)}
            for design, less in _LESS:
                if less is NO_POST and not holds_post(text):
                    lengths[design] = len(sample.packed)  # nothing to leave out
                else:
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


class _Kept:
    """The designs that keep pieces; databases as far as they can be had, closed with ``opened``.

    A database that finds no room is left out from then on, and that is noted.
    """

    def __init__(self, opened: ExitStack, notes: list[str]) -> None:
        self._notes = notes
        self.journal = Journal()
        self.stores: dict[Measured, Store] = {
            _JOURNAL: self.journal,
            _FILE_PER_TAB: FilePerTab(),
            _IN_PLACE: InPlace(),
        }
        self.lacking: list[Measured] = []
        for design, make in _DATABASES:
            try:
                self.stores[design] = opened.enter_context(make())
            except NotHere as error:
                self.lacking.append(replace(design, how=str(error)))
            except NO_ROOM:
                self._note(design)

    def each(self, act: Callable[[Store], int | None]) -> dict[Measured, int]:
        """What each gives, those that have no room left out."""
        given: dict[Measured, int] = {}
        for design, store in tuple(self.stores.items()):
            try:
                given[design] = act(store) or 0
            except NO_ROOM:
                del self.stores[design]
                self._note(design)
        return given

    def _note(self, design: Measured) -> None:
        self._notes.append(f"{design.name.split()[0]} found no room")


def _in_pieces(samples: Sequence[Sample], kept: _Kept, check: Check) -> list[Measured]:
    """The designs that write only what changed since the sample before."""
    splitter = Splitter()
    before = splitter.split(_text(samples[0]), check)
    kept.each(lambda store: store.begin(before, check))
    written = dict.fromkeys(kept.stores, 0.0)
    wholes = []
    for number, sample in enumerate(samples[1:], 2):
        check()
        progress.tell("other designs", number, len(samples), "saves")
        text = _text(sample)
        wholes.append(_as_lz4(sample, text))
        after = splitter.split(text, check)
        changed = changes(before, after)

        def save(store: Store, changed: Sequence[Change] = changed, after: Pieces = after) -> int:
            check()
            return store.save(changed, after, check)

        for design, size in kept.each(save).items():
            written[design] += size
        before = after
        del text, after, changed, save  # else the text before the last stays while one is read
    written[_JOURNAL] = kept.journal.mean(wholes) * len(wholes)
    for design, size in kept.each(lambda store: store.end()).items():
        written[design] += size
    today = sum(len(sample.packed) for sample in samples[1:])
    return [
        *(replace(design, ratio=written[design] / today, of=len(wholes)) for design in kept.stores),
        *kept.lacking,
    ]


def _text(sample: Sample) -> bytes:
    return accepted(open_container(sample.packed).json)


def _as_lz4(sample: Sample, text: bytes) -> int:
    if mozlz4.is_mozlz4(sample.packed):
        return len(sample.packed)
    return len(mozlz4.pack(text))
