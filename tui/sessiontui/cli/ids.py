"""From the IDs a command was given to the windows, tabs and groups they name.

An ID is what ``tabs`` and ``lost`` print: a ``sessionId``, or the RFC 6901 pointer of the item;
either one may stand after ``VERSION#`` when it is in another version, and a session inside that is
``VERSION#/POINTER``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import NothingFound, UsageError
from ..session.json.pointer import Steps, parse_pointer
from ..session.model.items import Item, item_at, item_with_session_id
from ..session.model.snapshot import Snapshot
from ..stores.view import Version
from ..text import printable
from ..workspace import Workspace
from .place import load, wanted_version


class WantedId(NamedTuple):
    """An ID taken apart; ``version`` is None for the version the command looks at."""

    version: str | None
    id: str


class Chosen(NamedTuple):
    """An item and the version it was found in."""

    version: Version
    item: Item


def parse_id(text: str) -> WantedId:
    """An ID as its version and what names the item there; that holds no ``#`` itself."""
    version, mark, rest = text.rpartition("#")
    return WantedId(version if mark else None, rest)


def select(snapshot: Snapshot, ids: Iterable[str]) -> tuple[Item, ...]:
    """The items of one snapshot that the ids name, each once, in the order given.

    Raises NothingFound naming the first id that is not there, UsageError for ``VERSION#…``.
    """
    found: dict[Steps, Item] = {}
    for text in ids:
        wanted = parse_id(text)
        if wanted.version is not None:
            raise UsageError(f"{printable(text)}: this command looks at one version only")
        item = _item(snapshot, wanted.id)
        found.setdefault(item.steps, item)
    return tuple(found.values())


def versions_named(workspace: Workspace, version: Version, ids: Iterable[str]) -> list[Version]:
    """The version of each id: ``version``, or another one that it names."""
    named = (parse_id(text).version for text in ids)
    return [version if name is None else wanted_version(workspace, name) for name in named]


def select_across(workspace: Workspace, version: Version, ids: Iterable[str]) -> tuple[Chosen, ...]:
    """Like select, where ``VERSION#`` may name other versions of the place than ``version``."""
    found: dict[tuple[str, Steps], Chosen] = {}
    snapshots: dict[str, Snapshot] = {}  # one look at each, also where Firefox goes on saving
    for text in ids:
        wanted = parse_id(text)
        named = wanted.version
        where = version if named is None else wanted_version(workspace, named)
        if where.id not in snapshots:
            snapshots[where.id] = load(workspace, where.id)
        try:
            item = _item(snapshots[where.id], wanted.id)
        except NothingFound as error:
            raise NothingFound(f"{error.sentence} in {printable(where.path or where.id)}") from None
        found.setdefault((where.id, item.steps), Chosen(where, item))
    return tuple(found.values())


def _item(snapshot: Snapshot, wanted: str) -> Item:
    if wanted.startswith("/"):
        return item_at(snapshot, parse_pointer(wanted))
    return item_with_session_id(snapshot, wanted)
