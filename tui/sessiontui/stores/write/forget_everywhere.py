"""The same closed items in other versions: to forget them wherever they are.

A closedId is given anew at every start of Firefox, so an item is known by when it was closed and
by the pages in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...errors import SessiontuiError
from ...firefox.session_files import SessionFile
from ...session.edit import apply
from ...session.edit.document_draft import Draft
from ...session.edit.edits import ForgetClosedTab, ForgetClosedWindow, ForgetGroup, ForgetMatching
from ...session.edit.kinds import Forget
from ...session.edit.node import Node
from ...session.edit.operations.forget import is_from_site
from ...session.json.pointer import Steps
from ...session.model import names
from ...session.model.document import Document
from ...text import count, printable
from ..protocols import FileChange
from ..session_cache import Loaded
from .transaction import Step

Identity = tuple[Any, ...]


def forget_in(
    files: Sequence[SessionFile],
    edits: Sequence[Forget],
    base: Document,
    load: Callable[[SessionFile], Loaded],
    now: int,
) -> tuple[list[Step], tuple[FileChange, ...]]:
    """The same items forgotten in other files: what to write, and what stays as it is and why.

    ``base`` is the document the edits name their items in, ``now`` ms since epoch.
    """
    pages = _addresses(edits, base)
    sites = [edit.site for edit in edits if isinstance(edit, ForgetMatching) and edit.site]
    steps: list[Step] = []
    left: list[FileChange] = []
    for file in files:
        where = printable(str(file.path))
        try:
            loaded = load(file)
            document = loaded.snapshot.document
            edited = apply.apply(document, _same_in(edits, base, document), now=now)
        except SessiontuiError as error:
            reason = error.sentence.removeprefix(f"{where}: ")
            may = "it stays as it is and may still hold what is forgotten"
            left.append(FileChange(where, f"{may}: {reason}"))
            continue
        shown = [tab.raw_url for tab in loaded.snapshot.open_tabs()]
        still = sum(u in pages or any(is_from_site(u, site) for site in sites) for u in shown)
        show = "shows one of these pages" if still == 1 else "show these pages"
        note = f"{count(still, 'open tab')} in it {show}"
        if edited.patch:
            what = "forgotten there too" + (f", but {note}" if still else "")
            name = None if file.role == "kept" else file.name
            data = loaded.container.rewrap(edited.text)
            steps.append(Step(file.path, data, loaded.revision, what, name))
        elif still:
            left.append(FileChange(where, f"it stays as it is, but {note}"))
    return steps, tuple(left)


def _same_in(edits: Sequence[Forget], base: Document, other: Document) -> list[Forget]:
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


def _addresses(edits: Sequence[Forget], base: Document) -> set[str]:
    """The pages that the named items show."""
    draft = Draft(base)
    return {
        url
        for edit in edits
        if not isinstance(edit, ForgetMatching)
        for url in _urls(draft.at(edit.steps).value())
    }


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
    if not isinstance(value, dict):
        return []
    state = value.get("state", value)
    entries = state.get("entries") if isinstance(state, dict) else None
    if isinstance(entries, list):
        return [str(entry.get("url")) for entry in entries if isinstance(entry, dict)]
    tabs = value.get("tabs")
    return [url for tab in (tabs if isinstance(tabs, list) else ()) for url in _urls(tab)]


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
