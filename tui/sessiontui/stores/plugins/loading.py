"""From a scheme to the plug-in that opens it: found, imported on a wall's thread, its age checked.

A plug-in says for which stores it was written: ``store_api = 1`` in its factory. ``STORE_API``
counts up when something that is promised in docs/stores.md changes or goes.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from ... import __version__
from ...crash_reports import Plugin, know_plugin
from ...errors import PluginFault, SessiontuiError
from ...text import printable
from ..protocols import Store, StoreRef
from .guard import guarded
from .wall import Wall

GROUP: Final = "sessiontui.stores"
"""The group of entry points that plug-ins stand in, each under its scheme."""
STORE_API: Final = 1
"""The version of what a store is, as this program knows it."""
OLDEST_API: Final = 1
"""The oldest that it still opens."""


class PluginFactory:
    """Opens the stores of one plug-in, each behind a wall."""

    def __init__(self, plugin: Plugin, factory: Any) -> None:
        self.scheme = plugin.scheme
        self._plugin = plugin
        self._factory = factory

    def open(self, ref: StoreRef, *, read_only: bool) -> Store:
        """Open one. Raises SessiontuiError when it cannot be."""
        return guarded(
            self._plugin,
            lambda: self._factory.open(ref, read_only=read_only),
            read_only=read_only,
        )


def plugin_factory(scheme: str) -> PluginFactory | None:
    """The plug-in that opens a scheme; None where none is installed.

    Raises PluginFault when it cannot be loaded or is of another age.
    """
    for entry_point in entry_points(group=GROUP, name=scheme):
        owner = entry_point.dist
        distribution = f"{owner.name} {owner.version}" if owner else "of no distribution"
        plugin = know_plugin(scheme, printable(distribution), entry_point.module)
        factory = _imported(plugin, entry_point)
        check_api(plugin, getattr(factory, "store_api", None))
        return PluginFactory(plugin, factory)
    return None


def _imported(plugin: Plugin, entry_point: EntryPoint) -> Any:
    wall = Wall(plugin)
    try:
        factory = wall.ask("its factory", entry_point.load)
    except SessiontuiError as error:
        raise _not_loaded(plugin, entry_point, error.__cause__) from error.__cause__
    finally:
        wall.thread.end()
    if not callable(getattr(factory, "open", None)):
        raise PluginFault(
            f"{plugin.words} brings no store to open ({printable(entry_point.value)})"
        )
    return factory


def _not_loaded(
    plugin: Plugin, entry_point: EntryPoint, error: BaseException | None
) -> PluginFault:
    kind = printable(type(error).__name__)[:60]
    if isinstance(error, ImportError) and str(error.name or "").partition(".")[0] == "sessiontui":
        return PluginFault(
            f"{plugin.words} could not be loaded: it needs something of sessiontui that "
            f"{__version__} does not have ({kind}): update it, or sessiontui"
        )
    return PluginFault(
        f"{plugin.words} could not be loaded ({kind} in {printable(entry_point.value)})"
    )


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
