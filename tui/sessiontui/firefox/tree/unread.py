"""Why a file that looks like an archive is not opened as one, and what to do, in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ... import late_re
from ...codec.container import packed_as
from .zip_index import ONE_OF_PARTS

_HEAD: Final = 16
_PART_NAME: Final = late_re.compile(r"\.z[0-9]{2}$", re.IGNORECASE)
_PIECE_NAME: Final = late_re.compile(
    r"\.(zip|7z|tgz|tar(\.[a-z0-9]+)?)\.(part)?([0-9]{2,4}|(?!bz)[a-d][a-z])$", re.IGNORECASE
)
_SESSION: Final = late_re.compile(rb"mozLz40\0|[{\[(][\t\n\r -~]*\Z")
"""How a session begins; of a part of something any one byte may be a bracket."""


def why_not_read(path: Path) -> str:
    """It, of a file that is no archive of a kind that is read; empty where nothing is known."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""  # whoever opens it says why it cannot be read
    if packed := packed_as(head):
        return packed
    if _SESSION.match(head):
        return ""
    if _PART_NAME.search(path.name):
        return f"it is a part of a split zip: {ONE_OF_PARTS}"
    return piece_by_name(path.name)


def piece_by_name(name: str) -> str:
    """What is said of a file that is one of the pieces of an archive, by its name; else empty."""
    if not _PIECE_NAME.search(name):
        return ""
    return (
        "it is a piece of an archive that was cut up: put all of them together, from the first "
        "to the last (cat NAME.zip.* > NAME.zip), and name the whole one"
    )
