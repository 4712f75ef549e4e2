"""The sessions that tabs hold inside, as they stand in a draft, and what lies in them.

An about:sessionrestore page keeps the session it offers in its form data. A page of such a session
may hold one again: what is in them is counted at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ..model import names
from ..model.document import Document
from ..model.nested import session_in_piece
from .document_draft import Draft
from .node import Node
from .tabs_of import tabs_of

_KEYS = ("sessionData", "#sessionData")
_DOING = "looking for sessions inside"


class Held(NamedTuple):
    """A session in the form data of a tab: the member ``key`` of an object."""

    holder: Node
    key: str
    session: Document


class Where(Enum):
    """How a tab of a session inside another lies there."""

    OPEN = "open"
    CLOSED = "closed"
    DEEPER = "in a session inside that one"


class TabInside(NamedTuple):
    """A tab of a session inside another."""

    tab: Node
    where: Where


def forms_of(tab: Node, *, old: bool = True) -> Iterator[Node]:
    """Form data of the tab, and in ``old`` files, before Firefox 42, of its history's pages."""
    entries = tab.get("entries") if old else None
    for holder in (tab, *(entries.items if entries is not None else ())):
        form = holder.get("formdata") if holder.is_object else None
        if form is not None and form.is_object:
            yield form


def held_in(tab: Node) -> Iterator[Held]:
    """The sessions that a tab holds itself."""
    if not tab.may_hold(b'sessionData"'):
        return
    for form in forms_of(tab):
        for holder, key, found in _may_be_sessions(form):
            inside = session_in_piece(found.json())
            if inside is not None:
                yield Held(holder, key, inside)


def _may_be_sessions(form: Node) -> Iterator[tuple[Node, str, Node]]:
    """Members of form data that may be sessions, each with the object it is in and its key."""
    ids = form.get("id")
    for holder in (form, ids) if ids is not None and ids.is_object else (form,):
        for key in _KEYS:
            found = holder.get(key)
            if found is not None and found.text.startswith((b"{", b'"{'), found.start):
                yield holder, key, found


def without_sessions(form: Node) -> Node:
    """Form data as a text of its own, without what may be a session."""
    alone = Node.new(form.json())
    for holder, key, _ in list(_may_be_sessions(alone)):
        holder.drop(key)
    return alone


def tabs_inside(session: Document) -> Iterator[TabInside]:
    """Every tab of a session, and of those inside it at any depth."""
    waiting = [(session, False)]
    while waiting:  # each level doubles the backslashes of the next: there are never many
        document, deeper = waiting.pop()
        root = Draft(document).root
        last = root.get(names.LAST_SESSION)
        opened = {tabs for window in _windows(root) if (tabs := window.get("tabs")) is not None}
        for tab, _ in tabs_of(root, "looking for sessions inside"):
            if deeper or (last is not None and tab.within(last)):
                where = Where.DEEPER
            else:
                where = Where.OPEN if tab.parent in opened else Where.CLOSED
            yield TabInside(tab, where)
            waiting += [(held.session, True) for held in held_in(tab)]


def _windows(root: Node) -> list[Node]:
    windows = root.get("windows")
    return [one for one in windows.items if one.is_object] if windows is not None else []
