"""Which kind of archive a file is, by its first bytes; and the way into one behind its name."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from ... import late_re

ArchiveKind: TypeAlias = Literal["tar", "zip", "backup"]

_ZIP: Final = (
    b"PK\x03\x04", b"PK\x05\x06",
    b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04",  # made in parts, or it could have been
)  # fmt: skip
_MAY_END_AS_ZIP: Final = (".zip", ".exe")  # the last of its parts; one that unpacks itself
_TAR: Final = b"ustar"
_TAR_AT: Final = 257
_SUM_AT: Final = slice(148, 156)
_SUM: Final = late_re.compile(rb" *([0-7]{1,7})[ \0]*")
_HEAD: Final = 512
_TAR_NAME: Final = late_re.compile(r"\.(tar\.[a-z0-9]+|tgz|tbz2?|txz)$", re.IGNORECASE)
_BACKUP: Final = b"<!DOCTYPE html>\n<!-- Version: "
"""How Firefox Backup begins its page (ArchiveUtils.sys.mjs, 153)."""


class Inside(NamedTuple):
    """An archive that is named, and what is named in it; empty for all of it."""

    archive: Path
    below: str


def is_archive_name(name: str) -> bool:
    """Whether a file is mostly an archive by its name, of a kind that is read here."""
    return _TAR_NAME.search(name) is not None or name.lower().endswith((".tar", ".zip"))


def archive_kind(path: Path) -> ArchiveKind | None:
    """What a file is; None for one that is no archive, or cannot be looked at."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP):
                return "zip"
            if head.startswith(_BACKUP):
                return "backup"
            if begins_tar(head):
                return "tar"
            if path.suffix.lower() in _MAY_END_AS_ZIP:
                from .zip_index import ends_as_zip

                return "zip" if ends_as_zip(file) else None
            from .unpacking import Unpacked, compression_of

            compression = compression_of(head)
            if compression is None:
                return None
            file.seek(0)
            try:
                inside = Unpacked(file, compression).read(_HEAD)
            except OSError:  # it is damaged: only its name tells what it was
                return "tar" if _TAR_NAME.search(path.name) else None
            return "tar" if begins_tar(inside) else None
    except OSError:
        return None


def begins_tar(block: bytes) -> bool:
    """Whether a block of 512 bytes is a header of a tar: by its mark, or, in one of Unix V7 and
    others that have none (``tar --format=v7``), by its sum.
    """
    if block[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return True
    if len(block) < _HEAD or not block[0]:
        return False
    told = _SUM.fullmatch(block[_SUM_AT])
    return told is not None and int(told[1], 8) == sum(block) - sum(block[_SUM_AT]) + 8 * ord(" ")


def inside_archive(path: Path) -> Inside | None:
    """``old.tar/home/me`` where ``old.tar`` is a file: the archive, and the rest of the path."""
    for above in path.parents:
        if os.path.isfile(above):  # noqa: PTH113 (it never raises)
            return Inside(above, str(path.relative_to(above)))
    return None
