"""The lines of this process, one to each machine.

A password is typed when the line is opened. A second line would need it again, and could not ask.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from .address import Address
from .line import Line


class Lines:
    """Hands out lines; one is hung up when the last who has it lets it go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Address, tuple[Line, int]] = {}

    def take(self, address: Address) -> tuple[Line, Callable[[], None]]:
        """The line to a machine, and how to let it go again; harmless when that is called twice."""
        machine = address._replace(path="")
        with self._lock:
            line, users = self._open.get(machine) or (Line(machine), 0)
            self._open[machine] = line, users + 1
        gone = threading.Event()

        def let_go() -> None:
            if not gone.is_set():
                gone.set()
                self._let_go(machine)

        return line, let_go

    def _let_go(self, machine: Address) -> None:
        with self._lock:
            line, users = self._open[machine]
            if users > 1:
                self._open[machine] = line, users - 1
                return
            del self._open[machine]
        line.close()


LINES: Final = Lines()
"""Those of this process."""
