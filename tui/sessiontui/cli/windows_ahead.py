"""The windows that an edit would leave, printed for people: what ``--dry-run`` shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text import elide
from .output import Output

if TYPE_CHECKING:
    from ..stores.protocols import Receipt

_MOST_LINES = 24
_INDENT = 14


def print_windows(out: Output, plan: Receipt) -> None:
    """Each window with its tabs, the new ones ``+``; at most a screenful, the rest counted."""
    from ..session.edit.look_ahead import TabAhead, fit
    from ..stores.planned_windows import opens_later, planned_windows

    windows = planned_windows(plan)
    if not windows:
        return
    room = max(20, (out.width or 100) - _INDENT)
    if later := opens_later(plan):
        out.paragraph("windows", f"{later}:")
    found = fit(windows, _MOST_LINES)
    for i, shown in enumerate(found.windows):
        out.line(f"{'' if i or later else 'windows':<{_INDENT}}{shown.window.words}")
        for line in shown.lines:
            if isinstance(line, TabAhead):
                text = f"{line.sign or ' '} {line.place + 1:>4} {elide(line.words, room - 8)}"
            else:
                text = f"       {line}"
            out.line(f"{'':<{_INDENT}}{text}")
    if found.words_left:
        out.line(f"{'':<{_INDENT}}{found.words_left}")
