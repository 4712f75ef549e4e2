"""Every kind of edit, one row each: what carries it out, how it is called, what it brings about.

A new kind is a struct in ``edits``, a function in ``operations`` and a row here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from ...text import count
from . import edits as e
from .edits import Edit
from .operations import close, forget, open_pages, pin_move_values, restore, slim
from .session_draft import SessionDraft


class Kind(Struct, frozen=True):
    """One kind of edit.

    ``carry_out`` does it on a workbench and says in one printable sentence what was done.
    ``verb``, ``one`` and ``many`` make its title, counted unless ``one`` is empty.
    """

    carry_out: Callable[[SessionDraft, Any], str]
    verb: str
    one: str = ""
    many: str = ""
    opens: bool = False  # something opens that would not have opened


KINDS: Final[Mapping[type, Kind]] = MappingProxyType(
    {
        e.RestoreClosedTab: Kind(restore.restore_tab, "restore", "tab", "tabs", opens=True),
        e.RestoreClosedWindow: Kind(
            restore.restore_window, "restore", "window", "windows", opens=True
        ),
        e.RestoreGroup: Kind(restore.restore_group, "restore", "group", "groups", opens=True),
        e.ForgetClosedTab: Kind(forget.forget_tab, "forget", "tab", "tabs"),
        e.ForgetClosedWindow: Kind(forget.forget_window, "forget", "window", "windows"),
        e.ForgetGroup: Kind(forget.forget_group, "forget", "group", "groups"),
        e.ForgetMatching: Kind(forget.forget_matching, "forget what matches"),
        e.CloseTab: Kind(close.close_tab, "close", "tab", "tabs"),
        e.CloseWindow: Kind(close.close_window, "close", "window", "windows"),
        e.CloseCopies: Kind(close.close_copies, "close", "copy", "copies"),
        e.KeepOnly: Kind(close.keep_only, "keep only", "tab", "tabs", opens=True),
        e.PinTab: Kind(pin_move_values.pin_tab, "pin or unpin", "tab", "tabs"),
        e.MoveTab: Kind(pin_move_values.move_tab, "move", "tab", "tabs"),
        e.OpenPages: Kind(open_pages.open_pages, "open pages", opens=True),
        e.DropIcons: Kind(slim.drop_icons, "drop favicons"),
        e.CutHistory: Kind(slim.cut_history, "cut histories"),
        e.DropNested: Kind(slim.drop_nested, "drop sessions inside"),
        e.DropStorage: Kind(slim.drop_storage, "drop storage"),
        e.DropExtensionValues: Kind(slim.drop_extension_values, "drop values of extensions"),
        e.DropCopies: Kind(slim.drop_copies, "drop", "copy", "copies"),
        e.SetTabValue: Kind(pin_move_values.set_tab_value, "set", "value", "values"),
        e.SetWindowValue: Kind(pin_move_values.set_window_value, "set", "value", "values"),
        e.DeleteTabValue: Kind(pin_move_values.delete_tab_value, "remove", "value", "values"),
        e.DeleteWindowValue: Kind(pin_move_values.delete_window_value, "remove", "value", "values"),
    }
)

Forget = e.ForgetClosedTab | e.ForgetClosedWindow | e.ForgetGroup | e.ForgetMatching


def opens(edits: Sequence[Edit]) -> bool:
    """Whether something is to open that would not have opened."""
    return any(KINDS[type(edit)].opens for edit in edits)


def missing(edits: Sequence[Edit]) -> tuple[str, ...]:
    """What damaged files do not give of what they open, in sentences, each once."""
    said = (words for edit in edits if isinstance(edit, e.OpenPages) for words in edit.missing)
    return tuple(dict.fromkeys(said))


def guessed(edits: Sequence[Edit]) -> frozenset[tuple[str, str]]:
    """Titles and addresses of the tabs they open that may be wrong."""
    return frozenset().union(*(edit.guessed for edit in edits if isinstance(edit, e.OpenPages)))


def leaves_out(edits: Sequence[Edit], tabs: int) -> bool:
    """Whether they keep only some of so many open tabs."""
    return any(isinstance(edit, e.KeepOnly) and len(set(edit.tabs)) < tabs for edit in edits)


def forgets(edits: Sequence[Edit]) -> list[Forget]:
    """Those that forget something."""
    return [edit for edit in edits if isinstance(edit, Forget)]


def title(edits: Sequence[Edit]) -> str:
    """What they do, in few words and without a page's name: ``restore 2 tabs, forget 1 window``."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    for edit in edits:
        kind = KINDS[type(edit)]
        numbers[kind.verb, kind.one, kind.many] += (
            len(edit.tabs) if isinstance(edit, e.KeepOnly | e.CloseCopies | e.DropCopies) else 1
        )
    return ", ".join(
        f"{verb} {count(number, one, many)}" if one else verb
        for (verb, one, many), number in numbers.items()
    )
