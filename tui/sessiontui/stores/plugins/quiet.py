"""What a plug-in prints, and what its own threads die of.

Standard output belongs to the result of a command and the terminal to the screen: what a plug-in
prints while it works for us goes nowhere.
"""

from __future__ import annotations

import sys
import threading
from typing import Any, Final, TextIO, cast

from ...crash_reports import fault_sentence, plugin_at_fault
from ...text import printable

_threads: Final[set[int]] = set()


class _Quiet:
    """A text stream that takes what plug-ins print and drops it; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Hand on what is not a plug-in's."""
        if threading.get_ident() in _threads:
            return len(text)
        return self._stream.write(text)

    def writelines(self, lines: list[str]) -> None:
        """Like write."""
        for line in lines:
            self.write(line)


def hush_this_thread() -> None:
    """From now on a plug-in works on this thread."""
    _threads.add(threading.get_ident())


def let_this_thread_speak() -> None:
    """No plug-in works on it any more: the system gives its number away again."""
    _threads.discard(threading.get_ident())


def keep_quiet() -> None:
    """See to it that what is printed goes through here; harmless when it does already."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, _Quiet):
            setattr(sys, name, cast(TextIO, _Quiet(stream)))
    hook = threading.excepthook
    if hook is threading.__excepthook__:  # whoever has one of their own knows of plug-ins
        threading.excepthook = _one_line


def _one_line(died: threading.ExceptHookArgs) -> None:
    """Of a plug-in's thread that died, one line; Python would print a traceback with values."""
    error = died.exc_value
    if error is None or plugin_at_fault(error) is None:
        threading.__excepthook__(died)
    elif sys.stderr is not None:
        sys.stderr.write(f"sessiontui: {printable(fault_sentence(error))}; going on without it\n")
