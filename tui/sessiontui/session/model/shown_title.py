"""A tab's title as far as a line shows it: one of megabytes is not read to its end."""

from __future__ import annotations

from typing import Final

from msgspec import Raw

from ...text import printable
from ..json.preview import whole_units
from ..json.text import decode_string
from .closed_tab import ClosedTab
from .tab import Tab

LONGEST: Final = 1 << 16
"""Bytes of a title's JSON; no screen is as wide."""


def shown_title(item: Tab | ClosedTab) -> str:
    """What its ``title`` gives, or the beginning of that. Printable."""
    tab = item.tab if isinstance(item, ClosedTab) else item
    raw = tab.entry.skeleton.title
    if isinstance(raw, Raw) and len(raw) > LONGEST:
        token = bytes(memoryview(raw)[:LONGEST])
        if token.startswith(b'"'):
            return printable(decode_string(whole_units(token))[:-4])  # which may be cut in two
    return item.title
