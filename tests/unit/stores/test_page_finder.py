"""Pages over all versions of a store: each version is read once for each of its revisions."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sessiontui.session.pages.query import Field, Query
from sessiontui.stores.nowhere_else import OnlyThere
from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.view import revisions_of
from tests.builders import entry, session, tab, window, write_profile


class Reads:
    """Which versions a store was asked to read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        real = ProfileStore.peek

        def peek(store: ProfileStore, version: str) -> object:
            self.names.append(version)
            return real(store, version)

        monkeypatch.setattr(ProfileStore, "peek", peek)

    def taken(self) -> list[str]:
        names, self.names = sorted(self.names), []
        return names


def state(*urls: str) -> dict[str, object]:
    return session(window(*urls))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=state("https://a.example/"),
        previous=state("https://a.example/", "https://b.example/"),
    )


def urls(finder: PageFinder, store: ProfileStore, text: str = "is:lost") -> list[str]:
    result = finder.find(store.versions(), "sessionstore", Query(text))
    return [result.pages.url(found.page) for found in result.found]


def test_a_version_is_read_again_only_when_it_has_changed(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    finder = PageFinder(store)
    assert len(finder.survey(store.versions(), "sessionstore").pages) == 2
    assert reads.taken() == ["previous", "sessionstore"]
    finder.survey(store.versions(), "sessionstore")
    assert reads.taken() == []
    write_profile(profile, clean=state("https://a.example/", "https://c.example/"))
    assert len(finder.survey(store.versions(), "sessionstore").pages) == 3
    assert reads.taken() == ["sessionstore"]


def test_a_file_under_another_name_is_not_read_again(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    finder = PageFinder(store)
    finder.survey(store.versions(), "sessionstore")
    reads.taken()
    backups = profile / "sessionstore-backups"
    (backups / "previous.jsonlz4").rename(backups / "recovery.baklz4")
    pages = finder.survey(store.versions(), "sessionstore").pages
    assert reads.taken() == []
    assert {layer.version for layer in pages.layers} == {"sessionstore", "recovery.bak"}


def test_conditions_alone_read_nothing_again(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    finder = PageFinder(store)
    assert urls(finder, store) == ["https://b.example/"]
    reads.taken()
    assert urls(finder, store, "site:a.example") == ["https://a.example/"]
    assert reads.taken() == []
    assert urls(finder, store, "b.example") == ["https://b.example/"]
    assert reads.taken() == ["previous", "sessionstore"]


def test_a_version_that_is_damaged_or_vanishes_is_named_and_the_rest_is_found(
    profile: Path,
) -> None:
    store = ProfileStore(profile)
    versions = store.versions()
    (profile / "sessionstore-backups/previous.jsonlz4").unlink()
    result = PageFinder(store).find(versions, "sessionstore", Query("example"))
    assert [result.pages.url(found.page) for found in result.found] == ["https://a.example/"]
    (left_out,) = result.left_out
    assert left_out.version == "previous"
    assert "no such" in left_out.why


def test_a_search_that_is_not_wanted_any_more_ends(profile: Path) -> None:
    store, ended = ProfileStore(profile), threading.Event()
    ended.set()
    result = PageFinder(store).find(store.versions(), "sessionstore", Query("a"), ended.is_set)
    assert result.found == ()


@pytest.mark.parametrize(
    ("title", "word", "found"),
    [
        ("Größe", "größe", True),
        ("GRÖSSE", "größe", True),
        ("Größe", "grösse", True),
        ("ß", "ss", True),
        ("Größe", "GRÖSSE", False),
        ("日本アルプス", "アルプ", True),
        ('say "cheese"', '"cheese"', True),
        ("back\\slash", "back\\s", True),
        ("Тест", "тест", True),
        ("half \ud83d emoji", "emoji", True),
    ],
)
def test_words_are_found_however_they_are_written(
    tmp_path: Path, title: str, word: str, found: bool
) -> None:
    place = write_profile(
        tmp_path / "w", clean=session(window(tab(entry("https://x.example/", title))))
    )
    store = ProfileStore(place)
    assert urls(PageFinder(store), store, word) == (["https://x.example/"] if found else [])


def test_the_form_text_of_a_nested_session_is_not_that_tab_s(tmp_path: Path) -> None:
    inner = session(window(tab("https://in.example/", formdata={"id": {"q": "marmalade"}})))
    outer = tab("about:sessionrestore", formdata={"id": {"sessionData": inner}})
    store = ProfileStore(write_profile(tmp_path / "n", clean=session(window(outer))))
    assert urls(PageFinder(store), store, "marmalade") == ["https://in.example/"]


def test_a_query_says_what_it_does_not_know() -> None:
    assert Query("in:titl x").fields == {Field.TITLE}
    assert Query("x").fields == set(Field)
    assert Query("in: x").complaint == ""  # still being typed
    assert "in: knows title" in Query("in:nowhere x").complaint
    assert "is: knows open" in Query("is:blue").complaint
    assert Query("  ").is_empty and not Query("is:lost").is_empty


def test_what_one_version_alone_holds_is_counted_with_its_titles(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    finder = PageFinder(store)
    for version in store.versions():
        finder.read_ahead(version)
    assert reads.taken() == ["previous", "sessionstore"]
    found = finder.nowhere_else(store.versions(), "sessionstore")
    assert reads.taken() == []  # what was read ahead is not read again
    assert found.groups == (OnlyThere(("previous",), 1, ("b.example",)),)
    assert found.held == {"sessionstore": 1, "previous": 2}
    assert found.versions == revisions_of(store.versions())


def test_reading_ahead_leaves_it_to_the_survey_to_name_what_is_damaged(profile: Path) -> None:
    (profile / "sessionstore-backups/previous.jsonlz4").write_bytes(b"mozLz40\0cut")
    store = ProfileStore(profile)
    finder = PageFinder(store)
    for version in store.versions():
        finder.read_ahead(version)
    found = finder.nowhere_else(store.versions(), "sessionstore")
    assert (found.groups, found.held) == ((), {"sessionstore": 1})
    assert [one.version for one in finder.survey(store.versions(), None).left_out] == ["previous"]


def nested(levels: int) -> dict[str, object]:
    """A session with another one inside, and so on."""
    made = state(f"https://level{levels}.example/")
    for level in reversed(range(levels)):
        made = session(window(f"https://level{level}.example/"), lastSessionState=made)
    return made


def test_sessions_nested_deeper_than_is_looked_are_named_as_not_looked_through(
    tmp_path: Path,
) -> None:
    deep = write_profile(tmp_path / "d", clean=nested(100), previous=nested(8))
    store = ProfileStore(deep)
    finder = PageFinder(store)
    for _ in range(2):  # also of what is remembered
        survey = finder.survey(store.versions(), "sessionstore")
        assert [one.version for one in survey.left_out] == ["sessionstore"]
        assert "more than 8 deep" in survey.left_out[0].why
        assert len(survey.pages) == 9
    result = finder.find(store.versions(), "sessionstore", Query("level50"))
    assert (result.found, len(result.left_out)) == ((), 1)
    (found,) = finder.find(store.versions(), "sessionstore", Query("level7")).found
    assert result.pages.url(found.page) == "https://level7.example/"
    write_profile(deep, clean=nested(3))
    assert not finder.survey(store.versions(), "sessionstore").left_out
