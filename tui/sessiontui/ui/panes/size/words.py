"""What pane 6 says in sentences and in the details of a row. All printable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ....session.describe.encoded_values import data_url_words
from ....session.json.pointer import format_pointer
from ....session.weight.headline import share
from ....session.weight.repeated import Repeated
from ....session.weight.rows import Cut, Row
from ....session.weight.words import counted, name_of_part
from ....text import count, exact_size, printable, size
from ...lines import Line
from .figures import Figures
from .key_words import part_words
from .levels import Level
from .where import Crumb, Where

WAYS: Final[Mapping[Cut, str]] = {
    "part": "part", "site": "site", "tab": "tab", "field": "field", "node": "JSON",
}  # fmt: skip
"""What each way to divide is called."""

_OF_PARTS: Final[Mapping[str, str]] = {
    "images": "image", "principals": "principal", "cloned state": "state", "forms": "form",
    "storage": "storage", "extension data": "extension data",
}  # fmt: skip
"""What repeated values of a part are called."""
_MOST_REPEATED: Final = 5


def head_words(level: Level, readable: str | None) -> str:
    """The one thing that a level says. ``readable``: how much of a damaged file this is.

    None: it is whole; empty: nobody knows.
    """
    weight = level.weight
    if level.where.trail:
        of_all = share(weight.bytes, level.whole)
        said = f"{_whole_name(level.where)}: {size(weight.bytes)}, {of_all} of the JSON."
    else:
        said = level.headline
    if readable is None:
        return said
    part = f"the {readable} that can" if readable else "what can"
    return f"{said} Of {part} be read."


def trail_names(where: Where) -> Sequence[str]:
    """The levels in words, the whole first."""
    return ("All", *(_name(crumb) for crumb in where.trail))


def _name(crumb: Crumb) -> str:
    """What was gone into, in a few words: of a node its name or place, of a tab its title."""
    if crumb.cut == "node":
        item = crumb.steps is not None and isinstance(crumb.steps[-1], int)
        return f"[{crumb.key}]" if item else printable(crumb.key[:200])
    if crumb.cut == "part":
        return name_of_part(crumb.key)
    return printable((crumb.title or crumb.key)[:200]) or "(no page)"


def _whole_name(where: Where) -> str:
    """What a level is of, in a sentence: of a node its pointer, else the way to it."""
    last = where.trail[-1]
    if last.cut == "node" and last.steps is not None:
        return printable(format_pointer(last.steps)[:200])
    return " › ".join(_name(crumb) for crumb in where.trail)


def sum_words(level: Level, shown: int, of_shown: int, filtered: str) -> str:
    """The line below the rows: what they sum to, and of what."""
    rows, weight = len(level.weight.rows), level.weight
    of_all = "all" if not level.where.trail else share(weight.bytes, level.whole)
    if filtered:
        kept = f"{shown:,} of {rows:,} · {of_shown:,} of {exact_size(weight.bytes)}"
        return f"{kept} · filter: {printable(filtered)}"
    return f"{count(rows, 'row')}, sum {exact_size(weight.bytes)}: {of_all} of the JSON"


def describe(level: Level, row: Row, names: tuple[str, str]) -> Iterator[Line]:
    """One row: its exact bytes, what they are a part of, and where it stands."""
    by, weight = level.where.by, level.weight
    yield Line(None, names[0], "strong")
    if names[1] and by != "part":
        yield Line(None, names[1], "accent" if by == "tab" else "dim", cut=by == "tab")
    yield Line(None, "")
    yield Line("bytes", exact_size(row.bytes))
    if level.where.trail:
        yield Line("is", f"{share(row.bytes, weight.bytes)} of {_whole_name(level.where)}")
    yield Line("" if level.where.trail else "is", f"{share(row.bytes, level.whole)} of the JSON")
    if words := counted(weight, row):
        yield Line("counts", words)
    if row.steps is not None:
        yield Line("at", printable(format_pointer(row.steps)), cut=True)
    if by == "part" and (words := part_words(row.key)):
        yield Line("holds", words)


def figures_lines(
    level: Level, row: Row, figures: Figures | None, file: int | None, key: str
) -> Iterator[Line]:
    """What takes longer to find out, or the ``key`` that has it found out.

    ``file``: bytes of the compressed file, where there is one.
    """
    if level.where.by != "part" or level.where.trail:
        return
    yield Line(None, "")
    if figures is None:
        yield Line("packed", f"{key} estimates it, and finds what is there more than once", "dim")
        return
    if (packed := figures.packed.get(row.key)) is not None:
        of_file = f", {share(packed, file)} of the file" if file else ""
        yield Line("packed", f"≈ {size(packed)}{of_file}: estimated, this part compressed alone")
    what = _OF_PARTS.get(row.key)
    found = [one for one in figures.repeated if one.what == what]
    if not found:
        return
    saved = sum(one.saved for one in found)
    yield Line("repeated", f"stored once each, {size(saved)} less", "accent")
    for one in found[:_MOST_REPEATED]:
        begins = _begins(one)
        yield Line("", f"{one.copies:,} × {size(one.bytes // one.copies)}  {begins}", cut=True)
    if len(found) > _MOST_REPEATED:
        yield Line("", f"and {len(found) - _MOST_REPEATED:,} more", "dim")


def _begins(one: Repeated) -> str:
    """A repeated value in a few words."""
    text = one.value.lstrip('"')
    if text.startswith("data:"):
        return data_url_words(text, one.bytes // one.copies)
    return printable(text)
