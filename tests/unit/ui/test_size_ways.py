"""Pane 6 without a screen: ways through the levels, what can be dropped, the line of levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sessiontui.session.edit.slimming import DROPS, Drop
from sessiontui.session.weight.parts import MEANING
from sessiontui.session.weight.rows import NO_SITE, NO_TAB, Cut, Row
from sessiontui.ui.panes.size.droppable import is_host, mark_for
from sessiontui.ui.panes.size.trail_line import TrailLine
from sessiontui.ui.panes.size.where import CUTS, NAME, Crumb, Where
from sessiontui.ui.slim_marks import Mark

TAB = Row("https://a.example/", 10, 1, ("windows", 0, "tabs", 0), "A")
SITE = Row("a.example", 10, 1)

# -- ways --------------------------------------------------------------------------------------


def test_the_way_comes_round_through_all_there_are() -> None:
    for where in (Where(), Where("tab").into(TAB), Where("site").into(SITE)):
        assert where is not None
        at, seen = where, []
        for _ in where.ways:
            seen.append(at.by)
            at = at.next_way()
        assert at == where
        assert sorted(seen) == sorted(where.ways)


def test_a_tab_is_divided_as_json_too_and_a_site_is_no_node() -> None:
    tab, site = Where("tab").into(TAB), Where("site").into(SITE)
    assert tab is not None and site is not None
    assert tab.ways == ("field", "part", "site", "node")
    assert "node" not in site.ways


def test_each_level_is_divided_by_what_none_above_it_is_and_a_tab_ends_as_json() -> None:
    parts = Where("part").into(Row("images", 10, 1))
    assert parts == Where("site", (Crumb("part", "images"),))
    sites = parts.into(SITE)
    assert sites is not None and (sites.by, sites.ways) == ("tab", ("tab", "field"))
    tabs = sites.into(TAB)
    assert tabs is not None and (tabs.by, tabs.ways) == ("field", ("field", "node"))
    assert tabs.tab == TAB.steps
    fields = tabs.into(Row("image", 10, 1))
    assert fields is not None and (fields.by, fields.ways) == ("node", ("node",))


def test_what_four_axes_tell_of_no_tab_is_told_no_further() -> None:
    where: Where | None = Where("part")
    for row in (Row("cookies", 9, 1), SITE, Row(NO_TAB, 9, 0)):
        where = where.into(row) if where is not None else None
    assert where == Where("field", where.trail if where is not None else ())
    assert where is not None and where.ways == ("field",)
    assert where.into(Row("cookies", 9, 1)) is None


def test_members_of_a_node_are_gone_into_as_deep_as_they_go() -> None:
    where: Where | None = Where("node")
    for depth in range(20):
        assert where is not None
        where = where.into(Row("0", 10, 1, tuple([0] * (depth + 1))))
    assert where is not None and len(where.trail) == 20
    assert where.at(0, "node") == Where("node")
    assert where.into(Row("(punctuation)", 1, 0)) is None
    assert where.into(Row("title", 1, 0, ("title",))) is None  # a text has nothing inside


def test_of_a_title_of_millions_the_beginning_is_kept() -> None:
    long = "x" * 5_000_000
    crumb = Crumb.of("tab", Row(long, 10, 1, (0,), long))
    assert len(crumb.key) == len(crumb.title) == NAME
    assert Crumb.of("field", Row(long, 10, 1)).key == long  # it is looked for by this


# -- what can be dropped -----------------------------------------------------------------------


def test_every_drop_is_a_part_and_groups_stay() -> None:
    marks = {part: mark_for(Where(), Row(part, 10, 1)) for part in MEANING}
    assert {mark.drop for mark in marks.values() if mark is not None} == set(DROPS)
    for kept in ("groups", "cookies", "forms", "overhead"):
        assert marks[kept] is None


@pytest.mark.parametrize(
    ("part", "site", "drop"),
    [
        ("storage", "a.example", "storage"),
        ("closed tabs", "a.example", "closed"),
        ("closed windows", "[::1]", "closed"),
        ("images", "a.example", None),  # those of one site cannot go alone
        ("history", "a.example", None),
        ("storage", NO_SITE, None),
        ("storage", "about:config", None),
        ("storage", "moz-extension://12", None),
    ],
)
def test_of_one_site_goes_what_can(part: str, site: str, drop: str | None) -> None:
    by_site = mark_for(Where("site", (Crumb("part", part),)), Row(site, 10, 1))
    by_part = mark_for(Where("part", (Crumb("site", site),)), Row(part, 10, 1))
    assert by_site == by_part
    assert (by_site.drop if by_site is not None else None) == drop
    assert by_site is None or by_site.site == site


def test_of_a_tab_nothing_is_dropped_by_itself() -> None:
    inside = Where("part", (Crumb("tab", "https://a.example/", "A", (0,)),))
    assert mark_for(inside, Row("images", 10, 1)) is None


def test_a_part_with_nothing_in_it_cannot_be_dropped() -> None:
    """Its empty list takes two bytes; marked, it would stand for what other parts hold."""
    assert mark_for(Where(), Row("closed windows", 2, 0)) is None
    assert mark_for(Where("tab"), Row(NO_TAB, 10, 0)) is None


def test_hosts_are_told_from_what_else_is_a_row() -> None:
    assert is_host("a.example") and is_host("localhost") and is_host("[::1]")
    assert not any(map(is_host, (NO_SITE, "data:", "file:", "about:blank")))


@given(st.sampled_from(DROPS), st.lists(st.sampled_from([1, -1]), max_size=30))
def test_what_is_kept_stays_among_what_is_offered(drop: Drop, steps: list[int]) -> None:
    mark = first = Mark(drop)
    for step in steps:
        mark = mark.varied(step)
    assert mark.what == first.what
    assert mark.days >= 0 and mark.keep >= 0
    assert mark.can_vary or mark == first


def test_closed_things_are_counted_from_now() -> None:
    day = 86_400_000.0
    assert Mark("closed").before(100 * day) is None
    assert Mark("closed", days=7).before(100 * day) == 93 * day


# -- the line of levels ------------------------------------------------------------------------

NAMES = st.lists(st.sampled_from(["All", "images", "日本アルプス", "a" * 90, "…"]), min_size=1)


class Line(TrailLine):
    """As wide as a test says, without an app."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.line_cells = width

    @property
    def line_width(self) -> int:
        return self.line_cells

    def refresh(self, *regions: object, **how: object) -> Line:
        return self


@given(NAMES, st.integers(24, 200), st.sampled_from(CUTS))
def test_the_line_has_room_for_where_one_is(names: list[str], width: int, by: Cut) -> None:
    line = Line(width)
    line.show(names, CUTS, by)
    pieces = line._pieces()
    assert sum(cell_len(piece.text) for piece in pieces) <= width
    assert pieces[0].text == " "
    levels = [piece.level for piece in pieces if piece.level is not None]
    assert levels == sorted(levels) and levels[-1] == len(names) - 1
    ways = [piece.way for piece in pieces if piece.way]
    assert ways in ([], [by], list(CUTS))
    assert width < 80 or by in ways


def test_on_an_ordinary_screen_all_ways_are_there() -> None:
    line = Line(79)
    line.show(["All"], CUTS, "part")
    assert [piece.way for piece in line._pieces() if piece.way] == list(CUTS)
