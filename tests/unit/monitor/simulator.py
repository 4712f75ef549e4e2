"""A Firefox without a browser: it does to real files exactly what Firefox 153 does, in its order.

    firefox = Simulator(profile)
    with firefox.running():          # holds .parentlock, from a process of its own
        firefox.save(b"…")           # a periodic save
        firefox.quit(b"…")           # the final one, checkpoints, cleaning up
    with firefox.running():
        firefox.save(b"…")
    # left without quit(): a crash

The order of events was seen with inotify (see monitor/sequence.py); nothing is ever synced, and
each file is written by one call.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.system import lock_held

START = ("profile-after-change", "final-ui-startup")
QUIT = (
    "quit-application-granted",
    "quit-application",
    "profile-change-net-teardown",
    "profile-change-teardown",
)
FINAL_WRITE = "sessionstore-final-state-write-complete"


@dataclass
class Simulator:
    """One profile and what its Firefox remembers. ``saved``: file and size of every save."""

    profile: Path
    state: Literal["empty", "clean", "recovery"] = "empty"
    build: str = "20261103151912"
    upgrade_from: str | None = None  # a build whose copy is due at the next first save
    saved: list[tuple[str, int]] = field(default_factory=list)
    pid: int | None = None

    @property
    def backups(self) -> Path:
        """The directory of the running state."""
        return self.profile / "sessionstore-backups"

    @property
    def clean(self) -> Path:
        """The file of a clean quit."""
        return self.profile / "sessionstore.jsonlz4"

    @property
    def recovery(self) -> Path:
        """The running state."""
        return self.backups / "recovery.jsonlz4"

    # -- a run ---------------------------------------------------------------------------------

    @contextmanager
    def running(self) -> Iterator[Simulator]:
        """Start, and end with the block: killed, unless quit() was called in it."""
        self.profile.mkdir(exist_ok=True)
        with lock_held(self.profile) as self.pid:
            self.start()
            yield self
        self.pid = None

    def start(self) -> None:
        """What a start leaves on disk besides the lock."""
        link = self.profile / "lock"
        link.unlink(missing_ok=True)
        link.symlink_to(f"127.0.0.1:+{self.pid}")
        for count in range(1, len(START) + 1):
            self.checkpoint(START[:count])
        if self.clean.exists():
            self.state = "clean"
        elif self.recovery.exists():
            self.state = "recovery"
        else:
            self.state = "empty"

    def checkpoint(self, names: tuple[str, ...]) -> None:
        """Write sessionCheckpoints.json."""
        path = self.profile / "sessionCheckpoints.json"
        temporary = path.with_name("sessionCheckpoints.json.tmp")
        temporary.write_text(json.dumps(dict.fromkeys(names, True)))
        temporary.rename(path)

    # -- SessionWriter.write -------------------------------------------------------------------

    def save(self, data: bytes, *, compress: float = 0.0, write: float = 0.0) -> None:
        """A periodic save; it compresses and writes for so many seconds."""
        if self.state != "recovery":
            self.backups.mkdir(exist_ok=True)
        came_from, self.state = self.state, "recovery"
        if came_from == "clean":
            self.clean.rename(self.backups / "previous.jsonlz4")
        if came_from == "recovery" and self.recovery.exists():
            self.recovery.rename(self.backups / "recovery.baklz4")
        self._write(self.recovery, data, compress, write)
        if came_from == "clean" and self.upgrade_from is not None:
            upgrade = self.backups / f"upgrade.jsonlz4-{self.upgrade_from}"
            shutil.copyfile(self.backups / "previous.jsonlz4", upgrade)
            self.upgrade_from = None

    def quit(self, data: bytes, *, keeps: bool = False) -> None:
        """The final save and the end; ``keeps``: startup.page 3, recovery.jsonlz4 stays."""
        for count in range(1, len(QUIT) + 1):
            self.checkpoint((*START, *QUIT[:count]))
        if self.state == "clean":
            self.backups.mkdir(exist_ok=True)
            self.clean.rename(self.backups / "previous.jsonlz4")
        self._write(self.clean, data, 0.0, 0.0)
        if not keeps:
            (self.backups / "recovery.baklz4").unlink(missing_ok=True)
            self.recovery.unlink(missing_ok=True)
        self.checkpoint((*START, *QUIT, FINAL_WRITE))
        self.checkpoint((*START, *QUIT, FINAL_WRITE, "profile-before-change"))

    def dies_saving(self, data: bytes) -> None:
        """The rename of a save, and a part of its file, and no more."""
        self.recovery.rename(self.backups / "recovery.baklz4")
        self.recovery.with_name("recovery.jsonlz4.tmp").write_bytes(data)

    def wipe(self) -> None:
        """SessionWriter.wipe: somebody clears the history."""
        self.clean.unlink(missing_ok=True)
        shutil.rmtree(self.backups, ignore_errors=True)
        self.state = "empty"

    def _write(self, path: Path, data: bytes, compress: float, write: float) -> None:
        if compress:
            time.sleep(compress)
        temporary = path.with_name(f"{path.name}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)
        if write:
            time.sleep(write)
        temporary.rename(path)
        self.saved.append((path.relative_to(self.profile).as_posix(), len(data)))
