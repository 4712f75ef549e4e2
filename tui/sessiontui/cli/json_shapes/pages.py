"""``find``, ``lost``, ``diff`` and ``search``."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...export.json_shapes import Moment, Shape


class SightingOut(Shape):
    """A place where a page lies: Firefox's name of the list, and how sure it is that it is it."""

    version: str
    pointer: str
    list: str
    certainty: str


class HitOut(Shape, rename={"field": "in"}):
    """Words that were found: in which field, with those around them."""

    field: str
    text: str


class PageOut(Shape):
    """A page, and where it is best restored from: ``id`` is what restore takes.

    ``certain`` is false where that is in a damaged file, and may be wrong.
    """

    id: str
    url: str
    title: str
    state: str
    pointer: str
    version: str
    lastSeen: Moment | None
    lastAccessed: Moment | None
    sightings: list[SightingOut]
    hits: list[HitOut]
    certain: bool | UnsetType = UNSET


class LeftOutVersion(Shape):
    """A version that was not looked through, or not all of it: then ``partly`` is true."""

    version: str
    why: str
    partly: bool


class RevisionOut(Shape):
    """What identifies the content of a version, as ``--base`` takes it."""

    version: str
    revision: str


class FindOut(Shape):
    """What was found: open pages first, lost ones last. ``revisions`` of the searched versions."""

    pages: list[PageOut]
    notSearched: list[LeftOutVersion]
    revisions: list[RevisionOut]


class LostPageOut(Shape):
    """A page that is nowhere in what would load; ``certain`` as in ``find``."""

    id: str
    url: str
    title: str
    pointer: str
    version: str
    lastSeen: Moment | None
    lastAccessed: Moment | None
    certain: bool | UnsetType = UNSET


class LostWholeOut(Shape):
    """A window or a group of which every tab is lost; ``pages`` are the ids of its tabs."""

    id: str
    kind: str
    name: str
    pointer: str
    version: str
    lastSeen: Moment | None
    pages: list[str]


class LostOut(Shape):
    """The lost pages, last seen first; those of ``wholes`` stand in ``lost``, too.

    ``revisions`` of the versions that were looked through.
    """

    lost: list[LostPageOut]
    wholes: list[LostWholeOut]
    notSearched: list[LeftOutVersion]
    revisions: list[RevisionOut]


class DiffTabOut(Shape):
    """An open tab of one version; ``certain`` is false where its file is damaged, and it may be
    wrong.
    """

    url: str
    title: str
    pointer: str
    certain: bool | UnsetType = UNSET


class ChangedTabOut(Shape):
    """A tab that is open in both versions: what it is now, and what it was."""

    url: str
    title: str
    pointer: str
    before: DiffTabOut
    certainty: str


class DiffOut(Shape):
    """What differs; a tab that was moved and pinned stands in both lists."""

    opened: list[DiffTabOut]
    closed: list[DiffTabOut]
    navigated: list[ChangedTabOut]
    moved: list[ChangedTabOut]
    pinned: list[ChangedTabOut]
    grouped: list[ChangedTabOut]
    changed: list[ChangedTabOut]
    same: int


class MatchTabOut(Shape):
    """The tab that a match stands in."""

    pointer: str
    title: str


class MatchOut(Shape):
    """A key or a value of the JSON that matches; long ones as what stands around the match."""

    pointer: str
    tab: MatchTabOut | None
    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


Match = Annotated[
    MatchOut, Meta(extra_json_schema={"oneOf": [{"required": ["key"]}, {"required": ["value"]}]})
]


class SearchOut(Shape):
    """The matches in the order of the text; ``complete`` is false where it was stopped."""

    matches: list[Match]
    complete: bool
