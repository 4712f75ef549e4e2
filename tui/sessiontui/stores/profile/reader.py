"""How a profile's files are read: leniently for people, and as strictly as Firefox does."""

from __future__ import annotations

import stat
from functools import partial
from typing import Any

from ...codec.container import Form, open_container
from ...errors import (
    Barred,
    Damaged,
    NotASession,
    NotFollowed,
    Refused,
    SessiontuiError,
    Unreadable,
)
from ...firefox import file_names
from ...firefox.next_start import Crashes, Stalls
from ...firefox.prefs import effective
from ...firefox.prefs.effective import Prefs
from ...firefox.safe_reading import NOTES, no_memory, read_bytes
from ...firefox.session_files import SessionFile, is_there
from ...firefox.tree.path import AnyPath
from ...session.json.text import decode_any
from ...session.model.snapshot import Snapshot
from ...text import printable
from ..session_cache import Loaded, SessionCache


class ProfileReader:
    """Reads what stands in a profile. ``reader`` remembers sessions."""

    def __init__(self, path: AnyPath, reader: SessionCache, *, fork: bool) -> None:
        self._path = path
        self.reader = reader
        self._fork = fork

    def load(self, file: SessionFile, *, keep: bool = True, whole: bool = False) -> Loaded:
        """A session file; one that a save has just taken away is waited for.

        Of a damaged file it is what can be read of it, unless it must be ``whole``.
        """
        read = partial(self.reader.load, keep=keep, whole=whole)
        try:
            return read(file.path, retry=file.role == "recovery")
        except Unreadable:
            if file.role == "recovery" and not is_there(file.path):
                # Firefox is still writing: the save before it is all there is.
                return read(file.path.with_name(file_names.RECOVERY_BACKUP))
            raise

    def load_whole(self, file: SessionFile) -> Loaded:
        """Like load, of whole files only: what may be written into. Raises Damaged for others."""
        return self.load(file, whole=True)

    def load_as_firefox(self, file: SessionFile) -> Snapshot:
        """Like load, but as strict as Firefox about the form the name promises and the JSON."""
        name = printable(file.path.name)
        if file.role == "upgradeBackup" and not file.revision:
            folder = printable(str(file.path.parent))
            raise Barred(f"{folder}: no permission to list it, and Firefox may take {name} there")
        expected = Form.JSON if file.plain else Form.MOZLZ4
        try:
            loaded = self.load_whole(file)
        except NotASession:
            if _is_pipe(file.path):
                raise Stalls(f"it waits for {name}, which is a pipe") from None
            if _is_other_json(file.path, expected):
                raise Stalls(f"it takes {name} for a session, which it is not") from None
            raise
        if loaded.container.form is not expected:
            raise Damaged(
                f"{name}: it is {loaded.container.form.value}, not {expected.value} as its name "
                "says"
            )
        if loaded.container.ends_firefox:
            raise Crashes(f"{name}: {loaded.container.note}")
        if refused := loaded.refused():
            raise Damaged(f"{name}: {refused}")
        return loaded.snapshot

    def prefs(self, *, strict: bool = False) -> Prefs:
        """The settings; ``strict``: raise when a file that is there cannot be read."""
        return effective.read(self._path, strict=strict, fork=self._fork)

    def prefs_to_edit(self) -> Prefs:
        """The settings, of which what is barred now is not taken for absent. Raises Refused too."""
        try:
            return self.prefs(strict=True)
        except NotFollowed as error:
            raise Refused(f"{error.sentence}; nothing was changed") from None

    def checkpoints(self, *, strict: bool = False) -> dict[str, Any] | None:
        """What Firefox noted of its last end; None when there is nothing it could read."""
        path = self._path / file_names.CHECKPOINTS
        try:
            data = read_bytes(path, NOTES, own=True)[0]
        except SessiontuiError:
            if strict and is_there(path):
                raise
            return None
        try:
            found = decode_any(data)
        except SessiontuiError:
            return None
        if isinstance(found, list):
            return {}  # an object to Firefox, without the mark of a clean end
        return found if isinstance(found, dict) else None


def _is_pipe(path: AnyPath) -> bool:
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False


def _is_other_json(path: AnyPath, form: Form) -> bool:
    """Whether a file is sound JSON in the expected form, though no session."""
    try:
        container = open_container(read_bytes(path, own=True)[0])
        return container.form is form and isinstance(decode_any(container.json), (dict, list))
    except SessiontuiError:
        return False
    except MemoryError:
        raise no_memory(path) from None
