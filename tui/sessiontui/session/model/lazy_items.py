"""Items made when somebody looks at one: 100,000 tabs are listed without an object for each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, Self, TypeVar, overload

from ...brief import brief_items

F = TypeVar("F")
T = TypeVar("T")

_KEEPING: Final = threading.Lock()  # held for no longer than one is put in its place


class LazyItems(Sequence[T], Generic[F, T]):
    """What stands in a list of a file, as objects. How many there are is known without them.

    ``make`` makes one, of what was found, of its place and of what else it is given; a place
    always gives the same object, to the threads that look at the same time as well.
    """

    __slots__ = ("_found", "_made", "_make", "_more")

    def __init__(self, found: Sequence[F], make: Callable[..., T], *more: object) -> None:
        self._found = found
        self._make = make
        self._more = more
        self._made: list[T | None] | None = None

    def __repr__(self) -> str:
        return brief_items(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """A tuple of the items: what they are made of is this process's own."""
        return tuple, (tuple(self),)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        places = range(len(self._found))[place]  # raises IndexError as a list does
        if isinstance(places, range):
            return tuple(self._at(i) for i in places)
        return self._at(places)

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(len(self._found)))

    def _at(self, place: int) -> T:
        made = self._made
        if made is not None and (item := made[place]) is not None:
            return item
        new = self._make(self._found[place], place, *self._more)
        with _KEEPING:
            if self._made is None:
                self._made = [None] * len(self._found)
            item = self._made[place]
            if item is None:
                item = self._made[place] = new
            return item
