"""mozLz4: the compressed file form of Firefox 56 and later.

Eight bytes ``mozLz40\\0``, the uncompressed size as uint32 little endian, then ONE raw LZ4
block (toolkit/components/lz4 in Firefox's sources; there is no checksum). This module is the
only place, with ``large`` for what is large, that knows the lz4 library.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import lz4.block

from ..errors import Damaged
from . import lz4_in_place

MAGIC = b"mozLz40\0"
HEADER_SIZE = 12
# LZ4 adds at most 255 bytes of output per byte of input.
MAX_EXPANSION = 255
_LEAST_COPY = 4  # bytes that a sequence copies
_MORE = 15  # a length that goes on in the next byte
_LIKELY_EXPANSION = 32  # no session written by Firefox was seen to shrink as much
MOST = 0x7FFFFFFF  # bytes that can be unpacked at once; a claim above it ends Firefox 153


def is_mozlz4(data: bytes) -> bool:
    """Whether the bytes begin like mozLz4 (whatever the file is called)."""
    return data[:8] == MAGIC


def claimed_size(head: bytes) -> int | None:
    """The uncompressed size in bytes that a header claims; None when it is not mozLz4."""
    if len(head) < HEADER_SIZE or not is_mozlz4(head):
        return None
    return int(struct.unpack_from("<I", head, 8)[0])


def unpack(data: bytes) -> bytes:
    """What the block of a mozLz4 file holds: the JSON, no longer than the header claims.

    It may be shorter: Firefox takes the claim for room enough, and the block for what it is
    (IOUtils::MozLZ4::Decompress). Memory goes by what the block holds, whatever the claim.
    Raises Damaged when the block holds more than is claimed, or does not unpack.
    """
    claimed = claimed_size(data)
    if claimed is None:
        if is_mozlz4(data):
            raise Damaged(f"the mozLz4 header is cut short: {len(data)} of {HEADER_SIZE} bytes")
        raise Damaged("this is not mozLz4")
    length = len(data) - HEADER_SIZE
    block = memoryview(data)[HEADER_SIZE:]
    if not block:
        raise Damaged("nothing follows the mozLz4 header: the file was cut short")
    if not any(block[:64]) and length > 1 and not any(block):
        raise Damaged(f"everything after the header is zero bytes ({length:,} of them)")
    for room in _rooms(length, claimed):
        payload = _unpack(data, block, room)
        if payload is not None:
            return payload
    if claimed > length * MAX_EXPANSION:
        raise Damaged(
            f"the header claims {claimed:,} bytes, more than {length:,} compressed bytes "
            "can hold: the file was cut short"
        )
    if claimed > MOST:
        raise Damaged(
            f"the header claims {claimed:,} bytes, more than can be unpacked here (2 GiB)"
        )
    raise Damaged(
        f"the compressed data is damaged or cut short: {length:,} bytes do not unpack "
        f"to the {claimed:,} the header claims"
    )


def beginning(head: bytes, most: int) -> bytes:
    """What the first bytes of a mozLz4 file unpack to: at most so many, fewer where they end.

    Never raises: of a block that is damaged it is what stands before the damage.
    """
    text = bytearray()
    at = HEADER_SIZE
    try:
        while at < len(head) and len(text) < most:
            token = head[at]
            literals, at = _length(head, at + 1, token >> 4)
            text += head[at : at + min(literals, most)]
            at += literals
            back = head[at] | head[at + 1] << 8
            copied, at = _length(head, at + 2, token & 15)
            if not 0 < back <= len(text):
                break
            copied = min(copied + _LEAST_COPY, most)
            piece = bytes(text[len(text) - back :])
            text += (piece * (copied // back + 1))[:copied]
    except IndexError:  # it ends in the middle of a sequence
        pass
    return bytes(text[:most])


def _length(head: bytes, at: int, nibble: int) -> tuple[int, int]:
    """A length as LZ4 writes it, and where the next byte stands. Raises IndexError."""
    length = nibble
    while nibble == _MORE:
        length += head[at]
        nibble = _MORE if head[at] == MAX_EXPANSION else 0
        at += 1
    return length, at


def _rooms(length: int, claimed: int) -> Iterator[int]:
    """How much room to try for a block: the claim where it is likely, else ever more up to it."""
    most = min(claimed, length * MAX_EXPANSION, MOST)
    room = length * _LIKELY_EXPANSION
    while room < most:
        yield room
        room *= 4
    yield most


def _unpack(data: bytes, block: memoryview, room: int) -> bytes | None:
    if room >= lz4_in_place.LARGE:
        unpacked = lz4_in_place.unpack(data, HEADER_SIZE, room)
        if unpacked is not None:
            return unpacked
    try:
        payload: bytes = lz4.block.decompress(block, uncompressed_size=room)
    except lz4.block.LZ4BlockError:
        return None
    return payload


def pack(payload: bytes) -> bytes:
    """JSON bytes as a mozLz4 file that Firefox loads. Raises Damaged above 4 GiB."""
    if len(payload) > 0xFFFFFFFF:
        raise Damaged("mozLz4 cannot hold more than 4 GiB")
    block: bytes = lz4.block.compress(payload, store_size=False)
    return MAGIC + struct.pack("<I", len(payload)) + block
