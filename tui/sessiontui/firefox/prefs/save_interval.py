"""How often Firefox saves, in seconds, by the settings of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .catalogue import SPECS
from .effective import Prefs
from .names import INTERVAL, INTERVAL_IDLE
from .prefs_js import PrefValue

_SHORTEST: Final = 2.0  # Firefox saves no sooner, whatever the interval


def _seconds(value: PrefValue | None) -> float | None:
    return value / 1000 if isinstance(value, int) and not isinstance(value, bool) else None


def _default(name: str) -> float:
    seconds = _seconds(SPECS[name].default_for(None))
    if seconds is None:
        raise TypeError(f"{name} has no default in milliseconds")
    return seconds


USUAL_INTERVAL: Final = _default(INTERVAL)
"""Seconds between two saves at least, where nothing is set."""
USUAL_IDLE_INTERVAL: Final = _default(INTERVAL_IDLE)
"""The same while nobody uses the computer."""


def save_interval(prefs: Prefs | Mapping[str, PrefValue | None]) -> float:
    """Seconds between two saves at least, in a profile with these settings."""
    seconds = _seconds(prefs.get(INTERVAL))
    return max(USUAL_INTERVAL if seconds is None else seconds, _SHORTEST)
