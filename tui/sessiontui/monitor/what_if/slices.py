"""Slices of a session's JSON text, which the designs of a what-if are made of."""

from __future__ import annotations

import msgspec

from ...session.json import text as jsontext

Piece = msgspec.Raw | bytes
"""JSON text; a Raw is a slice of the text it came from, and keeps that alive."""

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_REJECTED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def accepted(text: bytes) -> bytes:
    """The text, or a copy of the same length repaired so that a strict parser takes it.

    Raises Damaged when it is no JSON object.
    """
    return jsontext.decode(text, _MEMBERS).source


def head_of(piece: Piece) -> bytes:
    """The first character that is no blank: tells an object, a list, a string."""
    start = bytes(memoryview(piece)[:1])
    return start if start.strip() else bytes(piece).lstrip()[:1]


def key_of(key: str) -> bytes:
    """A member's name as it stands before its value."""
    return msgspec.json.encode(key) + b":"


def members_of(piece: Piece) -> dict[str, msgspec.Raw]:
    """The members of an object, each as it stands."""
    try:
        return _MEMBERS.decode(piece)
    except _REJECTED:
        return jsontext.decode(bytes(piece), _MEMBERS).value


def items_of(piece: Piece) -> list[msgspec.Raw]:
    """The items of a list, each as it stands."""
    try:
        return _ITEMS.decode(piece)
    except _REJECTED:
        return jsontext.decode(bytes(piece), _ITEMS).value
