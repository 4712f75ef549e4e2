"""The actions of the table as they are offered: here, elsewhere, and those that words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from textual.binding import ActiveBinding
from textual.dom import DOMNode

from .actions import ACTIONS, BY_ID, SCOPES, Action, entry, in_order, why_not

_ALIKE: Final = 0.75  # of two words, for one to be taken for the other mistyped
_SHOWN_BY: Final = {
    "rail": "app.versions", "overview": "app.overview", "filtered": "app.windows",
    "items": "app.windows", "find": "app.find-pages", "writes": "app.writes", "size": "app.size",
    "json": "app.json",
}  # fmt: skip
"""The action that goes to a place where others work."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An action, its keys, the widget that carries it, and why it makes no sense now.

    What has no key where the focus is has no widget.
    """

    action: Action
    keys: str
    node: DOMNode | None
    why_not: str | None


def here(active: Iterable[ActiveBinding], words: Callable[[Action], str]) -> Iterator[Choice]:
    """The table's actions among the bindings that are active, those of the focus first."""
    seen: set[str] = set()
    for found in in_order(active):
        action = entry(found.binding)
        if action is not None and action.id not in seen:
            seen.add(action.id)
            yield Choice(action, words(action), found.node, why_not(found.node, action.action))


def elsewhere(known: Iterable[Choice], words: Callable[[Action], str]) -> Iterator[Choice]:
    """All other actions of the table, each with where it is."""
    ids = {choice.action.id for choice in known}
    for action in ACTIONS:
        if action.id not in ids:
            place = SCOPES[action.scope]
            why = f"only {place[0].lower()}{place[1:]}"
            if action.scope in _SHOWN_BY:
                why += f": {words(BY_ID[_SHOWN_BY[action.scope]])} shows it"
            yield Choice(action, words(action), None, f"{why}.")


def matching(choices: Iterable[Choice], typed: str) -> list[Choice]:
    """Those that have all the words, in any order, in name, help, keys, place or id; best first.

    Where no action has them, those that have nearly the same ones.
    """
    listed, sought = list(choices), typed.split()
    scored = [(_score(choice, sought), choice) for choice in listed]
    found = [one for one in scored if one[0]]
    if not found:
        scored = [(_nearly(choice, sought), choice) for choice in listed]
        found = [one for one in scored if one[0]]
    return [choice for _, choice in sorted(found, key=lambda one: -one[0])]


def has_words(text: str, typed: str) -> bool:
    """Whether a text has all the words, in any order."""
    folded = text.casefold()
    return all(word in folded for word in typed.casefold().split())


def _names(action: Action) -> str:
    return f"{action.label} {action.long}".casefold()


def _score(choice: Choice, sought: Sequence[str]) -> int:
    """How well the words mean it; 0 when one of them does not."""
    action, total = choice.action, 0
    names = _names(action)
    rest = f"{action.help} {SCOPES[action.scope]} {action.id}".casefold()
    keys = choice.keys.split(" ")
    for word in sought:
        folded = word.casefold()
        if word in keys:
            total += 8
        elif names.startswith(folded):
            total += 6
        elif any(part.startswith(folded) for part in names.split()):
            total += 4
        elif folded in names:
            total += 3
        elif folded in rest or folded in choice.keys.casefold():
            total += 1
        else:
            return 0
    return total


def _nearly(choice: Choice, sought: Sequence[str]) -> int:
    words = f"{_names(choice.action)} {choice.action.help.casefold()}".split()
    found = [get_close_matches(word.casefold(), words, 1, _ALIKE) for word in sought]
    return len(found) if all(found) else 0
