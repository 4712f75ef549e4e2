"""Every text in a file that somebody packed, or wrote another way: archives in archives, UTF-16.

Such a file is looked through for what was forgotten, and never written. What is packed in a way
that is not undone here, or ends early, is said: it may hold anything.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from ..errors import Damaged, NotASession, SessiontuiError
from . import mozlz4

MOST: Final = 1 << 28
"""So many bytes are unpacked of one file: a few bytes can claim to be any number."""

_MOST_MEMORY: Final = 1 << 28  # for a dictionary, which an archive may claim to need
_MOST_LAYERS: Final = 8
_GZIP: Final = b"\x1f\x8b"
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\x00"
_ZIP: Final = b"PK\x03\x04"
_TAR: Final = b"ustar"
_TAR_AT: Final = 257
_TAR_NAME: Final = 100
_TAR_LENGTH: Final = slice(124, 136)
_TAR_KIND: Final = 156  # of links, devices and directories, which hold nothing: 1 to 6
_BLOCK: Final = 512
_SEALED: Final = (
    (b"\x04\x22\x4d\x18", "an LZ4 frame"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
_SAMPLE: Final = 4096

HEAD: Final = _TAR_AT + len(_TAR)
"""So many bytes at the beginning of a file tell whether it is packed."""


def is_packed(head: bytes) -> bool:
    """Whether bytes begin like something that holds others, or like UTF-16."""
    magics = (mozlz4.MAGIC, _GZIP, _BZIP2, _XZ, _ZIP, *(magic for magic, _ in _SEALED))
    return head.startswith(magics) or _is_tar(head) or _utf16(head) is not None


def texts(data: bytes) -> Iterator[bytes]:
    """The text of a file, unpacked, as UTF-8 where it is UTF-16; of an archive that of each member.

    Raises Damaged and NotASession: at that place there is something that cannot be looked through.
    """
    yield from _Unpacking().texts(data)


class _Unpacking:
    """One file, with what may still be unpacked of it."""

    def __init__(self) -> None:
        self.left = MOST

    def texts(self, data: bytes, layer: int = 0) -> Iterator[bytes]:
        unpack = self._how(data)
        if unpack is None:
            yield _plain(data)
            return
        if layer == _MOST_LAYERS:
            raise NotASession(f"it is packed in more than {_MOST_LAYERS} layers")
        for inner in unpack(data):
            yield from self.texts(inner, layer + 1)

    def _how(self, data: bytes) -> Callable[[bytes], Iterator[bytes]] | None:
        for magic, kind in _SEALED:
            if data.startswith(magic):
                raise NotASession(f"it is {kind}")
        if mozlz4.is_mozlz4(data):
            return lambda data: iter((mozlz4.unpack(data),))
        for magic, unpack in (
            (_GZIP, self._gzip), (_BZIP2, self._bzip2), (_XZ, self._xz), (_ZIP, self._zip),
        ):  # fmt: skip
            if data.startswith(magic):
                return unpack
        return self._tar if _is_tar(data) else None

    def _gzip(self, data: bytes) -> Iterator[bytes]:
        yield self._stream(data, _GZIP, "a gzip", lambda: zlib.decompressobj(wbits=31), zlib.error)

    def _bzip2(self, data: bytes) -> Iterator[bytes]:
        import bz2

        yield self._stream(data, _BZIP2, "a bzip2", bz2.BZ2Decompressor, OSError)

    def _xz(self, data: bytes) -> Iterator[bytes]:
        import lzma

        def unpacker() -> lzma.LZMADecompressor:
            return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

        yield self._stream(data, _XZ, "an xz", unpacker, lzma.LZMAError)

    def _stream(
        self,
        data: bytes,
        magic: bytes,
        kind: str,
        unpacker_of: Callable[[], Any],
        error: type[Exception],
    ) -> bytes:
        """What a compressed file holds, all its members one after the other."""
        text = bytearray()
        while data.startswith(magic):
            unpacker = unpacker_of()
            try:
                text += unpacker.decompress(data, self.left - len(text) + 1)
            except error as found:
                raise Damaged(f"{kind} file that is damaged") from found
            if len(text) > self.left:
                raise _too_much(f"{kind} file")
            if not unpacker.eof:
                raise Damaged(f"{kind} file that was cut short")
            data = unpacker.unused_data
        self.left -= len(text)
        return bytes(text)

    def _zip(self, data: bytes) -> Iterator[bytes]:
        import zipfile

        names = bytearray()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    if member.flag_bits & 1:
                        raise NotASession("it is a ZIP archive with a password")
                    with archive.open(member) as file:
                        yield self._member(file.read(self.left + 1), "a ZIP archive")
                    names += member.filename.encode("utf-8", "replace") + b"\n" + member.comment
        except SessiontuiError:
            raise
        except Exception as error:  # of many kinds: zipfile trusts what it reads
            raise Damaged("a ZIP archive that is damaged, or packed in a rare way") from error
        yield bytes(names)

    def _tar(self, data: bytes) -> Iterator[bytes]:
        """Also names and whatever else an entry says of itself: nothing of it is trusted."""
        at = 0
        while at < len(data):
            header = data[at : at + _BLOCK]
            at += _BLOCK
            if not any(header):
                continue
            if len(header) < _BLOCK:
                raise Damaged("a tar archive that was cut short")
            length = _tar_number(header[_TAR_LENGTH]) if header[_TAR_KIND] not in b"123456" else 0
            body = data[at : at + length]
            if len(body) < length:
                raise Damaged("a tar archive that was cut short")
            yield header[:_TAR_NAME]
            yield self._member(body, "a tar archive")
            at += -(-length // _BLOCK) * _BLOCK

    def _member(self, data: bytes, kind: str) -> bytes:
        if len(data) > self.left:
            raise _too_much(kind)
        self.left -= len(data)
        return data


def _too_much(kind: str) -> NotASession:
    return NotASession(f"{kind} that holds more than {MOST:,} bytes")


def _is_tar(data: bytes) -> bool:
    return data[_TAR_AT:HEAD] == _TAR


def _tar_number(field: bytes) -> int:
    """A length as tar writes it: octal digits, or in base 256. Raises Damaged."""
    try:
        number = (
            int.from_bytes(field[1:], "big") if field[0] & 0x80 else int(field.strip(b" \0"), 8)
        )
    except ValueError:
        number = -1
    if number < 0:
        raise Damaged("a tar archive that is damaged")
    return number


def _plain(data: bytes) -> bytes:
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
