"""A stranger's store: a text file with one address a line, shown as one window of tabs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from sessiontui.stores.api import (
    Document,
    NothingFound,
    Snapshot,
    Store,
    StoreInfo,
    StoreRef,
    Unreadable,
    Version,
    printable,
    watch_paths,
)

_ONLY = "notes"


class NotesStore:
    """The addresses in a text file; `notes:PATH` opens it."""

    scheme: ClassVar[str] = "notes"
    store_api: ClassVar[int] = 1

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[str, Snapshot] | None = None
        shown = printable(str(path))
        self.info = StoreInfo("notes", printable(path.name), shown, "notes are only shown")

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        store = cls(Path(ref.rest))
        store.versions()  # says at once when there is nothing
        return store

    def versions(self) -> Sequence[Version]:
        try:
            info = self._path.stat()
        except OSError as error:
            raise Unreadable(f"{self.info.location}: {error.strerror}") from None
        revision = f"{info.st_mtime_ns:x}-{info.st_size:x}-{info.st_ino:x}"
        return (
            Version(
                _ONLY, "notes", "a list of addresses", str(self._path), info.st_size, info.st_size,
                info.st_mtime_ns / 1e6, revision,
            ),
        )  # fmt: skip

    def load(self, version: str) -> Snapshot:
        if version != _ONLY:
            raise NothingFound(f"{printable(version)}: there is no such version here")
        revision = self.versions()[0].revision
        if self._known is None or self._known[0] != revision:
            try:
                lines = self._path.read_text("utf-8").split()
            except UnicodeDecodeError:
                raise Unreadable(f"{self.info.location}: this is not text") from None
            tabs = [{"entries": [{"url": url, "title": url}], "index": 1} for url in lines]
            session = {"version": ["sessionrestore", 1], "windows": [{"tabs": tabs}]}
            self._known = (revision, Snapshot(Document(json.dumps(session).encode())))
        return self._known[1]

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        return watch_paths(lambda: [self._path], changed)

    def close(self) -> None:
        self._known = None
