"""All of standard output: JSON for programs, columns for people.

Into a pipe JSON and ``cat`` are exact. On a terminal everything goes through ``printable``, so
that no page title acts on it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import msgspec

from ..text import cells, elide, elide_url, pad, printable


class Output:
    """Where results go."""

    def __init__(self, stream: BinaryIO | None = None, *, terminal: bool | None = None) -> None:
        self._stream = stream or sys.stdout.buffer
        self.terminal = sys.stdout.isatty() if terminal is None else terminal
        self.colour = self.terminal and "NO_COLOR" not in os.environ
        self.width = shutil.get_terminal_size((100, 24)).columns if self.terminal else None

    def json(self, value: Any) -> None:
        """One JSON document: compact and exact into a pipe, laid out on a terminal."""
        payload = msgspec.json.encode(value)
        if self.terminal:
            self.foreign(msgspec.json.format(payload, indent=2))
        else:
            self._stream.write(payload)
            self._stream.write(b"\n")
            self._stream.flush()

    def foreign(self, text: bytes) -> None:
        """Somebody else's text: exactly its bytes into a pipe, made printable on a terminal."""
        if not self.terminal:
            self._stream.write(text)
            self._stream.flush()
            return
        for line in text.split(b"\n"):
            shown = printable(line.removesuffix(b"\r").decode("utf-8", "replace"))
            self._stream.write(shown.encode("utf-8", "replace") + b"\n")
        self._stream.flush()

    def line(self, text: str = "", *, strong: bool = False) -> None:
        """One line of printable text, cut to the terminal's width."""
        if self.width is not None:
            text = elide(text, self.width)
        if strong and self.colour and text:
            text = f"\x1b[1m{text}\x1b[0m"
        self._stream.write(text.encode("utf-8", "replace") + b"\n")

    def paragraph(self, label: str, text: str) -> None:
        """A label and text that wraps under itself."""
        import textwrap

        room = max(30, (self.width or 100) - 14)
        lines = textwrap.wrap(text, room, break_long_words=False) or [""]
        for i, part in enumerate(lines):
            self.line(f"{label if not i else '':<14}{part}")

    def table(self, rows: Sequence[Sequence[str]], *, stretch: int = 0, urls: int = -1) -> None:
        """Rows in columns. ``stretch`` is the column that gives way, ``urls`` holds addresses.

        Into a pipe nothing is cut.
        """
        if not rows:
            return
        widths = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]))]
        if self.width is not None:
            self._fit(widths, stretch, urls)
        for row in rows:
            shown = [
                (elide_url if i == urls else elide)(cell, widths[i]) if self.width else cell
                for i, cell in enumerate(row)
            ]
            padded = [
                pad(cell, widths[i] if self.width else min(widths[i], 60))
                for i, cell in enumerate(shown[:-1])
            ]
            self.line("  ".join([*padded, shown[-1]]).rstrip())

    def _fit(self, widths: list[int], stretch: int, urls: int) -> None:
        room = (self.width or 0) - 2 * (len(widths) - 1)
        over = sum(widths) - room
        if over <= 0:
            return
        if urls >= 0:
            give = min(over, max(0, widths[urls] - max(24, room // 3)))
            widths[urls] -= give
            over -= give
        widths[stretch] = max(12, widths[stretch] - over)

    def flush(self) -> None:
        """Hand everything over."""
        self._stream.flush()


def first_line_of(values: Iterable[str]) -> str:
    """Words joined by the separator used everywhere."""
    return " · ".join(value for value in values if value)
