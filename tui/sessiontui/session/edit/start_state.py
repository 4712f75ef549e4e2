"""The few members of a session's ``session`` object that decide how Firefox starts with it."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.document import Document
from .document_draft import Draft
from .node import Node
from .splice_writer import quoted

Stamp = Mapping[str, int | str]
"""Members to be set: lastUpdate (ms since epoch), recentCrashes, state ("stopped")."""


def stamped(document: Document, stamp: Stamp) -> bytes:
    """The document's text with these members set, every other byte as it was."""
    if not stamp:
        return document.text
    draft = Draft(document)
    set_stamp(draft.root, stamp)
    return draft.patch().apply(document.text)


def set_stamp(root: Node, stamp: Stamp) -> None:
    """Set these members in the draft of a session."""
    session = root.get("session") if stamp else None
    if stamp and (session is None or not session.is_object):
        session = root.set("session", Node.new(b"{}"))
    for key, value in stamp.items():
        assert session is not None
        session.set(key, quoted(value) if isinstance(value, str) else b"%d" % value)
