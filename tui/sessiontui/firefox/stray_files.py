"""Session data that Firefox does not load and no list of versions need show: found to be forgotten.

A killed save leaves its ``.tmp``, people keep copies under names of their own and in folders
below ``sessionstore-backups``: a page that is forgotten must be forgotten there, too.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from ..text import printable
from .file_names import BACKUPS
from .session_files import SessionFile, revision_of

_NAMES_ONE = re.compile(r"sessionstore|recovery|previous|upgrade|\.(?:jsonlz4|baklz4)", re.I)
_SETTINGS = ("prefs.js", "user.js")  # a homepage names a site, too
_FOLDER = re.compile(r"sessionstore", re.I)


class Strays(NamedTuple):
    """Such files, and the directories and files that may not be looked into, with the reason."""

    files: tuple[SessionFile, ...]
    barred: tuple[tuple[Path, OSError], ...]


def stray_files(profile: Path, known: Collection[Path]) -> Strays:
    """Every other file that may hold a session.

    All regular files below ``sessionstore-backups`` and below copies of that folder beside it, and
    those beside it whose name speaks of a session. Links are not followed, and
    count as barred. ``known`` are the paths that a listing has already.
    """
    found: list[SessionFile] = []
    barred: list[tuple[Path, OSError]] = []
    for path, info in _walk(profile, barred):
        if path in known:
            continue
        if stat.S_ISLNK(info.st_mode):
            barred += _link(path)
        elif stat.S_ISREG(info.st_mode):
            name = printable(str(path.relative_to(profile)))
            found.append(
                SessionFile(
                    name, "stray", path, "lz4" not in path.name, info.st_size,
                    info.st_mtime_ns / 1e6, revision_of(info), None,
                )
            )  # fmt: skip
    return Strays(tuple(found), tuple(barred))


def _walk(
    profile: Path, barred: list[tuple[Path, OSError]]
) -> Iterator[tuple[Path, os.stat_result]]:
    waiting = [profile / BACKUPS]
    for path, info in _listed(profile, barred):
        if path.name == BACKUPS:
            continue
        if stat.S_ISREG(info.st_mode):
            if path.name in _SETTINGS or _NAMES_ONE.search(path.name):
                yield path, info
        elif not stat.S_ISDIR(info.st_mode):
            if _NAMES_ONE.search(path.name):
                yield path, info
        elif _FOLDER.search(path.name):
            waiting.append(path)
    while waiting:
        for path, info in _listed(waiting.pop(), barred):
            if stat.S_ISDIR(info.st_mode):
                waiting.append(path)
            else:
                yield path, info


def _link(path: Path) -> Iterator[tuple[Path, OSError]]:
    try:
        path.stat()
    except FileNotFoundError:
        return  # it leads nowhere: nothing is held there
    except OSError as error:
        yield path, error
    else:
        yield path, OSError(errno.ELOOP, "it is a link, which is not followed")


def _listed(
    directory: Path, barred: list[tuple[Path, OSError]]
) -> Iterator[tuple[Path, os.stat_result]]:
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
