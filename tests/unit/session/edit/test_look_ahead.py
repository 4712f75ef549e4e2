"""The windows a look ahead shows: those the edits really leave, and no more than fit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import SessiontuiError
from sessiontui.session.edit import apply
from sessiontui.session.edit import edits as e
from sessiontui.session.edit.carry_over import carry
from sessiontui.session.edit.edits import NEW
from sessiontui.session.edit.kinds import guessed
from sessiontui.session.edit.look_ahead import MOST, WindowAhead, fit, look_ahead
from sessiontui.session.edit.missing import guessed_pages
from sessiontui.session.edit.outcome import Outcome
from sessiontui.session.model.document import Document
from sessiontui.session.model.salvaged import Salvaged
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
    Json,
    closed_tab,
    closed_window,
    saved_group,
    session,
    tab,
    to_json,
    window,
)


def snapshot(doc: Json) -> Snapshot:
    return Snapshot(Document(to_json(doc)))


def ahead(doc: Json, *edits: e.Edit, **how: Any) -> tuple[tuple[WindowAhead, ...], Snapshot]:
    """The windows after the edits, and the session they make."""
    before = snapshot(doc)
    edited = apply.apply(before.document, edits, now=NOW)
    after = Snapshot(Document(edited.text))
    return look_ahead(Outcome(after, before, edited.windows), **how), after


def told(windows: Sequence[WindowAhead], most: int = 100) -> list[str]:
    """What fits, as lines: a window's name, sign and title of a tab, how many are left out."""
    found = fit(windows, most)
    lines: list[str] = []
    for shown, tabs in found.windows:
        lines.append(shown.name)
        lines += [f"… {t}" if isinstance(t, int) else f"{t.sign or ' '} {t.title}" for t in tabs]
    if found.windows_left:
        lines.append(f"… {found.windows_left} windows, {found.tabs_left} tabs")
    return lines


def titled(*names: str) -> list[Json]:
    return [tab({"url": f"https://{name}.example/", "title": name}) for name in names]


SOME = session(
    window(*titled("a", "b", "c"), closed=[closed_tab(titled("gone")[0], 1, pos=1)]),
    window(*titled("x", "y")),
    closed_windows=[closed_window(window(*titled("v", "w")), 2)],
)
GONE: tuple[str | int, ...] = ("windows", 0, "_closedTabs", 0)


def test_a_restored_tab_stands_where_firefox_will_show_it() -> None:
    windows, _ = ahead(SOME, e.RestoreClosedTab(GONE))
    assert told(windows) == [
        "window 1", "  a", "+ gone", "  b", "  c", "window 2", "  x", "  y",
    ]  # fmt: skip
    assert [w.changed for w in windows] == [True, False]
    assert [t.title for w in windows for t in w.tabs if t.selected] == ["gone", "x"]


def test_another_window_or_a_new_one_takes_it_in() -> None:
    windows, _ = ahead(SOME, e.RestoreClosedTab(GONE, into=1))
    assert told(windows)[-4:] == ["window 2", "  x", "  y", "+ gone"]
    windows, _ = ahead(SOME, e.RestoreClosedTab(GONE, into=NEW))
    assert told(windows)[-2:] == ["the new window", "+ gone"]


def test_all_tabs_of_a_reopened_window_are_new() -> None:
    windows, _ = ahead(SOME, e.RestoreClosedWindow(("_closedWindows", 0)))
    assert told(windows)[-3:] == ["the reopened window", "+ v", "+ w"]


def test_closed_ones_are_counted_and_those_of_a_closed_window_before_do_not_shift_the_names() -> (
    None
):
    windows, _ = ahead(SOME, e.CloseTab(("windows", 0, "tabs", 0)))
    assert [(w.name, w.held, w.gone) for w in windows] == [("window 1", 2, 1), ("window 2", 2, 0)]
    windows, _ = ahead(SOME, e.CloseWindow(("windows", 0)))
    assert told(windows) == ["window 2", "  x", "  y"]


def test_a_moved_tab_is_neither_new_nor_closed() -> None:
    windows, _ = ahead(SOME, e.MoveTab(("windows", 0, "tabs", 0), 1, 1))
    assert told(windows) == ["window 1", "  b", "  c", "window 2", "  x", "↕ a", "  y"]
    assert [w.gone for w in windows] == [0, 0]


def test_what_is_open_already_is_marked_where_it_is_open() -> None:
    shown = [("windows", 0, "tabs", 2), ("windows", 1, "tabs", 0)]
    windows, _ = ahead(SOME, e.RestoreClosedTab(GONE), shown=shown)
    assert [line for line in told(windows) if line[0] == "="] == ["= c", "= x"]


def test_going_back_marks_what_is_not_open_now() -> None:
    before = snapshot(SOME)
    older = snapshot(session(window(*titled("a", "old"))))
    assert told(look_ahead(Outcome(older, before))) == ["window 1", "  a", "+ old"]


def test_what_changes_is_shown_first_and_the_rest_is_counted() -> None:
    names = [f"t{i}" for i in range(50)]
    state = session(
        window(*titled("u")),
        window(*titled(*names), closed=[closed_tab(titled("gone")[0], 1, pos=30)]),
        *(window(*titled("o", "p")) for _ in range(6)),
    )
    windows, _ = ahead(state, e.RestoreClosedTab(("windows", 1, "_closedTabs", 0)))
    assert told(windows, 8) == [
        "window 1", "window 2", "… 30", "+ gone", "… 20", "window 3", "window 4",
        "… 4 windows, 8 tabs",
    ]  # fmt: skip
    assert told(windows, 14)[:9] == [
        "window 1", "window 2", "… 28", "  t28", "  t29", "+ gone", "  t30", "… 19", "window 3",
    ]  # fmt: skip


def test_a_single_tab_is_shown_on_the_line_that_would_count_it() -> None:
    windows, _ = ahead(session(window(*titled("a", "b"))), e.ForgetMatching())
    assert told(windows, 2) == ["window 1"]
    assert told(windows, 3) == ["window 1", "  a", "  b"]
    state = session(window(*titled(*"abcdef"), closed=[closed_tab(titled("gone")[0], 1, pos=2)]))
    windows, _ = ahead(state, e.RestoreClosedTab(GONE))
    assert told(windows, 4) == ["window 1", "… 2", "+ gone", "… 4"]
    assert told(windows, 5) == ["window 1", "  a", "  b", "+ gone", "… 4"]
    assert told(windows, 6) == ["window 1", "  a", "  b", "+ gone", "  c", "… 3"]


def test_of_a_window_with_more_tabs_than_any_screen_the_new_one_is_still_found() -> None:
    names = [f"t{i}" for i in range(5 * MOST)]
    gone = closed_tab(titled("gone")[0], 1, pos=4 * MOST)
    windows, _ = ahead(session(window(*titled(*names), closed=[gone])), e.RestoreClosedTab(GONE))
    assert len(windows[0].tabs) == MOST
    assert "+ gone" in told(windows, 10)


def test_foreign_text_is_harmless() -> None:
    state = session(window(tab({"url": "https://a.example/", "title": "\x1b[31mred‮"})))
    windows, _ = ahead(state, e.ForgetMatching())
    assert "\x1b" not in windows[0].tabs[0].title
    assert "‮" not in windows[0].tabs[0].title


# -- laws --------------------------------------------------------------------------------------


@st.composite
def changed_sessions(draw: st.DrawFn) -> tuple[Json, list[e.Edit]]:
    """A session in which every tab has an address of its own, and edits of it."""
    numbers = iter(range(1_000))

    def pages(least: int, most: int) -> list[Json]:
        return titled(*(f"n{next(numbers)}" for _ in range(draw(st.integers(least, most)))))

    windows = [
        window(*pages(1, 4), closed=[closed_tab(p, next(numbers)) for p in pages(0, 2)])
        for _ in range(draw(st.integers(1, 3)))
    ]
    closed = [closed_window(window(*pages(1, 3)), next(numbers)) for _ in range(2)]
    state = session(*windows, closed_windows=closed)
    open_tabs = [
        ("windows", i, "tabs", j) for i, w in enumerate(windows) for j in range(len(w["tabs"]))
    ]
    stacked = [
        ("windows", i, "_closedTabs", j)
        for i, w in enumerate(windows)
        for j in range(len(w["_closedTabs"]))
    ]
    into = st.sampled_from([None, NEW, *range(len(windows))])
    kinds: list[st.SearchStrategy[e.Edit]] = [
        st.builds(e.CloseTab, st.sampled_from(open_tabs)),
        st.builds(e.PinTab, st.sampled_from(open_tabs)),
        st.builds(
            e.MoveTab,
            st.sampled_from(open_tabs),
            st.integers(0, len(windows) - 1),
            st.integers(0, 4),
        ),
        st.builds(e.RestoreClosedWindow, st.sampled_from([("_closedWindows", i) for i in (0, 1)])),
        st.builds(
            lambda kept: e.KeepOnly(tuple(kept)), st.sets(st.sampled_from(open_tabs), min_size=1)
        ),
    ]
    if stacked:
        kinds.append(st.builds(e.RestoreClosedTab, st.sampled_from(stacked), into))
    return state, draw(st.lists(st.one_of(kinds), min_size=1, max_size=4))


@given(changed_sessions(), st.integers(1, 30))
def test_it_shows_what_the_edits_make_and_never_more_than_fits(
    made: tuple[Json, list[e.Edit]], most: int
) -> None:
    state, edits = made
    try:
        windows, after = ahead(state, *edits)
    except SessiontuiError:
        return  # edits of one call may be at odds
    before = snapshot(state)
    opened = {t.raw_url for t in before.open_tabs()}
    left = {t.raw_url for t in after.open_tabs()}
    for shown, real in zip(windows, after.windows, strict=True):
        assert [t.title for t in shown.tabs] == [t.title for t in real.tabs]
        new = [t.title for t in real.tabs if t.raw_url not in opened]
        assert [t.title for t in shown.tabs if t.sign == "+"] == new
        assert shown.signs.get("+", 0) == len(new)
    gone = {
        f"window {w.index + 1}": sum(t.raw_url not in left for t in w.tabs) for w in before.windows
    }
    assert all(shown.gone == gone.get(shown.name, 0) for shown in windows)
    assert len(told(windows, most)) <= most
    everything = told(windows, 1_000)
    assert len(everything) == len(windows) + sum(w.held for w in windows)
    assert not [line for line in everything if line.startswith("…")]


@pytest.mark.parametrize("most", [1, 2, 5])
def test_every_window_and_tab_is_shown_or_counted(most: int) -> None:
    windows, _ = ahead(SOME, e.RestoreClosedWindow(("_closedWindows", 0)))
    found = fit(windows, most)
    assert len(found.windows) + found.windows_left == len(windows)
    assert sum(w.window.held for w in found.windows) + found.tabs_left == 7


def test_the_tabs_of_a_saved_group_are_new() -> None:
    groups = [saved_group("g", "Trip", *titled("s", "t"))]
    windows, _ = ahead(
        session(window(*titled("a")), savedGroups=groups), e.RestoreGroup(("savedGroups", 0))
    )
    assert told(windows) == ["window 1", "  a", "+ s", "+ t"]


def test_what_is_taken_from_a_damaged_file_and_may_be_wrong_has_a_tilde() -> None:
    text = to_json(session(window(*titled("sure", "guessed", "also-sure"))))
    salvaged = Salvaged("cut", 0.5, guessed=frozenset({("windows", 0), ("windows", 0, "tabs", 1)}))
    source = Snapshot(Document(text, salvaged=salvaged))
    items = [("windows", 0, "tabs", i) for i in range(2)]
    pages = carry(source, items, containers={})
    assert pages.guessed == {("guessed", "https://guessed.example/")}
    before = snapshot(session(window(*titled("guessed", "here"))))
    edited = apply.apply(before.document, [pages], now=NOW)
    after = Snapshot(Document(edited.text))
    (there,) = look_ahead(Outcome(after, before, edited.windows, guessed([pages])))
    assert [tab.words for tab in there.tabs] == ["guessed", "here", "sure", "~ guessed"]
    (back,) = look_ahead(Outcome(snapshot(json.loads(text)), before, None, guessed_pages(source)))
    assert [tab.words for tab in back.tabs] == ["sure", "~ guessed", "also-sure"]
