"""`slim`: what could be dropped, what was, and how many bytes that frees, of the file too."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.session.edit.slimming import DROPS
from sessiontui.session.model.coerce import BLANK_PAGES
from tests.builders import (
    DAY,
    FAVICON,
    NOW,
    OMIT,
    Json,
    closed_tab,
    mozlz4,
    read_session,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
    write_profile,
)
from tests.paths import CORPUS

from .conftest import Result, Run

A, B, C = (f"https://{name}.example/page" for name in "abc")
LONG = [f"https://a.example/{number}" for number in range(20)]
HERE, GONE = "here@addons.example", "gone@addons.example"
INSIDE = {"id": {"sessionData": to_json(session(window(A, B))).decode()}}
SESSION = session(
    window(
        tab(*LONG, index=10, lastAccessed=NOW),
        tab(B, storage={"https://b.example": {"k": "v" * 500}, "https://c.example": {"k": "v"}}),
        tab(C, extData={f"extension:{HERE}:k": "1", f"extension:{GONE}:k": "2"}),
        tab("about:sessionrestore", formdata=INSIDE),
        tab(B, lastAccessed=1),
        closed=[closed_tab(A, closed_at=NOW), closed_tab(C, closed_at=NOW - 40 * DAY)],
    )
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    made = write_profile(tmp_path / "p", clean=SESSION)
    addons = {"schemaVersion": 37, "addons": [{"id": HERE, "userDisabled": True}]}
    (made / "extensions.json").write_text(json.dumps(addons))
    return made


def state(profile: Path) -> Json:
    return read_session(profile / "sessionstore.jsonlz4")


def done(result: Result) -> Result:
    assert (result.code, result.err) == (0, "")
    return result


# -- what could be dropped ---------------------------------------------------------------------


def test_without_a_choice_it_says_what_each_would_free(cli: Run, profile: Path) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    found = done(cli("slim", profile, "--json")).json
    assert [one["drop"] for one in found["drops"]] == list(DROPS)
    assert found["bytes"] == len(to_json(SESSION))
    assert found["fileBytes"] == len(before)
    assert found["version"] == "sessionstore"
    freed = {one["drop"]: one["bytes"] for one in found["drops"]}
    assert all(number > 0 for number in freed.values())
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before
    for drop, number in freed.items():
        planned = done(cli("slim", profile, "--drop", drop, "--dry-run", "--json")).json
        assert planned["freed"]["bytes"] == number
    said = done(cli("slim", profile)).text
    assert "Nothing was written" in said
    assert "2 tabs inside are gone" in said
    order = [line.split()[0] for line in said.splitlines()[2:]]
    assert sorted(order) == sorted(DROPS)
    assert [freed[one] for one in order] == sorted(freed.values(), reverse=True)


def test_on_a_terminal_of_80_columns_nothing_is_cut_and_numbers_end_below_one_another(
    terminal: Run, profile: Path
) -> None:
    said = done(terminal("slim", profile, columns=80)).text
    lines = [line.rstrip() for line in said.replace("\x1b[1m", "").split("\n")]
    assert all(len(line.replace("\x1b[0m", "")) <= 80 for line in lines)
    assert "…" not in said
    rows = [line for line in lines if line.split(" ")[0] in DROPS]
    assert len(rows) == len(DROPS)
    freed = [row for row in rows if row.endswith(" %")]
    assert len(freed) > 3
    assert {row.index(" %") for row in freed} == {len(freed[0]) - 2}
    assert not re.search(r"\d%", said)


def test_where_nothing_can_be_dropped_the_exit_code_says_so(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.jsonlz4"
    file.write_bytes(mozlz4(to_json(session(window(tab(A, image=OMIT))))))
    cli("slim", file).refused(1, str(file), "nothing to drop")
    found = cli("slim", file, "--json")
    assert found.code == 1
    assert {one["bytes"] for one in found.json["drops"]} == {0}
    cli("slim", file, "--drop", "favicons").refused(1, "no favicons", "nothing was changed")


def test_a_place_that_is_only_read_says_it_too(cli: Run, profile: Path) -> None:
    done(cli("slim", profile, "--read-only"))
    data = (profile / "sessionstore.jsonlz4").read_bytes()
    found = cli("slim", "-", "--json", stdin=data).json
    assert {one["drop"]: one["unknown"] for one in found["drops"] if one["unknown"]} == {
        "extensions": "the values of extensions that are gone cannot be dropped: which extensions "
        "are installed is known of a profile alone"
    }


# -- what is dropped ---------------------------------------------------------------------------


def test_everything_at_once(cli: Run, profile: Path) -> None:
    place = profile / "sessionstore.jsonlz4"
    before = place.read_bytes()
    drops = ",".join(DROPS)
    found = done(cli("slim", profile, "--drop", drops, "--keep-history", "2", "--json")).json
    after = place.read_bytes()
    old, new = unmozlz4(before), unmozlz4(after)
    assert found["freed"] == {
        "bytes": len(old) - len(new), "ofBytes": len(old),
        "fileBytes": len(before) - len(after), "ofFileBytes": len(before),
    }  # fmt: skip
    assert len(found["edits"]) == len(DROPS)
    assert FAVICON.encode() not in new
    (left,) = state(profile)["windows"]
    assert left["_closedTabs"] == []
    first, second, third, page = left["tabs"]
    assert [one["url"] for one in first["entries"]] == LONG[7:12]
    assert (first["index"], second["entries"][0]["url"]) == (3, B)
    assert third["extData"] == {f"extension:{HERE}:k": "1"}
    assert page["formdata"] == {"id": {}}
    assert not any("storage" in one for one in left["tabs"])
    done(cli("undo", profile))
    assert place.read_bytes() == before


def test_it_is_said_in_words_what_was_freed(cli: Run, profile: Path) -> None:
    said = " ".join(done(cli("slim", profile, "--drop", "history")).text.split())
    assert "Drop 9 pages of the back and forward of 1 tab" in said
    freed = r" size frees [\d.]+ kB of 1\d kB of JSON, and [\d.]+ k?B of the file's "
    assert re.search(freed, said)
    assert "sessiontui undo" in said


def test_only_so_much_of_it_goes(cli: Run, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessiontui.cli.ages.time.time", lambda: NOW / 1000)
    done(cli("slim", profile, "--drop", "closed", "--older-than", "2w"))
    (left,) = state(profile)["windows"]
    assert [one["state"]["entries"][0]["url"] for one in left["_closedTabs"]] == [A]
    done(cli("slim", profile, "--drop", "storage,closed", "--site", "b.example"))
    (left,) = state(profile)["windows"]
    assert left["tabs"][1]["storage"] == {"https://c.example": {"k": "v"}}
    assert len(left["_closedTabs"]) == 1
    done(cli("slim", profile, "--drop", "history", "--keep-history", "0"))
    (left,) = state(profile)["windows"]
    assert [one["url"] for one in left["tabs"][0]["entries"]] == [LONG[9]]
    assert left["tabs"][0]["index"] == 1


NARROWED = (
    ("closed", "--older-than", "2w"), ("closed", "--site", "c.example"),
    ("history", "--keep-history", "1"), ("storage", "--site", "b.example"),
    ("closed,history,storage", "--older-than", "2w", "--site", "c.example", "--keep-history", "0"),
)  # fmt: skip


@pytest.mark.parametrize("place", ["profile", "file"])
@pytest.mark.parametrize("words", NARROWED, ids=" ".join)
def test_each_narrowing_alone_and_all_together_do_what_was_foretold(
    cli: Run, profile: Path, tmp_path: Path, place: str, words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sessiontui.cli.ages.time.time", lambda: NOW / 1000)
    file = profile / "sessionstore.jsonlz4"
    if place == "file":
        file = file.rename(tmp_path / "s.jsonlz4")
    before, where = file.read_bytes(), profile if place == "profile" else file
    told = done(cli("slim", where, "--drop", *words, "--dry-run", "--json")).json
    assert file.read_bytes() == before
    made = done(cli("slim", where, "--drop", *words, "--json")).json
    assert (told["edits"], told["freed"]) == (made["edits"], made["freed"])
    assert made["freed"]["bytes"] == len(unmozlz4(before)) - len(unmozlz4(file.read_bytes())) > 0
    assert len(made["edits"]) == len(words[0].split(","))
    done(cli("undo", where))
    assert file.read_bytes() == before


def test_where_nothing_can_be_written_the_refusal_names_the_way_that_works(
    cli: Run, profile: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as packed:
        for one in ("prefs.js", "sessionstore.jsonlz4"):
            packed.write(profile / one, f"p/{one}")
    fork = write_profile(tmp_path / "fork", clean=SESSION)
    (fork / "compatibility.ini").write_text("[Compatibility]\nLastPlatformDir=/opt/zen\n")
    for place, way in ((tmp_path / "p.zip", "restore … --into"), (fork, "export --format session")):
        assert done(cli("slim", place, "--json")).json["drops"]
        for more in (["--dry-run"], []):
            cli("slim", place, "--drop", "favicons", *more).refused(4, way, "nothing was changed")


def test_an_extension_that_may_be_there_keeps_its_values(cli: Run, profile: Path) -> None:
    (profile / "extensions.json").unlink()
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    cli("slim", profile, "--drop", "extensions").refused(
        4, "extensions.json", "not known which extensions are gone"
    )
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


def test_what_cannot_be_known_is_left_out_and_the_rest_is_dropped(cli: Run, profile: Path) -> None:
    (profile / "extensions.json").unlink()
    for more in (["--dry-run"], []):
        found = cli("slim", profile, "--drop", ",".join(DROPS), "--json", *more)
        assert (found.code, found.err) == (4, "")
        assert len(found.json["edits"]) == len(DROPS) - 1
        (left_out,) = found.json["leftOut"]
        assert left_out.startswith("extensions: the values of extensions that are gone cannot be")
        assert "extensions.json" in left_out
    assert FAVICON not in str(state(profile))
    assert GONE in str(state(profile))
    done(cli("undo", profile))
    found = cli("slim", profile, "--drop", "favicons,extensions")
    assert found.code == 4
    assert re.search(r"^left out +extensions: the values", found.text, re.MULTILINE)
    cli("slim", profile, "--drop", "favicons,extensions").refused(
        4, "no favicons", "extensions.json"
    )
    assert cli("slim", profile, "--drop", "favicons,extensions", "--json").code == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--drop", "icons"], "favicons, closed"),
        (["--drop", ""], "favicons, closed"),
        (["--drop", "favicons", "--site", "a.example"], "--site"),
        (["--drop", "history", "--older-than", "2w"], "--older-than"),
        (["--drop", "closed", "--keep-history", "2"], "--keep-history"),
        (["--drop", "history", "--keep-history", "-1"], "--keep-history"),
        (["--drop", "history", "--keep-history", "few"], "few"),
        (["--drop", "closed", "--older-than", "soon"], "soon"),
    ],
)
def test_what_cannot_be_meant_is_said(cli: Run, profile: Path, words: list[str], said: str) -> None:
    cli("slim", profile, *words).refused(2, said)


def test_a_version_that_is_not_loaded_is_not_slimmed(cli: Run, profile: Path) -> None:
    write_profile(profile, clean=SESSION, previous=SESSION)
    done(cli("slim", profile, "--version-of", "previous"))
    cli("slim", profile, "--version-of", "previous", "--drop", "favicons").refused(
        4, "does not load"
    )


def test_the_demonstration_is_slimmed_too(cli: Run) -> None:
    found = done(cli("slim", "--demo", "--drop", "favicons", "--json")).json
    assert found["freed"]["bytes"] > 0
    assert found["freed"]["fileBytes"] is None


# -- real sessions -----------------------------------------------------------------------------


TYPED = re.compile(r"; (\d+) texts? typed there")


def typed(value: object, name: str = "") -> set[str]:
    """Every text in the form data of a real session, at any depth, where this Firefox keeps it."""
    if isinstance(value, dict):
        forms = value.get("formdata")
        found = form_texts(forms) if isinstance(forms, dict) else set()
        pages = [one["url"] for one in value.get("entries", ())]
        if value.get("userTypedValue") and pages and (pages[1:] or pages[0] not in BLANK_PAGES):
            found.add(value["userTypedValue"])
        return found.union(*(typed(one, key) for key, one in value.items()))
    if isinstance(value, list):
        return set().union(*(typed(one) for one in value))
    if name == "sessionData" and isinstance(value, str) and value[:1] == "{":
        return typed(json.loads(value))
    return set()


def form_texts(form: Json) -> set[str]:
    fields = [found for key in ("id", "xpath") if isinstance(found := form.get(key), dict)]
    texts = {
        text
        for one in fields
        for name, text in one.items()
        if isinstance(text, str) and text.strip() and name != "sessionData"
    }
    children = form.get("children") or []
    return texts.union(*(form_texts(child) for child in children if isinstance(child, dict)))


def real_sessions() -> Iterator[Path]:
    for path in sorted(CORPUS.rglob("*lz4*")):
        if "INVALID" not in path.name and "zen-sessions" not in path.name:
            yield path


@pytest.mark.long
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of real sessions at {CORPUS}")
@pytest.mark.parametrize("source", real_sessions(), ids=lambda path: path.name)
def test_of_a_real_session_the_open_tabs_are_the_same(
    cli: Run, tmp_path: Path, source: Path
) -> None:
    file = tmp_path / "s.jsonlz4"
    file.write_bytes(source.read_bytes())
    before = cli("tabs", file, "--json")
    if before.code not in (0, 1):
        pytest.skip("nothing of it can be read")
    inside = typed(json.loads(unmozlz4(source.read_bytes())))
    found = cli("slim", file, "--drop", "favicons,closed,nested,storage,history", "--json")
    if found.code in (1, 3, 4):
        assert file.read_bytes() == source.read_bytes()
        return
    done(found)
    assert found.json["freed"]["bytes"] == len(unmozlz4(source.read_bytes())) - len(
        unmozlz4(file.read_bytes())
    )
    told = sum(int(number) for one in found.json["edits"] for number in TYPED.findall(one))
    assert told == len(inside - typed(json.loads(unmozlz4(file.read_bytes()))))
    after = cli("tabs", file, "--json")
    for one, other in zip(_tabs(before.json), _tabs(after.json), strict=True):
        assert one == other
    assert not cli("tabs", file, "--closed", "--json").json["recentlyClosed"]
    assert cli("slim", file, "--drop", "favicons,closed,nested,storage,history").code == 1
    done(cli("undo", file))
    assert file.read_bytes() == source.read_bytes()


def _tabs(listed: Json) -> list[tuple[object, ...]]:
    keys = ("url", "title", "pinned", "groupId", "userContextId", "lastAccessed")
    return [tuple(one.get(key) for key in keys) for win in listed["windows"] for one in win["tabs"]]
