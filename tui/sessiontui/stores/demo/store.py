"""The demonstration: a made-up profile that lives in memory and keeps saving.

Nothing touches the disk. The bytes are real mozLz4 and go the same way as a profile's. A real
profile is never changed while Firefox runs; this one is, so that restoring and forgetting can be
tried: the running Firefox it shows is made up too, and takes the edit over at once.
"""

from __future__ import annotations

import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import NothingFound, Refused, SessiontuiError, StaleRevision
from ...firefox.next_start import NextStart, next_start
from ...firefox.prefs.settings import Setting
from ...firefox.prefs.settings import settings as list_settings
from ...firefox.profile_lock import InUse
from ...firefox.session_files import MEANING, SessionFile
from ...monitor.watch.interval_thread import repeat
from ...session.edit.edits import Edit
from ...session.edit.missing import missing_of
from ...session.json.text import decode_any
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from ...text import printable
from ..protocols import PLAIN, EditOptions, FileChange, Freed, Receipt, Store, StoreRef
from ..salvaging import session_from, whole
from ..view import ProfileState, StoreInfo, Version
from .counting import DemoCounting
from .session import DemoSession
from .settings import DemoPrefs

if TYPE_CHECKING:
    from ...firefox.prefs.set_values import Values
    from ...session.edit.outcome import Outcome

SAVE_SECONDS = 15.0  # as a real Firefox does, so that what is counted is believable
_CONTAINERS = {1: "Personal", 2: "Work", 3: "Banking", 4: "Shopping"}
_CONTAINER_COLORS = {1: "blue", 2: "orange", 3: "green", 4: "pink"}
_PAST = 50  # saves whose revision an edit may still name: the demo goes on while one looks


class _Done(Struct, frozen=True):
    """An edit of the demo: its receipt, and before it the save, or the prefs.js."""

    receipt: Receipt
    before: bytes
    prefs: bool = False


class DemoStore(DemoCounting):
    """A believable running Firefox. ``save()`` makes one more save; watching makes it go on."""

    scheme: ClassVar[str] = "demo"

    def __init__(
        self,
        *,
        now: Callable[[], float] | None = None,
        seed: int = 934934,
        read_only: bool = False,
    ) -> None:
        super().__init__(now or (lambda: time.time() * 1000), seed)
        self._session = DemoSession(self._now, seed)
        self._snapshots: dict[str, tuple[bytes, Snapshot]] = {}
        self._past: OrderedDict[str, bytes] = OrderedDict()
        self._prefs = DemoPrefs()
        self._done: list[_Done] = []
        self._edits = 0
        self._keep_old_versions()
        self.save()
        data, when = self._kept["recovery"]
        self._kept["recovery.bak"] = data, when - 15_000
        self.info = StoreInfo(
            "demo", "demo", "demo:", "it was opened read-only" if read_only else None
        )

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """There is always one."""
        return (StoreRef("demo", ""),)

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Make a new demonstration."""
        return cls(read_only=read_only)

    def _keep_old_versions(self) -> None:
        day = 86_400_000
        now = self._now()
        state = self._session.state
        older = {**state, "windows": state["windows"][:1], "_closedWindows": []}
        packed = mozlz4.pack(msgspec.json.encode(older))
        before = mozlz4.pack(msgspec.json.encode(self._session.before()))
        self._kept["previous"] = (before, now - day)
        self._kept["upgrade-20261103151912"] = (packed, now - 17 * day)
        self._kept["upgrade-20260914093027"] = (packed[: len(packed) * 5 // 8], now - 67 * day)

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """One more save: the newest becomes recovery.bak, something has moved meanwhile."""
        with self._lock:
            now = self._now()
            if "recovery" in self._kept:
                self._kept["recovery.bak"] = self._kept["recovery"]
                if not self._edits:  # what people did to it stays as they left it
                    self._session.move(now)
            self._session.state["session"]["lastUpdate"] = int(now)
            self._put(mozlz4.pack(msgspec.json.encode(self._session.state)), now)

    def _put(self, data: bytes, now: float) -> None:
        """This is the newest save now."""
        self._kept["recovery"] = (data, now)
        self._past[_revision(data)] = data
        while len(self._past) > _PAST:
            self._past.popitem(last=False)
        self._count(data, now)

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
                    False, len(data), when, _revision(data),
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
        """Read one version from memory; of a damaged one what can be read of it."""
        with self._lock:
            if version not in self._kept:
                raise NothingFound(f"{printable(version)}: there is no such version in the demo")
            data, _ = self._kept[version]
            known = self._snapshots.get(version)
            if known is None or known[0] is not data:
                try:
                    known = data, session_from(data)
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
            files, self._prefs.prefs, {}, lambda file: whole(self.load(file.name)), self._now(),
            running=True,
        )  # fmt: skip
        return ProfileState(
            "demo", "demo:", "Firefox", "153.7.0", InUse("in use", 4711), start.crashed, start,
            _CONTAINERS, _CONTAINER_COLORS,
        )  # fmt: skip

    # -- editing -------------------------------------------------------------------------------

    def plan(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """What apply would do. Changes nothing; raises like apply."""
        receipt, outcome = self._planned(edits, base, options)
        return replace(receipt, outcome=outcome)

    def apply(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """Carry out all of the edits in memory, or none."""
        receipt, outcome = self._planned(edits, base, options)
        return self._do(receipt, outcome.session.document.text)

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit."""
        if not self._done or receipt not in (None, self._done[-1].receipt.id):
            raise NothingFound("there is no such edit of the demo to undo")
        done = self._done[-1]
        words = tuple(f"Undo: {word}" for word in done.receipt.edits)
        text = b"" if done.prefs else open_container(done.before).text
        after = Snapshot(Document(text)) if text else self.load("recovery")
        made = replace(self._receipt(words, after), files=done.receipt.files)
        if dry_run:
            return made
        self._done.pop()
        self._edits += 1
        with self._lock:
            if done.prefs:
                self._prefs.take(done.before)
            else:
                self._take_over(text)
            data, _ = self._kept["recovery"]
        return replace(
            made, id=f"demo-{self._edits}", revision=_revision(data), undoes=done.receipt.id
        )

    def undoable(self) -> Receipt | None:
        """What undo would undo."""
        return self._done[-1].receipt if self._done else None

    def rollback(self, version: str, *, base: str, dry_run: bool = False) -> Receipt:
        """Make another version the newest save."""
        self._may_write()
        snapshot = self.load(version)
        known = {v.revision for v in self.versions() if v.id in (version, "recovery")}
        if base not in known:
            raise StaleRevision.of(printable(version))
        receipt = self._receipt((f"Roll back to {version}",), snapshot)
        if not dry_run:
            return self._do(receipt, snapshot.document.text)
        from ...session.edit.outcome import Outcome

        return replace(receipt, outcome=Outcome(snapshot, self.load("recovery")))

    def _may_write(self) -> None:
        if self.info.read_only_reason is not None:
            raise Refused(f"demo: {self.info.read_only_reason}; nothing was changed")

    def _planned(
        self, edits: Sequence[Edit], base: str, options: EditOptions
    ) -> tuple[Receipt, Outcome]:
        from ...session.edit import apply as editing  # looking does without it
        from ...session.edit.outcome import Outcome

        self._may_write()
        with self._lock:
            data = self._past.get(base)
        if data is None:
            raise StaleRevision.of("recovery")
        document = Document(open_container(data).json)
        edited = editing.apply(document, edits, now=int(self._now()))
        after = Snapshot(Document(edited.text))
        receipt = self._receipt(edited.words, after)
        if options.measured:  # it has no file
            receipt = replace(receipt, freed=Freed(len(document.text), len(edited.text)))
        return receipt, Outcome(after, Snapshot(document), edited.windows)

    def _receipt(self, words: tuple[str, ...], snapshot: Snapshot) -> Receipt:
        why = (
            f"The demo's Firefox is made up: it has taken this over, {snapshot.counts.tabs} tabs "
            "are open now. A real one must be closed first."
        )
        start = NextStart("recovery", "resume", why, crashed=False)
        change = FileChange("/demo/sessionstore-backups/recovery.jsonlz4", "rewritten, in memory")
        counts, missing = snapshot.counts, missing_of(snapshot)
        return Receipt(
            None, words, (change,), None, start, counts.windows, counts.tabs, None, missing=missing
        )

    def _do(self, receipt: Receipt, text: bytes) -> Receipt:
        with self._lock:
            before, _ = self._kept["recovery"]
            self._take_over(text)
        return self._note(receipt, before)

    def _note(self, receipt: Receipt, before: bytes, *, prefs: bool = False) -> Receipt:
        self._edits += 1
        with self._lock:
            data, _ = self._kept["recovery"]
        receipt = replace(receipt, id=f"demo-{self._edits}", revision=_revision(data))
        self._done.append(_Done(receipt, before, prefs))
        return receipt

    def _take_over(self, text: bytes) -> None:
        state: dict[str, Any] = decode_any(text)
        self._session.state = state
        self._kept["recovery.bak"] = self._kept["recovery"]
        self._put(mozlz4.pack(text), self._now())

    def settings(self) -> Sequence[Setting]:
        """The settings of Firefox 153, two of them changed."""
        return list_settings(self._prefs.prefs)

    def plan_settings(self, values: Values) -> Receipt:
        """What set_settings would do. Changes nothing; raises like it."""
        return self._planned_settings(values)[0]

    def set_settings(self, values: Values) -> Receipt:
        """Set session settings in memory, None to their defaults; all of them or none."""
        receipt, data = self._planned_settings(values)
        if not receipt.files:
            return receipt
        return self._note(receipt, self._prefs.take(data), prefs=True)

    def _planned_settings(self, values: Values) -> tuple[Receipt, bytes]:
        from ...firefox.prefs.set_values import set_values  # looking does without it

        self._may_write()
        found = set_values(self._prefs.prefs, self._prefs.data, values)
        made = self._receipt(found.words, self.load("recovery"))
        change = FileChange("/demo/prefs.js", f"{found.what}, in memory")
        changed = found.data != self._prefs.data
        return replace(made, files=(change,) if changed else ()), found.data

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Make a save every few seconds and tell."""

        def work() -> None:
            self.save()
            changed()

        return repeat(SAVE_SECONDS, work, "sessiontui-demo")

    def close(self) -> None:
        """Nothing to let go of."""


def _revision(data: bytes) -> str:
    return f"{zlib.crc32(data):x}-{len(data):x}"
