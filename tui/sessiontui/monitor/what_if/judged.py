"""What each design is good for and bad for, and how hard it would be for Firefox.

Facts, and the difficulty "of 5", from Mozilla's own page (wiki.mozilla.org,
Firefox/session_restore, "Improvements"), which weighs start, run time and shutdown, each by I/O,
CPU, memory and duration. "A second way to save" is its objection that getBrowserState() and
SessionSaver would no longer share a path.
That page leaves another DBMS, history, storage and POST data open: those are judged by what
Firefox 153 does and what is measured here.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Judged(NamedTuple):
    """What speaks for a design and against it, in one short line each."""

    good: str
    bad: str
    hard: str


_ALL = "everything: disk, CPU and memory, at start, while running, at quit"
_PIECEWISE = "disk, CPU, memory and time, at start and while running"
_REDUCING = "easy, 2 of 5 by Mozilla"  # "Reduce amount of data stored"

_JUDGED: Final[dict[str, Judged]] = {
    # "Compress data": what Firefox does since 56 (jsonlz4).
    "today": Judged(
        "disk at start, at each save and at quit",
        "a little CPU and memory; reading by eye; old versions, add-ons",
        "easy, 1 of 5 by Mozilla: LZ4 since Firefox 56",
    ),
    "json": Judged(
        "reading by eye; old versions and add-ons; a little CPU",
        "disk at start, at each save and at quit",
        "easy: it was so up to Firefox 55",
    ),
    "interval_60": Judged(
        "disk and CPU while running",
        "a crash: what was done in the last minute is lost",
        "easy, a setting: browser.sessionstore.interval",
    ),
    "interval_300": Judged(
        "disk and CPU while running",
        "a crash: what was done in the last five minutes is lost",
        "easy, a setting: browser.sessionstore.interval",
    ),
    # "Reduce amount of data stored", with one limit there: only so much can be left out.
    "no_favicons": Judged(_ALL, "tabs that are not loaded yet show no favicon", _REDUCING),
    "few_closed": Judged(
        _ALL,
        "fewer tabs and windows can be opened again",
        "easy, settings: max_tabs_undo, max_windows_undo",
    ),
    "less_history": Judged(
        _ALL,
        "Back leads less far in a tab that was restored",
        f"{_REDUCING}; nearly a setting: max_entries",
    ),
    "no_storage": Judged(
        _ALL,
        "pages lose what they kept for the tab: baskets, steps of forms",
        f"{_REDUCING}; privacy_level takes forms along",
    ),
    "no_post": Judged(
        "privacy: nothing that was sent lies on the disk",
        "a page that answered a form cannot be got again",
        "done: Firefox writes none since version 27",
    ),
    "reduced": Judged(_ALL, "all that those rows lack; there is only so much to cut", _REDUCING),
    # "Journalize files, consolidate them on idle-daily and shutdown"
    "journal": Judged(
        "disk, CPU and memory while running",
        "quit; after a crash; add-ons; a second way to save; fragments",
        "some work, 3 of 5 by Mozilla",
    ),
    # "Save separately index (one file), tabs (one file per tab)"
    "file_per_tab": Judged(
        _PIECEWISE,
        "clearing up; many small files; add-ons; a second way to save",
        "hard, 4 of 5 by Mozilla",
    ),
    # "Binary format that can be loaded/modified piecewise"
    "binary": Judged(
        f"{_PIECEWISE}; one file",
        "reading by eye, finding faults, new fields; clearing up",
        "hard, 5 of 5 by Mozilla",
    ),
    "sqlite": Judged(
        f"{_PIECEWISE}; one file",
        "backups; flushes cost battery; clearing up; a second way to save",
        "some work, 3 of 5 by Mozilla",
    ),
    # "Other DBMS" is a question mark there.
    "lmdb": Judged(
        f"{_PIECEWISE}; one file",
        "as SQLite; copies whole pages for any change; never shrinks",
        "some work; Mozilla's page leaves it open",
    ),
}


def judged(key: str) -> Judged | None:
    """What is said of the design of this key; None for one that only a plug-in knows."""
    return _JUDGED.get(key)
