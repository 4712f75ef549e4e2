"""Every kind of edit, in every state of a profile, judged by the Firefox that then starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from sessiontui.firefox.prefs import parse_prefs
from sessiontui.firefox.startup import ONCE
from sessiontui.session.edits import (
    NEW,
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
from sessiontui.session.transfer import carry
from sessiontui.stores.base import Receipt
from sessiontui.stores.profile import ProfileStore
from tests.firefox.driver import Firefox
from tests.firefox.rich_profile import (
    ASIDE,
    MAIN,
    NOTE,
    OLDER,
    RICH,
    STATES,
    Items,
    Picture,
    RichProfiles,
    State,
    look,
)

Edits = Callable[[Items, ProfileStore], Sequence[Edit]]


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
    "forget all": Case(
        ("forget all that was closed",),
        lambda *_: [ForgetMatching()],
        RICH.but(**NOTHING_CLOSED),
        ASIDE.but(stacks=("Box, Last, One, Three, Two", "Third"), closed_groups=()),
    ),
}


# -- carrying out ------------------------------------------------------------------------------


def apply(profile: Path, edits: Edits) -> Receipt:
    """Carry out edits of what the next start loads."""
    store = ProfileStore(profile)
    name = store.profile().next_start.loads
    assert name is not None
    return store.apply(edits(Items(store.load(name).document.text), store), base=base(store, name))


def base(store: ProfileStore, name: str) -> str:
    """The revision of a version."""
    return next(version.revision for version in store.versions() if version.id == name)


def counts(picture: Picture) -> tuple[int, int]:
    """The windows and tabs of the session that a picture shows."""
    windows = [w.split(", ") for w in picture.windows]
    tabs = [[tab for tab in tabs if not tab.endswith("about:home")] for tabs in windows]
    return sum(map(bool, tabs)), sum(map(len, tabs))


@contextmanager
def started(profile: Path, state: State) -> Iterator[Firefox]:
    """Firefox started after an edit, and quit; what must be so whatever the edit was."""
    with Firefox(profile) as firefox:
        yield firefox
        crashes = firefox.browser_state()["session"]["recentCrashes"]
        # A crash that Firefox recovers from counts one, with the edit as without.
        assert crashes == (state == ("kill", 1))
        firefox.quit()
    assert ONCE not in parse_prefs((profile / "prefs.js").read_bytes())
    assert not list(profile.glob("sessionstore-logs/error-*"))
    assert not [path.name for path in profile.rglob(".sessiontui-*")]


def assert_shown(firefox: Firefox, shown: Picture, aside: Picture | None) -> None:
    """Firefox shows a session; or what it shows of one set aside, and then brings it back."""
    if aside is None:
        assert look(firefox) == shown
        return
    assert look(firefox).alphabetical() == aside
    firefox.chrome(
        """const restored = observed("sessionstore-browser-state-restored");
        SessionStore.restoreLastSession();
        await restored;"""
    )
    # Firefox itself forgets which tab was shown.
    assert look(firefox).unselected() == shown.unselected()


# -- the table of what was tried ---------------------------------------------------------------


class Table:
    """Kinds of edit by states, shown at the end of the run."""

    def __init__(self) -> None:
        self._found: dict[str, dict[State, str]] = {}

    @contextmanager
    def row(self, kinds: Sequence[str], state: State) -> Iterator[None]:
        """Whatever is asserted inside is the result of these kinds in this state."""
        result = "FAILED"
        try:
            yield
            result = "ok"
        finally:
            for kind in kinds:
                self._found.setdefault(kind, {})[state] = result

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called by pytest."""
        terminalreporter.section("edits against Firefox")
        width = max(map(len, self._found), default=0)
        head = "".join(f"  {state!s:12}" for state in STATES)
        terminalreporter.write_line(f"{'':{width}}{head}")
        for kind, results in self._found.items():
            cells = "".join(f"  {results.get(state, '-'):12}" for state in STATES)
            terminalreporter.write_line(f"{kind:{width}}{cells}")


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    found = Table()
    request.config.pluginmanager.register(found)
    return found


# -- the judge ---------------------------------------------------------------------------------

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
    with table.row(case.kinds, state):
        receipt = apply(profile, case.edits)
        aside = case.aside if state.aside else None
        expected = aside or case.shown
        assert (receipt.windows, receipt.tabs) == counts(expected)
        with started(profile, state) as firefox:
            assert_shown(firefox, case.shown, aside)
            if name == "what opens":
                assert_whole(firefox, rich)


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
    with table.row(["restore, and take it back"], state):
        apply(profile, _opening)
        assert contents(profile) != before
        ProfileStore(profile).undo()
        assert contents(profile) == before
        with started(profile, state) as firefox:
            assert_shown(firefox, RICH, ASIDE if state.aside else None)


@in_every_state
def test_going_back(state: State, rich: RichProfiles, tmp_path: Path, table: Table) -> None:
    profile = rich.copy(state, tmp_path / "p")
    with table.row(["go back to the session before"], state):
        store = ProfileStore(profile)
        receipt = store.rollback("previous", base=base(store, "previous"))
        assert (receipt.windows, receipt.tabs) == counts(OLDER)
        with started(profile, state) as firefox:
            assert look(firefox) == OLDER


def contents(profile: Path) -> dict[str, bytes]:
    """Every file of a profile."""
    return {
        str(path.relative_to(profile)): path.read_bytes()
        for path in profile.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


# -- the same by Firefox's own commands --------------------------------------------------------

_COMMANDS: Final = """
const key = arguments[0];
const wins = {};
for (const win of browserWindows()) for (const tab of win.gBrowser.tabs)
  wins[decodeURIComponent(urlOf(tab).split("/t/")[1])] = [win, tab];
const [main] = wins["Two"], { gBrowser } = main;
const stateOf = win => JSON.parse(JSON.stringify(SessionStore.getWindowState(win))).windows[0];
const closedWindow = title => SessionStore.getClosedWindowData()
  .findIndex(win => win.tabs.some(tab => tab.entries.at(-1).title === title));
const savedGroup = name => SessionStore.getSavedTabGroups().find(g => g.name === name).id;
const closedGroup = name => stateOf(main).closedGroups.find(g => g.name === name).id;
"""

_QUIET_COMMANDS: Final = """
SessionStore.forgetClosedTab(main, stateOf(main)._closedTabs.findIndex(c => c.title === "Junk"));
SessionStore.forgetClosedWindow(closedWindow("Visit 1"));
SessionStore.forgetClosedTabGroup(main, closedGroup("Junk group"));
SessionStore.forgetSavedTabGroup(savedGroup("Spare group"));
gBrowser.removeTab(wins["Three"][1], { animate: false });
const gone = observed("sessionstore-closed-objects-changed");
wins["Side 1"][0].close();
await gone;
gBrowser.pinTab(wins["Last"][1]);
const third = wins["Third"][0];
third.gBrowser.unpinTab(wins["Third pin"][1]);
third.gBrowser.adoptTab(wins["One"][1], { tabIndex: 1 });
SessionStore.setCustomTabValue(wins["Box"][1], key, '"set"');
SessionStore.deleteCustomTabValue(wins["Two"][1], key);
SessionStore.setCustomWindowValue(third, key, '"of the third"');
"""
_OPENING_COMMANDS: Final = """
SessionStore.undoCloseTab(main,
  SessionStore.getClosedTabDataForWindow(main).findIndex(c => c.title === "Gone"), main);
SessionStore.undoCloseTabGroup(main, closedGroup("Old group"), main);
SessionStore.openSavedTabGroup(savedGroup("Kept group"), main);
const ready = observed("sessionstore-single-window-restored");
SessionStore.undoCloseWindow(closedWindow("Trash 1"));
await ready;
"""


def _reopening(item: Items, _: ProfileStore) -> Sequence[Edit]:
    return [
        RestoreClosedTab(item("closed tab", "Gone")),
        RestoreGroup(item("closed group", "Old group")),
        RestoreGroup(item("saved group", "Kept group")),
        RestoreClosedWindow(item("closed window", "Trash 1")),
    ]


# A closed group opens where it was; Firefox 153 puts it at the end (its bug 1933113).
OURS, THEIRS = (
    "Og 1 (Old group), Og 2 (Old group), Gone",
    "Gone, Og 1 (Old group), Og 2 (Old group)",
)


@pytest.mark.parametrize(
    ("edits", "commands"),
    [(_quiet, _QUIET_COMMANDS), (_reopening, _OPENING_COMMANDS)],
    ids=["what opens nothing", "what opens"],
)
def test_firefox_does_the_same_by_its_own_commands(
    edits: Edits, commands: str, rich: RichProfiles, tmp_path: Path
) -> None:
    state = State("quit", 3)
    profile = rich.copy(state, tmp_path / "edited")
    apply(profile, edits)
    with Firefox(profile) as firefox:
        edited_shows = look(firefox)
    with Firefox(rich.copy(state, tmp_path / "live")) as firefox:
        firefox.chrome(_COMMANDS + commands, NOTE)
        windows = tuple(w.replace(OURS, THEIRS) for w in edited_shows.windows)
        assert look(firefox) == edited_shows.but(windows=windows)
