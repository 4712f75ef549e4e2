"""What a pane and the title bar alike say of a version that is not shown yet, or cannot be."""

from __future__ import annotations

from collections.abc import Callable

from ..stores.held_elsewhere import held_elsewhere
from ..stores.view import View
from ..text import printable, size
from .widgets.version_rail import short_name


def reading_words(view: View) -> str:
    """What is being read, before it is."""
    known = [view.version] if view.version else list(view.versions)
    names = [f"{short_name(v)}, {size(v.size)}" for v in known[:3]]
    more = f" and {len(known) - 3} more" if len(known) > 3 else ""
    return f"Reading {'; '.join(names)}{more} …" if names else "Reading …"


def held_by_others(view: View) -> str:
    """Which versions beside the shown one have tabs; empty where none has."""
    shown = view.version.id if view.version else None
    return held_elsewhere(view.versions, lambda one: view.summaries.get(one.id), shown)


def unreadable(view: View, key: Callable[[str], str]) -> str | None:
    """Why nothing of the shown version can be read, and which others have tabs, if that is so.

    ``key`` gives the key of an action by its id.
    """
    if not view.error:
        return None
    held = held_by_others(view)
    if not held:
        return view.error
    below, above = key("app.version-below"), key("app.version-above")
    return f"{view.error.rstrip('.')}. But {held}: press {below} or {above} to look."


def reason(view: View) -> str:
    """Why the shown version cannot be read, without its path."""
    path = view.version.path if view.version else None
    return (view.error or "").removeprefix(f"{printable(path or '')}: ")
