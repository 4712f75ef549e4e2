"""What of a painted screen is too faint to be read, by WCAG's contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen

from sessiontui.ui.colours import MARK, TEXT, contrast


@dataclass(frozen=True)
class Faint:
    """A piece of a line that is too faint."""

    text: str
    color: str
    ground: str
    found: float

    def __str__(self) -> str:
        return f"{self.text.strip()!r} {self.color} on {self.ground}: {self.found:.2f}"


def too_faint(app: App[int]) -> list[Faint]:
    """Every piece of the screen in front whose contrast is too small, each way of it once.

    What stands behind a dialog is left out: it is dimmed on purpose.
    """
    found: dict[tuple[str, str], Faint] = {}
    for segment in painted(app):
        faint = faint_of(segment)
        if faint is not None:
            found.setdefault((faint.color, faint.ground), faint)
    return list(found.values())


def painted(app: App[int]) -> Iterator[Segment]:
    """The pieces of the screen in front, as they are sent to the terminal."""
    screen = app.screen
    inside = _inside(screen)
    for y, strip in enumerate(screen._compositor.render_strips()):
        if inside.y <= y < inside.bottom:
            yield from strip.crop(inside.x, inside.right)


def _inside(screen: Screen[object]) -> Region:
    if not screen.is_modal:
        return screen.region
    return Region.from_union([child.region for child in screen.children if child.display])


def faint_of(segment: Segment) -> Faint | None:
    """The piece, if it is too faint."""
    text, style = segment.text, segment.style or Style.null()
    if style.dim:
        return Faint(text, "dim", "whatever the terminal makes of it", 0.0)
    if style.color is None or style.bgcolor is None:
        return None
    color, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    seen = text.strip() or style.reverse or style.underline
    if not seen:
        return None
    least = MARK if all(_is_drawn(letter) for letter in text) else TEXT
    value = contrast(color, ground)
    return None if value >= least else Faint(text, color.hex, ground.hex, value)


def _is_drawn(letter: str) -> bool:
    """A rule, a border, a bar, or a blank, which is seen by its ground or its line only."""
    return (
        letter.isspace() or "\u2500" <= letter <= "\u259f" or "\U0001fb70" <= letter <= "\U0001fbff"
    )
