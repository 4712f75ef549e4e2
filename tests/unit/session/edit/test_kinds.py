"""The table of kinds of edit: none is missing, and what its rows say."""

from __future__ import annotations

from typing import get_args

import pytest

from sessiontui.session.edit import edits as e
from sessiontui.session.edit.kinds import KINDS, forgets, leaves_out, opens, title

TAB = ("windows", 0, "_closedTabs", 0)


def test_every_edit_has_a_row() -> None:
    assert set(KINDS) == set(get_args(e.Edit))


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([e.RestoreClosedTab(TAB)], "restore 1 tab"),
        (
            [e.RestoreClosedTab(TAB), e.ForgetClosedWindow(TAB), e.RestoreClosedTab(TAB)],
            "restore 2 tabs, forget 1 window",
        ),
        ([e.KeepOnly((TAB, TAB))], "keep only 2 tabs"),
        ([e.CloseCopies((TAB, TAB))], "close 2 copies"),
        ([e.DropCopies((TAB, TAB)), e.DropIcons()], "drop 2 copies, drop favicons"),
        ([e.ForgetMatching(site="a.example"), e.ForgetMatching()], "forget what matches"),
        ([e.SetTabValue(TAB, "k", "v"), e.SetWindowValue(TAB, "k", "v")], "set 2 values"),
    ],
)
def test_a_title_counts_and_names_no_page(edits: list[e.Edit], words: str) -> None:
    assert title(edits) == words


def test_what_opens_something_and_what_forgets() -> None:
    restore, forget, close = e.RestoreGroup(TAB), e.ForgetGroup(TAB), e.CloseTab(TAB)
    keep = e.KeepOnly((TAB,))
    assert [opens([edit]) for edit in (restore, forget, close, keep)] == [True, False, False, True]
    assert forgets([restore, forget, close, keep]) == [forget]
    assert leaves_out([keep], tabs=2)
    assert not leaves_out([keep], tabs=1)
    assert not leaves_out([close], tabs=2)
