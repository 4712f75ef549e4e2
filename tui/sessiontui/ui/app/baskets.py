"""The one basket: what goes into it and out, and how it follows the versions it is from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import App

from ...errors import SessiontuiError
from ...session.model.nested import outer_of
from ...stores.inside import session_of
from ...stores.view import Revision, VersionId, View
from ..actions import key_of
from ..basket import EMPTY, Basket, Places, places_in
from ..messages import MarksDropped, MarkWanted
from ..say import say
from ..work import begin

if TYPE_CHECKING:
    from ...workspace import Workspace
    from .versions import Versions

_AT_ONCE: Final = 2_000  # things that are found again between two keys


class Baskets:
    """``now`` gives the basket there is, ``take`` has another in its place."""

    def __init__(
        self,
        app: App[int],
        versions: Versions,
        now: Callable[[], Basket],
        take: Callable[[Basket], None],
    ) -> None:
        self._app = app
        self._versions = versions
        self._now = now
        self._take = take
        self._left: dict[str, tuple[Basket, Basket]] = {}  # by place, for who comes back to it
        self._emptied = EMPTY  # what a key has taken out at last, until something else is marked

    def why_not(self, name: str) -> str | None:
        """Why the list of the basket would not open."""
        if name == "basket" and not self._now() and not self._emptied:
            return "The basket is empty: mark tabs, windows or pages in any version first."
        return None

    def leave(self, place: str) -> None:
        """Put it away with the place it is of."""
        self._left[place] = self._now(), self._emptied
        self._emptied = EMPTY
        self._take(EMPTY)

    def enter(self, place: str) -> None:
        """The basket of a place that was left before, if it was."""
        if place in self._left:
            basket, self._emptied = self._left.pop(place)
            self._take(basket)

    def mark(self, wanted: MarkWanted) -> None:
        """Put things in, or take them out."""
        now, self._emptied = self._now(), EMPTY
        self._take(now.toggled_all(wanted.some) if wanted.every else now.toggled(wanted.some))

    def drop(self, wanted: MarksDropped) -> None:
        """Take things out: an edit has used them, or a key has; that one can be undone."""
        before = self._now()
        left = before.without(wanted.places)
        self._take(left)
        if left or not before:
            return
        self._emptied = EMPTY if wanted.used else before
        if len(self._emptied) > 1:
            key = key_of(self._app, "app.basket")
            words = f"The basket is empty; {key} brings its {len(before):,} back."
            say(self._app, words, 6)

    def says_gone(self) -> bool:
        """Whether all that was marked is gone, which is said once.

        A key that was meant for it must not fall on the line that the cursor happens to be on.
        """
        now = self._now()
        if now or not now.gone:
            return False
        self._take(EMPTY)
        words = "What was marked is gone. The key once more is for the line under the cursor."
        say(self._app, words, 6, warning=True)
        return True

    def look(self) -> None:
        """Show all of it in a window, from where it is restored or exported.

        An empty basket is filled again with what a key has taken out at last.
        """
        from ..screens.basket import BasketScreen

        thread, view = self._versions.store_thread, self._versions.view
        if view is not None and not self._now() and self._emptied:
            again, self._emptied = self._emptied, EMPTY
            self._take(again)
            self.follow(view)
        if thread is not None and view is not None and not self.why_not("basket"):
            self._app.push_screen(BasketScreen(view, self._now, thread))

    # -- following the versions ----------------------------------------------------------------

    def follow(self, view: View) -> None:
        """Find in new revisions what was chosen in older ones.

        The shown version is followed at once, the others on the store thread, and so is whatever
        very much was chosen of.
        """
        basket = self._now()
        if not basket or view.reading:
            return
        revisions = {version.id: version.revision for version in view.versions}
        waiting = []
        for name in basket.changed_in(revisions):
            revision = revisions.get(outer_of(name))
            shown = view.version is not None and view.version.id == name
            if revision is None:
                basket = basket.dropped(name)
            elif shown and view.snapshot is not None and len(basket) <= _AT_ONCE:
                there = places_in(view.snapshot, name, revision, basket)
                basket = basket.followed(name, there, basket)
            elif (
                not shown or view.snapshot is not None
            ):  # a shown one that cannot be read just now may be read again
                waiting.append((name, revision))
        if basket is not self._now():
            self._take(basket)
        if waiting:
            begin(self._app, "follow", partial(self._follow, waiting))

    async def _follow(self, waiting: Sequence[tuple[VersionId, Revision]]) -> None:
        thread = self._versions.store_thread
        if thread is None:
            return
        for name, revision in waiting:
            before = self._now()
            try:
                found, after = await thread.run(_followed, thread.workspace, name, revision, before)
            except (SessiontuiError, OSError):
                continue  # an edit of it is refused; the next look at the versions tries again
            now = self._now()
            self._take(after if now is before else now.followed(name, found, before))


def _followed(
    workspace: Workspace, name: VersionId, revision: Revision, basket: Basket
) -> tuple[Places, Basket]:
    session = session_of(name, workspace.store.load)
    there = places_in(session, name, revision, basket)
    return there, basket.followed(name, there, basket)
