"""A whole session while edits change it: its windows, its closed stacks, its ids."""

from __future__ import annotations

from itertools import chain
from typing import Any, NamedTuple

from ...errors import Refused
from ...text import printable
from ..json.pointer import Steps, format_pointer
from ..model import names
from ..model.coerce import whole
from ..model.document import Document
from ..model.item_kind import Kind, kind_of
from .document_draft import Draft
from .edits import NEW, Into
from .group_headers import header, ident
from .node import Node
from .splice_writer import encoded
from .tab_facts import named, title_of
from .tab_strip import TabStrip, array, unhide
from .used_ids import closed_ids, group_ids, split_view_ids

_NEW_WINDOW = (
    b'{"tabs":[],"groups":[],"closedGroups":[],"selected":1,"_closedTabs":[],'
    b'"_lastClosedTabGroupCount":-1,"lastClosedTabGroupId":null,"busy":false,"splitViews":[]}'
)
ANY_TAB = (Kind.TAB, Kind.CLOSED_TAB, Kind.GROUP_TAB, Kind.CLOSED_WINDOW_TAB)
_UP_TO_WINDOW = {
    Kind.TAB: 2,
    Kind.CLOSED_TAB: 2,
    Kind.CLOSED_WINDOW_TAB: 2,
    Kind.GROUP_TAB: 4,
    Kind.CLOSED_GROUP: 2,
    Kind.SAVED_GROUP: 2,  # up to the session
    Kind.CLOSED_WINDOW_GROUP: 2,
}
_TIED = (
    Kind.TAB,
    Kind.WINDOW,
    Kind.CLOSED_WINDOW,
    Kind.CLOSED_WINDOW_TAB,
    Kind.CLOSED_WINDOW_GROUP,
)


class Found(NamedTuple):
    """An item an edit names."""

    kind: Kind
    item: Node
    siblings: Node  # the list it stands in now
    owner: Node  # its window, open or closed; of a saved group the session
    pointer: str  # printable

    @property
    def is_tab(self) -> bool:
        """Whether the item is the tab itself, and not what Firefox noted around a closed one.

        Firefox for Android noted nothing around those of its ``closedTabs``.
        """
        return self.kind in (Kind.TAB, Kind.CLOSED_WINDOW_TAB) or (
            self.kind is Kind.CLOSED_TAB
            and self.siblings is self.owner.get(names.MOBILE_CLOSED_TABS)
        )

    @property
    def tab(self) -> Node:
        """The tab itself, for a closed one its ``state``. Raises Refused without one."""
        if self.is_tab:
            return self.item
        state = self.item.get("state")
        if state is None or not state.is_object:
            raise Refused(f"{self.pointer}: this closed tab holds no tab that could be opened")
        return state


class SessionDraft:
    """The session in a draft."""

    def __init__(self, document: Document, now: int, tabs_undo: int, windows_undo: int) -> None:
        self.draft = Draft(document)
        self.now = now
        self.tabs_undo = tabs_undo
        self.windows_undo = windows_undo
        self.root = self.draft.root
        self.windows = self.draft.at(("windows",))
        selected = whole(self.root.read("selectedWindow")) or 0
        items = self.windows.items
        self._front = items[selected - 1] if 1 <= selected <= len(items) else None
        self._front_gone = False
        self._was_in_front = self._front
        self._asked_for: Node | None = None  # the one new window of all edits that say NEW
        self._strips: dict[Node, TabStrip] = {}
        self._closed_id: int | None = None
        self._split_view_id: int | None = None
        self._group_ids: set[str] | None = None
        self._group_number = 0

    # -- finding -------------------------------------------------------------------------------

    def find(self, steps: Steps, *kinds: Kind) -> Found:
        """An item of one of the kinds. Raises NothingFound, Refused for what it is not."""
        pointer = printable(format_pointer(steps))
        item = self.draft.at(steps)
        kind = kind_of(steps)
        if kind is None or kind not in kinds:
            raise Refused(f"{pointer} is not {' or '.join(one.value for one in kinds)}")
        if not item.is_object:
            raise Refused(f"{pointer} is no object: there is nothing in it to work with")
        taken = Refused(f"{pointer}: another edit of the same call already took it away")
        if not self.draft.stands(item) or item.parent is None or not item.parent.is_array:
            raise taken
        owner = item
        for _ in range(_UP_TO_WINDOW.get(kind, 0)):
            if owner.parent is None:
                raise taken
            owner = owner.parent
        if kind.is_open != self.is_open(owner) and kind in _TIED:
            raise Refused(f"{pointer}: another edit of the same call opened or closed its window")
        return Found(kind, item, item.parent, owner, pointer)

    def is_open(self, window: Node) -> bool:
        """Whether a window is open now."""
        return window.parent is self.windows

    def name(self, window: Node) -> str:
        """What people call an open window: by its place in the file."""
        if window.home is self.windows and window.place >= 0 and not window.moved:
            return f"window {window.place + 1}"
        return "the new window" if window.home is None else "the reopened window"

    def strip(self, window: Node) -> TabStrip:
        """A window's tabs, to be rearranged."""
        if window not in self._strips:
            self._strips[window] = TabStrip(window, self.name(window))
        return self._strips[window]

    def target(self, into: Into, own: Node | None = None) -> TabStrip:
        """The window that is to take tabs in: the named one, its own, the one in front."""
        if into == NEW:
            if self._asked_for is None or not self.is_open(self._asked_for):
                self._asked_for = self.new_window().window
            return self.strip(self._asked_for)
        if into is not None:
            return self.strip(self.window(into))
        if own is not None and self.is_open(own):
            return self.strip(own)
        for window in chain((self.front,), self.windows.items):
            tabs = window.get("tabs") if window else None
            if window and tabs and tabs.is_array and window.read("isPopup") is not True:
                return self.strip(window)
        return self.new_window()

    def window(self, place: int) -> Node:
        """An open window by its place (0-based). Raises Refused."""
        found = self.windows.first(place)
        if found is None or not found.is_object:
            raise Refused(f"there is no window {place + 1} to open tabs in")
        if not self.is_open(found):
            raise Refused(f"window {place + 1} is closed by another edit of the same call")
        return found

    def new_window(self) -> TabStrip:
        """A new window, in front."""
        window = self.windows.append(_NEW_WINDOW)
        self.bring_to_front(window)
        return self.strip(window)

    # -- windows coming and going --------------------------------------------------------------

    @property
    def front(self) -> Node | None:
        """The window in front; when that was closed, the one behind it."""
        if self._front_gone:  # looked for when it is asked for, not for each window that closes
            left = [window for window in self.windows.items if window.is_object]
            self.bring_to_front(min(left, key=_z_index, default=None))
        return self._front

    def bring_to_front(self, window: Node | None) -> None:
        """Have this window in front."""
        self._front, self._front_gone = window, False

    @property
    def closed_windows(self) -> Node:
        """The stack of closed windows."""
        return array(
            self.root, names.CLOSED_WINDOWS, "the session's list of closed windows is no list"
        )

    def open_window(self, window: Node) -> None:
        """Put a window that stands nowhere among the open ones, in front."""
        self.windows.append(window)
        self.bring_to_front(window)

    def remove_window(self, window: Node) -> None:
        """Take an open window out; if it was in front, the one behind it comes there."""
        self._strips.pop(window, None)
        self.windows.take(window)
        self._front_gone = self._front_gone or self._front is window

    def saved_groups(self) -> Node | None:
        """The list of saved groups, if the session has one."""
        found = self.root.get(names.SAVED_GROUPS)
        return found if found is not None and found.is_array else None

    def drop_saved_group(self, group_id: Any) -> None:
        """Take a saved group out."""
        saved = self.saved_groups()
        if saved is not None and group_id is not None:
            while (found := header(saved, group_id)) is not None:
                saved.take(found)

    # -- ids -----------------------------------------------------------------------------------

    def next_closed_id(self) -> int:
        """A ``closedId`` larger than every one in the session."""
        if self._closed_id is None:
            self._closed_id = max(closed_ids(self.draft.document), default=-1)
        self._closed_id += 1
        return self._closed_id

    def next_split_view_id(self) -> int:
        """A split view's id that is not in use; the session's counter goes with it."""
        counter = whole(self.root.read("maxSplitViewId"))
        if self._split_view_id is None:
            self._split_view_id = max(split_view_ids(self.draft.document), default=0)
        self._split_view_id = max(self._split_view_id, counter or 0) + 1
        if counter is not None:  # without a counter Firefox counts for itself
            self.root.set("maxSplitViewId", encoded(self._split_view_id))
        return self._split_view_id

    def new_group_id(self) -> str:
        """A tab group's id that is not in use, made as Firefox makes them."""
        if self._group_ids is None:
            self._group_ids = self.group_ids()
        while (group_id := f"{self.now}-{self._group_number}") in self._group_ids:
            self._group_number += 1
        self._group_ids.add(group_id)
        return group_id

    def is_open_group(self, group_id: str) -> bool:
        """Whether some open window has a group of this id."""
        return any(
            window.is_object and header(window.get("groups"), group_id) is not None
            for window in self.windows.items
        )

    def group_ids(self) -> set[str]:
        """The ids of all tab groups, open, closed and saved."""
        ids = group_ids(self.draft.document)
        for window in self._strips:
            groups = window.get("groups")
            ids += [ident(group) for group in (groups.items if groups else ())]
        return {group_id for group_id in ids if isinstance(group_id, str)}

    # -- afterwards ----------------------------------------------------------------------------

    def settle(self) -> None:
        """Bring what was touched into the form Firefox needs."""
        for window, strip in self._strips.items():
            if self.draft.stands(window):
                if strip.tabs.touched and strip.selected is not None:
                    unhide(strip.selected)
                strip.settle()
        if self.front is None and self._was_in_front is None:
            return
        front = self.front
        selected = self.windows.index(front) + 1 if front is not None else 0
        if selected != whole(self.root.read("selectedWindow")):
            self.root.set("selectedWindow", encoded(selected))
        if front is not self._was_in_front and front is not None:
            # Firefox 153 writes selectedWindow and focuses the window of the lowest zIndex.
            others = [_z_index(window) for window in self.windows.items if window is not front]
            if others and _z_index(front) >= min(others):
                front.set("zIndex", encoded(min(others) - 1))


def _z_index(window: Node) -> int:
    return (whole(window.read("zIndex")) if window.is_object else None) or 0


def counted(window: Node, at: int) -> None:
    """Note that a closed tab at a place left (SessionStore.removeClosedTabData)."""
    count = whole(window.read("_lastClosedTabGroupCount"))
    if count is not None and at < count:
        window.set("_lastClosedTabGroupCount", encoded(count - 1))


def drop_closed_group(window: Node, group: Node) -> None:
    """Take a closed group out of its list, and no longer name it as the last one closed."""
    if group.parent is not None:
        group.parent.take(group)
    if window.is_object and window.read("lastClosedTabGroupId") == ident(group):
        last = window.get("lastClosedTabGroupId")
        if last is not None and not last.is_null:
            window.set("lastClosedTabGroupId", b"null")


def window_title(window: Node) -> str:
    """A closed window's title, else that of the tab it shows, as the screen calls it."""
    own = window.get("title")
    if own is not None and own.is_string and own.end - own.start > 2:
        return named(own)
    tabs = window.get("tabs")
    items = tabs.items if tabs else ()
    at = (whole(window.read("selected")) or 1) - 1
    return title_of(items[max(0, min(at, len(items) - 1))]) if items else "(empty window)"
