"""A session file that Firefox loads: the chosen tabs open, in windows as they were chosen.

``session.edit.carry_over`` makes it of pieces of the files they come from. Closed tabs and windows
that were chosen are open in it; it has no closed ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...codec import mozlz4
from ...session.edit.arrival import arrive
from ...session.edit.carry_over import carry, new_session
from ...session.edit.edits import OpenPages
from ...session.edit.node import Node
from ...session.json.text import repair_everything
from ...session.model import names
from ...session.model.item_kind import Kind
from ...session.model.items import Item
from ...session.model.snapshot import TabGroup, Window
from ..cookie_choice import cookies_for
from ..formats import Options
from ..pages import Page, Section, sections
from ..redact import without_private

_OF_CLOSED_TABS = ("_lastClosedTabGroupCount", "lastClosedTabGroupId")

_TYPED = b'"userTypedValue"'


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """The whole file, mozLz4; nothing when no chosen tab has a page."""
    parts: list[OpenPages] = []
    front = 1
    for section in sections(items):
        carried = _carried(section, options)
        if carried is not None:
            parts.append(carried)
            front = len(parts) if _is_in_front(section) else front
    if parts:
        cookies = cookies_for(items) if options.with_private else []
        text = _settled(new_session(parts, options.now), front, cookies)
        if not options.with_private:
            text = without_private(text)
        yield mozlz4.pack(_valid(text))


def _carried(section: Section, options: Options) -> OpenPages | None:
    """The section as one window to open; None when none of its tabs has a page."""
    pages = [page for page in section.pages if page.raw_url(with_private=options.with_private)]
    if not pages:
        return None
    whole = _whole(section)
    if whole is not None:
        steps = [whole.steps]
    else:
        # A group that was chosen stays one, tabs that were chosen one by one come without theirs.
        groups = [one.steps for one in section.items if one.kind is Kind.GROUP]
        steps = [*groups, *(_steps(page) for page in pages)]
    containers = {page.tab.container_id: page.tab.container_id for page in pages}
    return carry(section.items[0].snapshot, steps, containers=containers)


def _whole(section: Section) -> Window | TabGroup | None:
    """The window or group that the section is, when all of it was chosen."""
    if section.is_whole:
        return section.window or section.group
    group = section.group
    return group if group is not None and len(section.found) == len(group.tabs) else None


def _steps(page: Page) -> tuple[str | int, ...]:
    return page.closed.steps if page.closed is not None else page.tab.steps


def _is_in_front(section: Section) -> bool:
    window, item = section.window, section.items[0]
    return window is not None and item.is_open and window.index == item.snapshot.selected_window


def _settled(text: bytes, front: int, cookies: Sequence[bytes]) -> bytes:
    """No window keeps closed tabs, the one that was in front is, and cookies come along."""
    session = Node.new(text)
    windows = session.get("windows")
    for window in windows.items if windows is not None else ():
        tabs = window.get("tabs") if _TYPED in text else None
        for tab in tabs.items if tabs is not None else ():
            arrive(tab)
        window.set(names.CLOSED_TABS, b"[]")
        window.set(names.CLOSED_GROUPS, b"[]")
        window.drop(*_OF_CLOSED_TABS)
    session.set("selectedWindow", b"%d" % front)
    session.set("cookies", b"[" + b",".join(cookies) + b"]")
    return session.json()


def _valid(text: bytes) -> bytes:
    """Firefox refuses a whole file for one byte that is not UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return repair_everything(text)
    return text
