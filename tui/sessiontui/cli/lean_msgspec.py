"""msgspec without ``typing_extensions``, which takes longer to import than all of msgspec.

msgspec takes it where it is there, and Python's own ``typing`` where not: the same, in a Python as
new as this program needs.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Final

_UNWANTED: Final = "typing_extensions"


def load() -> None:
    """Import msgspec; while no other thread is there that may want what it goes without."""
    if _UNWANTED in sys.modules or "msgspec" in sys.modules:
        return
    sys.modules[_UNWANTED] = None  # type: ignore[assignment]  # as the import system has it
    try:
        with suppress(ImportError):  # one that needs it: whoever imports it next brings both
            import msgspec  # noqa: F401
    finally:
        del sys.modules[_UNWANTED]
