"""What the next start of Firefox will load and do, and why, in words.

Follows SessionFile.read, SessionStartup.sessionType and SessionStore._needsRestorePage of
Firefox 153. The order of files is fixed, nothing compares dates: a clean file wins even over a
newer recovery.jsonlz4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from .. import late_re
from ..durations import duration
from ..errors import Barred, NotASession, SessiontuiError
from ..session.model.snapshot import Snapshot, Window
from ..text import count
from .load_order import COMPRESSES_SINCE, doubt, load_order
from .prefs.at_quit import wiped_at_quit
from .prefs.effective import Prefs
from .prefs.names import (
    FROM_CRASH,
    KEEP_CLOSED,
    MAX_CRASHES,
    ONCE,
    OS_RESTART,
    PAGE,
    PRIVATE,
    UPGRADE_ID,
)
from .session_files import SessionFile

StartType = Literal["resume", "recover", "ask", "defer", "none", "unknown"]

SIX_HOURS_MS = 6 * 3600 * 1000
_KEEPS_SINCE = 121
_NOT_KEPT = ("", "about:blank", "about:home", "about:newtab", "about:privatebrowsing")
_CRASHED_TO_OLD_ONES = (
    f"Which Firefox used this profile last is not known: one since {COMPRESSES_SINCE} takes it for "
    "a new profile, and not for one that crashed."
)
FINAL_WRITE = "sessionstore-final-state-write-complete"


class Stalls(NotASession):
    """A file that Firefox takes and does not survive: JSON without ``windows``, for one.

    ``what`` it does with it, in words: it hangs, or it crashes.
    """

    what = "Firefox hangs"


class Crashes(Stalls):
    """A file that ends Firefox while it loads it."""

    what = "Firefox crashes"


class NextStart(Struct, frozen=True):
    """What the next start loads and does. Of kind ``unknown`` nothing can be told, ``why`` says."""

    loads: str | None  # the version's name
    kind: StartType
    why: str  # sentences for a person
    crashed: bool | None  # None: not known
    skipped: tuple[str, ...] = ()  # files that would come first but cannot be loaded, with why
    overrides: tuple[str, ...] = ()  # what user.js, policies, settings impose on it, in words
    barred: bool = False  # nothing can be told because something may not be looked at


def foretold_not(why: str, *, barred: bool = False, crashed: bool | None = None) -> NextStart:
    """No word on what the next start does, and why not."""
    return NextStart(None, "unknown", why, crashed, barred=barred)


def candidates(files: Sequence[SessionFile], prefs: Prefs) -> list[SessionFile]:
    """The files Firefox tries, in its order."""
    return load_order(files, prefs.version, prefs.get(UPGRADE_ID))


def next_start(
    files: Sequence[SessionFile],
    prefs: Prefs,
    checkpoints: Mapping[str, Any] | None,
    load: Callable[[SessionFile], Snapshot],
    now_ms: float,
    *,
    running: bool = False,
) -> NextStart:
    """Decide as Firefox will. ``load`` gives a version or raises SessiontuiError.

    While Firefox is ``running`` the answer is what would follow if it were killed now.

    It raises Stalls for JSON that Firefox takes for a session although it is none.
    ``checkpoints`` is sessionCheckpoints.json, None when it is absent or unreadable.
    """
    overrides = _overrides(prefs)
    if prefs.get(PRIVATE) is True:
        why = (
            f"Permanent private browsing is on ({prefs.where(PRIVATE)}): Firefox reads no "
            "session and starts empty."
        )
        return NextStart(None, "none", why, False, (), overrides)
    order = candidates(files, prefs)
    try:
        chosen, snapshot, skipped = _first_readable(order, load)
    except Stalls as error:
        why = f"{error.what} at its start: {error.sentence}. Move that file away."
        crashed = _crashed(order, None, checkpoints, prefs.version)
        return NextStart(None, "none", why, crashed, (), overrides)
    except Barred as error:
        why = f"What Firefox loads cannot be told: {error.sentence}."
        known = None if checkpoints is None else not checkpoints.get(FINAL_WRITE)
        return foretold_not(why, barred=True, crashed=known)
    crashed = _crashed(order, snapshot, checkpoints, prefs.version)
    if chosen is None or snapshot is None:
        why = "Firefox finds no session it can load and starts fresh."
        if skipped:
            why = f"Firefox can load none of the files here and starts fresh: {'; '.join(skipped)}."
        why = " ".join(filter(None, (why, doubt(files, None, prefs.version))))
        return NextStart(None, "none", why, crashed, skipped, overrides)
    kind, why = _decide(chosen, snapshot, prefs, crashed, now_ms, running)
    by_word = crashed and checkpoints is None and all(file.plain for file in order)
    doubts = (
        doubt(files, chosen, prefs.version),
        _CRASHED_TO_OLD_ONES if by_word and prefs.version is None and not running else "",
    )
    why = " ".join(filter(None, (why, *doubts)))
    return NextStart(chosen.name, kind, why, crashed and not running, skipped, overrides)


def _overrides(prefs: Prefs) -> tuple[str, ...]:
    """What decides over sessions whatever is chosen in Firefox's own settings, in words."""
    said = []
    for name in (PAGE, ONCE, PRIVATE, FROM_CRASH):
        seen = prefs.effective(name)
        if seen.fixed:
            by = seen.file if seen.source == "system" else seen.source
            said.append(f"{by} sets {name} at every start")
    wiped = wiped_at_quit(prefs)
    return (*said, *([wiped] if wiped else []), *prefs.around.unread)


def _first_readable(
    order: Sequence[SessionFile], load: Callable[[SessionFile], Snapshot]
) -> tuple[SessionFile | None, Snapshot | None, tuple[str, ...]]:
    skipped: list[str] = []
    for file in order:
        try:
            snapshot = load(file)
        except (Stalls, Barred):
            raise  # Firefox may be able to read what we may not
        except SessiontuiError as error:
            reason = error.sentence.split(": ", 1)[-1]
            skipped.append(f"{file.path.name}: {reason}")
            continue
        if not compatible(snapshot.format_version):
            skipped.append(f"{file.path.name}: its format version is not one Firefox loads")
            continue
        return file, snapshot, tuple(skipped)
    return None, None, tuple(skipped)


def compatible(version: Any) -> bool:
    """SessionStore.isFormatVersionCompatible; a missing version counts as an old file's."""
    if not isinstance(version, list):
        return not version and not isinstance(version, dict)
    if len(version) < 2 or version[0] != "sessionrestore" or isinstance(version[1], bool):
        return False
    number = _NUMBER.match(str(version[1]))
    return number is not None and float(number[0]) <= 1


_NUMBER = late_re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")  # what parseFloat takes


def _crashed(
    order: Sequence[SessionFile],
    snapshot: Snapshot | None,
    checkpoints: Mapping[str, Any] | None,
    version: float | None,
) -> bool:
    if checkpoints is not None:
        return not checkpoints.get(FINAL_WRITE)
    state = snapshot.session.state if snapshot else None
    if all(file.plain for file in order):
        # To a Firefox that compresses, a profile without compressed files is a fresh one. Older
        # ones that knew no checkpoints went by the word in the file.
        return state == "running" and (version is None or version < COMPRESSES_SINCE)
    return state is None or state == "running"


def _decide(
    file: SessionFile,
    snapshot: Snapshot,
    prefs: Prefs,
    crashed: bool,
    now_ms: float,
    running: bool,
) -> tuple[StartType, str]:
    tabs = count(snapshot.counts.tabs, "tab")
    them = f"all {tabs}" if snapshot.counts.tabs != 1 else "the 1 tab"
    windows = count(snapshot.counts.windows, "window")
    name = file.path.name
    once = prefs.get(ONCE) is True and prefs.get(OS_RESTART) is not True
    if once or prefs.get(PAGE) == 3:
        because = (
            f"it was told to restore once ({prefs.where(ONCE)})"
            if once
            else f'"Open previous windows and tabs" is on ({prefs.where(PAGE)})'
        )
        return "resume", f"Firefox opens {them} in {windows} of {name}: {because}."
    if crashed and prefs.get(FROM_CRASH) is not False:
        doubt = _doubt(snapshot, prefs, now_ms)
        if running:
            page = "one page that asks which of them to restore" if doubt else "them again"
            return "ask" if doubt else "recover", (
                f"Firefox is running with the {tabs} of {name}. If it were killed now, its next "
                f"start would open {page}; after a clean quit, {_home(prefs)} "
                f"({prefs.where(PAGE)})."
            )
        if doubt:
            return "ask", (
                f"Firefox did not quit cleanly, and {doubt}: it opens one page that asks which of "
                f"the {tabs} in {name} to restore."
            )
        return "recover", f"Firefox did not quit cleanly: it reopens {them} of {name}."
    if _stumbles(snapshot, prefs):
        return "resume", (
            f"Firefox opens {them} in {windows} of {name}: it would set them aside, but "
            "stumbles over keys that are missing there."
        )
    return "defer", _deferred(name, snapshot, prefs, crashed)


def _stumbles(snapshot: Snapshot, prefs: Prefs) -> bool:
    """Whether _prepDataForDeferredRestore fails; Firefox then opens the state as it is.

    Since it keeps closed tabs between sessions (121) it goes by arrays that files made by other
    programs may lack. Checked against Firefox 153.
    """
    if prefs.get(KEEP_CLOSED) is not True or (prefs.version or _KEEPS_SINCE) < _KEEPS_SINCE:
        return False
    return any(_lacks_arrays(window) for window in snapshot.windows)


def _lacks_arrays(window: Window) -> bool:
    raw = window.skeleton
    groups = {group.id for group in window.groups}
    loose = [tab for tab in window.tabs if not tab.pinned]
    if any(tab.skeleton.groupId and tab.group_id not in groups for tab in loose):
        return True
    shown = [tab for tab in loose if not (tab.hidden or tab.skeleton.groupId)]
    if not all(isinstance(tab.skeleton.entries, list) for tab in shown):
        return True
    kept = any(tab.entry_count > 1 or tab.raw_url not in _NOT_KEPT for tab in shown)
    if not isinstance(raw.closed_tabs, list):
        return kept or len(loose) == len(window.tabs)
    nothing = not (kept or raw.closed_tabs or len(loose) < len(window.tabs))
    return nothing and not isinstance(raw.closedGroups, list)


def _doubt(snapshot: Snapshot, prefs: Prefs, now_ms: float) -> str:
    """Why Firefox would ask first; empty when it would not."""
    limit = prefs.get(MAX_CRASHES)
    if not snapshot.windows or limit == -1:
        return ""
    if len(snapshot.windows) == 1 and len(snapshot.windows[0].tabs) == 1:
        only = snapshot.windows[0].tabs[0]
        if only.entry_count == 1 and only.raw_url in ("about:sessionrestore", "about:welcomeback"):
            return ""
    crashes = snapshot.session.recent_crashes + 1
    if isinstance(limit, int) and crashes > limit:
        return f"that is the {_ordinal(crashes)} time in a row"
    updated = snapshot.session.last_update
    if updated and now_ms - updated >= SIX_HOURS_MS:
        return f"its last save is {duration((now_ms - updated) / 1000)} old (the limit is 6 h)"
    return ""


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def _home(prefs: Prefs) -> str:
    return "a blank page" if prefs.get(PAGE) == 0 else "your home page"


def _deferred(name: str, snapshot: Snapshot, prefs: Prefs, crashed: bool) -> str:
    opens = _home(prefs)
    pinned = sum(tab.pinned for tab in snapshot.open_tabs())
    waiting = snapshot.counts.tabs - pinned
    cause = (
        f"crashed sessions are not restored ({prefs.where(FROM_CRASH)})"
        if crashed
        else f'"Open previous windows and tabs" is off ({prefs.where(PAGE)})'
    )
    parts = [f"Firefox loads {name} but opens only {opens}"]
    if pinned:
        parts[0] += f" and {count(pinned, 'pinned tab')}"
    parts[0] += f": {cause}."
    if waiting:
        wait = "waits" if waiting == 1 else "wait"
        parts.append(
            f"{count(waiting, 'tab')} {wait} under History › Restore Previous Session, until the "
            "next quit."
        )
    if snapshot.closed_windows:
        parts.append(
            f"{count(len(snapshot.closed_windows), 'closed window')} would be dropped at the next "
            "quit."
        )
    return " ".join(parts)
