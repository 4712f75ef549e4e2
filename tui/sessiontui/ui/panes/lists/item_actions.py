"""What can be done with the items of a list: mark, change, export, copy, show elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ....session.json.pointer import Steps
from ....session.model.closed_tab import ClosedTab
from ....session.model.duplicates import addresses
from ....session.model.snapshot import Snapshot
from ....session.model.tab import Tab
from ....text import count
from ...actions import key_of
from ...basket import Chosen, Place, Reference, by_place, chosen_of
from ...messages import (
    CopyWanted,
    EditKind,
    EditWanted,
    ExportWanted,
    JsonWanted,
    MarksDropped,
    MarkWanted,
    VersionChosen,
)
from ...say import say
from ...widgets.line_list import LineList
from ..pane import Pane
from .choice import Choice, ToldOnce
from .listing import Item, Listing, Partly
from .making import Making

_BRINGS: Final = (EditKind.RESTORE, EditKind.ONLY)
_OF_A_ROW: Final = ("mark", "mark_all", "copy_urls", "show_json", "export")


class ItemActions:
    """The actions of a pane whose rows are items of the document.

    ``filtered`` says whether a filter narrows the list. What brings pages back or copies them
    takes the whole basket, what changes the shown version only what is marked in this list.
    """

    def __init__(
        self, pane: Pane, listing: Listing, making: Making, filtered: Callable[[], bool]
    ) -> None:
        self._pane = pane
        self._making = making
        self._listing = listing
        self._filtered = filtered
        self._chosen: ToldOnce[Choice] = ToldOnce()
        self._beside: ToldOnce[tuple[Reference, ...]] = ToldOnce()

    @property
    def _list(self) -> LineList:
        return self._pane.query_one(LineList)

    @property
    def here(self) -> Item | None:
        """The item under the cursor."""
        rows = self._list.rows
        return self._listing.item_at(rows, self._list.cursor) if len(rows) else None

    @property
    def _tab_here(self) -> Tab | None:
        here = self.here
        tab = here.tab if isinstance(here, ClosedTab) else here
        return tab if isinstance(tab, Tab) else None

    def chosen(self) -> tuple[Item, ...]:
        """The items marked in this list, in the document's order; else the one under the cursor.

        Of a window or group that the filter shows a part of, the tabs that are shown.
        """
        return self.choice.items

    @property
    def choice(self) -> Choice:
        """What is chosen in this list. With marks it is told once, however many keys ask."""
        view, rows, filtered = self._pane.view, self._list.rows, self._filtered()
        if not self._listing.marks or view is None or view.snapshot is None:
            self._chosen.let_go()
            here = self.here
            if here is None:
                return Choice()
            part = self._listing.partly(rows, self._list.cursor) if filtered else None
            return Choice.of([(here, part)])
        snapshot, of = view.snapshot, rows if filtered else None
        marks = self._listing.marks.steps
        return self._chosen.get((snapshot, marks, of), lambda: Choice.of(self._marked(snapshot)))

    def _marked(self, snapshot: Snapshot) -> list[tuple[Item, Partly | None]]:
        listing, rows, marks = self._listing, self._list.rows, self._listing.marks.steps
        if not self._filtered():
            return [(item, None) for item in listing.items(snapshot) if item.steps in marks]
        paths = self._paths()
        return [
            (
                item,
                listing.partly(rows, at) if (at := paths.get(item.steps)) is not None else None,
            )
            for item in listing.items(snapshot)
            if item.steps in marks
        ]

    def let_go(self) -> None:
        """Hold on to no session."""
        self._chosen.let_go()

    # -- marks ---------------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the item under the cursor, or not; and go on to the next."""
        here = self.here
        if here is not None:
            self._pane.post_message(MarkWanted(self._as_chosen([here])))
            self._list.cursor += 1

    def mark_all(self) -> None:
        """Mark everything shown; when all of it is, nothing."""
        rows = self._list.rows

        def shown() -> dict[Place, Chosen]:
            paths = self._paths()
            worth = self._listing.worth_marking(rows, set(paths))
            items = (self._listing.item_at(rows, at) for path, at in paths.items() if path in worth)
            return by_place(self._as_chosen(filter(None, items)))

        def mark(some: dict[Place, Chosen]) -> None:
            self._pane.post_message(MarkWanted(some, every=True))

        self._making.when_many(len(rows), shown, mark, self.mark_all)

    def unmark(self) -> None:
        """Take the marks of this list away."""
        self._pane.post_message(MarksDropped(self._marked_places()))

    def _as_chosen(self, items: Iterable[Item]) -> list[Chosen]:
        view = self._pane.view
        if view is None or view.version is None:
            return []
        return [chosen_of(item, view.version.id, view.version.revision) for item in items]

    def _marked_places(self) -> tuple[Place, ...]:
        view = self._pane.view
        if view is None or view.version is None:
            return ()
        return tuple((view.version.id, steps) for steps in self._listing.marks)

    @property
    def _elsewhere(self) -> tuple[Reference, ...]:
        """What the basket holds beside what is marked in this list."""
        view, basket, marks = self._pane.view, self._pane.basket, self._listing.marks.steps
        version = view.version if view is not None else None
        return self._beside.get((basket, marks, version), self._told_elsewhere)

    def _told_elsewhere(self) -> tuple[Reference, ...]:
        if len(self._pane.basket) == len(self._listing.marks):
            return ()
        here = set(self._marked_places())
        return tuple(one.reference for one in self._pane.basket if one.place not in here)

    def _paths(self) -> dict[Steps, int]:
        """Where each item that is shown stands, in the list's order."""
        rows, path_of = self._list.rows, self._listing.path_of
        return {path: i for i in range(len(rows)) if (path := path_of(rows, i)) is not None}

    # -- what can be done with them ------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...]) -> str | None:
        """Why an action would do nothing."""
        if name == "edit" and parameters:
            return self.why_no_edit(EditKind(str(parameters[0])))
        if name in _OF_A_ROW and not len(self._list.rows):
            return "There is nothing in this list."
        if name == "enter_inside":
            tab = self._tab_here
            if tab is None or not tab.holds_session:
                key = key_of(self._pane, "filtered.filter")
                return (
                    f"Only a tab that holds a session can be entered: {key}is:session finds them."
                )
        return None

    def why_no_edit(self, kind: EditKind) -> str | None:
        """Why the chosen items cannot be changed like this."""
        view, elsewhere = self._pane.view, self._elsewhere if kind in _BRINGS else ()
        if view is None or not (elsewhere or (choice := self.choice).items):
            return (view and view.error) or "There is nothing in this list."
        if view.no_edits:
            return view.no_edits
        if elsewhere:
            return None
        loads = view.profile.next_start.loads if view.profile is not None else None
        other = view.chosen and view.version and loads and view.version.id != loads
        if kind not in _BRINGS and other:
            key = key_of(self._pane, "app.follow")
            return f"Only what Firefox would load can be changed like this: {key} shows it."
        if kind is EditKind.COPIES:
            return None  # which those are is worked out when the key is pressed, not at each line
        if kind is EditKind.RESTORE and not choice.any_closed and not view.chosen:
            return "This is open already; in another version it can be restored from there."
        if kind is EditKind.FORGET and not choice.all_closed:
            key = key_of(self._pane, "items.close")
            return f"Only closed things can be forgotten; {key} closes what is open."
        if kind is EditKind.CLOSE and choice.any_closed:
            return "This is closed already."
        if kind is EditKind.PIN and not choice.tabs_only:
            return "Only open tabs can be pinned."
        if kind is EditKind.MOVE and (choice.any_closed or not choice.tabs_only):
            return "Only open tabs can be moved."
        return None

    def edit(self, kind: EditKind) -> None:
        """Change the chosen items: first it is shown what would be written."""
        why, app = self.why_no_edit(kind), self._pane.app
        elsewhere = self._elsewhere if kind in _BRINGS else ()
        scope, own = self.choice.scope, self._own(elsewhere)
        if why is None and kind is EditKind.COPIES:
            own = copies = self._copies()
            why = None if copies else self._why_no_copies()
            shown = count(addresses(copies), "address", "addresses")
            scope = f"Of {shown} the tab last looked at stays open; pinned ones stay, too"
        if why is not None:
            say(app, why, 4)
            return
        places = tuple(self._marked_places() if own else ())
        places += tuple((version, steps) for version, _, steps in elsewhere)
        self._pane.post_message(
            EditWanted(
                kind,
                tuple(item.steps for item in own),
                elsewhere=elsewhere,
                scope=scope if own else "",
                uses=places,
            )
        )

    def _copies(self) -> tuple[Tab, ...]:
        """The copies to close: of the marked tabs, else of all that the filter keeps."""
        view = self._pane.view
        if view is None or view.snapshot is None:
            return ()
        if not self._listing.marks and not self._filtered():
            return view.snapshot.duplicates.superfluous()
        meant = self.chosen() if self._listing.marks else self._shown()
        return view.snapshot.duplicates.superfluous({item.steps for item in meant})

    def _shown(self) -> list[Item]:
        """Everything the filter keeps, also what is folded away in a line."""
        rows, found = self._list.rows, list[Item]()
        for i in range(len(rows)):
            item, partly = self._listing.item_at(rows, i), self._listing.partly(rows, i)
            found += partly.shown if partly else (item,) if item else ()
        return found

    def _why_no_copies(self) -> str:
        if self._listing.marks:
            return "Of what is marked nothing is open twice, or it is pinned, or what stays."
        return "Nothing that is shown here is open twice, but for what is pinned or hidden."

    def _own(self, elsewhere: Sequence[Reference]) -> tuple[Item, ...]:
        """What is chosen in this list: not the line at the cursor beside a basket."""
        return () if elsewhere and not self._listing.marks else self.chosen()

    def export(self) -> None:
        """Write the marked items, or all that the filter keeps, to a file."""
        view, listing = self._pane.view, self._listing
        if view is None or view.snapshot is None:
            return
        elsewhere = self._elsewhere
        if elsewhere:
            steps = tuple(item.steps for item in self._own(elsewhere))
            self._pane.post_message(ExportWanted(steps, elsewhere=elsewhere))
            return
        if not listing.marks and self._filtered():
            paths = self._paths()
            kept = listing.worth_marking(self._list.rows, set(paths))
            self._pane.post_message(ExportWanted(tuple(path for path in paths if path in kept)))
            return
        items = self.chosen() if listing.marks else listing.everything(view.snapshot)
        scope = self.choice.scope if listing.marks else ""
        self._pane.post_message(ExportWanted(tuple(item.steps for item in items), scope=scope))

    def show_json(self) -> None:
        """Show the item under the cursor in the JSON."""
        here = self.here
        if here is not None:
            self._pane.post_message(JsonWanted(here.steps))

    def copy_urls(self) -> None:
        """Send the addresses of the chosen items to the terminal's clipboard."""
        elsewhere = self._elsewhere
        beside = {(version, steps) for version, _, steps in elsewhere}
        own, basket = self._own(elsewhere), self._pane.basket

        def urls() -> list[str]:
            chosen = self._as_chosen(own)
            chosen += [one for one in basket if one.place in beside]
            return [url for one in chosen for url in one.urls]

        def copy(urls: list[str]) -> None:
            words = count(len(urls), "address", "addresses")
            if urls:
                self._pane.post_message(CopyWanted("\n".join(urls), words))

        self._making.when_many(len(own) + len(beside), urls, copy, self.copy_urls)

    def enter_inside(self) -> None:
        """Show the session that the tab under the cursor holds."""
        tab, view = self._tab_here, self._pane.view
        if tab is None or view is None or view.version is None:
            return
        inside = view.inside_at(tab.steps)
        if inside is None:
            words = "What this tab holds looks like a session and is none."
            self._pane.app.notify(words, markup=False)
            return
        self._pane.post_message(VersionChosen(inside.id))
