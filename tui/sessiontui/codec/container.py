"""What a session file is made of, told by its bytes and never by its name.

mozLz4 (Firefox 56 and later), plain JSON (to 55), or JSON in parentheses, ``({…})``, which
Firefox 2 and 3 wrote so that it could be evaluated; with or without a UTF-8 byte order mark.
Session Manager, an extension of that time, put four lines of its own before the JSON.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from .. import late_re
from ..errors import Damaged, NotASession
from . import mozlz4

_BOM = b"\xef\xbb\xbf"
_OPENING = late_re.compile(rb"[ \t\r\n]*(\([ \t\r\n]*)?(?=[\[{])")
# [SessionManager v2], name=, timestamp=, autosave= with count and screen size
_SESSION_MANAGER = late_re.compile(rb"\[SessionManager v\d+\][^\n]*\n(?:[a-z]+=[^\n]*\n){2,4}")
_CLOSING = late_re.compile(rb"[ \t\r\n]*\)[ \t\r\n]*;?[ \t\r\n]*\Z")

_CHROMIUM = b"SNSS"

_PACKED = (
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"LZIP", "an lzip file"),
    (b"\x04\x22\x4d\x18", "an LZ4 frame, not Firefox's mozLz4"),
    (b"\x1f\x9d", "a file packed by compress"),
    (b"07070", "a cpio archive"),
    (b"MSCF", "a cabinet archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
)
"""What may hold a session and is not read: of tar and zip only what ``firefox/tree`` knows is."""

_KINDS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"<", "HTML or XML"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)


class Form(Enum):
    """How the bytes hold the JSON."""

    MOZLZ4 = "mozLz4"
    JSON = "JSON"
    PARENTHESISED = "JSON in parentheses"
    SESSION_MANAGER = "Session Manager's format"


class Container(Struct, frozen=True, eq=False):
    """The text of a file and where the JSON lies in it."""

    form: Form
    text: bytes  # all of it, unpacked; what ``cat`` prints
    before: int  # length of byte order mark, blanks, header and parenthesis before the JSON
    after: int  # length of what follows the JSON
    claimed: int | None = None  # the size that a mozLz4 header claims, where it is not this text's

    @property
    def note(self) -> str:
        """What is odd about the header, and what Firefox does then; empty for most files."""
        if self.claimed is None:
            return ""
        told = f"its header claims {self.claimed:,} bytes, and the block holds {len(self.text):,}"
        if self.ends_firefox:
            return f"{told}: Firefox 153 crashes when it loads such a file"
        return f"{told}: Firefox loads it all the same"

    @property
    def ends_firefox(self) -> bool:
        """Whether the header claims more than Firefox can count to: it crashes at its start."""
        return self.claimed is not None and self.claimed > mozlz4.MOST

    @property
    def json(self) -> bytes:
        """The JSON itself (the same object as ``text`` where nothing stands around it)."""
        if not self.before and not self.after:
            return self.text
        return self.text[self.before : len(self.text) - self.after]

    def rewrap(self, json: bytes) -> bytes:
        """File bytes that hold another JSON in the same form, the wrapping kept."""
        text = json
        if self.before or self.after:
            end = len(self.text) - self.after
            text = self.text[: self.before] + json + self.text[end:]
        return mozlz4.pack(text) if self.form is Form.MOZLZ4 else text


class NoKnownForm(NotASession):
    """Neither mozLz4 nor JSON nor anything else that is known: perhaps its head is gone."""


def open_container(data: bytes) -> Container:
    """Look at the bytes and find the JSON.

    Raises Damaged for broken mozLz4, empty and zero-filled files, NotASession for other kinds
    of file. The JSON itself is not parsed here.
    """
    form = Form.JSON
    text = data
    claimed = None
    if mozlz4.is_mozlz4(data):
        form = Form.MOZLZ4
        text = mozlz4.unpack(data)
        claimed = mozlz4.claimed_size(data)
        claimed = None if claimed == len(text) else claimed
    if not text:
        raise Damaged("the file is empty")
    start = len(_BOM) if text.startswith(_BOM) else 0
    header = _SESSION_MANAGER.match(text, start)
    if header is not None:
        form, start = Form.SESSION_MANAGER, header.end()
    opening = _OPENING.match(text, start)
    if opening is None and header is not None:
        raise NotASession("a session of Session Manager that is encrypted, or holds no session")
    if opening is None:
        raise _not_json(text)
    after = 0
    if opening[1]:
        closing = _CLOSING.search(text, max(opening.end(), len(text) - 4096))
        if closing is None:
            raise Damaged("the closing parenthesis is missing: the file was cut short")
        after = len(text) - closing.start()
        if form is Form.JSON:
            form = Form.PARENTHESISED
    return Container(form, text, opening.end(), after, claimed)


def packed_as(head: bytes) -> str:
    """What packed a file that is not read for that, and what to do; empty for any other file."""
    for magic, kind in _PACKED:
        if head.startswith(magic):
            return (
                f"this is {kind}, not a session: unpack it, and name the file or directory that "
                "comes of it"
            )
    return ""


def _not_json(text: bytes) -> Damaged | NotASession:
    if not text.strip(b"\0"):
        return Damaged(f"the file holds nothing but zero bytes ({len(text):,} of them)")
    if text.startswith(_CHROMIUM):
        return NotASession(
            "this is a session file of a Chromium browser (Chrome, Edge, Brave and the like), "
            "which is not read"
        )
    if packed := packed_as(text):
        return NotASession(packed)
    for magic, kind in _KINDS:
        if text.startswith(magic):
            return NotASession(f"this is {kind}, not a session")
    if text[:1] in b'"-0123456789tfn' and len(text) < 1 << 16:
        return NoKnownForm("this is not a session: no object in braces")
    return NoKnownForm("this is neither mozLz4 nor JSON")
