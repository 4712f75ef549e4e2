"""The ids a session already uses, so that a new one hits none of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import names
from ..model.coerce import whole
from ..model.document import Document


def closed_ids(document: Document) -> list[int]:
    """Every ``closedId``: of closed windows and of closed tabs, in groups too."""
    top = document.skeleton
    lists = [top.closed_windows, *(getattr(g, "tabs", None) for g in _listed(top.savedGroups))]
    for window in _windows(document):
        lists.append(getattr(window, "closed_tabs", None))
        for key in (names.CLOSED_GROUPS, "groups"):
            lists += [getattr(g, "tabs", None) for g in _listed(getattr(window, key, None))]
    ids = (whole(getattr(item, "closedId", None)) for found in lists for item in _listed(found))
    return [closed_id for closed_id in ids if closed_id is not None]


def split_view_ids(document: Document) -> list[int]:
    """Every split view's id, of windows open and closed."""
    ids: list[int | None] = []
    for window in _windows(document):
        tabs = _listed(getattr(window, "tabs", None))
        ids += [whole(getattr(tab, "splitViewId", None)) for tab in tabs]
        views = _listed(getattr(window, "splitViews", None))
        ids += [whole(view.get("id")) for view in views if isinstance(view, dict)]
    return [view_id for view_id in ids if view_id is not None]


def group_ids(document: Document) -> list[Any]:
    """Every tab group's id, open, closed and saved."""
    lists = [document.skeleton.savedGroups]
    for window in _windows(document):
        lists += [getattr(window, "groups", None), getattr(window, names.CLOSED_GROUPS, None)]
    return [getattr(group, "id", None) for found in lists for group in _listed(found)]


def _windows(document: Document) -> Iterator[Any]:
    yield from _listed(document.skeleton.windows)
    yield from _listed(document.skeleton.closed_windows)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
