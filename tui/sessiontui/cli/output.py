"""All of standard output: JSON for programs, columns for people.

Into a pipe JSON and ``cat`` are exact. On a terminal everything goes through ``printable``, so
that no page title acts on it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, BinaryIO

from ..errors import Unreadable
from ..text import cells, elide, elide_url, escaped, pad, printable, steady
from .columns import terminal_columns
from .whole_lines import standard_output

_GAP = "  "
_WIDEST = 60  # cells of a column where nothing is cut


class Output:
    """Where results go: all of standard output, as text for a terminal or exact for a pipe."""

    def __init__(self, stream: BinaryIO | None = None, *, terminal: bool | None = None) -> None:
        if stream is None and sys.stdout is None:
            raise Unreadable("standard output is closed: there is nowhere to print to")
        self._stream = stream or standard_output() or sys.stdout.buffer
        self.terminal = sys.stdout.isatty() if terminal is None else terminal
        self.colour = self.terminal and "NO_COLOR" not in os.environ
        self.width = terminal_columns(100) if self.terminal else None

    def _write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except OSError as error:
            raise _cannot_write(error) from None

    def json(self, value: Any) -> None:
        """One JSON document: compact and exact into a pipe, laid out on a terminal."""
        payload = json_of(value)
        if self.terminal:
            import msgspec

            self.foreign(msgspec.json.format(payload, indent=2))
        else:
            self._write(payload + b"\n")

    def json_line(self, value: Any) -> None:
        """One of several JSON documents, each on a line of its own, also on a terminal."""
        self.foreign(json_of(value) + b"\n")

    def foreign(self, text: bytes) -> None:
        """Somebody else's text: exactly its bytes into a pipe, made printable on a terminal."""
        if not self.terminal:
            self._write(text)
            return
        for line in text.removesuffix(b"\n").split(b"\n"):
            # A tab can only be layout here: inside a JSON string it is always escaped.
            blanks = line.removesuffix(b"\r").replace(b"\t", b"    ")
            self._write(_encoded(printable(blanks.decode("utf-8", "replace"))) + b"\n")

    def line(self, text: str = "", *, strong: bool = False) -> None:
        """One line of printable text, cut to the terminal's width."""
        text = printable(text)
        if self.width is not None:
            text = elide(_steady(text), self.width)
        if strong and self.colour and text:
            text = f"\x1b[1m{text}\x1b[0m"
        self._write(_encoded(text) + b"\n")

    def whole(self, label: str, text: str) -> None:
        """A label and text that is there to be copied: one line, however long."""
        self._write(_encoded(printable(f"{label:<14}{text}")) + b"\n")

    def paragraph(self, label: str, text: str) -> None:
        """A label and text that wraps under itself; into a pipe only between words."""
        for i, part in enumerate(self._wrapped(text, 14)):
            self.line(f"{label if not i else '':<14}{part}")

    def _wrapped(self, text: str, indent: int) -> list[str]:
        import textwrap

        room = max(16, (self.width or 100) - indent)
        shown = printable(text)
        cut = self.width is not None
        return textwrap.wrap(shown, room, break_long_words=cut, break_on_hyphens=False) or [""]

    def table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        stretch: int = 0,
        urls: int = -1,
        last_below: bool = False,
    ) -> None:
        """Rows in columns. ``stretch`` is the column that gives way, ``urls`` holds addresses.

        ``last_below``: where a row is too wide for the terminal, the last column stands below
        it, whole. Into a pipe nothing is cut.
        """
        if not rows:
            return
        columns = [_printable(column) for column in zip(*rows, strict=True)]
        width = self.width
        if width is None:
            self._write(_lines(columns))
            return
        shown = [*zip(*(map(_steady, column) for column in columns), strict=True)]
        widths = [max(map(cells, column)) for column in zip(*shown, strict=True)]
        if last_below and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
            self._rows_with_last_below(shown, widths[:-1], width, stretch)
        else:
            self._fit(widths, width, stretch, urls)
            self._rows(
                [
                    [
                        (elide_url if i == urls else elide)(cell, widths[i])
                        for i, cell in enumerate(row)
                    ]
                    for row in shown
                ],
                widths,
            )

    def _rows(self, rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        for row in rows:
            padded = [pad(cell, widths[i]) for i, cell in enumerate(row[:-1])]
            self.line(_GAP.join([*padded, row[-1]]).rstrip())

    def _rows_with_last_below(
        self, rows: Iterable[Sequence[str]], widths: list[int], width: int, stretch: int
    ) -> None:
        self._fit(widths, width, stretch, -1)
        indent = 5 if widths[0] == 1 else 4  # deeper than the name, which may stand second
        for row in rows:
            self._rows([[elide(cell, widths[i]) for i, cell in enumerate(row[:-1])]], widths)
            for part in self._wrapped(row[-1], indent) if row[-1] else ():
                self.line(" " * indent + part)

    @staticmethod
    def _fit(widths: list[int], width: int, stretch: int, urls: int) -> None:
        room = width - len(_GAP) * (len(widths) - 1)
        over = sum(widths) - room
        if over > 0 and urls >= 0:
            give = min(over, max(0, widths[urls] - max(24, room // 3)))
            widths[urls] -= give
            over -= give
        if over > 0:
            give = min(over, max(0, widths[stretch] - 12))
            widths[stretch] -= give
            over -= give
        if over > 0 and urls >= 0:
            widths[urls] = max(8, widths[urls] - over)


def _printable(column: Sequence[str]) -> Sequence[str]:
    """The cells of a column made printable: looked at as one text, which is mostly clean."""
    together = " ".join(column)
    return column if printable(together) is together else [printable(cell) for cell in column]


def _lines(columns: Sequence[Sequence[str]]) -> bytes:
    """Printable rows in columns as lines, nothing cut; of wide columns the rest hangs over."""
    padded: list[Iterable[str]] = []
    for column in columns[:-1]:
        if all(map(str.isascii, column)):
            width = min(max(map(len, column)), _WIDEST)
            padded.append(map(str.ljust, column, repeat(width)))
        else:
            width = min(max(map(cells, column)), _WIDEST)
            padded.append([pad(cell, width) for cell in column])
    rows = map(_GAP.join, zip(*padded, columns[-1], strict=True))
    return _encoded("\n".join([*map(str.rstrip, rows), ""]))


def json_of(value: Any) -> bytes:
    """A value as compact JSON."""
    import msgspec

    try:
        payload = msgspec.json.encode(value)
    except UnicodeEncodeError:  # a directory's name may hold bytes that are no text
        payload = msgspec.json.encode(_without_surrogates(value))
    return escaped(payload)


def flush_standard_output() -> None:
    """Hand everything over. Raises BrokenPipeError when nobody reads any more."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        if (lines := standard_output()) is not None:
            lines.flush()
    except OSError as error:
        raise _cannot_write(error) from None


def _cannot_write(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return error
    return Unreadable(f"standard output: {printable(error.strerror or str(error))}")


# Half a flag is one cell here and two there: a flag becomes the two letters it is made of.
_FLAGS = {0x1F1E6 + i: chr(ord("A") + i) for i in range(26)}


def _steady(text: str) -> str:
    return text if text.isascii() else steady(text).translate(_FLAGS)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _without_surrogates(value: Any) -> Any:
    import msgspec

    if isinstance(value, str):
        return _encoded(value).decode()
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, msgspec.Struct):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {key: _without_surrogates(v) for key, v in fields if v is not msgspec.UNSET}
    return value


def first_line_of(values: Iterable[str]) -> str:
    """Words joined by the separator used everywhere."""
    return " · ".join(value for value in values if value)
