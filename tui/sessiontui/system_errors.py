"""What the system says when something goes wrong, as a sentence."""

from __future__ import annotations

import os

from .errors import SessiontuiError
from .text import printable


def sentence_of(error: SessiontuiError | OSError) -> str:
    """What went wrong for its reader, also where it is the system that says it."""
    if isinstance(error, SessiontuiError):
        return error.sentence
    said = printable(error.strerror or str(error) or type(error).__name__)
    if not error.filename:
        return f"the system says: {said}"
    return f"{printable(os.fsdecode(error.filename))}: {said}"
