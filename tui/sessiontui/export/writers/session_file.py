"""A session file that Firefox loads: the chosen tabs open, in windows as they were chosen.

Windows that were chosen whole are taken as they stand; what was chosen of others
``session.edit.carry_over`` makes windows of. Closed tabs and windows that were chosen are open in
it; it has no closed ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...codec import mozlz4
from ...session.edit.arrival import TYPED, arrive
from ...session.edit.carry_over import carry, make_open
from ...session.edit.document_draft import Draft
from ...session.edit.new_session import NewSession, new_session
from ...session.edit.node import Node
from ...session.json.utf8 import made_utf8
from ...session.model import names
from ...session.model.item_kind import Kind
from ...session.model.items import Item
from ...session.model.snapshot import Snapshot, TabGroup, Window
from ..cookie_choice import cookies_for
from ..formats import Options
from ..pages import Page, Section, sections
from ..redact import BareWindows

_OF_CLOSED_TABS = ("_lastClosedTabGroupCount", "lastClosedTabGroupId")


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """The whole file, mozLz4; nothing when no chosen tab has a page."""
    text = _text(items, options)
    if text is not None:
        yield mozlz4.pack(text)


def _text(items: Sequence[Item], options: Options) -> bytes | None:
    ready = _Ready(options)
    made = NewSession(options.now)
    front = 0
    for section in _sections(items):
        window = ready.window(section)
        if window is not None:
            front = len(made.windows) if _is_in_front(section) else front
            made.open_window(window)
    if not made.windows:
        return None
    made.show(front)
    cookies = cookies_for(items) if options.with_private else []
    made.set("cookies", b"[" + b",".join(cookies) + b"]")
    return made_utf8(made.text())


def _sections(items: Sequence[Item]) -> Sequence[Section]:
    """The sections of the items; of windows alone nobody has to know each page."""
    if not all(isinstance(item.node, Window) for item in items):
        return sections(items)
    windows = {(id(item.snapshot), item.steps): item for item in items}
    return [Section("", [item], item.window, is_whole=True) for item in windows.values()]


class _Ready:
    """Makes windows that can be opened in the new session."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._bare: dict[int, BareWindows] = {}
        self._drafts: dict[int, Draft] = {}

    def window(self, section: Section) -> Node | None:
        """A section as a window; None when none of its tabs has a page."""
        with_private = self._options.with_private
        window = section.window
        if section.is_whole and window is not None:
            pages = (Page(tab, window, None, None) for tab in window.tabs)
            if not any(page.raw_url(with_private=with_private) for page in pages):
                return None
            snapshot = section.items[0].snapshot
            found = self._whole(snapshot, window) if with_private else self._bared(snapshot, window)
        else:
            shown = [page for page in section.pages if page.raw_url(with_private=with_private)]
            found = self._of_pages(section, shown) if shown else None
        if found is not None:
            for key in (names.CLOSED_TABS, names.CLOSED_GROUPS):
                found.set(key, b"[]")
            found.drop(*_OF_CLOSED_TABS)
            make_open(found)
        return found

    def _whole(self, snapshot: Snapshot, window: Window) -> Node:
        """A window as it stands, taken out of a draft of its session."""
        draft = self._drafts.get(id(snapshot))
        if draft is None:
            draft = self._drafts[id(snapshot)] = Draft(snapshot.document)
        found = draft.at(window.steps)
        tabs = found.get("tabs") if found.text.find(TYPED, found.start, found.end) >= 0 else None
        for tab in tabs.items if tabs is not None else ():
            arrive(tab)
        return found.release()

    def _bared(self, snapshot: Snapshot, window: Window) -> Node | None:
        bare = self._bare.get(id(snapshot))
        if bare is None:
            bare = self._bare[id(snapshot)] = BareWindows(snapshot.document.text)
        return _node(bare, window.steps)

    def _of_pages(self, section: Section, pages: Sequence[Page]) -> Node | None:
        """A window of what was chosen of a section."""
        whole = _whole_group(section)
        if whole is not None:
            steps = [whole.steps]
        else:
            # A group that was chosen stays one, single tabs come without theirs.
            groups = [one.steps for one in section.items if one.kind is Kind.GROUP]
            steps = [*groups, *(_steps(page) for page in pages)]
        containers = {page.tab.container_id: page.tab.container_id for page in pages}
        carried = carry(section.items[0].snapshot, steps, containers=containers)
        text = new_session(carried, self._options.now)
        if not self._options.with_private:
            return _node(BareWindows(text), ("windows", 0))
        windows = Node.new(text).get("windows")
        (window,) = windows.items if windows is not None else ()
        tabs = window.get("tabs") if TYPED in text else None
        for tab in tabs.items if tabs is not None else ():
            arrive(tab)
        return window.release()


def _node(bare: BareWindows, steps: Any) -> Node | None:
    text = bare.window(*steps)
    return Node.new(text) if text is not None else None


def _whole_group(section: Section) -> TabGroup | None:
    """The closed or saved group that the section is, when all of it was chosen."""
    group = section.group
    if group is None or not (section.is_whole or len(section.found) == len(group.tabs)):
        return None
    return group


def _steps(page: Page) -> tuple[str | int, ...]:
    return page.closed.steps if page.closed is not None else page.tab.steps


def _is_in_front(section: Section) -> bool:
    window, item = section.window, section.items[0]
    return window is not None and item.is_open and window.index == item.snapshot.selected_window
