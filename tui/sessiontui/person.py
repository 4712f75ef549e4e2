"""Whether a person is there to be asked something on a terminal."""

from __future__ import annotations

import sys


def at_terminal() -> bool:
    """Whether somebody reads what is asked, and can type the answer."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())
