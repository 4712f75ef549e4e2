"""A mapping that nobody changes, as programs get one: it can be kept, copied, sent and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Table(Mapping[K, V]):
    """Like a dict, and equal to one of the same content; there is no way to change it."""

    __slots__ = ("_found",)

    def __init__(self, found: Mapping[K, V]) -> None:
        self._found = dict(found)

    def __repr__(self) -> str:
        return repr(self._found)

    def __getitem__(self, key: K) -> V:
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __hash__(self) -> int:
        return hash(frozenset(self._found.items()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self
