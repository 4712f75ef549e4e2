"""A session's text with less in it: what Firefox would write if it kept less.

Everything works on slices of the text that was read: what stays, stays as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import msgspec

from ...firefox.prefs.pages_at_quit import PagesAtQuit
from ...session.model import names
from .slices import Piece, head_of, items_of, key_of, members_of

_DEEPEST: Final = 64
"""Levels of frames inside frames that are gone into; Firefox itself has ten."""


@dataclass(frozen=True, slots=True)
class Less:
    """What to leave out of an object: members, items beyond so many, and the same inside.

    ``inside`` names the members that are objects, or lists of objects, to go on with; ``again``
    one whose objects are such as this. ``back`` and ``forward``: of the pages in ``entries``, no
    more than so many before the one that ``index`` (from 1) says is shown, and behind it.
    """

    without: frozenset[str] = frozenset()
    at_most: Mapping[str, int] = field(default_factory=dict)
    inside: Mapping[str, Less] = field(default_factory=dict)
    again: str = ""
    back: int | None = None
    forward: int | None = None


def lessened(text: bytes, less: Less, check: Callable[[], object]) -> bytes:
    """The text with what ``less`` names cut out, every other token as it stands.

    ``check`` is called now and then and may raise to end it.
    """
    out = BytesIO()  # a list of slices would take more than the text where they are short
    _write(text, less, out, check, _DEEPEST)
    return out.getvalue()


def together(*several: Less) -> Less:
    """All that each of them leaves out."""
    first, *others = several
    for other in others:
        inside = {**first.inside, **other.inside}
        for name in first.inside.keys() & other.inside.keys():
            inside[name] = together(first.inside[name], other.inside[name])
        at_most = {**first.at_most, **other.at_most}
        for name in first.at_most.keys() & other.at_most.keys():
            at_most[name] = min(first.at_most[name], other.at_most[name])
        first = Less(
            first.without | other.without,
            at_most,
            inside,
            first.again or other.again,
            _fewest(first.back, other.back),
            _fewest(first.forward, other.forward),
        )
    return first


def _fewest(*numbers: int | None) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


# -- what is left out --------------------------------------------------------------------------


def _of_every_tab(tab: Less, closed: frozenset[str] = frozenset()) -> Less:
    """Less of each tab, open, closed or saved; ``closed``: members of a closed one itself."""
    closed_tab = Less(closed, inside={"state": tab})
    group = Less(inside={"tabs": closed_tab})
    window = Less(
        inside={
            "tabs": tab,
            names.CLOSED_TABS: closed_tab,
            "groups": group,  # of a closed window: an open one's groups hold no tabs
            names.CLOSED_GROUPS: group,
        }
    )
    lists = {"windows": window, names.CLOSED_WINDOWS: window, names.SAVED_GROUPS: group}
    return Less(inside={**lists, names.LAST_SESSION: Less(inside=lists)})


CLOSED_TABS: Final = 5
CLOSED_WINDOWS: Final = 1
BACK: Final = 5

_IMAGE: Final = frozenset({"image"})
_FEW_CLOSED_TABS: Final = Less(at_most={names.CLOSED_TABS: CLOSED_TABS})
_POST: Final = "postdata_b64"
"""What was sent to get a page; Firefox wrote it before version 27, and 153 nowhere (omni.ja)."""

NO_FAVICONS: Final = _of_every_tab(Less(_IMAGE), closed=_IMAGE)
FEW_CLOSED: Final = Less(
    at_most={names.CLOSED_WINDOWS: CLOSED_WINDOWS},
    inside={"windows": _FEW_CLOSED_TABS, names.CLOSED_WINDOWS: _FEW_CLOSED_TABS},
)
LESS_HISTORY: Final = _of_every_tab(Less(back=BACK))
NO_STORAGE: Final = _of_every_tab(Less(frozenset({"storage"})))
NO_POST: Final = _of_every_tab(
    Less(inside={"entries": Less(frozenset({_POST}), again="children")}),
)
REDUCED: Final = together(NO_FAVICONS, FEW_CLOSED, LESS_HISTORY, NO_STORAGE, NO_POST)


def at_quit(pages: PagesAtQuit) -> Less:
    """What the save at quit leaves out, in Firefox 153.

    The pages of open tabs beyond those (SessionWriter.write), and the session before this one,
    which Firefox offers no longer (SessionStore.onQuitApplication; a restart alone keeps it).
    """
    tabs = Less(back=pages.back, forward=pages.forward)
    return Less(
        frozenset({names.LAST_SESSION}),
        inside={"windows": Less(inside={"tabs": tabs})},
    )


def holds_post(text: bytes) -> bool:
    """Whether there can be POST data in a text: JSON.stringify writes its letters as they are."""
    return _POST.encode() in text


# -- cutting -----------------------------------------------------------------------------------


def _write(
    piece: Piece, less: Less, out: BytesIO, check: Callable[[], object], levels: int
) -> None:
    head = head_of(piece)
    if head == b"[":
        out.write(b"[")
        for i, item in enumerate(items_of(piece)):
            if i:
                out.write(b",")
            check()
            _write(item, less, out, check, levels)
        out.write(b"]")
    elif head == b"{":
        members: Mapping[str, Piece] = members_of(piece)
        if less.back is not None or less.forward is not None:
            members = _with_fewer_pages(members, less.back, less.forward)
        comma = b"{"
        for key, value in members.items():
            if key in less.without:
                continue
            out.write(comma)
            out.write(key_of(key))
            comma = b","
            kept = value
            if key in less.at_most and head_of(value) == b"[":
                kept = b"[" + b",".join(items_of(value)[: less.at_most[key]]) + b"]"
            if key in less.inside:
                _write(kept, less.inside[key], out, check, levels)
            elif key == less.again and levels:
                _write(kept, less, out, check, levels - 1)
            else:
                out.write(kept)
        out.write(b"{}" if comma == b"{" else b"}")
    else:
        out.write(piece)


def _with_fewer_pages(
    members: Mapping[str, Piece], back: int | None, forward: int | None
) -> Mapping[str, Piece]:
    entries, index = members.get("entries"), _whole(members.get("index"))
    if entries is None or index is None or head_of(entries) != b"[":
        return members
    pages = items_of(entries)
    shown = min(index, len(pages))
    first = 0 if back is None else max(0, shown - back - 1)
    behind = len(pages) if forward is None else min(len(pages), max(0, shown) + forward)
    if behind - first == len(pages):
        return members
    kept = b"[" + b",".join(pages[first:behind]) + b"]"
    return {**members, "entries": kept, "index": b"%d" % (shown - first if first else index)}


def _whole(piece: Piece | None) -> int | None:
    try:
        return None if piece is None else msgspec.json.decode(piece, type=int)
    except msgspec.DecodeError:
        return None
