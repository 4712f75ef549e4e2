"""Pages of all versions, looked for and compared on the store thread while the keys work."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual.app import App

from ...errors import SessiontuiError
from ...stores.view import View, revisions_of
from ...system_errors import sentence_of
from ..actions import key_of
from ..basket import Basket, Chosen, Place
from ..lines import Line
from ..messages import PagesWanted
from ..say import say
from ..store_thread import StoreThread, WorkStopped
from ..work import begin

if TYPE_CHECKING:
    from ...stores.nowhere_else import NowhereElse
    from ...stores.page_finder import Compared, PageFinder
    from ...stores.pages_shown import PagesShown
    from ...stores.view import Version, VersionId
    from ...workspace import Workspace
    from .versions import Versions


Lines = tuple[Line, ...]

_RESTS: Final = 0.1  # seconds: who moves on past a page has nothing read for it

_STOPPED: Final = "which pages are nowhere else is not known: a look into a version was stopped"

_KEEP_BYTES: Final = 64_000_000
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
        self._nowhere_else: NowhereElse | None = None

    def add_to(self, view: View) -> View:
        """A view with what was found last."""
        if view.found is self.found and view.nowhere_else is self._nowhere_else:
            return view
        return replace(view, found=self.found, nowhere_else=self._nowhere_else)

    def forget(self) -> None:
        """Another place: what was found in the one before is not in it."""
        self._cancelled.set()
        self._finder = self.found = self._nowhere_else = None

    def look(self, wanted: PagesWanted, versions: Versions) -> None:
        """Look for pages; the view holds them as soon as they are found."""
        self._cancelled.set()
        self._cancelled = threading.Event()
        if wanted.text is None:
            self._take(None, versions)
            return
        begin(self._app, "find", partial(self._look, wanted.text, versions, self._cancelled))

    async def _look(self, text: str, versions: Versions, cancelled: threading.Event) -> None:
        thread = versions.store_thread
        if thread is None:
            return
        await self._show_at_once(text, versions, cancelled)
        try:
            unwanted = partial(_unwanted, thread, cancelled)
            found = await thread.run(self._shown, thread.workspace, text, unwanted)
        except WorkStopped:
            self._say_stopped()
            raise
        except (SessiontuiError, OSError) as error:
            self._refused(error)
            return
        if found is not None and not cancelled.is_set():
            self._take(found, versions)

    def _say_stopped(self) -> None:
        """Say it, also in the pane of pages; words may be sought while that was never shown."""
        from ..panes.find.pane import FindPane

        words = f"Not looked through to the end; {key_of(self._app, 'app.reload')} looks again."
        for pane in self._app.query(FindPane):
            pane.stopped(words)
        say(self._app, words, 8)

    def _refused(self, error: SessiontuiError | OSError) -> None:
        self._app.notify(sentence_of(error), severity="warning", timeout=10, markup=False)

    def _take(self, found: PagesShown | None, versions: Versions) -> None:
        self.found = found
        if versions.view is not None:
            versions.show(versions.view)

    # -- one page ------------------------------------------------------------------------------

    def read(self, page: Chosen, versions: Versions, tell: Callable[[Place, Lines], None]) -> None:
        """Tell what a page keeps, as soon as the cursor rests on it."""
        begin(self._app, "page", partial(self._read, page, versions, tell))

    async def _read(
        self, page: Chosen, versions: Versions, tell: Callable[[Place, Lines], None]
    ) -> None:
        thread = versions.store_thread
        if thread is None:
            return
        await asyncio.sleep(_RESTS)
        try:
            lines = await thread.run(_lines_of, thread.workspace, page)
        except (SessiontuiError, OSError) as error:
            lines = (Line(None, sentence_of(error), "warning"),)
        tell(page.place, lines)

    async def _show_at_once(
        self, text: str, versions: Versions, cancelled: threading.Event
    ) -> None:
        """Show what titles and addresses have, while the rest is read on the store thread."""
        before, view = self.found, versions.view
        if before is None or view is None:
            return
        if before.versions != revisions_of(view.versions):
            return  # they are other pages
        found = await asyncio.to_thread(before.with_words, text)
        if found is not None and not cancelled.is_set():
            self._take(found, versions)

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
            self._refused(error)
            return
        from ..screens.compare import CompareScreen

        self._app.push_screen(CompareScreen(found, self._basket))

    def _compared(self, workspace: Workspace, before: str) -> Compared:
        """The comparison with what would load. Runs on the store thread."""
        versions, loaded = _versions_of(workspace)
        return self._finder_of(workspace).compare(versions, before, loaded)

    def _shown(
        self, workspace: Workspace, text: str, cancelled: Callable[[], bool]
    ) -> PagesShown | None:
        """What a person sees who has typed a text. Runs on the store thread."""
        if cancelled():
            return None
        versions, loaded = _versions_of(workspace)
        return self._finder_of(workspace).show(versions, loaded, text, cancelled)

    def _finder_of(self, workspace: Workspace) -> PageFinder:
        from ...stores.page_finder import PageFinder  # only who looks for pages needs it

        if self._finder is None:
            self._finder = PageFinder(workspace.store, _KEEP_BYTES)
        return self._finder

    # -- what is nowhere else ------------------------------------------------------------------

    def survey(self, versions: Versions) -> None:
        """Look which pages are in one version alone; the view holds that as soon as it is known."""
        begin(self._app, "nowhere else", partial(self._survey, versions))

    def not_told(self, versions: Versions) -> None:
        """A look into the versions hung and was stopped: what is nowhere else stays unknown."""
        from ...stores.nowhere_else import NowhereElse

        if self._nowhere_else is None:
            self._nowhere_else = NowhereElse((), {}, (), trouble=_STOPPED)
        if versions.view is not None:
            versions.show(versions.view)

    async def _survey(self, versions: Versions) -> None:
        """One version at a time, so that what the keys ask for is read in between."""
        thread, view = versions.store_thread, versions.view
        if thread is None or view is None:
            return
        try:
            for version in view.versions:
                summary = view.summaries.get(version.id)
                if summary is None or summary.error is None:
                    await thread.run_ahead(self._read_ahead, thread.workspace, version)
            found = await thread.run_ahead(self._told, thread.workspace)
        except WorkStopped:
            self.not_told(versions)
            return
        view = versions.view
        if view is not None:
            self._nowhere_else = found
            versions.show(view)

    def _read_ahead(self, workspace: Workspace, version: Version) -> None:
        self._finder_of(workspace).read_ahead(version)

    def _told(self, workspace: Workspace) -> NowhereElse:
        from ...stores.nowhere_else import NowhereElse

        try:
            versions, loaded = _versions_of(workspace)
        except (SessiontuiError, OSError) as error:
            return NowhereElse((), {}, (), trouble=sentence_of(error))
        return self._finder_of(workspace).nowhere_else(versions, loaded)


def _unwanted(thread: StoreThread, cancelled: threading.Event) -> bool:
    return cancelled.is_set() or thread.stopping


def _versions_of(workspace: Workspace) -> tuple[Sequence[Version], VersionId]:
    """All versions, and the one that would load. On the store thread."""
    versions = workspace.store.versions()
    return versions, workspace.find_version(None, versions).id


def _lines_of(workspace: Workspace, page: Chosen) -> Lines:
    """Its history and form text, as its newest sighting has them. On the store thread."""
    from ..chosen_items import items_of
    from ..details.page import form_lines, history_lines

    (item,) = items_of(workspace, None, (), (page.reference,))
    return (*history_lines(item.tab), *form_lines(item.tab)) if item.tab is not None else ()
