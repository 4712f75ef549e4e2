"""Ages on the command line: ``--older-than 2w``."""

from __future__ import annotations

import time

from ..errors import UsageError
from ..text import parse_age, printable


def before(age: str | None) -> int | None:
    """The moment that lies so long ago, ms since epoch; None without an age. Raises UsageError."""
    if age is None:
        return None
    length = parse_age(age)
    if length is None:
        raise UsageError(f"--older-than takes an age, like 3h, 2d, 2w or 6mo: {printable(age)}")
    return int(time.time() * 1000 - length)
