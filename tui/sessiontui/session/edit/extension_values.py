"""Whose the values are that extensions keep with tabs and windows.

``sessions.setTabValue`` and ``setWindowValue`` write them as ``extension:ID:KEY`` into ``extData``
(ext-sessions.js); an id holds no colon (XPIProvider.sys.mjs, gIDTest).
"""

from __future__ import annotations

import re
from typing import Final

from ... import late_re
from ..json import text as jsontext
from ..json.in_goes import find

_PREFIX: Final = "extension:"
_START: Final = b'"extension:'
_STRING: Final = late_re.compile(jsontext.QUOTED, re.DOTALL)


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
    keys: set[bytes] = set()
    at = find(text, _START)  # a pattern that matches nowhere would hold up all other threads
    while at >= 0:
        end = at + len(_START)
        inside = text[max(0, at - 1) : at] == b"\\"  # a string, which may be a whole session
        if not inside and (match := _STRING.match(text, at)) is not None:
            keys.add(match.group())
            end = match.end()
        at = find(text, _START, end)
    owners = (owner_of(jsontext.decode_string(key)) for key in keys)
    return frozenset(owner for owner in owners if owner)
