"""How a session is made lighter on the screen: planned, shown with what it frees, carried out.

Everything that reads or writes runs on the store thread; nothing is written before the yes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from textual.app import App

from ...errors import NothingFound, Refused, SessiontuiError
from ...session.edit.edits import Edit
from ...session.edit.look_ahead import WindowAhead
from ...session.edit.slimming import ORDER, Chosen, LeftOut, choose
from ...stores.protocols import EditOptions, Receipt
from ...stores.slimming_of import slimming_of
from ...workspace import Workspace
from ..actions import key_of
from ..screens.preview import Preview
from ..slim_marks import HARMLESS, Mark, words_of
from ..store_thread import StoreThread
from .asking import How, Ready, agreed_edit
from .saying import Saying


class SlimFlow:
    """Drops what is marked from the session that Firefox would load."""

    def __init__(self, app: App[int], store_thread: StoreThread) -> None:
        self._app = app
        self._store_thread = store_thread

    async def slim(self, shown: str, marks: Sequence[Mark]) -> bool:
        """Plan it, ask, carry it out; whether it was done. ``shown``: the version in sight."""
        thread, workspace = self._store_thread, self._store_thread.workspace
        saying, shows_it = Saying(self._app, workspace), key_of(self._app, "app.follow")
        dangerous = not all(mark.drop in HARMLESS for mark in marks)

        async def make_ready(how: How) -> Ready:
            return await thread.run(_ready, workspace, shown, marks, shows_it)

        def said_of(
            ready: Ready, plan: Receipt, windows: Sequence[WindowAhead], _: EditOptions
        ) -> Preview:
            said = saying.preview(ready.title, plan, windows)
            return replace(said, dangerous=dangerous)

        try:
            found = await agreed_edit(
                self._app, thread, workspace, make_ready, said_of, EditOptions(measured=True)
            )
            if found is None:
                return False
            ready, options = found
            receipt = await thread.write(
                workspace.apply, ready.edits, base=ready.base, options=options
            )
        except (SessiontuiError, OSError) as error:
            saying.refused(error)
            return False
        saying.done(receipt)
        return True


def _ready(workspace: Workspace, shown: str, marks: Sequence[Mark], shows_it: str) -> Ready:
    """The edits that drop what is marked. On the store thread. Raises Refused, NothingFound."""
    version = workspace.find_version(None)
    if version.id != shown:
        raise Refused(
            "Only what Firefox would load can be made lighter, and that is "
            f"{version.id}: {shows_it} shows it."
        )
    snapshot, now = workspace.store.load(version.id), time.time() * 1000
    edits: list[Edit] = []
    left_out: list[LeftOut] = []
    for mark in sorted(marks, key=lambda mark: ORDER.index(mark.drop)):
        how = slimming_of(
            workspace.store, site=mark.site, before=mark.before(now), keep_history=mark.keep
        )
        try:
            chosen = choose(snapshot, (mark.drop,), how)
        except Refused as error:
            if len(marks) == 1:
                raise
            chosen = Chosen((), (LeftOut(mark.drop, error.sentence),))
        edits += chosen.edits
        left_out += chosen.left_out
    if not edits:
        raise NothingFound(f"There is nothing to drop here: no {words_of(marks)}.")
    notes = tuple(f"Left out: {one.why}." for one in left_out)
    return Ready(f"Slim: drop {words_of(marks)}", tuple(edits), version.revision, notes=notes)
