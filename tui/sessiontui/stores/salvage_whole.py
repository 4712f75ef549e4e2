"""All that can be read of one file on request: how much, what is damaged, and the session of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import progress
from ..codec.container import NoKnownForm, open_container
from ..codec.salvage.salvage import salvage
from ..errors import Damaged, NotASession, SessiontuiError
from ..session.model.document import Document
from ..session.model.salvaged import Salvaged, tabs_among
from ..session.model.snapshot import Snapshot

if TYPE_CHECKING:
    from ..codec.salvage.result import Salvage


class NothingLeft(Damaged):
    """Nothing of a session can be read from a damaged file."""


def salvage_whole(name: str, data: bytes) -> tuple[Salvage, Snapshot]:
    """What the bytes of a file give, whole or damaged; ``name`` is what sentences call it.

    Raises NothingLeft, NotASession for a file of some other kind, Stopped.
    """
    hindrance = _hindrance(name, data)
    doing = f"salvaging {name}"
    found = salvage(
        data, progress=lambda done, of: progress.tell(doing, done * 100 // of, 100, "%")
    )
    # In a file of another kind a word may look like a window's key.
    strange = isinstance(hindrance, NotASession) and not tabs_among(i.steps for i in found.items)
    if not found.json or strange:
        why = "what is there is not part of a session" if hindrance is None else hindrance.sentence
        raise NothingLeft(f"{name}: nothing of a session can be read from it: {why}")
    try:
        return found, Snapshot(Document(found.json, salvaged=_known_of(found)))
    except SessiontuiError as error:
        raise type(error)(f"{name}: {error.sentence}") from None


def _hindrance(name: str, data: bytes) -> SessiontuiError | None:
    """Why it cannot be opened as it is. Raises NotASession for a file of some other kind."""
    try:
        open_container(data)
    except NotASession as error:
        if not isinstance(error, NoKnownForm):
            raise NotASession(f"{name}: {error.sentence}") from None
        return error
    except SessiontuiError as error:
        return error
    return None


def _known_of(found: Salvage) -> Salvaged | None:
    """What listings say of a damaged file; None for one that is not."""
    if found.complete and not found.damage:
        return None
    return Salvaged(
        "it is damaged",
        found.share,
        tuple(damage.sentence for damage in found.damage),
        found.guessed,
        frozenset(item.steps for item in found.items if not item.whole),
        complete=found.complete,
    )
