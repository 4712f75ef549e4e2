"""Where the zips lie that were made of a profile: they are the person's, and never written again.

Forgetting everywhere looks through those that are still there, and names them. A note is a file of
its own below the state directory, called after the zip's path.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from ...app_dirs import check_state, state_dir
from ...errors import SessiontuiError
from ...firefox.safe_reading import NOTES, bounded, open_regular
from ...private_files import is_ours, make_directory, replace, sync_directory
from ..durable import sha256
from ..safety_copy import Origin

_FORMAT: Final = 1
_NAME_LENGTH: Final = 32


class _Note(msgspec.Struct):
    format: int
    profile: str
    path: str
    time: float


def note(origin: Origin, path: Path, now: float) -> None:
    """Note that a zip of a profile lies there. ``now`` in ms. Raises OSError."""
    check_state()
    directory = state_dir() / "zips"
    make_directory(directory)
    whole = os.path.realpath(path)
    made = {"format": _FORMAT, "profile": origin.profile, "path": whole, "time": now}
    name = sha256(os.fsencode(whole))[:_NAME_LENGTH]
    replace(directory / f"{name}.json", json.dumps(made).encode())
    sync_directory(directory)


def noted() -> Iterator[tuple[str, Path]]:
    """The profile and the path of every zip that is noted, and is still there."""
    try:
        directory = state_dir(create=False) / "zips"
        if not (is_ours(directory.parent.stat()) and is_ours(directory.lstat())):
            return
        names = sorted(os.listdir(directory))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError, SessiontuiError, ValueError, RecursionError):
            found = _read(directory / name)
            if found.format == _FORMAT and os.path.lexists(found.path):
                yield found.profile, Path(found.path)


def _read(path: Path) -> _Note:
    with open_regular(path, NOTES, links=False) as (file, info):
        if not is_ours(info):
            raise PermissionError(path)
        return msgspec.convert(json.loads(bounded(file, info, path, NOTES)), _Note)
