"""`sessiontui tabs`: the JSON of the contract, and columns for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    FAVICON,
    MINUTE,
    NOW,
    OMIT,
    SECOND,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Run

A, B, C = "https://a.example/one", "https://b.example/two", "https://c.example/three"
OPEN_TAB = {
    "pointer", "index", "url", "title", "favIconUrl", "pinned", "hidden", "muted", "groupId",
    "userContextId", "lastAccessed", "currentEntry", "windowId",
}  # fmt: skip
CLOSED_TAB = OPEN_TAB | {"sessionId", "closedAt"}


def rich_session() -> dict[str, Any]:
    """Two windows with a bit of everything."""
    first = window(
        tab(A, pinned=True, lastAccessed=NOW - 5),
        tab(
            entry(B, "Two"), entry(C, "Three"), entry(A, "One"),
            index=2, groupId="g1", userContextId=2, hidden=True, muted=True,
        ),
        groups=[group("g1", "Reading \u202e list", "purple")],
        closedGroups=[
            closed_group("g2", "Gone", C, first_closed_id=7, closed_at=NOW - 3 * MINUTE)
        ],
        closed=[
            closed_tab(tab(B, C), closed_id=5, closed_at=NOW - MINUTE, pos=3),
            closed_tab(A, closed_id=4, closed_at=NOW - 5 * MINUTE),
        ],
        selected=2,
    )  # fmt: skip
    second = window(
        "https://d.example/four",
        closed=[closed_tab("https://e.example/five", closed_id=6, closed_at=NOW - 2 * MINUTE)],
    )
    gone = closed_window(window(A, B, selected=2, closed=[C]), closed_id=9, closed_at=NOW - SECOND)
    return session(
        first,
        second,
        closed_windows=[gone],
        savedGroups=[saved_group("s1", "Saved", A, first_closed_id=20)],
    )


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=rich_session())


def items(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Every listed item of a document, wherever it is."""
    listed = []
    if "pointer" in found:
        listed.append(found)
    for value in found.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                listed += items(item)
    return listed


def test_open_windows_and_tabs(cli: Run, profile: Path) -> None:
    result = cli("tabs", profile, "--json")
    assert result.code == 0
    assert result.err == ""
    assert result.out.count(b"\n") == 1  # one document, one line
    document = result.json
    assert list(document) == ["version", "revision", "windows"]
    assert document["version"] == {
        "name": "sessionstore",
        "role": "clean",
        "path": str(profile / "sessionstore.jsonlz4"),
    }
    assert document["revision"]
    first, second = document["windows"]
    assert set(first) == {"pointer", "windowId", "selected", "tabs", "groups", "closedGroups"}
    assert (first["pointer"], first["windowId"], first["selected"]) == ("/windows/0", 1, 1)
    assert first["groups"] == [
        {
            "pointer": "/windows/0/groups/0",
            "id": "g1",
            "name": "Reading \u202e list",
            "color": "purple",
            "collapsed": False,
        }
    ]
    one, two = first["tabs"]
    assert set(one) == set(two) == OPEN_TAB
    assert one == {
        "pointer": "/windows/0/tabs/0",
        "index": 0,
        "url": A,
        "title": "one",
        "favIconUrl": FAVICON,
        "pinned": True,
        "hidden": False,
        "muted": False,
        "groupId": None,
        "userContextId": 0,
        "lastAccessed": NOW - 5,
        "currentEntry": 0,
        "windowId": 1,
    }
    assert (two["url"], two["title"], two["currentEntry"]) == (C, "Three", 1)
    assert (two["groupId"], two["userContextId"], two["hidden"], two["muted"]) == (
        "g1", 2, True, True,
    )  # fmt: skip
    assert [t["windowId"] for t in second["tabs"]] == [2]


def test_history(cli: Run, profile: Path) -> None:
    (window_one, _) = cli("tabs", profile, "--history", "--json").json["windows"]
    assert window_one["tabs"][1]["entries"] == [
        {"url": B, "title": "Two"},
        {"url": C, "title": "Three"},
        {"url": A, "title": "One"},
    ]


def test_closed(cli: Run, profile: Path) -> None:
    document = cli("tabs", profile, "--closed", "--json").json
    assert list(document) == ["version", "revision", "recentlyClosed", "closedGroups"]
    closed = document["recentlyClosed"]
    assert [set(item) for item in closed] == [
        {"lastModified", "window"},
        *[{"lastModified", "tab"}] * 4,
    ]
    assert [item["lastModified"] for item in closed] == [
        NOW - SECOND, NOW - MINUTE, NOW - 2 * MINUTE, NOW - 3 * MINUTE, NOW - 5 * MINUTE,
    ]  # fmt: skip
    assert [next(iter(set(i) - {"lastModified"})) for i in closed] == [
        "window", "tab", "tab", "tab", "tab",
    ]  # fmt: skip
    assert [i.get("tab", i.get("window"))["sessionId"] for i in closed] == ["9", "5", "6", "7", "4"]
    newest = closed[1]["tab"]
    assert set(newest) == CLOSED_TAB
    assert newest["pointer"] == "/windows/0/_closedTabs/0"
    assert (newest["index"], newest["closedAt"], newest["windowId"]) == (3, NOW - MINUTE, 1)
    assert (newest["url"], newest["currentEntry"]) == (C, 1)
    assert closed[2]["tab"]["windowId"] == 2
    assert closed[3]["tab"]["groupId"] == "g2"
    assert closed[3]["tab"]["pointer"] == "/windows/0/closedGroups/0/tabs/0"
    gone = closed[0]["window"]
    assert (gone["pointer"], gone["title"], gone["selected"]) == ("/_closedWindows/0", "two", 1)
    assert [t["url"] for t in gone["tabs"]] == [A, B]
    assert [t["url"] for t in gone["closedTabs"]] == [C]
    assert gone["closedGroups"] == []
    (group_found,) = document["closedGroups"]  # named; its tab stands in the list above
    assert (group_found["pointer"], group_found["name"]) == ("/windows/0/closedGroups/0", "Gone")
    assert "tabs" not in group_found


def test_all_and_its_pointers_resolve(cli: Run, profile: Path) -> None:
    document = cli("tabs", profile, "--all", "--json").json
    assert list(document) == [
        "version", "revision", "windows", "recentlyClosed", "closedGroups", "savedGroups",
    ]  # fmt: skip
    assert document["closedGroups"] == []  # they stand in their windows
    (saved,) = document["savedGroups"]
    assert set(saved) == {
        "pointer", "id", "name", "color", "collapsed", "saved", "closedAt", "tabs",
    }  # fmt: skip
    assert (saved["name"], saved["saved"], saved["tabs"][0]["sessionId"]) == ("Saved", True, "20")
    listed = items(document)
    assert len(listed) == 17
    for item in listed:
        found = cli("cat", profile, item["pointer"]).json
        if "url" in item:
            state = found.get("state", found)
            assert state["entries"][item["currentEntry"]]["url"] == item["url"]
        elif "name" in item:
            assert found["name"] == item["name"]
        else:
            assert len(found["tabs"]) == len(item["tabs"])


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("a.example", [A]),
        ("THREE", []),  # a capital letter makes it exact
        ("three", [C]),
        ("three c.example", [C]),
        ("", [A, C, "https://d.example/four"]),
    ],
)
def test_filter(cli: Run, profile: Path, text: str, urls: list[str]) -> None:
    result = cli("tabs", profile, "--filter", text, "--json")
    assert [t["url"] for w in result.json["windows"] for t in w["tabs"]] == urls
    assert result.code == (0 if urls else 1)
    assert result.err == ""


def test_filter_keeps_places(cli: Run, profile: Path) -> None:
    document = cli("tabs", profile, "--all", "--filter", "three", "--json").json
    (kept,) = document["windows"]
    assert kept["tabs"][0]["pointer"] == "/windows/0/tabs/1"
    assert kept["tabs"][0]["index"] == 1
    closed = [i.get("tab", i.get("window"))["pointer"] for i in document["recentlyClosed"]]
    assert closed == [
        "/_closedWindows/0",  # for a tab that had been closed in it
        "/windows/0/_closedTabs/0",
        "/windows/0/closedGroups/0/tabs/0",
    ]
    assert document["savedGroups"] == []


def test_nothing_found_is_a_sentence(cli: Run, profile: Path) -> None:
    sentence = cli("tabs", profile, "--filter", "nowhere").refused(1, '"nowhere"', "--all")
    assert sentence.count(str(profile)) == 1


def test_unknown_is_null(cli: Run) -> None:
    odd = session(
        window(
            tab(A, lastAccessed=OMIT, image=OMIT),
            tab(index=OMIT, image=OMIT),
            tab(entry(B, title=OMIT)),
            selected=OMIT,
            closed=[closed_tab(A, closedId=OMIT, closedAt=OMIT, pos=OMIT)],
        )
    )
    document = cli("tabs", "-", "--all", "--json", stdin=to_json(odd)).json
    assert document["version"] == {"name": "-", "role": "file", "path": None}
    (found,) = document["windows"]
    assert found["selected"] is None
    one, empty, untitled = found["tabs"]
    assert (one["lastAccessed"], one["favIconUrl"], one["groupId"]) == (None, None, None)
    assert (empty["url"], empty["title"], empty["currentEntry"]) == (None, None, None)
    assert (untitled["url"], untitled["title"]) == (B, None)
    (closed,) = document["recentlyClosed"]
    assert closed["lastModified"] is None
    tab_found = closed["tab"]
    assert (tab_found["sessionId"], tab_found["closedAt"], tab_found["index"]) == (None,) * 3


def test_titles_pass_through_exactly(cli: Run) -> None:
    title = 'ESC \x1b[31m BEL \x07 C1 \x9b bidi \u202e "quoted" \\ é 日本 🦊'
    result = cli("tabs", "-", "--json", stdin=to_json(session(window(tab(entry(A, title))))))
    assert result.json["windows"][0]["tabs"][0]["title"] == title


def test_a_lone_surrogate_does_not_make_the_document_malformed(cli: Run) -> None:
    cut = session(window(tab(entry(A, "cut in an emoji \ud83d"))))
    result = cli("tabs", "-", "--json", stdin=to_json(cut))
    assert result.json["windows"][0]["tabs"][0]["title"] == "cut in an emoji \ufffd"
    assert cli("cat", "-", stdin=to_json(cut)).out == to_json(cut)


# -- versions ----------------------------------------------------------------------------------


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    def one(name: str) -> dict[str, Any]:
        return session(window(f"https://{name}.example/"))

    return write_profile(
        tmp_path / "v",
        clean=one("clean"),
        recovery=one("recovery"),
        recovery_bak=one("bak"),
        previous=one("previous"),
        upgrades={"20261103151912": one("new"), "20260914093027": one("old")},
        plain={"sessionstore-backups/recovery.js": one("plain")},
    )


@pytest.mark.parametrize(
    ("word", "site"),
    [
        (None, "clean"),
        ("sessionstore", "clean"),
        ("sessionstore.jsonlz4", "clean"),
        ("recovery", "recovery"),
        ("recovery.jsonlz4", "recovery"),
        ("recovery.bak", "bak"),
        ("recovery.baklz4", "bak"),
        ("previous", "previous"),
        ("upgrade-20260914093027", "old"),
        ("20260914093027", "old"),
        ("upgrade.jsonlz4-20261103151912", "new"),
        ("recovery.js", "plain"),
    ],
)
def test_version_of(cli: Run, versions: Path, word: str | None, site: str) -> None:
    chosen = () if word is None else ("--version-of", word)
    document = cli("tabs", versions, *chosen, "--json").json
    assert document["windows"][0]["tabs"][0]["url"] == f"https://{site}.example/"
    assert cli("cat", versions, *chosen, "/windows/0/tabs/0/entries/0/url").json == (
        f"https://{site}.example/"
    )


@pytest.mark.parametrize("command", ["tabs", "info", "cat"])
def test_an_unknown_version_names_what_there_is(cli: Run, versions: Path, command: str) -> None:
    cli(command, versions, "--version-of", "last\x1bweek").refused(
        1, "last␛week", "sessionstore", "recovery.bak", "upgrade-20260914093027"
    )


def test_without_a_choice_a_damaged_version_is_passed_over(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "d", clean=b"mozLz40\0", previous=session(window(B)))
    document = cli("tabs", place, "--json").json
    assert document["version"]["name"] == "previous"
    cli("tabs", place, "--version-of", "sessionstore").refused(3, "sessionstore.jsonlz4")


# -- text --------------------------------------------------------------------------------------


def test_text_for_people(cli: Run, profile: Path) -> None:
    result = cli("tabs", profile, "--all", "--history")
    assert (result.code, result.err) == (0, "")
    lines = result.text.splitlines()
    assert lines[0] == (
        "sessionstore · 2 windows · 3 tabs · 5 recently closed · "
        "1 closed tab inside closed windows · 1 saved group"
    )
    assert lines[1].startswith("revision ")
    shown = {line.split()[0]: line for line in lines if line.startswith(("/", "5", "9"))}
    assert shown["/windows/0/tabs/0"].split() == ["/windows/0/tabs/0", "P", "one", A]
    assert "*HM" in shown["/windows/0/tabs/1"]
    assert "Three  [Reading ⟨202E⟩ list]" in shown["/windows/0/tabs/1"]
    assert "Window: two" in shown["9"]
    assert any(line.split() == ["→", "Three", C] for line in lines)
    assert "Window 2 · 1 tab · /windows/1" in lines
    assert "Saved group Saved · 1 tab · /savedGroups/0" in lines


def test_one_bad_tab_hides_no_other(cli: Run) -> None:
    odd = session(window(A, B))
    odd["windows"][0]["tabs"] += [None, 7, "x", {"entries": {}}, {"entries": [None, 3]}]
    odd["windows"] += [None, {"tabs": {"0": 1}}, {"tabs": None}]
    document = cli("tabs", "-", "--json", stdin=to_json(odd)).json
    assert [len(w["tabs"]) for w in document["windows"]] == [7, 0, 0, 0]
    assert [t["url"] for t in document["windows"][0]["tabs"][:2]] == [A, B]
    assert cli("tabs", "-", "--all", stdin=to_json(odd)).code == 0


def test_closed_groups_are_listed_with_the_id_that_restores_them(cli: Run, profile: Path) -> None:
    assert b"/windows/0/closedGroups/0" in cli("tabs", profile, "--closed").out
    [window, *_] = cli("tabs", profile, "--json").json["windows"]
    assert [group["pointer"] for group in window["closedGroups"]] == ["/windows/0/closedGroups/0"]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [("group:gone", ["7"]), ("window:2", ["6"]), ("window:1", ["5", "7", "4"])],
)
def test_closed_tabs_are_filtered_by_where_they_were(
    cli: Run, profile: Path, condition: str, ids: list[str]
) -> None:
    found = cli("tabs", profile, "--closed", "--filter", condition, "--json").json
    assert [item["tab"]["sessionId"] for item in found["recentlyClosed"]] == ids


# -- closed in closed --------------------------------------------------------------------------


@pytest.fixture
def closed_in_closed(tmp_path: Path) -> Path:
    """A closed window with four closed tabs and a closed group; one shares a closedId."""
    inner = window(
        "https://cw.example/open",
        closed=[closed_tab(f"https://cw.example/closed{i}", closed_id=20 + i) for i in range(4)],
        closedGroups=[
            closed_group("1-9", "Taxes", "https://cw.example/in-group", first_closed_id=41)
        ],
    )
    here = window(A, closed=[closed_tab(B, closed_id=23)])
    one = session(here, closed_windows=[closed_window(inner, closed_id=10)])
    return write_profile(tmp_path / "cc", clean=one)


INSIDE = [f"https://cw.example/{name}" for name in (*(f"closed{i}" for i in range(4)), "in-group")]


@pytest.mark.parametrize("which", ["--closed", "--all"])
def test_what_was_closed_in_a_closed_window_is_listed(
    cli: Run, closed_in_closed: Path, which: str
) -> None:
    lines = cli("tabs", closed_in_closed, which).text.splitlines()
    rows = {line.split()[-1]: line.split()[0] for line in lines if "cw.example" in line}
    assert rows == {
        "https://cw.example/open": "/_closedWindows/0/tabs/0",
        **dict(zip(INSIDE[:3], ("20", "21", "22"), strict=True)),
        INSIDE[3]: "/_closedWindows/0/_closedTabs/3",  # 23 is that of another tab
        INSIDE[4]: "41",
    }
    (row,) = [line for line in lines if "Closed group: Taxes" in line]
    assert row.split()[0] == "/_closedWindows/0/closedGroups/0"
    for name in (*rows.values(), row.split()[0]):
        planned = cli("restore", closed_in_closed, name, "--dry-run")
        assert planned.code == 0, planned.err
    said = cli("restore", closed_in_closed, rows[INSIDE[3]], "--dry-run").text
    assert "closed3" in said


def urls_of(found: object) -> list[str]:
    """Every address in a document, as often as it stands there."""
    if isinstance(found, list):
        return [url for one in found for url in urls_of(one)]
    if not isinstance(found, dict):
        return []
    own = [found["url"]] if "url" in found else []
    return own + [url for value in found.values() for url in urls_of(value)]


@pytest.mark.parametrize("which", ["--closed", "--all"])
def test_the_json_has_each_closed_tab_once(cli: Run, closed_in_closed: Path, which: str) -> None:
    for command in (("tabs", "--json"), ("export", "--format", "json")):
        document = cli(command[0], closed_in_closed, *command[1:], which).json
        urls = urls_of(document)
        assert [urls.count(url) for url in INSIDE] == [1] * 5
        (gone,) = [item["window"] for item in document["recentlyClosed"] if "window" in item]
        assert [tab["url"] for tab in gone["closedTabs"]] == INSIDE[:4]
        (taxes,) = gone["closedGroups"]
        assert (taxes["name"], taxes["pointer"]) == ("Taxes", "/_closedWindows/0/closedGroups/0")
        assert [tab["url"] for tab in taxes["tabs"]] == INSIDE[4:]
        assert [tab["sessionId"] for tab in taxes["tabs"]] == ["41"]


@pytest.mark.parametrize("which", ["--closed", "--all"])
@pytest.mark.parametrize("name", ["urls", "markdown", "html", "csv", "tsm"])
def test_every_export_has_each_once(
    cli: Run, closed_in_closed: Path, name: str, which: str
) -> None:
    said = cli("export", closed_in_closed, which, "--format", name).out.decode()
    # where a page is without a title, the address stands for it too
    places = {"urls": "{}\n", "markdown": "({})", "html": 'HREF="{}"', "csv": ",{},"}
    wanted = places.get(name, '"url":"{}"')
    assert [said.count(wanted.format(url)) for url in INSIDE] == [1] * 5


def test_a_session_file_of_what_was_closed_opens_all_of_it(
    cli: Run, closed_in_closed: Path, tmp_path: Path
) -> None:
    target = tmp_path / "closed.jsonlz4"
    assert cli("export", closed_in_closed, "--closed", "--output", target).code == 0
    opened = [t["url"] for w in cli("tabs", target, "--json").json["windows"] for t in w["tabs"]]
    assert [opened.count(url) for url in INSIDE] == [1] * 5


def test_info_counts_what_was_closed_in_closed_windows(cli: Run, closed_in_closed: Path) -> None:
    (row,) = cli("info", closed_in_closed, "--json").json["versions"]
    assert row["closedTabs"] == 6
    assert "6 closed tabs (5 inside closed windows)" in cli("info", closed_in_closed).text


def test_the_filter_reaches_into_closed_windows(cli: Run, closed_in_closed: Path) -> None:
    text = cli("tabs", closed_in_closed, "--closed", "--filter", "in-group").text
    assert [url for url in INSIDE if url in text] == INSIDE[4:]
    assert "cw.example/open" not in text
    by_group = cli("tabs", closed_in_closed, "--closed", "--filter", "group:taxes").text
    assert [url for url in INSIDE if url in by_group] == INSIDE[4:]


# -- sessions inside a session -------------------------------------------------------------------


@pytest.fixture
def with_session_inside(tmp_path: Path) -> Path:
    """What is left when Firefox began anew: everything is in the session before this one."""
    shut = window(B, closed=[closed_tab(C, closed_id=3)])
    before = session(window(A), closed_windows=[closed_window(shut, closed_id=9)])
    path = tmp_path / "fresh.json"
    path.write_bytes(to_json(session(window("about:home"), lastSessionState=before)))
    return path


def test_a_session_inside_is_named_and_listed_like_a_version(
    cli: Run, with_session_inside: Path
) -> None:
    inside = "fresh.json#/lastSessionState"
    said = cli("tabs", with_session_inside, "--all").text
    assert f"Session inside: the session before this one · 1 tab · 2 closed · {inside}" in said
    listed = cli("tabs", with_session_inside, "--version-of", inside, "--all").text
    assert listed.startswith(f"{inside} · 1 window · 1 tab · 1 recently closed · 1 closed tab")
    for url in (A, B, C):
        assert url in listed
    for name in ("urls", "markdown", "html", "csv", "json", "tsm"):
        out = cli("export", with_session_inside, "--version-of", inside, "--all", "--format", name)
        assert all(url in out.text for url in (A, B, C)), name


def test_what_is_closed_in_a_session_inside_is_restored_by_the_id_it_prints(
    cli: Run, with_session_inside: Path, tmp_path: Path
) -> None:
    inside = "fresh.json#/lastSessionState"
    into = tmp_path / "new.json"
    done = cli("restore", with_session_inside, "--version-of", inside, "3", "--into", into)
    assert (done.code, done.err) == (0, "")
    assert C in cli("export", into).text
    missing = cli("tabs", with_session_inside, "--version-of", "fresh.json#/windows/0/tabs/0")
    assert missing.code == 1 and "there is no session inside" in missing.err
