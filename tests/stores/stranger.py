"""A stranger's store that does what it is told to, method by method, behind the wall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sessiontui.crash_reports import Plugin
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.plugins.guard import guarded
from sessiontui.stores.protocols import FileChange, Receipt, Store
from sessiontui.stores.salvaging import session_from
from sessiontui.stores.view import StoreInfo, Version
from sessiontui.testing import SAMPLE

SECRET = "hunter2"
PLUGIN: Plugin = Plugin("odd", "odd-store 1.0", __name__.partition(".")[0])
NAMED = "the plug-in odd: (odd-store 1.0)"


def version(name: str = "one", **more: Any) -> Version:
    fields: dict[str, Any] = {
        "id": name, "role": "copy", "meaning": "a session", "path": None, "size": 9,
        "uncompressed": None, "modified": 1e12, "revision": f"r-{name}",
    }  # fmt: skip
    return Version(**(fields | more))


def receipt(**more: Any) -> Receipt:
    fields: dict[str, Any] = {
        "id": None, "edits": ("closed",), "files": (FileChange("/x", "rewritten"),), "backup": None,
        "next_start": None, "windows": 1, "tabs": 1, "revision": None,
    }  # fmt: skip
    return Receipt(**(fields | more))


class Stranger:
    """``odd``: what a method does instead; ``asked`` counts calls by name."""

    def __init__(self, **odd: Callable[..., Any]) -> None:
        self.odd = odd
        self.asked: list[str] = []
        self.snapshot = session_from(SAMPLE)

    def _do(self, name: str, ordinary: Callable[[], Any], *args: Any) -> Any:
        self.asked.append(name)
        other = self.odd.get(name)
        return ordinary() if other is None else other(*args)

    @property
    def info(self) -> StoreInfo:
        found: StoreInfo = self._do("info", lambda: StoreInfo("odd", "an odd place", "odd:here"))
        return found

    def versions(self) -> Sequence[Version]:
        found: Sequence[Version] = self._do("versions", lambda: (version(), version("two")))
        return found

    def load(self, name: str) -> Snapshot:
        found: Snapshot = self._do("load", lambda: self.snapshot, name)
        return found

    def peek(self, name: str) -> Snapshot:
        found: Snapshot = self._do("peek", lambda: self.snapshot, name)
        return found

    def refresh(self) -> None:
        self._do("refresh", lambda: None)

    def extensions(self) -> frozenset[str]:
        found: frozenset[str] = self._do("extensions", lambda: frozenset({"a@b"}))
        return found

    def extension_hosts(self) -> frozenset[str]:
        found: frozenset[str] = self._do("extension_hosts", lambda: frozenset({"b-c"}))
        return found

    def text(self, name: str) -> bytes:
        found: bytes = self._do("text", lambda: SAMPLE, name)
        return found

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        found: Callable[[], None] = self._do("watch", lambda: lambda: None, changed)
        return found

    def plan(self, edits: Any, *, base: str, options: Any = None) -> Receipt:
        found: Receipt = self._do("plan", receipt, edits)
        return found

    def apply(self, edits: Any, *, base: str, options: Any = None) -> Receipt:
        done = receipt(id="e1", revision="r-one")
        found: Receipt = self._do("apply", lambda: done, edits)
        return found

    def undo(self, name: str | None = None, *, dry_run: bool = False) -> Receipt:
        done = receipt() if dry_run else receipt(id="e2", undoes="e1")
        found: Receipt = self._do("undo", lambda: done, name)
        return found

    def undoable(self) -> Receipt | None:
        found: Receipt | None = self._do("undoable", lambda: receipt(id="e1"))
        return found

    def rollback(self, name: str, *, base: str, dry_run: bool = False) -> Receipt:
        done = receipt() if dry_run else receipt(id="e3")
        found: Receipt = self._do("rollback", lambda: done, name)
        return found

    def close(self) -> None:
        self._do("close", lambda: None)


def behind_the_wall(**odd: Callable[..., Any]) -> Store:
    return guarded(PLUGIN, lambda: Stranger(**odd))
