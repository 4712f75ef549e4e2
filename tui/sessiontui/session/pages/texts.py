"""Titles and addresses of all versions' tabs, each pair kept once."""

from __future__ import annotations

from collections.abc import Sequence


class Texts:
    """Title and address pairs by number; equal ones have one number.

    A page stands in many versions with the same words: a hundred thousand sightings share them.
    """

    __slots__ = ("_exact", "_folded", "_numbers")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: list[str] = []
        self._folded: list[str] = []

    def number(self, title: str, url: str) -> int:
        """The number of a pair, both exactly as the file has them."""
        text = f"{title}\n{url}" if "\n" not in title else f"{title.replace(chr(10), ' ')}\n{url}"
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._exact)
            self._exact.append(text)
        return found

    def __len__(self) -> int:
        return len(self._exact)

    def title(self, number: int) -> str:
        """A title exactly, but for line ends; empty when the page has none."""
        return self._exact[number].partition("\n")[0]

    def url(self, number: int) -> str:
        """An address exactly."""
        return self._exact[number].partition("\n")[2]

    @property
    def exact(self) -> Sequence[str]:
        """Title, a line end and address of each pair, by number."""
        return self._exact

    @property
    def folded(self) -> Sequence[str]:
        """The same without regard to case."""
        known = len(self._folded)
        if known < len(self._exact):
            self._folded += [text.casefold() for text in self._exact[known:]]
        return self._folded
