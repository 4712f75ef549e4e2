"""How what was chosen goes into another profile or session file: planned, shown, carried out there.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from textual.app import App

from ...errors import SessiontuiError
from ...session.edit.carry_over import containers_between
from ...session.edit.from_items import to_carry
from ...session.edit.look_ahead import WindowAhead
from ...session.edit.opening import opening
from ...session.edit.targets import targets
from ...session.model.items import Item
from ...stores.protocols import EditOptions, Receipt
from ...text import count, printable
from ...workspace import Workspace
from ..basket import Reference
from ..chosen_items import items_of
from ..screens.preview import Preview
from ..store_thread import StoreThread
from .asking import How, Ready, agreed_edit
from .saying import Saying, first


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
        saying, where = Saying(self._app, target), printable(place)

        def said_of(
            ready: Ready, plan: Receipt, windows: Sequence[WindowAhead], _: EditOptions
        ) -> Preview:
            # The key that undoes is of the place that is shown.
            return replace(saying.preview(ready.title, plan, windows), can_undo=False)

        try:
            items = await thread.run(items_of, source, None, (), references)
            containers = await thread.run(_containers, source, target)
            title = f"Open {count(len(items), 'chosen thing')} in {where}"

            async def make_ready(how: How) -> Ready:
                return await thread.run(_ready, title, target, items, containers, how)

            found = await agreed_edit(self._app, thread, target, make_ready, said_of)
            if found is None:
                return False
            ready, options = found
            receipt = await thread.write_elsewhere(
                target.apply, ready.edits, base=ready.base, options=options
            )
        except (SessiontuiError, OSError) as error:
            saying.refused(error)
            return False
        undo = f" To undo: sessiontui undo {where}" if target.can_undo else ""
        saying.toast(f"Done in {where}: {first(receipt)}.{undo}")
        return True


def _containers(source: Workspace, target: Workspace) -> Mapping[int, int | None] | None:
    return containers_between(source.containers(), target.containers())


def _ready(
    title: str,
    target: Workspace,
    items: Sequence[Item],
    containers: Mapping[int, int | None] | None,
    how: How,
) -> Ready:
    """The edits that open the items there. On the store thread."""
    version = target.find_version(None)
    base = target.store.load(version.id)
    found = opening(items, base, containers=containers)
    opened = tuple(items) if how.even_if_open else found.judged.to_open
    offered = targets(opened, base)
    chosen = offered[how.target % len(offered)] if offered else None
    edits = to_carry(opened, into=chosen.into if chosen else None, containers=containers)
    return Ready(
        title, edits, version.revision,
        open_already=() if how.even_if_open else found.words,
        left_out=len(opened) < len(items), shown_by=found.judged.shown_by,
        into=chosen.words if chosen else "",
    )  # fmt: skip
