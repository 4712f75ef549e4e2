"""`move`: an open tab to another place, by the rules Firefox has for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Json,
    closed_tab,
    group,
    read_session,
    saved_group,
    session,
    tab,
    window,
    write_profile,
)

from .conftest import Result, Run

A, B, C, D, E, F, G, H = (f"https://{name}.example/page" for name in "abcdefgh")
CURRENT = session(
    window(
        tab(A, pinned=True),
        tab(B, pinned=True),
        C,
        tab(D, groupId="g"),
        tab(E, groupId="g"),
        F,
        groups=[group("g", "Group")],
        closed=[closed_tab(H, closed_id=4)],
        selected=3,
    ),
    window(
        tab(G, splitViewId=1),
        tab(H, splitViewId=1),
        splitViews=[{"id": 1, "numberOfTabs": 2}],
    ),
    window(A, closed=[closed_tab(B, closed_id=7)]),
    savedGroups=[saved_group("s", "Saved", F, first_closed_id=20)],
    maxSplitViewId=1,
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=CURRENT, previous=session(window(G)))


def state(profile: Path) -> Json:
    return read_session(profile / "sessionstore.jsonlz4")


def names(found: Json) -> list[str]:
    """The tabs of each window in one word, pinned ones in capitals."""
    return ["".join(map(_letter, shown["tabs"])) for shown in found["windows"]]


def _letter(one: dict[str, Any]) -> str:
    letter = str(one["entries"][-1]["url"])[len("https://")]
    return letter.upper() if one.get("pinned") else letter


def done(result: Result) -> Result:
    assert (result.code, result.err) == (0, "")
    return result


def test_within_a_window_it_gets_the_place_named(cli: Run, profile: Path) -> None:
    said = done(cli("move", profile, "/windows/0/tabs/5", "--index", "2")).text
    assert "Move “page” to place 3 of window 1" in " ".join(said.split())
    assert names(state(profile)) == ["ABfcde", "gh", "a"]
    assert state(profile)["windows"][0]["selected"] == 4, "the tab that was shown still is"


def test_the_place_is_that_of_the_listing(cli: Run, profile: Path) -> None:
    done(cli("move", profile, "/windows/0/tabs/2", "--window", "3", "--index", "0"))
    shown = done(cli("tabs", profile, "--json")).json["windows"]
    (moved,) = [tab for tab in shown[2]["tabs"] if tab["url"] == C]
    assert (moved["windowId"], moved["index"]) == (3, 0)
    assert "Window 3" in done(cli("tabs", profile)).text


@pytest.mark.parametrize("more", [(), ("--index", "99"), ("--index", "6")])
def test_without_an_index_or_beyond_the_last_tab_it_is_the_end(
    cli: Run, profile: Path, more: tuple[str, ...]
) -> None:
    done(cli("move", profile, "/windows/0/tabs/2", "--window", "1", *more))
    assert names(state(profile))[0] == "ABdefc"


def test_pinned_tabs_stay_first(cli: Run, profile: Path) -> None:
    done(cli("move", profile, "/windows/0/tabs/5", "--index", "0"))
    assert names(state(profile))[0] == "ABfcde"
    done(cli("move", profile, "/windows/0/tabs/0", "--index", "5"))
    assert names(state(profile))[0] == "BAfcde"
    done(cli("move", profile, "/windows/0/tabs/1", "--window", "3"))
    assert names(state(profile)) == ["Bfcde", "gh", "Aa"]


def test_into_a_group_it_joins_and_out_of_it_it_leaves(cli: Run, profile: Path) -> None:
    done(cli("move", profile, "/windows/0/tabs/2", "--index", "3"))
    tabs = state(profile)["windows"][0]["tabs"]
    assert [one.get("groupId") for one in tabs] == [None, None, "g", "g", "g", None]
    assert names(state(profile))[0] == "ABdcef"
    done(cli("move", profile, "/windows/0/tabs/3", "--window", "3"))
    assert "groupId" not in state(profile)["windows"][2]["tabs"][-1]


def test_a_group_whose_last_tab_leaves_is_gone(cli: Run, profile: Path) -> None:
    for _ in range(2):
        done(cli("move", profile, "/windows/0/tabs/3", "--window", "3"))
    found = state(profile)
    assert names(found) == ["ABcf", "gh", "ade"]
    assert found["windows"][0]["groups"] == []


def test_no_tab_comes_between_a_split_view_and_one_of_its_own_ends_it(
    cli: Run, profile: Path
) -> None:
    done(cli("move", profile, "/windows/0/tabs/5", "--window", "2", "--index", "1"))
    found = state(profile)
    assert names(found)[1] == "ghf"
    assert found["windows"][1]["splitViews"] == [{"id": 1, "numberOfTabs": 2}]
    done(cli("move", profile, "/windows/1/tabs/0", "--index", "2"))
    found = state(profile)["windows"][1]
    assert names({"windows": [found]}) == ["hfg"]
    assert found["splitViews"] == []
    assert not any("splitViewId" in one for one in found["tabs"])


def test_a_window_whose_last_tab_leaves_closes_and_keeps_what_was_closed_in_it(
    cli: Run, profile: Path
) -> None:
    planned = done(
        cli("move", profile, "/windows/2/tabs/0", "--window", "1", "--json", "--dry-run")
    )
    assert "window 3 is empty then and closes" in planned.json["edits"][0]
    assert names(state(profile)) == names(CURRENT)
    done(cli("move", profile, "/windows/2/tabs/0", "--window", "1"))
    found = state(profile)
    assert names(found) == ["ABcdefa", "gh"]
    assert [one["closedId"] for one in found["_closedWindows"][0]["_closedTabs"]] == [7]


def test_where_it_stands_already_nothing_changes(cli: Run, profile: Path) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    for more in (("--index", "2"), ("--window", "1", "--index", "2")):
        said = done(cli("move", profile, "/windows/0/tabs/2", *more)).text
        assert "already stands there" in said
    for wanted, more in (("/windows/0/tabs/5", ("--window", "1")),
                         ("/windows/0/tabs/1", ("--index", "4"))):  # fmt: skip
        done(cli("move", profile, wanted, *more))
        assert names(state(profile)) == names(CURRENT)
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("/windows/0/tabs/2",), 2, "--window N, --index N"),
        (("--index", "1"), 2, "the tab to move"),
        (("/windows/0/tabs/2", "--index", "x"), 2, "--index takes a place counted from 0"),
        (("/windows/0/tabs/2", "--index", "-1"), 2, "--index takes a place counted from 0"),
        (("/windows/0/tabs/2", "--index", "１"), 2, "--index"),
        (("/windows/0/tabs/2", "--index", ""), 2, "--index"),
        (("/windows/0/tabs/2", "--index", "9999999999"), 2, "--index"),
        (("/windows/0/tabs/2", "--window", "0"), 2, "--window takes a window's number"),
        (("/windows/0/tabs/2", "--window", "new"), 2, "--window takes a window's number"),
        (("/windows/0/tabs/2", "--window", "4"), 4, "no window 4: the session has 3 open windows"),
        (("/windows/0/tabs/2", "/windows/0/tabs/3", "--index", "0"), 2, "one word too many"),
        (("/windows/0", "--index", "0"), 4, "a window cannot be moved as one; name its tabs"),
        (("/windows/0/groups/0", "--index", "0"), 4, "a tab group cannot be moved as one"),
        (("4", "--index", "0"), 4, "this closed tab is not open; restore it"),
        (("/savedGroups/0", "--index", "0"), 4, "saved tab group is not open"),
        (("/windows/0/tabs/6", "--index", "0"), 1, "/windows/0/tabs/6"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_changed(
    cli: Run, profile: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    cli("move", profile, *words).refused(code, said)
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


def test_words_may_stand_behind_options_and_the_demo_is_a_place(cli: Run, profile: Path) -> None:
    done(cli("move", profile, "--index", "2", "/windows/0/tabs/5"))
    assert names(state(profile))[0] == "ABfcde"
    found = done(cli("move", "--demo", "/windows/0/tabs/1", "--window", "1", "--dry-run", "--json"))
    assert found.json["edits"][0].startswith("Move “")


def test_a_single_file_and_undo(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.js"
    file.write_text(json.dumps(CURRENT))
    before = file.read_bytes()
    done(cli("move", file, "/windows/1/tabs/1", "--window", "3", "--index", "0"))
    assert names(json.loads(file.read_bytes())) == ["ABcdef", "g", "ha"]
    done(cli("undo", file))
    assert file.read_bytes() == before
