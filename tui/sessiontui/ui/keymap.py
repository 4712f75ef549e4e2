"""Keys that the user changed: which of them hold, and what is wrong with the others.

Textual puts a keymap over the bindings, but it neither knows unknown ids and keys nor says when
one action takes another one's key. So the whole map is tried here first, place by place: what
clashes with a key that stays, or with an entry further up, is dropped with a sentence, and the
action keeps the keys it has always had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from textual.keys import Keys as TextualKeys
from textual.keys import _character_to_key

from ..text import printable
from .actions import ACTIONS, Action
from .key_names import character_of, key_sign


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of keys.toml: an action's id, its keys with commas between, and which line.

    Without ``keys`` what stands there is no text.
    """

    id: str
    keys: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """What has the focus there, whose actions the keys are for, and keys that cannot be changed."""

    name: str
    scopes: tuple[str, ...]
    fixed: frozenset[str] = frozenset()


_FOCUS: Final = frozenset({"tab", "shift+tab"})
_SCROLLED: Final = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown",
     "ctrl+pageup", "ctrl+pagedown"}
)  # fmt: skip
_WINDOW: Final = frozenset({"escape", "q", *_FOCUS})

PLACES: Final = (
    Place("the overview", ("app", "overview"), _FOCUS | _SCROLLED),
    Place("the list of versions", ("app", "list", "rail"), _FOCUS),
    Place("what can be got back", ("app", "list", "overview"), _FOCUS),
    Place("Windows and Closed", ("app", "list", "filtered", "items"), _FOCUS),
    Place("the details of a tab", ("app", "list", "filtered", "items"), _FOCUS | _SCROLLED),
    Place("Settings", ("app", "list", "filtered", "settings"), _FOCUS),
    Place("the details of a setting", ("app", "list", "filtered", "settings"), _FOCUS | _SCROLLED),
    Place("Find", ("app", "list", "find"), _FOCUS),
    Place("the details of a page", ("app", "list", "find"), _FOCUS | _SCROLLED),
    Place("Writes", ("app", "list", "writes"), _FOCUS),
    Place("Size", ("app", "list", "filtered", "size"), _FOCUS),
    Place("the details of a size", ("app", "list", "filtered", "size"), _FOCUS | _SCROLLED),
    Place("the JSON", ("app", "list", "json"), _FOCUS),
    Place("the choice of a profile", ("list",), _WINDOW),
    Place("the window of versions", ("list",), _WINDOW | {"0"}),
    Place("the window of a save", ("list",), _WINDOW | {"o"}),
    Place("the window of designs", ("list",), _WINDOW | {"w", "r", "m"}),
    Place("the window of places", ("list",), _WINDOW),
)


@dataclass(frozen=True, slots=True)
class Keymap:
    """The changed keys that hold, by id, as Textual takes them; and a sentence for each other."""

    changed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def words(self, action: Action) -> str:
        """The keys of an action as the key bar, the palette and the help write them."""
        keys = self.changed.get(action.id)
        if keys is None:
            return action.key_words
        return " ".join(key_sign(key) for key in keys.split(","))


def keymap_of(
    wishes: Sequence[Wish],
    *,
    actions: Sequence[Action] = ACTIONS,
    places: Sequence[Place] = PLACES,
) -> Keymap:
    """Try the whole map; what is valid of it holds.

    A wish is dropped for an unknown id, no key at all, an unknown key, or a clash. Of a wish and a
    key that stays the wish goes, of two wishes the later one; what took a key that comes back by
    that goes, too. Actions that share a key from the beginning (Find everywhere and Find in the
    JSON) may share another.
    """
    ids = {action.id for action in actions}
    held: dict[str, Wish] = {}
    keys = {action.id: tuple(action.keys.split(",")) for action in actions}
    usual = dict(keys)
    problems: list[tuple[int, str]] = []

    def drop(wish: Wish, why: str) -> None:
        problems.append((wish.line, f"keys.toml, line {wish.line}: {why}"))

    for wish in wishes:
        listed = (wish.keys or "").split(",")
        found = tuple(dict.fromkeys(_normal(key) for key in listed if key.strip()))
        unknown = next((key for key in found if not is_key(key)), None)
        if wish.id not in ids:
            drop(wish, f"there is no action “{printable(wish.id)}”{_nearest(wish.id, ids)}.")
        elif wish.id in held:
            drop(wish, f"{wish.id} has its keys already, by line {held[wish.id].line}.")
        elif wish.keys is None:
            drop(wish, f'{wish.id} wants a text of keys: "key" or "key,key".')
        elif not found:
            drop(wish, f"{wish.id} would be without any key; it keeps {_said(usual[wish.id])}.")
        elif unknown is not None:
            drop(wish, f"no key is called “{printable(unknown)}”{_hint(unknown)}.")
        else:
            held[wish.id] = wish
            keys[wish.id] = found

    tries = _Tries(actions, places, usual)
    while (clash := tries.last_clash(keys, held)) is not None:
        wish, key, place, other = clash
        drop(held.pop(wish.id), f"{wish.id} cannot have {_said([key])}: {other} in {place.name}.")
        keys[wish.id] = usual[wish.id]
    return Keymap(
        {name: ",".join(keys[name]) for name in held},
        tuple(words for _, words in sorted(problems)),
    )


class _Tries:
    """Looks for clashes; what the usual keys have in common is none."""

    def __init__(
        self,
        actions: Sequence[Action],
        places: Sequence[Place],
        usual: Mapping[str, Sequence[str]],
    ) -> None:
        self._actions = actions
        self._places = places
        self._usual = dict(usual)
        self._shared = {
            pair
            for place in places
            for ids in self._claims(usual, place).values()
            for pair in map(frozenset, combinations(ids, 2))
        }

    def _claims(self, keys: Mapping[str, Sequence[str]], place: Place) -> dict[str, list[str]]:
        """Which actions a key is for in a place."""
        claims: dict[str, list[str]] = {}
        for action in self._actions:
            if action.scope in place.scopes:
                for key in keys[action.id]:
                    claims.setdefault(key, []).append(action.id)
        return claims

    def last_clash(
        self, keys: Mapping[str, Sequence[str]], held: Mapping[str, Wish]
    ) -> tuple[Wish, str, Place, str] | None:
        """The wish furthest down that clashes: with which key, where, and what has it there."""
        found = [
            (held[loser], key, place, why)
            for place in self._places
            for key, ids in self._claims(keys, place).items()
            for loser, why in self._losers(key, ids, place, held)
        ]
        return max(found, key=lambda clash: clash[0].line, default=None)

    def _losers(
        self, key: str, ids: Sequence[str], place: Place, held: Mapping[str, Wish]
    ) -> Iterator[tuple[str, str]]:
        """Who of those that want a key must do without it, and why."""
        if key in place.fixed:
            for name in ids:
                if name in held and key not in self._usual[name]:
                    yield name, "it has a fixed meaning"
        for pair in combinations(ids, 2):
            wished = sorted((name for name in pair if name in held), key=lambda n: held[n].line)
            if wished and frozenset(pair) not in self._shared:
                [winner] = set(pair) - {wished[-1]}
                yield wished[-1], f"{winner} has it"


# -- keys and their names ----------------------------------------------------------------------

_MODIFIERS: Final = ("alt", "ctrl", "hyper", "meta", "shift", "super")  # in Textual's order
_NAMED: Final = frozenset(
    name for key in TextualKeys if len(name := str(key.value).rpartition("+")[2]) > 1
) - {"return", "ctrl-at"}  # fmt: skip


def is_key(key: str) -> bool:
    """Whether a terminal can send a key that Textual calls this; ``normal`` names only."""
    *modifiers, name = key.split("+")
    if any(word not in _MODIFIERS for word in modifiers) or len(set(modifiers)) < len(modifiers):
        return False
    if not name or name.startswith("<"):
        return False
    if name in _NAMED:
        return True
    character = character_of(name)
    if character is None or "shift" in modifiers:
        return False  # with shift a letter is the capital one
    return not modifiers or character == character.lower()


def _normal(key: str) -> str:
    """A key as Textual writes it: ``?`` is ``question_mark``, ``shift+ctrl+up`` begins with c."""
    key = key.strip()
    if len(key) == 1:
        return _character_to_key(key)
    *modifiers, name = key.split("+")
    key = "+".join((*sorted(modifiers), name))
    return _SENT_AS.get(key, key)


_SENT_AS: Final = {"ctrl+i": "tab", "ctrl+m": "enter"}  # a terminal knows no difference


def _said(keys: Iterable[str]) -> str:
    return " ".join(key_sign(key) for key in keys)


def _nearest(name: str, ids: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(ids), 1)
    return f"; “{near[0]}” is one" if near else "; ? lists them all"


def _hint(key: str) -> str:
    *modifiers, name = key.split("+")
    if "shift" in modifiers and len(name) == 1 and name.isalpha():
        return f"; write {name.upper()} for the capital letter"
    return ""
