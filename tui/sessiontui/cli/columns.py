"""How wide the terminal is."""

from __future__ import annotations

import os
import sys


def terminal_columns(otherwise: int) -> int:
    """As ``shutil.get_terminal_size`` tells it, with which three compressors would be loaded."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    if sys.__stdout__ is None:
        return otherwise
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or otherwise
    except (ValueError, OSError):
        return otherwise  # it is closed, or no terminal
