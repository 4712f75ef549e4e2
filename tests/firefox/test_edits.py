"""Every kind of edit, in every state of a profile, judged by the Firefox that then starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from sessiontui.session.edit.carry_over import carry
from sessiontui.session.edit.edits import (
    NEW,
    CloseCopies,
    CloseTab,
    CloseWindow,
    DeleteTabValue,
    Edit,
    ForgetClosedTab,
    ForgetClosedWindow,
    ForgetGroup,
    ForgetMatching,
    KeepOnly,
    MoveTab,
    PinTab,
    RestoreClosedTab,
    RestoreClosedWindow,
    RestoreGroup,
    SetTabValue,
    SetWindowValue,
)
from sessiontui.stores.profile.store import ProfileStore
from tests.firefox.driver import Firefox
from tests.firefox.judging import (
    Edits,
    Table,
    apply,
    assert_shown,
    base,
    contents,
    counts,
    foreseen,
    started,
)
from tests.firefox.picture import NOTE, Items, Picture, look
from tests.firefox.rich_profile import ASIDE, MAIN, OLDER, RICH, STATES, RichProfiles, State

# -- the edits, and what Firefox must show after them ------------------------------------------


@dataclass(frozen=True)
class Case:
    """Edits of one start, with the names of their kinds.

    ``shown``: after a start that opens the session. ``aside``: after one that sets it aside;
    None for edits that are meant to open something, which then opens in every state.
    """

    kinds: tuple[str, ...]
    edits: Edits
    shown: Picture
    aside: Picture | None = None


def _opening(item: Items, store: ProfileStore) -> Sequence[Edit]:
    return [
        RestoreClosedTab(item("closed tab", "Gone")),
        RestoreClosedTab(item("closed window's tab", "Holiday 2")),
        RestoreClosedTab(item("closed window's tab", "Visit 1"), into=NEW),
        RestoreGroup(item("closed group", "Old group"), into=0),
        RestoreGroup(item("saved group", "Kept group"), into=0),
        carry(store.load("previous"), [("windows", 0)], containers={}),
        RestoreClosedWindow(item("closed window", "Trash 1")),
    ]


OPENED: Final = RICH.but(
    stacks=("Pair 2, Pair 1, Junk", "Side gone"),
    closed_groups=("Junk group: Jg 1",),
    closed_windows=("*Holiday 1, Holiday 3 | Holiday gone", "*Visit 2"),
    saved_groups=("Spare group: Sg 1",),
    front="Trash 1",
).with_windows(
    (MAIN, f"{MAIN.replace('*', '')}, Og 1 (Old group), Og 2 (Old group), Gone, Holiday 2, "
     "*Kg 1 (Kept group), Kg 2 (Kept group)"),
    (None, "*Visit 1"),
    (None, "*Older 1, Older 2"),
    (None, "*Trash 1, Trash 2"),
)  # fmt: skip


def _quiet(item: Items, _: ProfileStore) -> Sequence[Edit]:
    third = item("window", "Third")[1]
    assert isinstance(third, int)
    return [
        ForgetClosedTab(item("closed tab", "Junk")),
        ForgetClosedWindow(item("closed window", "Visit 1")),
        ForgetGroup(item("closed group", "Junk group")),
        ForgetGroup(item("saved group", "Spare group")),
        CloseTab(item("tab", "Three")),
        CloseWindow(item("window", "Side 1")),
        PinTab(item("tab", "Last")),
        PinTab(item("tab", "Third pin"), pinned=False),
        MoveTab(item("tab", "One"), third, 1),
        SetTabValue(item("tab", "Box"), NOTE, '"set"'),
        DeleteTabValue(item("tab", "Two"), NOTE),
        SetWindowValue(item("window", "Third"), NOTE, '"of the third"'),
    ]


QUIET: Final = Picture(
    windows=(
        "*Third pin, One, Third",
        "^Pin A, ^Pin B, ^Last, *Two, Read 1 (Reading), Read 2 (Reading), Box @1",
    ),
    stacks=("Three, Pair 2, Pair 1, Gone",),
    closed_groups=("Old group: Og 1, Og 2",),
    closed_windows=(
        "*Side 1, Side 2 | Side gone",
        "*Holiday 1, Holiday 2, Holiday 3 | Holiday gone",
        "*Trash 1, Trash 2",
    ),
    saved_groups=("Kept group: Kg 1, Kg 2",),
    values={
        "Box": '"set"',
        "window of Pin A": '"of the window"',
        "window of Third pin": '"of the third"',
    },
    front="Two",
)
# A pinned tab opens always, which is what pinning means; nothing else opens for it.
QUIET_ASIDE: Final = Picture(
    windows=("^Pin A, ^Pin B, ^Last, *about:home",),
    stacks=("Box, Gone, Pair 1, Pair 2, Three, Two",),
    closed_groups=QUIET.closed_groups,
    saved_groups=("Kept group: Kg 1, Kg 2", "Reading: Read 1, Read 2"),
    front="about:home",
)

KEPT: Final = RICH.but(
    windows=("*Third", "*Two, Read 1 (Reading)"),
    stacks=(
        "Last, Box, Read 2, Three, One, Pin B, Pin A, Pair 2, Pair 1, Junk, Gone",
        "Third pin",
    ),
    closed_windows=("*Side 1, Side 2 | Side gone", *RICH.closed_windows),
    values={"Two": '"written by an extension"', "window of Two": '"of the window"'},
)

WITHOUT_COPIES: Final = RICH.but(
    windows=("*^Third pin, Third", MAIN.replace(" One,", "").replace(" Three,", "")),
    stacks=("Three, One, Pair 2, Pair 1, Junk, Gone",),
    closed_windows=("*Side 1, Side 2 | Side gone", *RICH.closed_windows),
)

NOTHING_CLOSED: Final[Mapping[str, Any]] = {
    "stacks": (), "closed_groups": (), "closed_windows": (),
}  # fmt: skip

CASES: Final[Mapping[str, Case]] = {
    "what opens": Case(
        (
            "restore a tab",
            "restore a tab of a closed window",
            "restore a tab into a new window",
            "restore a closed group",
            "restore a saved group",
            "open pages of another version",
            "restore a window",
        ),
        _opening,
        OPENED,
    ),
    "what opens nothing": Case(
        (
            "forget a tab",
            "forget a window",
            "forget a closed group",
            "forget a saved group",
            "close a tab",
            "close a window",
            "pin a tab",
            "unpin a tab",
            "move a tab",
            "set a tab's value",
            "remove a tab's value",
            "set a window's value",
        ),
        _quiet,
        QUIET,
        QUIET_ASIDE,
    ),
    "keep only": Case(
        ("keep only some tabs",),
        lambda item, _: [
            KeepOnly((item("tab", "Two"), item("tab", "Read 1"), item("tab", "Third")))
        ],
        KEPT,
    ),
    "close copies": Case(
        ("close copies of tabs",),
        lambda item, _: [
            CloseCopies(tuple(item("tab", name) for name in ("One", "Three", "Side 1", "Side 2")))
        ],
        WITHOUT_COPIES,
        ASIDE,
    ),
    "forget all": Case(
        ("forget all that was closed",),
        lambda *_: [ForgetMatching()],
        RICH.but(**NOTHING_CLOSED),
        ASIDE.but(stacks=("Box, Last, One, Three, Two", "Third"), closed_groups=()),
    ),
}


# -- the judge ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    found = Table()
    request.config.pluginmanager.register(found)
    return found


in_every_state = pytest.mark.parametrize("state", STATES, ids=str)


@in_every_state
def test_without_an_edit(state: State, rich: RichProfiles, tmp_path: Path, table: Table) -> None:
    profile = rich.copy(state, tmp_path / "p")
    with table.row(["(no edit)"], state), started(profile, state) as firefox:
        assert_shown(firefox, RICH, ASIDE if state.aside else None)


@in_every_state
@pytest.mark.parametrize("name", CASES)
def test_an_edit(name: str, state: State, rich: RichProfiles, tmp_path: Path, table: Table) -> None:
    case = CASES[name]
    profile = rich.copy(state, tmp_path / "p")
    ahead = foreseen(profile, case.edits)
    with table.row(case.kinds, state):
        receipt = apply(profile, case.edits)
        aside = case.aside if state.aside else None
        expected = aside or case.shown
        assert (receipt.windows, receipt.tabs) == counts(expected)
        with started(profile, state) as firefox:
            assert_shown(firefox, case.shown, aside)
            if ahead and not aside:
                assert sorted(ahead) == sorted(titles_in(firefox))
            if name == "what opens":
                assert_whole(firefox, rich)


def titles_in(firefox: Firefox) -> list[list[str]]:
    """The titles of the tabs in each window that Firefox shows."""
    return [
        [tab["entries"][tab["index"] - 1]["title"] for tab in window["tabs"]]
        for window in firefox.browser_state()["windows"]
    ]


def assert_whole(firefox: Firefox, rich: RichProfiles) -> None:
    """A restored tab has its history and the text that was typed into its page."""
    gone = next(
        tab
        for win in firefox.browser_state()["windows"]
        for tab in win["tabs"]
        if tab["entries"][-1]["title"] == "Gone"
    )
    urls = [entry["url"] for entry in gone["entries"]]
    assert urls == [rich.pages.url("Gone, before"), rich.pages.url("Gone", "typed text")]
    assert gone["formdata"]["id"] == {"note": "typed text"}


@in_every_state
def test_taken_back(state: State, rich: RichProfiles, tmp_path: Path, table: Table) -> None:
    profile = rich.copy(state, tmp_path / "p")
    before = contents(profile)
    with table.row(["restore, and undo it"], state):
        apply(profile, _opening)
        assert contents(profile) != before
        ProfileStore(profile).undo()
        assert contents(profile) == before
        with started(profile, state) as firefox:
            assert_shown(firefox, RICH, ASIDE if state.aside else None)


@in_every_state
def test_going_back(state: State, rich: RichProfiles, tmp_path: Path, table: Table) -> None:
    profile = rich.copy(state, tmp_path / "p")
    with table.row(["roll back to the session before"], state):
        store = ProfileStore(profile)
        receipt = store.rollback("previous", base=base(store, "previous"))
        assert (receipt.windows, receipt.tabs) == counts(OLDER)
        with started(profile, state) as firefox:
            assert look(firefox) == OLDER
