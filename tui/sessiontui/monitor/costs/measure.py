"""What a session costs as it is, as Firefox leaves it at quit, and as slimming would make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ... import progress
from ...errors import Refused
from ...firefox.prefs.pages_at_quit import USUAL_PAGES, PagesAtQuit
from ...firefox.prefs.save_interval import USUAL_INTERVAL
from ...firefox.save_log import FirefoxWrite
from ...session.edit.apply import apply
from ...session.edit.slimming import DROPS, Drop, Slimming, choose, slim
from ...session.model.snapshot import Snapshot
from ..what_if.less import at_quit, lessened
from ..what_if.slices import accepted
from .apart import measured_apart
from .types import Case, Cost, Costs, Noted

Check = Callable[[], object]
Measure = Callable[[bytes, Check], Cost]
"""Measures a text; the other is called now and then, and may raise to end it."""

_ORDER: Final = ("now", "quit", *DROPS, "all")
_NAMES: Final[dict[str, str]] = {"now": "as it is", "quit": "at quit", "all": "slim: all of these"}


def costs(
    snapshot: Snapshot,
    how: Slimming,
    *,
    now: int,
    interval: float = USUAL_INTERVAL,
    pages: PagesAtQuit = USUAL_PAGES,
    check: Check = lambda: None,
    measure: Measure = measured_apart,
) -> Costs:
    """Measure a session, and what is left of it after each drop and after all of them.

    ``now``: ms since epoch. ``interval``: seconds between two saves at the least. ``pages``: what
    stays of each history at quit. Holds two texts at a time. Raises Unreadable where it cannot be
    measured, and whatever ``check`` raises.
    """
    left_out: list[str] = []
    cases: list[Case] = []
    for key, text in _texts(snapshot, how, now, pages, check, left_out):
        check()
        progress.tell("measuring", _ORDER.index(key) + 1, len(_ORDER), "sessions")
        same = bool(cases) and text == snapshot.document.text  # nothing was left out of it
        cost = cases[0].cost if same else measure(text, check)
        cases.append(Case(key, _NAMES.get(key, f"slim: {key}"), cost))
    return Costs(tuple(cases), interval, tuple(left_out), pages=pages)


def noted(writes: Sequence[FirefoxWrite]) -> Noted | None:
    """The last of the saves that Firefox has noted, if any."""
    return Noted(writes[-1].bytes, writes[-1].seconds) if writes else None


def _texts(
    snapshot: Snapshot,
    how: Slimming,
    now: int,
    pages: PagesAtQuit,
    check: Check,
    left_out: list[str],
) -> Iterator[tuple[str, bytes]]:
    text = snapshot.document.text
    yield "now", text
    yield "quit", lessened(accepted(text), at_quit(pages), check)
    freeing: list[Drop] = []
    for drop in DROPS:
        check()
        try:
            chosen = choose(snapshot, (drop,), how)
            edited = apply(snapshot.document, chosen.edits, now=now)
        except Refused as error:
            left_out.append(error.sentence)
            continue
        left_out += [one.why for one in chosen.left_out]
        if edited.patch.freed > 0:
            freeing.append(drop)
            yield drop, edited.text
    if len(freeing) > 1:
        yield "all", apply(snapshot.document, slim(snapshot, freeing, how), now=now).text
