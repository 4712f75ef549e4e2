"""From the IDs that a person gives to the windows, tabs and groups they name.

An ID is what ``tabs`` and ``lost`` print: a ``sessionId``, or the RFC 6901 pointer of the item;
either one may stand after ``VERSION#`` when it is in another version, and a session inside that is
``VERSION#/POINTER``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..errors import NothingFound
from ..session.json.pointer import Steps, parse_pointer
from ..session.model.items import Item, item_at, item_with_session_id
from ..session.model.snapshot import Snapshot
from ..text import printable
from .view import Version, VersionId


class WantedId(NamedTuple):
    """An ID taken apart; ``version`` is None for the version that is looked at."""

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


def item_named(snapshot: Snapshot, wanted: str) -> Item:
    """The item of one session that an ID without a version names. Raises NothingFound."""
    if wanted.startswith("/"):
        return item_at(snapshot, parse_pointer(wanted))
    return item_with_session_id(snapshot, wanted)


def chosen_across(
    version: Version,
    ids: Iterable[str],
    find: Callable[[str], Version],
    load: Callable[[VersionId], Snapshot],
) -> tuple[Chosen, ...]:
    """The items that the ids name in a version, or in those they name, each once, in their order.

    ``find`` gives a version by its name, ``load`` the session of its id; each is loaded once, also
    where Firefox goes on saving. Raises like both, and NothingFound naming the first id that is not
    there.
    """
    found: dict[tuple[str, Steps], Chosen] = {}
    snapshots: dict[str, Snapshot] = {}
    for text in ids:
        wanted = parse_id(text)
        named = wanted.version
        where = version if named is None else find(named)
        if where.id not in snapshots:
            snapshots[where.id] = load(where.id)
        try:
            item = item_named(snapshots[where.id], wanted.id)
        except NothingFound as error:
            raise NothingFound(f"{error.sentence} in {printable(where.path or where.id)}") from None
        found.setdefault((where.id, item.steps), Chosen(where, item))
    return tuple(found.values())
