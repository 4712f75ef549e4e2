"""The text of a file that is no session as Firefox writes one: packed by people, or UTF-16.

It is looked through for what was forgotten, and never written.
"""

from __future__ import annotations

import zlib
from typing import Final

from ...errors import Damaged, NotASession

MOST: Final = 1 << 28
"""So many bytes are unpacked of one file: a few bytes can claim to be any number."""

_GZIP: Final = b"\x1f\x8b"
_SEALED: Final = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 frame"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
_SAMPLE: Final = 4096


def unpack_gzip(data: bytes) -> bytes | None:
    """What a gzip file holds, all its members; None where it is no gzip file.

    Raises Damaged where it ends early, NotASession above ``MOST`` bytes.
    """
    if not data.startswith(_GZIP):
        return None
    text = bytearray()
    while data.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            text += unpacker.decompress(data, MOST - len(text) + 1)
        except zlib.error as error:
            raise Damaged("a gzip file that is damaged") from error
        if len(text) > MOST:
            raise NotASession(f"a gzip file that holds more than {MOST:,} bytes")
        if not unpacker.eof:
            raise Damaged("a gzip file that was cut short")
        data = unpacker.unused_data
    return bytes(text)


def plain_text(data: bytes) -> bytes:
    """The bytes as UTF-8 where they are UTF-16, else as they are.

    Raises NotASession for what is packed in a way that is not undone here.
    """
    for magic, kind in _SEALED:
        if data.startswith(magic):
            raise NotASession(f"it is {kind}")
    coding = _utf16(data)
    return data.decode(coding, "replace").encode() if coding else data


def _utf16(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_SAMPLE]
    high, low = sample[::2].count(0), sample[1::2].count(0)
    if 4 * low > len(sample) > 8 * high:  # half of Latin letters' bytes are zero
        return "utf-16-le"
    return "utf-16-be" if 4 * high > len(sample) > 8 * low else None
