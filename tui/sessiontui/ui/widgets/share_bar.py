"""A bar of a share, in eighths of a cell."""

from __future__ import annotations

from typing import Final

_EIGHTHS: Final = "▏▎▍▌▋▊▉█"


def bar(share: float, width: int) -> str:
    """A bar of a share (0 to 1) of so many cells, from zero; what is not nothing is seen."""
    eighths = round(share * width * 8)
    if share > 0:
        eighths = max(1, eighths)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")
