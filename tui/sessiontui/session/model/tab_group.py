"""Tab groups: open, closed and saved ones, and the Panorama groups of Firefox 4 to 44."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Raw

from ...text import printable
from ..json.pointer import Steps
from .closed_tab import ClosedTab, closed_tabs_in
from .coerce import nested_json, raw_text, said, string_map, whole
from .document import GroupSkeleton, RawField, WindowSkeleton
from .piece import Piece
from .source import Source


class TabGroup(Piece):
    """A tab group: open in a window, closed, or saved (a Panorama group in old files)."""

    __slots__ = ("_group", "_tabs")

    def __init__(self, group: GroupSkeleton, source: Source, steps: Steps) -> None:
        self._group = group
        self._source = source
        self._tabs: Sequence[ClosedTab] | None = None
        self.steps = steps

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._group, self._source, self.steps)

    @property
    def skeleton(self) -> GroupSkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._group

    @property
    def id(self) -> str:
        """Its id, like ``1795205338708-40``."""
        found = self._group.id
        return printable(said(found)) if isinstance(found, (str, int)) else ""

    @property
    def name_field(self) -> RawField:
        """Its name as it stands in the file, for output that passes it on unchanged."""
        return self._group.name

    @property
    def raw_name(self) -> str:
        """Its name exactly as the file has it."""
        return raw_text(self._group.name)

    @property
    def name(self) -> str:
        """Its name, printable; a word when it has none."""
        unnamed = "split view" if self._group.splitView is True else "(unnamed group)"
        return printable(self.raw_name) or unnamed

    @property
    def color(self) -> str:
        """Its colour's name: blue, purple, cyan, orange, yellow, pink, green, red, gray."""
        return printable(self._group.color) if isinstance(self._group.color, str) else ""

    @property
    def collapsed(self) -> bool:
        """Whether its tabs are folded away."""
        return self._group.collapsed is True

    @property
    def saved(self) -> bool:
        """Whether the user saved it."""
        return self._group.saved is True

    @property
    def closed_at(self) -> int | None:
        """When it was closed, ms since epoch."""
        return whole(self._group.closedAt) or None

    @property
    def tabs(self) -> Sequence[ClosedTab]:
        """The tabs of a closed or saved group; an open group's stand in its window."""
        if self._tabs is None:
            steps = (*self.steps, "tabs")
            self._tabs = closed_tabs_in(self._group.tabs, self._source, steps)
        return self._tabs

    @property
    def known_size(self) -> int | None:
        """Its bytes in the file's JSON; None while a large one has not been walked yet."""
        return self._source.document.known_size(self.steps)

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._source.document.size(self.steps)


def groups_in(found: Any, source: Source, steps: Steps) -> Iterator[TabGroup]:
    """Groups from a skeleton list; items that are no objects are left out."""
    for i, item in enumerate(found if found and isinstance(found, list) else ()):
        if isinstance(item, GroupSkeleton):
            yield TabGroup(item, source, (*steps, i))


def panorama_groups(window: WindowSkeleton, source: Source, steps: Steps) -> Iterator[TabGroup]:
    """The groups a window of Firefox 4 to 44 keeps in an extension value."""
    if not isinstance(window.extData, Raw) or b"tabview-group" not in bytes(window.extData):
        return
    found = nested_json(string_map(window.extData).get("tabview-group"))
    for key, group in found.items() if isinstance(found, dict) else ():
        if isinstance(group, dict):
            name = said(group.get("title"))
            skeleton = GroupSkeleton(id=said(group.get("id", key)), name=_quoted(name))
            yield TabGroup(skeleton, source, (*steps, "extData", "tabview-group"))


def _quoted(text: str) -> Raw:
    return Raw(msgspec.json.encode(text.encode("utf-8", "replace").decode()))
