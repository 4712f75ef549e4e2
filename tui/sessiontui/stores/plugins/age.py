"""For which stores a plug-in was written: it says so itself, with ``store_api`` in its factory.

``STORE_API`` counts up when something that docs/stores.md promises changes or goes; what comes to
it leaves it as it is.
"""

from __future__ import annotations

from typing import Final

from ... import __version__
from ...crash_reports import Plugin
from ...errors import PluginFault

STORE_API: Final = 1
"""The version of what a store is, as this program knows it."""
OLDEST_API: Final = 1
"""The oldest that it still opens."""


def check_api(plugin: Plugin, written_for: object) -> None:
    """Whether a plug-in was written for the stores of this program. Raises PluginFault."""
    if type(written_for) is not int:
        raise PluginFault(
            f"{plugin.words} does not say for which version of stores it was written "
            f"(store_api, a number; sessiontui {__version__} knows {STORE_API}): update it, or "
            "tell who makes it"
        )
    if written_for > STORE_API:
        raise PluginFault(
            f"{plugin.words} was written for version {written_for} of stores, and sessiontui "
            f"{__version__} knows {STORE_API}: update sessiontui"
        )
    if written_for < OLDEST_API:
        raise PluginFault(
            f"{plugin.words} was written for version {written_for} of stores, and sessiontui "
            f"{__version__} opens {OLDEST_API} or newer: update the plug-in"
        )
