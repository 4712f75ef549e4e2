"""What a look at each profile tells: never "empty" for what is damaged or may not be looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.firefox.profile_lock import InUse
from sessiontui.firefox.profiles import BarredRoot, Found, FoundProfile
from sessiontui.firefox.roots import Root
from sessiontui.glance import Glance, at_first, inside, likeliest_first, outside
from tests.builders import NOW, session, window, write_profile
from tests.system import ordinary_user

ONE = session(window("https://a.example/", "https://b.example/"))


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A directory that everybody may enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def found(path: Path, name: str = "p", *, reason: str | None = None) -> FoundProfile:
    return FoundProfile(name, path, "Firefox", default=False, fork=False, reason=reason)


def test_tabs_and_when_they_were_saved(tmp_path: Path) -> None:
    path = write_profile(tmp_path / "p", clean=ONE)
    at_once = outside(found(path))
    assert (at_once.words, at_once.tabs, at_once.saved) == ("…", None, NOW)
    assert (inside(at_once).words, inside(at_once).why) == ("2 tabs", "")


def test_what_would_be_loaded_counts_where_the_first_file_is_damaged(tmp_path: Path) -> None:
    path = write_profile(tmp_path / "p", clean=b"mozLz40\0", previous=ONE)
    assert inside(outside(found(path))).words == "2 tabs"


@pytest.mark.parametrize("content", [b"mozLz40\0", b"", b"[1]"])
def test_damaged(tmp_path: Path, content: bytes) -> None:
    glance = inside(outside(found(write_profile(tmp_path / "p", clean=content))))
    assert (glance.words, glance.tabs) == ("damaged", None)
    assert "sessionstore.jsonlz4: " in glance.why


def test_empty(tmp_path: Path) -> None:
    glance = inside(outside(found(write_profile(tmp_path / "p"))))
    assert (glance.words, glance.saved, glance.why) == ("no session saved", None, "")


def test_a_folder_of_backups_that_may_not_be_looked_at(open_to_all: Path) -> None:
    path = write_profile(open_to_all / "p", previous=ONE)
    (path / "sessionstore-backups").chmod(0o000)
    with ordinary_user():
        glance = inside(outside(found(path)))
    assert glance.words == "may not be looked at"
    assert "no permission" in glance.why


def test_a_session_that_may_not_be_read(open_to_all: Path) -> None:
    path = write_profile(open_to_all / "p", clean=ONE)
    (path / "sessionstore.jsonlz4").chmod(0o000)
    with ordinary_user():
        glance = inside(outside(found(path)))
    assert glance.words == "may not be looked at"
    assert "no permission" in glance.why


def test_one_that_is_named_and_not_there_is_not_looked_into(tmp_path: Path) -> None:
    glance = inside(outside(found(tmp_path / "gone", reason="gone: there is no such directory")))
    assert (glance.words, glance.why) == ("cannot be opened", "gone: there is no such directory")
    assert not glance.opens


def test_a_folder_of_profiles_that_is_barred_is_a_row_of_its_own(tmp_path: Path) -> None:
    root = Root("LibreWolf", tmp_path / "lw", fork=True)
    path = write_profile(tmp_path / "p", clean=ONE)
    first, last = at_first(Found((found(path),), (BarredRoot(root, "lw: no permission"),)))
    assert first.opens
    assert (last.profile.name, last.words, last.why, last.opens) == (
        "profiles of LibreWolf", "may not be looked at", "lw: no permission", False
    )  # fmt: skip


def glances() -> st.SearchStrategy[Glance]:
    used = st.sampled_from([None, InUse("free"), InUse("in use", 7), InUse("unknown")])
    saved = st.none() | st.integers(1, 5)
    return st.builds(Glance, st.just(found(Path(os.devnull))), st.just("Firefox"), used, saved)


@given(st.lists(glances(), max_size=6))
def test_the_running_come_first_then_the_last_saved_and_last_what_does_not_open(
    some: list[Glance],
) -> None:
    ranks = [
        (0 if one.running else 1 if one.opens else 2, -(one.saved or 0))
        for one in likeliest_first(some)
    ]
    assert ranks == sorted(ranks)
