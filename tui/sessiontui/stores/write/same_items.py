"""The same closed items in another document.

A closedId is given anew at every start of Firefox, so an item is known by when it was closed and
by the pages in it, in whatever list it lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from ...session.edit.document_draft import Draft
from ...session.edit.edits import ForgetClosedTab, ForgetClosedWindow, ForgetGroup, ForgetMatching
from ...session.edit.kinds import Forget
from ...session.edit.node import Node
from ...session.json.pointer import Steps
from ...session.model import names
from ...session.model.coerce import shown_entry, whole
from ...session.model.document import Document

Identity = tuple[Any, ...]


def same_in(edits: Sequence[Forget], base: Document, other: Document) -> list[Forget]:
    """The edits of one document as edits of another; what is not there is left out."""
    wanted: dict[Identity, ForgetClosedTab | ForgetClosedWindow | ForgetGroup] = {}
    found: list[Forget] = []
    for edit in edits:
        if isinstance(edit, ForgetMatching):
            found.append(edit)
        else:
            wanted[_identity(Draft(base), edit.steps)] = edit
    if wanted:
        for identity, steps in _closed_items(Draft(other)):
            named = wanted.get(identity)
            if named is not None:
                found.append(replace(named, steps=steps))
    return found


def _identity(draft: Draft, steps: Steps) -> Identity:
    """What an item is, with what it stands in where it has no time of its own."""
    value = draft.at(steps).value()
    around = ()
    if not (isinstance(value, dict) and "closedAt" in value) and len(steps) > 2:
        around = _identity(draft, steps[:-2])
    return (*_of(value), around)


def _of(value: Any) -> Identity:
    if not isinstance(value, dict):
        return (None,)
    kind = "tab" if "state" in value or "entries" in value else "several"
    return (kind, value.get("id"), value.get("closedAt"), tuple(_urls(value)))


def _urls(value: Any) -> list[str]:
    """The addresses of a tab's history, a closed tab's, or of all tabs in something."""
    return [url for history, _, _ in _histories(value) for url in history]


def shown(value: Any) -> Iterator[str]:
    """What each tab in something shows: its page, and what was typed in place of its address."""
    for history, index, typed in _histories(value):
        if typed:
            yield typed
        if history:
            yield history[shown_entry(index, len(history))]


def _histories(value: Any) -> Iterator[tuple[list[str], int | None, str]]:
    if not isinstance(value, dict):
        return
    state = value.get("state", value)
    entries = state.get("entries") if isinstance(state, dict) else None
    if isinstance(entries, list):
        index = whole(state.get("index"))
        history = [str(entry.get("url")) for entry in entries if isinstance(entry, dict)]
        typed = state.get("userTypedValue")
        yield history, index, typed if isinstance(typed, str) else ""
        return
    tabs = value.get("tabs")
    for tab in tabs if isinstance(tabs, list) else ():
        yield from _histories(tab)


def _closed_items(draft: Draft) -> Iterator[tuple[Identity, Steps]]:
    """Every closed tab, window and group of a document, outer ones first."""
    for steps in _places(draft):
        yield _identity(draft, steps), steps


def _places(draft: Draft) -> Iterator[Steps]:
    root = draft.root
    for kind in ("windows", names.CLOSED_WINDOWS):
        for i, window in enumerate(_items(root, kind)):
            here: Steps = (kind, i)
            if kind == names.CLOSED_WINDOWS:
                yield here
                yield from ((*here, "tabs", j) for j in range(len(_items(window, "tabs"))))
            yield from (
                (*here, names.CLOSED_TABS, j) for j in range(len(_items(window, names.CLOSED_TABS)))
            )
            yield from _groups(window, here, names.CLOSED_GROUPS)
    yield from _groups(root, (), names.SAVED_GROUPS)


def _groups(node: Node, steps: Steps, key: str) -> Iterator[Steps]:
    for i, group in enumerate(_items(node, key)):
        here = (*steps, key, i)
        yield here
        yield from ((*here, "tabs", j) for j in range(len(_items(group, "tabs"))))


def _items(node: Node, key: str) -> Sequence[Node]:
    found = node.get(key) if node.is_object else None
    return found.items if found is not None else ()
