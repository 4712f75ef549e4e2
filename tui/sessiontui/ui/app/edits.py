"""What the app does with edits and exports: hands them to the flow, and looks again after it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from ..messages import (
    CarryWanted,
    EditWanted,
    ExportWanted,
    MarksDropped,
    StoreChanged,
    VersionChosen,
)
from ..work import begin
from .versions import Versions

if TYPE_CHECKING:
    from ..slim_marks import Mark
    from .edit_flow import EditFlow
    from .setting_flow import SettingFlow


class Edits:
    """The edits of what is shown: one at a time, each after a look at it."""

    def __init__(self, app: App[int], versions: Versions, *, read_only: bool) -> None:
        self._app = app
        self._read_only = read_only
        self._versions = versions
        self._flow: EditFlow | None = None

    @property
    def opening(self) -> bool:
        """Whether a window is being made ready that asks for a place or a file."""
        return self._flow is not None and self._flow.opening

    def why_not(self, name: str) -> str | None:
        """Why undoing or rolling back would do nothing now."""
        view = self._versions.view
        if name not in ("undo", "rollback") or view is None:
            return None
        if view.no_edits:
            return view.no_edits
        thread = self._versions.store_thread
        if thread is not None and name == "undo" and not thread.workspace.can_undo:
            return "What is done in this kind of place cannot be undone."
        if thread is not None and name == "rollback" and not thread.workspace.can_roll_back:
            return "This kind of place cannot be rolled back to another version."
        if name == "rollback" and view.version is not None:
            if view.version.depth:
                return "A session inside another cannot be rolled back to; restore from it instead."
            if view.profile is not None and view.profile.next_start.loads == view.version.id:
                return "The next start loads this version already."
        return None

    def change(self, wanted: EditWanted) -> None:
        """Do to the items what is wanted."""

        async def change(flow: EditFlow) -> None:
            view = self._versions.view
            if view is not None and await flow.change(view, wanted):
                self._app.post_message(MarksDropped(wanted.uses, used=True))
                self._app.post_message(StoreChanged())

        self._begin(change)

    def carry(self, wanted: CarryWanted) -> None:
        """Put copies into another place."""
        from .carry_flow import CarryFlow

        thread = self._versions.store_thread

        async def carry() -> None:
            if thread is not None and await CarryFlow(
                self._app, thread, read_only=self._read_only
            ).carry(wanted.elsewhere, wanted.place):
                self._app.post_message(MarksDropped(wanted.uses, used=True))

        begin(self._app, "edit", carry)

    def slim(self, marks: Sequence[Mark], done: Callable[[], None]) -> None:
        """Drop what is marked from the session; ``done`` is called when it was."""
        from .slim_flow import SlimFlow

        thread = self._versions.store_thread

        async def slim() -> None:
            view = self._versions.view
            if thread is None or view is None or view.version is None:
                return
            if await SlimFlow(self._app, thread).slim(view.version.id, marks):
                done()
                self._app.post_message(StoreChanged())

        begin(self._app, "edit", slim)

    def set(self, name: str) -> None:
        """Ask for another value of a setting, and set it."""
        self._begin_setting(lambda flow: flow.change(name))

    def switch_timings(self) -> None:
        """Have Firefox note its saves itself, or no longer."""
        self._begin_setting(lambda flow: flow.switch_timings())

    def _begin_setting(self, work: Callable[[SettingFlow], Coroutine[Any, Any, bool]]) -> None:
        from .setting_flow import SettingFlow

        thread = self._versions.store_thread

        async def go_on() -> None:
            if thread is not None and await work(
                SettingFlow(self._app, thread, lambda: self._versions.view)
            ):
                self._app.post_message(StoreChanged())

        begin(self._app, "edit", go_on)

    def export(self, wanted: ExportWanted) -> None:
        """Write the items to a file."""

        async def export(flow: EditFlow) -> None:
            view = self._versions.view
            if view is not None:
                await flow.export(view, wanted)

        self._begin(export)

    def undo(self) -> None:
        """Undo the last edit."""

        async def undo(flow: EditFlow) -> None:
            if await flow.undo():
                self._app.post_message(StoreChanged())

        self._begin(undo)

    def rollback(self) -> None:
        """Make the shown version the one Firefox loads next."""

        async def rollback(flow: EditFlow) -> None:
            view = self._versions.view
            if view is not None and view.version is not None and await flow.rollback(view.version):
                self._app.post_message(VersionChosen(None))

        self._begin(rollback)

    def _begin(self, work: Callable[[EditFlow], Coroutine[Any, Any, None]]) -> None:
        """Let an edit go on beside the keys; another one takes its place."""
        from .edit_flow import EditFlow

        thread = self._versions.store_thread
        if thread is not None:
            flow = self._flow = EditFlow(self._app, thread)
            begin(self._app, "edit", partial(work, flow))
