"""The session files of a profile: which there are, and their roles.

Roles are the keys of ``SessionFile.Paths`` in Firefox's sources; ``copy`` is anything else that
holds a session: dated ``sessionstore.bak-*``, sync conflicts, backups people made.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from .. import late_re
from ..codec import mozlz4
from ..errors import SessiontuiError
from ..text import printable
from .file_names import (
    BACKUPS,
    PREVIOUS,
    RECOVERY,
    RECOVERY_BACKUP,
    SESSION,
    ZEN,
    ZEN_BACKUPS,
)
from .profile_lock import in_use
from .safe_reading import head, unreadable
from .tree.path import AnyPath, TreePath

LOAD_ORDER: Final = ("clean", "recovery", "recoveryBackup", "cleanBackup", "upgradeBackup")

# name of the version, role, path below the profile; first as Firefox 56+ writes them, then the
# plain forms of older ones, which Firefox still reads when no compressed file gives a result.
KNOWN: Final = (
    ("sessionstore", "clean", SESSION),
    ("recovery", "recovery", f"{BACKUPS}/{RECOVERY}"),
    ("recovery.bak", "recoveryBackup", f"{BACKUPS}/{RECOVERY_BACKUP}"),
    ("previous", "cleanBackup", f"{BACKUPS}/{PREVIOUS}"),
    ("sessionstore.js", "clean", "sessionstore.js"),
    ("recovery.js", "recovery", f"{BACKUPS}/recovery.js"),
    ("recovery.bak.js", "recoveryBackup", f"{BACKUPS}/recovery.bak"),
    ("previous.js", "cleanBackup", f"{BACKUPS}/previous.js"),
)
UPGRADE = late_re.compile(r"^upgrade\.(jsonlz4|js)-(.+)$")
_FORM = r"\.(jsonlz4|baklz4|js|bak|json)(?![a-z])"
# Firefox's own word in the name, wherever people put theirs, and a form it may have.
_SESSION_LIKE = late_re.compile(
    rf"(?<![a-z])(sessionstore|recovery|previous|upgrade)(?![a-z]).*{_FORM}", re.IGNORECASE
)
_COMPRESSED = late_re.compile(r"\.(jsonlz4|baklz4)(?![a-z])", re.IGNORECASE)
_FORM_OF_ANY = late_re.compile(_FORM, re.IGNORECASE)
_OF_FORKS = ("zen-",)
UNFINISHED: Final = ".tmp"
_OF_ZEN: Final = ("zen", "zenBackup")

MEANING: Final = {
    "clean": "the state at the last clean quit",
    "recovery": "the running state, rewritten at every save",
    "recoveryBackup": "the save before the newest one",
    "cleanBackup": "the clean state of the run before",
    "upgradeBackup": "the state when Firefox was upgraded",
    "copy": "a copy that Firefox does not load",
    "zen": "the tabs as Zen keeps them; at its start it puts them over those of every window",
    "zenBackup": "a copy that Zen keeps of its tabs",
    "unfinished": "a save that was never finished; Firefox does not load it",
    "kept": "a copy this program keeps of what it replaced",
}

_RETRY_SECONDS = 1.5  # a 100 MB save leaves recovery.jsonlz4 absent for a quarter second
_JUST_NOW_SECONDS = 2.0


class Named(NamedTuple):
    """A name in a directory. ``kind``: of a link, a directory or anything else (``stat.S_IF…``)."""

    directory: AnyPath
    name: str
    kind: int | None  # None in a tree, which answers to its path at once

    @property
    def path(self) -> AnyPath:
        """Where it is."""
        return self.directory / self.name

    @property
    def is_folder(self) -> bool:
        """Whether it is a directory, and no link to one."""
        return self.path.is_dir() if self.kind is None else self.kind == stat.S_IFDIR


class SessionFile(Struct, frozen=True):
    """One session-like file. Sizes in bytes, ``modified`` in ms since epoch."""

    name: str
    role: str
    path: AnyPath
    plain: bool  # uncompressed by its name: read by Firefox only as a last resort
    size: int
    modified: float
    revision: str
    uncompressed: int | None  # as the header claims; None when it cannot be told

    @property
    def here(self) -> Path:
        """Its path in a directory of this machine: only there files are locked and written."""
        if isinstance(self.path, TreePath):
            raise TypeError("files of a tree elsewhere are never written")
        return self.path

    @property
    def meaning(self) -> str:
        """What this file is, in words."""
        return MEANING[self.role]


class ByContent(Protocol):
    """Whoever tells sessions by what is in files, where their names do not tell."""

    def copies(self, names: Sequence[Named], loose: Sequence[SessionFile]) -> list[SessionFile]:
        """Those among ``names``, and those of the ``loose`` ones that are not something else."""


def session_files(profile: AnyPath, beside: ByContent | None = None) -> tuple[SessionFile, ...]:
    """Every session-like file of a profile, in load order, then copies, newest first.

    Those of other names, too, where ``beside`` finds them. A name that vanishes while looking is
    left out. Raises Unreadable when the profile's directory cannot be listed. No two have the
    same name. When a save by Firefox is under way, its end is waited for: for that moment
    recovery.jsonlz4 does not exist.
    """
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        found = _session_files(profile, beside)
        if not _save_under_way(profile, found) or time.monotonic() > deadline:
            return found
        time.sleep(0.005)


def firefox_files(profile: AnyPath) -> tuple[SessionFile, ...]:
    """The same without those of Zen's own form, which nothing but Zen writes."""
    return tuple(file for file in session_files(profile) if file.role not in _OF_ZEN)


def _save_under_way(profile: AnyPath, found: Sequence[SessionFile]) -> bool:
    """Whether a running Firefox had renamed recovery.jsonlz4 and not yet written the new one."""
    backup = next((file for file in found if file.name == "recovery.bak"), None)
    if backup is None or any(file.name == "recovery" for file in found):
        return False
    try:
        renamed = backup.path.stat().st_ctime  # the moment of the rename
    except OSError:
        return False
    return abs(time.time() - renamed) < _JUST_NOW_SECONDS and in_use(profile).state == "in use"


_OF_MACOS: Final = "._"
"""How the files begin that macOS puts beside each one of a foreign disk or a tar (RFC 1740)."""


def _session_files(profile: AnyPath, beside: ByContent | None) -> tuple[SessionFile, ...]:
    found: list[SessionFile] = []
    for name, role, below in KNOWN:
        found += look_at(name, role, profile / below, plain=not below.endswith("lz4"))
    zen = _of_zen(profile)
    upgrades: list[SessionFile] = []
    copies: list[SessionFile] = []
    loose: list[SessionFile] = []
    rest: list[Named] = []
    for directory in (profile, profile / BACKUPS):
        in_backups = directory != profile
        known = {below.rpartition("/")[2] for _, _, below in KNOWN if ("/" in below) is in_backups}
        if zen:
            known.add(ZEN)
        for one in named_in(directory, required=not in_backups):
            name, shown, plain = one.name, printable(one.name), "lz4" not in one.name
            upgrade = UPGRADE.match(name) if in_backups else None
            if name in known:
                continue
            if upgrade and ".sync-conflict" not in name:
                plain = upgrade[1] == "js"
                version = f"upgrade-{printable(upgrade[2])}" + (".js" if plain else "")
                upgrades += look_at(version, "upgradeBackup", one.path, plain=plain)
            elif name.startswith(_OF_MACOS):
                rest.append(one)  # a session only if its content is one
            elif session_like(name):
                role = "unfinished" if name.endswith(UNFINISHED) else "copy"
                copies += look_at(shown, role, one.path, plain=plain)
            elif may_hold_session(name, in_backups=in_backups):
                loose += look_at(shown, "copy", one.path, plain=plain)
            else:
                rest.append(one)
    copies += loose if beside is None else beside.copies(rest, loose)
    unfinished = [file for file in copies if file.path.name.endswith(UNFINISHED)]
    copies = [file for file in copies if not file.path.name.endswith(UNFINISHED)]
    upgrades.sort(key=lambda file: file.name, reverse=True)
    copies.sort(key=lambda file: file.modified, reverse=True)
    compressed = [file for file in found if not file.plain]
    plain_ones = [file for file in found if file.plain]
    if unfinished and in_use(profile).state == "in use":
        unfinished = []  # a running Firefox is writing it: the next moment it has another name
    return _named_apart([*zen, *compressed, *upgrades, *plain_ones, *copies, *unfinished])


def _of_zen(profile: AnyPath) -> list[SessionFile]:
    """What Zen keeps beside Firefox's files (ZenSessionManager, 1.18): the newest first."""
    found = look_at("zen-sessions", "zen", profile / ZEN, plain=False)
    if not found:
        return found
    copies: list[SessionFile] = []
    for one in named_in(profile / ZEN_BACKUPS, required=False):
        if one.name.endswith(("lz4", ".js")):
            name = f"zen-{printable(one.name).removeprefix('zen-sessions-').split('.jsonlz4')[0]}"
            copies += look_at(name, "zenBackup", one.path, plain=False)
    copies.sort(key=lambda file: file.modified, reverse=True)
    return [*found, *copies]


def _named_apart(files: list[SessionFile]) -> tuple[SessionFile, ...]:
    """The files, a name that another file has or answers to made longer."""
    taken: set[str] = set()
    apart: list[SessionFile] = []
    for file in files:
        name = file.name
        if file.role in ("copy", "unfinished") and name in taken:
            name = f"{printable(file.path.parent.name)}/{name}"
        number = 1
        while name in taken:
            number += 1
            name = f"{file.name} ({number})"
        taken |= {name, printable(file.path.name)}
        apart.append(file if name == file.name else replace(file, name=name))
    return tuple(apart)


def would_be_loaded(path: AnyPath) -> bool:
    """Whether a file of this name is one that a Firefox of the profile around it may load."""
    backup = path.parent.name == BACKUPS
    below = f"{BACKUPS}/{path.name}" if backup else path.name
    if backup and UPGRADE.match(path.name):
        return True
    return any(below == known for _, _, known in KNOWN)


def session_like(name: str) -> bool:
    """Whether a file of this name may hold a session, by Firefox's own words in it."""
    return _SESSION_LIKE.search(name) is not None


def may_hold_session(name: str, *, in_backups: bool) -> bool:
    """Like session_like; what lies among the backups is a session under any name."""
    if session_like(name):
        return True
    if name.startswith(_OF_FORKS):
        return False
    return (_FORM_OF_ANY if in_backups else _COMPRESSED).search(name) is not None


def named_in(directory: AnyPath, *, required: bool) -> list[Named]:
    """The names in a directory, sorted; one that is not there has none unless it is ``required``.

    Raises Unreadable. No path is made of a name before it is asked for: there may be thousands.
    """
    try:
        if isinstance(directory, TreePath):
            return [Named(directory, path.name, None) for path in sorted(directory.iterdir())]
        with os.scandir(directory) as entries:
            return sorted(Named(directory, entry.name, _kind_of(entry)) for entry in entries)
    except OSError as error:
        if required:
            raise unreadable(directory, error) from None
        return []


def _kind_of(entry: os.DirEntry[str]) -> int:
    """As the listing says it: nothing is asked for that."""
    if entry.is_symlink():
        return stat.S_IFLNK
    return stat.S_IFDIR if entry.is_dir(follow_symlinks=False) else stat.S_IFREG


def look_at(name: str, role: str, path: AnyPath, *, plain: bool) -> list[SessionFile]:
    """One session file as it is now; nothing when it is not there."""
    try:
        info = path.stat()
    except OSError:
        return []
    if not stat.S_ISREG(info.st_mode):
        return []
    return [
        SessionFile(
            name, role, path, plain, info.st_size, info.st_mtime_ns / 1e6, revision_of(info),
            claimed_size(path, info.st_size),
        )
    ]  # fmt: skip


def claimed_size(path: AnyPath, size: int) -> int | None:
    """Bytes of text that a file of this size claims to hold; None when it cannot be read."""
    try:
        first = head(path, mozlz4.HEADER_SIZE)
    except (OSError, SessiontuiError):
        return None
    return mozlz4.claimed_size(first) if mozlz4.is_mozlz4(first) else size


def is_there(path: AnyPath) -> bool:
    """Whether a path leads to something we may look at."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def revision_of(info: os.stat_result) -> str:
    """What identifies the content of a file: any save by Firefox makes a new one."""
    return f"{info.st_mtime_ns:x}-{info.st_size:x}-{info.st_ino:x}-{info.st_dev:x}"
