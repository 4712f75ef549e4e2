"""The demonstration's prefs.js: a text in memory, changed as a profile's is."""

from __future__ import annotations

from typing import Final

from ...firefox.prefs.effective import Prefs
from ...firefox.prefs.names import COULD_RESTORE_COUNT, MAX_TABS_UNDO, PAGE
from ...firefox.prefs.prefs_js import parse_prefs, with_pref

_VERSION: Final = 153.0
_SET: Final = ((PAGE, 3), (MAX_TABS_UNDO, 10), (COULD_RESTORE_COUNT, 2))


class DemoPrefs:
    """What the made-up Firefox goes by."""

    def __init__(self) -> None:
        self.data = b""
        for name, value in _SET:
            self.data = with_pref(self.data, name, value)

    @property
    def prefs(self) -> Prefs:
        """What it sees."""
        return Prefs(parse_prefs(self.data), {}, _VERSION)

    def take(self, data: bytes) -> bytes:
        """Go by another text; the one before it."""
        before, self.data = self.data, data
        return before
