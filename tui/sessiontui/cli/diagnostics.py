"""All of standard error, and the exit codes."""

from __future__ import annotations

import os
import re
import sys
from typing import Final

from ..errors import SessiontuiError, Unreadable
from ..text import printable
from .columns import terminal_columns
from .whole_lines import standard_error

DONE: Final = 0
NOTHING_FOUND: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3
REFUSED: Final = 4
INTERRUPTED: Final = 130


def is_heard() -> bool:
    """Whether what is said can reach anybody: standard error is open, and not /dev/null."""
    if sys.stderr is None:
        return False
    try:
        return not os.path.samestat(os.fstat(sys.stderr.fileno()), os.stat(os.devnull))  # noqa: PTH116
    except (OSError, ValueError):
        return True  # something of Python's that takes it


def note(sentence: str) -> None:
    """Tell a person something that is not part of the result."""
    _write(sentence)


def line(text: str) -> None:
    """Tell a person something that is there to be copied: one line, however long."""
    _write(text, whole=True)


def fail(error: SessiontuiError) -> int:
    """Say why it did not work, in one sentence; gives the exit code."""
    _write(f"sessiontui: {error.sentence}")
    return error.exit_code


def explain(error: Exception, command: str) -> int:
    """Say why ``command`` (its name only) ended with an error, whichever; gives the exit code."""
    if os.environ.get("SESSIONTUI_TRACEBACK"):
        _show_traceback(error)
    match error:
        case SessiontuiError():
            return fail(error)
        case MemoryError():
            return fail(SessiontuiError("there is not enough memory for this session"))
        case OSError():
            return fail(_unreadable(error))
    return _unexpected(error, command)


def _show_traceback(error: Exception) -> None:
    """Asked for by the environment: its messages may hold addresses, cookies and form text."""
    import traceback

    _write("".join(traceback.format_exception(error)).rstrip("\n"))


def _unreadable(error: OSError) -> Unreadable:
    if not error.filename:
        return Unreadable(f"the system says: {printable(error.strerror or str(error))}")
    from pathlib import Path

    from ..firefox.safe_reading import unreadable

    return unreadable(Path(os.fsdecode(error.filename)), error)


def _unexpected(error: Exception, command: str) -> int:
    """A fault of this program: no traceback, no values (they would be URLs and cookies)."""
    from .. import crash_reports

    try:
        path = printable(str(crash_reports.keep_report(error, command)))
        kept = f"please pass on the report, which holds nothing private: {path}"
    except Exception as failure:  # whatever hinders the report must not hide the sentence
        why = failure.strerror if isinstance(failure, OSError) else None
        kept = f"no report could be written: {printable(why or type(failure).__name__)}"
    _write(f"sessiontui: {crash_reports.fault_sentence(error)}; {kept}")
    return UNREADABLE


def _write(text: str, *, whole: bool = False) -> None:
    stream = sys.stderr
    if stream is None:
        return  # it was closed before we began
    lines = [printable(line) for line in text.split("\n")]
    try:
        if stream.isatty() and not whole:
            lines = [part for line in lines for part in _folded(_with_short_home(line))]
        shown = "\n".join(lines) + "\n"
        # A terminal that knows only ASCII still gets the sentence.
        encoding = stream.encoding or "utf-8"
        data = shown.encode(encoding, "backslashreplace")
        if (undivided := standard_error()) is None:
            stream.write(data.decode(encoding))
        else:
            undivided.write(data)
            undivided.flush()
        stream.flush()
    except (OSError, ValueError):
        return  # nobody is listening


def _with_short_home(line: str) -> str:
    """``~`` for the home directory: a list of places we looked in becomes half as long."""
    home = printable(os.environ.get("HOME", "")).rstrip("/")
    if len(home) < 2:
        return line
    return re.sub(rf"(?<![^\s(]){re.escape(home)}(?=/)", "~", line)


def _folded(line: str) -> list[str]:
    """A long line at the terminal's width, broken between words; paths stay whole."""
    width = max(20, terminal_columns(100) - 1)
    if len(line) <= width:
        return [line]
    import textwrap

    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
