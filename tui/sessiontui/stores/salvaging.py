"""A session out of bytes: as it is, and from a damaged file whatever can be read of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from .. import progress
from ..codec.container import Container, Form, NoKnownForm, open_container
from ..codec.mozlz4 import is_mozlz4
from ..errors import Damaged, NotASession
from ..session.json.text import check_structure
from ..session.model.document import Document
from ..session.model.salvaged import Salvaged
from ..session.model.snapshot import Snapshot

_LARGE: Final = 1 << 20  # bytes of text that are not decoded in vain
_PASSES: Final = 3  # over the file, until it is salvaged


def snapshot_of(container: Container, *, as_it_is: bool = False) -> Snapshot:
    """The session in a container, with what is odd about it. Raises Damaged, NotASession.

    Of another form it is one made of it, unless what is wanted is the text ``as_it_is``.
    """
    try:
        if container.note and len(container.text) > _LARGE:  # then it is most likely damaged
            check_structure(container.json)
        return Snapshot(Document(container.json, container.note))
    except NotASession as error:
        if not as_it_is:
            from .other_forms import other_form  # of Firefox's own files there is no need

            made = other_form(container)
            if made is not None:
                return Snapshot(Document(made.json, made.note))
        if not container.json.startswith(b"["):
            raise
        try:
            check_structure(container.json)
        except Damaged:  # perhaps its head is gone
            raise NoKnownForm(error.sentence) from None
        raise
    except Damaged as error:
        if not as_it_is:
            from .other_forms import source_form

            found = source_form(container)
            if found is not None:
                with suppress(Damaged, NotASession):  # then it is damaged source
                    return Snapshot(Document(found.json, found.note))
        if not container.note:
            raise
        claimed = f"the header claims {container.claimed:,}"
        raise Damaged(f"{error.sentence}; {claimed}: the file was cut short") from None


def session_from(data: bytes) -> Snapshot:
    """The session in bytes; of damaged ones what can be read. Raises Damaged, NotASession."""
    if not isinstance(data, bytes):
        raise TypeError(f"a session is read from bytes, not from {type(data).__name__}")
    try:
        return snapshot_of(open_container(data))
    except (Damaged, NotASession) as error:
        found = salvaged_from(data, error)
        if found is None:
            raise
        return found[0]


def salvaged_from(
    data: bytes, error: Damaged | NotASession, name: str = "the damaged file"
) -> tuple[Snapshot, Container] | None:
    """The session that a file's bytes still hold, after reading them as they are has failed.

    How far it is is told, of the file by its printable ``name``; raises Stopped when it is not
    wanted any more. None where nothing of a session can be read, or the error is not one of damage.
    """
    if not isinstance(error, (Damaged, NoKnownForm)):
        return None
    from ..session.model.in_pieces import decode_in_pieces  # whole files do without all that
    from .salvage_apart import salvage_apart

    def told(done: int, of: int) -> None:
        progress.tell(f"salvaging {name}", done // _PASSES, of // _PASSES)

    found, json = salvage_apart(data, told)
    # In other kinds of files a word may look like a window's key.
    if not (found.items if isinstance(error, Damaged) else found.tabs):
        return None
    salvaged = Salvaged(
        error.sentence,
        found.share,
        found.damage,
        frozenset(found.guessed),
        frozenset(found.torn),
        complete=found.complete,
    )
    try:
        snapshot = Snapshot(Document(json, salvaged=salvaged, decode=decode_in_pieces))
    except NotASession:
        return None
    form = Form.MOZLZ4 if is_mozlz4(data) else Form.JSON
    return snapshot, Container(form, json, 0, 0)


def whole(snapshot: Snapshot) -> Snapshot:
    """The session of an undamaged file, as Firefox takes it. Raises Damaged for another."""
    if snapshot.salvaged is not None:
        raise Damaged(snapshot.salvaged.why)
    return snapshot
