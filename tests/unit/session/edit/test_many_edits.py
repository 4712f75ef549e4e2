"""Four times the edits of four times the tabs are four times the work, and never sixteen times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sessiontui.session.edit import edits as e
from sessiontui.session.edit.apply import apply
from sessiontui.session.edit.edits import Edit
from sessiontui.session.model.document import Document
from tests.builders import (
    HOUR,
    NOW,
    Json,
    closed_tab,
    closed_window,
    group,
    session,
    tab,
    to_json,
    window,
)
from tests.steps import calls

pytestmark = pytest.mark.long  # the ordinary run is to be quick

FEW = 100
Case = Callable[[int], tuple[Json, Sequence[Edit]]]


def page(number: int, **more: Any) -> Json:
    return tab(f"https://s{number % 7}.example/{number}", **more)


def places(count: int, *, step: int = 2) -> list[tuple[str, int, str, int]]:
    return [("windows", 0, "tabs", i) for i in range(0, count, step)]


def closed_in_order(n: int) -> tuple[Json, Sequence[Edit]]:
    shown = window(*map(page, range(n)), selected=1)
    return session(shown), [e.CloseTab(steps) for steps in places(n)]


def closed_last_first(n: int) -> tuple[Json, Sequence[Edit]]:
    shown = window(*map(page, range(n)), selected=n)
    return session(shown), [e.CloseTab(steps) for steps in reversed(places(n))]


def closed_beside_hidden_ones(n: int) -> tuple[Json, Sequence[Edit]]:
    tabs = [page(i, hidden=i >= n // 2) for i in range(n)]
    order = reversed(places(n // 2, step=1))
    return session(window(*tabs, selected=n // 2)), [e.CloseTab(steps) for steps in order]


def closed_where_all_are_hidden(n: int) -> tuple[Json, Sequence[Edit]]:
    tabs = [page(i, hidden=True) for i in range(n)]
    return session(window(*tabs, selected=1)), [e.CloseTab(s) for s in places(n, step=1)[1:]]


def kept_only_a_few(n: int) -> tuple[Json, Sequence[Edit]]:
    return session(window(*map(page, range(n)))), [e.KeepOnly(tuple(places(n, step=10)))]


def pinned(n: int) -> tuple[Json, Sequence[Edit]]:
    return session(window(*map(page, range(n)))), [e.PinTab(steps) for steps in places(n)]


def moved(n: int) -> tuple[Json, Sequence[Edit]]:
    shown = window(*map(page, range(n)))
    return session(shown, window(page(0))), [e.MoveTab(s, 1, i) for i, s in enumerate(places(n))]


def restored_into_a_group(n: int) -> tuple[Json, Sequence[Edit]]:
    shut = [closed_tab(page(i, groupId="g"), i, NOW - i, pos=0) for i in range(n)]
    tabs = [page(i, **({"groupId": "g"} if i < 2 else {})) for i in range(n)]
    stack = [("windows", 0, "_closedTabs", i) for i in range(n)]
    shown = window(*tabs, closed=shut, groups=[group("g", "G")])
    return session(shown), [e.RestoreClosedTab(steps) for steps in stack]


def restored_into_another_window(n: int) -> tuple[Json, Sequence[Edit]]:
    shut = [closed_tab(page(i), i, NOW - i, pos=i) for i in range(n)]
    stack = [("windows", 0, "_closedTabs", i) for i in range(n)]
    doc = session(window(*map(page, range(n)), closed=shut), window(page(1)))
    return doc, [e.RestoreClosedTab(steps, into=1) for steps in stack]


def forgotten(n: int) -> tuple[Json, Sequence[Edit]]:
    shut = [closed_tab(page(i), i, NOW - i) for i in range(n)]
    stack = [("windows", 0, "_closedTabs", i) for i in range(0, n, 2)]
    return session(window(page(0), closed=shut)), [e.ForgetClosedTab(steps) for steps in stack]


def windows_closed(n: int) -> tuple[Json, Sequence[Edit]]:
    several = [window(page(i), zIndex=i + 1) for i in range(n)]
    doc = session(*several, selectedWindow=1)
    return doc, [e.CloseWindow(("windows", i)) for i in range(n // 2)]


def windows_restored(n: int) -> tuple[Json, Sequence[Edit]]:
    shut = [closed_window(window(page(i)), i, NOW - i) for i in range(n)]
    doc = session(window(page(0)), closed_windows=shut)
    return doc, [e.RestoreClosedWindow(("_closedWindows", i)) for i in range(n)]


@pytest.mark.parametrize(
    "case",
    [
        closed_in_order,
        closed_last_first,
        closed_beside_hidden_ones,
        closed_where_all_are_hidden,
        kept_only_a_few,
        pinned,
        moved,
        restored_into_a_group,
        restored_into_another_window,
        forgotten,
        windows_closed,
        windows_restored,
    ],
)
def test_many_edits_are_linear_in_them_and_in_the_tabs(case: Case) -> None:
    def work(n: int) -> int:
        doc, edits = case(n)
        document = Document(to_json(doc))
        return calls(lambda: apply(document, edits, now=NOW + HOUR, max_windows_undo=n))

    work(FEW // 2)  # what is compiled once
    few, more, many = work(FEW), work(4 * FEW), work(16 * FEW)
    assert many - more < 5 * (more - few)
