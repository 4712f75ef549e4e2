"""What was promised under another name: the old one goes on working, and says the new one.

A module asks ``old_name`` in its ``__getattr__``; an attribute that was renamed stays as a property
that calls ``say_renamed``. When an old name may go is said in docs/library.md.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TypeAlias
from warnings import warn

Renamed: TypeAlias = Mapping[str, tuple[str, str]]
"""Old names that still work: the new one of each, and the release in which the old one goes."""


def old_name(module: str, name: str, renamed: Renamed) -> object:
    """What an old name of a module means. Raises AttributeError for one that there never was."""
    if name not in renamed:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    new, gone = renamed[name]
    say_renamed(f"{module}.{name}", f"{module}.{new}", gone, level=4)
    return getattr(sys.modules[module], new)


def say_renamed(old: str, new: str, gone: str, *, level: int = 3) -> None:
    """Say it of the line that uses the old name: ``level`` calls up, 3 from a property."""
    warn(f"{old} is {new} now; the old name goes in {gone}", DeprecationWarning, stacklevel=level)
