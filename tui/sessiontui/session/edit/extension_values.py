"""Whose the values are that extensions keep with tabs and windows.

``sessions.setTabValue`` and ``setWindowValue`` write them as ``extension:ID:KEY`` into ``extData``
(ext-sessions.js, getExtensionStorageKey); an id holds no colon (AddonManager's ``isValidAddonId``).
"""

from __future__ import annotations

from typing import Final

from ... import late_re
from ..json import text as jsontext

_PREFIX: Final = "extension:"
_KEY: Final = late_re.compile(rb'"extension:[^"\\]*+(?:\\.[^"\\]*+)*+"')


def owner_of(key: str) -> str | None:
    """The id of the extension that a key of ``extData`` is of; None for Firefox's own."""
    if not key.startswith(_PREFIX):
        return None
    owner, colon, _ = key.removeprefix(_PREFIX).partition(":")
    return owner if colon else None


def owners_in(text: bytes) -> frozenset[str]:
    """The ids of all extensions that keep values in a session, and perhaps some more.

    Every string is looked at that could be such a key: who drops the values of one of these looks
    where it stands.
    """
    keys = {match.group() for match in _KEY.finditer(text)}
    owners = (owner_of(jsontext.decode_string(key)) for key in keys)
    return frozenset(owner for owner in owners if owner)
