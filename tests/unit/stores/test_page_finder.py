"""Pages over all versions of a store: each version is read once for each of its revisions."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sessiontui.session.pages.query import Field, Query
from sessiontui.stores import page_finder
from sessiontui.stores.nowhere_else import OnlyThere
from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.pages_shown import PagesShown
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.view import revisions_of
from tests.builders import entry, session, tab, window, write_profile
from tests.steps import calls


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
    assert not result.found


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
    assert (len(result.found), len(result.left_out)) == (0, 1)
    (found,) = finder.find(store.versions(), "sessionstore", Query("level7")).found
    assert result.pages.url(found.page) == "https://level7.example/"
    write_profile(deep, clean=nested(3))
    assert not finder.survey(store.versions(), "sessionstore").left_out


def addresses(shown: PagesShown) -> list[str]:
    return [shown.pages.url(found.page) for found in shown.found]


def test_titles_and_addresses_are_found_without_reading_anything(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    before = PageFinder(store).show(store.versions(), "sessionstore", "")
    reads.taken()
    a, b = "https://a.example/", "https://b.example/"
    for text, found, held in (
        ("EXAMPLE", [], 0),
        ("example", [a, b], 3),  # one of them in both versions
        ("example is:lost", [b], 1),
        ("example site:a.e", [a], 2),
    ):
        shown = before.with_words(text)
        assert shown is not None
        assert shown.partial
        assert addresses(shown) == found
        assert sum(shown.in_version.values()) == held
    assert before.with_words("in:form example") is None
    assert before.with_words("is:lost") is None
    assert reads.taken() == []


@pytest.mark.parametrize("text", ["example", "jam", "exa jam", "a is:open", "lost", "nowhere"])
def test_very_many_pages_found_by_their_titles_are_the_same_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    jam = tab("https://a.example/", formdata={"id": {"q": "jam"}})
    store = ProfileStore(
        write_profile(
            tmp_path / "p",
            clean=session(window(jam, "https://b.example/", "about:config")),
            previous=session(window("https://jam.example/lost", "https://b.example/", jam)),
        )
    )
    finder = PageFinder(store)
    whole = finder.show(store.versions(), "sessionstore", text)
    assert not whole.partial
    monkeypatch.setattr(page_finder, "_MANY", 0)
    many = finder.show(store.versions(), "sessionstore", text)
    assert addresses(many) == addresses(whole)
    assert many.in_version == whole.in_version
    for one, other in zip(many.found, whole.found, strict=True):
        assert one.hits[:1] == other.hits[:1]


def test_very_many_pages_are_found_beside_a_version_that_has_vanished(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_finder, "_MANY", 0)
    store = ProfileStore(profile)
    finder, versions = PageFinder(store), store.versions()
    finder.survey(versions, "sessionstore")
    (profile / "sessionstore-backups/previous.jsonlz4").unlink()
    result = finder.find(versions, "sessionstore", Query("example"))
    assert [result.pages.url(found.page) for found in result.found] == ["https://a.example/"]
    assert [one.version for one in result.left_out] == ["previous"]


@pytest.mark.parametrize("behind", [True, False])
def test_what_stands_before_and_behind_an_icon_is_found(tmp_path: Path, behind: bool) -> None:
    icon = ("image", "data:image/png;base64,zebra")
    form = ("formdata", {"id": {"q": "quokka"}})
    shown = tab("https://a.example/") | dict([icon, form] if behind else [form, icon])
    store = ProfileStore(write_profile(tmp_path / "p", clean=session(window(shown))))
    finder = PageFinder(store)
    assert urls(finder, store, "quokka") == ["https://a.example/"]
    assert urls(finder, store, "a.example quokka") == ["https://a.example/"]
    assert urls(finder, store, "zebra") == []


def test_while_words_are_typed_a_version_is_read_once(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    finder = PageFinder(store, keep_bytes=1_000_000)

    def show(text: str) -> list[str]:
        return addresses(finder.show(store.versions(), "sessionstore", text))

    assert show("") == ["https://b.example/"]
    reads.taken()
    assert show("b") == show("b.ex") == ["https://b.example/"]
    assert reads.taken() == ["previous", "sessionstore"]
    write_profile(profile, clean=state("https://a.example/", "https://b.example/b"))
    assert show("b.ex") == ["https://b.example/b", "https://b.example/"]
    assert reads.taken() == ["sessionstore"]
    show("")
    reads.taken()
    show("b")
    assert reads.taken() == ["previous", "sessionstore"]  # nothing was kept without words


def test_large_versions_are_not_kept(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, reads = ProfileStore(profile), Reads(monkeypatch)
    size = len(store.text("previous"))
    finder = PageFinder(store, keep_bytes=size)
    for text in ("b", "b.ex"):
        finder.show(store.versions(), "sessionstore", text)
    assert reads.taken() == ["previous", "previous", "sessionstore"]


def test_the_name_of_a_group_is_found_in_its_tabs_only(tmp_path: Path) -> None:
    def url(n: int) -> str:
        return f"https://{n}.example/"

    jams = {"id": "g1", "name": "Jams and jellies", "color": "red", "collapsed": False}
    other = jams | {"id": "g2", "name": "Other"}
    held = [{"state": tab(url(n)), "closedAt": 1} for n in (5, 6)]
    shown = window(
        tab(url(1), groupId="g1"), tab(url(2), groupId="g2"), tab(url(3)),
        groups=[jams, other], closedGroups=[jams | {"id": "g3", "tabs": held, "closedAt": 1}],
    )  # fmt: skip
    store = ProfileStore(write_profile(tmp_path / "p", clean=session(shown)))
    finder = PageFinder(store)
    assert sorted(urls(finder, store, "jellies")) == [url(1), url(5), url(6)]
    assert urls(finder, store, "jellies 1.ex") == [url(1)]
    assert urls(finder, store, "jellies 2.ex") == []
    assert urls(finder, store, "Other 2.ex") == [url(2)]
    assert urls(finder, store, "jellies other") == []


def test_ten_times_the_pages_are_not_ten_times_the_work_of_a_letter(tmp_path: Path) -> None:
    def work(count: int) -> int:
        shown = session(window(*(f"https://{n}.example/jam" for n in range(count))))
        store = ProfileStore(write_profile(tmp_path / str(count), clean=shown))
        before = PageFinder(store).show(store.versions(), "sessionstore", "")
        before.with_words("warm")
        return calls(lambda: before.with_words("jam"))

    assert work(1000) < 2 * work(100)
