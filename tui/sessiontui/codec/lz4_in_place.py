"""Large blocks unpacked straight into the bytes object that is given out.

lz4.block.decompress unpacks into memory of its own and copies that. At 100 MB the pages for the
copy take as long as the unpacking itself: without it half of the time (50 of 99 ms) and half of
the memory are enough. Where this way cannot be gone (another Python, another build of lz4) the
ordinary one is taken. Huge pages would be ten times quicker still, and far slower on virtual
machines that give free memory back to their host: so there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

LARGE: Final = 4 << 20  # bytes: below that importing ctypes takes longer than is gained

_MOST: Final = 0x7FFFFFFF  # LZ4 counts in C's int

_Unpack = Callable[[bytes, int, int], bytes | None]  # data, offset of the block, bytes in it


def unpack(data: bytes, offset: int, size: int) -> bytes | None:
    """The bytes, at most ``size``, that the raw LZ4 block behind ``offset`` holds.

    None when it holds more or does not unpack, or when this way cannot be gone here.
    """
    straight = _straight()
    if straight is None or not 1 < size <= _MOST or not 0 < len(data) - offset <= _MOST:
        return None
    return straight(data, offset, size)


@cache
def _straight() -> _Unpack | None:
    try:
        import ctypes

        from lz4.block import _block

        decompress = ctypes.CDLL(_block.__file__).LZ4_decompress_safe
        blank = ctypes.pythonapi.PyBytes_FromStringAndSize
        address = ctypes.pythonapi.PyBytes_AsString
    except (ImportError, AttributeError, OSError):
        return None
    decompress.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
    decompress.restype = ctypes.c_int
    blank.argtypes, blank.restype = (ctypes.c_void_p, ctypes.c_ssize_t), ctypes.py_object
    address.argtypes, address.restype = (ctypes.py_object,), ctypes.c_void_p

    def straight(data: bytes, offset: int, size: int) -> bytes | None:
        # Nobody has seen these bytes, nor their hash, before they are full: they may be written.
        payload: bytes = blank(None, size)
        source = address(data) + offset
        made = decompress(source, address(payload), len(data) - offset, size)
        if made == size:
            return payload
        return payload[:made] if made >= 0 else None

    return straight
