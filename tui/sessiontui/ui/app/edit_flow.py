"""How an edit goes on the screen: plan, show what it would do, a yes, carry it out, a toast.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App

from ...errors import NeedsConsent, NothingFound, Refused, SessiontuiError
from ...session.edit import from_items
from ...session.edit.already_open import Judged, judge
from ...session.edit.edits import Edit, PinTab
from ...session.edit.fold import fold
from ...session.edit.move_to import to_move
from ...session.model.item_kind import Kind
from ...session.model.items import Item
from ...session.model.snapshot import Snapshot
from ...session.model.tab import Tab
from ...stores.protocols import EditOptions, Receipt
from ...stores.view import Revision, Version, View
from ...system_errors import sentence_of
from ...text import count, exact_size, printable
from ...workspace import Workspace
from ..actions import key_of
from ..chosen_items import items_of
from ..messages import EditKind, EditWanted, ExportWanted
from ..screens.preview import Answer
from ..store_thread import StoreThread

if TYPE_CHECKING:
    from ...export.formats import Format

TOAST_SECONDS = 8.0
_VERBS = {
    EditKind.RESTORE: "Restore",
    EditKind.FORGET: "Forget",
    EditKind.CLOSE: "Close",
    EditKind.PIN: "Pin or unpin",
    EditKind.ONLY: "Open only",
    EditKind.MOVE: "Move",
}


class _Base(NamedTuple):
    """What an edit is made of: the version it goes to, what that holds, and the chosen items."""

    version: Version
    snapshot: Snapshot
    items: tuple[Item, ...]


class _Wanted(NamedTuple):
    """An edit made ready: what it is called, and the edits of which revision.

    ``open_already`` says in words what of it is open already; ``left_out``: some of it is not in
    the edits for that.
    """

    title: str
    edits: tuple[Edit, ...]
    base: Revision
    open_already: tuple[str, ...] = ()
    left_out: bool = False


class EditFlow:
    """The edits of one app over one workspace."""

    def __init__(self, app: App[int], store_thread: StoreThread) -> None:
        self._app = app
        self._store_thread = store_thread
        self._workspace = store_thread.workspace

    # -- edits ---------------------------------------------------------------------------------

    async def change(self, view: View, asked: EditWanted) -> bool:
        """Plan an edit of items of the shown version, ask, carry it out; whether it was done."""
        options, kind = EditOptions(), asked.kind
        try:
            wanted = await self._make_ready(view, asked)
            while wanted is not None:
                notes: list[str] = []
                try:
                    plan = await self._plan(wanted, options)
                except NeedsConsent as needed:
                    options = EditOptions(everywhere=options.everywhere, after_crashes=True)
                    notes.append(needed.sentence)
                    plan = await self._plan(wanted, options)
                answer = await self._ask(
                    wanted.title, plan, scope=asked.scope,
                    open_already=wanted.open_already, left_out=wanted.left_out,
                    dangerous=kind is EditKind.FORGET or bool(notes), notes=notes,
                    everywhere=kind is EditKind.FORGET and not options.everywhere,
                    forgotten=options.everywhere,
                )  # fmt: skip
                if answer is Answer.EVERYWHERE:
                    options = EditOptions(everywhere=True, after_crashes=options.after_crashes)
                    continue
                if answer is Answer.EVEN_IF_OPEN:
                    wanted = await self._make_ready(view, asked, even_if_open=True)
                    continue
                if answer is not Answer.YES:
                    return False
                receipt = await self._store_thread.write(
                    self._workspace.apply, wanted.edits, base=wanted.base, options=options
                )
                self._done(receipt, forgotten=options.everywhere)
                return True
        except (SessiontuiError, OSError) as error:
            self._refused(error)
        return False

    async def _make_ready(
        self, view: View, asked: EditWanted, *, even_if_open: bool = False
    ) -> _Wanted | None:
        """The edits that an intention means; None when the user left the choice of a place."""
        shows_it, kind = key_of(self._app, "app.follow"), asked.kind
        base = await self._store_thread.run(_base_of, self._workspace, view, asked, shows_it)
        words: tuple[str, ...] = ()
        less = len(base.items)
        if kind is EditKind.RESTORE and not even_if_open:
            judged, words = await self._store_thread.run(_judged, base)
            base = base._replace(items=judged.to_open)
        if kind is EditKind.MOVE:
            from ..screens.move_target import MoveTargetScreen

            screen = MoveTargetScreen(base.snapshot.windows, [item.steps for item in base.items])
            target = await self._app.push_screen_wait(screen)
            if target is None:
                return None
            edits: Sequence[Edit] = to_move(base.items, base.snapshot, target.window, target.before)
        else:
            edits = await self._store_thread.run(_edits, kind, base)
        title = f"{_VERBS[kind]} {_counted(base.items)}"
        left_out = len(base.items) < less
        return _Wanted(title, tuple(edits), base.version.revision, words, left_out)

    async def _plan(self, wanted: _Wanted, options: EditOptions) -> Receipt:
        return await self._store_thread.run(
            self._workspace.plan, wanted.edits, base=wanted.base, options=options
        )

    async def undo(self) -> bool:
        """Take the last edit back, after a yes."""
        try:
            last = await self._store_thread.run(self._workspace.undoable)
            if last is None:
                raise NothingFound("No edit made with sessiontui is left to take back here.")
            if await self._ask("Take this back", last, undoing=True) is not Answer.YES:
                return False
            await self._store_thread.write(self._workspace.undo, last.id)
        except (SessiontuiError, OSError) as error:
            self._refused(error)
            return False
        self._toast(f"Taken back: {_first(last)}")
        return True

    async def rollback(self, version: Version) -> bool:
        """Make a version the one the next start loads, after a yes."""

        def rollback(*, dry_run: bool) -> Receipt:
            return self._workspace.rollback(version.id, base=version.revision, dry_run=dry_run)

        try:
            plan = await self._store_thread.run(rollback, dry_run=True)
            if await self._ask(f"Go back to {printable(version.id)}", plan) is not Answer.YES:
                return False
            receipt = await self._store_thread.write(rollback, dry_run=False)
        except (SessiontuiError, OSError) as error:
            self._refused(error)
            return False
        self._done(receipt)
        return True

    # -- export --------------------------------------------------------------------------------

    async def export(self, view: View, asked: ExportWanted) -> None:
        """Ask for format and file, and write the items there."""
        from ..screens.export import ExportScreen

        if view.snapshot is None and not asked.elsewhere:
            return
        try:
            items = await self._store_thread.run(
                items_of, self._workspace, view.snapshot, asked.items, asked.elsewhere
            )
            what = ": ".join(part for part in (_counted(items), asked.scope) if part)
            target = await self._app.push_screen_wait(ExportScreen(what))
            if target is None:
                return
            path = Path(target.path).expanduser()
            written = await self._store_thread.write(
                _export, items, target.format, path, target.with_private, self._workspace
            )
        except (SessiontuiError, OSError) as error:
            self._refused(error)
            return
        self._toast(f"{exact_size(written)} in {printable(str(path))}, readable only by you")

    # -- saying --------------------------------------------------------------------------------

    async def _ask(
        self,
        title: str,
        plan: Receipt,
        *,
        scope: str = "",
        open_already: Sequence[str] = (),
        left_out: bool = False,
        dangerous: bool = False,
        notes: Sequence[str] = (),
        everywhere: bool = False,
        undoing: bool = False,
        forgotten: bool = False,
    ) -> Answer:
        from ..screens.preview import PreviewScreen

        screen = PreviewScreen(
            title,
            plan,
            scope=scope,
            open_already=open_already,
            left_out=left_out,
            dangerous=dangerous,
            notes=notes,
            everywhere=everywhere and self._workspace.keeps_copies,
            undoing=undoing,
            keeps_copies=self._workspace.keeps_copies and not forgotten,
            can_undo=self._workspace.can_undo and not forgotten,
        )
        return await self._app.push_screen_wait(screen)

    def _done(self, receipt: Receipt, *, forgotten: bool = False) -> None:
        can_undo = self._workspace.can_undo and receipt.id is not None and not forgotten
        undo = f" {key_of(self._app, 'app.undo')} takes it back." if can_undo else ""
        self._toast(f"Done: {_first(receipt)}.{undo}")

    def _toast(self, words: str) -> None:
        self._app.clear_notifications()
        self._app.notify(words, timeout=TOAST_SECONDS, markup=False)

    def _refused(self, error: SessiontuiError | OSError) -> None:
        self._app.clear_notifications()
        self._app.notify(sentence_of(error), severity="warning", timeout=10, markup=False)


def _first(receipt: Receipt) -> str:
    """The edits in one line."""
    if not receipt.edits:
        return "nothing to change"
    more = len(receipt.edits) - 1
    return receipt.edits[0].rstrip(".") + (f" and {more:,} more" if more else "")


def _base_of(workspace: Workspace, view: View, asked: EditWanted, shows_it: str) -> _Base:
    """What an edit of items of the shown version, or of several, goes to. On the store thread.

    ``shows_it`` is the key that shows the version which can be changed.
    """
    if view.snapshot is None and not asked.elsewhere:
        raise NothingFound("There is nothing here to change.")
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


def _judged(base: _Base) -> tuple[Judged, tuple[str, ...]]:
    """What is open already told apart, in words too; NothingFound when it is all.

    Runs on the store thread. A page that was chosen in several versions counts once, and what was
    chosen where it is open is open already when other things are to be opened.
    """
    folded = fold(base.items)
    judged = judge(folded.kept, base.snapshot, beside_open=True)
    if judged.open_already and not judged.to_open:
        raise NothingFound(f"{judged.words[0]}: nothing was changed.")
    return judged, (*folded.words, *judged.words)


def _edits(kind: EditKind, base: _Base) -> Sequence[Edit]:
    """The edits that an intention means. Runs on the store thread."""
    items = base.items
    match kind:
        case EditKind.RESTORE:
            return from_items.to_restore(items, base.snapshot)
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
