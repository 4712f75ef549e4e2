"""What the parts of a session are, by the keys that rows have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ....session.weight.parts import MEANING

_WORDS: Final[Mapping[str, str]] = {str(part): words for part, words in MEANING.items()}


def part_words(key: str) -> str:
    """What a part is, in words; empty for a key that names none."""
    return _WORDS.get(key, "")
