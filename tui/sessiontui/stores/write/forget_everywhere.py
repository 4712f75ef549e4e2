"""The same closed items forgotten in every other file of a profile, and in every copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...errors import SessiontuiError
from ...firefox.session_files import SessionFile
from ...session.edit.inside import apply_inside
from ...session.edit.kinds import Forget
from ...session.model.document import Document
from ..session_cache import Loaded
from .same_items import same_in
from .texts_of import texts_of
from .transaction import Step


def forget_inside(text: bytes, edits: Sequence[Forget], base: Document, now: int) -> bytes:
    """A session's text without the items that edits name in ``base``, also in sessions inside it.

    Raises SessiontuiError where the text is no session.
    """
    return apply_inside(Document(text), lambda other: same_in(edits, base, other), now=now)


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
    those away that cannot be looked through, but none that only looks like a session ("odd").
    """
    steps: list[Step] = []
    for file in files:
        version = None if file.role in ("kept", "stray", "odd") else file.name
        try:
            loaded = load(file)
            text = loaded.snapshot.document.text
            changed = forget_inside(text, edits, base, now)
        except SessiontuiError:
            if drop_unreadable and file.role != "odd" and _is_opaque(file):
                what = "taken away: it could not be looked through"
                steps.append(Step(file.here, None, file.revision, what, version))
            continue
        if changed != text:
            data = loaded.container.rewrap(changed)
            steps.append(Step(file.here, data, loaded.revision, "forgotten there too", version))
    return steps


def _is_opaque(file: SessionFile) -> bool:
    try:
        for _ in texts_of(file.here, own=False):  # what is another's is not damaged by that
            pass
    except SessiontuiError:
        return True
    return False
