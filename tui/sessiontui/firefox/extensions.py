"""Which extensions a profile has, by its extensions.json.

Firefox lists there every add-on it knows, built in or installed, disabled ones too, but none that
is loaded for one run only (XPIDatabase.sys.mjs, toJSON). Where the file is not as Firefox writes
it, nothing is known: then no extension may be taken for one that is gone.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ..errors import Unreadable
from ..text import printable
from .file_names import EXTENSIONS
from .safe_reading import NOTES, read_bytes
from .tree.path import AnyPath

_UNKNOWN: Final = "so it is not known which extensions are gone"


class _Addon(msgspec.Struct, frozen=True):
    id: str


class _Database(msgspec.Struct, frozen=True):
    schemaVersion: int
    addons: list[_Addon]


_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_Database)


def installed(profile: AnyPath) -> frozenset[str]:
    """The ids of all extensions of a profile, whether they are switched on or not.

    Raises Unreadable (Barred where it may not be looked at) when that cannot be known.
    """
    path = profile / EXTENSIONS
    try:
        data = read_bytes(path, NOTES, own=True)[0]
    except Unreadable as error:
        raise type(error)(f"{error.sentence.rstrip('.')}, {_UNKNOWN}") from None
    try:
        found: _Database = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unreadable(
            f"{printable(str(path))}: this is not as Firefox writes it, {_UNKNOWN}"
        ) from None
    return frozenset(addon.id for addon in found.addons)
