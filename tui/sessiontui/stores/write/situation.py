"""A profile at one moment: all that an edit is planned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ...firefox.next_start import NextStart, next_start
from ...firefox.prefs.effective import Prefs
from ...firefox.session_files import SessionFile
from ...firefox.stray_files import Strays
from ...session.model.snapshot import Snapshot
from ..session_cache import Loaded
from .own_files import Owner


class Situation(Struct, frozen=True):
    """A profile at one moment, and how its files are read. ``now`` in ms since epoch.

    A file's revision names its device and inode: what is replaced is the one planned on.
    """

    profile: Path  # without links: edits are filed under it
    files: tuple[SessionFile, ...]
    kept: tuple[SessionFile, ...]
    strays: Callable[[Owner], Strays]  # what only forgetting everywhere looks for
    prefs: Prefs
    checkpoints: Mapping[str, Any] | None
    load: Callable[[SessionFile], Loaded]  # whole files only: nothing else is written into
    salvage: Callable[[SessionFile], Loaded]  # of damaged ones what can be read
    load_as_firefox: Callable[[SessionFile], Snapshot]
    now: float
    of_own_names: Callable[[], tuple[SessionFile, ...]] = tuple  # what only going back takes

    def owner(self) -> Owner:
        """Whose copies are its own."""
        return Owner.of(self.profile, [file.here for file in self.files])

    def start(self) -> NextStart:
        """What the next start loads and does."""
        return next_start(self.files, self.prefs, self.checkpoints, self.load_as_firefox, self.now)

    def file(self, name: str | None) -> SessionFile | None:
        """A session file or kept copy by its name."""
        for file in (*self.files, *self.kept):
            if file.name == name:
                return file
        return next((file for file in self.of_own_names() if file.name == name), None)
