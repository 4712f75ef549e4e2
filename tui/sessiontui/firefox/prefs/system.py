"""What a machine decides over a profile: its files of defaults, autoconfig, policies.

In Firefox's order: the defaults beside the program, those of the system, autoconfig, policies.
Nothing is read that is not there, and nothing again while its size and time stay the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

from ... import late_re
from ...errors import Unreadable
from ...text import printable
from ..safe_reading import NOTES, bounded, open_regular
from . import names
from .branches import NOTHING, Branches, Surroundings
from .prefs_js import scan

SYSTEM_DIRECTORY = Path("/etc/firefox")
"""What Firefox on Linux calls SysConfD: policies, defaults and autoconfig for every Firefox."""

_POLICIES: Final = "policies.json"
_OBSCURED_BY: Final = 13  # general.config.obscure_value where nobody says otherwise
# The tail of a statement: pref("name", value, locked); in files of defaults only.
_LOCKED: Final = late_re.compile(rb",\s*locked\s*(?:,\s*sticky\s*)?\)\s*;\Z")

_Stamps: TypeAlias = tuple[tuple[str, int, int, int], ...]

_read: dict[tuple[Path | None, Path], tuple[_Stamps, Surroundings]] = {}


def surroundings(install: Path | None) -> Surroundings:
    """What decides over profiles of the Firefox in a directory (None: not known which)."""
    key = (install, SYSTEM_DIRECTORY)
    known = _read.get(key)
    if known is not None and _stamps([stamp[0] for stamp in known[0]]) == known[0]:
        return known[1]
    reading = _Reading(install)
    found = reading.all()
    _read[key] = (_stamps(reading.looked_at), found)
    return found


def _stamps(paths: list[str]) -> _Stamps:
    """Inode, time and size of each path, zeros for what is not there."""
    return tuple((path, *_stamp(path)) for path in paths)


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        info = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0, 0
    return info.st_ino, info.st_mtime_ns, info.st_size


class _Reading:
    """One reading of everything; ``looked_at`` is what a later one has to look at again."""

    def __init__(self, install: Path | None) -> None:
        self._install = install
        self._branches = Branches()
        self.looked_at: list[str] = []

    def all(self) -> Surroundings:
        """Read it, in Firefox's order."""
        for directory in self._defaults_directories():
            for path in self._scripts(directory):
                self._defaults(path)
        self._autoconfig()
        self._policies()
        found = self._branches.surroundings()
        return found if found != NOTHING else NOTHING

    def _defaults_directories(self) -> list[Path]:
        beside = [] if self._install is None else [
            self._install / "defaults" / "pref",
            self._install / "browser" / "defaults" / "preferences",
            self._install / "browser" / "defaults" / "syspref",  # Debian: /etc/firefox-esr
        ]  # fmt: skip
        return [*beside, SYSTEM_DIRECTORY / "defaults" / "pref"]

    def _scripts(self, directory: Path) -> list[Path]:
        """The ``.js`` files in a directory in Firefox's order: the last name first."""
        self.looked_at.append(str(directory))
        try:
            found = [path for path in directory.iterdir() if path.suffix == ".js"]
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return []
        except OSError as error:
            self._barred(directory, error.strerror)
            return []
        return sorted(found, reverse=True)

    def _defaults(self, path: Path) -> None:
        data = self._bytes(path)
        if data is None:
            return
        self._branches.reading("system", printable(str(path)))
        for line in scan(data, defaults=True):
            locked = _LOCKED.search(data, line.start, line.end) is not None
            self._branches.shipped_default(line.name, line.value, lock=locked)

    def _autoconfig(self) -> None:
        name = self._branches.shipped(names.CONFIG_FILE)
        if not isinstance(name, str) or not name or "/" in name or "\0" in name:
            return
        places = [*filter(None, [self._install]), SYSTEM_DIRECTORY]
        data = None
        for place in places:
            data = self._bytes(place / name)
            if data is not None:
                self._branches.reading("system", printable(str(place / name)))
                break
        if data is None:
            return
        from .autoconfig import apply_autoconfig, revealed

        shift = self._branches.shipped(names.CONFIG_OBSCURED)
        if not isinstance(shift, int):
            shift = _OBSCURED_BY
        apply_autoconfig(revealed(data, shift) if shift > 0 else data, self._branches)
        if self._branches.shipped(names.CONFIG_URL):
            self._branches.unread.append(
                f"{self._branches.file} names more settings on a server, which is not asked."
            )

    def _policies(self) -> None:
        paths = [SYSTEM_DIRECTORY / "policies" / _POLICIES]
        if self._install is not None:
            paths.append(self._install / "distribution" / _POLICIES)
        for path in paths:
            before = len(self._branches.unread)
            data = self._bytes(path)
            if data is not None:
                from .policies import apply_policies

                self._branches.reading("policies.json", printable(str(path)))
                apply_policies(data, self._branches)
            if data is not None or len(self._branches.unread) > before:
                return  # it is there, so Firefox looks no further either

    def _bytes(self, path: Path) -> bytes | None:
        """A file's bytes; None when it is not there, or, which is noted, cannot be read."""
        self.looked_at.append(str(path))
        try:
            with open_regular(path, NOTES) as (file, info):
                return bounded(file, info, path, NOTES)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            self._barred(path, error.strerror)
        except MemoryError:
            self._barred(path, "not enough memory")
        except Unreadable as error:
            self._barred(path, error.sentence.removeprefix(f"{printable(str(path))}: "))
        return None

    def _barred(self, path: Path, why: str | None) -> None:
        reason = (why or "input/output error").lower()
        self._branches.unread.append(
            f"{printable(str(path))} cannot be read ({reason}): it may decide over settings."
        )
