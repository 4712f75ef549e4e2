"""``sessiontui values PLACE ID [KEY [VALUE]]``: what extensions keep with a tab or window."""

from __future__ import annotations

import argparse
from typing import Any

from ...errors import NothingFound, Refused, UsageError
from ...session.edit.edits import (
    DeleteTabValue,
    DeleteWindowValue,
    Edit,
    SetTabValue,
    SetWindowValue,
)
from ...session.model.closed_tab import ClosedTab
from ...session.model.items import Item
from ...session.model.tab_group import TabGroup
from ...session.model.window import Window
from ...stores.protocols import PLAIN, Version
from ...text import printable
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output
from ..receipts import carry_out, chosen_of_one, need, report


def run(options: argparse.Namespace) -> int:
    """List them, print one, set or remove it; none is exit code 1."""
    wanted, key, value = _words(options)
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        version, (item,) = chosen_of_one(workspace, options, [wanted])
        edit = _edit(item, key, value, remove=options.remove)
        if edit is None:
            return _print(options, version, item, key)
        receipt = carry_out(workspace, options, (edit,), version.revision, PLAIN)
    finally:
        workspace.close()
    report(options, receipt, place=options.place)
    return diagnostics.DONE


def _words(options: argparse.Namespace) -> tuple[str, str | None, str | None]:
    words: list[str] = options.words
    need(words, "whose values to look at")
    if len(words) > 3:
        raise UsageError(
            f"{printable(words[3])}: that is one word too many; a value with blanks stands in "
            "quotes"
        )
    if options.remove and len(words) != 2:
        raise UsageError("--remove takes the ID and the KEY to remove, and no VALUE")
    wanted, key, value = (*words, None, None, None)[:3]
    return str(wanted), key, value


def _edit(item: Item, key: str | None, value: str | None, *, remove: bool) -> Edit | None:
    if key is None or (value is None and not remove):
        return None
    if isinstance(item.node, Window):
        if value is None:
            return DeleteWindowValue(item.steps, key)
        return SetWindowValue(item.steps, key, value)
    _refuse_group(item)
    if value is None:
        return DeleteTabValue(item.steps, key)
    return SetTabValue(item.steps, key, value)


def _refuse_group(item: Item) -> None:
    if isinstance(item.node, TabGroup):
        raise Refused(
            f"{printable(item.pointer)}: extensions keep values with tabs and windows, not with "
            "tab groups"
        )


def _values(item: Item) -> dict[str, str]:
    _refuse_group(item)
    node = item.node
    if isinstance(node, ClosedTab):
        return node.tab.ext_values
    return {} if isinstance(node, TabGroup) else node.ext_values


def _print(options: argparse.Namespace, version: Version, item: Item, key: str | None) -> int:
    values = _values(item)
    where = printable(item.pointer)
    if key is not None:
        values = {name: value for name, value in values.items() if name == key}
    out = Output()
    if options.json:
        found: dict[str, Any] = {
            "version": {"name": version.id, "role": version.role, "path": version.path},
            "revision": version.revision,
            "pointer": item.pointer,
            "values": values,
        }
        out.json(found)
    elif not values:
        named = f"value {printable(key)}" if key is not None else "value of an extension"
        raise NothingFound(f"{where}: this {item.kind.noun} has no {named}")
    elif key is not None:
        out.foreign(values[key].encode("utf-8", "replace") + b"\n")
    else:
        out.table(list(values.items()), stretch=1)
    return diagnostics.DONE if values else diagnostics.NOTHING_FOUND
