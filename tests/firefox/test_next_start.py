"""What is said of a profile's lock and next start, against what Firefox then does."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Literal

import pytest

from sessiontui.firefox.next_start import NextStart
from sessiontui.firefox.profile_lock import in_use
from sessiontui.session.model.nested import session_in
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.workspace import Workspace
from tests.builders import MINUTE, OMIT, mozlz4, session, tab, to_json, window, write_profile
from tests.firefox.driver import Firefox, PageServer

PAGE = "browser.startup.page"
HOME = ["about:home"]


def addresses(firefox: Firefox) -> list[str]:
    return sorted(found["url"] for found in firefox.tabs())


def expected(profile: Path) -> tuple[NextStart, list[str]]:
    """What is said of the next start, and which pages that means."""
    store = ProfileStore(profile)
    found = store.profile().next_start
    if found.loads is None:
        return found, HOME
    tabs = list(store.load(found.loads).open_tabs())
    if found.kind == "defer":
        return found, sorted([t.raw_url for t in tabs if t.pinned] + HOME)
    return found, sorted(t.raw_url for t in tabs)


@pytest.mark.parametrize(
    ("end", "page", "kind"),
    [
        ("quit", 1, "defer"),
        ("quit", 3, "resume"),
        ("kill", 1, "recover"),
        ("kill", 3, "resume"),
    ],
)
def test_the_lock_and_the_next_start(
    firefox_profile: Path,
    pages: PageServer,
    end: Literal["quit", "kill"],
    page: int,
    kind: str,
) -> None:
    assert in_use(firefox_profile).state == "free"  # no Firefox was ever here
    with Firefox(firefox_profile, prefs={PAGE: page}) as firefox:
        for title in ("One", "Two"):
            firefox.open_tab(pages.url(title))
        firefox.open_tab(pages.url("Pinned"), pinned=True)
        firefox.save()
        state = ProfileStore(firefox_profile).profile()
        assert (state.in_use.state, state.in_use.pid) == ("in use", firefox.pid)
        assert not state.crashed
        # what would follow if it were killed now
        assert state.next_start.kind == ("resume" if page == 3 else "recover")
        if end == "quit":
            firefox.quit()
        else:
            firefox.kill()

    assert (firefox_profile / "lock").is_symlink()  # which stays behind and says nothing
    state = ProfileStore(firefox_profile).profile()
    assert (state.in_use.state, state.in_use.pid) == ("free", None)
    assert state.crashed is (end == "kill")

    found, urls = expected(firefox_profile)
    assert found.kind == kind
    assert found.loads == ("sessionstore" if end == "quit" else "recovery")
    assert pages.url("Pinned") in urls
    with Firefox(firefox_profile) as firefox:
        assert addresses(firefox) == urls


def test_permanent_private_browsing_opens_nothing(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=session(window("about:mozilla")),
        prefs={PAGE: 3, "browser.privatebrowsing.autostart": True},
    )
    found = ProfileStore(profile).profile().next_start
    assert (found.kind, found.loads) == ("none", None)
    with Firefox(profile) as firefox:
        shown = firefox.chrome("return browserWindows()[0].gBrowser.currentURI.spec;")
        assert shown != "about:mozilla"
        assert firefox.chrome("return SessionStore.canRestoreLastSession;") is False
        count = "return browserWindows().map(w => w.gBrowser.tabs.length);"
        assert firefox.chrome(count) == [1]


def now() -> int:
    return int(time.time() * 1000)


def recent(*windows: dict[str, Any]) -> dict[str, Any]:
    return session(*windows, session={"lastUpdate": now() - MINUTE, "recentCrashes": 0})


TITLE = to_json(session(window(tab("about:mozilla"), "about:license")))

ODD: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "an invalid byte in one title": (
        {
            "clean": mozlz4(TITLE.replace(b'"title":"', b'"title":"\xff', 1)),
            "previous": recent(window("about:license")),
            "prefs": {PAGE: 3},
        },
        "resume",
        "previous",
    ),
    "a byte order mark": (
        {
            "clean": mozlz4(b"\xef\xbb\xbf" + TITLE),
            "previous": recent(window("about:license")),
            "prefs": {PAGE: 3},
        },
        "resume",
        "sessionstore",
    ),
    "no list of closed tabs": (
        {"clean": recent(window("about:mozilla", "about:license", _closedTabs=OMIT))},
        "resume",
        "sessionstore",
    ),
    "an upgrade file that no pref names": (
        {
            "plain": {"sessionstore.js": recent(window("about:mozilla"))},
            "upgrades": {"20200101000000": recent(window("about:license"))},
            "prefs": {"browser.sessionstore.upgradeBackup.latestBuildID": "1"},
            "checkpoints": None,
        },
        "defer",
        "sessionstore.js",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files(tmp_path: Path, name: str) -> None:
    parts, kind, loads = ODD[name]
    profile = write_profile(tmp_path / "p", **{"prefs": {PAGE: 1}, **parts})
    found, urls = expected(profile)
    assert (found.kind, found.loads) == (kind, loads)
    with Firefox(profile) as firefox:
        assert addresses(firefox) == urls


def test_an_old_crash_asks_first(tmp_path: Path) -> None:
    old = session(
        window("about:mozilla"),
        session={"lastUpdate": now() - 7 * 60 * MINUTE, "recentCrashes": 0},
    )
    profile = write_profile(tmp_path / "p", recovery=old, checkpoints="crashed")
    assert ProfileStore(profile).profile().next_start.kind == "ask"
    with Firefox(profile) as firefox:
        assert addresses(firefox) == ["about:sessionrestore"]
        firefox.save()
        # The whole old session lies in that tab's form, and can be entered.
        snapshot = ProfileStore(profile).load("recovery")
        nested = session_in(next(snapshot.open_tabs()))
        assert nested is not None
        assert [t.raw_url for t in nested.open_tabs()] == ["about:mozilla"]


def test_the_view_follows_a_running_firefox(firefox_profile: Path, pages: PageServer) -> None:
    with Firefox(firefox_profile) as firefox:
        workspace = Workspace(ProfileStore(firefox_profile))
        seen = []
        for number in range(5):
            firefox.open_tab(pages.url(f"Page {number}"))
            firefox.save()
            view = workspace.view()
            assert view.error is None
            assert view.snapshot is not None
            assert view.version is not None
            assert view.profile is not None
            assert (view.version.id, view.profile.in_use.pid) == ("recovery", firefox.pid)
            titles = [t.title for t in view.snapshot.open_tabs()]
            assert titles[-1] == f"Page {number}"
            assert workspace.view().snapshot is view.snapshot  # nothing new, nothing read
            seen.append(view.version.revision)
        assert len(set(seen)) == 5
        firefox.quit()
        view = workspace.view()
        assert view.version is not None
        assert view.version.id == "sessionstore"
        assert view.profile is not None
        assert (view.profile.in_use.state, view.profile.crashed) == ("free", False)
        checkpoints = json.loads((firefox_profile / "sessionCheckpoints.json").read_bytes())
        assert checkpoints["sessionstore-final-state-write-complete"] is True
        assert view.snapshot is not None
        assert [t.title for t in view.snapshot.open_tabs()] == titles
