"""Asking about one edit: one look ahead, however often the edit is planned anew in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.app import App

from ...errors import NeedsConsent
from ...session.edit.edits import Edit
from ...session.edit.look_ahead import WindowAhead
from ...session.json.pointer import Steps
from ...stores.planned_windows import planned_windows
from ...stores.protocols import EditOptions, Receipt
from ...stores.view import Revision
from ...workspace import Workspace
from ..screens.preview import Answer, Preview, PreviewScreen


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
    """The plan of going back to a version, and the windows it leads to. On the store thread."""
    receipt = rollback(dry_run=True)
    return _shortened(receipt), planned_windows(receipt)


def _shortened(receipt: Receipt) -> Receipt:
    """Without the sessions before and after it, which may be large."""
    return replace(receipt, outcome=None)
