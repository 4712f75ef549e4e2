"""What the other versions of a place hold, for somebody who has found one that gives nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ..text import count, printable
from .view import Summary, Version, VersionId

_MOST: Final = 4


def held_elsewhere(
    versions: Iterable[Version], of: Callable[[Version], Summary | None], but: VersionId | None
) -> str:
    """``previous has 35 tabs, recovery 10 tabs``; empty where no other has any.

    ``of`` gives what is known of a version.
    """
    found: list[str] = []
    more = 0
    for version in versions:
        summary = of(version) if version.id != but else None
        if summary is None or summary.counts is None or not summary.counts.tabs:
            continue
        if len(found) == _MOST:
            more += 1
            continue
        tabs = count(summary.counts.tabs, "tab")
        has = "" if found else " has"
        found.append(f"{printable(version.id)}{has} {tabs}{' left' if summary.salvaged else ''}")
    rest = f", and {count(more, 'more version')}" if more else ""
    return f"{', '.join(found)}{rest}"
