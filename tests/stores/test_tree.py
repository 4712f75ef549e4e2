"""What is read through a tree is what is read from the directory: the same logic, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessiontui.errors import SessiontuiError
from sessiontui.firefox.browser import FIREFOX
from sessiontui.firefox.tree.path import TreePath
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.tree.store import TreeStore
from sessiontui.stores.view import ProfileState, StoreInfo
from sessiontui.workspace import Workspace
from tests.builders import NOW, session, window, write_profile
from tests.memory_tree import of_directory
from tests.paths import CORPUS

INFO = StoreInfo("memory", "profile", "memory.tar", "nothing is written into it")


def both(path: Path) -> tuple[ProfileStore, TreeStore]:
    return (
        ProfileStore(path, now=lambda: float(NOW)),
        TreeStore(TreePath(of_directory(path)), INFO, FIREFOX, now=lambda: float(NOW)),
    )


def profiles(tmp_path: Path) -> list[Path]:
    made = write_profile(
        tmp_path / "made",
        clean=session(window("https://a.example/")),
        recovery=session(window("https://b.example/")),
        previous=b"damaged",
        upgrades={"20261103151912": session(window("https://c.example/"))},
        prefs={"browser.startup.page": 3, "browser.sessionstore.interval": 60_000},
        containers=[{"userContextId": 7, "name": "Shop", "public": True}],
    )
    real = sorted(p for p in (CORPUS / "firefox-153").glob("*") if (p / "prefs.js").exists())
    return [made, *real]


def without_machine(state: ProfileState) -> ProfileState:
    """What this machine's own Firefox decides is not known of a profile elsewhere."""
    why = re.sub(r" in /usr/[^)]*", "", state.next_start.why)
    return replace(state, next_start=replace(state.next_start, why=why))


def versions_of(
    store: ProfileStore | TreeStore,
) -> tuple[list[str], set[tuple[str, str, str, int, int | None]]]:
    """Those that Firefox wrote in order, and all of them: there every file is of one time."""
    found = store.versions()
    return (
        [v.id for v in found if v.role not in ("copy", "unfinished")],
        {(v.id, v.role, v.meaning, v.size, v.uncompressed) for v in found},
    )


def text_of(store: ProfileStore | TreeStore, version: str) -> bytes | type[SessiontuiError]:
    try:
        return store.text(version)
    except SessiontuiError as error:
        return type(error)


def test_versions_state_and_settings_are_the_same(tmp_path: Path) -> None:
    seen = 0
    for path in profiles(tmp_path):
        here, there = both(path)
        assert versions_of(here) == versions_of(there)
        one, other = here.profile(), there.profile()
        if one.in_use.state == "free":
            same = replace(one, path="", name="", in_use=other.in_use)
            # The corpus has a file of its own in each, of which the begin does not tell.
            assert all("may be a session" in sentence for sentence in other.passed_over)
            other = replace(other, path="", name="", passed_over=())
            assert without_machine(same) == without_machine(other)
        assert {s.name: s.value for s in here.settings()} == {
            s.name: s.value for s in there.settings()
        }
        for version in here.versions():
            assert text_of(here, version.id) == text_of(there, version.id)
            seen += 1
        here.close()
        there.close()
    assert seen > 3


def test_nothing_is_changed_there_and_it_says_why(tmp_path: Path) -> None:
    _, there = both(profiles(tmp_path)[0])
    workspace = Workspace(there)
    assert workspace.store.info.read_only_reason == "nothing is written into it"
    assert not hasattr(there, "apply")


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    path = profiles(tmp_path)[0]
    store = TreeStore(
        TreePath(of_directory(path)), INFO, FIREFOX, left_out=lambda: ["3 links are not followed"]
    )
    assert "3 links are not followed" in store.profile().barred


@pytest.mark.parametrize("barred", ["sessionstore-backups", "prefs.js"])
def test_what_may_not_be_looked_at_there_is_said(tmp_path: Path, barred: str) -> None:
    path = profiles(tmp_path)[0]
    store = TreeStore(TreePath(of_directory(path, [barred])), INFO, FIREFOX)
    assert any(barred in sentence for sentence in store.profile().barred)
