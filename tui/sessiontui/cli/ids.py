"""The windows, tabs and groups that the IDs on a command line name; see ``stores.chosen``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ..errors import UsageError
from ..session.json.pointer import Steps
from ..session.model.items import Item
from ..session.model.snapshot import Snapshot
from ..stores.chosen import Chosen, chosen_across, item_named, parse_id
from ..stores.view import Version
from ..text import printable
from ..workspace import Workspace
from .place import load, wanted_version


def select(snapshot: Snapshot, ids: Iterable[str]) -> tuple[Item, ...]:
    """The items of one snapshot that the ids name, each once, in the order given.

    Raises NothingFound naming the first id that is not there, UsageError for ``VERSION#…``.
    """
    found: dict[Steps, Item] = {}
    for text in ids:
        wanted = parse_id(text)
        if wanted.version is not None:
            raise UsageError(f"{printable(text)}: this command looks at one version only")
        item = item_named(snapshot, wanted.id)
        found.setdefault(item.steps, item)
    return tuple(found.values())


def versions_named(workspace: Workspace, version: Version, ids: Iterable[str]) -> list[Version]:
    """The version of each id: ``version``, or another one that it names."""
    named = (parse_id(text).version for text in ids)
    return [version if name is None else wanted_version(workspace, name) for name in named]


def select_across(workspace: Workspace, version: Version, ids: Iterable[str]) -> tuple[Chosen, ...]:
    """Like select, where ``VERSION#`` may name other versions of the place than ``version``."""
    return chosen_across(version, ids, partial(wanted_version, workspace), partial(load, workspace))
