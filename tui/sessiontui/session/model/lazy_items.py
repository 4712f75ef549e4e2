"""Items made when somebody looks at one: 100,000 tabs are listed without an object for each."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, Self, TypeVar, overload

from ...brief import brief_items

F = TypeVar("F")
T = TypeVar("T")

_KEEPING: Final = threading.Lock()  # held for no longer than one is put in its place


class Items(Sequence[T]):
    """A sequence whose items are asked for by place (``_at``); a slice of it is a tuple.

    It is shown shortly, and a copy of it is itself: nothing changes it.
    """

    __slots__ = ()

    @abstractmethod
    def _at(self, place: int) -> T:
        """The item at a place from 0 on that there is."""

    def __repr__(self) -> str:
        return brief_items(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """A tuple of the items: what they are made of is this process's own."""
        return tuple, (tuple(self),)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        places = range(len(self))[place]  # raises IndexError as a list does
        return self._at(places) if isinstance(places, int) else tuple(map(self._at, places))


class LazyItems(Items[T], Generic[F, T]):
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

    def __len__(self) -> int:
        return len(self._found)

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
