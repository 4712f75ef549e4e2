"""Pages of all versions, looked for on the store thread while the keys work."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from ...errors import SessiontuiError
from ...system_errors import sentence_of
from ..messages import PagesWanted
from ..work import begin

if TYPE_CHECKING:
    from ...stores.page_finder import PageFinder
    from ...stores.pages_shown import PagesShown
    from ...workspace import Workspace
    from .versions import Versions


class Finding:
    """What was found last, and the search that goes on; a newer one ends it."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
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
        try:
            found = await thread.run(self._shown, thread.workspace, text, cancelled)
        except (SessiontuiError, OSError) as error:
            self._app.notify(sentence_of(error), severity="warning", timeout=10, markup=False)
            return
        view = versions.view
        if found is not None and not cancelled.is_set() and view is not None:
            self.found = found
            versions.show(view)

    def _shown(
        self, workspace: Workspace, text: str, cancelled: threading.Event
    ) -> PagesShown | None:
        """What a person sees who has typed a text. Runs on the store thread."""
        from ...stores.page_finder import PageFinder  # only who looks for pages needs it

        if cancelled.is_set():
            return None
        if self._finder is None:
            self._finder = PageFinder(workspace.store)
        versions = workspace.store.versions()
        loaded = workspace.find_version(None, versions).id
        return self._finder.show(versions, loaded, text, cancelled.is_set)
