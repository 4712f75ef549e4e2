"""How much of a damaged file could be read, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from ..codec.salvage.result import Salvage
from ..session.mend.items import MendedItem
from ..session.model.item_kind import kind_of
from ..session.model.salvaged import Salvaged
from ..text import count
from .output import Output, first_line_of

MOST: Final = 12
"""So many damages are told one by one."""


def share_words(found: Salvage) -> str:
    """How much of the text is there: ``82 % of it can be read``; rounded down."""
    return Salvaged("", found.share, complete=found.complete).can_be_read


def missing_words(found: Salvage) -> str:
    """What is missing, as a clause."""
    if found.complete:
        return "nothing is missing"
    expected = found.expected_bytes
    if expected is None:
        return "what is missing is not known, nor how much"
    lost = max(0, expected - found.recovered_bytes)
    if not lost:
        return "its text is not whole, though no more than some bytes can be missing"
    percent = "less than 1" if lost * 100 < expected else f"{-(-lost * 100 // expected)}"
    return f"{count(lost, 'byte')} of its text are missing, {percent} %"


def held_words(items: Iterable[MendedItem]) -> str:
    """How many windows, tabs and so on these are: ``2 windows, 14 tabs, 1 closed tab``."""
    kinds: Counter[str] = Counter()
    for item in items:
        kind = kind_of(item.steps)
        if kind is not None:
            kinds[kind.noun] += 1
        elif item.steps[-2:-1] == ("cookies",):
            kinds["cookie"] += 1
    return ", ".join(count(number, word) for word, number in kinds.items())


def report(out: Output, name: str, found: Salvage) -> None:
    """Print how much there is, what is damaged as sentences, and what is sure."""
    state = "damaged" if found.damage or not found.complete else "not damaged"
    out.line(first_line_of((name, state, share_words(found))), strong=True)
    for number, damage in enumerate(found.damage[:MOST]):
        out.paragraph("" if number else "damage", damage.sentence)
    if len(found.damage) > MOST:
        out.paragraph("", f"and {len(found.damage) - MOST:,} more such places")
    if found.complete and not found.damage:
        return
    out.paragraph("missing", missing_words(found))
    certain = held_words(item for item in found.items if item.certain)
    guessed = held_words(item for item in found.items if not item.certain)
    out.paragraph("certain", certain or "nothing")
    if guessed:
        why = "read behind a damaged place, or not to their end: they may be wrong"
        out.paragraph("guessed (~)", f"{guessed}; {why}")
