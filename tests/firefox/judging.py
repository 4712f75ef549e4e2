"""Edits carried out, and the Firefox that judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessiontui.firefox.prefs.names import ONCE
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.session.edit.edits import Edit
from sessiontui.stores.planned_windows import planned_windows
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import Receipt
from tests.firefox.driver import Firefox
from tests.firefox.picture import Items, Picture, look
from tests.firefox.rich_profile import STATES, State

Edits = Callable[[Items, ProfileStore], Sequence[Edit]]


def apply(profile: Path, edits: Edits) -> Receipt:
    """Carry out edits of what the next start loads."""
    store = ProfileStore(profile)
    name = store.profile().next_start.loads
    assert name is not None
    return store.apply(edits(Items(store.load(name).document.text), store), base=base(store, name))


def foreseen(profile: Path, edits: Edits) -> list[list[str]]:
    """The titles of the tabs in each window that the look ahead shows; none where it shows none."""
    store = ProfileStore(profile)
    name = store.profile().next_start.loads
    assert name is not None
    before = store.load(name)
    todo = edits(Items(before.document.text), store)
    plan = store.plan(todo, base=base(store, name))
    return [[tab.title for tab in window.tabs] for window in planned_windows(plan)]


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
    assert restore_last_session(firefox) == shown.unselected()


def restore_last_session(firefox: Firefox) -> Picture:
    """History › Restore Previous Session; Firefox itself forgets which tab was shown."""
    firefox.chrome(
        """const restored = observed("sessionstore-browser-state-restored");
        SessionStore.restoreLastSession();
        await restored;"""
    )
    return look(firefox).unselected()


def contents(profile: Path) -> dict[str, bytes]:
    """Every file of a profile."""
    return {
        str(path.relative_to(profile)): path.read_bytes()
        for path in profile.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


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
