"""Laws of the pieces that lay text out in cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.events import MouseEvent, MouseScrollDown
from textual.widget import Widget

from sessiontui.text import is_printable, printable
from sessiontui.ui.colours import readable
from sessiontui.ui.widgets.bars import TitleBar
from sessiontui.ui.widgets.columns import lay_out
from sessiontui.ui.widgets.group_colours import NAMES, role_of
from sessiontui.ui.widgets.line_list import Cell, Column, LineList, nearest
from sessiontui.ui.widgets.painted_lines import PaintedLines
from sessiontui.ui.widgets.safe_lines import SafeLines, fit
from sessiontui.ui.widgets.sheet import LONGEST, Line, Row, Sheet, rows_of, wrap

words = st.text(st.sampled_from("ab 日本🦊é\u0301\u200d👍🏽-/"), max_size=60).map(printable)
widths = st.integers(24, 60)


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


# -- lines of a sheet --------------------------------------------------------------------------


def text_of(row: Row) -> str:
    return "".join(piece for piece, _ in row)


@given(words, st.lists(st.tuples(words, st.sampled_from(["dim", "accent"])), max_size=4), widths)
def test_pieces_wrap_as_one_text_and_keep_their_roles(
    text: str, more: list[tuple[str, str]], width: int
) -> None:
    rows = rows_of([Line("", text, "strong", more=tuple(more))], width, 10)
    plain = rows_of([Line("", text + "".join(piece for piece, _ in more))], width, 10)

    assert [text_of(row) for row in rows] == [text_of(row) for row in plain]
    for role in ("strong", "dim", "accent"):
        given_text = "".join(piece for piece, of in [(text, "strong"), *more] if of == role)
        shown = "".join(piece for row in rows for piece, of in row[1:] if of == role)
        assert shown.replace(" ", "") == given_text.replace(" ", "")


def test_a_cut_line_keeps_what_follows_its_text() -> None:
    [row] = rows_of([Line("", "k" * 100, cut=True, more=((" · 12 kB", "dim"),))], 40, 10)

    assert cell_len(text_of(row)) == 40
    assert text_of(row).endswith("k… · 12 kB")


def test_a_drawn_line_is_painted_as_it_is() -> None:
    line = Line(None, "", more=(("┌─  ", "dim"), ("1" * 60, "accent")), drawn=True)

    assert rows_of([line], 40, 10) == [[("┌─  ", "dim"), ("1" * 60, "accent")]]


@given(st.text("ab —日 ", max_size=200), st.integers(30, 90), st.booleans())
def test_a_value_that_wraps_stands_below_itself_and_not_below_its_label(
    text: str, width: int, pieces: bool
) -> None:
    more = ((text, "dim"),) if pieces else ()
    rows = rows_of([Line("looked at", text, more=more)], width, 10)
    painted = ["".join(piece for piece, _ in row) for row in rows]

    assert painted[0][:10] == "looked at "
    assert all(row[:10] == " " * 10 for row in painted[1:])
    assert all(cell_len(row) <= width for row in painted)


class Readable(App[None]):
    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = readable(super().get_css_variables(), ansi=self.current_theme.ansi)
        return self.theme_variables


class Long(Readable):
    CSS = "Sheet { height: 10; }"

    def compose(self) -> ComposeResult:
        yield Sheet(label_width=0).add_class("details")
        yield LineList()


class InPane(Readable):
    CSS = "Sheet { height: 10; }"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Sheet(label_width=0)


def painted(sheet: Sheet) -> list[str]:
    return [sheet.render_line(y).text.strip("▌ ") for y in range(sheet.size.height)]


async def test_a_sheet_says_how_much_is_below_and_its_keys_and_the_wheel_lead_there() -> None:
    app = Long()
    async with app.run_test(size=(40, 20)) as pilot:
        sheet = app.query_one(Sheet)
        sheet.show(Line(None, f"line {i}") for i in range(30))
        await pilot.pause()
        assert painted(sheet)[8:] == ["line 8", "… 21 more lines ↓"]
        app.screen.set_focus(sheet)
        await pilot.press("j", "j", "k")
        assert painted(sheet)[0] == "line 1"
        assert painted(sheet)[9] == "… 20 more lines ↓"
        await pilot.press("pagedown")
        assert painted(sheet)[0] == "line 9", "what was covered by the words comes into sight"
        await pilot.press("G")
        assert painted(sheet)[9] == "line 29"
        await pilot.press("g")
        assert painted(sheet)[0] == "line 0"
        sheet.post_message(wheel(MouseScrollDown, sheet))
        await pilot.pause()
        assert painted(sheet)[0] != "line 0"
        sheet.show(Line(None, f"line {i}") for i in range(10))
        await pilot.press("g")
        assert painted(sheet)[9] == "line 9", "it fits: nothing is said"


def wheel(kind: type[MouseEvent], widget: Widget) -> MouseEvent:
    return kind(widget, 1, 1, 0, 0, 0, False, False, False)


async def test_a_sheet_whose_lines_changed_as_it_came_back_into_sight_shows_no_old_ones() -> None:
    app = InPane()
    async with app.run_test(size=(40, 20)) as pilot:
        sheet, pane = app.query_one(Sheet), app.query_one(Vertical)
        for number in range(3):
            sheet.show([Line(None, f"line {number}"), Line(None, "and more")][: 2 - number % 2])
            await pilot.pause()
            shown = [strip.text for strip in app.screen._compositor.render_strips()[:2]]
            assert f"line {number}" in shown[0]
            assert ("and more" in shown[1]) == (number % 2 == 0)
            pane.display = False
            await pilot.pause()
            pane.display = True  # it has no size until it is laid out again


async def test_details_with_the_focus_have_a_bar_at_their_edge_also_without_colours() -> None:
    app = Long()
    async with app.run_test(size=(40, 20)) as pilot:
        sheet = app.query_one(Sheet)
        sheet.show([Line(None, "line 0")])
        app.screen.set_focus(app.query_one(LineList))
        await pilot.pause()
        without = sheet.render_line(0).text
        await pilot.press("shift+tab")
        assert app.screen.focused is sheet
        assert (without[:2], sheet.render_line(0).text[:2]) == (" l", "▌l")


class Painted(Readable):
    def compose(self) -> ComposeResult:
        yield Sheet(label_width=10)
        yield LineList()


def hue(app: Painted, kind: type[PaintedLines], color: str) -> Any:
    return app.query_one(kind).role_style(role_of(color)).color


async def test_list_and_sheet_paint_groups_in_the_same_colours_on_dark_and_light() -> None:
    app = Painted()
    async with app.run_test() as pilot:
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            hues = [hue(app, Sheet, name).triplet for name in NAMES]
            assert hues == [hue(app, LineList, name).triplet for name in NAMES]
            assert len(set(hues)) == len(NAMES) == 9
            ground = app.query_one(Sheet).styles.background.brightness
            assert all(abs(Color(*triplet).brightness - ground) > 0.35 for triplet in hues)


async def test_without_colours_only_the_word_is_left() -> None:
    app = Painted(ansi_color=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        for name in NAMES:
            color = app.query_one(Sheet).role_style(role_of(name)).color
            assert color is None or color.is_default


async def test_a_coloured_sign_is_on_the_screen_with_its_name_beside_it() -> None:
    app = Painted()
    async with app.run_test() as pilot:
        sheet = app.query_one(Sheet)
        sheet.show([Line("group", "Work", more=((" ", ""), ("■", "group-red"), (" red", "")))])
        await pilot.pause()
        strip = sheet.render_line(0)
        assert strip.text[1:].rstrip() == "group     Work ■ red"
        [sign] = [segment for segment in strip if segment.text == "■"]
        assert sign.style is not None
        assert sign.style.color == hue(app, Sheet, "red")


def test_colours_have_roles_by_firefoxs_words() -> None:
    assert role_of("blue") == "group-blue"
    assert role_of("turquoise") == role_of("cyan") == "group-cyan"
    assert role_of("no such colour\x1b") == ""


class _Titled(App[None]):
    def compose(self) -> ComposeResult:
        yield TitleBar()


async def test_of_a_title_the_weightiest_facts_stay_whole_where_it_is_narrow() -> None:
    app = _Titled()
    facts = ("Firefox 153.0", "did not quit cleanly", "read-only")
    for width, left in (
        (90, "sessiontui  old · Firefox 153.0 · did not quit cleanly · read-only"),
        (70, "sessiontui  old · did not quit cleanly · read-only"),
        (48, "sessiontui  old · read-only"),
    ):
        async with app.run_test(size=(width, 3)) as pilot:
            bar = app.query_one(TitleBar)
            bar.show("sessiontui  old", "saved 8 min ago", *facts)
            bar.say("saved 9 min ago")
            await pilot.pause()
            line = bar.render_line(0).text
            assert line.startswith(f" {left}  ")
            assert line.rstrip().endswith("  saved 9 min ago")
        app = _Titled()
