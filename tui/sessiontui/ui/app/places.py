"""Which place is open, and the way from it to another profile of this machine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.events import Event, Key

from ...errors import SessiontuiError
from ...stores.view import ProfileState, View
from ...system_errors import sentence_of
from ...workspace import Workspace
from ..store_thread import StoreThread
from ..work import at_work, begin, beside
from .versions import Versions

if TYPE_CHECKING:
    from ...firefox.profiles import FoundProfile
    from ...glance import Glance
    from ..screens.chooser import ChooserScreen

_EDITS: Final = ("edit", "safety")
_READS: Final = ("view", "measure", "find", "page", "compare", "nowhere else", "follow")
_SECONDS: Final = 12.0


class Places:
    """The places of one run of the app, the open one last.

    ``enter`` shows one that was opened, ``leave`` forgets all that is known of the one before.
    ``clock`` in ms since epoch.
    """

    def __init__(
        self,
        app: App[int],
        versions: Versions,
        *,
        enter: Callable[[StoreThread], None],
        leave: Callable[[str], Coroutine[Any, Any, None]],
        clock: Callable[[], float],
        read_only: bool,
        as_firefox: bool,
    ) -> None:
        self._app = app
        self._versions = versions
        self._enter = enter
        self._leave = leave
        self._clock = clock
        self._read_only = read_only
        self._as_firefox = as_firefox
        self._left: list[tuple[StoreThread, ProfileState | None]] = []
        self._opening = False
        self._offered: tuple[FoundProfile, ...] = ()  # those of an archive or another machine
        self._executor: Executor | None = None  # of a place that was opened from here

    def opened(self) -> Iterator[tuple[StoreThread, ProfileState | None]]:
        """Each place that was opened, in order, with what surrounded it at last."""
        yield from self._left
        thread, view = self._versions.store_thread, self._versions.view
        if thread is not None:
            yield thread, view.profile if view is not None else None

    @property
    def writing(self) -> bool:
        """Whether files are being changed just now."""
        return any(thread.writing for thread, _ in self.opened())

    @property
    def busy(self) -> bool:
        """Whether a store thread is still at work."""
        return any(thread.busy for thread, _ in self.opened())

    def finish_writing(self) -> None:
        """An edit that was begun is carried out: wait for it. For whoever ran the app."""
        for thread, _ in self.opened():
            if thread.writing:
                thread.finish()

    def has_closed(self, workspace: Workspace) -> bool:
        """Whether a place was left for another, and is closed already."""
        return any(thread.workspace is workspace for thread, _ in self._left)

    def why_not(self, name: str) -> str | None:
        """Why another profile would not be shown now."""
        if name == "other_profile" and (self.writing or at_work(self._app, *_EDITS)):
            return "An edit is being carried out: another profile can be opened once it is done."
        return None

    def takes(self, event: Event) -> bool:
        """Whether what is typed is for one that is being opened; Esc is for the choice."""
        leaves = isinstance(event, Key) and event.key == "escape"
        return self._opening and not leaves and self._chooser is not None

    # -- choosing ------------------------------------------------------------------------------

    def choose_from(self, glances: Sequence[Glance]) -> None:
        """Ask which of several profiles is meant; nothing is open yet."""
        from ..screens.chooser import ChooserScreen, elsewhere

        if elsewhere(glances) is not None:
            self._offered = tuple(glance.profile for glance in glances)
        self._app.push_screen(ChooserScreen(glances, self._clock()))

    def look(self) -> None:
        """Look for the profiles there are, and offer them; those it was chosen from, elsewhere."""
        begin(self._app, "profiles", self._look)

    async def _look(self) -> None:
        app, thread = self._app, self._versions.store_thread
        if thread is None:
            return
        from ..screens.chooser import ChooserScreen, row_of

        glances = await beside(partial(_found, self._offered))
        here = await beside(partial(row_of, glances, self._path()))
        if len(app.screen_stack) > 1:
            return  # something else was asked for meanwhile
        info = thread.workspace.store.info
        others = [glance for glance in glances if str(glance.profile.path) != here]
        if others:
            app.push_screen(ChooserScreen(glances, self._clock(), here, info.title))
            return
        words = (
            "This is the only profile on this machine."
            if here is not None
            else "There is no profile of Firefox on this machine."
        )
        more = "To look at one elsewhere, or at a file, leave and name it: sessiontui PLACE"
        app.notify(f"{words} {more}", timeout=_SECONDS, markup=False)

    def _path(self) -> str | None:
        """The directory of the profile that is open, where a search may find it."""
        thread, view = self._versions.store_thread, self._versions.view
        if thread is None:
            return None
        if thread.workspace.store.info.scheme != "profile" and not self._offered:
            return None
        if view is not None and view.profile is not None:
            return view.profile.path
        return thread.workspace.store.info.location

    # -- going there ---------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Open one, and close what was open; a sentence says why it cannot be."""
        begin(self._app, "place", partial(self._open, path))

    async def _open(self, path: str) -> None:
        self._opening = True
        try:
            await self._go_to(path)
        finally:
            self._opening = False

    async def _go_to(self, path: str) -> None:
        try:
            workspace, look = await beside(
                partial(_opened, path, read_only=self._read_only, as_firefox=self._as_firefox)
            )
        except (SessiontuiError, OSError) as error:
            self._not_opened(sentence_of(error))
            return
        if self._chooser is None:
            # It was left while this was opened: what is open stays, with the edits begun in it.
            await beside(workspace.close)
            return
        old = self._versions.store_thread
        if old is not None:
            await self._close(old)
        known: Future[View] = Future()
        known.set_result(look)
        before, self._executor = (
            self._executor,
            ThreadPoolExecutor(1, thread_name_prefix="sessiontui-store"),
        )
        if before is not None:
            before.shutdown(wait=False)
        while len(self._app.screen_stack) > 1:  # windows over the choice, too
            await self._app.screen.dismiss()
        self._enter(StoreThread(workspace, self._executor, look=known))

    @property
    def _chooser(self) -> ChooserScreen | None:
        """The choice it was chosen in, also under other windows; None once that was left."""
        from ..screens.chooser import ChooserScreen

        stack = self._app.screen_stack
        return next((screen for screen in stack if isinstance(screen, ChooserScreen)), None)

    def _not_opened(self, why: str) -> None:
        if (chooser := self._chooser) is not None:
            chooser.not_opened(why)

    async def _close(self, old: StoreThread) -> None:
        """What is read of it still is read in vain; it is closed once that is done."""
        for group in _READS:
            self._app.workers.cancel_group(self._app, group)
        view = self._versions.view
        await beside(self._versions.end)
        self._left.append((old, view.profile if view is not None else None))
        self._versions.forget()
        await self._leave(old.workspace.store.info.location)
        old.close_after_work()
        if view is not None and view.snapshot is not None:
            view.snapshot.let_go()

    def end(self) -> None:
        """The app ends: close what was opened from here. Whoever opened the first closes it."""
        thread = self._versions.store_thread
        if self._executor is not None and thread is not None:
            thread.workspace.close()


def _found(offered: tuple[FoundProfile, ...]) -> Sequence[Glance]:
    from ...firefox.profiles import Found, search
    from ...glance import at_first

    return at_first(Found(offered) if offered else search())


def _opened(path: str, *, read_only: bool, as_firefox: bool) -> tuple[Workspace, View]:
    """A place, and what is known of it before anything is read."""
    workspace = Workspace.open(path, read_only=read_only, as_firefox=as_firefox)
    return workspace, workspace.look()
