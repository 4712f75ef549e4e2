"""Edits against Firefox's own commands, and edits by chance against what their file says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from sessiontui.errors import SessiontuiError
from sessiontui.session.edit.edits import (
    NEW,
    CloseTab,
    CloseWindow,
    Edit,
    ForgetClosedTab,
    ForgetClosedWindow,
    ForgetGroup,
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
from tests.builders import read_session
from tests.firefox.driver import Firefox
from tests.firefox.judging import Edits, apply, base, started
from tests.firefox.picture import NOTE, Items, look, written
from tests.firefox.rich_profile import RichProfiles, State
from tests.firefox.test_edits import CASES

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
    [(CASES["what opens nothing"].edits, _QUIET_COMMANDS), (_reopening, _OPENING_COMMANDS)],
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


# -- any edits ---------------------------------------------------------------------------------


def by_chance(chance: random.Random, items: Items) -> Edit:
    """Any edit of what is in the rich profile."""
    tabs, windows = items.all("tab"), 3
    closed_tabs = items.all("closed tab", "closed window's tab")
    closed_windows = sorted({steps[:2] for steps in items.all("closed window")})
    groups = items.all("closed group", "saved group")
    into = chance.choice((None, NEW, chance.randrange(windows)))
    edits: list[Edit] = [
        RestoreClosedTab(chance.choice(closed_tabs), into),
        RestoreClosedWindow(chance.choice(closed_windows)),
        RestoreGroup(chance.choice(groups), into),
        ForgetClosedTab(chance.choice(closed_tabs)),
        ForgetClosedWindow(chance.choice(closed_windows)),
        ForgetGroup(chance.choice(groups)),
        CloseTab(chance.choice(tabs)),
        CloseWindow(("windows", chance.randrange(windows))),
        PinTab(chance.choice(tabs), chance.random() < 0.7),
        MoveTab(chance.choice(tabs), chance.randrange(windows), chance.randrange(12)),
        MoveTab(chance.choice(tabs), chance.randrange(windows), chance.randrange(12)),
        KeepOnly(tuple(chance.sample(tabs, chance.randrange(3, 9)))),
        SetTabValue(chance.choice(tabs + closed_tabs), NOTE, '"by chance"'),
        SetWindowValue(("windows", chance.randrange(windows)), NOTE, '"by chance"'),
    ]
    return chance.choice(edits)


FILES: Final = {
    State("quit", 3): "sessionstore.jsonlz4",
    State("kill", 1): "sessionstore-backups/recovery.jsonlz4",
    State("kill", 3): "sessionstore-backups/recovery.jsonlz4",
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("state", FILES, ids=str)
def test_firefox_shows_what_the_edited_file_says(
    seed: int, state: State, rich: RichProfiles, tmp_path: Path
) -> None:
    """Firefox takes the edited session as it is: it drops, adds and reorders nothing."""
    profile = rich.copy(state, tmp_path / "p")
    chance = random.Random(f"{state} {seed}")

    def some(items: Items, store: ProfileStore) -> Sequence[Edit]:
        edits: list[Edit] = []
        while len(edits) < 7:
            edit = by_chance(chance, items)
            try:
                store.plan([*edits, edit], base=base(store, Path(FILES[state]).stem))
            except SessiontuiError:
                continue  # it makes no sense beside the others
            edits.append(edit)
        return edits

    apply(profile, some)
    expected = written(read_session(profile / FILES[state]))
    with started(profile, state) as firefox:
        assert look(firefox) == expected
