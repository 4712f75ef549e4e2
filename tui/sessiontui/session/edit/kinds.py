"""What kinds of edit there are: which open something, which forget, and a short title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...text import count
from . import edits as e
from .edits import Edit

_TITLES: Final[dict[type, tuple[str, str, str]]] = {
    e.RestoreClosedTab: ("restore", "tab", "tabs"),
    e.RestoreClosedWindow: ("restore", "window", "windows"),
    e.RestoreGroup: ("restore", "group", "groups"),
    e.ForgetClosedTab: ("forget", "tab", "tabs"),
    e.ForgetClosedWindow: ("forget", "window", "windows"),
    e.ForgetGroup: ("forget", "group", "groups"),
    e.CloseTab: ("close", "tab", "tabs"),
    e.CloseWindow: ("close", "window", "windows"),
    e.PinTab: ("pin or unpin", "tab", "tabs"),
    e.MoveTab: ("move", "tab", "tabs"),
    e.SetTabValue: ("set", "value", "values"),
    e.SetWindowValue: ("set", "value", "values"),
    e.DeleteTabValue: ("remove", "value", "values"),
    e.DeleteWindowValue: ("remove", "value", "values"),
}
_OPENING: Final = (
    e.RestoreClosedTab,
    e.RestoreClosedWindow,
    e.RestoreGroup,
    e.KeepOnly,
    e.OpenPages,
)
Forget = e.ForgetClosedTab | e.ForgetClosedWindow | e.ForgetGroup | e.ForgetMatching
_FORGETTING: Final = (e.ForgetClosedTab, e.ForgetClosedWindow, e.ForgetGroup, e.ForgetMatching)


def opens(edits: Sequence[Edit]) -> bool:
    """Whether something is to open that would not have opened."""
    return any(isinstance(edit, _OPENING) for edit in edits)


def leaves_out(edits: Sequence[Edit], tabs: int) -> bool:
    """Whether they keep only some of so many open tabs."""
    return any(isinstance(edit, e.KeepOnly) and len(set(edit.tabs)) < tabs for edit in edits)


def forgets(edits: Sequence[Edit]) -> list[Forget]:
    """Those that forget something."""
    return [edit for edit in edits if isinstance(edit, _FORGETTING)]


def title(edits: Sequence[Edit]) -> str:
    """What they do, in few words and without a page's name: ``restore 2 tabs, forget 1 window``."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    parts: list[str] = []
    for edit in edits:
        match edit:
            case e.KeepOnly():
                parts.append(f"keep only {count(len(edit.tabs), 'tab')}")
            case e.OpenPages():
                parts.append("open pages")
            case e.ForgetMatching():
                parts.append("forget matching")
            case _:
                numbers[_TITLES[type(edit)]] += 1
    counted = [f"{verb} {count(n, one, many)}" for (verb, one, many), n in numbers.items()]
    return ", ".join(counted + list(dict.fromkeys(parts)))
