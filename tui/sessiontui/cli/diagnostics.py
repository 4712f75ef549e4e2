"""All of standard error, and the exit codes."""

from __future__ import annotations

import sys
from typing import Final

from ..errors import SessiontuiError
from ..text import printable

DONE: Final = 0
NOTHING_FOUND: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3
REFUSED: Final = 4
INTERRUPTED: Final = 130


def note(sentence: str) -> None:
    """Tell a person something that is not part of the result."""
    _write(f"{sentence}\n")


def fail(error: SessiontuiError) -> int:
    """Say why it did not work, in one sentence; gives the exit code."""
    _write(f"sessiontui: {error.sentence}\n")
    return error.exit_code


def unexpected(error: BaseException) -> int:
    """A fault of this program: no traceback, no values (they would be URLs and cookies)."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = ""
    if trace:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
        where = f" in {file}, line {trace.tb_lineno}"
    _write(
        f"sessiontui: this is a fault of sessiontui ({printable(type(error).__name__)}{where}); "
        "nothing was changed, please report it\n"
    )
    return UNREADABLE


def _write(text: str) -> None:
    stream = sys.stderr
    try:
        stream.write(text)
        stream.flush()
    except UnicodeEncodeError:
        stream.write(text.encode("ascii", "backslashreplace").decode())
    except OSError:
        return  # nobody is listening
