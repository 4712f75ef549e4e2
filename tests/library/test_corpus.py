"""Real sessions: all that is promised of them can be asked for, whatever the file is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sessiontui import (
    NothingFound,
    SavedSession,
    SessiontuiError,
    Tab,
    Unreadable,
    open_profile,
    open_session,
)
from sessiontui.library import promised
from tests.paths import CORPUS

if not CORPUS.is_dir():
    pytest.skip(
        f"NO CORPUS: the real sessions are not at {CORPUS}, so nothing was asked of one",
        allow_module_level=True,
    )

LARGEST = 400_000  # bytes: what is asked of ten tabs is asked of thousands
FILES = sorted(
    path for path in CORPUS.rglob("*") if path.is_file() and path.stat().st_size < LARGEST
)
NAMES = {"Session": "RecentlyClosed"}  # what a type is called to programs


def ask(found: Any, asked: Counter[str], depth: int = 0) -> None:
    """Ask for every promised attribute of something, and of what it gives."""
    name = NAMES.get(type(found).__name__, type(found).__name__)
    if name in promised.TYPES and not isinstance(found, SessiontuiError):
        asked[name] += 1
        for attribute in promised.attributes_of(name):
            value = getattr(found, attribute)
            if not callable(value) and depth < 8:
                ask(value, asked, depth + 1)
    elif isinstance(found, Iterable) and not isinstance(found, str | bytes | dict):
        for one in found:
            ask(one, asked, depth + 1)


def whereabouts(session: SavedSession) -> None:
    """Groups and containers, from both sides."""
    tabs: list[Tab] = [*session.tabs]
    for window in (*session.windows, *session.closed_windows):
        tabs += window.tabs
        for group in (*window.groups, *window.closed_groups):
            for tab in session.tabs_of(group):
                assert session.group_of(tab) is not None
        for closed in window.closed_tabs:
            session.group_of(closed)
            session.container_of(closed)
    for tab in tabs:
        session.group_of(tab)
        session.container_of(tab)


@pytest.mark.long
def test_everything_can_be_asked_of_every_session() -> None:
    asked: Counter[str] = Counter()
    read = 0
    for path in FILES:
        try:
            session = open_session(path)
        except Unreadable as error:
            assert path.name in error.sentence
            continue
        with session:
            read += 1
            ask(session, asked)
            whereabouts(session)
            try:
                assert session.export(part="all", format="json")
            except NothingFound as error:
                assert "nothing to export" in error.sentence
    assert read > 50
    assert not {"Window", "Tab", "Entry", "ClosedTab", "TabGroup", "Cookie", "FormField"} - set(
        asked
    )


@pytest.mark.parametrize("folder", sorted((CORPUS / "firefox-153").iterdir()), ids=lambda p: p.name)
def test_everything_can_be_asked_of_every_profile(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("no profile")
    asked: Counter[str] = Counter()
    with open_profile(folder) as profile:
        ask(profile, asked)
        ask(profile.lost(), asked)
        ask(profile.find("is:open"), asked)
        for version in profile.versions:
            ask(profile.summary(version.id), asked)
    assert not {"Version", "ProfileState", "NextStart", "InUse", "Setting"} - set(asked)
