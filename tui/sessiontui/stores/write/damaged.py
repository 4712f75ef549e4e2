"""Edits of damaged versions: why not, and what can be done instead."""

from __future__ import annotations

import shlex
from pathlib import Path

from ...errors import SessiontuiError
from ...firefox.session_files import SessionFile
from ...text import printable
from .situation import Situation


def is_damaged(situation: Situation, file: SessionFile) -> bool:
    """Whether only a part of it can be read."""
    try:
        return situation.salvage(file).snapshot.salvaged is not None
    except SessiontuiError:
        return False


def way_on(path: Path) -> str:
    """How what can be read of a damaged file becomes one that can be edited, as a sentence."""
    named = shlex.join(["sessiontui", "salvage", printable(str(path)), "--to", "NEW.jsonlz4"])
    return f"`{named}` writes what can be read of it into a new file, which can be edited"


def based_on_damaged(situation: Situation, base: str) -> str:
    """What can be done with the damaged file of that revision, to go on a sentence; or nothing."""
    for file in (*situation.files, *situation.kept):
        if file.revision == base and is_damaged(situation, file):
            return (
                f". {file.name} is damaged: roll back to it, or restore from it into what Firefox "
                f"loads, or {way_on(file.here)}"
            )
    return ""
