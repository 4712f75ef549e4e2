"""A repaired session file, made of what a damaged one still holds."""

from __future__ import annotations

import os
from pathlib import Path

from ..codec import mozlz4
from ..errors import Refused
from ..text import printable
from .allowed_place import check_new_file
from .new_file import write


def check_repaired(target: Path) -> None:
    """Refuse where no repaired file may be written: over anything, or where Firefox might load it.

    Raises Refused.
    """
    if os.path.lexists(target) and not target.is_dir():
        where = printable(str(target))
        raise Refused(f"{where}: this exists already; name a file that is not there yet")
    check_new_file(target, force=False)


def write_repaired(json: bytes, target: Path) -> int:
    """Write it, mozLz4 when its name ends in ``lz4``, else JSON; gives the bytes of the file.

    Raises Refused, Unreadable.
    """
    if not json.isascii():  # Firefox refuses a whole file for one byte that is not UTF-8
        json = json.decode("utf-8", "replace").encode()
    packed = target.name.lower().endswith("lz4")
    return write([mozlz4.pack(json) if packed else json], target)
