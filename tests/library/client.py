"""A program as strangers write them. mypy checks its types, ``test_typed`` runs it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_type

import sessiontui
from sessiontui import (
    ClosedTab,
    Cookie,
    Entry,
    Found,
    InUse,
    KnownProfile,
    Lost,
    NextStart,
    Page,
    Profile,
    RecentlyClosed,
    SalvagedFile,
    SavedSession,
    SessiontuiError,
    Setting,
    Sighting,
    Tab,
    TabGroup,
    Version,
    Window,
    export,
    find,
    lost,
    open_profile,
    open_session,
    profiles,
    salvage,
)
from sessiontui.sessions import Sessions, open_sessions


def read_session(place: str | Path | io.BytesIO) -> list[str]:
    """Everything of a session."""
    said: list[str] = []
    with open_session(place) as session:
        assert_type(session, SavedSession)
        assert_type(session.version, Version)
        assert_type(session.tabs, Sequence[Tab])
        for tab in session.tabs:
            assert_type(tab.entries, tuple[Entry, ...])
            assert_type(tab.form_texts, dict[str, str])
            assert_type(tab.storage, dict[str, dict[str, str]])
            assert_type(tab.last_accessed, int | None)
            assert_type(session.group_of(tab), TabGroup | None)
            said.append(f"{tab.url} {session.container_of(tab)}")
        for window in session.windows:
            assert_type(window, Window)
            assert_type(window.closed_tabs, Sequence[ClosedTab])
            assert_type([session.tabs_of(group) for group in window.groups], list[tuple[Tab, ...]])
        assert_type(session.recently_closed, Sequence[RecentlyClosed])
        assert_type(session.recently_closed[0].tab, ClosedTab | None)
        assert_type(session.saved_groups, tuple[TabGroup, ...])
        assert_type(session.cookies, tuple[Cookie, ...])
        assert_type(session.containers, Mapping[int, str])
        assert_type(session.json("/windows/0"), bytes)
        assert_type(session.export(), bytes)
    return said


def read_profile(place: str) -> str:
    """What happens next."""
    profile: Profile = open_profile(place)
    assert_type(profile.versions, tuple[Version, ...])
    assert_type(profile.next_start, NextStart)
    assert_type(profile.lock, InUse)
    assert_type(profile.settings, tuple[Setting, ...])
    assert_type(profile.session(), SavedSession)
    profile.close()
    return str(profile)


def known(place: bytes) -> tuple[KnownProfile, ...]:
    """Those of a place, and of this machine."""
    found = profiles(place)
    assert_type(found.barred, tuple[str, ...])
    assert_type(found.profiles[0].newest, str | None)
    return found.profiles + profiles().profiles


def look_everywhere(place: str) -> int:
    """Pages of all versions."""
    found: Found = find(place, "https")
    gone: Lost = lost(place)
    assert_type(found.pages, Sequence[Page])
    assert_type(found.pages[0].sightings, tuple[Sighting, ...])
    assert_type(found.pages[0].last_seen, int | None)
    assert_type(gone.revisions, Mapping[str, str])
    return len(found.pages) + len(gone.pages)


def write(place: str, directory: Path) -> int:
    """Files."""
    assert_type(export(place, format="html"), bytes)
    return export(place, directory / "tabs.md", part="all")


def rescue(file: Path, to: Path) -> float | None:
    """Of a damaged one."""
    found: SalvagedFile = salvage(file)
    assert_type([damage.sentence for damage in found.result.damage], list[str])
    found.write(to)
    return found.result.share


def change(place: str) -> Any:
    """A value, and whatever goes wrong."""
    sessions: Sessions = open_sessions(place, version=None, addon_id="me@example.org")
    try:
        sessions.set_tab_value(1, "k", {"a": 1})
        sessions.get_tab_value(99, "k")
    except SessiontuiError as error:
        assert_type(error.sentence, str)
    return sessions.get_tab_value(1, "k")


def version() -> str:
    """Its own."""
    return sessiontui.__version__
