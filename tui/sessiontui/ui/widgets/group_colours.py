"""Firefox's colours of tab groups and containers, as roles of painted text.

The same hues, whatever the theme. tabs.css of Firefox 153 takes the shades 70 and 20 of its palette
(gray is its own); for a sign as small as ``■`` those are too near to black and white to be told
apart. These are one step nearer to the middle: 60 on light and 30 on dark ground, and moved on
where a theme's own ground asks for it. The colour's name always stands beside it in words.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from rich.style import Style
from textual.color import Color

from ..colours import TEXT, reach

SIGN: Final = "■"
PREFIX: Final = "group-"

_HUES: Final = {  # Firefox's order (tabgroup-menu.js): on light ground, on dark ground
    "blue": ("#3246b0", "#7bb2ff"),
    "purple": ("#702e98", "#d490ff"),
    "cyan": ("#066077", "#4cc4e1"),
    "orange": ("#9c2c05", "#ff9565"),
    "yellow": ("#854800", "#f3a81e"),
    "pink": ("#882078", "#f585d3"),
    "green": ("#06674b", "#4acca6"),
    "gray": ("#5e6a77", "#99a6b4"),
    "red": ("#961e3d", "#ff8998"),
}
# Containers have a colour more, and had other words for some before Firefox 153.
_SAME: Final = {"violet": "purple", "turquoise": "cyan", "toolbar": "gray", "grey": "gray"}

NAMES: Final = tuple(_HUES)


def role_of(color: str) -> str:
    """The role of a colour that Firefox names, like ``group-blue``; empty for one it has not."""
    name = _SAME.get(color, color)
    return f"{PREFIX}{name}" if name in _HUES else ""


@cache
def style_of(role: str, grounds: tuple[Color, ...], *, dark: bool) -> Style:
    """What a role looks like on the grounds of a dark or a light theme."""
    light_hue, dark_hue = _HUES[role.removeprefix(PREFIX)]
    hue = Color.parse(dark_hue if dark else light_hue)
    return Style(color=reach(hue, grounds, TEXT).rich_color)
