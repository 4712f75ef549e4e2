"""How an edit goes on the screen: plan, show what it would do, a yes, carry it out, a toast.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App

from ...errors import NeedsConsent, NothingFound, Refused, SessiontuiError
from ...session.edit import from_items
from ...session.edit.edits import Edit, PinTab
from ...session.json.pointer import Steps
from ...session.model.items import Item, item_at
from ...session.model.tab import Tab
from ...stores.protocols import EditOptions, Receipt, Version, View
from ...text import count, exact_size, printable
from ...workspace import Workspace
from ..store_thread import Bridge

if TYPE_CHECKING:
    from ...export.formats import Format

TOAST_SECONDS = 8.0
_VERBS = {
    "restore": "Restore",
    "forget": "Forget",
    "close": "Close",
    "pin": "Pin or unpin",
    "only": "Open only",
}


class _Wanted(NamedTuple):
    """An edit made ready: what it is called, and what it goes to."""

    title: str
    edits: tuple[Edit, ...]
    base: str


class EditFlow:
    """The edits of one app over one workspace."""

    def __init__(self, app: App[int], bridge: Bridge) -> None:
        self._app = app
        self._bridge = bridge
        self._workspace = bridge.workspace

    # -- edits ---------------------------------------------------------------------------------

    async def change(self, view: View, what: str, steps: Sequence[Steps]) -> bool:
        """Plan an edit of items of the shown version, ask, carry it out; whether it was done."""
        options = EditOptions()
        try:
            wanted = await self._bridge.run(_make_ready, self._workspace, view, what, steps)
            while True:
                notes: list[str] = []
                try:
                    plan = await self._plan(wanted, options)
                except NeedsConsent as needed:
                    options = EditOptions(everywhere=options.everywhere, after_crashes=True)
                    notes.append(needed.sentence)
                    plan = await self._plan(wanted, options)
                answer = await self._ask(
                    wanted.title, plan, dangerous=what == "forget" or bool(notes), notes=notes,
                    everywhere=what == "forget" and not options.everywhere,
                    keeps_copies=not options.everywhere,
                )  # fmt: skip
                if answer == "everywhere":
                    options = EditOptions(everywhere=True, after_crashes=options.after_crashes)
                    continue
                if answer != "yes":
                    return False
                receipt = await self._bridge.write(
                    self._workspace.apply, wanted.edits, base=wanted.base, options=options
                )
                break
        except SessiontuiError as error:
            self._refused(error)
            return False
        self._done(receipt, keeps_copies=not options.everywhere)
        return True

    async def _plan(self, wanted: _Wanted, options: EditOptions) -> Receipt:
        return await self._bridge.run(
            self._workspace.plan, wanted.edits, base=wanted.base, options=options
        )

    async def undo(self) -> bool:
        """Take the last edit back, after a yes."""
        try:
            last = await self._bridge.run(self._workspace.undoable)
            if last is None:
                raise NothingFound("No edit made with sessiontui is left to take back here.")
            if await self._ask("Take this back", last, undoing=True) != "yes":
                return False
            await self._bridge.write(self._workspace.undo, last.id)
        except SessiontuiError as error:
            self._refused(error)
            return False
        self._toast(f"Taken back: {_first(last)}")
        return True

    async def rollback(self, version: Version) -> bool:
        """Make a version the one the next start loads, after a yes."""

        def rollback(*, dry_run: bool) -> Receipt:
            return self._workspace.rollback(version.id, base=version.revision, dry_run=dry_run)

        try:
            plan = await self._bridge.run(rollback, dry_run=True)
            if await self._ask(f"Go back to {printable(version.id)}", plan) != "yes":
                return False
            receipt = await self._bridge.write(rollback, dry_run=False)
        except SessiontuiError as error:
            self._refused(error)
            return False
        self._done(receipt)
        return True

    # -- export --------------------------------------------------------------------------------

    async def export(self, view: View, steps: Sequence[Steps]) -> None:
        """Ask for format and file, and write the items there."""
        from ..screens.export import ExportScreen

        snapshot = view.snapshot
        if snapshot is None:
            return
        try:
            items = [item_at(snapshot, path) for path in steps]
            target = await self._app.push_screen_wait(ExportScreen(_counted(items)))
            if target is None:
                return
            path = Path(target.path).expanduser()
            written = await self._bridge.write(
                _export, items, target.format, path, target.with_private, self._workspace
            )
        except SessiontuiError as error:
            self._refused(error)
            return
        self._toast(f"{exact_size(written)} in {printable(str(path))}, readable only by you")

    # -- saying --------------------------------------------------------------------------------

    async def _ask(
        self,
        title: str,
        plan: Receipt,
        *,
        dangerous: bool = False,
        notes: Sequence[str] = (),
        everywhere: bool = False,
        undoing: bool = False,
        keeps_copies: bool = True,
    ) -> str:
        from ..screens.preview import PreviewScreen

        screen = PreviewScreen(
            title,
            plan,
            dangerous=dangerous,
            notes=notes,
            everywhere=everywhere,
            undoing=undoing,
            keeps_copies=keeps_copies,
        )
        return await self._app.push_screen_wait(screen)

    def _done(self, receipt: Receipt, *, keeps_copies: bool = True) -> None:
        undo = " u takes it back." if keeps_copies else ""
        self._toast(f"Done: {_first(receipt)}.{undo}")

    def _toast(self, words: str) -> None:
        self._app.clear_notifications()
        self._app.notify(words, timeout=TOAST_SECONDS, markup=False)

    def _refused(self, error: SessiontuiError) -> None:
        self._app.clear_notifications()
        self._app.notify(error.sentence, severity="warning", timeout=10, markup=False)


def _first(receipt: Receipt) -> str:
    """The edits in one line."""
    if not receipt.edits:
        return "nothing to change"
    more = len(receipt.edits) - 1
    return receipt.edits[0].rstrip(".") + (f" and {more:,} more" if more else "")


def _make_ready(workspace: Workspace, view: View, what: str, steps: Sequence[Steps]) -> _Wanted:
    """The edits that an intention means, on the version they go to. Runs on the store thread."""
    if view.snapshot is None:
        raise NothingFound("There is nothing here to change.")
    target = workspace.find_version(None)
    base = workspace.store.load(target.id)
    items = [item_at(view.snapshot, path) for path in steps]
    edits = _EDITS[what](items, base) if what in _EDITS else _of_target(what, items, base, target)
    return _Wanted(f"{_VERBS[what]} {_counted(items)}", tuple(edits), target.revision)


def _of_target(what: str, items: Sequence[Item], base: object, target: Version) -> Sequence[Edit]:
    if not all(from_items.is_of(item, base) for item in items):  # type: ignore[arg-type]
        raise Refused(
            f"Only what Firefox would load can be changed like this, and that is {target.id}: "
            "\\ shows it."
        )
    if what == "forget":
        return from_items.to_forget(items)
    if what == "close":
        return from_items.to_close(items)
    tabs = [item for item in items if isinstance(item.node, Tab)]
    return [PinTab(item.steps, pinned=not item.node.pinned) for item in tabs]  # type: ignore[union-attr]


_EDITS: dict[str, Callable[..., Sequence[Edit]]] = {
    "restore": lambda items, base: from_items.to_restore(items, base),
    "only": lambda items, base: from_items.to_restore(items, base, only=True),
}


def _counted(items: Sequence[Item]) -> str:
    """How many of which kind: ``12 closed tabs, 1 closed window``."""
    kinds = Counter(item.kind.noun for item in items)
    return ", ".join(count(number, word) for word, number in kinds.items())


def _export(
    items: Sequence[Item],
    wanted: Format,
    path: Path,
    with_private: bool,
    workspace: Workspace,
) -> int:
    from ...export.formats import Options, export
    from ...export.new_file import check_target, write

    check_target(path, force=False)
    how = Options(
        now=int(time.time() * 1000),
        with_private=with_private,
        containers=workspace.containers() or {},
    )
    return write(export(items, wanted.name, how), path)
