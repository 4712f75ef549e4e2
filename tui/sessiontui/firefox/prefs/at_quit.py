"""Clearing at quit: whether Firefox deletes every session file whenever it quits.

Only the choice of history takes the files (seen with Firefox 153); the one called ``sessions``
takes log-ins. Which preference holds that choice has changed twice, and Firefox carries an older
one over when it first clears with the newer (Sanitizer.maybeMigratePrefs).
"""

from __future__ import annotations

from .effective import Prefs
from .names import (
    CLEAR_HISTORY,
    CLEAR_HISTORY_128,
    CLEAR_HISTORY_OLD,
    MIGRATED_TO_128,
    MIGRATED_TO_136,
    SANITIZE,
)

_SINCE_128 = 128
_SINCE_136 = 136


def history_choice(prefs: Prefs) -> str:
    """The preference that decides whether clearing at quit takes the history."""
    version = prefs.version
    if version is not None and version < _SINCE_128:
        return CLEAR_HISTORY_OLD
    if version is None or version >= _SINCE_136:
        if prefs.get(MIGRATED_TO_136) is True or CLEAR_HISTORY in prefs.around.locked:
            return CLEAR_HISTORY
    elif CLEAR_HISTORY_128 in prefs.around.locked:
        return CLEAR_HISTORY_128
    return CLEAR_HISTORY_128 if prefs.get(MIGRATED_TO_128) is True else CLEAR_HISTORY_OLD


def wiped_at_quit(prefs: Prefs) -> str | None:
    """What deletes the session files at every quit, as a sentence; None when nothing does."""
    choice = history_choice(prefs)
    if prefs.get(SANITIZE) is not True or prefs.get(choice) is not True:
        return None
    return (
        "Firefox deletes every session file whenever it quits, for clearing at quit takes the "
        f"history ({prefs.where(SANITIZE)}, {prefs.where(choice)})."
    )
