"""What still holds something after it was forgotten everywhere, and what may."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from ...codec.container import open_container
from ...errors import NotASession, SessiontuiError
from ...firefox.session_files import SessionFile
from ...firefox.stray_files import ENTRIES
from ...session.edit.document_draft import Draft
from ...session.edit.edits import ForgetMatching
from ...session.edit.inside import KEYS
from ...session.edit.kinds import Forget
from ...session.edit.operations.forget import host_of_site
from ...session.edit.traces import Traces
from ...session.json.pointer import Steps, format_pointer
from ...session.model import names
from ...session.model.document import Document
from ...text import printable
from .. import durable
from ..protocols import Left
from .forget_everywhere import forget_inside
from .same_items import shown
from .texts_of import texts_of
from .transaction import Step

MOST_LEFT: Final = 5
"""So many places of one file are named; of the rest that there are more."""

_NOT_EDITED: Final = "is no session that could be edited"
_OF_ANOTHER: Final = "kept of another profile or file: forget it there, too"
_NO_SESSIONS: Final = ("settings", "other")


def still_held(
    files: Iterable[SessionFile],
    barred: Iterable[tuple[Path, OSError]],
    edits: Sequence[Forget],
    base: Document,
    now: int,
    written: Sequence[Step] = (),
) -> tuple[Left, ...]:
    """What still holds what the edits forget, and what could not be looked through.

    The files as they are, or, where a step is to be ``written``, as they will be; ``barred`` are
    the places where files could not even be listed. ``now`` in ms since epoch.
    """
    traces = traces_of(edits, base)
    new = {step.path: step.new for step in written}
    left = [
        Left(str(path), None, f"it could not be looked through: {durable.why(error)}")
        for path, error in barred
    ]
    for file in files:
        if (file.here in new and new[file.here] is None) or not os.path.lexists(file.here):
            continue  # taken away
        found: dict[Left, None] = {}  # of members of an archive, the same places
        path = str(file.path)
        try:
            for text in texts_of(file.here, new.get(file.here)):
                found |= dict.fromkeys(_left_in(path, text, traces))
                if not found and file.role not in _NO_SESSIONS:
                    why = _why_unedited(text, edits, base, now, searched=bool(traces))
                    found |= {Left(path, None, why): None} if why else {}
        except SessiontuiError as error:
            reason = error.sentence.removeprefix(f"{printable(path)}: ")
            found[Left(path, None, f"it could not be looked through: {reason}")] = None
        if file.role == "other":
            found = {replace(one, why=f"{one.why} ({_OF_ANOTHER})"): None for one in found}
        left += found
    return tuple(left)


def traces_of(edits: Sequence[Forget], base: Document) -> Traces:
    """What tells that something forgotten is still there: its sites, the pages its tabs show."""
    matching = [edit for edit in edits if isinstance(edit, ForgetMatching)]
    draft = Draft(base)
    named = [draft.at(edit.steps).value() for edit in edits if not isinstance(edit, ForgetMatching)]
    return Traces(
        (url for value in named for url in shown(value)),
        # With an age only older items go: that others of the site stay is as it was asked for.
        (host_of_site(edit.site) for edit in matching if edit.site and edit.before is None),
    )


def _why_unedited(
    text: bytes, edits: Sequence[Forget], base: Document, now: int, *, searched: bool
) -> str | None:
    """Why a text still has what would be forgotten in it, were it in a file that is edited."""
    try:
        session = open_container(text).json
        changed = forget_inside(session, edits, base, now)
    except NotASession:
        return None
    except SessiontuiError:
        cut = not searched and ENTRIES.search(text) is not None
        return "it is no whole session, and what was closed in it stays" if cut else None
    return f"it holds it, and {_NOT_EDITED}" if changed != session else None


def _left_in(where: str, text: bytes, traces: Traces) -> Iterator[Left]:
    with contextlib.suppress(SessiontuiError):
        text = open_container(text).json
    try:
        named = list(islice(traces.find(text, _item_around), MOST_LEFT + 1))
    except SessiontuiError:
        yield Left(where, None, f"it holds it, and {_NOT_EDITED}")
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
