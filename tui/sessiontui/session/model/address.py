"""What text is the address of a page, and what is only words, or a program."""

from __future__ import annotations

import re
from typing import Final

from ... import late_re

# Browsers ignore blanks and control characters before a URL, and these anywhere in it.
_IGNORED = late_re.compile(r"^[\x00-\x20\u00a0\ufeff]+|[\t\r\n]")
_SCHEME = late_re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKS: Final = frozenset(
    ("http", "https", "ftp", "file", "about", "chrome", "resource", "moz-extension")
)
_WITH_HOST: Final = frozenset(("http", "https", "ftp"))
_BLANK = late_re.compile(r"\s")


def is_link(url: str) -> bool:
    """Whether a URL may become a link: it names a page, and is no program or page by itself.

    ``javascript:``, ``data:``, ``vbscript:`` and every scheme that is not known to be harmless
    stay text.
    """
    if url.startswith(("https://", "http://")):  # nearly all
        return True
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
    from urllib.parse import urlsplit  # few tabs need it, and starting up none

    try:
        parts = urlsplit(text)
        return parts.scheme not in _WITH_HOST or bool(parts.hostname)
    except ValueError:
        return False
