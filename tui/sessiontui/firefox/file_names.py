"""Firefox's own names of the files that hold a session, or say of what kind the last end was.

Each is spelled here and nowhere else; ``session_files`` says what they are to Firefox.
"""

from __future__ import annotations

from typing import Final

SESSION: Final = "sessionstore.jsonlz4"
BACKUPS: Final = "sessionstore-backups"  # the directory of those below
RECOVERY: Final = "recovery.jsonlz4"
RECOVERY_BACKUP: Final = "recovery.baklz4"
PREVIOUS: Final = "previous.jsonlz4"
CHECKPOINTS: Final = "sessionCheckpoints.json"
CONTAINERS: Final = "containers.json"
EXTENSIONS: Final = "extensions.json"
LOCK: Final = ".parentlock"
LINK: Final = "lock"  # beside it; made anew at each start, after the lock was taken
SESSION_PREFS: Final = "prefs-session.js"  # not Firefox's: its settings in a safety copy
ZEN: Final = "zen-sessions.jsonlz4"
ZEN_BACKUPS: Final = "zen-sessions-backup"
