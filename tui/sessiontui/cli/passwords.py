"""The password of an encrypted place: from a file, or asked for on the terminal; never an argument.

What stands in a command line, everybody on the machine can read.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from ..errors import Unreadable
from ..person import at_terminal
from ..text import printable

_MOST: Final = 4096  # bytes of a password


class Passwords:
    """Gives the password when an encrypted place asks for it, and asks a person once."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._file: str | None = getattr(options, "password_file", None)
        self._said: str | None = None

    def __call__(self, where: str) -> str | None:
        """The password for a place; None where there is nobody to ask. Raises Unreadable."""
        if self._said is None:
            self._said = self._asked(where) if self._file is None else _first_line(self._file)
        return self._said

    def _asked(self, where: str) -> str | None:
        if not at_terminal():
            return None
        from getpass import getpass

        try:
            return getpass(f"sessiontui: password of {where}: ", sys.stderr)
        except EOFError:
            return None


def _first_line(name: str) -> str:
    """The first line of a file, without its end."""
    from ..app_dirs import expanded
    from ..firefox.safe_reading import NOTES, open_regular, unreadable

    path = expanded(name)
    try:
        with open_regular(path, NOTES) as (file, _):
            line = file.read(_MOST).split(b"\n", 1)[0].removesuffix(b"\r")
    except OSError as error:
        raise unreadable(path, error, NOTES) from None
    try:
        return line.decode("utf-8-sig")  # Windows may write a mark before it
    except UnicodeDecodeError:
        raise Unreadable(f"{printable(name)}: the password in it is not UTF-8") from None
