"""Session data that Firefox does not load and no list of versions need show: found to be forgotten.

A killed save leaves its ``.tmp``, people keep copies under names of their own and in folders
below ``sessionstore-backups`` or beside it: a page that is forgotten must be forgotten there, too.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from .. import late_re
from ..codec.packed import HEAD, is_packed, texts
from ..errors import SessiontuiError
from ..text import printable
from .file_names import BACKUPS
from .other_folders import FOLDERS_WITHOUT_SESSIONS
from .safe_reading import head, read_bytes
from .session_files import SessionFile, revision_of, session_like

_MAY_BE_ONE = late_re.compile(r"recovery|previous|upgrade", re.I)  # of anything else, too
_IS_ONE = late_re.compile(r"sessionstore|^\.sessiontui-", re.I)
_COMPRESSED = late_re.compile(
    r"\.(?:jsonlz4|baklz4)", re.I
)  # beside the folder hardly anything else
_FOLDER = late_re.compile(r"sessionstore", re.I)
_SETTINGS = ("prefs.js", "user.js")  # a homepage names a site, too
ENTRIES = late_re.compile(rb'"entries\\*"\s*:\s*\[')
"""What every session has that holds a page, be it whole or cut."""

_TEXT = late_re.compile(rb"(?:\xef\xbb\xbf)?[\s(]*[{\[]")

_NO_SESSIONS: Final = ("search.json.mozlz4", "addonStartup.json.lz4")


class Strays(NamedTuple):
    """Such files, and the directories and files that may not be looked into, with the reason.

    ``seen`` are files that may name a page and are not to be written. The role of a file whose
    name and folder do not say for certain that it is one is "odd".
    """

    files: tuple[SessionFile, ...]
    barred: tuple[tuple[Path, OSError], ...]
    seen: tuple[SessionFile, ...] = ()


def stray_files(profile: Path, known: Collection[Path]) -> Strays:
    """Every other file that may hold a session.

    All regular files below ``sessionstore-backups`` and below copies of that folder beside it; of
    the others, and of those in folders that are not Firefox's, the ones whose name speaks of a
    session or that hold one. Links are not followed, and count as barred. ``known`` are the paths
    that a listing has already. Settings are only seen.
    """
    found: list[SessionFile] = []
    barred: list[tuple[Path, OSError]] = []
    for path, info, named in _walk(profile, barred):
        if path in known:
            continue
        named_so = named or _MAY_BE_ONE.search(path.name) is not None
        if stat.S_ISLNK(info.st_mode):
            barred += _link(path, named=named_so)
        elif stat.S_ISREG(info.st_mode) and (named_so or _holds_session(path)):
            found.append(stray(path, profile, info, "stray" if named else "odd"))
    return Strays(tuple(found), tuple(barred), tuple(_settings(profile)))


def stray(path: Path, below: Path, info: os.stat_result, role: str) -> SessionFile:
    """A file as one of those, called as it is ``below`` a directory."""
    return SessionFile(
        printable(str(path.relative_to(below))), role, path, "lz4" not in path.name, info.st_size,
        info.st_mtime_ns / 1e6, revision_of(info), None,
    )  # fmt: skip


def _settings(profile: Path) -> Iterator[SessionFile]:
    """Also behind a link: Firefox reads them there."""
    for name in _SETTINGS:
        path = profile / name
        if os.path.lexists(path):
            yield stray(path, profile, path.lstat(), "settings")


def _walk(
    profile: Path, barred: list[tuple[Path, OSError]]
) -> Iterator[tuple[Path, os.stat_result, bool]]:
    """What may be one, and whether its name or the folder it lies in says so for certain."""
    waiting = [(profile / BACKUPS, True), (profile, False)]
    while waiting:
        directory, named = waiting.pop()
        for path, info in listed(directory, barred):
            name = path.name
            if path == profile / BACKUPS:
                continue  # its turn comes, be it a link: Firefox follows that
            if stat.S_ISDIR(info.st_mode):
                if not named and name in FOLDERS_WITHOUT_SESSIONS:
                    continue
                waiting.append((path, named or _FOLDER.search(name) is not None))
            elif named or _IS_ONE.search(name) or session_like(name):
                yield path, info, True
            elif name not in (*_SETTINGS, *_NO_SESSIONS, *FOLDERS_WITHOUT_SESSIONS):
                beside = directory == profile
                yield path, info, beside and _COMPRESSED.search(name) is not None


def _holds_session(path: Path) -> bool:
    """Whether a file of any name holds a session, or what cannot be looked through."""
    try:
        first = head(path, HEAD)
        if not (is_packed(first) or _TEXT.match(first)):
            return False
        return any(ENTRIES.search(text) for text in texts(read_bytes(path, own=True)[0]))
    except SessiontuiError:
        return True  # whoever looks through it says why not
    except FileNotFoundError:
        return False
    except (OSError, MemoryError):
        return True


def _link(path: Path, *, named: bool) -> Iterator[tuple[Path, OSError]]:
    try:
        info = path.stat()
    except FileNotFoundError:
        return  # it leads nowhere: nothing is held there
    except OSError as error:
        yield path, error
        return
    if named or stat.S_ISDIR(info.st_mode) or (stat.S_ISREG(info.st_mode) and _holds_session(path)):
        yield path, OSError(errno.ELOOP, "it is a link, which is not followed")


def listed(
    directory: Path, barred: list[tuple[Path, OSError]]
) -> Iterator[tuple[Path, os.stat_result]]:
    """What lies in a directory that may be there; ``barred`` gets what may not be looked at."""
    try:
        paths = sorted(directory.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        barred.append((directory, error))
        return
    for path in paths:
        try:
            yield path, path.lstat()
        except FileNotFoundError:
            continue  # a save renames while we look
        except OSError as error:
            barred.append((path, error))
