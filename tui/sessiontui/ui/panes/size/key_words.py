"""What the keys of rows are in words: the parts of a session, and the names of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ....session.describe.fields import fields
from ....session.weight.parts import MEANING

_PARTS: Final[Mapping[str, str]] = {str(part): words for part, words in MEANING.items()}
_KINDS: Final = (
    "tab", "entry", "closedTab", "window", "closedWindow", "group", "closedGroup", "cookie",
    "session",
)  # fmt: skip
"""Kinds of objects, those first of which there are most: a name may be a field of several."""


def part_words(key: str) -> str:
    """What a part is; empty for a key that names none."""
    return _PARTS.get(key, "")


def field_words(key: str) -> str:
    """What a field of this name means in the objects that have it most often; or empty."""
    found = (fields(kind).get(key) for kind in _KINDS)
    return next((field.meaning for field in found if field is not None), "")
