"""How long a search by a regular expression may take: some take years on one value."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from ...time_limit import time_limit
from .search import Interrupted

MOST_SLOW: Final = 100  # values on which an expression takes too long, 2 or 3 seconds of them
_STEP_SECONDS: Final = 0.015


def guard() -> AbstractContextManager[None]:
    """The limit of one slice of a ``Search`` with a regular expression."""
    return time_limit(_STEP_SECONDS, Interrupted)
