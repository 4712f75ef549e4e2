"""What a program names, as a PLACE of the command line, or as the name of a file."""

from __future__ import annotations

import os
from typing import overload

from ..arguments import FilePath, path_of
from ..errors import Unreadable
from ..text import printable


@overload
def place_name(place: FilePath) -> str: ...
@overload
def place_name(place: FilePath | None) -> str | None: ...
def place_name(place: FilePath | None) -> str | None:
    """The PLACE that a program means. A path, or bytes, is neither a scheme nor a name.

    Raises Unreadable for what no file can be called, TypeError.
    """
    if place is None:
        return None
    if isinstance(place, str):
        return checked_name(place)
    text = checked_name(path_of(place, "a place"))
    return text if "/" in text else f"./{text}"


def checked_name(file: str) -> str:
    """A name that a file can have. Raises Unreadable: a NUL, half a character."""
    try:
        if b"\0" not in os.fsencode(file):
            return file
    except UnicodeEncodeError:
        pass
    raise Unreadable(f"{printable(file)}: no file can have this name")
