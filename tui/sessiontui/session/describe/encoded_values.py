"""What is encoded in a text: images, structured clones, serialised objects of Firefox, JSON.

Of an image only the header is read; of objects that Firefox serialised itself, the texts in them.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from typing import Final

import msgspec

from ...errors import SessiontuiError
from ...text import elide, exact_size, printable, size
from ..json import text as jsontext
from ..json.preview import whole_units

MOST: Final = 64_000  # characters of a text that are decoded

_DATA_URL = re.compile(r"data:([a-z]+/[a-z0-9.+-]+)?((?:;[^,;]*)*),", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_RAW = msgspec.json.Decoder(msgspec.Raw)
_RUN = re.compile(rb"[\x20-\x7e]{6,}")

# What Firefox itself serialises begins with the class, 16 bytes, and the interface.
_INTERFACE: Final = bytes.fromhex("0000000000000000c000000000000046")
_CLASSES: Final = {
    "4a6212dbaccb11d3b7650060b0b6cecb": "system principal",
    "653e0e4d3ee445fab27297c20bc01eb8": "",  # a site's principal: its address says it
    "bd066e5f146f447283317bfd05b1ed90": "null principal",
    "e8ee88b055714086a45b39a716906bdb": "expanded principal",
}


def head_of(piece: bytes, length: int) -> str:
    """The text of a string token, or of the beginning of one of ``length`` bytes."""
    return jsontext.decode_string(piece if len(piece) >= length else whole_units(piece))


def looks_like_json(text: str) -> bool:
    """Whether a text begins as an array or object in JSON does."""
    return text.lstrip(" \t\r\n")[:1] in ("{", "[")


def json_inside(token: bytes) -> bytes | None:
    """The JSON text that a string token holds, an array or object; None when it holds none."""
    text = jsontext.decode_string(token)
    if not looks_like_json(text):
        return None
    inside = text.encode("utf-8", "replace")
    try:
        jsontext.decode(inside, _RAW)
    except SessiontuiError:
        return None
    return inside


def data_url_words(head: str, length: int) -> str:
    """A data: URL in words: ``PNG 32 × 32, 312 bytes``; nothing for other texts.

    ``head`` is its beginning, ``length`` the characters of all of it.
    """
    found = _DATA_URL.match(head)
    if found is None:
        return ""
    kind = printable(found[1] or "text/plain").lower()
    body = head[found.end() :]
    left = length - found.end()
    if not found[2].lower().endswith(";base64"):
        return f"{kind}, {size(left)}"
    data = decode(body, cut=len(body) < left)
    if data is None:
        return f"{kind}, {size(left)} as text"
    whole = len(data) if left <= min(len(body), MOST) else left * 3 // 4
    return f"{image_words(data) or kind}, {size(whole)}"


def image_words(data: bytes) -> str:
    """Kind and measures of an image by its header: ``PNG 32 × 32``; nothing when it is none."""
    kind = ""
    measures: tuple[int, ...] = (0, 0)
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        kind, measures = "PNG", struct.unpack_from(">II", data, 16)
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        kind, measures = "GIF", struct.unpack_from("<HH", data, 6)
    elif data[:4] == b"\0\0\1\0" and len(data) >= 8:
        kind, measures = "ICO", (data[6] or 256, data[7] or 256)
    elif data[:2] == b"BM" and len(data) >= 26:
        kind, measures = "BMP", tuple(map(abs, struct.unpack_from("<ii", data, 18)))
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        kind, measures = "WebP", _webp(data)
    elif data[:3] == b"\xff\xd8\xff":
        kind, measures = "JPEG", _jpeg(data)
    elif re.match(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<svg[\s>]", data, re.DOTALL):
        return "SVG"
    width, height = measures
    return f"{kind} {width} × {height}" if width and height else kind


def _webp(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    elif data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (value & 0x3FFF for value in struct.unpack_from("<HH", data, 26))
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return 0, 0


def base64_words(head: str, length: int) -> str:
    """What a text in base64 is; nothing when it is not base64."""
    data = decode(head, cut=len(head) < length)
    if not data:
        return ""
    whole = len(data) if length <= min(len(head), MOST) else length * 3 // 4
    if data[4:8] == b"\0\0\xf1\xff":  # the header of SpiderMonkey's StructuredClone
        return f"structured clone, {exact_size(whole)}"
    if data[16:32] == _INTERFACE:
        texts = texts_in(data[32:])
        known = _CLASSES.get(data[:16].hex())
        if known is None:
            return elide(" · ".join(texts), 200) or f"serialised, {exact_size(whole)}"
        return elide(" ".join([*filter(None, [known]), *texts[:1]]), 200)
    if image_words(data):
        return f"{image_words(data)}, {exact_size(whole)}"
    text = _as_text(data)
    return elide(text, 200) if text else f"{exact_size(whole)}, not text"


def decode(head: str, *, cut: bool = False) -> bytes | None:
    """The bytes of a text in base64, or of the beginning of one; None when it is not base64."""
    if cut or len(head) > MOST:
        head = head[: min(len(head), MOST) // 4 * 4]
    if not _BASE64.fullmatch(head):
        return None
    bare = head.rstrip("=")
    if len(bare) % 4 == 1:
        return None
    return b64decode(bare + "=" * (-len(bare) % 4))


def texts_in(data: bytes) -> list[str]:
    """The texts that Firefox wrote into a serialised object, each once, printable.

    Each stands behind its length in four bytes, whose last may look like a letter itself.
    """
    found: dict[str, None] = {}
    for run in _RUN.finditer(data):
        for start in range(max(4, run.start()), min(run.start() + 3, run.end())):
            length = int.from_bytes(data[start - 4 : start], "big")
            if 6 <= length <= run.end() - start:
                found[printable(data[start : start + length].decode("ascii"))] = None
                break
    return list(found)


def _as_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(data) or error.start < len(data) - 3:
            return ""
        text = data[: error.start].decode("utf-8")  # cut inside its last character
    hidden = sum(char < " " and char not in "\t\r\n" for char in text)
    return "" if hidden else printable(" ".join(text.split()))
