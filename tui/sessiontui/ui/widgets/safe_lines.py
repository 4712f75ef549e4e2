"""The last of three layers against foreign text: nothing that acts reaches the terminal.

The model makes text printable, widgets never parse markup; and every line painted goes through
``SafeLines``, whatever widget it came from.
"""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from ...text import elide_middle, elide_url, is_printable, printable, steady


class SafeLines(LineFilter):
    """Replaces control characters, bidi overrides and surrogates in painted text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Clean one line; lines that need nothing pass as they are."""
        if all(segment.control or is_printable(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control or is_printable(segment.text)
            else Segment(_same_width(segment.text), segment.style)
            for segment in segments
        ]


SAFE_LINES: Final = SafeLines()
"""The one there is: Textual keeps what a filter made of a line under the filter itself."""


def _same_width(text: str) -> str:
    return set_cell_size(printable(text), cell_len(text))


def fit(
    text: str, width: int, *, right: bool = False, url: bool = False, middle: bool = False
) -> str:
    """Printable text cut or filled to exactly a number of cells, as Textual counts them.

    Of a ``url`` host and end stay, and what is cut in the ``middle`` keeps its end.
    """
    if width <= 0:
        return ""
    if middle:
        text = elide_middle(text, width)
    if url:
        text = elide_url(text, width)
    shown = text[: 8 * width]  # of a hundred thousand characters only these can matter
    cut = len(shown) < len(text)
    text = steady(shown)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width or (cut and length == width):
        return set_cell_size(text, width - 1) + "…"
    gap = " " * (width - length)
    return gap + text if right else text + gap
