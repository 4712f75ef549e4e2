"""Which extensions a profile has, by its extensions.json.

Firefox lists there every add-on it knows, built in or installed, disabled ones too, but none that
is loaded for one run only (XPIDatabase.sys.mjs, toJSON). Where the file is not as Firefox writes
it, nothing is known: then no extension may be taken for one that is gone.

The addresses of their pages hold a UUID, which a preference gives for each id. Firefox takes it
out when an extension is removed (Extension.sys.mjs, UUIDMap): then nobody knows whose it was.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ..errors import Unreadable
from ..text import printable
from .file_names import EXTENSIONS
from .prefs.names import EXTENSION_UUIDS
from .prefs.selected_prefs import read_prefs
from .prefs.selection import Selection
from .safe_reading import NOTES, read_bytes
from .session_files import is_there
from .tree.path import AnyPath

_UNKNOWN: Final = "so it is not known which extensions are gone"


class _Addon(msgspec.Struct, frozen=True):
    id: str


class _Database(msgspec.Struct, frozen=True):
    schemaVersion: int
    addons: list[_Addon]


_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_Database)
_UUIDS: Final = msgspec.json.Decoder(dict[str, str])


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


def hosts(profile: AnyPath) -> frozenset[str]:
    """The hosts of the addresses (``moz-extension://HOST``) of a profile's installed extensions.

    Raises Unreadable (Barred where it may not be looked at) when that cannot be known.
    """
    there, path = installed(profile), profile / "prefs.js"
    if not is_there(path):
        raise Unreadable(f"{printable(str(path))}: this file is not there, {_UNKNOWN}")
    only = Selection((EXTENSION_UUIDS,), EXTENSION_UUIDS)
    try:
        found = read_prefs(path, only) | read_prefs(profile / "user.js", only)
    except Unreadable as error:
        raise type(error)(f"{error.sentence.rstrip('.')}, {_UNKNOWN}") from None
    if EXTENSION_UUIDS not in found:  # Firefox gives its own ones some at its first start
        raise Unreadable(f"{printable(str(path))}: {EXTENSION_UUIDS} is not set, {_UNKNOWN}")
    try:
        uuids = _UUIDS.decode(str(found[EXTENSION_UUIDS]))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Unreadable(
            f"{printable(str(path))}: {EXTENSION_UUIDS} is not as Firefox writes it, {_UNKNOWN}"
        ) from None
    return frozenset(uuid.lower() for owner, uuid in uuids.items() if owner in there)
