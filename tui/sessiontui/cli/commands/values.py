"""``sessiontui values PLACE ID [KEY [VALUE]]``: what extensions keep with a tab or window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, Refused, UsageError
from ...text import printable
from .. import diagnostics
from ..options import ID, add_edit, add_place, add_words
from ..output import Output
from ..place import opened
from ..receipts import carry_out, chosen_of_one, need, report

if TYPE_CHECKING:
    from ...session.edit.edits import Edit
    from ...session.model.items import Item
    from ...stores.view import Version

EXAMPLE: Final = "sessiontui values default-esr /windows/0/tabs/3"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.usage = "sessiontui values [options] PLACE ID [KEY [VALUE]]"
    add_place(parser)
    add_words(
        parser, "words", "ID [KEY [VALUE]]",
        f"{ID}, open or closed; then a key to print its value, and a value to set it "
        "(exactly as given; extensions keep JSON)",
    )  # fmt: skip
    parser.add_argument("--remove", action="store_true", help="remove the value of KEY")
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """What ``--json`` prints: values, or the receipt of a change."""
    from ..json_shapes.edits import ReceiptOut
    from ..json_shapes.values import ValuesOut

    return (ValuesOut, ReceiptOut)


def run(options: argparse.Namespace) -> int:
    """List them, print one, set or remove it; none is exit code 1."""
    wanted, key, value = _words(options)
    with opened(options) as workspace:
        version, (item,) = chosen_of_one(workspace, options, [wanted])
        edit = _edit(item, key, value, remove=options.remove)
        if edit is None:
            return _print(options, version, item, key)
        receipt = carry_out(workspace, options, (edit,), version)
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
    from ...session.edit import edits
    from ...session.model.window import Window

    if key is None or (value is None and not remove):
        return None
    if isinstance(item.node, Window):
        if value is None:
            return edits.DeleteWindowValue(item.steps, key)
        return edits.SetWindowValue(item.steps, key, value)
    _refuse_group(item)
    if value is None:
        return edits.DeleteTabValue(item.steps, key)
    return edits.SetTabValue(item.steps, key, value)


def _refuse_group(item: Item) -> None:
    from ...session.model.tab_group import TabGroup

    if isinstance(item.node, TabGroup):
        raise Refused(
            f"{printable(item.pointer)}: extensions keep values with tabs and windows, not with "
            "tab groups"
        )


def _values(item: Item) -> dict[str, str]:
    from ...session.model.closed_tab import ClosedTab
    from ...session.model.tab_group import TabGroup

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
        from ..json_shapes.tabs import version_name_out
        from ..json_shapes.values import ValuesOut

        out.json(ValuesOut(version_name_out(version), version.revision, item.pointer, values))
    elif not values:
        named = f"value {printable(key)}" if key is not None else "value of an extension"
        raise NothingFound(f"{where}: this {item.kind.noun} has no {named}")
    elif key is not None:
        out.foreign(values[key].encode("utf-8", "replace") + b"\n")
    else:
        out.table(list(values.items()), stretch=1)
    return diagnostics.DONE if values else diagnostics.NOTHING_FOUND
