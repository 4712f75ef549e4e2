"""`find`, `lost`, `diff` and `search`: people look for tabs, not for files."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from sessiontui.cli.main import run as run_command_line
from sessiontui.stores.page_finder import PageFinder
from tests.builders import (
    HOUR,
    NOW,
    closed_tab,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    window,
    write_profile,
)

from .conftest import Result, Run

SHOP = "https://shop.example/complaint"
FORM = {"id": {"why": "my Marmalade jar was open"}}


def at(moment: int) -> dict[str, int]:
    return {"startTime": NOW - 9 * HOUR, "lastUpdate": moment, "recentCrashes": 0}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    trip = [tab(f"https://hut.example/{n}", groupId="1-1") for n in "12"]
    return write_profile(
        tmp_path / "p",
        clean=session(
            window(
                tab(SHOP, formdata=FORM),
                tab("https://a.example/"),
                closed=[
                    closed_tab(
                        tab(entry("https://old.example/marmalade", "Old"), "https://orchard.example/")
                    )
                ],
                groups=[],
            ),
            session=at(NOW),
        ),
        previous=session(
            window(
                *trip, tab(entry("https://kochbuch.example/", "Marmalade — recipes")),
                tab("https://a.example/"), groups=[group("1-1", "Huts")],
            ),
            window("https://x.example/", "https://y.example/"),
            savedGroups=[saved_group("1-2", "Marmaladen", "https://p.example/", "https://q.example/")],
            session=at(NOW - HOUR),
        ),
        upgrades={"20261001000000": b"mozLz40\0 cut"},
    )  # fmt: skip


def pages(cli: Run, profile: Path, *words: str) -> dict[str, Any]:
    return {
        page["url"]: page
        for page in json.loads(cli("find", profile, *words, "--json").out)["pages"]
    }


def test_words_are_found_in_every_version_and_every_field(cli: Run, profile: Path) -> None:
    found = pages(cli, profile, "marmalade")
    told = {
        url: (page["state"], [hit["in"] for hit in page["hits"]]) for url, page in found.items()
    }
    assert told == {
        SHOP: ("open", ["form"]),
        "https://orchard.example/": ("closed", ["history"]),
        "https://kochbuch.example/": ("lost", ["title"]),
        "https://p.example/": ("lost", ["group"]),
        "https://q.example/": ("lost", ["group"]),
    }


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        (("marmalade", "in:form"), {SHOP}),
        (("marmalade", "is:lost", "in:title"), {"https://kochbuch.example/"}),
        (("Marmalade", "jar"), {SHOP}),
        (("MARMALADE",), set()),
        (("marmalade", "complaint"), {SHOP}),  # one in the form, one in the address
        (("site:hut.example",), {"https://hut.example/1", "https://hut.example/2"}),
        (("is:closed",), {"https://orchard.example/"}),
        (("nothing", "at", "all"), set()),
    ],
)
def test_words_and_conditions_narrow(
    cli: Run, profile: Path, words: tuple[str, ...], urls: set[str]
) -> None:
    result = cli("find", profile, *words, "--json")
    assert {page["url"] for page in json.loads(result.out)["pages"]} == urls
    assert result.code == (0 if urls else 1)


def test_a_page_says_where_it_lies_and_what_was_not_searched(cli: Run, profile: Path) -> None:
    result = cli("find", profile, "a.example")
    assert result.code == 0
    assert "upgrade-20261001000000" in result.err and "not looked through" in result.err
    (found,) = (page for url, page in pages(cli, profile, "a.example").items())
    assert [one["version"] for one in found["sightings"]] == ["sessionstore", "previous"]
    assert found["id"] == "/windows/0/tabs/1"


def test_the_words_around_a_hit_stand_there_with_the_hit_marked(cli: Run, profile: Path) -> None:
    result = cli("find", profile, "marmalade", "in:form")
    assert "form: my [Marmalade] jar was open" in result.text


def test_nothing_found_says_where_it_looked(cli: Run, profile: Path) -> None:
    result = cli("find", profile, "zebra")
    assert (result.code, result.out) == (1, b"")
    assert "no page has “zebra” in 2 versions, in titles, addresses, histories, form" in result.err

    assert "; 1 version could not be looked through" in result.err


def test_a_filter_that_keeps_nothing_says_what_other_versions_and_fields_have(
    cli: Run, profile: Path
) -> None:
    result = cli("tabs", profile, "--filter", "marmalade is:tab")
    err = result.refused(1, 'with "marmalade is:tab" in its title or URL', "--all")
    assert (
        "; 5 pages have it in other fields or versions (1 open, 1 closed, 3 lost): "
        f"sessiontui find {profile} marmalade is:tab; 1 version could not be looked through\n"
    ) in err
    again = cli(*shlex.split(err.split("sessiontui ")[-1].partition(";")[0]))
    assert again.code == 0 and "Marmalade — recipes" in again.text
    one = cli("tabs", profile, "--closed", "--filter", "kochbuch", "--version-of", "previous").err
    assert "; 1 page has it in other fields or versions (1 lost)" in one


def test_for_programs_it_is_said_beside_the_document_and_only_where_somebody_listens(
    cli: Run, profile: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = cli("tabs", profile, "--filter", "marmalade", "--json")
    assert (result.code, result.json["windows"]) == (1, [])
    assert "5 pages have it" in result.err and result.err.count("\n") == 1
    assert cli("tabs", profile, "--filter", "orchard", "--all", "--json").err == ""

    reads: list[str] = []
    monkeypatch.setattr(PageFinder, "find", lambda *_: reads.append("all of them"))
    with Path(os.devnull).open("w") as nowhere:
        monkeypatch.setattr(sys, "stderr", nowhere)
        assert run_command_line(["tabs", str(profile), "--filter", "marmalade", "--json"]) == 1
    assert not reads


def test_a_filter_that_nothing_has_anywhere_says_no_more_than_before(
    cli: Run, tmp_path: Path
) -> None:
    one = write_profile(tmp_path / "one", clean=session(window("https://a.example/")))
    err = cli("tabs", one, "--filter", "zebra").refused(1)
    assert err.endswith("in its title or URL; --all also looks at closed ones\n")
    assert cli("tabs", one, "--filter", "zebra", "--json").err == ""


@pytest.mark.parametrize("words", [(), ("in:nowhere",), ("is:blue",), ("older:soon",)])
def test_what_is_not_understood_is_wrong_usage(
    cli: Run, profile: Path, words: tuple[str, ...]
) -> None:
    assert cli("find", profile, *words).code == 2


def test_lost_pages_are_told_whole_windows_and_groups_first(cli: Run, profile: Path) -> None:
    result = cli("lost", profile)
    assert result.code == 0
    heads = [line for line in result.text.splitlines() if " tabs · " in line]
    assert {line.split(" · ")[0] for line in heads} == {"Window", "Group Huts", "Group Marmaladen"}
    found = json.loads(cli("lost", profile, "--json").out)
    assert {page["url"] for page in found["lost"]} == {
        "https://hut.example/1", "https://hut.example/2", "https://kochbuch.example/",
        "https://x.example/", "https://y.example/", "https://p.example/", "https://q.example/",
    }  # fmt: skip
    assert {(one["kind"], one["name"]) for one in found["wholes"]} == {
        ("window", ""), ("group", "Huts"), ("group", "Marmaladen"),
    }  # fmt: skip
    assert [one["version"] for one in found["notSearched"]] == ["upgrade-20261001000000"]


def test_everything_lost_is_given_back_by_the_ids_that_lost_prints(cli: Run, profile: Path) -> None:
    found = json.loads(cli("lost", profile, "--json").out)
    wholes = [one["id"] for one in found["wholes"]]
    within = {page for one in found["wholes"] for page in one["pages"]}
    single = [page["id"] for page in found["lost"] if page["id"] not in within]
    result = cli("restore", profile, *wholes, *single)
    assert result.code == 0, result.err
    again = cli("lost", profile)
    assert again.code == 1 and "no lost page is known" in again.err


def test_a_window_that_was_closed_with_its_saved_group_comes_back_once(
    cli: Run, tmp_path: Path
) -> None:
    """Firefox keeps the tabs of such a group in the closed window and among the saved groups."""
    trip = [tab(f"https://hut.example/{n}", groupId="1-1") for n in "123"]
    place = write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/"), session=at(NOW)),
        previous=session(
            window("https://a.example/"),
            closed_windows=[closed_window(window(*trip, groups=[group("1-1", "Huts")]))],
            savedGroups=[saved_group("1-1", "Huts", *trip)],
            session=at(NOW - HOUR),
        ),
    )
    found = cli("lost", place, "--json").json
    assert (len(found["lost"]), [one["kind"] for one in found["wholes"]]) == (3, ["window"])
    assert cli("restore", place, *(page["id"] for page in found["lost"]), "--dry-run").code == 0
    assert cli("restore", place, found["wholes"][0]["id"]).code == 0
    now = cli("tabs", place, "--json").json["windows"]
    assert sorted(one["url"] for each in now for one in each["tabs"]) == [
        "https://a.example/", *(f"https://hut.example/{n}" for n in "123"),
    ]  # fmt: skip
    assert cli("lost", place).code == 1


def revisions(listing: Result) -> dict[str, str]:
    return {one["version"]: one["revision"] for one in listing.json["revisions"]}


def test_an_id_that_became_stale_is_refused_by_the_revision_that_the_listing_gave(
    cli: Run, profile: Path
) -> None:
    listed = cli("lost", profile).text.splitlines()[1]
    found = revisions(cli("lost", profile, "--json"))
    base = listed.removeprefix("revision ")
    assert base == found["previous"]
    recipes = cli("find", profile, "recipes")
    assert f"revision {base}" in recipes.text
    (wanted,) = cli("find", profile, "recipes", "--json").json["pages"]
    args = ("restore", profile, wanted["id"], "--base")
    assert cli(*args, base, "--dry-run").code == 0
    both = cli("find", profile, "marmalade").text.splitlines()[1].removeprefix("revision ")
    assert set(both.split(",")) == {*found.values()}
    assert cli("restore", profile, wanted["id"], "0", "--base", both, "--dry-run").code == 0

    previous = profile / "sessionstore-backups/previous.jsonlz4"
    write_profile(profile, previous=session(window("https://other.example/"), session=at(NOW)))
    before = previous.read_bytes(), (profile / "sessionstore.jsonlz4").read_bytes()
    for stale in (base, both):
        cli(*args, stale).refused(4, "previous is at revision", "list the place again")
    cli(
        "restore", profile, wanted["id"], "--into", profile / "new.jsonlz4", "--base", base
    ).refused(4, "previous is at revision")
    assert before == (previous.read_bytes(), (profile / "sessionstore.jsonlz4").read_bytes())
    now = revisions(cli("find", profile, "other", "--json"))
    assert now["sessionstore"] == found["sessionstore"]
    assert now["previous"] != found["previous"]


def test_with_one_version_nothing_can_be_told(cli: Run, tmp_path: Path) -> None:
    one = write_profile(tmp_path / "one", clean=session(window("https://a.example/")))
    result = cli("lost", one)
    assert result.code == 1 and "one version only" in result.err


def test_a_version_that_cannot_be_read_is_not_taken_for_none(cli: Run, tmp_path: Path) -> None:
    place = write_profile(
        tmp_path / "d", clean=session(window("https://a.example/")), previous=b"mozLz40\0 cut"
    )
    result = cli("lost", place)
    assert result.code == 1
    assert "1 version could not be looked through" in result.err
    assert "one version only" not in result.err


def test_a_page_of_the_session_before_is_restored_by_the_id_that_find_prints(
    cli: Run, tmp_path: Path
) -> None:
    before = session(
        window("https://before.example/", "https://a.example/"), session=at(NOW - HOUR)
    )
    place = write_profile(
        tmp_path / "n",
        clean=session(window("https://a.example/"), lastSessionState=before, session=at(NOW)),
    )
    (page,) = json.loads(cli("find", place, "before", "--json").out)["pages"]
    assert (page["state"], page["id"]) == (
        "nested", "sessionstore#/lastSessionState#/windows/0/tabs/0",
    )  # fmt: skip
    assert cli("restore", place, page["id"]).code == 0
    (page,) = json.loads(cli("find", place, "before.example", "is:open", "--json").out)["pages"]
    gone = cli("restore", place, "sessionstore#/windows/9#/windows/0/tabs/0")
    assert gone.code == 1 and "there is no session inside" in gone.err


def test_two_versions_are_compared(cli: Run, profile: Path) -> None:
    found = json.loads(cli("diff", profile, "previous", "sessionstore", "--json").out)
    assert [tab["url"] for tab in found["opened"]] == [SHOP]
    assert len(found["closed"]) == 5
    assert found["same"] + len(found["changed"]) + len(found["moved"]) >= 1
    text = cli("diff", profile, "previous", "sessionstore").text
    assert text.splitlines()[0].startswith("previous → sessionstore · 1 opened · 5 closed")
    assert "+  opened  /windows/0/tabs/0" in text


def test_a_version_differs_from_itself_in_nothing(cli: Run, profile: Path) -> None:
    result = cli("diff", profile, "previous", "previous")
    assert result.code == 0
    assert result.text == "previous → previous · no difference · 6 tabs the same\n"


def test_files_are_compared_too_and_one_name_stands_for_what_would_load(
    cli: Run, profile: Path
) -> None:
    clean = profile / "sessionstore.jsonlz4"
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    one = cli("diff", profile, previous, clean, "--json")
    other = cli("diff", profile, "previous", "--json")
    assert json.loads(one.out) == json.loads(other.out)


@pytest.mark.parametrize("names", [(), ("previous", "sessionstore", "x")])
def test_two_versions_must_be_named(cli: Run, profile: Path, names: tuple[str, ...]) -> None:
    assert cli("diff", profile, *names).code == 2


def test_the_raw_json_is_searched(cli: Run, profile: Path) -> None:
    found = json.loads(cli("search", profile, "jar was", "--json").out)
    assert found == {
        "matches": [
            {
                "pointer": "/windows/0/tabs/0/formdata/id/why",
                "value": "my Marmalade jar was open",
                "tab": {"pointer": "/windows/0/tabs/0", "title": "complaint"},
            }
        ],
        "complete": True,
    }
    keys = json.loads(cli("search", profile, "^formd", "--regex", "--json").out)
    assert [match["key"] for match in keys["matches"]] == ["formdata"]
    nothing = cli("search", profile, "zebra")
    assert (nothing.code, nothing.out) == (1, b"")
    assert cli("search", profile, "(", "--regex").code == 2
    assert cli("search", profile, "jar", "--version-of", "previous").code == 1


@pytest.mark.long
def test_an_expression_that_runs_away_is_stopped(cli: Run, tmp_path: Path) -> None:
    long = "a" * 3000
    tabs = [tab(entry(f"https://{n}.example/", long)) for n in range(150)]
    place = write_profile(tmp_path / "slow", clean=session(window(*tabs)))
    result = cli("search", place, "(a+)+$b", "--regex", "--json")
    assert not json.loads(result.out)["complete"]
    assert "takes too long" in result.err or "not seen to the end" in result.err
