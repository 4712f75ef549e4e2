"""Whatever is painted can be read in every theme, and one sees which part has the focus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget

from sessiontui.stores.protocols import Store
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.app.themes import THEMES
from sessiontui.ui.colours import (
    GROUNDS,
    MARK,
    TEXT,
    contrast,
    filled,
    grounds_of,
    reach,
    readable,
)
from sessiontui.ui.lines import Line
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet, rows_of
from sessiontui.ui.widgets.version_rail import VersionRail
from tests.paths import ROOT

from .conftest import CountedDemo, MakeApp, StillDemo, settle
from .contrast import faint_of, painted, too_faint
from .test_pictures import KEYS, WRITES, Designed

pytestmark = pytest.mark.long  # the ordinary run is to be quick

COLOURED = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
SHOWN = [name for name in THEMES if name in COLOURED]
SIXTEEN = [name for name, theme in BUILTIN_THEMES.items() if theme.ansi]

# -- what is computed --------------------------------------------------------------------------

colours = st.builds(Color, *[st.integers(0, 255)] * 3)


def variables_of(name: str) -> dict[str, str]:
    theme = BUILTIN_THEMES[name]
    return {**theme.to_color_system().generate(), **theme.variables}


@pytest.mark.parametrize("name", COLOURED)
def test_each_tone_of_each_theme_has_its_contrast(name: str) -> None:
    found = readable(variables_of(name), ansi=False)
    tone = {role: Color.parse(found[role]) for role in found if re.fullmatch("#\\w+", found[role])}
    for ground in (tone[name] for name in GROUNDS):
        for role in ("foreground", "text-muted", "text-disabled", "label", "text-accent",
                     "text-warning", "text-error", "text-success"):  # fmt: skip
            assert contrast(tone[role], ground) >= TEXT, role
        for role in ("primary", "warning", "error", "success", "border", "scrollbar"):
            assert contrast(tone[role], ground) >= MARK, role
    for ground in (tone["background"], tone["surface"]):
        assert contrast(tone["rule"], ground) >= MARK
        assert contrast(tone["cursor"], ground) >= MARK
    for text, below in (
        ("cursor-text", "cursor"),
        ("input-cursor-foreground", "input-cursor-background"),
        ("input-selection-foreground", "input-selection-background"),
    ):
        assert contrast(tone[text], tone[below]) >= TEXT, text
    assert contrast(tone["foreground"], tone["cursor-quiet"]) >= TEXT
    assert contrast(tone["idle"], tone["background"]) >= MARK
    assert contrast(tone["scrollbar"], tone["scrollbar-background"]) >= MARK


@pytest.mark.parametrize("name", COLOURED)
def test_a_warning_has_another_tone_than_an_accent(name: str) -> None:
    found = readable(variables_of(name), ansi=False)
    one, other = (Color.parse(found[role]) for role in ("text-accent", "text-warning"))
    assert max(abs(a - b) for a, b in zip(one.rgb, other.rgb, strict=True)) >= 24


STYLES = [path for kind in ("*.py", "*.tcss") for path in sorted((ROOT / "tui").rglob(kind))]
ON_THEIR_OWN = {"cursor-text", "cursor-quiet", "boost", *GROUNDS}  # grounds, and what has its own


@pytest.mark.parametrize("name", SHOWN)
def test_styles_name_only_tones_that_are_made_readable(name: str) -> None:
    found = readable(variables_of(name), ansi=False)
    grounds = grounds_of(found)
    used = set()
    for path in STYLES:
        used |= set(
            re.findall(r"(?<![\w-])(color|\w[\w-]*): [\w ]*\$([a-z][\w-]*)", path.read_text())
        )
    assert len(used) > 20
    for what, tone in sorted(used):
        if tone not in ON_THEIR_OWN:
            least = TEXT if what == "color" and tone not in ("idle", "cursor") else MARK
            over = grounds if least == TEXT else grounds[:1]
            assert min(contrast(Color.parse(found[tone]), ground) for ground in over) >= least, tone


def test_no_style_leaves_it_to_the_terminal_how_dim_dim_is() -> None:
    lines = [line for path in STYLES for line in path.read_text().splitlines()]
    dim = [line for line in lines if re.search(r"text-style:[\w ]*\bdim\b", line)]
    assert dim and all(":ansi" in line for line in dim)


def test_in_sixteen_colours_nothing_is_computed() -> None:
    before = variables_of("ansi-dark")
    found = readable(before, ansi=True)
    assert {role: found[role] for role in before} == before
    assert {found[role] for role in found.keys() - before} == {"ansi_default"}


@given(colours, colours)
def test_any_colour_can_be_made_readable_on_any_ground(color: Color, ground: Color) -> None:
    assert contrast(reach(color, [ground], TEXT), ground) >= TEXT


@given(colours, colours)
def test_any_cursor_stands_out_and_is_read(color: Color, ground: Color) -> None:
    fill, text = filled(color, [ground])
    assert contrast(fill, ground) >= MARK
    assert contrast(text, fill) >= TEXT


def test_a_colour_that_is_good_enough_stays() -> None:
    assert reach(Color.parse("#57a5e2"), [Color.parse("#121212")], TEXT).hex == "#57A5E2"


# -- what is painted ---------------------------------------------------------------------------


async def faint_in(app: SessiontuiApp, pilot: Pilot[Any], name: str) -> list[str]:
    app.theme = name
    await pilot.pause()
    await pilot.pause()
    return [f"{name}: {faint}" for faint in too_faint(app)]


@pytest.mark.parametrize(
    ("text", "color", "faint"),
    [
        ("words", "#767676", False),  # 4.54 on white
        ("words", "#777777", True),  # 4.48
        ("│", "#777777", False),
        ("▁", "#959595", True),  # 2.99
        ("  ", "#ffffff", False),
    ],
)
def test_what_is_too_faint_is_found(text: str, color: str, faint: bool) -> None:
    found = faint_of(Segment(text, Style(color=color, bgcolor="#ffffff")))
    assert (found is not None) is faint


@pytest.mark.long
async def test_what_is_painted_can_be_read_in_each_theme_that_a_key_shows(
    make_app: MakeApp,
) -> None:
    """A list with labels, group colours, marks and toasts; a dialog; bars."""
    app = make_app(CountedDemo())
    found = []
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        await pilot.press("2", "down", "space", "down")
        await settle(pilot)
        for name in SHOWN:
            for severity in ("information", "warning", "error"):
                app.notify("words", title="A title", severity=severity, timeout=60)
            await settle(pilot)
            found += await faint_in(app, pilot, name)
            app.clear_notifications()
            for keys in (("question_mark",), ("escape", "5"), ("2",)):
                await pilot.press(*keys)
                await settle(pilot)
                found += [f"{name}: {faint}" for faint in too_faint(app)]
    assert found == []


ALL: dict[str, tuple[Callable[[], Store], tuple[str, ...]]] = {
    **{name: (StillDemo, keys) for name, keys in KEYS.items()},
    **{name: (Designed, keys) for name, keys in WRITES.items()},
}


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
async def test_each_picture_can_be_read_in_every_theme(make_app: MakeApp, name: str) -> None:
    """Those with most to see in all that Textual has, the others in those that a key shows."""
    themes = COLOURED if name in ("windows", "restore", "what_if", "lost") else SHOWN
    store, keys = ALL[name]
    app = make_app(store())
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        assert [faint for theme in themes for faint in await faint_in(app, pilot, theme)] == []


# -- which part has the focus ------------------------------------------------------------------


def cursor_of(line_list: LineList) -> list[Style]:
    """The styles of the line under the cursor, without the scrollbar's cell."""
    y = line_list.cursor - int(line_list.scroll_offset.y)
    return [segment.style or Style.null() for segment in line_list.render_line(y)]


def is_filled(line_list: LineList) -> bool:
    """Whether the line under the cursor is filled from edge to edge."""
    styles = cursor_of(line_list)
    if line_list.app.native_ansi_color:
        return all(style.reverse for style in styles)
    fill = Color.parse(line_list.app.theme_variables["cursor"]).rich_color
    return all(style.bgcolor == fill for style in styles)


def is_underlined(line_list: LineList) -> bool:
    return all(style.underline and not style.reverse for style in cursor_of(line_list))


@pytest.mark.long
@pytest.mark.parametrize(
    "theme",
    ["textual-dark", "ansi-dark"]
    + [pytest.param(name, marks=pytest.mark.long) for name in ("solarized-light", "ansi-light")],
)
async def test_the_cursor_is_filled_where_the_keys_go_and_underlined_elsewhere(
    make_app: MakeApp, theme: str
) -> None:
    app = make_app(CountedDemo(), theme=theme)
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        for pane in "123578":
            await pilot.press(pane)
            await settle(pilot)
            rail, shown = app.query_one(VersionRail), app.focused
            assert isinstance(shown, LineList)
            assert is_filled(shown) and is_underlined(rail)
            app.screen.set_focus(rail)
            await pilot.pause()
            assert is_filled(rail) and is_underlined(shown)
            app.screen.set_focus(shown)
            await pilot.pause()


async def test_without_colours_it_is_the_same(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert isinstance(app.focused, LineList)
        assert is_filled(app.focused) and is_underlined(app.query_one(VersionRail))


@pytest.mark.parametrize("theme", ["textual-dark", "ansi-dark"])
async def test_details_with_the_focus_have_a_bar_at_their_edge(
    make_app: MakeApp, theme: str
) -> None:
    app = make_app(theme=theme)
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        details = app.screen.query_one("#windows .details", Sheet)
        for focused in (False, True):
            app.screen.set_focus(details if focused else None)
            await pilot.pause()
            edges = {details.render_line(y).text[:1] for y in range(details.size.height)}
            assert edges == {"▌" if focused else " "}


@pytest.mark.parametrize("theme", ["ansi-dark", pytest.param("ansi-light", marks=pytest.mark.long)])
async def test_in_sixteen_colours_no_other_colour_is_painted(make_app: MakeApp, theme: str) -> None:
    app = make_app(CountedDemo(), theme=theme)
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        for key in ("2", "5", "1"):
            await pilot.press(key)
            await settle(pilot)
            styles = [segment.style for segment in painted(app) if segment.style]
            used = {color for style in styles for color in (style.color, style.bgcolor) if color}
            assert not [color for color in used if color.triplet is not None]


# -- signs, tones, edges -----------------------------------------------------------------------


def test_a_warning_has_a_sign_unless_it_begins_with_one() -> None:
    def texts(line: Line) -> list[str]:
        return ["".join(text for text, _ in row).strip() for row in rows_of([line], 60, 0)]

    assert texts(Line(None, "it is old", "warning")) == ["! it is old"]
    assert texts(Line(None, "  it is old", "warning")) == ["! it is old"]
    assert texts(Line(None, "▲ it is old", "warning")) == ["▲ it is old"]
    assert texts(Line(None, "it is old")) == ["it is old"]


def tones(widget: Widget, y: int) -> dict[str, Style]:
    found = {}
    for segment in widget.render_line(y):
        if segment.style is not None:
            found[segment.text.strip()] = segment.style
    return found


async def test_labels_values_and_what_is_secondary_have_three_tones(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        facts = app.query_one("#overview .facts", Sheet)
        facts.show([Line("FILE", "value", more=((" more", "dim"),))])
        shown = tones(facts, 0)
        found = {shown[text].color for text in ("FILE", "value", "more")}
        assert len(found) == 3


async def test_the_sign_of_the_next_start_has_no_colour_of_its_own(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        rail = app.query_one(VersionRail)
        rail.cursor = 1
        first = tones(rail, 0)
        assert first["▶"].color == first["24 tabs"].color


async def test_dividers_begin_on_one_line(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        rail, details = app.query_one(VersionRail), app.query_one("#windows .details", Sheet)
        assert rail.region.y == details.region.y
        assert rail.region.bottom == details.region.bottom


def test_grounds_are_near_enough_to_each_other_that_colours_stay_colours() -> None:
    for name in COLOURED:
        first, *others = grounds_of(readable(variables_of(name), ansi=False))
        assert max(contrast(first, other) for other in others) <= 1.4
