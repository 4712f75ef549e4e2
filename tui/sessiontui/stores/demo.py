"""The demonstration: a made-up profile that lives in memory and keeps saving.

Nothing touches the disk. The bytes are real mozLz4 and go the same way as a profile's.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec

from ..codec import mozlz4
from ..codec.container import open_container
from ..errors import NothingFound, SessiontuiError
from ..firefox.files import MEANING, SessionFile
from ..firefox.lock import InUse
from ..firefox.settings import Setting
from ..firefox.settings import settings as list_settings
from ..firefox.startup import Prefs, next_start
from ..monitor.repeat import repeat
from ..session.document import Document
from ..session.model import Snapshot
from ..text import printable
from .base import ProfileState, Store, StoreInfo, StoreRef, Version
from .demo_session import DemoSession

SAVE_SECONDS = 5.0  # a real Firefox takes 15
_CONTAINERS = {1: "Personal", 2: "Work", 3: "Banking", 4: "Shopping"}
_PREFS = {"browser.startup.page": 3, "browser.sessionstore.max_tabs_undo": 10}


class DemoStore:
    """A believable running Firefox. ``save()`` makes one more save; watching makes it go on."""

    scheme: ClassVar[str] = "demo"

    def __init__(self, *, now: Callable[[], float] | None = None, seed: int = 934934) -> None:
        self._now = now or (lambda: time.time() * 1000)
        self._lock = threading.Lock()
        self._session = DemoSession(self._now, seed)
        self._kept: dict[str, tuple[bytes, float]] = {}
        self._snapshots: dict[str, tuple[bytes, Snapshot]] = {}
        self._keep_old_versions()
        self.save()
        data, when = self._kept["recovery"]
        self._kept["recovery.bak"] = data, when - 15_000
        self.info = StoreInfo("demo", "demo", "demo:", "the demonstration only shows")

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """There is always one."""
        return (StoreRef("demo", ""),)

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Make a new demonstration."""
        return cls()

    def _keep_old_versions(self) -> None:
        day = 86_400_000
        now = self._now()
        state = self._session.state
        older = {**state, "windows": state["windows"][:1], "_closedWindows": []}
        packed = mozlz4.pack(msgspec.json.encode(older))
        self._kept["previous"] = (packed, now - day)
        self._kept["upgrade-20261103151912"] = (packed, now - 17 * day)
        self._kept["upgrade-20260914093027"] = (packed[: len(packed) * 5 // 8], now - 67 * day)

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """One more save: the newest becomes recovery.bak, something has moved meanwhile."""
        with self._lock:
            now = self._now()
            if "recovery" in self._kept:
                self._kept["recovery.bak"] = self._kept["recovery"]
                self._session.move(now)
            self._session.state["session"]["lastUpdate"] = int(now)
            self._kept["recovery"] = (mozlz4.pack(msgspec.json.encode(self._session.state)), now)

    # -- the protocols -------------------------------------------------------------------------

    def _files(self) -> list[SessionFile]:
        roles = {
            "recovery": "recovery",
            "recovery.bak": "recoveryBackup",
            "previous": "cleanBackup",
        }
        found = []
        for name in (
            "recovery",
            "recovery.bak",
            "previous",
            "upgrade-20261103151912",
            "upgrade-20260914093027",
        ):
            if name not in self._kept:
                continue
            data, when = self._kept[name]
            file_name = {"recovery.bak": "recovery.baklz4"}.get(name, f"{name}.jsonlz4")
            if name.startswith("upgrade-"):
                file_name = f"upgrade.jsonlz4-{name.removeprefix('upgrade-')}"
            found.append(
                SessionFile(
                    name, roles.get(name, "upgradeBackup"),
                    Path("/demo/sessionstore-backups") / file_name,
                    False, len(data), when, f"{zlib.crc32(data):x}-{len(data):x}",
                    mozlz4.claimed_size(data),
                )
            )  # fmt: skip
        return found

    def versions(self) -> Sequence[Version]:
        """recovery, recovery.bak, previous, and two upgrade files, one of them cut."""
        with self._lock:
            return tuple(
                Version(
                    file.name, file.role, MEANING[file.role], str(file.path), file.size,
                    file.uncompressed, file.modified, file.revision,
                    (file.path.name, file.name.removeprefix("upgrade-")),
                )
                for file in self._files()
            )  # fmt: skip

    def load(self, version: str) -> Snapshot:
        """Read one version from memory."""
        with self._lock:
            if version not in self._kept:
                raise NothingFound(f"{printable(version)}: there is no such version in the demo")
            data, _ = self._kept[version]
            known = self._snapshots.get(version)
            if known is None or known[0] is not data:
                try:
                    known = data, Snapshot(Document(open_container(data).json))
                except SessiontuiError as error:
                    raise type(error)(f"{version}: {error.sentence}") from None
                self._snapshots[version] = known
            return known[1]

    def text(self, version: str) -> bytes:
        """A version's text, byte for byte."""
        return self.load(version).document.text

    def profile(self) -> ProfileState:
        """A running Firefox 153 that would recover everything."""
        with self._lock:
            files = self._files()
        start = next_start(
            files, Prefs(_PREFS, {}, 153), {}, lambda file: self.load(file.name), self._now(),
            running=True,
        )  # fmt: skip
        return ProfileState(
            "demo", "demo:", "Firefox", "153.7.0", InUse("in use", 4711), start.crashed, start,
            _CONTAINERS,
        )  # fmt: skip

    def settings(self) -> Sequence[Setting]:
        """The settings of Firefox 153, two of them changed."""
        return list_settings(_PREFS, {}, 153)

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Make a save every few seconds and tell."""

        def work() -> None:
            self.save()
            changed()

        return repeat(SAVE_SECONDS, work, "sessiontui-demo")

    def close(self) -> None:
        """Nothing to let go of."""
