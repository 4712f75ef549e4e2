"""From a scheme to the plug-in that opens it: found, imported behind a wall, its age checked."""

from __future__ import annotations

from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from msgspec.structs import replace

from ... import __version__
from ...crash_reports import Plugin, know_plugin
from ...errors import PluginFault, SessiontuiError
from ...text import printable
from ..protocols import Store, StoreRef
from .age import check_api
from .guard import guarded
from .listed import shown
from .own_thread import ask_back
from .wall import Wall

GROUP: Final = "sessiontui.stores"
"""The group of entry points that plug-ins stand in, each under its scheme."""


class PluginFactory:
    """Opens the stores of one plug-in, each behind a wall."""

    def __init__(self, plugin: Plugin, factory: Any) -> None:
        self.scheme = plugin.scheme
        self._plugin = plugin
        self._factory = factory

    def open(self, ref: StoreRef, *, read_only: bool) -> Store:
        """Open one. Raises SessiontuiError when it cannot be."""
        if (password := ref.password) is not None:
            ref = replace(ref, password=lambda where: ask_back(partial(password, shown(where))))
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
