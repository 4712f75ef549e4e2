"""Whether a file begins like a session, whatever it is called: told by its first bytes alone.

A session is an object whose ``windows`` is an array (Firefox's rule); Zen's file has arrays of
``spaces`` and ``tabs``. Of what is packed only the begin is unpacked.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from .. import late_re
from ..errors import NotASession, SessiontuiError
from ..session.model.document import Document
from . import mozlz4
from .container import open_container

HEAD: Final = 512
"""So many bytes of a file are enough: Firefox writes ``windows`` within the first hundred."""

_MOST_TEXT: Final = 4096
_SESSION_MANAGER: Final = b"[SessionManager v"
_OPENING = late_re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\(?[ \t\r\n]*(?:#\d+=)?(?=[\[{])")
# JSON, and the JavaScript source of Firefox 2: keys bare, either quote. A cut string is one, too.
_TOKEN = late_re.compile(
    rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)'
    rb"|'(?:[^'\\]|\\.)*(?:'|\\?\Z)"
    rb"|[A-Za-z_$][A-Za-z0-9_$]*"
    rb"|[{}\[\]:,]",
    re.DOTALL,
)


class Sign(Enum):
    """What a file is by its begin."""

    SESSION = "a session"
    OTHER = "JSON of something else"
    CUT = "an object, of which the begin does not tell"
    NONE = "no JSON, or damaged"


def sign_of(head: bytes, *, whole: bool = False) -> Sign:
    """What the first bytes of a file tell; ``whole``: there are no more of them."""
    if head.startswith(_SESSION_MANAGER):
        return Sign.SESSION
    text = mozlz4.beginning(head, _MOST_TEXT) if mozlz4.is_mozlz4(head) else head
    opening = _OPENING.match(text)
    if opening is None:
        return Sign.NONE
    if text[opening.end() :].startswith(b"["):
        return Sign.OTHER
    found = _of_object(text, opening.end())
    if found is Sign.CUT and whole:
        return Sign.SESSION if is_session(head) else Sign.NONE
    return found


def _of_object(text: bytes, begin: int) -> Sign:
    """The same of the text of an object, by its own keys."""
    depth = 0
    last: bytes = b""
    key: bytes = b""
    arrays: set[bytes] = set()
    for token in _TOKEN.finditer(text, begin):
        word = token[0]
        if word in (b"{", b"["):
            if depth == 1 and key:
                if key == b"windows":
                    return _of_windows(text[token.end() :]) if word == b"[" else Sign.OTHER
                arrays |= {key} if word == b"[" else set()
                if {b"spaces", b"tabs"} <= arrays:
                    return Sign.SESSION
                key = b""
            depth += 1
        elif word in (b"}", b"]"):
            depth -= 1
            if not depth:
                return Sign.OTHER
        elif depth == 1 and word == b":":
            key = last.strip(b"\"'")
        elif depth == 1 and word == b",":
            key = b""
        else:
            last = word
    return Sign.CUT


def _of_windows(text: bytes) -> Sign:
    """Of what stands in ``windows``: none, or one whose tabs begin as Firefox writes them."""
    found = text.lstrip()
    return Sign.SESSION if found[:1] == b"]" or b"entries" in found else Sign.CUT


def is_session(data: bytes) -> bool:
    """Whether a whole file is a session, where its begin does not tell; a damaged one is none."""
    try:
        json = open_container(data).json
    except SessiontuiError:
        return False
    try:
        Document(json)
    except NotASession:
        from ..session.foreign import zen  # of Firefox's own files there is no need

        return zen.as_session(json) is not None
    except SessiontuiError:
        return False
    return True
