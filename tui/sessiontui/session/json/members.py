"""Where the members of an object stand in a text: their keys, and behind them their values."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from . import text as jsontext

_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Members(NamedTuple):
    """The members of an object as they stand, those of a key given twice as well.

    ``heads``: where each begins, with its key; ``spans``: start and end of the values. ``places``:
    where among them the last one of a key is, which counts in JavaScript.
    """

    keys: list[str]
    heads: list[int]
    spans: list[tuple[int, int]]
    places: dict[str, int]

    @property
    def once(self) -> bool:
        """Whether no key was given twice."""
        return len(self.places) == len(self.keys)


def members_in(text: bytes, start: int, end: int) -> Members:
    """The members of the object at a span. Raises Damaged where the text is not JSON."""
    if end - start == len(b"{}"):
        return Members([], [], [], {})
    return _compact(text, start, end) or _walked(text, start, end)


def _compact(text: bytes, start: int, end: int) -> Members | None:
    """By lengths alone, of an object that is written without blanks, as Firefox writes it.

    None where somebody has to walk. Where quotes, colons, commas and braces make up the rest to
    the byte there are no blanks and no escapes in keys, and no key was given twice.
    """
    try:
        found = _MEMBERS.decode(memoryview(text)[start:end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    keys = list(found)
    names = [len(key) if key.isascii() else len(key.encode()) for key in keys]
    lengths = list(map(len, found.values()))
    if not keys or sum(names) + sum(lengths) + 4 * len(keys) + 1 != end - start:
        return None
    heads, spans = [], []
    at = start + 1
    for name, length in zip(names, lengths, strict=True):
        heads.append(at)
        at += name + 3
        spans.append((at, at + length))
        at += length + 1
    return Members(keys, heads, spans, dict(zip(keys, range(len(keys)), strict=True)))


def _walked(text: bytes, start: int, end: int) -> Members:
    found = Members([], [], [], {})
    behind = start
    for key, at, stop in jsontext.children(text, start, end):
        behind = jsontext.after_blanks(text, behind)  # behind the brace, and later the comma
        found.places[str(key)] = len(found.keys)
        found.keys.append(str(key))
        found.heads.append(jsontext.after_blanks(text, behind + 1))
        found.spans.append((at, stop))
        behind = stop
    return found
