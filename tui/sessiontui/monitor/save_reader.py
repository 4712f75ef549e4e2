"""Look into one save after another: unpack it once, and tell what it changed since the one before.

Used by one thread. A fault of this program hinders one save, and is given back beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from ..codec.container import Container, open_container
from ..crash_reports import fault_sentence
from ..errors import SessiontuiError
from ..firefox.safe_reading import read_bytes
from ..firefox.session_files import revision_of
from ..firefox.tree.path import AnyPath, TreePath
from ..session.json.folded import Folded
from ..text import printable
from .diff.compare import compare
from .diff.fingerprint import Fingerprint, fingerprint, fingerprint_folded
from .saves import Save, SeenSave
from .watch.save_sequence import BACKUP

LARGEST: Final = 1 << 31  # bytes of a file: LZ4 makes and takes no more at once
_GONE: Final = "it was gone before it could be read"
_CROWDED: Final = "too many saves came at once"
_TOO_LARGE: Final = "it is too large to be looked into"
_NO_MEMORY: Final = "there is not enough memory to look into it"


class Unpacked(NamedTuple):
    """A save for whoever else wants to read it, and its text without what the one before had.

    ``before`` is the revision of that.
    """

    container: Container
    folded: Folded | None
    before: str


class SaveReader:
    """Remembers the save before, as a fingerprint.

    ``packed`` gets the bytes of each file and when it was saved, ``unpacked`` its revision and what
    is in it. ``there``: the revision of the last save of a Firefox that was running already, with
    which the first one seen is compared.
    """

    def __init__(
        self,
        profile: AnyPath,
        packed: Callable[[float, bytes], object],
        unpacked: Callable[[str, Unpacked], object],
    ) -> None:
        self._profile = profile
        self._packed = packed
        self._unpacked = unpacked
        self._last: Fingerprint | None = None
        self._last_revision = ""
        self.there: str | None = None

    def forget(self) -> None:
        """The next save does not follow the last one: it is compared with the one before it."""
        self._last = None

    def look_into(
        self, save: Save, seen: SeenSave, *, crowded: bool
    ) -> tuple[Save, Exception | None]:
        """The save with what it changed, or why that is not told; and the fault, if it was one.

        The file is closed then. ``crowded``: there is no time for more than that.
        """
        try:
            if self._last is None and seen.before is not None:
                self.there = seen.before
            read = _read(seen, crowded=crowded)
            if isinstance(read, str):
                return replace(save, why_not=read), None
            packed, revision = read
            self._packed(seen.at, packed)
            return self._compared(save, packed, revision), None
        except SessiontuiError as error:
            return replace(save, why_not=error.sentence), None
        except MemoryError:
            return replace(save, why_not=_NO_MEMORY), None
        except Exception as fault:
            self._last = None  # it may have been this that it stumbled on
            return replace(save, why_not=fault_sentence(fault)), fault

    def _compared(self, save: Save, packed: bytes, revision: str) -> Save:
        container = open_container(packed)
        text = container.json
        before = self._last or self._save_before()
        folded = None
        try:
            last, folded = fingerprint_folded(text, before)
        finally:
            self._unpacked(revision, Unpacked(container, folded, self._last_revision))
        self._last, self._last_revision = last, revision
        updated = self._last.last_update
        return replace(
            save,
            uncompressed=len(text),
            age=None if updated is None else (save.at - updated) / 1000,
            changes=None if before is None else compare(before, self._last),
        )

    def _save_before(self) -> Fingerprint | None:
        """What the first save seen is to be compared with: the one that it made the backup."""
        revision, self.there = self.there, None
        if revision is None:
            return None  # Firefox was not running yet
        try:
            data, info = read_bytes(self._profile / BACKUP, own=True)
            if revision_of(info) != revision:
                return None  # it has saved again
            self._last_revision = revision
            return fingerprint(open_container(data).json)
        except (SessiontuiError, MemoryError):
            return None


def _read(seen: SeenSave, *, crowded: bool) -> tuple[bytes, str] | str:
    """The bytes of the file and its revision, or why it is not looked into."""
    if seen.there is not None:
        return _read_there(seen, seen.there, crowded=crowded)
    if seen.descriptor is None:
        return _GONE
    try:
        if crowded:
            return _CROWDED
        if (seen.bytes or 0) > LARGEST:
            return _TOO_LARGE
        revision = revision_of(os.fstat(seen.descriptor))
        with open(seen.descriptor, "rb", closefd=False) as file:
            return file.read(), revision
    except OSError as error:
        return error.strerror or "it could not be read"
    finally:
        os.close(seen.descriptor)


def _read_there(seen: SeenSave, path: TreePath, *, crowded: bool) -> tuple[bytes, str] | str:
    """The same of a file on another machine, if it still lies there."""
    if crowded:
        return _CROWDED
    try:
        info = path.stat()
        if (info.st_size, info.st_mtime_ns / 1e6) != (seen.bytes, seen.modified):
            return _GONE
        data, info = read_bytes(path)
    except SessiontuiError as error:
        return error.sentence
    except OSError as error:
        return printable(error.strerror or _GONE)
    return data, revision_of(info)
