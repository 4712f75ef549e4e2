"""Sessions in a form that is not Firefox's: read by what is made of them, and never written.

Zen's own file, exports of Tab Session Manager, and the JavaScript source of Firefox 2 and 3.0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from ..codec.container import Container, Form
from ..codec.salvage.source import as_json, is_source
from ..session.foreign import tab_session_manager, zen


class OtherForm(NamedTuple):
    """A session made of a text, and what the text is, as words for a person."""

    json: bytes
    note: str


ZEN: Final = "Zen's own file: each of its spaces is shown as a window"
TAB_SESSION_MANAGER: Final = (
    "an export of Tab Session Manager: its first session is shown as open windows, the others as "
    "closed ones"
)
SOURCE: Final = "JavaScript source, as Firefox 2 and 3.0 wrote it"


def _of_source(text: bytes) -> bytes | None:
    return as_json(text, lambda at: None) if is_source(text) else None


_FORMS: Final[tuple[tuple[Callable[[bytes], bytes | None], str], ...]] = (
    (zen.as_session, ZEN),
    (tab_session_manager.as_session, TAB_SESSION_MANAGER),
)


def other_form(container: Container) -> OtherForm | None:
    """The session that is made of a text which is JSON, and none of Firefox's."""
    for make, note in _FORMS:
        made = make(container.json)
        if made is not None:
            return OtherForm(made, note)
    return None


def source_form(container: Container) -> OtherForm | None:
    """The session in a text that is no JSON but source, which nobody evaluates."""
    if container.form not in (Form.JSON, Form.PARENTHESISED):
        return None
    made = _of_source(container.text)
    return None if made is None else OtherForm(made, SOURCE)
