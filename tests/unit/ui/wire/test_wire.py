"""What is sent shows the same as all that Textual would have sent, and is less."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, InlineUpdate, LayoutUpdate
from textual.events import Key, Resize
from textual.geometry import Region, Size
from textual.strip import Strip

from sessiontui.ui.wire.cells import Trust, trust
from sessiontui.ui.wire.wire import SWITCH, Wire
from tests.cell_terminal import Cell, CellTerminal

WIDTH, HEIGHT = 14, 3
COLUMNS = range(WIDTH)
COLOURS = {
    "truecolor": "#e0e0e0 #121212 #0178d4",
    "256": "color(7) color(17) color(200)",
    "standard": "red bright_blue default",
}
FLAGS = ["bold", "dim", "italic", "underline", "reverse", "strike", "blink"]
LETTERS = ["a", "b", "ab", " ", "  ", "   ", "é", "ж", "漢", "字", "ｶ", "…", "·", "─", "│"]
ODD = ["🦊", "👍🏽", "👩\u200d👩\u200d👧", "❤\ufe0f", "e\u0301", "ש", "न\u093f", "⚠", "🇫🇷"]


def console(colours: str = "truecolor") -> Console:
    return Console(force_terminal=True, color_system=colours, width=WIDTH)  # type: ignore[arg-type]


def wire(**environ: str) -> Wire:
    app: Any = SimpleNamespace(_driver=SimpleNamespace(_writer_thread="first"))
    return Wire(app, environ)


def whole(*lines: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate(list(lines), Region(0, 0, WIDTH, len(lines)))


def text(words: str, style: str = "") -> Strip:
    return Strip([Segment(words.ljust(WIDTH), Style.parse(style))])


@st.composite
def styles(draw: st.DrawFn) -> Style | None:
    palette = draw(st.sampled_from(sorted(COLOURS)))
    colour = st.sampled_from([None, *COLOURS[palette].split()])
    flags = draw(st.sets(st.sampled_from(FLAGS)))
    few = {flag: True for flag in sorted(flags)[:2]}
    style = Style(color=draw(colour), bgcolor=draw(colour), **few)  # type: ignore[arg-type]
    return draw(st.sampled_from([style, style, style, None]))


@st.composite
def strips(draw: st.DrawFn, width: int, chars: list[str]) -> Strip:
    """A strip of exactly this width."""
    segments: list[Segment] = []
    room = width
    while room:
        words = "".join(draw(st.lists(st.sampled_from(chars), min_size=1, max_size=5)))
        style = draw(STYLES)
        part = Strip([Segment(words, style)])
        if part.cell_length > room:
            part = part.crop(0, room)
        segments += part
        room -= part.cell_length
    return Strip(segments, width)


STYLES = st.shared(st.lists(styles(), min_size=2, max_size=4), key="styles").flatmap(
    st.sampled_from
)


@st.composite
def frames(draw: st.DrawFn, chars: list[str]) -> list[CompositorUpdate]:
    """The screen, and repaints of all or of parts of it; some lines stay as they were."""
    cuts = [
        sorted({0, WIDTH, *draw(st.lists(st.integers(1, WIDTH - 1), max_size=2))})
        for _ in range(HEIGHT)
    ]
    shown: list[dict[int, Strip]] = []

    def line(y: int) -> dict[int, Strip]:
        return {
            start: draw(strips(end - start, chars))
            for start, end in zip(cuts[y], cuts[y][1:], strict=False)
        }

    shown = [line(y) for y in range(HEIGHT)]
    made: list[CompositorUpdate] = [whole(*(list(one.values()) for one in shown))]
    for _ in range(draw(st.integers(1, 4))):
        changed = draw(st.sets(st.integers(0, HEIGHT - 1)))
        new = [line(y) if y in changed else shown[y] for y in range(HEIGHT)]
        if draw(st.booleans()):
            made.append(whole(*(list(one.values()) for one in new)))
            shown = new
            continue
        spans = []
        for y in sorted(changed):
            first, last = draw(st.sampled_from([(a, b) for a in cuts[y] for b in cuts[y] if a < b]))
            spans.append((y, first, last))
            shown[y] = {
                x: new[y][x] if first <= x < last else strip for x, strip in shown[y].items()
            }
        if spans:
            chops: list[dict[int, Strip | None]] = [
                {
                    x: strip if not draw(st.integers(0, 9)) or y in changed else None
                    for x, strip in one.items()
                }
                for y, one in enumerate(shown)
            ]
            made.append(ChopsUpdate(chops, spans, [one[1:] for one in cuts]))
    return made


@pytest.mark.long
@given(frames(LETTERS) | frames(LETTERS + ODD))
def test_after_every_repaint_the_terminal_shows_the_same(
    repaints: list[CompositorUpdate],
) -> None:
    one, all_of_it = wire(), console()
    less, more = CellTerminal(WIDTH, HEIGHT), CellTerminal(WIDTH, HEIGHT)
    for repaint in repaints:
        sent, everything = (of.render_segments(all_of_it) for of in (one.less(repaint), repaint))
        less.feed(sent)
        more.feed(everything)
        assert [
            f"{x}, {y}: {less.seen[y][x]}, not {more.seen[y][x]}; {sent!r}, {everything!r}"
            for y in range(HEIGHT)
            for x in COLUMNS
            if less.seen[y][x] != more.seen[y][x]
        ][:1] == []


def narrow_emoji(cluster: str, width: int) -> int:
    return 1 if trust(cluster) is Trust.ODD else width


def wide_doubtful(cluster: str, width: int) -> int:
    return 2 if trust(cluster) is not Trust.SURE else width


@pytest.mark.long
@pytest.mark.parametrize("width_of", [narrow_emoji, wide_doubtful])
@given(frames([*LETTERS, "🦊", "⚠", "ש", "の", "🇫"]))
def test_where_a_terminal_counts_otherwise_what_is_sure_stands_in_its_column(
    width_of: Callable[[str, int], int], repaints: list[CompositorUpdate]
) -> None:
    one = wire()
    right, other = CellTerminal(WIDTH, HEIGHT), CellTerminal(WIDTH, HEIGHT, width_of)
    for repaint in repaints:
        right.feed(repaint.render_segments(console()))
        sent = one.less(repaint).render_segments(console())
        other.feed(sent)
        assert [
            f"{x}: {does[x]}, not {should[x]} of {[cell.text for cell in should]}; {sent!r}"
            for should, does in zip(right.seen, other.seen, strict=True)
            for x in COLUMNS
            if trust(should[x].text) is Trust.SURE and not _half(should, x)
            if does[x] != should[x]
        ][:1] == []


def _half(line: list[Cell], x: int) -> bool:
    """Whether the character of this cell is one that terminals do not agree about."""
    return line[x].text == "" and trust(line[x - 1].text) is not Trust.SURE


def test_nothing_is_sent_for_what_is_shown_already() -> None:
    one = wire()
    first = whole([text("one", "red")], [text("two")], [text("three")])
    assert "two" in one.less(first).render_segments(console())
    same = whole([text("one", "red")], [text("two")], [text("three")])
    assert one.less(same).render_segments(console()) == ""


def test_only_the_cells_that_differ_are_sent_in_one_style() -> None:
    one = wire()
    one.less(whole([text("aaaaaaaaaaaa", "red")])).render_segments(console("standard"))
    new = whole([text("aaaaXYaaaaaa", "red")])
    assert one.less(new).render_segments(console("standard")) == "\x1b[1;5H\x1b[31mXY\x1b[m"


def test_cells_between_are_sent_again_where_a_move_would_be_longer() -> None:
    one = wire()
    one.less(whole([text("aaaaaaaaaaaa")])).render_segments(console())
    sent = one.less(whole([text("Xaa·Xaaaaaa")])).render_segments(console())
    assert sent.startswith("\x1b[1HXaa·")


def test_a_colour_that_stays_is_not_sent_again() -> None:
    style = "bold #111111 on #222222"
    line = Strip([Segment("bold", Style.parse(style)), Segment("text", Style.parse(style[5:]))])
    sent = wire().less(whole([line])).render_segments(console())
    assert sent.count("38;2;17;17;17") == sent.count("48;2;34;34;34") == 1
    assert sent.endswith("\x1b[22mtext\x1b[m")


def test_spaces_take_only_the_background_of_their_style() -> None:
    parts = [Segment("a", Style.parse("red on blue")), Segment(" ", Style.parse("green on blue"))]
    sent = wire().less(whole([Strip([*parts, *parts])])).render_segments(console("standard"))
    assert sent == "\x1b[1H\x1b[31;44ma a \x1b[m"


def test_an_underlined_space_keeps_its_line() -> None:
    parts = [Segment("a", Style.parse("red")), Segment(" ", Style.parse("underline red"))]
    terminal = CellTerminal(WIDTH, 1)
    terminal.feed(wire().less(whole([Strip(parts)])).render_segments(console("standard")))
    assert terminal.cells[0][1].pen.attributes == {4}


def test_a_size_that_came_anew_forgets_what_was_shown() -> None:
    one = wire()
    screen = whole([text("one")])
    one.less(screen).render_segments(console())
    one.hear(Key("a", "a"))
    assert one.less(screen).render_segments(console()) == ""
    one.hear(Resize(Size(WIDTH, 1), Size(WIDTH, 1)))
    assert "one" in one.less(screen).render_segments(console())


def test_a_terminal_that_was_given_back_is_sent_everything() -> None:
    driver = SimpleNamespace(_writer_thread="first")
    app: Any = SimpleNamespace(_driver=driver)
    one = Wire(app, {})
    screen = whole([text("one")])
    one.less(screen).render_segments(console())
    driver._writer_thread = "second"
    assert "one" in one.less(screen).render_segments(console())


def test_another_size_is_sent_whole() -> None:
    one = wire()
    one.less(whole([text("one")])).render_segments(console())
    sent = one.less(whole([text("one")], [text("two")])).render_segments(console())
    assert "one" in sent and "two" in sent


@pytest.mark.parametrize(
    "strange",
    [
        Strip([Segment("linked".ljust(WIDTH), Style(link="https://e.example"))]),
        Strip([Segment("bell\x07".ljust(WIDTH))], WIDTH),
        Strip([Segment("\x1b[5m"), Segment("blinks".ljust(WIDTH))]),
        Strip([Segment("\u0301accent".ljust(WIDTH))]),
        Strip([Segment("x" * (WIDTH + 1))]),
    ],
    ids=["link", "control", "sequence", "accent alone", "too long"],
)
def test_what_is_not_understood_is_sent_as_it_is_and_everything_after_it(strange: Strip) -> None:
    one = wire()
    plain = whole([text("plain")], [text("second")])
    one.less(plain).render_segments(console())
    repaint = whole([strange], [text("second")])
    assert one.less(repaint).render_segments(console()) == repaint.render_segments(console())
    sent = one.less(plain).render_segments(console())
    assert "plain" in sent and "second" in sent


def test_under_the_prompt_all_is_sent() -> None:
    one = wire()
    repaint = InlineUpdate([text("one")])
    for _ in range(2):
        assert one.less(repaint).render_segments(console()) == repaint.render_segments(console())


def test_it_can_be_switched_off() -> None:
    repaint = whole([text("one")])
    assert wire(**{SWITCH: "1"}).less(repaint) is repaint
    assert wire().less(None) is None
    assert wire().less("text") == "text"


def test_wide_letters_are_sure_and_emoji_and_ambiguous_ones_are_not() -> None:
    assert {trust(char) for char in "aZ9 Größe漢カ한、"} == {Trust.SURE, Trust.DOUBTFUL}
    assert {char for char in "Größe" if trust(char)} == {
        char for char in "Größe" if unicodedata.east_asian_width(char) == "A"
    }
    assert [trust(char) for char in ODD if len(char) > 1] == [Trust.ODD] * 6
    assert trust("·") is trust("─") is trust("ש") is Trust.DOUBTFUL
    assert trust("🦊") is Trust.ODD


def test_a_vowel_with_a_cell_of_its_own_is_not_written_over() -> None:
    """As xterm, tmux and those of GNOME draw Hindi; what lies behind it keeps its column."""

    def beside(cluster: str, width: int) -> int:
        return len(cluster)

    terminal = CellTerminal(WIDTH, 1, beside)
    line = Strip([Segment("हिन की है   ", Style.parse("red")), Segment("B", Style.parse("blue"))])
    sent = wire().less(whole([line])).render_segments(console())
    terminal.feed(sent)
    assert "हिन की है" in sent
    assert terminal.cells[0][line.cell_length - 1].text == "B"


def test_colours_are_those_of_the_terminal() -> None:
    style = Style(color=Color.parse("#ff0000"))
    sent = wire().less(whole([Strip([Segment("x", style)])])).render_segments(console("256"))
    assert "38;5;" in sent and "38;2" not in sent
