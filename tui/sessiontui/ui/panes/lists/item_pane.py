"""A list of a session's tabs and windows: marks, addresses, the way into the JSON."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding

from ....session.json.pointer import Steps
from ....session.model import names
from ....session.model.closed_tab import ClosedTab
from ....session.model.filter import EXAMPLES
from ....session.model.snapshot import Snapshot, TabGroup, Window
from ....session.model.tab import Tab
from ....stores.protocols import View
from ....text import count
from ...actions import bindings
from ...messages import CopyWanted, EditWanted, ExportWanted, JsonWanted, VersionChosen
from ...widgets.line_list import Rows
from .list_pane import ListPane

_OF_A_ROW = ("mark", "mark_all", "copy_urls", "show_json", "export")

Item = Tab | ClosedTab | Window | TabGroup


class ItemPane(ListPane):
    """Base of the panes whose rows are items of the document."""

    BINDINGS: ClassVar[list[Binding]] = bindings("items")
    PLACEHOLDER = EXAMPLES

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.marks: dict[Steps, str] = {}  # with what makes the item the same after a save
        self._marked_in: tuple[object, ...] = ()

    # -- what each list says of itself ---------------------------------------------------------

    @abstractmethod
    def item_at(self, rows: Rows, index: int) -> Item | None:
        """The item of a row."""

    @abstractmethod
    def items(self, snapshot: Snapshot) -> Iterable[tuple[Item, str]]:
        """Everything that can be marked, and what makes it the same after a save."""

    @abstractmethod
    def everything(self, snapshot: Snapshot) -> Sequence[Item]:
        """The items that stand for the whole list."""

    def path_of(self, rows: Rows, index: int) -> tuple[str | int, ...] | None:
        """Where an item is in the document."""
        item = self.item_at(rows, index)
        return None if item is None else item.steps

    # -- marks ---------------------------------------------------------------------------------

    def paint(self, view: View) -> None:
        """Show the view; marks stay on their items when a save moves these."""
        before = self._marked_in
        version = view.version.id if view.version else None
        self._marked_in = (version, view.version and view.version.revision)
        if self.marks and before != self._marked_in:
            # Marks belong to one version.
            self.marks = self._marks_in(view) if before[:1] == (version,) else {}
        super().paint(view)

    def _marks_in(self, view: View) -> dict[Steps, str]:
        if view.snapshot is None:
            return self.marks  # it cannot be read just now
        there: defaultdict[str, list[Steps]] = defaultdict(list)
        for item, key in self.items(view.snapshot):
            there[key].append(item.steps)
        return {there[key].pop(0): key for key in self.marks.values() if there[key]}

    @property
    def here(self) -> Item | None:
        """The item under the cursor."""
        rows = self.list.rows
        return self.item_at(rows, self.list.cursor) if len(rows) else None

    def chosen(self) -> tuple[Item, ...]:
        """The marked items, in the document's order; without marks, the one under the cursor."""
        view = self.view
        if self.marks and view is not None and view.snapshot is not None:
            return tuple(item for item, _ in self.items(view.snapshot) if item.steps in self.marks)
        here = self.here
        return () if here is None else (here,)

    def action_mark(self) -> None:
        """Mark the item under the cursor, or not; and go on to the next."""
        here = self.here
        if here is not None:
            if here.steps in self.marks:
                del self.marks[here.steps]
            else:
                self.marks[here.steps] = self.list.rows.key(self.list.cursor)
            self._after_marking()
            self.list.cursor += 1

    def action_mark_all(self) -> None:
        """Mark everything shown; when all of it is, nothing."""
        rows = self.list.rows
        paths = self._paths()
        shown = self.worth_marking(rows, set(paths))
        if shown <= self.marks.keys():
            self.marks = {steps: key for steps, key in self.marks.items() if steps not in shown}
        else:
            self.marks |= {steps: rows.key(paths[steps]) for steps in shown}
        self._after_marking()

    def _paths(self) -> dict[Steps, int]:
        """Where each item that is shown stands, in the list's order."""
        rows = self.list.rows
        return {path: i for i in range(len(rows)) if (path := self.path_of(rows, i)) is not None}

    def worth_marking(self, rows: Rows, shown: set[Steps]) -> set[Steps]:
        """Of everything shown, what "mark all" means."""
        return shown

    def _after_marking(self) -> None:
        self.list.refresh()
        self.say()
        self.refresh_bindings()

    def marked_words(self) -> str:
        """How many are marked, for the line below the list."""
        return f" · {len(self.marks):,} marked" if self.marks else ""

    def action_leave(self) -> None:
        """Close the details, drop the filter, then the marks."""
        idle = not (self.details.has_focus or self.has_class("-details") or self.filter_line.text)
        super().action_leave()
        if idle and self.marks:
            self.marks = {}
            self._after_marking()

    # -- what can be done with them ------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Edits say by their kind whether they make sense."""
        if action == "edit" and parameters:
            return None if self._why_no_edit(str(parameters[0])) else True
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        """Why an action would do nothing."""
        if action.startswith("edit('"):
            return self._why_no_edit(action[6:-2])
        if action in ("mark", "mark_all", "copy_urls", "show_json", "export") and not len(
            self.list.rows
        ):
            return "There is nothing in this list."
        if action == "enter_inside":
            here = self.here
            tab = here.tab if isinstance(here, ClosedTab) else here
            if not isinstance(tab, Tab) or not tab.holds_session:
                return "Only a tab that holds a session can be entered: /is:session finds them."
        return super().why_not(action)

    def _why_no_edit(self, what: str) -> str | None:
        view, chosen = self.view, self.chosen()
        if view is None or not chosen:
            return "There is nothing in this list."
        if view.no_edits:
            return view.no_edits
        closed = [is_closed(item) for item in chosen]
        if what == "restore" and not any(closed) and not view.chosen:
            return "This is open already; in another version it could be brought back from there."
        if what == "forget" and not all(closed):
            return "Only closed things can be forgotten; c closes what is open."
        if what == "close" and any(closed):
            return "This is closed already."
        if what == "pin" and not all(isinstance(item, Tab) for item in chosen):
            return "Only open tabs can be pinned."
        return None

    def action_edit(self, what: str) -> None:
        """Restore, forget, close, pin: first it is shown what would be written."""
        why = self._why_no_edit(what)
        if why is not None:
            self.app.clear_notifications()
            self.app.notify(why, timeout=4, markup=False)
            return
        self.post_message(EditWanted(what, tuple(item.steps for item in self.chosen())))

    def action_export(self) -> None:
        """Write the marked items, or all that the filter keeps, to a file."""
        view = self.view
        if view is None or view.snapshot is None:
            return
        if not self.marks and self.filter_line.text:
            paths = self._paths()
            kept = self.worth_marking(self.list.rows, set(paths))
            self.post_message(ExportWanted(tuple(path for path in paths if path in kept)))
            return
        items = self.chosen() if self.marks else self.everything(view.snapshot)
        self.post_message(ExportWanted(tuple(item.steps for item in items)))

    def action_show_json(self) -> None:
        """Show the item under the cursor in the JSON."""
        here = self.here
        if here is not None:
            self.post_message(JsonWanted(here.steps))

    def action_copy_urls(self) -> None:
        """Send the addresses of the chosen items to the terminal's clipboard."""
        urls = [url for item in self.chosen() for url in urls_of(item)]
        if urls:
            self.post_message(CopyWanted("\n".join(urls), count(len(urls), "address", "addresses")))

    def action_enter_inside(self) -> None:
        """Show the session that the tab under the cursor holds."""
        here = self.here
        view = self.view
        if here is None or view is None or view.version is None:
            return
        tab = here.tab if isinstance(here, ClosedTab) else here
        inside = view.inside_at(tab.steps)
        if inside is None:
            self.app.notify("What this tab holds looks like a session and is none.", markup=False)
            return
        self.post_message(VersionChosen(inside.id))


def is_closed(item: Item) -> bool:
    """Whether an item of these lists is closed, or part of something closed."""
    return (
        "_closed" in str(item.steps[0])
        or "saved" in str(item.steps[0])
        or (len(item.steps) > 2 and item.steps[2] in (names.CLOSED_TABS, names.CLOSED_GROUPS))
    )


def urls_of(item: Item) -> Sequence[str]:
    """The addresses of an item, printable: of a window or a group those of all its tabs."""
    if isinstance(item, Window | TabGroup):
        return [tab.url for tab in item.tabs if tab.url]
    return [item.url] if item.url else []
