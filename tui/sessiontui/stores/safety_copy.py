"""What a safety copy says of itself, and its manifest, the JSON that lies in each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from ..errors import Unreadable

_FORMAT: Final = 1


class CopiedFile(Struct, frozen=True):
    """One file. ``name`` is relative to the profile, ``modified`` in ms since epoch.

    ``revision`` is that of the file it was copied from, empty where it was made of several;
    ``note`` says what is odd about it. All text printable but ``name``.
    """

    name: str
    bytes: int
    modified: float
    sha256: str
    revision: str = ""
    note: str = ""


class WholeFile(Struct, frozen=True):
    """A file with its bytes, as it is handed on to be written."""

    about: CopiedFile
    data: bytes


class Missed(Struct, frozen=True):
    """Something that was there and could not be copied, and why in words. All text printable."""

    name: str
    why: str


class Origin(Struct, frozen=True):
    """What a safety copy is of. ``profile`` is its path without links."""

    profile: str
    browser: str
    firefox: str | None


class SafetyCopy(Struct, frozen=True):
    """A safety copy. ``made`` in ms since epoch.

    ``id`` names one that this program keeps, in the directory ``path``; both are None for others.
    """

    origin: Origin
    made: float
    files: tuple[CopiedFile, ...]
    missed: tuple[Missed, ...]
    id: str | None = None
    path: str | None = None

    @property
    def bytes(self) -> int:
        """How large all of its files are together."""
        return sum(file.bytes for file in self.files)


class _Manifest(msgspec.Struct, rename="camel"):
    format: int
    time: float
    profile: str
    browser: str
    firefox: str | None
    files: tuple[CopiedFile, ...]
    not_copied: tuple[Missed, ...]


def manifest(copy: SafetyCopy) -> bytes:
    """The manifest of a safety copy."""
    origin = copy.origin
    found = _Manifest(
        _FORMAT, copy.made, origin.profile, origin.browser, origin.firefox, copy.files, copy.missed
    )
    # The json of the standard library writes a path that is no UTF-8, msgspec does not.
    return json.dumps(msgspec.to_builtins(found), indent=1).encode() + b"\n"


def read_manifest(data: bytes, *, id: str, path: str) -> SafetyCopy:  # noqa: A002  (its field)
    """The safety copy that a manifest speaks of. Raises Unreadable: what is wrong with it."""
    try:
        found = msgspec.convert(json.loads(data), _Manifest)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        raise Unreadable("its manifest is damaged") from None
    if found.format != _FORMAT:
        raise Unreadable(f"its manifest is of another version of sessiontui ({found.format})")
    if not _inside(file.name for file in found.files):
        raise Unreadable("its manifest names files that are not in it")
    origin = Origin(found.profile, found.browser, found.firefox)
    return SafetyCopy(origin, found.time, found.files, found.not_copied, id, path)


def _inside(names: Iterable[str]) -> bool:
    """Whether each name leads into the safety copy and nowhere else."""
    return all(
        0 < len(parts := name.split("/")) <= 2
        and not {"", ".", ".."} & set(parts)
        and "\0" not in name
        for name in names
    )
