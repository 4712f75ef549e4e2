"""Titles and addresses of all pages, made ready so that a letter's search costs milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property


class PageTexts:
    """The texts of some pages, by number, in the order in which a person wants to see them."""

    def __init__(self, pages: Sequence[int], texts: Sequence[str]) -> None:
        self._pages = pages
        self._exact = texts

    @cached_property
    def _folded(self) -> list[str]:
        return [text.casefold() for text in self._exact]

    def prepare(self) -> None:
        """Do now what the first search would have to do; meant for a background thread."""
        _ = self._folded

    def holding(self, words: Sequence[str], *, exact: bool) -> list[int]:
        """The pages with every word in title or address, in their order.

        Without ``exact`` case is ignored, and the words are in small letters.
        """
        texts = self._exact if exact else self._folded
        rows: Sequence[int] = range(len(texts))
        for word in words:
            rows = [row for row in rows if word in texts[row]]
        return [self._pages[row] for row in rows]
