"""A stranger's store that makes the screen fail in the way its name says: ``broken:paint?…``.

Every message, local and argument holds what nobody may see.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NoReturn

from sessiontui.errors import Unreadable
from sessiontui.firefox.prefs.settings import Setting
from sessiontui.session.edit.edits import Edit
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.protocols import PLAIN, EditOptions, Receipt, Store, StoreRef
from sessiontui.stores.view import ProfileState, Revision, Version

SECRET = "hunter2"


class PrintsItself(Exception):
    """Rich would print it as it likes."""

    def __rich__(self) -> str:
        return f"all about {SECRET}"


def fail(*args: object, **kwargs: object) -> NoReturn:
    """Raise an error with a cause, all of it secret."""
    url = f"https://secret.example/?token={SECRET}"
    try:
        raise KeyError(url)
    except KeyError as error:
        error.add_note(f"a note on {SECRET}")
        raise ValueError(f"{url} is broken") from error


def print_itself(*args: object) -> NoReturn:
    raise PrintsItself(SECRET)


async def _nobody_waits() -> None:
    fail(SECRET)


def _forgotten_task(*args: object) -> None:
    asyncio.get_running_loop().create_task(_nobody_waits())


class BrokenStore(DemoStore):
    """The demonstration, until it fails."""

    scheme: ClassVar[str] = "broken"
    store_api: ClassVar[int] = 1

    def __init__(self, how: str) -> None:
        super().__init__()
        self._how = how

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        how = ref.rest.partition("?")[0]
        _break_screen(how)
        if how == "open":
            fail(ref)
        return cls(how)

    def versions(self) -> Sequence[Version]:
        if self._how == "versions":
            fail(self)
        return super().versions()

    def profile(self) -> ProfileState:
        if self._how == "profile":
            fail(self)
        return super().profile()

    def settings(self) -> Sequence[Setting]:
        if self._how == "settings":
            fail(self)
        return super().settings()

    def plan(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        if self._how == "plan":
            fail(edits)
        return super().plan(edits, base=base, options=options)

    def apply(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        if self._how == "apply":
            fail(edits)
        return super().apply(edits, base=base, options=options)

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        if self._how == "undo":
            fail(receipt)
        return super().undo(receipt, dry_run=dry_run)

    def load(self, version: str) -> Snapshot:
        if self._how == "store":
            fail(version)
        if self._how == "stuck":
            threading.Event().wait(60)  # a disk that does not answer
        return super().load(version)

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        if self._how == "thread":
            threading.Thread(target=fail, args=(SECRET,)).start()
        return lambda: None


def _break_screen(how: str) -> None:
    from sessiontui.ui.app.app import SessiontuiApp
    from sessiontui.ui.panes.overview.pane import OverviewPane
    from sessiontui.ui.store_thread import StoreThread
    from sessiontui.ui.widgets.sheet import Sheet

    async def survey(self: StoreThread, view: object) -> NoReturn:
        if how == "error":
            raise Unreadable("the disk: it is gone, plug it in")
        fail(view)

    def broken(owner: Any, name: str, by: Callable[..., object]) -> None:
        setattr(owner, name, by)

    match how:
        case "message" | "stuck":
            broken(SessiontuiApp, "action_help", fail)
        case "rich":
            broken(SessiontuiApp, "action_help", print_itself)
        case "task":
            broken(SessiontuiApp, "action_help", _forgotten_task)
        case "paint":
            broken(Sheet, "render_line", fail)
        case "compose":
            broken(OverviewPane, "compose", fail)
        case "app":
            broken(SessiontuiApp, "compose", fail)
        case "worker" | "error":
            broken(StoreThread, "survey", survey)
