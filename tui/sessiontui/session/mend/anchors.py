"""Where reading can go on behind a hole: beginnings that tell what stands there."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from .schema import CHILDREN, Part


class Begin(Enum):
    """What a beginning is the beginning of."""

    ITEM = auto()  # an object of a list
    STATE = auto()  # the tab in a closed tab, whose own beginning is lost
    LIST = auto()  # a list under a key that tells where it belongs
    MEMBER = auto()  # another key that stands in sessions or windows only


class Anchor(NamedTuple):
    """A place to go on from."""

    begin: Begin
    part: Part  # of the item, of the list's items; for MEMBER whose member it is
    start: int  # of the item, or of the key
    inside: int  # behind what was recognised
    key: bytes = b""


_ITEMS: Final = {  # by its first key; and what that opens
    b"entries": (Part.TAB, b"["),
    b"state": (Part.CLOSED_TAB, b"{"),
    b"tabs": (Part.WINDOW, b"["),
    b"host": (Part.COOKIE, b'"'),
    b"url": (Part.ENTRY, b'"'),
}
_LISTS: Final = {
    key: (owner, child.part)
    for owner in (Part.SESSION, Part.WINDOW)
    for key, child in CHILDREN[owner].items()
    if child.listed and key != b"tabs"
}
_MEMBERS: Final = {
    b"selectedWindow": Part.SESSION,
    b"session": Part.SESSION,
    b"global": Part.SESSION,
    b"selected": Part.WINDOW,
    b"sizemode": Part.WINDOW,
}
_BLANKS: Final = rb"[ \t\r\n]{0,64}+"
_ANCHOR = re.compile(
    rb'\{~"(entries|state|tabs|host|url)"~:~(?=(["\[{]))|"(%b)"~:~\[|"(%b)"~:~(?=["0-9{])'.replace(
        b"~", _BLANKS
    )
    % (b"|".join(_LISTS), b"|".join(_MEMBERS))
)
_NO_LIST: Final = (b":", b'"', b"\\", b"")
_STATE = re.compile(rb'"state"[ \t\r\n]*:[ \t\r\n]*\Z')


def next_anchor(text: bytes, start: int, end: int) -> Anchor | None:
    """The first place from an offset on at which reading can go on."""
    for match in _ANCHOR.finditer(text, start, end):
        at, inside = match.span()
        before = text[max(0, at - 80) : at].rstrip(b" \t\r\n")[-1:]
        torn = before in (b"\xfe", b"\xff", b"\0")
        if match[3] is not None:
            return Anchor(Begin.LIST, _LISTS[match[3]][1], at, inside, match[3])
        if match[4] is not None:
            if before == b",":
                return Anchor(Begin.MEMBER, _MEMBERS[match[4]], at, inside, match[4])
            continue
        part, opener = _ITEMS[match[1]]
        if match[2] != opener:
            continue
        if torn or before not in _NO_LIST:  # it may be a comma whose bits are others
            return Anchor(Begin.ITEM, part, at, inside)
        if part is Part.TAB and _STATE.search(text, max(0, at - 80), at):
            return Anchor(Begin.STATE, part, at, inside)
    return None


def owner_of(anchor: Anchor, in_session: bool) -> Part:
    """Whose list a list is; where it may be either's, ``in_session`` says so."""
    owner = _LISTS[anchor.key][0]
    return Part.SESSION if in_session and anchor.key in CHILDREN[Part.SESSION] else owner
