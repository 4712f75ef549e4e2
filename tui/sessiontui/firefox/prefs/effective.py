"""The value Firefox sees for a preference, and where that stands: the one answer for everybody.

What is locked or set anew at every start comes first, then user.js, then prefs.js, then changed
defaults (policies, autoconfig, the system's files), then the default of that version of Firefox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from ...errors import SessiontuiError
from ...text import printable
from .. import browser
from ..file_names import SESSION_PREFS
from ..tree.path import AnyPath, TreePath
from . import names
from .branches import NOTHING, Decided, Source, Surroundings, names_in
from .catalogue import SPECS, Version
from .prefs_js import PrefValue
from .selected_prefs import read_prefs
from .selection import Selection
from .system import surroundings

ASKED_FOR: Final = Selection(
    (*SPECS, names.MIGRATED_TO_136, names.MIGRATED_TO_128, names.PLATFORM_VERSION), names.STORE
)
"""The settings that are read from a profile's files: a profile has thousands of others."""

Values: TypeAlias = Mapping[str, PrefValue]
Ignored: TypeAlias = tuple[Decided, ...]


class Effective(Struct, frozen=True):
    """What Firefox goes by, and what it ignores on the way because its type is wrong.

    ``fixed``: it is set again at every start, so that a line in prefs.js changes nothing.
    """

    value: PrefValue | None
    source: Source
    file: str
    fixed: bool
    ignored: Ignored


class Prefs(Struct, frozen=True):
    """The preferences of a profile: its two files, its version of Firefox, what is around it.

    Only those in ASKED_FOR can be asked for: of the files on disk no others are read.
    """

    prefs: Values
    user: Values
    version: Version | None = None
    around: Surroundings = NOTHING

    def get(self, name: str) -> PrefValue | None:
        """The value Firefox sees; None when it is set nowhere and this version has no default."""
        return self.effective(name).value

    def source(self, name: str) -> Source:
        """Where that value stands."""
        return self.effective(name).source

    def effective(self, name: str) -> Effective:
        """The value with where it stands. Raises LookupError for one that is not in ASKED_FOR."""
        if name not in ASKED_FOR:
            raise LookupError(f"{name} is not read from prefs.js: put it into ASKED_FOR")
        around = self.around
        locked = around.locked.get(name)
        ignored: list[Decided] = []
        for found, fixed in () if locked else self._set(name):
            if self._fits(name, found.value):
                return Effective(found.value, found.source, found.file, fixed, tuple(ignored))
            ignored.append(found)
        default = around.defaults.get(name)
        value = self.default(name)
        cleared = around.cleared.get(name) if name in self.user or name in self.prefs else None
        fixed_by = locked or cleared
        by = fixed_by or default
        if by is None:
            return Effective(value, "default", "", False, tuple(ignored))
        return Effective(value, by.source, by.file, fixed_by is not None, tuple(ignored))

    def default(self, name: str) -> PrefValue | None:
        """The value where neither prefs.js nor user.js sets one: the machine's or Firefox's own."""
        changed = self.around.defaults.get(name)
        if changed is not None:
            return changed.value
        spec = SPECS.get(name)
        return spec.default_for(self.version) if spec else None

    def where(self, name: str) -> str:
        """The pref with the file that sets it, for a sentence."""
        found = self.effective(name)
        value = found.value
        shown = str(value).lower() if isinstance(value, bool) else printable(str(value))
        file = found.file if found.source == "system" else found.source
        return f"{name} = {shown}" + (f" in {file}" if found.source != "default" else "")

    def names(self) -> set[str]:
        """Every preference that is set anywhere."""
        return {*self.prefs, *self.user, *names_in(self.around)}

    def _set(self, name: str) -> list[tuple[Decided, bool]]:
        """What the user's branch of Firefox would hold, the strongest first."""
        found: list[tuple[Decided, bool]] = []
        imposed = self.around.imposed.get(name)
        if imposed is not None:
            found.append((imposed, True))
        if name not in self.around.cleared:
            if name in self.user:
                found.append((Decided(self.user[name], "user.js", "user.js"), True))
            if name in self.prefs:
                found.append((Decided(self.prefs[name], "prefs.js", "prefs.js"), False))
        return found

    def _fits(self, name: str, value: PrefValue | None) -> bool:
        spec = SPECS.get(name)
        # Only a default gives a setting its type: one without takes anything.
        return value is not None and (
            spec is None or spec.fits(value) or not spec.read_by(self.version)
        )


def read(profile: AnyPath, *, strict: bool = False, fork: bool = False) -> Prefs:
    """The preferences of a profile as the next start of its Firefox will see them.

    ``strict``: raise Unreadable when prefs.js or user.js is there and cannot be read; else such a
    file counts as empty. A ``fork`` may write its own version into compatibility.ini. In a safety
    copy that is looked at as a profile elsewhere, what it kept of both stands for prefs.js.
    """
    name = "prefs.js"
    if isinstance(profile, TreePath) and not (profile / name).exists():
        name = SESSION_PREFS
    prefs, user = (_read(profile / of, strict=strict) for of in (name, "user.js"))
    version = _platform(prefs) if fork else _version(profile)
    # What a machine decides for a profile elsewhere is not what this one does.
    around = (
        NOTHING
        if isinstance(profile, TreePath)
        else surroundings(browser.install_directory(profile))
    )
    return Prefs(prefs, user, version, around)


def _version(profile: AnyPath) -> Version | None:
    found = browser.firefox_version(profile)
    if found is None:
        return None
    # Until 3.6 the second number told versions apart as the first one does today.
    early = re.match(r"[0-9]+\.[0-9]", found.text) if found.major < 4 else None
    return float(early[0]) if early else found.major


def _platform(prefs: Values) -> Version | None:
    platform = re.match(r"[0-9]{1,6}", str(prefs.get(names.PLATFORM_VERSION)))
    return int(platform[0]) if platform else None


def _read(path: AnyPath, *, strict: bool) -> dict[str, PrefValue]:
    """A profile whose prefs cannot be read still shows its sessions."""
    try:
        return read_prefs(path, ASKED_FOR)
    except SessiontuiError:
        if strict:
            raise
        return {}
