"""Which session files, and sessions in them, Firefox itself replaces or drops next, and when.

Follows SessionWriter.write of Firefox 153: the file that a run was loaded from decides. Only a
clean file is moved, to previous.jsonlz4, by the first save of the run that it began; a run that
began with another file leaves previous.jsonlz4 alone, and so it is the start after its quit that
replaces it. Plain files of older Firefoxes are never written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class Moment(IntEnum):
    """When a file goes, the soonest first."""

    SAVE = 0  # the first saves: of the Firefox that runs, else of the next one
    QUIT = 1  # the next clean quit
    START_AFTER_QUIT = 2  # the start that follows that quit
    UPGRADE = 3  # the first start of another build of Firefox
    NEVER = 4  # as far as Firefox is concerned

    def words(self, *, running: bool, several: bool = False) -> str:
        """What then happens to a file, or to ``several``, as a clause; empty when nothing does."""
        them = "them" if several else "it"
        return {
            Moment.SAVE: f"its next save replaces {them}"
            if running
            else f"the next start of Firefox replaces {them}",
            Moment.QUIT: f"the next clean quit of Firefox replaces {them}",
            Moment.START_AFTER_QUIT: f"a clean quit and a start replace {them}",
            Moment.UPGRADE: f"the next upgrade of Firefox removes {them}",
        }.get(self, "")


def replaced(
    files: Mapping[str, str], loaded: str | None, *, upgrades_kept: int
) -> dict[str, Moment]:
    """When each of a profile's compressed files is replaced or removed.

    ``files`` gives the role of each by its name; ``loaded`` is the role of the file that the next
    start loads, or would load if a running Firefox were killed now, None when it starts fresh. A
    running Firefox that has a readable clean file has not saved yet: the same holds for it.
    ``upgrades_kept`` is the setting maxUpgradeBackups.
    """
    moments = {name: _moment(role, loaded) for name, role in files.items()}
    upgrades = sorted(name for name, role in files.items() if role == "upgradeBackup")
    too_many = len(upgrades) + 1 - max(0, upgrades_kept)
    for name in upgrades[: max(0, too_many)]:
        moments[name] = Moment.UPGRADE
    return moments


def _moment(role: str, loaded: str | None) -> Moment:
    if role in ("recovery", "recoveryBackup"):
        return Moment.SAVE
    if role == "cleanBackup":
        return Moment.SAVE if loaded == "clean" else Moment.START_AFTER_QUIT
    if role == "clean":
        # What was loaded from it is saved by then, as previous.jsonlz4; else it is written over.
        return Moment.START_AFTER_QUIT if loaded == "clean" else Moment.QUIT
    return Moment.NEVER


def session_before_goes(kind: str, *, running: bool) -> Moment:
    """When Firefox drops the session before, which the session that it loads holds.

    ``kind`` is that of the next start. A Firefox that restores by itself after a crash alone
    (SessionStartup.onSessionFileRead) throws it away at once, one that always restores at its quit.
    """
    return Moment.QUIT if running or kind == "resume" else Moment.SAVE
