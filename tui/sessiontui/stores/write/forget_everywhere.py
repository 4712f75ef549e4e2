"""The same closed items in every other file, and what still holds them afterwards.

A closedId is given anew at every start of Firefox, so an item is known by when it was closed and
by the pages in it, in whatever list it lies.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import SessiontuiError
from ...firefox.safe_reading import no_memory, read_bytes
from ...firefox.session_files import SessionFile
from ...session.edit.document_draft import Draft
from ...session.edit.edits import ForgetClosedTab, ForgetClosedWindow, ForgetGroup, ForgetMatching
from ...session.edit.inside import KEYS, apply_inside
from ...session.edit.kinds import Forget
from ...session.edit.node import Node
from ...session.edit.operations.forget import host_of_site
from ...session.edit.traces import Traces
from ...session.json.pointer import Steps, format_pointer
from ...session.model import names
from ...session.model.coerce import shown_entry, whole
from ...session.model.document import Document
from ...text import printable
from ..protocols import Left
from ..session_cache import Loaded
from . import durable
from .foreign_text import plain_text, unpack_gzip
from .transaction import Step

Identity = tuple[Any, ...]

MOST_LEFT: Final = 5
"""So many places of one file are named; of the rest that there are more."""


def forget_inside(text: bytes, edits: Sequence[Forget], base: Document, now: int) -> bytes:
    """A session's text without the items that edits name in ``base``, also in sessions inside it.

    Raises SessiontuiError where the text is no session.
    """
    return apply_inside(Document(text), lambda other: _same_in(edits, base, other), now=now)


def forget_in(
    files: Iterable[SessionFile],
    edits: Sequence[Forget],
    base: Document,
    load: Callable[[SessionFile], Loaded],
    now: int,
    *,
    drop_unreadable: bool = False,
) -> list[Step]:
    """The same items forgotten in other files: what to write.

    ``base`` is the document the edits name their items in, ``now`` ms since epoch. A file that
    is no session or cannot be read stays, and ``still_held`` names it; ``drop_unreadable`` takes
    those away that cannot be looked through.
    """
    steps: list[Step] = []
    for file in files:
        version = None if file.role in ("kept", "stray") else file.name
        try:
            loaded = load(file)
            text = loaded.snapshot.document.text
            changed = forget_inside(text, edits, base, now)
        except SessiontuiError:
            if drop_unreadable and _is_opaque(file):
                what = "taken away: it could not be looked through"
                steps.append(Step(file.path, None, file.revision, what, version))
            continue
        if changed != text:
            data = loaded.container.rewrap(changed)
            steps.append(Step(file.path, data, loaded.revision, "forgotten there too", version))
    return steps


def still_held(
    files: Iterable[SessionFile],
    barred: Iterable[tuple[Path, OSError]],
    edits: Sequence[Forget],
    base: Document,
    written: Sequence[Step] = (),
) -> tuple[Left, ...]:
    """What still holds what the edits forget, and what could not be looked through.

    The files as they are, or, where a step is to be ``written``, as they will be; ``barred`` are
    the places where files could not even be listed.
    """
    traces = traces_of(edits, base)
    new = {step.path: step.new for step in written}
    left = [
        Left(str(path), None, f"it could not be looked through: {durable.why(error)}")
        for path, error in barred
    ]
    for file in files:
        if (file.path in new and new[file.path] is None) or not os.path.lexists(file.path):
            continue  # taken away
        where = printable(str(file.path))
        try:
            text = _text(file, new.get(file.path))
        except SessiontuiError as error:
            reason = error.sentence.removeprefix(f"{where}: ")
            left.append(Left(str(file.path), None, f"it could not be looked through: {reason}"))
            continue
        left += _left_in(str(file.path), text, traces)
    return tuple(left)


def traces_of(edits: Sequence[Forget], base: Document) -> Traces:
    """What tells that something forgotten is still there: its sites, the pages its tabs show."""
    matching = [edit for edit in edits if isinstance(edit, ForgetMatching)]
    draft = Draft(base)
    named = [draft.at(edit.steps).value() for edit in edits if not isinstance(edit, ForgetMatching)]
    return Traces(
        (url for value in named for url in _shown(value)),
        # With an age only older items go: that others of the site stay is as it was asked for.
        (host_of_site(edit.site) for edit in matching if edit.site and edit.before is None),
    )


def _left_in(where: str, text: bytes, traces: Traces) -> Iterator[Left]:
    try:
        named = list(islice(traces.find(text, _item_around), MOST_LEFT + 1))
    except SessiontuiError:
        yield Left(where, None, "it holds it, and is no session that could be edited")
        return
    for i, steps in enumerate(named):
        if i == MOST_LEFT:
            yield Left(where, None, "and it holds it in more places")
        else:
            yield Left(where, printable(format_pointer(steps)), _why(steps))


def _item_around(steps: Steps) -> Steps:
    """The tab, cookie or group that a place in a document belongs to."""
    ends = [i + 2 for i, step in enumerate(steps) if step in ("tabs", names.CLOSED_TABS, "cookies")]
    if any(step in KEYS for step in steps):
        return steps
    return steps[: max(ends)] if ends else steps


def _why(steps: Steps) -> str:
    match steps:
        case ("cookies", *_):
            return "a cookie names it"
        case _ if any(step in KEYS for step in steps):
            return "a session inside holds it"
        case ("windows", _, "tabs", *_):
            return "an open tab holds it"
        case ("windows", _, names.CLOSED_TABS | names.CLOSED_GROUPS, *_) | (
            names.CLOSED_WINDOWS,
            *_,
        ):
            return "something closed holds it"
        case (names.SAVED_GROUPS, *_):
            return "a saved group holds it"
    return "it stands in the text there"


def _text(file: SessionFile, new: bytes | None, *, own: bool = True) -> bytes:
    """A file's text, unpacked where it is packed; bytes that are no session as they are."""
    data = read_bytes(file.path, own=own)[0] if new is None else new
    inner = unpack_gzip(data)
    data = data if inner is None else inner
    try:
        return open_container(data).text
    except SessiontuiError:
        if mozlz4.is_mozlz4(data):
            raise
        return plain_text(data)
    except MemoryError:
        raise no_memory(file.path) from None


def _is_opaque(file: SessionFile) -> bool:
    try:
        _text(file, None, own=False)  # what is another's is not damaged by that
    except SessiontuiError:
        return True
    return False


# -- the same item ------------------------------------------------------------------------------


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


def _shown(value: Any) -> Iterator[str]:
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
