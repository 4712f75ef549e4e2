"""Making foreign text harmless to the program that will read an export.

Titles and addresses are whatever a page chose: formulas, markup, links that are programs, control
characters. What is done here depends on where the text goes; nothing is dropped.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from ..text import is_printable, printable

_ODD = re.compile(r"[^\x21-\x7e]")
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


def cell(text: str) -> str:
    """Text for a spreadsheet's cell: printable, and never a formula (an apostrophe before it)."""
    shown = printable(text)
    if shown is text and text[:1].isalnum():  # nearly all: no formula begins so
        return text
    return "'" + shown if _FORMULA.match(text) or _FORMULA.match(shown) else shown
