"""How an edit goes on the screen: plan, show what it would do, a yes, carry it out, a toast.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs
from textual.app import App

from ...app_dirs import expanded
from ...errors import NothingFound, Refused, SessiontuiError
from ...session.edit import from_items
from ...session.edit.already_open import Judged
from ...session.edit.edits import CloseCopies, Edit, Into, PinTab
from ...session.edit.look_ahead import WindowAhead
from ...session.edit.move_to import to_move
from ...session.edit.opening import opening
from ...session.edit.targets import targets
from ...session.model.item_kind import Kind
from ...session.model.items import Item
from ...session.model.snapshot import Snapshot
from ...session.model.tab import Tab
from ...stores.protocols import EditOptions, Receipt
from ...stores.view import Version, View
from ...text import count, exact_size, printable
from ...workspace import Workspace
from ..actions import key_of
from ..chosen_items import items_of
from ..messages import EditKind, EditWanted, ExportWanted
from ..screens.preview import Preview
from ..store_thread import StoreThread
from .asking import How, Ready, agreed, agreed_edit, planned_rollback
from .saying import Saying, first

if TYPE_CHECKING:
    from ...export.formats import Format

_VERBS = {
    EditKind.RESTORE: "Restore",
    EditKind.FORGET: "Forget",
    EditKind.CLOSE: "Close",
    EditKind.PIN: "Pin or unpin",
    EditKind.ONLY: "Open only",
    EditKind.MOVE: "Move",
    EditKind.COPIES: "Close copies:",
}


class _Base(NamedTuple):
    """What an edit is made of: the version it goes to, what that holds, and the chosen items."""

    version: Version
    snapshot: Snapshot
    items: tuple[Item, ...]


class EditFlow:
    """The edits of one app over one workspace."""

    def __init__(self, app: App[int], store_thread: StoreThread) -> None:
        self._app = app
        self._store_thread = store_thread
        self._workspace = store_thread.workspace
        self._saying = Saying(app, store_thread.workspace)
        self.opening = False  # a window is being made ready that asks for more than a yes

    # -- edits ---------------------------------------------------------------------------------

    async def change(self, view: View, asked: EditWanted) -> bool:
        """Plan an edit of items of the shown version, ask, carry it out; whether it was done."""
        forgets = asked.kind is EditKind.FORGET

        def said_of(
            ready: Ready, plan: Receipt, windows: Sequence[WindowAhead], options: EditOptions
        ) -> Preview:
            preview = self._saying.preview(ready.title, plan, windows, forgotten=options.everywhere)
            everywhere = forgets and not options.everywhere and preview.keeps_copies
            return replace(preview, scope=asked.scope, dangerous=forgets, everywhere=everywhere)

        try:
            found = await agreed_edit(
                self._app, self._store_thread, self._workspace,
                partial(self._make_ready, view, asked), said_of,
            )  # fmt: skip
            if found is None:
                return False
            ready, options = found
            receipt = await self._store_thread.write(
                self._workspace.apply, ready.edits, base=ready.base, options=options
            )
        except (SessiontuiError, OSError) as error:
            self._saying.refused(error)
            return False
        self._saying.done(receipt, forgotten=options.everywhere)
        return True

    async def _make_ready(self, view: View, asked: EditWanted, how: How) -> Ready | None:
        """The edits that an intention means; None when the user left the choice of a place."""
        shows_it, kind = key_of(self._app, "app.follow"), asked.kind
        self.opening = kind is EditKind.MOVE
        try:
            base = await self._store_thread.run(_base_of, self._workspace, view, asked, shows_it)
        finally:
            self.opening = False
        judged, target, chosen = None, None, len(base.items)
        words: tuple[str, ...] = ()
        if kind is EditKind.RESTORE:
            judged, words = await self._store_thread.run(_judged, base, how.even_if_open)
            base = base._replace(items=judged.to_open)
            offered = targets(base.items, base.snapshot)
            target = offered[how.target % len(offered)] if offered else None
        if kind is EditKind.MOVE:
            from ..screens.move_target import MoveTargetScreen

            screen = MoveTargetScreen(base.snapshot.windows, [item.steps for item in base.items])
            place = await self._app.push_screen_wait(screen)
            if place is None:
                return None
            edits: Sequence[Edit] = to_move(base.items, base.snapshot, place.window, place.before)
        else:
            edits = await self._store_thread.run(
                _edits, kind, base, target.into if target else None
            )
        title = f"{_VERBS[kind]} {_counted(base.items)}".rstrip()
        ready = Ready(title, tuple(edits), base.version.revision)
        if judged is None:
            return ready
        return ready._replace(
            open_already=words, left_out=len(judged.to_open) < chosen, shown_by=judged.shown_by,
            into=target.words if target else "",
        )  # fmt: skip

    async def undo(self) -> bool:
        """Undo the last edit, after a yes."""
        try:
            last = await self._store_thread.run(self._workspace.undoable)
            if last is None:
                raise NothingFound("No edit made with sessiontui is left to undo here.")
            preview = replace(self._saying.preview("Undo the last edit", last), undoing=True)
            if not await agreed(self._app, preview):
                return False
            await self._store_thread.write(self._workspace.undo, last.id)
        except (SessiontuiError, OSError) as error:
            self._saying.refused(error)
            return False
        self._saying.toast(f"Undone: {first(last)}")
        return True

    async def rollback(self, version: Version) -> bool:
        """Make a version the one the next start loads, after a yes."""
        workspace = self._workspace

        def rollback(*, dry_run: bool) -> Receipt:
            return workspace.rollback(version.id, base=version.revision, dry_run=dry_run)

        try:
            plan, windows = await self._store_thread.run(planned_rollback, rollback)
            title = f"Roll back to {printable(version.id)}"
            if not await agreed(self._app, self._saying.preview(title, plan, windows)):
                return False
            receipt = await self._store_thread.write(rollback, dry_run=False)
        except (SessiontuiError, OSError) as error:
            self._saying.refused(error)
            return False
        self._saying.done(receipt)
        return True

    # -- export --------------------------------------------------------------------------------

    async def export(self, view: View, asked: ExportWanted) -> None:
        """Ask for format and file, and write the items there."""
        from ..screens.export import ExportScreen

        if view.snapshot is None and not asked.elsewhere:
            return
        self.opening = True
        try:
            items = await self._store_thread.run(
                items_of, self._workspace, view.snapshot, asked.items, asked.elsewhere
            )
            self.opening = False
            what = ": ".join(part for part in (_counted(items), asked.scope) if part)
            target = await self._app.push_screen_wait(ExportScreen(what))
            if target is None:
                return
            path = expanded(target.path)
            written = await self._store_thread.write(
                _export, items, target.format, path, target.with_private, self._workspace
            )
        except (SessiontuiError, OSError) as error:
            self._saying.refused(error)
            return
        finally:
            self.opening = False
        self._saying.toast(f"{exact_size(written)} in {printable(str(path))}, readable only by you")


def _base_of(workspace: Workspace, view: View, asked: EditWanted, shows_it: str) -> _Base:
    """What an edit of items of the shown version, or of several, goes to. On the store thread.

    ``shows_it`` is the key that shows the version which can be changed.
    """
    if view.snapshot is None and not asked.elsewhere:
        raise NothingFound(view.error or "There is nothing here to change.")
    version = workspace.find_version(None)
    base = workspace.store.load(version.id)
    items = items_of(workspace, view.snapshot, asked.items, asked.elsewhere, {version.id: base})
    brings = asked.kind in (EditKind.RESTORE, EditKind.ONLY)
    if not brings and not all(from_items.is_of(item, base) for item in items):
        raise Refused(
            "Only what Firefox would load can be changed like this, and that is "
            f"{version.id}: {shows_it} shows it."
        )
    return _Base(version, base, items)


def _judged(base: _Base, even_if_open: bool) -> tuple[Judged, tuple[str, ...]]:
    """What is open already told apart, in words too. Runs on the store thread.

    A page that was chosen in several versions counts once, and what was chosen where it is open
    is open already when other things are to be opened.
    """
    found = opening(base.items, base.snapshot, beside_open=True)
    if even_if_open:
        again = tuple(
            i for i in base.items if not (i.is_open and from_items.is_of(i, base.snapshot))
        )
        everything = again or base.items
        return structs.replace(found.judged, to_open=everything, open_already=(), partly=()), ()
    return found.judged, found.words


def _edits(kind: EditKind, base: _Base, into: Into) -> Sequence[Edit]:
    """The edits that an intention means. Runs on the store thread."""
    items = base.items
    match kind:
        case EditKind.RESTORE:
            return from_items.to_restore(items, base.snapshot, into=into)
        case EditKind.ONLY:
            return from_items.to_restore(items, base.snapshot, only=True)
        case EditKind.FORGET:
            return from_items.to_forget(items)
        case EditKind.CLOSE:
            return from_items.to_close(items)
        case EditKind.PIN:
            return [
                PinTab(item.steps, pinned=not item.node.pinned)
                for item in items
                if isinstance(item.node, Tab) and item.kind is Kind.TAB
            ]
        case EditKind.COPIES:
            return [CloseCopies(tuple(item.steps for item in items))]
        case EditKind.MOVE:
            raise AssertionError("a move is asked where to")


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
