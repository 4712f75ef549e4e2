"""Edits carried out in a session and in every session that it holds inside.

Firefox keeps the session before in ``lastSessionState``, and about:sessionrestore and
about:welcomeback tabs, wherever they stand, hold a whole one in ``formdata.id.sessionData`` (in
old files ``#sessionData``): as JSON in a string, or as an object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from ...errors import SessiontuiError
from ..json.outline import Outline
from ..json.pointer import find_span
from ..json.search import Search
from ..model import names
from ..model.document import Document
from ..model.nested import session_in_piece
from .apply import apply
from .edits import Edit

KEYS: Final = (names.LAST_SESSION, "sessionData", "#sessionData")
MAX_DEPTH: Final = 16
"""Sessions inside sessions that are entered. Each level of strings doubles the backslashes, so
real ones end long before."""


def apply_inside(
    document: Document, edits_of: Callable[[Document], Sequence[Edit]], *, now: int, depth: int = 0
) -> bytes:
    """The document's text with edits carried out in it and in all sessions inside it.

    ``edits_of`` gives the edits for one document. What is no session is left as it is. ``now`` in
    ms since epoch. Raises like ``apply``, for the outermost document only.
    """
    text = apply(document, edits_of(document), now=now).text
    if depth >= MAX_DEPTH:
        return text
    parts: list[bytes] = []
    at = 0
    for start, end in _holders(text):
        inner = session_in_piece(text[start:end])
        if inner is None:
            continue
        try:
            changed = apply_inside(inner, edits_of, now=now, depth=depth + 1)
        except SessiontuiError:
            continue  # no session after all
        if changed == inner.text:
            continue
        parts += text[at:start], _like(text[start:end], changed)
        at = end
    return b"".join((*parts, text[at:])) if parts else text


def _holders(text: bytes) -> Iterator[tuple[int, int]]:
    """Spans of the values that may be sessions, the outer of two only, in order."""
    outline = Outline(text)
    reached = 0
    for offset in sorted(_named(text)):
        if offset < reached:
            continue  # in a holder: whoever enters that finds it
        path = outline.at_offset(offset)
        if path and path[-1] in KEYS:
            start, reached = find_span(text, path)
            yield start, reached


def _named(text: bytes) -> Iterator[int]:
    """Where keys stand that may be those of holders."""
    for key in KEYS[:2]:
        search = Search(text, key) if key.encode() in text else None
        while search is not None and not search.done:
            yield from (hit.offset for hit in search.step() if hit.in_key)


def _like(old: bytes, new: bytes) -> bytes:
    """The new session in the form of the old one."""
    return msgspec.json.encode(new.decode("utf-8", "replace")) if old[:1] == b'"' else new
