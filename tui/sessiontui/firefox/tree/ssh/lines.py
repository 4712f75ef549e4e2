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
    """Hands out lines; one is hung up when the last who has it lets it go.

    That may happen at any moment, also in the midst of what is done here: where nobody holds
    whoever had it any more.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open: dict[Address, Line] = {}
        self._users: dict[object, Address] = {}

    def take(self, address: Address) -> tuple[Line, Callable[[], None]]:
        """The line to a machine, and how to let it go again; harmless when that is called twice."""
        machine, user = address._replace(path=""), object()
        with self._lock:
            self._users[user] = machine  # first: from here on nobody hangs it up
            line = self._open.get(machine)
            if line is None:
                line = self._open[machine] = Line(machine)
        return line, lambda: self._let_go(user)

    def _let_go(self, user: object) -> None:
        with self._lock:
            machine = self._users.pop(user, None)
            if machine is None or machine in self._users.values():
                return
            line = self._open.pop(machine)
        line.close()


LINES: Final = Lines()
"""Those of this process."""
