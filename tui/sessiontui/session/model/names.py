"""Firefox's own names of what a session file holds, each spelled here and nowhere else.

Those that are plain words (``windows``, ``tabs``, ``groups``) stand where they are used.
"""

from __future__ import annotations

from typing import Final

CLOSED_WINDOWS: Final = "_closedWindows"
CLOSED_TABS: Final = "_closedTabs"
MOBILE_CLOSED_TABS: Final = "closedTabs"
"""Of Firefox for Android before 79: tabs as they were, nothing around them."""
CLOSED_GROUPS: Final = "closedGroups"
SAVED_GROUPS: Final = "savedGroups"
LAST_SESSION: Final = "lastSessionState"
CACHED_OBJECTS: Final = "_cachedObjs"
