"""Where this program keeps files of its own, and nobody else's: state and configuration.

What lies there is private (fault reports name modules, kept copies hold whole sessions), so the
directories are made 0700 and whoever writes into them makes files 0600.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

STATE_VARIABLE: Final = "SESSIONTUI_STATE_DIR"
"""Names another directory for reports, journals and kept copies."""

CONFIG_VARIABLE: Final = "SESSIONTUI_CONFIG_DIR"
"""Names another directory for what the user chose."""


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


def _own(variable: str, kind: str, create: bool) -> Path:
    named = os.environ.get(variable)
    if named:
        path = Path(os.path.abspath(named))  # noqa: PTH100 (as it was named: links stay)
    else:
        path = _usual(kind)
        if not path.is_absolute():  # a "~" that nobody could expand
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if create:
        path.mkdir(0o700, parents=True, exist_ok=True)
        if not named and path.stat().st_mode & 0o077:
            path.chmod(0o700)  # ours, but made by something careless; a named one may be shared
    return path


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
