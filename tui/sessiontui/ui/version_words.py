"""What a pane and the title bar alike say of a version that is not shown yet, or cannot be."""

from __future__ import annotations

from ..stores.view import View
from ..text import printable, size
from .widgets.version_rail import short_name


def reading_words(view: View) -> str:
    """What is being read, before it is."""
    known = [view.version] if view.version else list(view.versions)
    names = [f"{short_name(v)}, {size(v.size)}" for v in known[:3]]
    more = f" and {len(known) - 3} more" if len(known) > 3 else ""
    return f"Reading {'; '.join(names)}{more} …" if names else "Reading …"


def reason(view: View) -> str:
    """Why the shown version cannot be read, without its path."""
    path = view.version.path if view.version else None
    return (view.error or "").removeprefix(f"{printable(path or '')}: ")
