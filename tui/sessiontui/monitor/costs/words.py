"""What a session costs in words, the same on the screen and from the command line. Printable."""

from __future__ import annotations

from typing import Final

from ...durations import measured
from ...firefox.prefs.pages_at_quit import PagesAtQuit
from ...text import count, percent, printable, size
from .types import Case, Cost, Costs, Noted

HEADS: Final = ("session", "JSON", "file", "at start", "a save", "memory")
"""Above the columns of ``row``."""

HOW: Final = (
    "CPU and memory of this program's own reader and writer, here and now; Firefox 153 took two to "
    "five times as long beside it. A disk adds its own time."
)
"""Beside it: ``tests/benchmarks/beside_firefox.py``, 20 MB of JSON."""


def row(case: Case) -> tuple[str, ...]:
    """One session in short, for the columns of ``HEADS``; the memory is the most of the two."""
    cost = case.cost
    memory = [each for each in (cost.start_memory, cost.save_memory) if each is not None]
    return (
        printable(case.name),
        size(cost.json),
        size(cost.file),
        short(cost.start),
        short(cost.save),
        size(max(memory, default=None)),
    )


def said(costs: Costs) -> list[tuple[str, str]]:
    """Labels and sentences: what happens when, step by step, and what slimming spares."""
    lines = [
        ("at start", f"{at_start(costs.now)}; all of it, even if few tabs are loaded"),
        (
            "each save",
            f"{each_save(costs.now)}, even if one tab changed; "
            f"{share_words(costs.now, costs.interval)}",
        ),
        ("at quit", quit_words(costs)),
    ]
    if costs.slimmed:
        best = min(costs.slimmed, key=lambda case: case.cost.json)
        what = "everything that slim can drop" if best.key == "all" else best.name
        lines.append(("slimmed", f"{what}: {spared(best.cost, costs.now)}"))
    if costs.noted is not None:
        lines.append(("Firefox", noted_words(costs.noted)))
    lines += [("left out", printable(sentence)) for sentence in costs.left_out]
    lines.append(("measured", HOW))
    return lines


def said_of(case: Case, costs: Costs) -> list[tuple[str, str]]:
    """The same of one case alone, for where one is chosen."""
    lines = [("at start", at_start(case.cost)), ("each save", each_save(case.cost))]
    if case.key == "now":
        lines.append(("", share_words(case.cost, costs.interval)))
        if costs.noted is not None:
            lines.append(("Firefox", noted_words(costs.noted)))
    elif case.key == "quit":
        lines = [("at quit", quit_words(costs))]
    else:
        lines.append(("spares", spared(case.cost, costs.now)))
    return [*lines, ("measured", HOW)]


def at_start(cost: Cost) -> str:
    """What a start does with the file."""
    return (
        f"read {size(cost.file)} {short(cost.read)}, unpack {short(cost.unpack)}, parse "
        f"{size(cost.json)} {short(cost.parse)}{_taking(cost.start_memory)}"
    )


def each_save(cost: Cost) -> str:
    """What a save does."""
    return (
        f"serialise {short(cost.serialise)}, compress {short(cost.compress)}, write "
        f"{size(cost.file)} {short(cost.write)}{_taking(cost.save_memory)}"
    )


def share_words(cost: Cost, interval: float) -> str:
    """How much of the machine the saves take at the most, ``interval`` seconds apart."""
    return f"at most every {interval:g} s, so up to {percent(cost.save / interval)} of a core"


def quit_words(costs: Costs) -> str:
    """What Firefox does at its end, with the settings of the profile."""
    cost = costs.quit
    return f"one more save, of {size(cost.file)}, {short(cost.save)}: {_kept(costs.pages)}"


def _kept(pages: PagesAtQuit) -> str:
    sides = [(pages.back, "back"), (pages.forward, "forward")]
    if pages.back == pages.forward == 0:
        return "of each open tab the page it shows is kept, and no other"
    most = [f"{count(number, 'page')} {side}" for number, side in sides if number is not None]
    if not most:
        return "all pages back and forward of each open tab are kept"
    one = len(most) == 1 and most[0].startswith("1 ")
    return f"no more than {' and '.join(most)} {'is' if one else 'are'} kept of each open tab"


def noted_words(noted: Noted) -> str:
    """What Firefox itself says, where it is asked to."""
    return (
        f"noted that its last save here, of {size(noted.bytes)}, took {measured(noted.seconds)} "
        "by the clock"
    )


def spared(cost: Cost, now: Cost) -> str:
    """A lighter session beside the one there is; what is the same in words is not said."""
    figures = (
        (size(cost.file), size(now.file), "at each save"),
        (short(cost.start), short(now.start), "at start"),
        (short(cost.save), short(now.save), "a save"),
    )
    said = [f"{less} instead of {most} {when}" for less, most, when in figures if less != most]
    return ", ".join(said) or "as much as now"


def short(seconds: float) -> str:
    """CPU time in at most seven cells: ``<0.1 ms``, ``0.4 ms``, ``98 ms``, ``1.2 s``."""
    if seconds < 0.00005:
        return "<0.1 ms"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else measured(seconds)


def _taking(memory: int | None) -> str:
    return f", {size(memory)} of memory" if memory is not None else ""
