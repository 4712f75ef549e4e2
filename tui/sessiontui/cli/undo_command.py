"""The command that takes an edit back, to be copied from the terminal."""

from __future__ import annotations

import shlex


def undo_command(place: str | None, *, as_firefox: bool) -> str:
    """``sessiontui undo PLACE`` for a shell; ``place`` as it was typed."""
    said = ["--firefox"] if as_firefox else []
    return shlex.join(["sessiontui", *said, "undo", *([place] if place else [])])
