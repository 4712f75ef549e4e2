"""Titles and addresses of all versions' tabs, each pair kept once."""

from __future__ import annotations

from typing import Final

_LONG: Final = 100_000  # characters


class Texts:
    """Title and address pairs by number; equal ones have one number.

    A page stands in many versions with the same words: a hundred thousand sightings share them.
    """

    __slots__ = ("_last", "_numbers", "_texts")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._last: tuple[int, str, str] = (-1, "", "")  # a very long one, that a line asks for

    def number(self, title: str, url: str) -> int:
        """The number of a pair, both exactly as the file has them."""
        text = f"{title}\n{url}" if "\n" not in title else f"{title.replace(chr(10), ' ')}\n{url}"
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return found

    def both(self, number: int) -> str:
        """Title and address exactly, in a line each."""
        return self._texts[number]

    def title(self, number: int) -> str:
        """A title exactly, but for line ends; empty when the page has none."""
        text = self._texts[number]
        return text.partition("\n")[0] if len(text) < _LONG else self._parted(number)[1]

    def url(self, number: int) -> str:
        """An address exactly."""
        text = self._texts[number]
        return text.partition("\n")[2] if len(text) < _LONG else self._parted(number)[2]

    def _parted(self, number: int) -> tuple[int, str, str]:
        """Title and address of megabytes, not copied each time a line is painted."""
        if self._last[0] != number:
            title, _, url = self._texts[number].partition("\n")
            self._last = number, title, url
        return self._last
