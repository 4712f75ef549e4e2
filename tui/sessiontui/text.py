"""The only door for foreign text, and the words for sizes, counts and times.

Page titles really contain ESC, BEL, C1 controls and bidi overrides (only TAB and LF are
collapsed by Firefox). ``printable`` makes them visible and harmless; everything shown to a
person goes through it once, where the model is built.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from . import late_re
from .durations import duration

if TYPE_CHECKING:  # the help of a command is made of text alone
    from datetime import datetime
    from pathlib import PurePath

# C0, DEL, C1; soft hyphen, bidi marks, embeddings, overrides and isolates; zero-width and
# invisible operators; line and paragraph separators; BOM; interlinear marks; tags; surrogates.
_HOSTILE = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_GUARD = late_re.compile(
    f"[{_HOSTILE}]|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{{4}}"
)
_EACH = late_re.compile(f"[{_HOSTILE}]")
_ZALGO = late_re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
_PICTURES = {i: chr(0x2400 + i) for i in range(32)} | {0x7F: "␡", 0xAD: "", 0xFEFF: ""}
_JOINER, _NON_JOINER = "\u200d", "\u200c"


def _visible(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in (_JOINER, _NON_JOINER):
        before = match.string[match.start() - 1 : match.start()]
        after = match.string[match.end() : match.end() + 1]
        # Emoji families and scripts that need joiners keep them; between ASCII they only hide.
        joins = before > "\u02ff" and after > "\u02ff"
        if joins and not (_EACH.match(before) or _EACH.match(after)):
            return char
    picture = _PICTURES.get(code)
    if picture is not None:
        return picture
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"⟨{code:02X}⟩"


def printable(text: str) -> str:
    """Foreign text with every character made visible that could act on a terminal or hide.

    Control characters become their pictures (``␛``), the rest a code in angle brackets
    (``⟨202E⟩``); lone surrogates become U+FFFD; more than three stacked accents are cut.
    Clean text comes back as the same object.
    """
    try:
        if text.isascii():
            if text.isprintable():
                return text
        elif not _GUARD.search(text):
            return text
    except (AttributeError, TypeError):  # looked at only then: it is asked millions of times
        raise TypeError(f"printable takes a text, not {type(text).__name__}") from None
    return _ZALGO.sub(r"\1", _EACH.sub(_visible, text))


def escaped(json: bytes) -> bytes:
    """JSON with hostile characters as ``\\u`` escapes: the same value to every reader.

    Clean JSON comes back as the same object, after a look at what is not ASCII in it alone: the
    whole of a large session would take as long as reading it.
    """
    if b"\x7f" not in json and not _ACTING.search(json.translate(None, _ASCII).decode()):
        return json
    return _ACTING.sub(_as_escape, json.decode()).encode()


_ASCII = bytes(range(0x80))
# Joiners hide nothing in an emoji or a script that needs them, and JSON's own layout is ASCII.
_ACTING = late_re.compile(f"(?![\n\r\t\u200c\u200d])[{_HOSTILE}]")


def _as_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def is_printable(text: str) -> bool:
    """Whether ``printable`` would return the text unchanged."""
    return text.isprintable() if text.isascii() else not _GUARD.search(text)


# -- paths ------------------------------------------------------------------------------------


def reopenable(path: str | PurePath) -> str:
    """A path in a form that opens again: itself, or a ``file://`` URL.

    The URL is for names with bytes that are no UTF-8, which no JSON and no terminal can carry.
    A place that is no path (``ssh:host/…``) has none.
    """
    text = str(path)
    if not _SURROGATE.search(text) or (_SCHEME.match(text) and not os.path.lexists(text)):
        return text
    from urllib.parse import quote

    return "file://" + quote(os.fsencode(os.path.abspath(text)))  # noqa: PTH100 (links stay)


def path_text(path: str | PurePath) -> str:
    """A path for people: printable, and it opens again unless it holds what would act or hide."""
    return printable(reopenable(path))


_SCHEME = late_re.compile(r"[a-z][a-z0-9+.-]+:")
_SURROGATE = late_re.compile("[\ud800-\udfff]")


# -- width -------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """How many terminal cells the printable text takes."""
    if text.isascii():
        return len(text)
    return sum(_steps(text))


def _steps(text: str) -> Iterator[int]:
    """The cells that each character adds."""
    last = 0
    joined = False
    for char in text:
        if char == "\ufe0f" and last == 1:
            last = 2
            yield 1  # emoji presentation of a narrow character
        elif joined:
            joined = False
            yield 0  # the second half of a joined emoji draws over the first
        elif char == _JOINER:
            joined = last == 2
            yield 0
        else:
            width = _char_cells(char)
            last = width or last
            yield width


def _char_cells(char: str) -> int:
    if char < "\u0300":
        return 1
    import unicodedata

    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if "\U0001f3fb" <= char <= "\U0001f3ff":
        return 0  # skin tones colour the emoji before them
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


_COLUMN_BREAKERS = dict.fromkeys([0x200D, 0x200C, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])


def steady(text: str) -> str:
    """Printable text without what terminals measure differently: for rows of columns.

    Joiners, variation selectors and skin tones go, so that an emoji family becomes its members,
    each two cells wide everywhere.
    """
    return text if text.isascii() else text.translate(_COLUMN_BREAKERS)


def elide(text: str, width: int) -> str:
    """The text cut to a width in cells, the cut marked with ``…``."""
    if width <= 0:
        return ""
    if (text.isascii() and len(text) <= width) or cells(text) <= width:
        return text
    used, end = 0, 0
    for end, step in enumerate(_steps(text)):  # noqa: B007 (end is the cut)
        if used + step > width - 1:
            break
        used += step
    return text[:end].rstrip(_JOINER) + "…"


def elide_middle(text: str, width: int) -> str:
    """The text cut to a width in cells in its middle: names that begin alike end otherwise."""
    if cells(text) <= width or width < 3:
        return elide(text, width)
    tail = text[-((width - 1) // 2) :]
    while cells(tail) > (width - 1) // 2:
        tail = tail[1:]
    tail = tail.lstrip(_JOINER)
    return elide(text, width - cells(tail)) + tail


def elide_url(url: str, width: int) -> str:
    """A URL cut to a width in cells: the host and the end stay, the middle goes."""
    if cells(url) <= width:
        return url
    shown = re.sub(r"^https?://(www\.)?", "", url)
    if cells(shown) <= width:
        return shown
    host, slash, path = shown.partition("/")
    room = width - cells(host) - 2
    if not slash or room < 4:
        return elide(shown, width)
    tail = path[-room:]
    while cells(tail) > room:
        tail = tail[1:]
    return elide(f"{host}/…{tail}", width)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to a width in cells (``right``: flush right)."""
    gap = " " * max(0, width - cells(text))
    return gap + text if right else text + gap


_ADDRESS = late_re.compile(
    r"[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?(?:\[([^\]/?#]*)\]|([^/?#]*?))(?::([0-9]*))?(?=[/?#]|\Z)",
    re.IGNORECASE,
)


def host_of(url: str) -> str:
    """The host of an address, in small letters, without port and brackets; empty for none."""
    found = _ADDRESS.match(url)
    return (found[1] or found[2] or "").lower() if found else ""


def site(url: str) -> str:
    """The host of a URL as people say it: no ``www.``, no port 80/443; ``about:home`` whole."""
    found = _ADDRESS.match(url)
    if not found:
        return "data:" if url.startswith("data:") else url.split("?")[0][:60]
    host = f"[{found[1]}]" if found[1] else found[2] or ""
    port = f":{found[3]}" if found[3] not in (None, "", "80", "443") else ""
    return (host + port).lower().removeprefix("www.") or url.split(":", 1)[0] + ":"


# -- numbers and times -------------------------------------------------------------------------


def size(count: float | None) -> str:
    """A number of bytes in words, rounded: ``88 kB``, ``1.2 MB``; ``?`` when unknown."""
    if count is None:
        return "?"
    count = round(count)
    if count < 1000:
        return f"{count} B"
    from humanize import naturalsize

    number, unit = naturalsize(count, format="%.1f").split(" ")
    if float(number) < 10:
        return f"{number.removesuffix('.0')} {unit}"
    rounded = naturalsize(count, format="%.0f")  # "1000 kB" in some versions of humanize
    return naturalsize(count + count // 1000, format="%.0f") if rounded[:5] == "1000 " else rounded


def exact_size(count: int) -> str:
    """A number of bytes, exactly: ``88,123 bytes``."""
    return f"{count:,} byte{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 1: ``38 %``, ``4.2 %``, ``<0.1 %``."""
    if 0 < share < 0.0005:
        return "<0.1 %"
    return f"{share * 100:.{0 if not share or share >= 0.0995 else 1}f} %"


def count(number: int, word: str, plural: str | None = None) -> str:
    """A number with its word: ``1 tab``, ``12 tabs``, ``1,204 tabs``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


_AGE = late_re.compile(
    r"(\d{1,6}(?:\.\d{1,3})?)\s*(s|sec|m|min|h|d|days?|w|weeks?|mo|months?|y|years?)"
)
_AGE_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31557600}


def parse_age(text: str) -> float | None:
    """A typed length of time, like ``30m``, ``3h``, ``2d``, ``2w``, ``6mo``, ``1y``, in ms."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        return None
    unit = found[2]
    seconds = 2629800 if unit.startswith("mo") else _AGE_SECONDS[unit[0]]
    return float(found[1]) * seconds * 1000


def age(moment_ms: float | None, now_ms: float) -> str:
    """How long ago, in one short unit; ``?`` when unknown, ``now`` for the future's edge."""
    if not moment_ms:
        return "?"
    return duration((now_ms - moment_ms) / 1000)


def short_age(moment_ms: float | None, now_ms: float) -> str:
    """How long ago in five cells: ``12 s``, ``3 m``, ``2 h``, ``17 d``, ``3 y``; or nothing."""
    if not moment_ms:
        return ""
    words = age(moment_ms, now_ms).split(" ")
    return f"{words[0]} {words[1][0]}"


def _local(moment_ms: float) -> datetime | None:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(moment_ms / 1000)
    except (OverflowError, ValueError, OSError):
        return None


def clock(moment_ms: float | None, now_ms: float) -> str:
    """A moment in six cells: ``09:41`` of the last hours, ``Thu``, ``13 Nov``, ``Nov 24``."""
    if not moment_ms:
        return "?"
    then, now = _local(moment_ms), _local(now_ms)
    if then is None or now is None:
        return "?"
    from datetime import timedelta

    if then.date() == now.date() or timedelta(0) < now - then < timedelta(hours=12):
        return f"{then:%H:%M}"
    if timedelta(0) < now - then < timedelta(days=6):
        return f"{then:%a}"
    if then.year == now.year:
        return f"{then.day} {then:%b}"
    return f"{then:%b %y}"


def moment(moment_ms: float | None) -> str:
    """A moment exactly, in local time: ``Fri 20 Nov 2026 19:48:31``; ``unknown`` for none."""
    then = _local(moment_ms) if moment_ms else None
    return f"{then:%a} {then.day} {then:%b %Y %H:%M:%S}" if then else "unknown"


def ago(moment_ms: float | None, now_ms: float) -> str:
    """A moment in words: ``12 s ago``, ``yesterday 21:04``, ``3 days ago``; ``unknown``."""
    then = _local(moment_ms) if moment_ms else None
    now = _local(now_ms)
    if then is None or now is None or moment_ms is None:
        return "unknown"
    from datetime import timedelta

    if moment_ms - now_ms > 60_000:
        return f"{moment(moment_ms)} (in the future)"
    if then.date() == (now - timedelta(days=1)).date() and now - then > timedelta(hours=6):
        return f"yesterday {then:%H:%M}"
    if now - then > timedelta(days=365):
        return (
            f"{(now - then).days // 365} year{'s' if now - then >= timedelta(days=730) else ''} ago"
        )
    return f"{age(moment_ms, now_ms)} ago"
