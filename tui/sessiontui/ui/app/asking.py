"""Asking about one edit: one look ahead, however often the edit is planned anew in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from textual.app import App

from ...errors import NeedsConsent
from ...session.edit.edits import Edit
from ...session.edit.look_ahead import WindowAhead
from ...session.json.pointer import Steps
from ...stores.planned_windows import planned_windows
from ...stores.protocols import PLAIN, EditOptions, Receipt
from ...stores.view import Revision
from ...workspace import Workspace
from ..screens.preview import Answer, Preview, PreviewScreen
from ..store_thread import StoreThread


class Ready(NamedTuple):
    """An edit made ready: what it is called, and the edits of which revision.

    ``open_already`` says in words what of it is open already, ``shown_by`` are the tabs that show
    it; ``left_out``: some of it is not in the edits for that. ``into`` says where it will open.
    ``notes``: what else is to be said of it, in sentences.
    """

    title: str
    edits: tuple[Edit, ...]
    base: Revision
    open_already: tuple[str, ...] = ()
    left_out: bool = False
    shown_by: frozenset[Steps] = frozenset()
    into: str = ""
    notes: tuple[str, ...] = ()


class How(Struct, frozen=True):
    """What was chosen in the look ahead. ``target`` counts the windows there are to choose."""

    even_if_open: bool = False
    target: int = 0

    def after(self, answer: Answer) -> How:
        """The same after one more answer."""
        if answer is Answer.OTHER_WINDOW:
            return replace(self, target=self.target + 1)
        return replace(self, even_if_open=True)


class Asking:
    """The look ahead of one edit. ``end`` takes it away whatever happened meanwhile."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._screen: PreviewScreen | None = None

    async def ask(self, preview: Preview) -> Answer:
        """Show this, in the window that is there already if there is one; the answer."""
        if self._screen is None:
            self._screen = PreviewScreen(preview)
            await self._app.push_screen(self._screen)
        else:
            self._screen.show(preview)
        return await self._screen.answer()

    def end(self) -> None:
        """Take the window away."""
        if self._screen is not None and self._screen.is_active:
            self._screen.dismiss(None)


async def agreed(app: App[int], preview: Preview) -> bool:
    """Whether the answer to this is yes; there is nothing to plan anew in it."""
    asking = Asking(app)
    try:
        return await asking.ask(preview) is Answer.YES
    finally:
        asking.end()


SaidOf = Callable[[Ready, Receipt, Sequence[WindowAhead], EditOptions], Preview]
"""What a look ahead says of an edit and its plan, beside what is ready and needs a consent."""


async def agreed_edit(
    app: App[int],
    store_thread: StoreThread,
    workspace: Workspace,
    make_ready: Callable[[How], Awaitable[Ready | None]],
    said_of: SaidOf,
    options: EditOptions = PLAIN,
) -> tuple[Ready, EditOptions] | None:
    """The edit that is agreed to, and with which options; None when it was left.

    ``options`` are those it is planned with at first.
    It is made ready and planned anew for ``workspace`` with each other answer. Raises like both.
    """
    asking, how = Asking(app), How()
    consent = ""  # what it needs more than a plain yes for
    try:
        ready = await make_ready(how)
        while ready is not None:
            plan, windows, needs = await store_thread.run(
                planned, workspace, ready.edits, ready.base, options, ready.shown_by
            )
            if needs:
                consent, options = needs, replace(options, after_crashes=True)
            preview = said_of(ready, plan, windows, options)
            answer = await asking.ask(
                dataclasses.replace(
                    preview, open_already=ready.open_already, left_out=ready.left_out,
                    into=ready.into, dangerous=preview.dangerous or bool(consent),
                    notes=(*ready.notes, consent) if consent else ready.notes,
                )
            )  # fmt: skip
            if answer is Answer.YES:
                return ready, options
            if answer is Answer.EVERYWHERE:
                options = replace(options, everywhere=True)
            elif answer in (Answer.EVEN_IF_OPEN, Answer.OTHER_WINDOW):
                how = how.after(answer)
                ready = await make_ready(how)
            else:
                return None
        return None
    finally:
        asking.end()


def planned(
    workspace: Workspace,
    edits: Sequence[Edit],
    base: Revision,
    options: EditOptions,
    shown: frozenset[Steps],
) -> tuple[Receipt, tuple[WindowAhead, ...], str]:
    """A plan, the windows it leads to, and what it needs a consent for. On the store thread.

    ``shown`` are open tabs that show already what is to be opened. Without edits, all of it is.
    """
    needs = ""
    if not edits:
        return Receipt(None, (), (), None, None, 0, 0, None), (), needs
    try:
        receipt = workspace.plan(edits, base=base, options=options)
    except NeedsConsent as needed:
        needs = needed.sentence
        consenting = replace(options, after_crashes=True)
        receipt = workspace.plan(edits, base=base, options=consenting)
    return _shortened(receipt), planned_windows(receipt, shown), needs


def planned_rollback(
    rollback: Callable[..., Receipt],
) -> tuple[Receipt, tuple[WindowAhead, ...]]:
    """The plan of rolling back to a version, and the windows it leads to. On the store thread."""
    receipt = rollback(dry_run=True)
    return _shortened(receipt), planned_windows(receipt)


def _shortened(receipt: Receipt) -> Receipt:
    """Without the sessions before and after it, which may be large."""
    return replace(receipt, outcome=None)
