"""Laws of the pieces that lay text out in cells."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from sessiontui.text import is_printable, printable
from sessiontui.ui.safe import SafeLines, fit
from sessiontui.ui.widgets.line_list import Cell, Column, lay_out, nearest
from sessiontui.ui.widgets.sheet import LONGEST, Line, rows_of, wrap

words = st.text(st.sampled_from("ab 日本🦊é\u0301\u200d👍🏽-/"), max_size=60).map(printable)


@given(words, st.integers(1, 40), st.booleans(), st.booleans())
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int, right: bool, url: bool) -> None:
    assert cell_len(fit(text, width, right=right, url=url)) == width


def test_fit_marks_what_was_cut_of_a_hundred_thousand_characters() -> None:
    assert fit("x" * 100_000, 10) == "xxxxxxxxx…"
    assert fit("日" * 100_000, 10) == "日日日日 …"


@given(words, st.integers(4, 40))
def test_wrapped_lines_fit_and_keep_every_word(text: str, width: int) -> None:
    lines = wrap(text, width)

    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_title_of_a_hundred_thousand_characters_is_cut_and_says_so() -> None:
    lines = wrap("y" * 100_000, 50)

    assert "100,000 characters" in " ".join(lines)
    assert sum(map(len, lines)) < LONGEST + 50


@given(
    st.lists(st.tuples(st.integers(0, 12), words, st.booleans()), min_size=2, max_size=6),
    st.integers(20, 160),
)
def test_a_row_is_exactly_as_wide_as_the_list(
    parts: list[tuple[int, str, bool]], width: int
) -> None:
    columns = [Column(size, right=right) for size, _, right in parts]
    fixed = sum(size for size, _, _ in parts) + len(parts)
    stretching = sum(not size for size, _, _ in parts)
    cells = [Cell(text) for _, text, _ in parts]

    shown = "".join(text for text, _ in lay_out(columns, cells, width))

    if fixed + 4 * max(1, stretching) <= width:
        assert cell_len(shown) == width


class Keys:
    columns: Sequence[Column] = ()

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    def cells(self, index: int) -> Sequence[Cell]:
        return (Cell(self.keys[index]),)

    def key(self, index: int) -> str:
        return self.keys[index]


def test_the_cursor_finds_its_row_again_the_nearest_of_equal_ones() -> None:
    assert nearest(Keys("a", "x", "b", "c", "x"), "x", 3) == 4
    assert nearest(Keys("x", "a", "b", "c", "x"), "x", 1) == 0
    assert nearest(Keys("a", "b"), "gone", 5) == 1
    assert nearest(Keys(), "a", 3) == 0


@given(st.text(max_size=40))
def test_no_painted_line_holds_what_acts(text: str) -> None:
    segments = [Segment(text), Segment("\x1b[1A", None, [(5, 1)])]  # type: ignore[list-item]

    painted = SafeLines().apply(segments, Color(0, 0, 0))

    assert is_printable(painted[0].text)
    assert painted[1] is segments[1]


def test_clean_lines_pass_as_they_are() -> None:
    segments = [Segment("clean"), Segment(" 日本")]

    assert SafeLines().apply(segments, Color(0, 0, 0)) is segments


def test_a_long_address_keeps_host_and_end_on_one_line() -> None:
    url = "https://www.marabos.example/atomics/chapter/with/a/long/path/index.html"
    [row] = rows_of([Line("", f"  {url}", cut=True)], 40, 10)
    text = "".join(piece for piece, _ in row)

    assert "marabos.example/…" in text
    assert text.endswith("index.html")
