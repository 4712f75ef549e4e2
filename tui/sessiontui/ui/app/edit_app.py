"""What the app does with edits and exports: hands them to the flow, and looks again after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.reactive import reactive

from ...stores.protocols import View
from ..messages import EditWanted, ExportWanted, StoreChanged, VersionChosen
from ..store_thread import Bridge
from .safe_app import GuardedApp

if TYPE_CHECKING:
    from .edit_flow import EditFlow


class EditingApp(GuardedApp):
    """An app over a View that can be changed."""

    view: reactive[View | None] = reactive(None, repaint=False)  # each part paints what is new
    _bridge: Bridge | None = None

    def why_not(self, action: str) -> str | None:
        """Why taking back would do nothing now."""
        view = self.view
        if action in ("undo", "rollback") and view is not None and view.no_edits:
            return view.no_edits
        if action == "rollback" and view is not None and view.version is not None:
            if view.version.depth:
                return "A session inside another cannot be gone back to; restore from it instead."
            if view.profile is not None and view.profile.next_start.loads == view.version.id:
                return "The next start loads this version already."
        return super().why_not(action)

    def _flow(self) -> EditFlow | None:
        from .edit_flow import EditFlow

        return EditFlow(self, self._bridge) if self._bridge is not None else None

    @on(EditWanted)
    @work(exclusive=True, group="edit", description="edit")
    async def _edit(self, event: EditWanted) -> None:
        flow, view = self._flow(), self.view
        if (
            flow is not None
            and view is not None
            and await flow.change(view, event.what, event.items)
        ):
            self.post_message(StoreChanged())

    @on(ExportWanted)
    @work(exclusive=True, group="edit", description="edit")
    async def _export(self, event: ExportWanted) -> None:
        flow, view = self._flow(), self.view
        if flow is not None and view is not None:
            await flow.export(view, event.items)

    @work(exclusive=True, group="edit", description="edit")
    async def action_undo(self) -> None:
        """Take back the last edit, after a look at it."""
        flow = self._flow()
        if flow is not None and await flow.undo():
            self.post_message(StoreChanged())

    @work(exclusive=True, group="edit", description="edit")
    async def action_rollback(self) -> None:
        """Make the shown version the one Firefox loads next, after a look at it."""
        flow, view = self._flow(), self.view
        if flow is None or view is None or view.version is None:
            return
        if await flow.rollback(view.version):
            self.post_message(VersionChosen(None))
