"""One labelled line as data: what panes, screens and messages say to each other.

The widget that paints lines is ``widgets.sheet.Sheet``.
"""

from __future__ import annotations

from dataclasses import dataclass

Piece = tuple[str, str]  # printable text and its role


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: a label, printable text, and a role (see ``PaintedLines.role_style``).

    An empty label continues the line before; without a label (None) the text has the whole
    width; a line without text is a blank one. ``more`` follows the text, each piece in a role of
    its own, and wraps with it.

    ``cut`` keeps it on one line: what is too long of the text is cut, of an address the middle,
    and ``more`` stays. ``drawn`` paints it as it is, as a line of a picture: what is beyond the
    edge is not seen. ``since`` is the moment (ms since epoch) whose age the text begins with:
    it says something else after a while.
    """

    label: str | None
    text: str
    role: str = ""
    cut: bool = False
    more: tuple[Piece, ...] = ()
    drawn: bool = False
    since: float | None = None
