"""The driver does what it says: the files of a real Firefox show it."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import lz4.block
import pytest

from tests import builders
from tests.firefox.driver import Firefox, FirefoxError, PageServer


def read(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    assert data[:8] == b"mozLz40\0"
    session: dict[str, Any] = json.loads(lz4.block.decompress(data[8:]))
    return session


def titles(window: dict[str, Any]) -> list[str]:
    return [tab["entries"][tab["index"] - 1]["title"] for tab in window["tabs"]]


def test_what_is_opened_and_closed_is_in_the_saved_file(
    firefox_profile: Path, pages: PageServer
) -> None:
    with Firefox(firefox_profile, prefs={"browser.sessionstore.max_tabs_undo": 7}) as firefox:
        firefox.open_tab(pages.url("One"))
        firefox.open_tab(pages.url("Two"), pinned=True)
        firefox.open_tab(pages.url("Drei ♥ & <3>"))
        firefox.close_tab(pages.url("One"))
        other = firefox.open_window([pages.url("Elsewhere"), pages.url("Beyond")])
        firefox.save()

        session = read(firefox_profile / "sessionstore-backups" / "recovery.jsonlz4")
        first, second = session["windows"]
        assert titles(first)[0] == "Two"
        assert first["tabs"][0]["pinned"] is True
        assert titles(first)[-1] == "Drei ♥ & <3>"
        assert "One" not in titles(first)
        assert [closed["title"] for closed in first["_closedTabs"]] == ["One"]
        assert titles(second) == ["Elsewhere", "Beyond"]

        firefox.close_window(other)
        firefox.save()
        session = read(firefox_profile / "sessionstore-backups" / "recovery.jsonlz4")
        # Windows closed one after the other count as open until something else happens.
        closed = [titles(w) for w in session["_closedWindows"] + session["windows"]]
        assert ["Elsewhere", "Beyond"] in closed

        assert [tab["pinned"] for tab in firefox.tabs()][:2] == [True, False]
        assert firefox.tabs()[-1]["url"] == pages.url("Drei ♥ & <3>")
        assert len(firefox.browser_state()["windows"]) == 1
        recent = firefox.recently_closed()
        assert [tab["title"] for tab in recent["tabs"]] == ["One"]
        assert len(recent["windows"]) == 1
        limit = "browser.sessionstore.max_tabs_undo"
        assert firefox.chrome("return Services.prefs.getIntPref(arguments[0]);", limit) == 7
        with pytest.raises(FirefoxError, match="no tab shows"):
            firefox.close_tab("http://nowhere.example/")


def test_a_clean_quit_leaves_the_final_file_and_a_second_start_finds_it(
    firefox_profile: Path, pages: PageServer
) -> None:
    (firefox_profile / "user.js").write_text('user_pref("test.kept", "yes");\n')
    resume = {"browser.startup.page": 3}
    with Firefox(firefox_profile, prefs=resume) as firefox:
        firefox.open_tab(pages.url("Kept"))
        link = (firefox_profile / "lock").readlink()
        assert link.name.endswith(f":+{firefox.pid}"), "another process holds the profile"
        assert firefox.chrome("return Services.prefs.getStringPref('test.kept');") == "yes"
        assert firefox.quit() == 0
        assert not firefox.running

    assert (firefox_profile / "user.js").read_text() == 'user_pref("test.kept", "yes");\n'
    assert "Kept" in titles(read(firefox_profile / "sessionstore.jsonlz4")["windows"][0])
    checkpoints = json.loads((firefox_profile / "sessionCheckpoints.json").read_bytes())
    assert checkpoints["sessionstore-final-state-write-complete"] is True
    assert checkpoints["profile-before-change"] is True

    with Firefox(firefox_profile) as firefox:
        assert pages.url("Kept") in [tab["url"] for tab in firefox.tabs()]


def test_a_kill_leaves_no_final_file(firefox_profile: Path, pages: PageServer) -> None:
    with Firefox(firefox_profile) as firefox:
        firefox.open_tab(pages.url("Lost?"))
        firefox.save()
        firefox.kill()
        assert not firefox.running

    assert not (firefox_profile / "sessionstore.jsonlz4").exists()
    assert not (firefox_profile / "user.js").exists()
    session = read(firefox_profile / "sessionstore-backups" / "recovery.jsonlz4")
    assert "Lost?" in titles(session["windows"][0])
    checkpoints = json.loads((firefox_profile / "sessionCheckpoints.json").read_bytes())
    assert "sessionstore-final-state-write-complete" not in checkpoints

    with Firefox(firefox_profile) as firefox:
        assert pages.url("Lost?") in [tab["url"] for tab in firefox.tabs()]


def test_firefox_loads_what_the_builders_write(firefox_profile: Path, pages: PageServer) -> None:
    grouped = builders.tab(pages.url("Grouped"), groupId="1795205338708-40")
    state = builders.session(
        builders.window(
            builders.tab(pages.url("Pinned"), pinned=True),
            builders.tab(pages.url("First"), builders.entry(pages.url("Second"), "cut \ud83d")),
            grouped,
            closed=[pages.url("Closed 1"), pages.url("Closed 2")],
            groups=[builders.group("1795205338708-40", "Group ♥")],
            closedGroups=[
                builders.closed_group(
                    "1-2",
                    "Gone",
                    pages.url("Closed in group"),
                    closed_at=builders.NOW - builders.HOUR,
                )
            ],
        ),
        builders.window(pages.url("Other")),
        closed_windows=[builders.window(pages.url("Closed window"))],
        savedGroups=[builders.saved_group("1-3", "Saved", pages.url("Saved"))],
        cookies=[builders.cookie("127.0.0.1")],
    )
    builders.write_profile(
        firefox_profile, clean=state, previous=b"broken", prefs={"browser.startup.page": 3}
    )
    with Firefox(firefox_profile) as firefox:
        tabs = firefox.tabs()
        assert [tab["url"] for tab in tabs] == [
            pages.url(title) for title in ("Pinned", "Second", "Grouped", "Other")
        ]
        assert [tab["pinned"] for tab in tabs] == [True, False, False, False]
        assert [bool(tab["groupId"]) for tab in tabs] == [False, False, True, False]
        recent = firefox.recently_closed()
        assert [tab["title"] for tab in recent["tabs"]] == [
            "Closed 1",
            "Closed 2",
            "Closed in group",
        ]
        assert [window["title"] for window in recent["windows"]] == ["Closed window"]
        assert [g["name"] for g in firefox.browser_state()["savedGroups"]] == ["Saved"]
        assert [c["name"] for c in firefox.browser_state()["cookies"]] == ["sid"]


def test_a_profile_in_use_is_said_so(firefox_profile: Path) -> None:
    with Firefox(firefox_profile), pytest.raises(FirefoxError, match="ended at its start"):
        Firefox(firefox_profile).start()


def test_pages_are_served_from_this_machine_only(pages: PageServer) -> None:
    assert pages.url("a/b ü") == f"{pages.origin}/t/a%2Fb%20%C3%BC"
    host, port = pages.origin.removeprefix("http://").split(":")
    assert host == "127.0.0.1"
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"GET /t/a%2Fb HTTP/1.0\r\n\r\n")
        assert b"<title>a/b</title>" in client.makefile("rb").read()
