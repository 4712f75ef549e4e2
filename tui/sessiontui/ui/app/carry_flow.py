"""How what was chosen goes into another profile or session file: planned, shown, carried out there.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from textual.app import App

from ...errors import SessiontuiError
from ...session.edit.already_open import judge
from ...session.edit.carry_over import containers_between
from ...session.edit.edits import Edit
from ...session.edit.fold import fold
from ...session.edit.from_items import to_carry
from ...session.edit.targets import Target, targets
from ...session.json.pointer import Steps
from ...session.model.items import Item
from ...stores.protocols import EditOptions, Receipt
from ...stores.view import Revision
from ...text import count, printable
from ...workspace import Workspace
from ..basket import Reference
from ..chosen_items import items_of
from ..screens.preview import Answer
from ..store_thread import StoreThread
from .asking import Asking, planned
from .saying import Saying, first


class _Ready(NamedTuple):
    edits: tuple[Edit, ...]
    base: Revision
    words: tuple[str, ...]
    left_out: bool
    shown_by: frozenset[Steps]
    target: Target | None


class CarryFlow:
    """Puts copies of things of the shown place into another one."""

    def __init__(self, app: App[int], store_thread: StoreThread, *, read_only: bool) -> None:
        self._app = app
        self._store_thread = store_thread
        self._open = partial(Workspace.open, read_only=read_only)

    async def carry(self, references: Sequence[Reference], place: str) -> bool:
        """Plan it, ask, carry it out; whether it was done."""
        saying = Saying(self._app, self._store_thread.workspace)
        try:
            target = await self._store_thread.run(self._open, place)
        except (SessiontuiError, OSError) as error:
            saying.refused(error)
            return False
        try:
            return await self._into(target, references, place)
        finally:
            await self._store_thread.run(target.close)

    async def _into(self, target: Workspace, references: Sequence[Reference], place: str) -> bool:
        source, thread = self._store_thread.workspace, self._store_thread
        saying, asking = Saying(self._app, target), Asking(self._app)
        options, even_if_open, window, consent = EditOptions(), False, 0, ""
        where = printable(place)
        try:
            items = await thread.run(items_of, source, None, (), references)
            containers = await thread.run(_containers, source, target)
            while True:
                ready = await thread.run(_ready, target, items, containers, even_if_open, window)
                plan, windows, needs = await thread.run(
                    planned, target, ready.edits, ready.base, options, ready.shown_by
                )
                if needs:
                    consent, options = needs, replace(options, after_crashes=True)
                preview = saying.preview(
                    f"Open {count(len(items), 'chosen thing')} in {where}", plan, windows
                )
                answer = await asking.ask(
                    replace(
                        preview, can_undo=False, open_already=ready.words,
                        left_out=ready.left_out, into=ready.target.words if ready.target else "",
                        dangerous=bool(consent), notes=[consent] if consent else (),
                    )
                )  # fmt: skip
                if answer is Answer.EVEN_IF_OPEN:
                    even_if_open = True
                elif answer is Answer.OTHER_WINDOW:
                    window += 1
                elif answer is Answer.YES:
                    # In brackets: it is no edit of the place that is shown.
                    (receipt,) = await thread.write(
                        partial(_apply, target, ready.edits, ready.base, options)
                    )
                    undo = f" To undo: sessiontui undo {where}" if target.can_undo else ""
                    saying.toast(f"Done in {where}: {first(receipt)}.{undo}")
                    return True
                else:
                    return False
        except (SessiontuiError, OSError) as error:
            saying.refused(error)
            return False
        finally:
            asking.end()


def _containers(source: Workspace, target: Workspace) -> Mapping[int, int | None] | None:
    return containers_between(source.containers(), target.containers())


def _apply(
    target: Workspace, edits: tuple[Edit, ...], base: Revision, options: EditOptions
) -> tuple[Receipt]:
    return (target.apply(edits, base=base, options=options),)


def _ready(
    target: Workspace,
    items: Sequence[Item],
    containers: Mapping[int, int | None] | None,
    even_if_open: bool,
    window: int,
) -> _Ready:
    """The edits that open the items there. On the store thread."""
    version = target.find_version(None)
    base = target.store.load(version.id)
    folded = fold(items)
    judged = judge(folded.kept, base, containers=containers)
    opened = tuple(items) if even_if_open else judged.to_open
    words = () if even_if_open else (*folded.words, *judged.words)
    offered = targets(opened, base)
    chosen = offered[window % len(offered)] if offered else None
    edits = to_carry(opened, into=chosen.into if chosen else None, containers=containers)
    return _Ready(edits, version.revision, words, len(opened) < len(items), judged.shown_by, chosen)
