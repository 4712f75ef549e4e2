"""How far long work has come, told between its steps; and its end when nobody wants it any more.

Who begins the work says who is to hear of it, for the thread that does it (``told_to``). Who does
it tells where it is (``tell``); while nobody listens that is one look. What is one call of a
library has no share that could be told: only what it is, and of how many bytes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, ParamSpec, TypeVar

from msgspec import Struct

P = ParamSpec("P")
R = TypeVar("R")

LARGE: Final = 8_000_000
"""Bytes; of less nothing is told, it is done before anybody could read it."""
_MB: Final = 1_000_000


class Stopped(Exception):
    """The work was not wanted any more. No fault of what it was at, and nothing was written."""


class Told(Struct, frozen=True):
    """Where work is: ``doing`` what (printable), ``done`` of ``total``, in ``unit`` or bytes.

    ``done`` None: one step that goes on to its end. ``elsewhere``: the code of others does it (a
    plug-in's), so whoever waits can only stop waiting, and how long it takes nobody knows.
    """

    doing: str
    done: int | None
    total: int
    unit: str = ""
    elsewhere: bool = False

    @property
    def one_long_step(self) -> bool:
        """Whether it surely takes longer than a moment, and tells nothing meanwhile."""
        return self.done is None and self.total >= 50 * _MB

    @property
    def words(self) -> str:
        """In words: ``reading recovery.jsonlz4: 42 of 100 MB``."""
        whole = f"{self.total:,} {self.unit}" if self.unit else f"{self.total / _MB:,.0f} MB"
        if self.done is None:
            return f"{self.doing}: {whole}"
        done = f"{self.done:,}" if self.unit else f"{self.done / _MB:,.0f}"
        return f"{self.doing}: {done} of {whole}"


Listener = Callable[[Told], object]
"""Hears where work is. Raises Stopped to end it there."""


class _Here(threading.local):
    listener: Listener | None = None


_here = _Here()


@contextmanager
def told_to(listener: Listener | None) -> Iterator[None]:
    """Inside, and in this thread, what work tells goes to ``listener``."""
    before, _here.listener = _here.listener, listener
    try:
        yield
    finally:
        _here.listener = before


def listening() -> Listener | None:
    """Who hears of the work of this thread: for one that does it on another."""
    return _here.listener


def tell(doing: str, done: int | None, total: int, unit: str = "") -> None:
    """Say where the work of this thread is. Raises Stopped when it is not wanted any more."""
    if _here.listener is not None and (unit or total >= LARGE):
        _here.listener(Told(doing, done, total, unit))


class Relay:
    """Hears of work that begins before anybody is there to be told; ``listener`` comes later."""

    def __init__(self) -> None:
        self.listener: Listener | None = None

    def __call__(self, told: Told) -> None:
        """Hand on what is told, if somebody is there by now."""
        if self.listener is not None:
            self.listener(told)

    def hearing(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something that is told here."""
        with told_to(self):
            return work(*args, **kwargs)


AT_START: Final = Relay()
"""For the first version, which is read while the screen is still being imported."""
