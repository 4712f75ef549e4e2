"""Putting a changed text together: what of the old one stays, and JSON for what is new."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

_LARGE: Final = 1 << 12


class Writer:
    """Collects what the new text consists of: spans of the old one, and bytes."""

    __slots__ = ("parts", "text")

    def __init__(self, text: bytes | None) -> None:
        self.text = text
        self.parts: list[tuple[int, int] | bytes | memoryview] = []

    def slice(self, text: bytes, start: int, end: int, copied: bool) -> None:
        """A span of some text; ``copied``: it does not stay where it stood."""
        if start >= end:
            return
        if copied:
            large = end - start > _LARGE  # is copied once only, into the new text
            self.parts.append((memoryview(text) if large else text)[start:end])
            return
        last = self.parts[-1] if self.parts else b""
        if isinstance(last, tuple) and last[1] == start:
            self.parts[-1] = (last[0], end)
        else:
            self.parts.append((start, end))

    def add(self, text: bytes) -> None:
        """Take bytes that do not stand in the old text."""
        self.parts.append(text)


def quoted(text: str) -> bytes:
    """A string as JSON; lone surrogates are escaped, as JSON.stringify does."""
    try:
        return msgspec.json.encode(text)
    except UnicodeEncodeError:
        return json.dumps(text).encode()


def encoded(value: Any) -> bytes:
    """A small new value as JSON: numbers, words, and objects of them."""
    return quoted(value) if isinstance(value, str) else msgspec.json.encode(value)
