"""A profile's files one after the other, each whole, as a safety copy takes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from ... import progress
from ...codec.container import open_container
from ...errors import Barred, NothingFound, SessiontuiError, Unreadable
from ...firefox.file_names import BACKUPS, RECOVERY, RECOVERY_BACKUP, SESSION_PREFS
from ...firefox.prefs.session_lines import session_lines
from ...firefox.profile_lock import in_use
from ...firefox.safe_reading import read_if_there, unreadable
from ...firefox.safety_files import FOLDERS, safety_files, version_name
from ...firefox.session_files import revision_of
from ...firefox.tree.path import AnyPath, LiveTree, TreePath
from ...firefox.whole_file import read_whole
from ...text import printable
from ..durable import sha256
from ..safety_copy import CopiedFile, Missed, WholeFile

_PASSES = 3
_SETTINGS = ("prefs.js", "user.js")
_RECOVERY = f"{BACKUPS}/{RECOVERY}"

Read = Callable[..., tuple[bytes, os.stat_result]]


def whole_files(profile: AnyPath, *, read: Read | None = None) -> Iterator[WholeFile | Missed]:
    """Every file of a safety copy, one at a time in memory, and what could not be had.

    ``read`` gives one whole, by default as it is done here or in a tree elsewhere.

    What comes into being meanwhile (Firefox quits or starts) is found by looking again. Raises
    NothingFound when no file with a session is there, Unreadable when one may be.
    """
    read = read or _read_of(profile)
    taken: set[str] = set()
    missed: dict[str, Missed] = {}
    sessions = 0
    for _ in range(_PASSES):
        listed, barred = _listed(profile)
        missed |= {name: Missed(name or ".", why) for name, why in barred.items()}
        running = in_use(profile).state == "in use"
        wanted = safety_files(listed, running=running)
        news = [name for name in wanted if name not in taken and name not in missed]
        found = 0
        for name in news:
            try:
                data, info = read(profile / name, comes_back=_comes_back(profile, name, listed))
            except FileNotFoundError:
                continue
            except Unreadable as error:
                if name.rpartition("/")[0] not in missed and _is_there(error, name, listed):
                    missed[name] = Missed(printable(name), _without_path(error, profile / name))
                continue
            taken.add(name)
            found += 1
            sessions += version_name(name) is not None
            yield WholeFile(_about(name, data, info), data)
        if not found:
            break
    yield from _settings(profile, read)
    if not sessions:
        where = printable(str(profile))
        if missed:
            first = next(iter(missed.values()))
            raise Barred(f"{where}: nothing could be copied; {first.name}: {first.why}")
        raise NothingFound(f"{where}: there is no session file to copy")
    yield from missed.values()


def _read_of(profile: AnyPath) -> Read:
    return _read_there if isinstance(profile, TreePath) else read_whole


def _read_there(path: TreePath, *, comes_back: bool = False) -> tuple[bytes, os.stat_result]:
    """A file in a tree, which gives out one whole or says that another has come in its place."""
    return read_if_there(path)


def _listed(profile: AnyPath) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The names in each folder now, and why one may not be listed."""
    if isinstance(profile, TreePath) and isinstance(profile.tree, LiveTree):
        below = profile.below
        try:
            profile.tree.look([below, *(f"{below}/{name}" for name in FOLDERS if name)], anew=True)
        except OSError as error:
            raise unreadable(profile, error) from None
    names: dict[str, list[str]] = {}
    barred: dict[str, str] = {}
    for folder in FOLDERS:
        path = profile / folder
        try:
            names[folder] = (
                [child.name for child in path.iterdir()]
                if isinstance(path, TreePath)
                else os.listdir(path)  # noqa: PTH208
            )
        except OSError as error:
            found = unreadable(path, error)
            if isinstance(found, Barred):
                barred[folder] = _without_path(found, path)
    return names, barred


def _comes_back(profile: AnyPath, name: str, listed: dict[str, list[str]]) -> bool:
    """Whether a save may have taken a file away for a moment: it has renamed it then."""
    renamed = name == _RECOVERY and RECOVERY_BACKUP in listed.get(BACKUPS, ())
    return renamed and in_use(profile).state == "in use"


def _is_there(error: Unreadable, name: str, listed: dict[str, list[str]]) -> bool:
    """Whether what cannot be read exists; a name below what is no folder does not."""
    folder, _, own = name.rpartition("/")
    return isinstance(error, Barred) or own in listed.get(folder, ())


def _without_path(error: SessiontuiError, path: AnyPath) -> str:
    return error.sentence.removeprefix(f"{printable(str(path))}: ")


def _about(name: str, data: bytes, info: os.stat_result) -> CopiedFile:
    note = ""
    if version_name(name) is not None or "lz4" in name:
        try:
            progress.tell(f"checking {printable(name)}", None, len(data))
            note = open_container(data).note
        except SessiontuiError as error:
            note = f"copied as it is, although {error.sentence}"
    modified = info.st_mtime_ns / 1e6
    return CopiedFile(_name(name), len(data), modified, sha256(data), revision_of(info), note)


def _name(name: str) -> str:
    """The name in the copy: bytes that are no text are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _settings(profile: AnyPath, read: Read) -> Iterator[WholeFile | Missed]:
    files: list[tuple[str, bytes]] = []
    modified = 0.0
    for name in _SETTINGS:
        try:
            data, info = read(profile / name)
        except FileNotFoundError:
            continue
        except Unreadable as error:
            yield Missed(name, _without_path(error, profile / name))
            continue
        files.append((name, data))
        modified = max(modified, info.st_mtime_ns / 1e6)
    lines = session_lines(files)
    if lines:
        yield WholeFile(CopiedFile(SESSION_PREFS, len(lines), modified, sha256(lines)), lines)
