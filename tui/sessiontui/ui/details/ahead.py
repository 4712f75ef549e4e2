"""The windows that an edit will leave, as lines of the look ahead: no more than fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...session.edit.look_ahead import TabAhead, WindowAhead, fit
from ..lines import Line


def ahead_lines(windows: Sequence[WindowAhead], most: int) -> Iterator[Line]:
    """The windows and their tabs in at most ``most`` lines, none of which wraps."""
    found = fit(windows, most)
    for shown in found.windows:
        yield Line(None, shown.window.words, "strong", cut=True)
        for line in shown.lines:
            yield _tab(line) if isinstance(line, TabAhead) else Line(None, f"       {line}", "dim")
    if found.words_left:
        yield Line(None, found.words_left, "dim")


def _tab(tab: TabAhead) -> Line:
    shown = " ●" if tab.selected else ""
    return Line(
        None,
        f"{tab.sign or ' '} {tab.place + 1:>4} {tab.words}",
        "accent" if tab.sign else "",
        cut=True,
        more=((f"  {tab.site}{shown}", "dim"),),
    )
