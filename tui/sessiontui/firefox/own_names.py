"""Sessions under names that people give them: told by how a file begins, whatever it is called.

Copies, sync conflicts, files of other tools, in a profile and its folder of backups and one level
below them. So many files are looked into and no more; of the rest is said how many they are.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from .. import late_re
from ..codec import mozlz4
from ..errors import Barred, SessiontuiError, Unreadable
from ..text import count, printable
from .file_names import BACKUPS, CHECKPOINTS, CONTAINERS, EXTENSIONS, LINK, LOCK, ZEN_BACKUPS
from .other_folders import FOLDERS_WITHOUT_SESSIONS
from .safe_reading import head, read_bytes
from .safety_files import MANIFEST
from .session_files import UNFINISHED, Named, SessionFile, look_at, named_in, revision_of
from .tree.path import AnyPath, LiveTree, TreePath

if TYPE_CHECKING:
    from ..codec.session_sign import Sign

MOST_FILES: Final = 300
"""Files that are looked into; a profile by Firefox has some thirty beside its sessions."""

MOST_BYTES: Final = 16 << 20
"""Bytes of text that are read and unpacked at a look because a begin does not tell."""

MOST_FOLDERS: Final = 32
_MOST_FOLDERS_ELSEWHERE: Final = 4  # each is a question to another machine
_MOST_NAMED: Final = 3  # in a sentence
_LEAST: Final = 14  # bytes of {"windows":[]}

_NOT_THESE: Final = frozenset({
    "prefs.js", "user.js", "times.json", "addons.json", "handlers.json",
    "logins.json", "logins-backup.json", "xulstore.json", "search.json.mozlz4",
    "addonStartup.json.lz4", "extension-preferences.json", "extension-settings.json",
    "AlternateServices.bin", "AlternateServices.txt", "SiteSecurityServiceState.bin",
    "SiteSecurityServiceState.txt", "broadcast-listeners.json", "compatibility.ini", "pkcs11.txt",
    "shield-preference-experiments.json", "signedInUser.json", "targeting.snapshot.json",
    "notificationstore.json", "autofill-profiles.json", "ExperimentStoreData.json",
    "enumerate_devices.txt", "serviceworker.txt", "Telemetry.ShutdownTime.txt",
    "cert_override.txt", "MarionetteActivePort", "parent.lock", ".startup-incomplete",
    CHECKPOINTS, CONTAINERS, EXTENSIONS, LOCK, LINK, MANIFEST,
})  # fmt: skip
"""Firefox's own files, and ours: what is in them is known; an ordinary profile has no others."""

_DATABASES: Final = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal", ".db", ".final")
_NOT_IN: Final = FOLDERS_WITHOUT_SESSIONS | {BACKUPS, ZEN_BACKUPS, "sessionstore-logs", "backups"}
_NUMBER = late_re.compile(r"[0-9a-f]*[0-9][0-9a-f-]*")  # also a hash, a date, an id
_SOONER: Final = ("lz4", ".js", ".json", ".bak", ".session", ".tmp", ".old", ".txt")


class _Judged(Struct, frozen=True):
    """What a file was by a look into it: neither, where it could not be looked into."""

    revision: str = ""
    is_one: bool = False
    is_other: bool = False
    is_barred: bool = False
    is_untold: bool = False  # on another machine, where no more than its begin is read


class OwnNames:
    """Finds them in one profile, and remembers of each file what it is as long as it stays."""

    def __init__(self, profile: AnyPath) -> None:
        self._profile = profile
        self._judged: dict[AnyPath, _Judged] = {}
        self.passed_over: tuple[str, ...] = ()
        """What was not looked into at the last look, each as a sentence without its stop."""

    def copies(self, names: Sequence[Named], loose: Sequence[SessionFile]) -> list[SessionFile]:
        """Those among the names in the profile and its backups, and one level below."""
        files, folders = _sorted(names)
        elsewhere = isinstance(self._profile, TreePath)
        most = _MOST_FOLDERS_ELSEWHERE if elsewhere else MOST_FOLDERS
        barred: list[str] = []
        for folder in folders[:most]:
            try:
                files += _sorted(named_in(folder.path, required=True))[0]
            except Barred as error:
                barred.append(error.sentence)
            except Unreadable:
                continue  # it has gone since
        looked = files if len(files) <= MOST_FILES else _most_telling(files)
        judged = self._judge([*(file.path for file in loose), *(one.path for one in looked)])
        unread = sum(one.is_barred for one in judged.values())
        if unread:
            barred.append(f"{count(unread, 'file')} of this profile may not be read")
        untold = [self._name(path) for path, one in judged.items() if one.is_untold]
        if untold:
            more = ", …" if len(untold) > _MOST_NAMED else ""
            barred.append(
                f"{count(len(untold), 'file')} of this profile may be a session "
                f"({', '.join(untold[:_MOST_NAMED])}{more}): there only the first bytes of a file "
                "are looked at, and they do not tell"
            )
        more_than_most = tuple(
            f"{count(more, *words)} not looked into for sessions under names of your own"
            for more, words in (
                (
                    len(files) - len(looked),
                    ("more file of this profile was", "more files of this profile were"),
                ),
                (
                    len(folders[most:]),
                    ("more folder of this profile was", "more folders of this profile were"),
                ),
            )
            if more
        )
        self.passed_over = (*barred, *more_than_most)
        found = [file for file in loose if not judged[file.path].is_other]
        for path in (one.path for one in looked):
            if judged[path].is_one:
                role = "unfinished" if path.name.endswith(UNFINISHED) else "copy"
                found += look_at(self._name(path), role, path, plain="lz4" not in path.name)
        return found

    def _name(self, path: AnyPath) -> str:
        folder = path.parent
        name = printable(path.name)
        if folder in (self._profile, self._profile / BACKUPS):
            return name
        # What stands behind #/ is a session inside another.
        return f"{printable(folder.name)}/{name}".replace("#/", "# /")

    def _judge(self, paths: Sequence[AnyPath]) -> dict[AnyPath, _Judged]:
        """What each of them is; only files that came or changed since the last time are read."""
        known, self._judged = self._judged, {}
        left = MOST_BYTES
        new: list[tuple[AnyPath, str, int]] = []
        for path in paths:
            try:
                info = path.stat()
            except OSError:
                self._judged[path] = _UNKNOWN
                continue
            revision = revision_of(info)
            if (before := known.get(path)) is not None and before.revision == revision:
                self._judged[path] = before
            elif stat.S_ISREG(info.st_mode) and info.st_size >= _LEAST:
                new.append((path, revision, info.st_size))
            else:
                self._judged[path] = _UNKNOWN
        if not new:
            return self._judged
        from ..codec.session_sign import HEAD, Sign, sign_of  # for most profiles there is no need

        heads = _heads([path for path, _, _ in new], HEAD)
        for path, revision, size in new:
            begin = heads.get(path)
            sign = sign_of(begin, whole=size <= len(begin)) if begin else Sign.NONE
            taken = (mozlz4.claimed_size(begin) if begin else None) or size  # no more is unpacked
            if sign is Sign.CUT and not isinstance(path, TreePath) and max(taken, size) <= left:
                left -= max(taken, size)
                sign = _whole(path)
            is_one, is_other = sign is Sign.SESSION, sign is Sign.OTHER
            is_barred = begin is None and not _is_packed(path)
            is_untold = sign is Sign.CUT and isinstance(path, TreePath)
            asked_again = is_barred and isinstance(path, TreePath)  # the line may have broken
            self._judged[path] = _Judged(
                "" if asked_again else revision, is_one, is_other, is_barred, is_untold
            )
        return self._judged


_UNKNOWN: Final = _Judged()


def _is_packed(path: AnyPath) -> bool:
    """Whether it lies in an archive, which tells no begins but those that may be of a session."""
    return isinstance(path, TreePath) and not isinstance(path.tree, LiveTree)


def _sorted(names: Sequence[Named]) -> tuple[list[Named], list[Named]]:
    """Files that may be one and folders that may hold some, the likely ones first; no links."""
    files: list[Named] = []
    folders: list[Named] = []
    for one in names:
        name = one.name
        if name in _NOT_THESE or name.endswith(_DATABASES) or one.kind == stat.S_IFLNK:
            continue
        if not one.is_folder:
            files.append(one)
        elif name not in _NOT_IN:
            folders.append(one)
    files.sort(key=lambda one: not one.name.endswith(_SOONER))
    folders.sort(key=lambda one: "session" not in one.name.lower())
    return files, folders


def _most_telling(files: Sequence[Named]) -> list[Named]:
    """So many of them as are looked into: a name like no other sooner than one of thousands."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int]] = []
    for place, one in enumerate(files):
        shape = _NUMBER.sub("#", one.name)
        ranked.append((seen[shape], place))
        seen[shape] += 1
    return [files[place] for _, place in sorted(ranked)[:MOST_FILES]]


def _heads(paths: Sequence[AnyPath], length: int) -> dict[AnyPath, bytes]:
    """How files begin, as far as they may be read; of a tree, as far as that is cheap there."""
    found: dict[AnyPath, bytes] = {}
    there = [path for path in paths if isinstance(path, TreePath)]
    if there:
        with suppress(OSError):  # a line that broke: whoever lists the profile says so
            heads = there[0].tree.heads([path.below for path in there], length)
            return {path: heads[path.below] for path in there if path.below in heads}
        return {}
    for path in paths:
        with suppress(OSError, SessiontuiError):  # whoever opens it says why not
            found[path] = head(path, length)
    return found


def _whole(path: AnyPath) -> Sign:
    from ..codec.session_sign import Sign, is_session

    try:
        return Sign.SESSION if is_session(read_bytes(path)[0]) else Sign.OTHER
    except (OSError, SessiontuiError, MemoryError):
        return Sign.NONE
