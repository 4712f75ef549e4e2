"""What goes wrong with a question to another machine, as the errors of a file here."""

from __future__ import annotations

import errno
from typing import Final

from ..path import missing
from . import scripts

_WRONG: Final = {
    scripts.ABSENT: errno.ENOENT,
    scripts.NO_DIRECTORY: errno.ENOTDIR,
    scripts.BARRED: errno.EACCES,
}


def of_code(code: int) -> OSError:
    """What a piece of script says by an exit code that is not DONE."""
    if code in _WRONG:
        return missing(_WRONG[code])
    if code == scripts.TOO_MANY:
        return OSError(errno.E2BIG, "the directory has more names than can be listed there")
    return OSError(  # that nothing is there is not said
        errno.EIO,
        f"the other machine did not do what it was asked (exit code {code}): it may have no room "
        "for another process, or lack a program (dd, and stat or ls)",
    )


def replaced() -> OSError:
    """The file is not the one that was listed."""
    return OSError(errno.ESTALE, "another file has come in its place just now")
