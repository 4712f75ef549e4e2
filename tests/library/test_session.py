"""``open_session``: places of every kind, what a session gives, when it lets go of its place."""

from __future__ import annotations

import gc
import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sessiontui import (
    Damaged,
    NothingFound,
    SavedSession,
    SeveralProfiles,
    Unreadable,
    UsageError,
    open_profile,
    open_session,
)
from sessiontui.library.places import Password
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.protocols import StoreRef
from tests.builders import (
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    container,
    cookie,
    entry,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.paths import ROOT

from .conftest import THREE

A, B, C, D, E = (f"https://{name}.example/" for name in "abcde")
RICH = session(
    window(
        tab(entry(A, "Alpha"), entry(B, "Beta\x1b[2J"), index=2, userContextId=6, groupId="g"),
        tab(C, groupId="other"),
        groups=[group("g", "Garden", "green"), group("other", "Other")],
        closed=[closed_tab(tab(D), closed_id=4, closed_at=NOW - 3)],
        closedGroups=[closed_group("c", "Gone", E, first_closed_id=10, closed_at=NOW - 4)],
    ),
    window(tab(E, userContextId=9)),
    closed_windows=[
        closed_window(
            window(tab(A, groupId="w"), groups=[group("w", "Was")]), closed_id=9, closed_at=NOW
        )
    ],
    savedGroups=[saved_group("s", "Saved", B, first_closed_id=20)],
    cookies=[cookie("a.example", "sid", "secret")],
)


def opened(state: Any) -> SavedSession:
    return open_session(io.BytesIO(mozlz4(to_json(state))))


# -- places ------------------------------------------------------------------------------------


def test_a_text_is_a_place_of_the_command_line_and_a_path_a_file(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "demo:").write_bytes((files / "recovery.jsonlz4").read_bytes())
    assert len(open_session(Path("demo:")).tabs) == 2
    assert len(open_session("demo:").tabs) == 2, "a file of that name wins, as everywhere"
    (files / "demo:").unlink()
    assert len(open_session("demo:").tabs) == 24
    with pytest.raises(Unreadable, match="demo:"):
        open_session(Path("demo:"))
    data = (files / "recovery.jsonlz4").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert len(open_session("-").tabs) == 2


def test_a_file_object_is_read_from_where_it_is(files: Path) -> None:
    data = (files / "recovery.jsonlz4").read_bytes()
    with (files / "image").open("wb+") as image:
        image.write(b"junk" + data)
        image.seek(4)
        assert [tab.url for tab in open_session(image).tabs] == [
            "https://one.example/", "https://two.example/",
        ]  # fmt: skip
    with pytest.raises(Damaged, match=r"^the file object: "):
        open_session(io.BytesIO(b"mozLz40\0"))


def test_an_archive_is_a_place(files: Path) -> None:
    with zipfile.ZipFile(files / "old.zip", "w") as archive:
        for path in (files / "xyz.default").rglob("*"):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(files))
    with open_session(files / "old.zip", version="previous") as session:
        assert [tab.url for tab in session.tabs][2:] == ["https://three.example/"]
        assert session.containers[1] == "Personal"
        assert session.version.role == "cleanBackup"


def test_a_place_that_is_several_says_which(files: Path) -> None:
    write_profile(files / "both" / "a.one", clean=session(window(A)))
    write_profile(files / "both" / "b.two", clean=session(window(A)))
    with pytest.raises(SeveralProfiles) as found:
        open_session(files / "both")
    assert {profile.path.name for profile in found.value.profiles} == {"a.one", "b.two"}


def test_without_a_place_it_is_the_profile_there_is(files: Path) -> None:
    with pytest.raises(NothingFound, match="No Firefox profile found"):
        open_session()
    write_profile(files / "home/.mozilla/firefox/k.default", clean=session(window(THREE)))
    assert [tab.url for tab in open_session().tabs] == ["https://three.example/"]


# -- versions ----------------------------------------------------------------------------------


def test_another_version_and_one_inside(files: Path) -> None:
    inner = session(window(B))
    write_profile(
        files / "p", clean=session(window(A)), previous=session(window(C), lastSessionState=inner)
    )
    outer = open_session("p", version="previous")
    assert outer.versions_inside == ("previous#/lastSessionState",)
    inside = open_session("p", version=outer.versions_inside[0])
    assert [tab.url for tab in inside.tabs] == [B]
    assert (inside.version.id, inside.version.depth) == ("previous#/lastSessionState", 1)
    with pytest.raises(NothingFound, match=r"no session inside previous at /windows/0/tabs/0"):
        open_session("p", version="previous#/windows/0/tabs/0")
    with pytest.raises(NothingFound, match=r"recovery: there is no such version in p"):
        open_session("p", version="recovery")


# -- what it gives -----------------------------------------------------------------------------


def test_open_tabs_are_a_sequence_and_made_when_looked_at() -> None:
    read = opened(session(window(A, B), window(), window(C)))
    tabs = read.tabs
    assert len(tabs) == 3
    assert [tab.url for tab in tabs] == [A, B, C]
    assert [tabs[i].url for i in (0, 1, 2, -1, -3)] == [A, B, C, C, A]
    assert [tab.url for tab in tabs[1:]] == [B, C]
    assert tabs[2] is read.windows[2].tabs[0]
    for beyond in (3, -4):
        with pytest.raises(IndexError):
            tabs[beyond]
    assert [*opened(session()).tabs] == []


def test_groups_of_tabs_and_tabs_of_groups() -> None:
    read = opened(RICH)
    names = [group and group.name for group in map(read.group_of, read.tabs)]
    assert names == ["Garden", "Other", None]
    first = read.windows[0]
    assert [tab.url for tab in read.tabs_of(first.groups[0])] == [B]
    gone, saved = first.closed_groups[0], read.saved_groups[0]
    assert [tab.url for tab in read.tabs_of(gone)] == [E]
    assert [tab.url for tab in read.tabs_of(saved)] == [B]
    assert read.group_of(gone.tabs[0]) is gone
    assert read.group_of(saved.tabs[0].tab) is saved
    assert read.group_of(first.closed_tabs[0]) is None
    was = read.closed_windows[0]
    assert [tab.url for tab in read.tabs_of(was.groups[0])] == [A]
    assert read.group_of(was.tabs[0]) is was.groups[0]


def test_what_was_closed_and_the_rest() -> None:
    read = opened(RICH)
    assert [(one.session_id, one.last_modified) for one in read.recently_closed] == [
        ("9", NOW), ("4", NOW - 3), ("10", NOW - 4),
    ]  # fmt: skip
    assert read.cookies[0].value == "secret"
    assert read.counts.tabs == 3
    assert read.selected_window == 0
    assert read.info.recent_crashes == 0
    assert (read.note, read.salvaged) == ("", None)
    assert repr(read) == "<SavedSession -: windows=2 tabs=3>"
    assert repr([*read.tabs[:1], *read.saved_groups]) == (
        "[<Tab /windows/0/tabs/0>, <TabGroup /savedGroups/0>]"
    )


def test_what_may_be_shown_and_what_is_exact() -> None:
    read = opened(RICH)
    assert (read.tabs[0].title, read.tabs[0].raw_title) == ("Beta␛[2J", "Beta\x1b[2J")
    assert [entry.url for entry in read.tabs[0].entries] == [A, B]
    whole = json.loads(read.json())
    assert json.loads(read.json("/windows/0/tabs/1")) == whole["windows"][0]["tabs"][1]
    with pytest.raises(NothingFound):
        read.json("/windows/7")


def test_form_texts_are_exact_and_those_of_frames_are_told_apart() -> None:
    typed = "line 1\nline 2 \x1b"
    form = {
        "id": {"note": typed, "agree": True, "where": {"selectedIndex": 1, "value": "x"}},
        "xpath": {"//input[1]": "by path"},
        "children": [None, {"id": {"note": "in a frame"}, "children": [{"innerHTML": "<p>"}]}],
    }
    (read,) = opened(session(window(tab(A, formdata=form)))).tabs
    assert read.form_texts == {
        "note": typed, "//input[1]": "by path", "frame 1: note": "in a frame",
        "frame 1/0: (editable page)": "<p>",
    }  # fmt: skip
    assert read.form_data == form
    (without,) = opened(session(window(A))).tabs
    assert (without.form_texts, without.form_data) == ({}, None)
    (odd,) = opened(session(window(tab(A, formdata={"id": ["odd"], "children": 3})))).tabs
    assert odd.form_texts == {}


def test_containers_have_their_names(files: Path) -> None:
    write_profile(files / "p", clean=RICH, containers=[container(6, "Secret garden")])
    with open_session("p") as read:
        assert [read.container_of(tab) for tab in read.tabs] == ["Secret garden", "", "container 9"]
        assert read.container_of(read.windows[0].closed_tabs[0]) == ""
    assert read.containers[6] == "Secret garden", "looked up once, kept"
    assert opened(RICH).containers == {}


def test_a_damaged_file_gives_what_can_be_read(files: Path) -> None:
    read = open_session("cut.jsonlz4")
    assert read.salvaged is not None
    assert 0 < (read.salvaged.share or 0) < 1
    assert read.tabs[0].doubt == ""
    assert read.tabs[1].doubt.startswith("guessed")
    (files / "zeros.jsonlz4").write_bytes(bytes(5000))
    with pytest.raises(Damaged, match=r"zeros\.jsonlz4"):
        open_session("zeros.jsonlz4")


# -- closing -----------------------------------------------------------------------------------


@pytest.fixture
def closings(monkeypatch: pytest.MonkeyPatch) -> list[DemoStore]:
    """The demonstrations that were closed."""
    closed: list[DemoStore] = []
    monkeypatch.setattr(DemoStore, "close", lambda self: closed.append(self))
    return closed


def test_closing_lets_go_once_and_what_was_read_stays(closings: list[DemoStore]) -> None:
    with open_session("demo:") as read:
        assert not closings
    read.close()
    assert len(closings) == 1
    assert len(read.tabs) == 24
    with pytest.raises(Unreadable, match=r"demo: this place was closed"):
        _ = read.containers
    with pytest.raises(Unreadable):
        read.export(ids=["previous#/windows/0"])
    assert read.export(ids=["/windows/0/tabs/3"])


@pytest.mark.long
def test_what_nobody_holds_any_more_is_closed(closings: list[DemoStore]) -> None:
    read = open_session("demo:")
    profile = open_profile("demo:")
    inner = profile.session("previous")
    del profile
    gc.collect()
    assert not closings, "the session of a profile holds its place"
    assert inner.containers[1] == "Personal"
    del read, inner
    gc.collect()
    assert len(closings) == 2


def test_what_cannot_be_read_is_closed_at_once(closings: list[DemoStore]) -> None:
    with pytest.raises(NothingFound):
        open_session("demo:", version="nope")
    assert len(closings) == 1


def test_a_session_of_a_profile_leaves_the_profile_open(closings: list[DemoStore]) -> None:
    with open_profile("demo:") as profile:
        with profile.session("previous") as read:
            assert len(read.tabs) == 20
        assert not closings
        assert profile.versions
    assert len(closings) == 1


def test_threads_read_one_session_and_one_profile(files: Path) -> None:
    many = session(*(window(*(f"https://{w}-{t}.example/" for t in range(50))) for w in range(20)))
    write_profile(files / "p", clean=many, previous=RICH)
    together = threading.Barrier(6)
    with open_profile("p") as profile, open_session("p") as read:

        def look(number: int) -> tuple[object, ...]:
            together.wait(60)
            here = [tab.url for tab in read.tabs]
            return (
                here, [id(tab) for tab in read.tabs[::7]], read.containers.get(1),
                profile.summary("previous").counts, len(profile.find(f"{number % 2}-4").pages) > 9,
                len(profile.session("previous").tabs),
            )  # fmt: skip

        with ThreadPoolExecutor(6) as pool:
            said = [*pool.map(look, range(6))]
    assert len(said[0][0]) == 1000  # type: ignore[arg-type]
    assert all(one == said[0] for one in said)


# -- a store of strangers ----------------------------------------------------------------------


def test_a_plug_in_s_place_is_one(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = files / "site" / "sessiontui_notes-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sessiontui-notes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[sessiontui.stores]\nnotes = sessiontui_notes:NotesStore\n"
    )
    monkeypatch.syspath_prepend(str(files / "site"))
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "plugin"))
    (files / "list.txt").write_text(f"{A}\n{B}\n")
    with open_session("notes:list.txt") as read:
        assert [tab.url for tab in read.tabs] == [A, B]
        assert (read.containers, read.export()) == ({}, f"{A}\n{B}\n".encode())
    with open_profile("notes:list.txt") as profile:
        (version,) = profile.versions
        assert profile.summary(version.id).counts == read.counts
        assert [page.url for page in profile.find("b.example").pages] == [B]
        with pytest.raises(UsageError, match="this is no profile"):
            _ = profile.state


@pytest.mark.parametrize(
    ("given", "got"),
    [("correct horse", "correct horse"), (lambda place: f"of {place}", "of b.html"), (None, None)],
)
def test_a_password_is_a_text_or_who_gives_it(
    monkeypatch: pytest.MonkeyPatch, given: Password, got: str | None
) -> None:
    """Those that a real Firefox has sealed are opened in ``tests/firefox``."""
    asked: list[StoreRef] = []

    def opened(ref: StoreRef, *, read_only: bool) -> DemoStore:
        asked.append(ref)
        assert read_only
        return DemoStore(read_only=read_only)

    monkeypatch.setattr(DemoStore, "open", opened)
    open_session("demo:", password=given)
    with open_profile("demo:", password=given, as_firefox=True):
        pass
    assert [ref.as_firefox for ref in asked] == [False, True]
    said = [None if ref.password is None else ref.password("b.html") for ref in asked]
    assert said == [got, got]
