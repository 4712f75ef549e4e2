"""One line on standard error about work that takes long: only on a terminal, gone at its end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from .columns import terminal_columns

if TYPE_CHECKING:
    from ..progress import Told

_SOON: Final = 0.3  # seconds; what takes less is not told
_OFTEN: Final = 0.2  # seconds between two changes of the line


class _Line:
    """What stands on the terminal's last line."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._changed = 0.0
        self._doing = ""
        self._there = False

    def tell(self, told: Told) -> None:
        """Show where the work is, when it has gone on for a moment."""
        now = time.monotonic()
        if now - self._begun < _SOON and not told.one_long_step:
            return
        if self._there and now - self._changed < _OFTEN and told.doing == self._doing:
            return
        from ..text import elide

        width = terminal_columns(80) - 1
        self._changed, self._there, self._doing = now, True, told.doing
        _write(f"\r\x1b[K{elide(f'{told.words}  Ctrl-C stops', width)}")

    def erase(self) -> None:
        """Take the line away, if there is one."""
        if self._there:
            self._there = False
            _write("\r\x1b[K")


_line: _Line | None = None


@contextmanager
def shown() -> Iterator[None]:
    """Inside, long work of this thread is told where somebody can see it."""
    global _line
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from ..progress import told_to

    _line = _Line()
    try:
        with told_to(_line.tell):
            yield
    finally:
        erase()
        _line = None


def erase() -> None:
    """Take the line away before something else is printed."""
    if _line is not None:
        _line.erase()


def _write(text: str) -> None:
    with suppress(OSError, ValueError):  # nobody looks any more
        os.write(sys.stderr.fileno(), text.encode("utf-8", "replace"))
