"""mozLz4: the compressed file form of Firefox 56 and later.

Eight bytes ``mozLz40\\0``, the uncompressed size as uint32 little endian, then ONE raw LZ4
block (toolkit/components/lz4 in Firefox's sources; there is no checksum). This module is the
only place, with ``large`` for what is large, that knows the lz4 library.
"""

from __future__ import annotations

import struct

import lz4.block

from ..errors import Damaged
from . import lz4_in_place

MAGIC = b"mozLz40\0"
HEADER_SIZE = 12
# LZ4 adds at most 255 bytes of output per byte of input.
MAX_EXPANSION = 255
_MOST = 0x7FFFFFFF  # bytes that the library can unpack at once


def is_mozlz4(data: bytes) -> bool:
    """Whether the bytes begin like mozLz4 (whatever the file is called)."""
    return data[:8] == MAGIC


def claimed_size(head: bytes) -> int | None:
    """The uncompressed size in bytes that a header claims; None when it is not mozLz4."""
    if len(head) < HEADER_SIZE or not is_mozlz4(head):
        return None
    return int(struct.unpack_from("<I", head, 8)[0])


def unpack(data: bytes) -> bytes:
    """The JSON inside a mozLz4 file.

    Raises Damaged when the header claims more than the block can hold (nothing of that size is
    allocated), or when the block is shorter, longer or otherwise not what the header says.
    """
    claimed = claimed_size(data)
    if claimed is None:
        if is_mozlz4(data):
            raise Damaged(f"the mozLz4 header is cut short: {len(data)} of {HEADER_SIZE} bytes")
        raise Damaged("this is not mozLz4")
    block = memoryview(data)[HEADER_SIZE:]
    if not block:
        raise Damaged("nothing follows the mozLz4 header: the file was cut short")
    if not any(block[:64]) and len(block) > 1 and not any(block):
        raise Damaged(f"everything after the header is zero bytes ({len(block):,} of them)")
    if claimed > len(block) * MAX_EXPANSION:
        raise Damaged(
            f"the header claims {claimed:,} bytes, more than {len(block):,} compressed bytes "
            "can hold: the file was cut short"
        )
    if claimed > _MOST:
        raise Damaged(
            f"the header claims {claimed:,} bytes, more than can be unpacked here (2 GiB)"
        )
    if claimed >= lz4_in_place.LARGE:
        unpacked = lz4_in_place.unpack(data, HEADER_SIZE, claimed)
        if unpacked is not None:
            return unpacked
    try:
        payload: bytes = lz4.block.decompress(block, uncompressed_size=claimed)
    except lz4.block.LZ4BlockError:
        raise Damaged(
            f"the compressed data is damaged or cut short: {len(block):,} bytes do not unpack "
            f"to the {claimed:,} the header claims"
        ) from None
    if len(payload) != claimed:
        raise Damaged(
            f"the compressed data ends early: {len(payload):,} of {claimed:,} bytes "
            f"({len(payload) * 100 // max(1, claimed)} %)"
        )
    return payload


def pack(payload: bytes) -> bytes:
    """JSON bytes as a mozLz4 file that Firefox loads. Raises Damaged above 4 GiB."""
    if len(payload) > 0xFFFFFFFF:
        raise Damaged("mozLz4 cannot hold more than 4 GiB")
    block: bytes = lz4.block.compress(payload, store_size=False)
    return MAGIC + struct.pack("<I", len(payload)) + block
