"""A damaged version in every command: what can be read of it, and what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import Json, mozlz4, session, tab, to_json, window, write_profile

from .conftest import Run

WHOLE = session(
    window(
        *(tab(f"https://p{i}.example/page-{i}/Page-{i}") for i in range(20)),
        closed=["https://closed.example/Closed"],
    )
)
DATA = mozlz4(to_json(WHOLE))
CUT = DATA[: len(DATA) * 2 // 3]
SHARE_OF = "recovery: it is damaged (the file ends in the middle, after "


def with_a_hole(data: bytes = DATA) -> bytes:
    """Zeros where a block was never written: what stands behind it is guessed."""
    at = len(data) // 3
    return data[:at] + bytes(200) + data[at + 200 :]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What loads is whole; one version is cut, one has a hole, and one is nothing but zeros."""
    return write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/One", "https://b.example/Two")),
        recovery=CUT,
        recovery_bak=bytes(400),
        previous=with_a_hole(),
        prefs={"browser.startup.page": 3},
    )


def test_it_is_listed_shown_and_said_on_standard_error(cli: Run, place: Path) -> None:
    found = cli("tabs", place, "--version-of", "recovery")
    assert found.code == 0
    assert found.err.startswith(f"sessiontui: {SHARE_OF}")
    assert " % of it can be read, " in found.err
    assert found.err.count("\n") == 1
    assert "Page-0" in found.text
    info = cli("info", place)
    assert info.code == 0
    assert SHARE_OF in info.err
    assert "sessiontui: previous: it is damaged (bytes " in info.err
    row = next(line for line in info.text.splitlines() if line.startswith("✗  recovery "))
    assert "damaged, " in row
    assert " % readable" in row


def test_info_and_tabs_tell_programs_the_share(cli: Run, place: Path) -> None:
    document = cli("info", place, "--json").json
    found = {row["name"]: row for row in document["versions"]}
    assert "damaged" not in found["sessionstore"]
    assert 0.5 < found["recovery"]["damaged"]["share"] < 0.9
    assert found["recovery"]["damaged"]["damage"]
    assert found["recovery"]["tabs"] > 5
    assert "error" not in found["recovery"]
    assert found["previous"]["damaged"]["guessedTabs"] > 0
    assert "zero bytes" in found["recovery.bak"]["error"]
    assert document["profile"]["nextStart"]["loads"] == "sessionstore"
    tabs = cli("tabs", place, "--json", "--all", "--version-of", "previous").json
    assert tabs["damaged"] == found["previous"]["damaged"]
    listed = [one for win in tabs["windows"] for one in win["tabs"]]
    assert listed[0].get("certain", True)
    assert any(one.get("certain") is False for one in listed)
    assert "damaged" not in cli("tabs", place, "--json").json


def test_what_is_certain_is_the_very_tab_of_the_undamaged_file(cli: Run, place: Path) -> None:
    tabs = cli("tabs", place, "--json", "--version-of", "previous").json
    whole = [one["entries"][-1]["url"] for win in WHOLE["windows"] for one in win["tabs"]]
    (first, *_) = tabs["windows"]
    sure = [one["url"] for one in first["tabs"] if one.get("certain", True)]
    assert sure
    assert sure == whole[: len(sure)]


def test_guessed_tabs_are_marked_in_the_list(cli: Run, place: Path) -> None:
    lines = cli("tabs", place, "--version-of", "previous").text.splitlines()
    assert any("  ~ " in line for line in lines)
    assert not any("~" in line for line in cli("tabs", place).text.splitlines())


def test_of_zeros_it_is_said_what_the_other_versions_hold(cli: Run, place: Path) -> None:
    for command in ("tabs", "info", "export"):
        sentence = cli(command, place, "--version-of", "recovery.bak").refused(3, "zero bytes")
        assert "; sessionstore has 2 tabs, recovery " in sentence
        assert "tabs left, previous " in sentence


def test_its_pages_are_found_compared_and_lost(cli: Run, place: Path) -> None:
    found = cli("find", place, "page-3", "--json")
    (page,) = found.json["pages"]
    assert page["state"] == "lost"
    assert {one["version"] for one in page["sightings"]} == {"recovery", "previous"}
    assert all(one["certainty"] == "same" for one in page["sightings"])
    partly = {one["version"] for one in found.json["notSearched"] if one["partly"]}
    assert partly == {"recovery", "previous"}
    assert "recovery: the rest of a damaged file, of which " in found.err
    lost = cli("lost", place, "--json").json["lost"]
    assert len(lost) >= 15
    assert any(one.get("certain") is False for one in lost)
    diff = cli("diff", place, "previous", "recovery", "--json")
    assert diff.code == 0
    assert diff.json["same"] >= 5
    assert SHARE_OF in diff.err
    assert "sessiontui: previous: it is damaged" in diff.err


def test_a_page_is_given_back_from_where_it_is_sure(cli: Run, tmp_path: Path) -> None:
    whole = mozlz4(to_json(WHOLE))
    place = write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/One")),
        recovery=with_a_hole(whole),
        previous=whole,
        times={"recovery": 1_795_205_400_000, "previous": 1_795_105_400_000},
    )
    for one in cli("lost", place, "--json").json["lost"]:
        if "�" not in one["url"]:
            assert one.get("certain", True) or one["version"] == "recovery"
    both = [
        one
        for one in cli("find", place, "is:lost", "--json").json["pages"]
        if any(seen["certainty"] == "guessed" for seen in one["sightings"])
        and len(one["sightings"]) > 1
    ]
    assert both
    assert {one["version"] for one in both} == {"previous"}
    assert all("certain" not in one for one in both)


def test_a_page_is_not_lost_because_a_damaged_version_lacks_it(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=WHOLE, recovery=CUT, previous=bytes(300))
    found = cli("lost", place)
    assert found.code == 1
    assert "no lost page is known, but 2 versions could not be looked through, or not whole" in (
        " ".join(found.err.split())
    )


def test_its_json_is_printed_and_its_pointers_fit(cli: Run, place: Path) -> None:
    found = cli("cat", place, "/windows/0/tabs/2", "--version-of", "recovery")
    assert found.code == 0
    assert SHARE_OF in found.err
    assert json.loads(found.out) == WHOLE["windows"][0]["tabs"][2]


def test_an_export_says_what_is_guessed(cli: Run, place: Path) -> None:
    found = cli("export", place, "--version-of", "previous", "--format", "json")
    assert found.code == 0
    assert "it is damaged" in found.err
    assert b'"certain":false' in found.out
    urls = cli("export", place, "--version-of", "recovery", "--format", "urls")
    assert urls.text.splitlines()[0] == "https://p0.example/page-0/Page-0"


# -- edits -------------------------------------------------------------------------------------


def missing(run: Json) -> str:
    (sentence,) = run["missing"]
    assert isinstance(sentence, str)
    return sentence


def test_going_back_to_it_says_first_what_is_missing(cli: Run, place: Path) -> None:
    before = (place / "sessionstore.jsonlz4").read_bytes()
    ahead = cli("rollback", place, "recovery", "--dry-run")
    assert "missing " in ahead.text
    assert "of the damaged file could not be read" in " ".join(ahead.text.split())
    assert "what can be read of recovery.jsonlz4" in " ".join(ahead.text.split())
    assert (place / "sessionstore.jsonlz4").read_bytes() == before
    done = cli("rollback", place, "recovery", "--json").json
    assert "could not be read" in missing(done)
    assert done["nextStart"]["loads"] == "sessionstore"
    assert (place / "sessionstore-backups/recovery.jsonlz4").read_bytes() == CUT
    opened = cli("tabs", place, "--json")
    assert opened.err == ""  # what was written is whole
    assert opened.json["windows"][0]["tabs"][0]["url"] == "https://p0.example/page-0/Page-0"
    assert cli("undo", place).code == 0
    assert (place / "sessionstore.jsonlz4").read_bytes() == before


def test_going_back_to_a_damaged_file_that_would_load_first_keeps_its_bytes(
    cli: Run, tmp_path: Path
) -> None:
    place = write_profile(tmp_path / "p", clean=CUT, prefs={"browser.startup.page": 3})
    assert cli("info", place, "--json").json["profile"]["nextStart"]["loads"] is None
    refused = cli("close", place, "/windows/0/tabs/0")
    assert refused.code == 4
    assert "roll back to it" in refused.err
    assert (place / "sessionstore.jsonlz4").read_bytes() == CUT
    done = cli("rollback", place, "sessionstore", "--json").json
    assert done["nextStart"]["loads"] == "sessionstore"
    assert cli("undo", place).code == 0
    assert (place / "sessionstore.jsonlz4").read_bytes() == CUT


def test_restoring_from_it_says_first_what_is_missing(cli: Run, place: Path) -> None:
    sure = cli("restore", place, "recovery#/windows/0/tabs/3", "--dry-run", "--json").json
    assert missing(sure).endswith("what is taken from it is whole")
    listed = cli("tabs", place, "--json", "--version-of", "previous").json["windows"]
    guessed = next(t for w in listed for t in w["tabs"] if t.get("certain") is False)
    one = cli("restore", place, f"previous#{guessed['pointer']}", "--json").json
    assert "1 of these tabs is guessed (~)" in missing(one)
    urls = [t["url"] for w in cli("tabs", place, "--json").json["windows"] for t in w["tabs"]]
    assert guessed["url"] in urls


def test_it_is_restored_from_into_a_new_file(cli: Run, place: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.jsonlz4"
    done = cli("restore", place, "recovery#/windows/0", "--into", new, "--json").json
    assert "1 window is not whole" in missing(done)
    found = cli("tabs", new, "--json")
    assert found.err == ""
    assert len(found.json["windows"][0]["tabs"]) > 5


def test_nothing_else_is_written_from_it_and_the_ways_on_are_named(cli: Run, place: Path) -> None:
    for args in (("close", "recovery#/windows/0/tabs/0"), ("forget", "--version-of", "recovery",
                                                           "--site", "p1.example")):  # fmt: skip
        found = cli(args[0], place, *args[1:])
        assert found.code == 4, found.err
        words = " ".join(found.err.split())
        assert "recovery is damaged: roll back to it, or restore from it" in words
        assert "sessiontui salvage " in words
    assert (place / "sessionstore-backups/recovery.jsonlz4").read_bytes() == CUT


def test_what_is_forgotten_everywhere_is_not_forgotten_by_rewriting_a_damaged_file(
    cli: Run, tmp_path: Path
) -> None:
    place = write_profile(tmp_path / "p", clean=WHOLE, recovery=CUT)
    done = cli("forget", place, "--site", "closed.example", "--everywhere", "--json")
    assert done.code == 4  # done, but not everywhere
    assert any("recovery.jsonlz4" in one["path"] for one in done.json["left"])
    assert (place / "sessionstore-backups/recovery.jsonlz4").read_bytes() == CUT
