"""What ``ssh:[user@]host[:port][/path]`` names, and nothing that ssh could take for an option."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ....errors import UsageError
from ....text import printable

# Neither begins with "-" nor holds what a shell reads; a host may be a name of ~/.ssh/config.
_USER: Final = r"[A-Za-z0-9_][A-Za-z0-9_.+-]*"
_HOST: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?\]"
_ADDRESS: Final = re.compile(rf"(?:({_USER})@)?({_HOST})(?::([0-9]{{1,5}}))?(/.*)?", re.DOTALL)


class Address(NamedTuple):
    """Where ssh goes, and the path there: empty for all the profiles it has."""

    user: str | None
    host: str
    port: int | None
    path: str

    @property
    def title(self) -> str:
        """As it was typed, without the path."""
        user = f"{self.user}@" if self.user else ""
        return f"ssh:{user}{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def known_as(self) -> str:
        """As known_hosts has it."""
        host = self.host.strip("[]")
        return f"[{host}]:{self.port}" if self.port not in (None, 22) else host

    @property
    def command(self) -> str:
        """What a person types to get there by hand."""
        port = f"-p {self.port} " if self.port else ""
        user = f"{self.user}@" if self.user else ""
        return f"ssh {port}{user}{self.host.strip('[]')}"

    def words(self) -> list[str]:
        """What ssh is given: its options for this place, and the host behind ``--``."""
        host = self.host.strip("[]")
        return [
            *(["-p", str(self.port)] if self.port else []),
            *(["-l", self.user] if self.user else []),
            "--",
            host,
        ]


def address_of(rest: str) -> Address:
    """What stands behind ``ssh:``. Raises UsageError."""
    found = _ADDRESS.fullmatch(rest)
    if found is None or not 0 < int(found[3] or 22) < 65536:
        raise UsageError(
            f"ssh:{printable(rest)}: this is no ssh:[user@]host[:port][/path], with letters, "
            "digits, dots and dashes in user and host"
        )
    return Address(found[1], found[2], int(found[3]) if found[3] else None, found[4] or "")
