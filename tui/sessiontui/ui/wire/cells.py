"""Text as the cells of a terminal, and which of them terminals do not agree about."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import lru_cache

from rich.cells import split_graphemes

_JOINER = "\u200d"
REST = ""  # stands in the second cell of a wide character


class Trust(IntEnum):
    """Whether a terminal surely gives a character the room that we count for it."""

    SURE = 0
    DOUBTFUL = 1  # one cell, or two where a terminal is set so: where the next one is, is not known
    ODD = 2  # joined, combining, an emoji: a terminal may draw it as less than we count, too


def split(text: str) -> list[str] | None:
    """A cell for each place, a character with its accents and joiners in one.

    None when it has what no cell can hold: controls, an accent without a letter, a joiner that
    joins nothing (a text may have been cut there).
    """
    if text.isascii():
        return list(text) if text.isprintable() else None
    return _split(text)


@lru_cache(1024)
def _split(text: str) -> list[str] | None:
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        cluster = text[start:end]
        if cluster[-1] == _JOINER or (end - start > 1 and " " in cluster):
            return None
        if width not in (1, 2) or not _can_be_sent(cluster):
            return None
        cells += (cluster,) if width == 1 else (cluster, REST)
    return cells


def _can_be_sent(cluster: str) -> bool:
    return cluster.isprintable() or not any(
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in cluster
    )


def trust(cell: str) -> Trust:
    """How sure its width is."""
    return Trust.SURE if cell.isascii() else _trust(cell)


def marked_beside(cell: str) -> bool:
    """Whether it has a mark that many terminals give a cell of its own: a vowel of Hindi, say."""
    return not cell.isascii() and _marked_beside(cell)


@lru_cache(4096)
def _marked_beside(cluster: str) -> bool:
    return any(unicodedata.category(char) == "Mc" for char in cluster)


@lru_cache(4096)
def _trust(cluster: str) -> Trust:
    if len(cluster) > 1:
        return Trust.ODD
    width = unicodedata.east_asian_width(cluster)
    letter = unicodedata.category(cluster)[0] == "L"
    if width in "WF":
        # Ideographs, kana, hangul and their punctuation are old and wide everywhere. Of the
        # symbols many are emoji, that terminals learnt to draw at different times.
        return Trust.ODD if unicodedata.category(cluster)[0] in "SC" else Trust.SURE
    if width in ("Na", "H") or (width == "N" and cluster < "\u0590" and letter):
        return Trust.SURE
    if unicodedata.category(cluster)[0] in "MC":
        return Trust.ODD
    return Trust.DOUBTFUL  # ambiguous ones, symbols, scripts from right to left or with ligatures
