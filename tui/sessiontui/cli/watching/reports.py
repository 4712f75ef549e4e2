"""What a watch prints: lines for people, or lines of JSON for programs.

Results go to standard output, each line at once. What is no result of its own goes to standard
error: that something is waited for and, beside JSON, everything but saves and the last summary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ...monitor.saves import Happening, Save, Writes
from ...text import printable
from .. import diagnostics
from ..output import Output, flush_standard_output, json_of
from .lines import clock_time, day, event_line, save_line, save_out
from .summary import design_out, print_designs, print_summary, summary_out

if TYPE_CHECKING:
    from ...monitor.what_if.types import Design

Designs: TypeAlias = "Callable[[], Sequence[Design] | None] | None"


class _Report:
    """What both have in common. ``where``: the place, printable."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first_since: float | None = None  # until the first happening is told

    def begin(self, since: float, way: str) -> None:
        """``since``: when the watching began, in ms since epoch. ``way``: how saves are noticed."""
        self._first_since = since
        where = self._where.removesuffix(":")
        diagnostics.note(f"{where}: watching ({way}), Ctrl-C ends it with a summary")

    def _happened(self, event: Happening) -> str:
        if event.what == "restarted":
            return event_line(event)  # ours: whatever comes first of Firefox is still the first
        since, self._first_since = self._first_since, None
        return event_line(event, since)


class TextReport(_Report):
    """A line a save for people, with a heading for each day."""

    def __init__(self, where: str, profile: Path | None) -> None:
        super().__init__(where)
        self._profile = profile
        self._day = ""

    def tell(self, news: Save | Happening) -> None:
        """A save or a happening."""
        if isinstance(news, Save):
            out = self._output(news.at)
            out.line(save_line(news, out.width))
        elif news.what == "waiting":
            diagnostics.note(self._happened(news))
        elif news.what != "ended":
            self._output(news.at).line(self._happened(news))
        flush_standard_output()

    def warn(self, at: float, sentence: str) -> None:
        """Firefox does not seem to save."""
        self._output(at).line(f"{clock_time(at)}  {sentence}")
        flush_standard_output()

    def so_far(self, writes: Writes) -> None:
        """The summary of a watch that goes on."""
        out = Output()
        print_summary(out, writes, self._profile)
        out.line()
        flush_standard_output()

    def end(self, writes: Writes, designs: Designs) -> None:
        """The summary, and what else these saves would have cost, if that is wanted."""
        out = Output()
        print_summary(out, writes, self._profile)
        flush_standard_output()
        found = designs() if designs is not None else None
        if found:
            print_designs(out, found)
            flush_standard_output()

    def _output(self, at: float) -> Output:
        """Standard output as wide as it is now, the day said where another one has begun."""
        out = Output()
        if (today := day(at)) != self._day:
            self._day = today
            out.line(today, strong=True)
        return out


class JsonReport(_Report):
    """A JSON document a save; what is no save is told on standard error."""

    def tell(self, news: Save | Happening) -> None:
        """A save or a happening."""
        if isinstance(news, Save):
            Output().json_line(save_out(news))
            flush_standard_output()
        elif news.what != "ended":
            diagnostics.note(self._happened(news))

    def warn(self, at: float, sentence: str) -> None:
        """Firefox does not seem to save."""
        diagnostics.note(f"{clock_time(at)}  {printable(sentence)}")

    def so_far(self, writes: Writes) -> None:
        """The summary of a watch that goes on."""
        diagnostics.note(json_of({"summary": summary_out(writes)}).decode())

    def end(self, writes: Writes, designs: Designs) -> None:
        """The summary, and what else these saves would have cost, if that is wanted."""
        summary = summary_out(writes)
        if designs is not None:
            found = designs()
            summary["designs"] = None if found is None else [design_out(one) for one in found]
        Output().json_line({"summary": summary})
        flush_standard_output()


Report: TypeAlias = TextReport | JsonReport
