"""Rows of columns on standard output."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.cli import output
from sessiontui.cli.output import Output
from sessiontui.text import cells, pad, printable

CELLS = st.sampled_from(
    ["", "a", "https://a.example/", "日本", "é", "x" * 70, "日" * 40]
) | st.text("ab \x1b\n\u202e\u0301\u200d🎉\ud83d", max_size=6)
ROWS = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.tuples(*[CELLS] * wide), min_size=1, max_size=5)
)


def _written(rows: Sequence[tuple[str, ...]]) -> bytes:
    stream = io.BytesIO()
    Output(stream, terminal=False).table(rows)
    return stream.getvalue()


@given(ROWS)
def test_into_a_pipe_each_cell_is_printable_and_none_is_cut(rows: list[tuple[str, ...]]) -> None:
    """Columns are as wide as their widest cell, up to 60; blanks at the end of a line go."""
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [min(60, max(map(cells, column))) for column in zip(*shown, strict=True)]
    lines = ["  ".join([*map(pad, row[:-1], widths), row[-1]]).rstrip() + "\n" for row in shown]
    assert _written(rows) == "".join(lines).encode("utf-8", "replace")


def test_a_clean_column_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand titles are one text for that, not one each; one odd title, its column."""
    asked: list[str] = []

    def counted(text: str) -> str:
        asked.append(text)
        return printable(text)

    monkeypatch.setattr(output, "printable", counted)
    clean = [(f"/windows/0/tabs/{i}", "title", "https://a.example/") for i in range(50)]
    _written(clean)
    assert len(asked) == 3
    asked.clear()
    _written([*clean, ("/x", "od\x1bd", "https://a.example/")])
    assert len(asked) == 3 + 51
