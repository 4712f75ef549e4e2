"""What is to be done later, each at most once at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=str)


class Timers(Generic[T]):
    """Moments by their names, on the monotonic clock; setting one again puts it off."""

    def __init__(self) -> None:
        self._due: dict[T, float] = {}

    def __contains__(self, timer: T) -> bool:
        return timer in self._due

    def start(self, timer: T, seconds: float) -> None:
        """Have a timer ring in so many seconds."""
        self._due[timer] = time.monotonic() + seconds

    def stop(self, *timers: T) -> None:
        """Have these not ring; those that do not run are passed over."""
        for timer in timers:
            self._due.pop(timer, None)

    @property
    def seconds(self) -> float:
        """How long until the next one rings; 0 when one should have. One must be running."""
        return max(0.0, min(self._due.values()) - time.monotonic())

    def ringing(self) -> Iterator[T]:
        """Those whose moment has come, each ended as it is given out.

        One that is stopped or put off by what is done for another does not ring.
        """
        now = time.monotonic()
        for timer in [timer for timer, due in self._due.items() if due <= now]:
            if self._due.get(timer, now + 1) <= now:
                del self._due[timer]
                yield timer
