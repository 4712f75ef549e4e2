"""Making foreign text harmless to the program that will read an export.

Titles and addresses are whatever a page chose: formulas, markup, links that are programs, control
characters. What is done here depends on where the text goes; nothing is dropped.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

from ..text import is_printable, printable

_ODD = re.compile(r"[^\x21-\x7e]")
# Browsers ignore blanks and control characters before a URL, and these anywhere in it.
_IGNORED = re.compile(r"^[\x00-\x20\u00a0\ufeff]+|[\t\r\n]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKS: Final = frozenset(
    ("http", "https", "ftp", "file", "about", "chrome", "resource", "moz-extension")
)
_WITH_HOST: Final = frozenset(("http", "https", "ftp"))
_BLANK = re.compile(r"\s")
# What spreadsheets take for a formula, full-width forms too, also behind quotes and blanks.
_FORMULA = re.compile(r"""[\s"'\u2018-\u201f\u00a0\u3000]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]""")


def address(url: str) -> str:
    """A URL on one line of harmless characters, which browsers take for the same.

    Where anything in it could act on a terminal or hide, all that is not plain ASCII is
    percent-encoded, as a browser does before it asks a server.
    """
    if is_printable(url):
        return url
    return _ODD.sub(lambda found: quote(found[0], safe="", errors="replace"), url)


def is_link(url: str) -> bool:
    """Whether a URL may become a link: it names a page, and is no program or page by itself.

    ``javascript:``, ``data:``, ``vbscript:`` and every scheme that is not known to be harmless
    stay text.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", url))
    if scheme is None:
        return False
    if scheme[1].lower() == "view-source":
        return re.match(r"view-source:https?://", url, re.IGNORECASE) is not None
    return scheme[1].lower() in _LINKS


def is_address(text: str) -> bool:
    """Whether what stands in an address bar is a whole address, and not words to search for.

    A tab that was opened and never loaded has its address nowhere else (``userTypedValue``).
    """
    if not is_link(text) or _BLANK.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme not in _WITH_HOST or bool(parts.hostname)
    except ValueError:
        return False


def cell(text: str) -> str:
    """Text for a spreadsheet's cell: printable, and never a formula (an apostrophe before it)."""
    shown = printable(text)
    return "'" + shown if _FORMULA.match(text) or _FORMULA.match(shown) else shown
