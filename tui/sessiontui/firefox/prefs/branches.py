"""What stands around a profile's own prefs.js and user.js, as Firefox's two branches hold it.

Every preference has a default and may have a value of the user's, and a lock lets only the default
count (Preferences.cpp). Defaults files, autoconfig and policies change both one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from .catalogue import SPECS
from .prefs_js import PrefValue

Source: TypeAlias = Literal["default", "system", "policies.json", "prefs.js", "user.js"]
"""Where a value stands; ``system`` is the machine's own defaults and autoconfig."""


class Decided(Struct, frozen=True):
    """A value and who decided it; ``file`` names the file for a sentence."""

    value: PrefValue | None
    source: Source
    file: str


class Surroundings(Struct, frozen=True):
    """What decides over a profile besides its own files.

    ``imposed`` are values of the user's branch that are set again at every start, ``locked`` the
    names whose default alone counts (value None: whatever the default is), ``cleared`` those whose
    line in prefs.js is taken away at every start. ``unread``: sentences about what there is but
    could not be read, so that it may decide otherwise.
    """

    defaults: Mapping[str, Decided] = field(default_factory=dict)
    imposed: Mapping[str, Decided] = field(default_factory=dict)
    locked: Mapping[str, Decided] = field(default_factory=dict)
    cleared: Mapping[str, Decided] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


NOTHING = Surroundings()


class Branches:
    """The branches while the files are read; ``source`` and ``file`` are of the one read now."""

    def __init__(self) -> None:
        self.source: Source = "system"
        self.file = ""
        self.unread: list[str] = []
        self._defaults: dict[str, Decided] = {}
        self._imposed: dict[str, Decided] = {}
        self._locked: dict[str, Decided] = {}
        self._cleared: dict[str, Decided] = {}

    def reading(self, source: Source, file: str) -> None:
        """What follows is decided by this file."""
        self.source, self.file = source, file

    def default(self, name: str, value: PrefValue, *, lock: bool | None = None) -> None:
        """Change a default; ``lock`` None leaves the lock as it is. A wrong type changes nothing.

        The lock follows all the same: policies and lockPref() set it although the value failed.
        """
        if _fits(name, value):
            self._defaults[name] = self._decided(value)
        if lock is False:
            self.unlock(name)
        elif lock or name in self._locked:
            self.lock(name)

    def shipped_default(self, name: str, value: PrefValue, *, lock: bool) -> None:
        """A default in a file of defaults; a lock there keeps later files from changing it."""
        if name not in self._locked:
            self.default(name, value, lock=lock or None)

    def impose(self, name: str, value: PrefValue) -> None:
        """Give the user's branch a value at every start."""
        if _fits(name, value):
            self._imposed[name] = self._decided(value)

    def clear(self, name: str) -> None:
        """Take the user's own value away at every start."""
        self._imposed.pop(name, None)
        self._cleared[name] = self._decided(None)

    def lock(self, name: str) -> None:
        """Let only the default count."""
        self._locked[name] = self._decided(None)

    def unlock(self, name: str) -> None:
        """Let the user's own value count again."""
        self._locked.pop(name, None)

    def shipped(self, name: str) -> PrefValue | None:
        """The default as it is now; None when no file has changed it."""
        found = self._defaults.get(name)
        return found.value if found else None

    def surroundings(self) -> Surroundings:
        """What has come of it."""
        return Surroundings(
            self._defaults, self._imposed, self._locked, self._cleared, tuple(self.unread)
        )

    def _decided(self, value: PrefValue | None) -> Decided:
        return Decided(value, self.source, self.file)


def _fits(name: str, value: PrefValue) -> bool:
    spec = SPECS.get(name)
    return spec is None or spec.fits(value)


def names_in(around: Surroundings) -> Iterable[str]:
    """Every preference that something around the profile decides."""
    return {*around.defaults, *around.imposed, *around.locked, *around.cleared}
