"""A tab in the JSON is the same whether it is told by its skeleton or by an object of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.cli.commands.tabs import Listing
from sessiontui.cli.output import json_of
from sessiontui.export import json_rows
from sessiontui.session.model import tab as tab_module
from sessiontui.session.model.document import Document
from sessiontui.session.model.filter import Matcher
from sessiontui.session.model.salvaged import Salvaged
from sessiontui.session.model.snapshot import Snapshot, Tab
from sessiontui.stores.view import Version
from tests.builders import closed_tab, session, tab, to_json, window

VERSION = Version("v", "file", "a session file", None, 1, None, None, "r")
ODD = st.sampled_from(
    [None, True, 0, 1, -1, 2.0, 1.5, "3", "", "x", [], ["y"], {}, {"a": 1}, 1 << 65]
)
TEXTS = st.sampled_from(
    [
        "https://a.example/",
        "",
        "about:blank",
        "ü",
        "a\x1b[31mb",
        "\u202eabc",
        "🎉",
        "\ud83d",
        "x" * 70,
    ]
)
NUMBERS = st.integers(-2, 5) | st.just(1_795_000_000_000)
PANORAMA = {"tabview-tab": json.dumps({"groupID": 7})}


def _either(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return usual | usual | usual | ODD


def _objects(
    optional: dict[str, st.SearchStrategy[Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={k: _either(v) for k, v in optional.items()})


ENTRIES = _objects({"url": TEXTS, "title": TEXTS, "ID": NUMBERS})
TABS = _objects(
    {
        "entries": st.lists(_either(ENTRIES), max_size=3),
        "index": NUMBERS,
        "lastAccessed": NUMBERS,
        "pinned": st.booleans(),
        "hidden": st.booleans(),
        "muted": st.booleans(),
        "groupId": TEXTS,
        "splitViewId": NUMBERS,
        "userContextId": NUMBERS,
        "image": TEXTS,
        "attributes": st.just({"image": "data:,old"}),
        "userTypedValue": TEXTS,
        "extData": st.just(PANORAMA) | st.just({"k": "v"}),
    }
)
CLOSED = _objects(
    {
        "state": TABS,
        "title": TEXTS,
        "image": TEXTS,
        "pos": NUMBERS,
        "closedAt": NUMBERS,
        "closedId": NUMBERS,
        "closedInTabGroupId": TEXTS,
    }
)
GROUPS = _objects(
    {
        "id": TEXTS,
        "name": TEXTS,
        "color": TEXTS,
        "collapsed": st.booleans(),
        "saved": st.booleans(),
        "closedAt": NUMBERS,
        "tabs": st.lists(_either(CLOSED), max_size=2),
    }
)
WINDOWS = _objects(
    {
        "tabs": st.lists(_either(TABS), max_size=3),
        "selected": NUMBERS,
        "groups": st.lists(_either(GROUPS), max_size=2),
        "closedGroups": st.lists(_either(GROUPS), max_size=2),
        "_closedTabs": st.lists(_either(CLOSED), max_size=3),
        "closedTabs": st.lists(_either(TABS), max_size=2),
        "closedAt": NUMBERS,
        "closedId": NUMBERS,
        "title": TEXTS,
        "isPrivate": st.booleans(),
        "extData": st.just(
            {"tabview-group": json.dumps({"7": {"id": 7, "title": "Old \x1b group"}})}
        ),
    }
)
SESSIONS = st.fixed_dictionaries(
    {
        "version": st.just(["sessionrestore", 1]),
        "windows": st.lists(_either(WINDOWS), max_size=3),
    },
    optional={
        "_closedWindows": _either(st.lists(_either(WINDOWS), max_size=2)),
        "savedGroups": _either(st.lists(_either(GROUPS), max_size=2)),
        "_cachedObjs": _either(st.just([["x", "data:,cached"], ["", "data:,nothing"]])),
    },
)
GUESSED = frozenset({("windows", 0), ("windows", 0, "tabs", 0), ("windows", 0, "_closedTabs", 0)})


def _listed(found: dict[str, Any], history: bool, salvaged: Salvaged | None) -> bytes:
    snapshot = Snapshot(Document(json.dumps(found).encode(), salvaged=salvaged))
    return json_of(Listing(snapshot, Matcher(""), history=history, inside=False).document(VERSION))


def _by_objects(work: Callable[[], bytes]) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_rows, "_plain_tab", lambda *_: None)
        return work()


@settings(max_examples=150)
@given(
    SESSIONS,
    st.booleans(),
    st.sampled_from([None, None, Salvaged("cut", 0.5, guessed=GUESSED)]),
)
def test_any_session_is_listed_as_its_objects_say(
    found: dict[str, Any], history: bool, salvaged: Salvaged | None
) -> None:
    """Wrong types, missing entries, typed addresses, lone surrogates, Panorama groups, damage."""
    told = _listed(found, history, salvaged)
    assert told == _by_objects(lambda: _listed(found, history, salvaged))
    assert msgspec.json.decode(told)["version"]["name"] == "v"


def _note_made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    made: list[Any] = []
    ordinary = Tab.__init__

    def note(self: Tab, *given: Any) -> None:
        made.append(given[2])
        ordinary(self, *given)

    monkeypatch.setattr(tab_module.Tab, "__init__", note)
    return made


def test_an_object_is_made_of_an_odd_tab_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred thousand ordinary ones, open or closed, none is."""
    made = _note_made(monkeypatch)
    tabs = [tab(f"https://{i}.example/", image="data:,x") for i in range(20)]
    tabs[7] = tab(f"https://{7}.example/", attributes={"image": "data:,old"}, image=None)
    closed = [closed_tab("https://b.example/"), closed_tab("https://c.example/")]
    found = session(window(*tabs, closed=closed))
    _listed(json.loads(to_json(found)), history=True, salvaged=None)
    assert made == [("windows", 0, "tabs", 7)]


def test_what_is_not_certain_in_a_damaged_file_is_said_of_each_tab() -> None:
    """The rows of a damaged file are those of its objects, with ``certain``."""
    found = session(window("https://a.example/", "https://b.example/"))
    salvaged = Salvaged("cut", 0.5, guessed=GUESSED)
    told = msgspec.json.decode(_listed(json.loads(to_json(found)), False, salvaged))
    assert [one.get("certain") for one in told["windows"][0]["tabs"]] == [False, None]
