"""A theme's colours, moved as far as they must be to be read (WCAG's contrast).

A theme says how it wants to look, not what stands on what: of Textual's own themes none keeps 4.5
to 1 for every colour that we paint with. ``readable`` is the one place that sees to it, for our
widgets and for Textual's, which take their colours from the same variables.

In sixteen colours nothing is computed, as nobody knows what they look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from textual.color import BLACK, WHITE, Color

TEXT: Final = 4.5  # : 1, what is read
MARK: Final = 3.0  # : 1, what is only seen: rules, borders, bars, a cursor's ground
_VALUE: Final = 7.0  # : 1, the words themselves, so that what is secondary can stand behind them
_LABEL: Final = 5.0  # : 1, at most for a label that has it, so that it stays behind its value
_STEPS: Final = 40  # to white or black
_NEAR: Final = 1.35  # : 1, surface and panel to the background: beyond it text on both goes pale
_QUIET: Final = 1.6  # : 1, the ground of a cursor without the focus, which is underlined as well

GROUNDS: Final = ("background", "surface", "panel")
_TEXTS: Final = (
    "text-primary", "text-secondary", "text-accent", "text-warning", "text-error", "text-success",
)  # fmt: skip
_MARKS: Final = (
    "primary", "accent", "warning", "error", "success", "border",
    "scrollbar", "scrollbar-hover", "scrollbar-active",
)  # fmt: skip
_APART: Final = 40  # of 255 in some channel; nearer ones are one tone to the eye

_SIXTEEN: Final = {
    "label": "ansi_default",
    "rule": "ansi_default",
    "idle": "ansi_default",
    "cursor": "ansi_default",
    "cursor-text": "ansi_default",
    "cursor-quiet": "ansi_default",
}


def readable(variables: Mapping[str, str], *, ansi: bool) -> dict[str, str]:
    """The variables of a theme with those changed that were too faint, and ours added.

    ``label`` is the tone of headings and labels, ``rule`` of dividers, ``idle`` of a bar that does
    not count, ``cursor`` and ``cursor-text`` of the line that keys act on, ``cursor-quiet`` the
    ground of the same line while the keys go elsewhere.
    """
    if ansi:
        return {**variables, **_SIXTEEN}
    found = dict(variables)
    ground = Color.parse(variables["background"])
    for name in (*GROUNDS[1:], "panel-lighten-1"):  # that one is the ground of Textual's toasts
        found[name] = _near(Color.parse(variables[name]), ground).hex
    grounds = grounds_of(found)
    value = reach(Color.parse(variables["foreground"]), grounds, _VALUE)
    muted = reach(ground.blend(value, 0.6, 1.0), grounds, TEXT)
    bars = [*grounds, Color.parse(variables["scrollbar-background"])]
    for name in _TEXTS:
        found[name] = reach(Color.parse(variables[name]), grounds, TEXT).hex
    found["text-warning"] = _warning(found).hex
    for name in _MARKS:
        found[name] = reach(Color.parse(variables[name]), bars, MARK).hex
    tone, bar = (Color.parse(found[name]) for name in ("primary", "text-primary"))
    cursor, text = filled(Color.parse(variables["primary"]), grounds[:2])
    return found | {
        "foreground": value.hex,
        "text-muted": muted.hex,
        "text-disabled": muted.hex,
        "foreground-muted": muted.hex,
        "foreground-disabled": muted.hex,
        "label": _faintest(reach(tone, grounds, TEXT), grounds, _LABEL).hex,
        "rule": reach(ground.blend(value, 0.25, 1.0), grounds[:2], MARK).hex,
        "idle": _faintest(bar, grounds[:1], MARK).hex,
        "input-cursor-background": value.hex,
        "input-cursor-foreground": ground.hex,
        "input-selection-background": cursor.hex,
        "input-selection-foreground": text.hex,
        "cursor": cursor.hex,
        "cursor-text": text.hex,
        "cursor-quiet": _as_far(ground, value, _QUIET).hex,
    }


def quiet(*, ansi: bool) -> str:
    """The style of what is secondary in a text of Textual's: dim only where no colour is known."""
    return "dim" if ansi else "$text-muted"


def grounds_of(variables: Mapping[str, str]) -> tuple[Color, ...]:
    """What a theme's text stands on; the first is the one of the panes."""
    return tuple(Color.parse(variables[name]) for name in GROUNDS)


def contrast(one: Color, other: Color) -> float:
    """How much two opaque colours differ by WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def reach(color: Color, grounds: Iterable[Color], least: float) -> Color:
    """The colour, moved to white or black until it has a contrast with each of the grounds.

    It goes where the grounds leave more room. Where even white or black is too little it is that.
    """
    grounds = tuple(grounds)
    end = max((WHITE, BLACK), key=lambda end: _least(end, grounds))
    return next((moved for moved in _way(color, end) if _least(moved, grounds) >= least), end)


def filled(color: Color, grounds: Iterable[Color]) -> tuple[Color, Color]:
    """A ground for a line that stands out, and the white or black that is read on it."""
    grounds = tuple(grounds)
    first = color.get_contrast_text(1.0)
    for text in (first, BLACK if first == WHITE else WHITE):
        for moved in _way(color, BLACK if text == WHITE else WHITE):
            if contrast(text, moved) >= TEXT and _least(moved, grounds) >= MARK:
                return moved, text
    end = max((WHITE, BLACK), key=lambda end: _least(end, grounds))
    return end, BLACK if end == WHITE else WHITE


def _way(color: Color, end: Color) -> Iterable[Color]:
    return (color.blend(end, step / _STEPS, 1.0) for step in range(_STEPS + 1))


def _faintest(color: Color, grounds: tuple[Color, ...], least: float) -> Color:
    """The colour, moved to the first of its grounds as far as it may be."""
    moved = color
    for further in _way(color, grounds[0]):
        if _least(further, grounds) < least:
            break
        moved = further
    return moved


def _as_far(ground: Color, text: Color, most: float) -> Color:
    """The ground, moved to its text until it stands out, while the text can still be read."""
    moved = ground
    for further in _way(ground, text):
        if contrast(text, further) < TEXT:
            break
        moved = further
        if contrast(further, ground) >= most:
            break
    return moved


def _near(color: Color, ground: Color) -> Color:
    """The colour, moved to a ground until it hardly differs from it."""
    return next(moved for moved in _way(color, ground) if contrast(moved, ground) <= _NEAR)


def _least(color: Color, grounds: tuple[Color, ...]) -> float:
    return min(contrast(color, ground) for ground in grounds)


def _warning(found: Mapping[str, str]) -> Color:
    """The tone of warnings, as much redder as it must be to differ from the accent."""
    accent, warning, error = (
        Color.parse(found[f"text-{name}"]) for name in ("accent", "warning", "error")
    )
    ways = [warning, warning.blend(error, 0.7), error]
    tones = [reach(way, grounds_of(found), TEXT) for way in ways]
    return next(
        (tone for tone in tones if _apart(tone, accent) >= _APART),
        max(tones, key=lambda tone: _apart(tone, accent)),
    )


def _apart(one: Color, other: Color) -> int:
    return max(abs(a - b) for a, b in zip(one.rgb, other.rgb, strict=True))


@cache
def _luminance(color: Color) -> float:
    red, green, blue = (_linear(part / 255) for part in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
