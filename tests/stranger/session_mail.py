"""Sessions that somebody mailed to themselves: ``mbox:FILE`` lists the attachments of a mailbox."""

from __future__ import annotations

import hashlib
import mailbox
from collections.abc import Callable, Sequence
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from sessiontui.stores.api import (
    NothingFound,
    SessiontuiError,
    Snapshot,
    StoreInfo,
    StoreRef,
    Unreadable,
    Version,
    session_from,
    tell,
    watch_paths,
)

ENDINGS = (".jsonlz4", ".baklz4", ".js", ".json")


class MailStore:
    scheme = "mbox"
    store_api = 1

    def __init__(self, path: Path) -> None:
        self.path = path
        self.info = StoreInfo(
            "mbox", path.name, str(path), "it lies in a mailbox, which is only read"
        )
        self.listed: tuple[str, dict[str, tuple[Version, bytes]]] = ("", {})
        self.last: tuple[str, Snapshot] | None = None

    @classmethod
    def discover(cls) -> Sequence[StoreRef]:
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> MailStore:
        store = cls(Path(ref.rest).expanduser())
        store.versions()
        return store

    def versions(self) -> Sequence[Version]:
        return [version for version, _ in self._attachments().values()]

    def _attachments(self) -> dict[str, tuple[Version, bytes]]:
        at = self.path.stat()
        state = f"{at.st_ino}-{at.st_mtime_ns}-{at.st_size}"
        if self.listed[0] == state:
            return self.listed[1]
        with self.path.open("rb") as file:
            if file.read(5) not in (b"From ", b""):
                raise Unreadable(f"{self.path}: this is no mailbox")
        found = []
        box = mailbox.mbox(str(self.path), create=False)
        try:
            count = len(box)
            for number, message in enumerate(box):
                tell("reading the mailbox", number, count, "messages")
                found += list(self._of(message, number))
        finally:
            box.close()
        found.sort(key=lambda one: -(one[0].modified or 0))
        self.listed = (state, {version.id: (version, data) for version, data in found})
        return self.listed[1]

    def _of(self, message: Message, number: int) -> list[tuple[Version, bytes]]:
        found = []
        try:
            sent: float | None = parsedate_to_datetime(str(message["Date"])).timestamp() * 1000
        except (ValueError, TypeError):
            sent = None
        for part in message.walk():
            name = part.get_filename() or ""
            if not name.endswith(ENDINGS):
                continue
            data = part.get_payload(decode=True)
            if not isinstance(data, bytes):
                continue
            by, about = message["From"] or "nobody", message["Subject"] or "no subject"
            name, meaning = f"{number}/{name}", f"mailed by {by}: {about}"
            revision = hashlib.sha256(data).hexdigest()[:16]
            version = Version(name, "copy", meaning, None, len(data), None, sent, revision)
            found.append((version, data))
        return found

    def load(self, version: str) -> Snapshot:
        found = self._attachments().get(version)
        if found is None:
            raise NothingFound(f"{version}: there is no such attachment in {self.path}")
        revision = found[0].revision
        if self.last is None or self.last[0] != revision:
            try:
                self.last = (revision, session_from(found[1]))
            except SessiontuiError as error:
                raise type(error)(f"{version}: {error.sentence}") from None
        return self.last[1]

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        return watch_paths(lambda: [self.path], changed)

    def close(self) -> None:
        self.listed, self.last = ("", {}), None
