"""A backup that Firefox itself made, as the profile it came from.

In its ZIP the files of a profile lie in folders by their subject; here each stands where the
profile had it. Which Firefox made it is told beside the ZIP, and stands here as compatibility.ini.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping, Sequence
from io import BufferedIOBase, BytesIO
from os import stat_result
from typing import Any, Final

from .archive import Archive
from .path import facts, heads_by_opening

_FOLDERS: Final = ("sessionstore", "preferences")
"""Where what belongs to a session lies (SessionStoreBackupResource, PreferencesBackupResource)."""

_TOLD: Final = "compatibility.ini"
_WORD: Final = re.compile(r"[0-9A-Za-z.]{1,40}")


class BackupTree:
    """The files of the profile in a backup; ``zipped`` is its ZIP, ``meta`` what is told of it."""

    def __init__(self, zipped: Archive, meta: Mapping[str, Any], *, whole: bool) -> None:
        self._zip = zipped
        self._whole = whole
        version, build = (_word(meta.get(key)) for key in ("appVersion", "buildID"))
        said = f"[Compatibility]\nLastVersion={version}_{build}/{build}\n"
        self._told = said.encode() if version and build else b""

    @property
    def title(self) -> str:
        """What a person named."""
        return self._zip.title

    @property
    def lock_unknown(self) -> str:
        """Why nothing is said of a browser that uses it."""
        return "it is a backup by Firefox"

    def stat(self, below: str) -> stat_result:
        """What lies there."""
        if below == _TOLD and self._told:
            return facts(stat.S_IFREG | 0o400, len(self._told), 0)
        return self._zip.stat(self._there(below))

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory."""
        if below:
            return self._zip.names(self._there(below))
        found: dict[str, None] = dict.fromkeys([_TOLD] if self._told else [])
        for folder in _FOLDERS:
            try:
                found |= dict.fromkeys(self._zip.names(folder))
            except OSError:
                continue  # a backup need not have all of them
        return tuple(found)

    def open(self, below: str) -> BufferedIOBase:
        """A file of it. Raises OSError."""
        if below == _TOLD and self._told:
            return BytesIO(self._told)
        return self._zip.open(self._there(below))

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files of it begin."""
        return heads_by_opening(self, below, length)

    def _there(self, below: str) -> str:
        if not below:
            return _FOLDERS[0]
        for folder in _FOLDERS:
            there = f"{folder}/{below}"
            try:
                self._zip.stat(there)
            except OSError:
                continue
            return there
        return f"{_FOLDERS[0]}/{below}"

    @property
    def whole(self) -> bool:
        """Whether all that it holds is known."""
        return self._whole and self._zip.whole

    def left_out(self) -> tuple[str, ...]:
        """What of it is not looked at, as sentences."""
        cut = () if self._whole else ("the backup ends early: what came last is missing",)
        return (*self._zip.left_out(), *cut)

    def close(self) -> None:
        """Let go of it."""
        self._zip.close()


def _word(value: object) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""
