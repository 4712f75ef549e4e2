"""Pages of all versions, looked for and compared on the store thread while the keys work."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from ...errors import SessiontuiError
from ...stores.view import View
from ...system_errors import sentence_of
from ..basket import Basket
from ..messages import PagesWanted
from ..work import begin

if TYPE_CHECKING:
    from ...stores.page_finder import Compared, PageFinder
    from ...stores.pages_shown import PagesShown
    from ...workspace import Workspace
    from .versions import Versions


_KEEP_BYTES = 64_000_000
"""JSON that is kept while words are typed: larger sessions are read again for each letter."""


class Finding:
    """What was found last, and the search that goes on; a newer one ends it."""

    def __init__(
        self, app: App[int], view: Callable[[], View | None], basket: Callable[[], Basket]
    ) -> None:
        self._app = app
        self._view = view
        self._basket = basket
        self._finder: PageFinder | None = None
        self._cancelled = threading.Event()
        self.found: PagesShown | None = None

    def look(self, wanted: PagesWanted, versions: Versions) -> None:
        """Look for pages; the view holds them as soon as they are found."""
        self._cancelled.set()
        self._cancelled = threading.Event()
        begin(self._app, "find", partial(self._look, wanted.text, versions, self._cancelled))

    async def _look(self, text: str, versions: Versions, cancelled: threading.Event) -> None:
        thread = versions.store_thread
        if thread is None:
            return
        await self._show_at_once(text, versions, cancelled)
        try:
            found = await thread.run(self._shown, thread.workspace, text, cancelled)
        except (SessiontuiError, OSError) as error:
            self._app.notify(sentence_of(error), severity="warning", timeout=10, markup=False)
            return
        view = versions.view
        if found is not None and not cancelled.is_set() and view is not None:
            self.found = found
            versions.show(view)

    async def _show_at_once(
        self, text: str, versions: Versions, cancelled: threading.Event
    ) -> None:
        """Show what titles and addresses have, while the rest is read on the store thread."""
        before, view = self.found, versions.view
        if before is None or view is None:
            return
        if before.versions != tuple((version.id, version.revision) for version in view.versions):
            return  # they are other pages
        found = await asyncio.to_thread(before.with_words, text)
        view = versions.view
        if found is not None and not cancelled.is_set() and view is not None:
            self.found = found
            versions.show(view)

    # -- two versions --------------------------------------------------------------------------

    def why_not(self, name: str) -> str | None:
        """Why the shown version cannot be compared."""
        view = self._view()
        if name != "compare" or view is None or view.version is None:
            return None
        if view.reading or view.profile is None or view.profile.next_start.loads is None:
            return "It is not known what Firefox would load: there is nothing to compare with."
        if view.profile.next_start.loads == view.version.id:
            return "This is what Firefox would load: show another version to compare it with this."
        return None

    def compare(self, versions: Versions) -> None:
        """Show what became of the tabs between the shown version and what Firefox would load."""
        begin(self._app, "compare", partial(self._compare, versions))

    async def _compare(self, versions: Versions) -> None:
        thread, view = versions.store_thread, self._view()
        if thread is None or view is None or view.version is None or self.why_not("compare"):
            return
        try:
            found = await thread.run(self._compared, thread.workspace, view.version.id)
        except (SessiontuiError, OSError) as error:
            self._app.notify(sentence_of(error), severity="warning", timeout=10, markup=False)
            return
        from ..screens.compare import CompareScreen

        self._app.push_screen(CompareScreen(found, self._basket))

    def _compared(self, workspace: Workspace, before: str) -> Compared:
        """The comparison with what would load. Runs on the store thread."""
        versions = workspace.store.versions()
        loaded = workspace.find_version(None, versions).id
        return self._the_finder(workspace).compare(versions, before, loaded)

    def _the_finder(self, workspace: Workspace) -> PageFinder:
        from ...stores.page_finder import PageFinder  # only who looks for pages needs it

        if self._finder is None:
            self._finder = PageFinder(workspace.store, _KEEP_BYTES)
        return self._finder

    def _shown(
        self, workspace: Workspace, text: str, cancelled: threading.Event
    ) -> PagesShown | None:
        """What a person sees who has typed a text. Runs on the store thread."""
        if cancelled.is_set():
            return None
        versions = workspace.store.versions()
        loaded = workspace.find_version(None, versions).id
        return self._the_finder(workspace).show(versions, loaded, text, cancelled.is_set)
