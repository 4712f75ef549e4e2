"""Where a file that people name may be written: never into what Firefox reads and writes."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import Refused
from ..firefox import file_names
from ..text import printable
from .new_file import check_target


def check_new_file(target: Path, *, force: bool, how: str = "give --force") -> None:
    """Refuse what may not be written, before anything was read: by its place, or by what is there.

    ``force`` and ``how`` as in ``new_file.check_target``. Raises Refused.
    """
    check_place(target)
    check_target(target, force=force, how=how)


def check_place(target: Path) -> None:
    """Refuse a place in a profile in use, and a name there that Firefox would load.

    Such a file is written by an edit of the profile, which has a copy and can be undone.
    """
    from ..firefox.file_names import BACKUPS
    from ..firefox.profile_lock import in_use
    from ..firefox.session_files import would_be_loaded

    where = printable(str(target))
    named = Path(os.path.realpath(target.parent), target.name)
    for path in dict.fromkeys((named, Path(os.path.realpath(target)))):
        directory = path.parent
        profile = directory.parent if directory.name == BACKUPS else directory
        used = in_use(profile)
        if used.state == "in use":
            held = f" (pid {used.pid})" if used.pid else ""
            raise Refused(
                f"{where}: Firefox is running with this profile{held}; write the file elsewhere"
            )
        is_profile = any(os.path.lexists(profile / name) for name in ("prefs.js", file_names.LOCK))
        if is_profile and would_be_loaded(path):
            raise Refused(
                f"{where}: Firefox may load a file of this name at its next start; to open tabs "
                "there use restore with --into and the profile itself, or write the file elsewhere"
            )
