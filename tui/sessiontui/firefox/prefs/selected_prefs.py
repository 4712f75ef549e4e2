"""Some settings out of a profile's prefs.js or user.js, however many others stand in it.

The file is read piece by piece and each piece is looked through once, in about the time that it
takes to read a file line by line; what comes of it is what parse_prefs would say of these settings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from ..safe_reading import SETTINGS, Kind, open_if_there, too_large
from ..tree.path import AnyPath
from .prefs_js import BOM, PrefValue, first_statement
from .selection import Selection

Fill: TypeAlias = Callable[[memoryview], int]
"""Fills a buffer from a file and gives how many bytes there were; fewer only at the file's end."""

_PIECE: Final = 1 << 17  # two fit into a processor's cache


def read_prefs(path: AnyPath, only: Selection, kind: Kind = SETTINGS) -> dict[str, PrefValue]:
    """These settings in a file of the profile's owner, none when it does not exist.

    Raises Unreadable and its kin when it is there and cannot be read, or is not to be.
    """
    try:
        with open_if_there(path, kind, own=True) as (file, info):
            if info.st_size > kind.most:
                raise too_large(path, info.st_size, kind)
            read = 0

            def fill(buffer: memoryview) -> int:
                nonlocal read
                count = file.readinto(buffer)
                read += count
                if read > kind.most:  # it grows while it is read
                    raise too_large(path, read, kind)
                return count

            return select(fill, only)
    except (FileNotFoundError, NotADirectoryError):
        return {}


def select(fill: Fill, only: Selection, piece: int = _PIECE) -> dict[str, PrefValue]:
    """These settings in a preference file; the last statement for a name wins.

    ``piece``: bytes that are asked for at once, at least four.
    """
    found: dict[str, PrefValue] = {}
    buffer = bytearray(piece)
    with memoryview(buffer) as view:
        limit = _until_nul(buffer, 0, fill(view))
    whole = limit < piece
    position = len(BOM) if buffer.startswith(BOM, 0, limit) else 0
    while True:
        position = only.pass_over(buffer, position, limit)
        # A statement that is not whole yet is looked at when it is, or when nothing follows.
        if position < limit and (whole or buffer.find(b"\n", position, limit) >= 0):
            statement, end = first_statement(buffer, position, limit)
            if end is not None:
                if statement is not None and statement[0] in only:
                    found[statement[0]] = statement[1]
                position = end
                continue
        if whole:
            return found
        rest = buffer[position:limit]
        if 2 * len(rest) > len(buffer):  # growing by as much again keeps all of it linear
            buffer = bytearray(2 * len(buffer))
        buffer[: len(rest)] = rest
        with memoryview(buffer) as view, view[len(rest) :] as free:
            count = fill(free)
            whole = count < len(free)
        limit = _until_nul(buffer, len(rest), len(rest) + count)
        whole = whole or limit < len(rest) + count
        position = 0


def _until_nul(buffer: bytearray, start: int, limit: int) -> int:
    """Firefox takes a NUL for the end of the file."""
    nul = buffer.find(b"\0", start, limit)
    return limit if nul < 0 else nul
