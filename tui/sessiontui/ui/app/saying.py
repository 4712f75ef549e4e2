"""What an edit says: the look ahead's standing words, and a toast when it is done or refused."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App

from ...errors import SessiontuiError
from ...session.edit.look_ahead import WindowAhead
from ...stores.protocols import Receipt
from ...system_errors import sentence_of
from ...workspace import Workspace
from ..actions import key_of
from ..say import say
from ..screens.preview import Preview

_TOAST_SECONDS = 8.0


class Saying:
    """What is said of the edits of one app over one workspace."""

    def __init__(self, app: App[int], workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    def preview(
        self,
        title: str,
        plan: Receipt,
        windows: Sequence[WindowAhead] = (),
        *,
        forgotten: bool = False,
    ) -> Preview:
        """What every look ahead says; ``forgotten``: everywhere, which cannot be undone."""
        workspace = self._workspace
        return Preview(
            title, plan, windows,
            keeps_copies=workspace.keeps_copies and not forgotten,
            can_undo=workspace.can_undo and not forgotten,
        )  # fmt: skip

    def done(self, receipt: Receipt, *, forgotten: bool = False) -> None:
        """Say that an edit is done, and the key that undoes it."""
        can_undo = self._workspace.can_undo and receipt.id is not None and not forgotten
        undo = f" {key_of(self._app, 'app.undo')} undoes it." if can_undo else ""
        self.toast(f"Done: {first(receipt)}.{undo}")

    def toast(self, words: str) -> None:
        """Say something in place of what was said before."""
        say(self._app, words, _TOAST_SECONDS)

    def refused(self, error: SessiontuiError | OSError) -> None:
        """Say why something was not done."""
        say(self._app, sentence_of(error), 10, warning=True)


def first(receipt: Receipt) -> str:
    """The edits in one line."""
    if not receipt.edits:
        return "nothing to change"
    more = len(receipt.edits) - 1
    return receipt.edits[0].rstrip(".") + (f" and {more:,} more" if more else "")
