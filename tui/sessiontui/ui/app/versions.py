"""Which version is shown, and its way from the store thread to the screen."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace
from textual.app import App

from ...errors import SessiontuiError
from ...stores.view import View
from ...system_errors import sentence_of
from ..actions import key_of
from ..messages import SavesCounted, StoreChanged
from ..say import say
from ..store_thread import StoreThread, WorkStopped
from ..work import begin

T = TypeVar("T")


class Versions:
    """The version that is shown, read again whenever the store has something new.

    ``shown`` gives what the screen shows, ``take`` shows another, ``reading`` says that one is on
    its way; ``sizes_wanted`` says whether a pane is open that shows the size of each tab,
    ``with_pages`` adds to a view what was found last in all versions; ``working`` hears where long
    work is, and with no words its end; ``hung`` that a look into another version was stopped.
    """

    def __init__(
        self,
        app: App[int],
        chosen: str | None,
        *,
        shown: Callable[[], View | None],
        take: Callable[[View], None],
        reading: Callable[[], None],
        sizes_wanted: Callable[[], bool],
        with_pages: Callable[[View], View],
        working: Callable[[str], object],
        hung: Callable[[], object],
    ) -> None:
        self._app = app
        self._shown = shown
        self._take = take
        self._say_reading = reading
        self._sizes_wanted = sizes_wanted
        self._with_pages = with_pages
        self._say_working = working
        self._say_hung = hung
        self._loading = False
        self._again = False
        self._listens = False
        self._hung = False  # a look into another version did, and was stopped
        self._then: tuple[str | None, Callable[[], None]] | None = None
        self.chosen = chosen  # None: follow the one Firefox would load
        self.store_thread: StoreThread | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._uncount: Callable[[], None] = lambda: None

    def begin(self, store_thread: StoreThread) -> None:
        """Watch a place and read what it holds."""
        self.store_thread = store_thread
        store_thread.heard = self._say_working
        self.load()

    async def _listen(self, store_thread: StoreThread) -> None:
        """Hear of changes from now on, once: what is known is painted before that begins."""
        if self._listens:
            return
        app, workspace, painted = self._app, store_thread.workspace, asyncio.Event()
        app.call_after_refresh(painted.set)
        await painted.wait()
        self._listens = True
        try:
            self._uncount = workspace.meter(lambda: app.post_message(SavesCounted()))
            # Whoever counts has each save unpacked already when he tells of the changed file.
            self._unwatch = workspace.watch(lambda: app.post_message(StoreChanged()))
        except (SessiontuiError, OSError) as error:
            words = f"Changes are not noticed here: {sentence_of(error)}"
            app.notify(words, severity="warning", timeout=10, markup=False)

    def end(self) -> None:
        """Stop watching the place, and counting its saves."""
        self._unwatch()
        self._uncount()

    def forget(self) -> None:
        """Nothing is open any more: what was chosen of it, and awaited, is so no longer."""
        self.store_thread = self.chosen = self._then = None
        self._loading = self._again = self._listens = self._hung = False
        self._unwatch = self._uncount = lambda: None

    @property
    def view(self) -> View | None:
        """What the screen shows; None until something is known."""
        return self._shown()

    @property
    def around(self) -> str | None:
        """The version around the session that was entered; None when the shown one is whole."""
        version = self.view.version if self.view is not None else None
        return version.id.rpartition("#/")[0] if version is not None and version.depth else None

    def beside(self, step: int) -> str | None:
        """The version some steps below the shown one in the list, or the last there is."""
        view = self.view
        if view is None or not view.versions:
            return None
        ids = [version.id for version in view.rail]
        shown = self.chosen or (view.version.id if view.version else ids[0])
        here = ids.index(shown) if shown in ids else 0
        return ids[max(0, min(here + step, len(ids) - 1))]

    def choose(self, version: str | None, then: Callable[[], None] | None = None) -> None:
        """Show a version; None: follow the one Firefox would load. ``then``: once it is shown."""
        self._then = None if then is None else (version, then)
        self.chosen = version
        self._say_reading()
        self.load()
        self._app.refresh_bindings()

    def why_not(self, name: str) -> str | None:
        """Why an action that shows another version would do nothing now."""
        view = self.view
        if name == "version" and (view is None or len(view.rail) < 2):
            return "There is no other version here."
        if name == "follow" and self.chosen is None:
            return "The version that Firefox would load is shown, and followed."
        if name == "leave_inside" and self.around is None:
            return "This version does not lie inside another."
        return None

    # -- reading -------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the shown version, then look into the others, one after the other."""
        begin(self._app, "view", self._load)

    async def _load(self) -> None:
        if self.store_thread is not None:
            try:
                await _letting_go(self._read(self.store_thread))
            except WorkStopped:
                self._stopped()

    def stop(self) -> bool:
        """Stop what is waited for, or say why not; False when nothing takes long."""
        thread = self.store_thread
        if thread is not None and thread.goes_on:
            self._say("What is being written goes on to its end.")
            return True
        if thread is None or not thread.stop():
            return False
        self._say("Stopped; nothing was changed.")
        return True

    def _say(self, words: str) -> None:
        say(self._app, words, 8)

    def _stopped(self) -> None:
        """What was shown before is shown, and followed, as before."""
        self._loading, self._then, view = False, None, self.view
        if view is None:
            return
        self.chosen = view.version.id if view.chosen and view.version is not None else None
        again = key_of(self._app, "app.reload")
        if view.reading:
            self.show(replace(view, reading=False, error=f"Not read: {again} reads it."))
        self._say(f"Not read to the end; {again} reads it again.")

    def changed(self) -> None:
        """The store has something new."""
        if self._loading:
            self._again = True  # what is being read is shown first: saves must not starve it
        else:
            self.load()

    def reload(self) -> None:
        """Read everything again, also what could not be read before."""
        self._hung = False
        if self.store_thread is not None:
            self.store_thread.workspace.refresh()
        self.load()

    def measure(self) -> None:
        """Find the sizes of a large session's tabs: only for a pane that shows them."""
        if not self._loading:
            begin(self._app, "measure", self._measure)

    async def _measure(self) -> None:
        if self.store_thread is not None and self.view is not None:
            await _letting_go(self._measured(self.store_thread, self.view))

    async def _read(self, store_thread: StoreThread) -> None:
        self._loading, self._again = True, False
        look = await store_thread.look(self.chosen)
        if look is not None and self.view is None:
            self.show(look)
        await self._listen(store_thread)
        # Looks again whether the first view, begun before the watching, is still true.
        view = await store_thread.view(self.chosen, sizes=self._sizes_wanted())
        self._loading = False
        if view is not look:  # what was read before the screen was there is shown already
            self.show(view)
        look = None  # it holds a session
        if self._again:
            self.load()  # something changed while it was read
            return
        view = await self._surveyed(store_thread, view)
        if self._sizes_wanted() and not view.measured:
            self.measure()

    async def _surveyed(self, store_thread: StoreThread, view: View) -> View:
        """The view with every version looked into, unless that hung and was stopped."""
        try:
            while not self._hung and (more := await store_thread.survey(view)) is not None:
                view = more
                self.show(view)
        except WorkStopped:
            self._hung = True  # at each change it would hang again
            again = key_of(self._app, "app.reload")
            self._say(f"Not every version was looked into; {again} looks again.")
            self._say_hung()
        return view

    async def _measured(self, store_thread: StoreThread, view: View) -> None:
        if await store_thread.measure(view) is None or self.view is None:
            return
        if self.view.snapshot is view.snapshot:
            self.show(replace(self.view, measured=True))

    def show(self, view: View) -> None:
        """Show a view, with the saves that are counted by now; an old session is let go of."""
        if not self._app.is_running:
            return  # the user has left while it was read: the screen is being taken apart
        old = self.view.snapshot if self.view is not None else None
        saves = self.store_thread.workspace.writes() if self.store_thread is not None else None
        if saves is not view.saves:
            view = replace(view, saves=saves)
        self._take(self._with_pages(view))
        then = self._then
        if then is not None and view.snapshot is not None and self.chosen == then[0]:
            shown = view.version.id if view.version is not None else None
            if shown == then[0]:
                self._then = None
                then[1]()
        if old is not None and old is not view.snapshot:
            old.let_go()


async def _letting_go(work: Awaitable[T]) -> T:
    """Await a worker's work. A cancelled one keeps its error, and that would keep a session."""
    try:
        return await work
    except asyncio.CancelledError as cancelled:
        traceback.clear_frames(cancelled.__traceback__)
        raise
