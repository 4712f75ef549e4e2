"""Safety copies in this program's state directory: made, listed, removed. None expires by itself.

Each has a directory of its own, laid out like the profile; its manifest is written last, so one
without is none: a run died while it made it. Directories are 0700, files 0600, and only what is
the person's own counts.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ...app_dirs import SAFETY, NotOurs, check_state, state_dir
from ...errors import NothingFound, Refused, Unreadable
from ...firefox.safe_reading import NOTES, bounded, open_regular
from ...firefox.safety_files import MANIFEST
from ...private_files import (
    is_ours,
    make_directory,
    make_new_directory,
    remove,
    sync_directory,
    write_new,
)
from ...text import printable
from ..durable import told
from ..safety_copy import Missed, Origin, SafetyCopy, WholeFile, manifest, read_manifest

_PREFIX: Final = "backup-"
_DAY_SECONDS: Final = 86_400


def safety_dir() -> Path:
    """The directory that holds one directory for each. Raises OSError without a home."""
    return state_dir(create=False) / SAFETY


def keep(origin: Origin, pieces: Iterable[WholeFile | Missed], now: float) -> SafetyCopy:
    """Write the pieces into a new safety copy. ``now`` in ms. Whole or not at all.

    Raises Refused where that is hindered, and whatever making the pieces raises.
    """
    parent = _checked_dir()
    with told(parent):
        make_directory(parent)
        _sweep()
        directory = _new_directory(parent)
    try:
        with told(directory):
            copy = _written(directory, origin, pieces, now)
            sync_directory(parent)
    except BaseException:
        with contextlib.suppress(OSError):  # what hindered it is what counts
            _remove_directory(directory)
        raise
    return copy


def _written(
    directory: Path, origin: Origin, pieces: Iterable[WholeFile | Missed], now: float
) -> SafetyCopy:
    files, missed = [], []
    folders = {directory}
    for piece in pieces:
        if isinstance(piece, Missed):
            missed.append(piece)
            continue
        path = directory / piece.about.name
        if path.parent not in folders:
            make_new_directory(path.parent)
            folders.add(path.parent)
        write_new(path, piece.data)
        files.append(piece.about)
    copy = SafetyCopy(
        origin, now, tuple(files), tuple(missed), directory.name, printable(str(directory))
    )
    write_new(directory / MANIFEST, manifest(copy))
    for folder in folders:
        sync_directory(folder)
    return copy


def kept(profile: Path) -> tuple[SafetyCopy, ...]:
    """The safety copies of a profile, newest first. ``profile`` is its path without links."""
    found = [copy for copy in _all() if copy.origin.profile == str(profile)]
    return tuple(sorted(found, key=lambda copy: -_number(copy.id or "")))


def every() -> tuple[SafetyCopy, ...]:
    """The safety copies of all profiles."""
    return tuple(_all())


def path_of(copy: SafetyCopy, name: str) -> Path | None:
    """Where a file of a kept safety copy lies; None when it is gone, or not ours alone."""
    path = safety_dir() / (copy.id or "") / name
    try:
        return path if is_ours(path.lstat()) else None
    except OSError:
        return None


def of_file(file: Path) -> Iterator[Path]:
    """Where safety copies of whatever profile hold one of its files, by its path without links."""
    for copy in _all():
        for one in copy.files:
            if Path(copy.origin.profile, one.name) == file and (path := path_of(copy, one.name)):
                yield path


def remove_kept(profile: Path, copy_id: str, *, dry_run: bool = False) -> SafetyCopy:
    """Take a safety copy of a profile away, for ever. Raises NothingFound, Refused.

    Also one of a profile that is no longer there: nobody could name that. ``dry_run``: leave it,
    but raise all the same.
    """
    copies = kept(profile)
    for copy in (*copies, *_of_profiles_gone()):
        if copy.id == copy_id:
            directory = _checked_dir() / copy_id
            if not dry_run:
                with told(directory):
                    _remove_directory(directory)
            return copy
    there = ", ".join(copy.id or "" for copy in copies)
    raise NothingFound(
        f"{printable(copy_id)}: there is no such safety copy of {printable(str(profile))}; there "
        f"is {there or 'none'}"
    )


# -- the directories ---------------------------------------------------------------------------


def _checked_dir() -> Path:
    """The directory of safety copies, which must be in nobody else's reach. Raises Refused."""
    try:
        check_state()
        return safety_dir()
    except NotOurs as error:
        raise Refused(
            f"{printable(str(error.path))}, where safety copies are kept, {error.why}: as root "
            "leave out sudo's -E (`sudo -H sessiontui ...`), set SESSIONTUI_STATE_DIR to a "
            "directory that only you may write, or name a FILE.zip; nothing was copied"
        ) from None
    except OSError:
        raise Refused(
            "there is no home directory to keep copies in, so nothing was copied; set "
            "SESSIONTUI_STATE_DIR or name a FILE.zip"
        ) from None


def _new_directory(parent: Path) -> Path:
    """One that nobody else has: of two runs at once, each gets its own number."""
    first = 1 + max((_number(name) for name in os.listdir(parent)), default=0)  # noqa: PTH208
    for number in itertools.count(first):
        directory = parent / f"{_PREFIX}{number}"
        with contextlib.suppress(FileExistsError):
            make_new_directory(directory)
            return directory
    raise AssertionError  # numbers do not end


def _number(name: str) -> int:
    digits = name.removeprefix(_PREFIX)
    sound = name.startswith(_PREFIX) and digits.isascii() and digits.isdecimal()
    return int(digits) if sound and len(digits) < 10 else 0


def _directories() -> Iterator[Path]:
    """Every directory that is ours alone, also of a safety copy that is not whole."""
    try:
        parent = safety_dir()
        if not (is_ours(parent.parent.stat()) and is_ours(parent.lstat())):
            return
        names = os.listdir(parent)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):  # it goes just now
            info = (parent / name).lstat()
            if _number(name) and is_ours(info) and stat.S_ISDIR(info.st_mode):
                yield parent / name


def _all() -> Iterator[SafetyCopy]:
    for directory in _directories():
        with contextlib.suppress(OSError, Unreadable):  # unlisted() says so
            yield _read(directory)


def _of_profiles_gone() -> list[SafetyCopy]:
    return [copy for copy in _all() if not os.path.lexists(copy.origin.profile)]


def unlisted() -> tuple[str, ...]:
    """A sentence about each safety copy that is listed with no profile, and so is easily forgotten.

    Those whose manifest makes no sense, and those of a profile that is no longer there.
    """
    found = [
        f"{copy.path}: this is of {printable(copy.origin.profile)}, which is no longer there; "
        f"--remove {copy.id} takes it away"
        for copy in _of_profiles_gone()
    ]
    for directory in _directories():
        try:
            _read(directory)
        except FileNotFoundError:
            continue  # one that is being made, or was never finished
        except OSError as error:
            found.append(f"{printable(str(directory))}: {printable(error.strerror or '')}")
        except Unreadable as error:
            found.append(f"{printable(str(directory))}: {error.sentence}, so it is not listed")
    return tuple(found)


def _read(directory: Path) -> SafetyCopy:
    path = directory / MANIFEST
    with open_regular(path, NOTES, links=False) as (file, info):
        if not is_ours(info):
            raise Unreadable("its manifest is not yours alone")
        data = bounded(file, info, path, NOTES)
    return read_manifest(data, id=directory.name, path=printable(str(directory)))


def _remove_directory(directory: Path) -> None:
    """The manifest first, so that no half of it is ever taken for a whole one."""
    remove(directory / MANIFEST)
    for folder, folders, names in os.walk(directory, topdown=False):
        for name in names:
            remove(Path(folder, name))
        for name in folders:
            path = Path(folder, name)
            if path.is_symlink():
                remove(path)
            else:
                path.rmdir()
    directory.rmdir()


def _sweep() -> None:
    """Take away what a run that died has begun: it has no manifest, and is a day old."""
    for directory in _directories():
        with contextlib.suppress(OSError):
            old = time.time() - directory.stat().st_mtime > _DAY_SECONDS
            if old and not os.path.lexists(directory / MANIFEST):
                _remove_directory(directory)
