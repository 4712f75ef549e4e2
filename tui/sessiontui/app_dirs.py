"""Where this program keeps files of its own, and nobody else's: state and configuration.

What lies there is private (fault reports name modules, kept copies hold whole sessions), so the
directories are made 0700 and whoever writes into them makes files 0600.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import Final

from .private_files import is_ours, make_directory
from .real_file import links_to, trusted_users

STATE_VARIABLE: Final = "SESSIONTUI_STATE_DIR"
"""Names another directory for reports, journals and kept copies."""

CONFIG_VARIABLE: Final = "SESSIONTUI_CONFIG_DIR"
"""Names another directory for what the user chose."""

EDITS: Final = "edits"
"""The directory of journals, and of the copies of what edits replaced."""

SAFETY: Final = "safety"
"""The directory of safety copies."""


def state_dir(*, create: bool = True) -> Path:
    """The directory for reports, journals and kept copies; made (0700) unless told otherwise.

    Raises OSError when it cannot be made.
    """
    return _own(STATE_VARIABLE, "user_state_dir", create)


def config_dir(*, create: bool = True) -> Path:
    """The directory for what the user chose; made (0700) unless told otherwise.

    Raises OSError when it cannot be made.
    """
    return _own(CONFIG_VARIABLE, "user_config_dir", create)


def has_kept(name: str) -> bool:
    """Whether there is something of a name, EDITS or SAFETY, in the state directory.

    For whoever would otherwise load all that reads it.
    """
    try:
        return os.path.lexists(state_dir(create=False) / name)
    except OSError:
        return False


def state_of(user: int) -> Path | None:
    """Where another user keeps the same state, as far as can be told; None without a home.

    What variables name there is not known. Raises OSError (ELOOP) where a link or another user's
    directory stands on the way from the home: those are not followed.
    """
    if not sys.platform.startswith("linux"):
        return None
    import pwd

    try:
        home = Path(pwd.getpwuid(user).pw_dir)
    except KeyError:
        return None
    path = home
    for name in (".local", "state", "sessiontui"):
        path /= name
        try:
            info = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISDIR(info.st_mode) or info.st_uid != user:
            raise OSError(errno.ELOOP, "it is a link, or another user's", str(path))
    return path


class NotOurs(PermissionError):
    """A directory for this program's own files that lies in reach of another user."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(errno.EPERM, why, str(path))
        self.path = path
        self.why = why


def check_state() -> None:
    """Raise NotOurs when others could put records and copies into the state directory.

    As root with another user's environment (``sudo -E``), that user could.
    """
    state = state_dir(create=False)
    for path in (state, state / EDITS, state / SAFETY):
        _check_links(path)
        try:
            info = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not is_ours(info):
            other = info.st_uid != os.geteuid()
            raise NotOurs(path, "belongs to another user" if other else "may be written by others")
    _check_above(state)


def _check_links(path: Path) -> None:
    """Where private data goes is for nobody else to say."""
    links = links_to(path)
    for link in links:
        if link.owner not in trusted_users():
            raise NotOurs(link.path, link.by_whom())
    if os.geteuid() == 0:  # for whom alone it is everyday to be in others' directories
        for place in (*(link.path for link in links), Path(os.path.realpath(path))):
            _check_way(place)


def _check_way(path: Path) -> None:
    """From the top down: then nobody could have exchanged what was looked at before."""
    for above in reversed(path.parents):
        try:
            info = above.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return
        if info.st_uid not in trusted_users():
            raise NotOurs(above, "belongs to another user")
        if info.st_mode & stat.S_IWOTH and not info.st_mode & stat.S_ISVTX:
            raise NotOurs(above, "may be written by others")


def _check_above(path: Path) -> None:
    """What is above must be the person's own, or the system's."""
    above = next((parent for parent in path.parents if parent.is_dir()), path)
    if above.stat().st_uid not in (os.geteuid(), 0):
        raise NotOurs(above, "belongs to another user")


def _own(variable: str, kind: str, create: bool) -> Path:
    named = os.environ.get(variable)
    if named:
        path = Path(os.path.abspath(named))  # noqa: PTH100 (as it was named: links stay)
    else:
        path = _usual(kind)
        if not path.is_absolute():  # a "~" that nobody could expand
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if create:
        _check_links(path)
        _check_above(path)
        make_directory(path, close=not named)  # a named one may be shared
    return path


def expanded(path: str | Path) -> Path:
    """A path with ``~`` replaced; as it is, like in a shell, where nobody has that home."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 (that of Path raises RuntimeError)


_LINUX: Final = {
    "user_state_dir": ("XDG_STATE_HOME", "~/.local/state"),
    "user_config_dir": ("XDG_CONFIG_HOME", "~/.config"),
}


def _usual(kind: str) -> Path:
    """Where the system wants such files; on Linux as platformdirs has it, which is slow to load."""
    platform: str = sys.platform
    if platform.startswith("linux"):
        variable, otherwise = _LINUX[kind]
        base = os.environ.get(variable, "").strip()
        if not base.startswith("/"):  # the specification: a relative one is to be ignored
            base = os.path.expanduser(otherwise)  # noqa: PTH111
        return Path(base, "sessiontui")
    import platformdirs

    return Path(getattr(platformdirs, kind)("sessiontui", appauthor=False))
