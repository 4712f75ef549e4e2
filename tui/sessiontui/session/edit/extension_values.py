"""Whose the values and pages are that extensions keep with tabs and windows.

``sessions.setTabValue`` and ``setWindowValue`` write them as ``extension:ID:KEY`` into ``extData``
(ext-sessions.js); an id holds no colon (XPIProvider.sys.mjs, gIDTest). The addresses of their pages
name them by a UUID that each profile makes anew (Extension.sys.mjs, UUIDMap).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ... import late_re
from ..json import text as jsontext
from ..json.in_goes import find
from ..json.spelling import may_be_escaped

_PREFIX: Final = "extension:"
_START: Final = b'"extension:'
_ORIGIN: Final = b"moz-extension://"
_UUID: Final = 36  # characters
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
    if may_be_escaped(text):
        keys.update(match.group() for match in _STRING.finditer(text))
    owners = (owner_of(jsontext.decode_string(key)) for key in keys)
    return frozenset(owner for owner in owners if owner)


def host_in(address: str) -> str | None:
    """The UUID that an address or an origin of an extension's page names; None for others."""
    if not address.startswith(_ORIGIN.decode()):
        return None
    return address[len(_ORIGIN) : len(_ORIGIN) + _UUID].lower()


class Hosts(NamedTuple):
    """UUIDs that addresses of extensions name: anywhere, and of those that keep storage."""

    named: frozenset[str]
    keeping: frozenset[str]


def hosts_in(text: bytes) -> Hosts:
    """The UUIDs in the addresses of extensions' pages in a session, and perhaps some more."""
    named: set[str] = set()
    keeping: set[str] = set()
    at = find(text, _ORIGIN)
    while at >= 0:
        end = at + len(_ORIGIN) + _UUID
        host = text[at + len(_ORIGIN) : end].decode("ascii", "replace").lower()
        named.add(host)
        if text[max(0, at - 1) : at] == b'"' and text[end : end + 1] in (b'"', b"^"):
            keeping.add(host)  # as the name of a member, or an address without a path
        at = find(text, _ORIGIN, end)
    for string in _STRING.finditer(text) if may_be_escaped(text) else ():
        if of := host_in(jsontext.decode_string(string.group())):
            named.add(of)
            keeping.add(of)
    return Hosts(frozenset(named), frozenset(keeping))
