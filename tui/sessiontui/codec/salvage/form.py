"""What a damaged file was, and where its text begins: told by what is left of it."""

from __future__ import annotations

import re
import struct
from typing import Final

from msgspec import Struct

from .. import mozlz4
from .result import Damage, DamageKind
from .source import is_source

_HEAD: Final = 1 << 16
_OPENING: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:\[SessionManager v\d+\][^\n]*\n(?:[a-z]+=[^\n]*\n){2,4})?[ \t\r\n]*(?:\([ \t\r\n]*)?"
    rb'(?=\{[ \t\r\n]*(?:\Z|"))'
)
_TOP: Final = rb'\{"(?:version|windows|selectedWindow|_closedWindows|spaces)"'
_BLOCK: Final = re.compile(rb"(?:[\x20-\xef]|[\xf0-\xff][\x00-\xfe])(?=" + _TOP + rb")", re.DOTALL)
_INSIDE: Final = re.compile(rb'\{"(?:entries|state|url|host|tabs)":')
_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32)])
_ZEROS: Final = bytes(16)
_CHUNK: Final = 4096
_SAMPLES: Final = 128


class Head(Struct, frozen=True):
    """How the text is held, and where it begins."""

    packed: bool  # in an LZ4 block
    start: int  # of the block, or of the JSON
    begins: bool  # there it begins; else that is lost
    expected: int | None = None  # size of the text, as the header says
    damage: tuple[Damage, ...] = ()
    source: bool = False  # it is JavaScript, not JSON


def head_of(data: bytes) -> Head:
    """Look at the first bytes, and where they tell nothing at all of them."""
    if mozlz4.is_mozlz4(data):
        if len(data) < mozlz4.HEADER_SIZE:
            return Head(True, len(data), True)
        return Head(True, mozlz4.HEADER_SIZE, True, _size(data))
    opening = _OPENING.match(data)
    if opening is not None and not _INSIDE.match(data, opening.end()):
        return Head(False, opening.end(), True)
    if is_source(data):
        return Head(False, 0, True, source=True)
    gone = Damage(DamageKind.HEADER, 0, 0, "the beginning of the file is gone")
    if _is_text(data):
        return Head(False, 0, False, None, (gone,))
    block = _BLOCK.search(data, 0, _HEAD)
    if block is None:
        return Head(True, 0, False, None, (gone,))
    start = block.start()
    if start != mozlz4.HEADER_SIZE:
        lost = Damage(DamageKind.HEADER, 0, start, "the header is gone, or something is before it")
        return Head(True, start, True, None, (lost,))
    wrong = Damage(
        DamageKind.HEADER, 0, 8, "the file does not begin like mozLz4, and goes on like it"
    )
    return Head(True, start, True, _size(data), (wrong,))


def _size(data: bytes) -> int | None:
    """The size in a header, if it is believable."""
    claimed = int(struct.unpack_from("<I", data, 8)[0])
    return claimed if 1 < claimed <= mozlz4.MOST else None


def _is_text(data: bytes) -> bool:
    """Whether it is JSON as it stands, as far as it is not damaged.

    In a packed block lengths and offsets are everywhere, and half of them control characters;
    in damaged text those lie together.
    """
    size = min(_CHUNK, max(64, len(data) // _SAMPLES))
    clean = dirty = 0
    for at in range(0, len(data), max(size, len(data) // _SAMPLES)):
        chunk = data[at : at + size]
        if _ZEROS in chunk:
            continue
        if len(chunk.translate(None, _CONTROLS)) == len(chunk):
            clean += 1
        else:
            dirty += 1
    return clean > 3 * dirty
