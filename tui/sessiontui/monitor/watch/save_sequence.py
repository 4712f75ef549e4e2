"""Pure: from file events to the saves of Firefox, in the order in which it makes them.

A periodic save (SessionWriter.write, seen with 153): MOVED_FROM recovery.jsonlz4, MOVED_TO
recovery.baklz4, CREATE recovery.jsonlz4.tmp, CLOSE_WRITE, MOVED_FROM recovery.jsonlz4.tmp,
MOVED_TO recovery.jsonlz4. The first one of a run makes no backup unless it began from
recovery.jsonlz4; it moves sessionstore.jsonlz4 to previous.jsonlz4. The last one writes
sessionstore.jsonlz4 in the same manner. Only a file that gets its name from its own ``.tmp`` is a
save: what this program, a person or a synchroniser puts there is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from ...firefox import file_names
from ...firefox.file_names import BACKUPS
from .inotify import CLOSE_WRITE, CREATE, DELETE, ISDIR, MOVED_FROM, MOVED_TO

CLEAN: Final = file_names.SESSION
RECOVERY: Final = f"{BACKUPS}/{file_names.RECOVERY}"
BACKUP: Final = f"{BACKUPS}/{file_names.RECOVERY_BACKUP}"
PREVIOUS: Final = f"{BACKUPS}/{file_names.PREVIOUS}"
CHECKPOINTS: Final = file_names.CHECKPOINTS
LINK: Final = file_names.LINK

_TEMPORARY: Final = {f"{path}.tmp": path for path in (CLEAN, RECOVERY)}
SAVE_PATHS: Final = frozenset({CLEAN, RECOVERY, BACKUP, *_TEMPORARY})
_UPGRADE = re.compile(rf"^{BACKUPS}/upgrade\.jsonlz4-(\d+)$")
_MOVES = 16  # halves of renames that are remembered: a file moved away has no other half

Place = Literal["profile", "backups"]
What = Literal[
    "rotated", "previous", "upgraded", "wiped", "cleaned", "backups", "checkpoints", "link"
]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """Something happened to a name in one of the two directories. ``at``: ms since epoch."""

    at: float
    place: Place
    mask: int
    name: str
    cookie: int = 0

    @property
    def path(self) -> str:
        """Below the profile, with ``/``."""
        return self.name if self.place == "profile" else f"{BACKUPS}/{self.name}"


@dataclass(frozen=True, slots=True)
class Finished:
    """A save has got its name. ``number`` tells it from all others, in order.

    ``first``: no backup was made of the file before it. Durations in ms, as in SeenSave.
    """

    number: int
    at: float
    path: str
    final: bool
    first: bool
    compress_ms: float | None
    write_ms: float | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Something besides a save.

    rotated: recovery became recovery.bak. previous: the clean file became previous. upgraded: a
    copy for an older version (``detail``: its build id). wiped: the backups' directory was
    deleted. cleaned: a clean quit removed recovery.jsonlz4. backups: the directory came or went.
    checkpoints, link: these files are new, which hints at a start or quit.
    """

    at: float
    what: What
    detail: str = ""


def upgrade_of(path: str) -> str | None:
    """The build id of a copy that Firefox keeps for an older version; None for other files."""
    found = _UPGRADE.match(path)
    return found[1] if found else None


class Sequence:
    """Told every event in order, it tells saves, and which save lies under which name."""

    def __init__(self) -> None:
        self.where: dict[str, int] = {}  # path → number of the save that lies there
        self._number = 0
        # cookie → whence, which save, when
        self._moves: dict[int, tuple[str, int | None, float]] = {}
        self._renamed: float | None = None  # when recovery.jsonlz4 went away
        self._created: dict[str, float] = {}  # of a .tmp that is being written

    @property
    def writing(self) -> bool:
        """Whether a save is under way, as far as events tell."""
        return self._renamed is not None or bool(self._created)

    def interrupted(self) -> None:
        """Firefox has ended or begun: what was under way never ends."""
        self._renamed = None
        self._created.clear()

    def feed(self, event: FileEvent) -> Finished | Noted | None:
        """What this event means; None: nothing by itself."""
        path = event.path
        if event.mask & ISDIR:
            return self._directory(event) if path == BACKUPS else None
        if event.mask & MOVED_FROM:
            self._moved_from(event, path)
            return None
        if event.mask & MOVED_TO:
            return self._moved_to(event, path)
        if event.mask & CREATE:
            return self._appeared(event, path)
        if event.mask & DELETE:
            return self._deleted(event, path)
        if event.mask & CLOSE_WRITE:
            if path not in _TEMPORARY:
                self.where.pop(path, None)  # written in place: no longer what Firefox saved
            return Noted(event.at, "checkpoints") if path == CHECKPOINTS else None
        return None

    def _directory(self, event: FileEvent) -> Noted:
        for path in [path for path in self.where if path.startswith(BACKUPS)]:
            del self.where[path]
        self.interrupted()
        return Noted(event.at, "wiped" if event.mask & DELETE else "backups")

    def _moved_from(self, event: FileEvent, path: str) -> None:
        self._moves[event.cookie] = (path, self.where.pop(path, None), event.at)
        while len(self._moves) > _MOVES:
            del self._moves[next(iter(self._moves))]

    def _moved_to(self, event: FileEvent, path: str) -> Finished | Noted | None:
        source, number, begun = self._moves.pop(event.cookie, ("", None, event.at))
        if _TEMPORARY.get(source) == path:
            return self._finished(event, path)
        if number is None:
            self.where.pop(path, None)
        else:
            self.where[path] = number
        if path == CHECKPOINTS:
            return Noted(event.at, "checkpoints")
        if (source, path) == (RECOVERY, BACKUP):
            self._renamed = begun
            return Noted(event.at, "rotated")
        if (source, path) == (CLEAN, PREVIOUS):
            return Noted(event.at, "previous")
        return None

    def _finished(self, event: FileEvent, path: str) -> Finished:
        self._number += 1
        self.where[path] = self._number
        created = self._created.pop(f"{path}.tmp", None)
        renamed = self._renamed if path == RECOVERY else None
        if path == RECOVERY:
            self._renamed = None
        return Finished(
            self._number,
            event.at,
            path,
            path == CLEAN,
            path == RECOVERY and renamed is None,
            None if created is None or renamed is None else created - renamed,
            None if created is None else event.at - created,
        )

    def _appeared(self, event: FileEvent, path: str) -> Noted | None:
        self.where.pop(path, None)
        if path in _TEMPORARY:
            self._created[path] = event.at
        elif path == LINK:
            self.interrupted()
            return Noted(event.at, "link")
        elif (build := upgrade_of(path)) is not None:
            return Noted(event.at, "upgraded", build)
        return None

    def _deleted(self, event: FileEvent, path: str) -> Noted | None:
        self.where.pop(path, None)
        self._created.pop(path, None)
        return Noted(event.at, "cleaned") if path == RECOVERY else None
