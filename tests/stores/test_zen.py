"""Zen's own files: versions of its profile, with spaces as windows, and never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import NotASession, Refused, SessiontuiError
from sessiontui.session.edit.edits import CloseTab
from sessiontui.session.foreign.zen import as_session
from sessiontui.stores.protocols import Describes, Edits
from sessiontui.stores.registry import open_place
from sessiontui.workspace import Workspace
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.paths import CORPUS


def tab(url: str, space: str | None, **more: Any) -> dict[str, Any]:
    return {
        "entries": [{"url": url, "title": url[8:]}], "index": 1, "zenWorkspace": space, **more,
    }  # fmt: skip


ZEN = {
    "spaces": [{"uuid": "{1}", "name": "Work"}, {"uuid": "{2}", "name": "Home"}],
    "tabs": [
        tab("https://z1.example/", "{1}", pinned=True),
        tab("https://z2.example/", "{1}", groupId="g"),
        tab("https://z3.example/", "{2}"),
        tab("https://essential.example/", None, pinned=True, zenEssential=True),
        tab("about:blank", "{1}", zenIsEmpty=True),
    ],
    "groups": [{"id": "g", "name": "Folder", "color": "blue"}],
    "folders": [{"id": "g", "name": "Folder", "workspaceId": "{1}"}],
    "splitViewData": [],
    "lastCollected": 1_770_000_000_000,
}


def profile(tmp_path: Path, page: int = 3) -> Path:
    path = write_profile(
        tmp_path / "zen", clean=session(window("about:blank")),
        prefs={"browser.startup.page": page},
    )  # fmt: skip
    (path / "zen-sessions.jsonlz4").write_bytes(mozlz4(to_json(ZEN)))
    older = {**ZEN, "tabs": ZEN["tabs"][:1]}  # type: ignore[index]
    (path / "zen-sessions-backup").mkdir()
    (path / "zen-sessions-backup/zen-sessions-2026-02-01-12.jsonlz4").write_bytes(
        mozlz4(to_json(older))
    )
    return path


def test_spaces_are_windows_with_their_names_tabs_and_groups(tmp_path: Path) -> None:
    workspace = Workspace(open_place(str(profile(tmp_path))))
    ids = [version.id for version in workspace.store.versions()]
    assert ids == ["zen-sessions", "zen-2026-02-01-12", "sessionstore"]
    view = workspace.view(None)
    assert view.version is not None
    assert view.version.id == "zen-sessions"  # what Zen will open is shown without asking
    snapshot = view.snapshot
    assert snapshot is not None
    assert [(w.own_title, [t.url for t in w.tabs]) for w in snapshot.windows] == [
        ("Work", ["https://z1.example/", "https://z2.example/"]),
        ("Home", ["https://z3.example/"]),
        ("Essentials", ["https://essential.example/"]),
    ]
    assert [group.name for group in snapshot.windows[0].groups] == ["Folder"]
    assert snapshot.windows[0].tabs[0].pinned
    workspace.close()


NESTED = {
    "spaces": [{"uuid": "{1}", "name": "Work"}],
    "tabs": [
        tab("https://essential.example/", "{1}", pinned=True, zenEssential=True),
        tab("https://inner.example/", "{1}", pinned=True, groupId="inner"),
        tab("https://left.example/", "{1}", groupId="split"),
        tab("https://right.example/", "{1}", groupId="split"),
        tab("https://beside.example/", "{1}", groupId="beside"),
        tab("https://group.example/", "{1}", groupId="plain"),
        tab("https://firefox.example/", "{1}", splitViewId=3),
    ],
    "groups": [
        {"id": "outer", "name": "Taxes", "splitView": False},
        {"id": "inner", "name": "2025", "splitView": False},
        {"id": "split", "name": "", "splitView": True},
        {"id": "beside", "name": "Two", "splitView": False},
        {"id": "plain", "name": "Plain", "color": "blue"},
    ],
    "folders": [
        {"id": "outer", "name": "Taxes", "parentId": None, "workspaceId": "{1}"},
        {"id": "inner", "name": "2025", "parentId": "outer", "workspaceId": "{1}"},
        {"id": "split", "name": "", "parentId": "inner", "splitViewGroup": True},
    ],
    "splitViewData": [{"groupId": "split", "gridType": "vsep"}, {"groupId": "beside"}],
    "lastCollected": 1_770_000_000_000,
}
WORDS = {
    "outer": "folder Taxes",
    "inner": "folder Taxes › 2025",
    "split": "split view in Taxes › 2025",
    "beside": "split view Two",
    "plain": "Plain",
}


@pytest.mark.parametrize("own_file", [True, False])
def test_folders_and_split_views_are_named_as_such(tmp_path: Path, own_file: bool) -> None:
    """In Zen's own file, and in what it writes where Firefox keeps its session."""
    one = {key: value for key, value in NESTED.items() if key not in ("spaces", "lastCollected")}
    path = tmp_path / "file.jsonlz4"
    path.write_bytes(mozlz4(to_json(NESTED if own_file else session({**window(), **one}))))
    store = open_place(str(path))
    (found,) = store.load(store.versions()[0].id).windows
    assert {group.id: found.group_title(group) for group in found.groups} == WORDS
    assert [t.url[8:-9] for t in found.tabs if found.in_split_view(t)] == [
        "left", "right", "beside", "firefox",
    ]  # fmt: skip
    assert [t.essential for t in found.tabs] == [True] + [False] * 6
    assert {group.name for group in found.groups if group.id == "split"} == {"split view"}


@pytest.mark.parametrize(
    "odd",
    [
        {"folders": 1, "splitViewData": {}}, {"folders": [1, None, []], "splitViewData": [1, {}]},
        {"folders": [{"id": 1}, {"id": "a", "name": 2, "parentId": "a"}]},
        {"folders": [{"id": "a", "parentId": "b"}, {"id": "b", "parentId": "a"}]},
        {"splitViewData": [{"groupId": []}, {"groupId": None}]},
        {"groups": [{"id": [], "splitView": True}, {"id": {}, "splitView": True}]},
    ],
)  # fmt: skip
def test_odd_folders_harm_nothing(tmp_path: Path, odd: dict[str, Any]) -> None:
    for content in ({**NESTED, **odd}, session({**window(), "tabs": NESTED["tabs"], **odd})):
        path = tmp_path / "file.jsonlz4"
        path.write_bytes(mozlz4(to_json(content)))
        store = open_place(str(path))
        for one in store.load(store.versions()[0].id).windows:
            assert len([one.group_title(group) for group in one.groups]) == len(one.groups)


@pytest.mark.parametrize(("page", "opens"), [(3, "4 tabs"), (1, "only the 2 pinned tabs")])
def test_its_next_start_is_not_firefoxs(tmp_path: Path, page: int, opens: str) -> None:
    store = open_place(str(profile(tmp_path, page)))
    assert isinstance(store, Describes)
    start = store.profile().next_start
    assert (start.loads, start.kind) == ("zen-sessions", "unknown")
    assert f"Zen opens {opens}" in start.why
    assert "changing sessionstore.jsonlz4 alone does nothing" in start.why


def test_where_its_file_is_damaged_zen_takes_a_copy(tmp_path: Path) -> None:
    path = profile(tmp_path)
    (path / "zen-sessions.jsonlz4").write_bytes(b"mozLz40\0\xff\xff\xff\xff")
    store = open_place(str(path))
    assert isinstance(store, Describes)
    assert store.profile().next_start.loads == "zen-2026-02-01-12"


def test_nothing_writes_into_zens_own_form(tmp_path: Path) -> None:
    """Not even where a person insists that it is Firefox's, nor as a single file."""
    path = profile(tmp_path)
    files = {p: p.read_bytes() for p in path.rglob("zen*lz4")}
    store = open_place(str(path), as_firefox=True)
    assert isinstance(store, Edits)
    zen = next(v for v in store.versions() if v.id == "zen-sessions")
    with pytest.raises(SessiontuiError):
        store.apply([CloseTab(("windows", 0, "tabs", 0))], base=zen.revision)
    alone = tmp_path / "old tabs of Zen.jsonlz4"
    alone.write_bytes(files[path / "zen-sessions.jsonlz4"])
    single = open_place(str(alone))
    assert isinstance(single, Edits)
    [only] = single.versions()
    assert single.load(only.id).counts.tabs == 4
    with pytest.raises(Refused, match="export"):
        single.apply([CloseTab(("windows", 0, "tabs", 0))], base=only.revision)
    assert {p: p.read_bytes() for p in files} == files


TEXT = st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.lists(st.integers())
MEMBER = st.dictionaries(
    st.sampled_from(["uuid", "name", "zenWorkspace", "zenIsEmpty", "groupId", "id", "entries"]),
    TEXT,
)


@given(
    st.fixed_dictionaries(
        {
            "spaces": st.lists(MEMBER | TEXT, max_size=3),
            "tabs": st.lists(MEMBER | TEXT, max_size=4),
        },
        optional={"groups": st.lists(MEMBER | TEXT, max_size=2) | TEXT},
    )
)
def test_every_tab_that_is_an_object_and_no_placeholder_is_there_once(state: Any) -> None:
    made = as_session(json.dumps(state).encode())
    if made is None:
        return
    wanted = [
        one for one in state["tabs"] if isinstance(one, dict) and one.get("zenIsEmpty") is not True
    ]
    found = [one for w in json.loads(made)["windows"] for one in w["tabs"]]
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))


def test_files_of_a_real_zen_keep_every_tab() -> None:
    seen = 0
    for file in sorted(CORPUS.glob("third-party/scrubbed/zen/zen-sessions*")):
        store = open_place(str(file))
        [version] = store.versions()
        raw = json.loads(store.text(version.id))  # type: ignore[attr-defined]
        wanted = [one for one in raw["tabs"] if not one.get("zenIsEmpty")]
        snapshot = store.load(version.id)
        assert snapshot.counts.tabs == len(wanted)
        assert len(snapshot.windows) >= len(raw["spaces"])
        seen += 1
    if not seen:
        pytest.skip("the corpus is not there")


def test_a_session_of_something_else_stays_none(tmp_path: Path) -> None:
    place = tmp_path / "x.json"
    place.write_text('{"spaces": 1, "tabs": 2}')
    with pytest.raises(NotASession):
        open_place(str(place)).load("x.json")
