"""Forgotten means forgotten: wherever an address lies, it goes, or its file is named."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import zipfile
from pathlib import Path
from typing import Any

import lz4.block
import pytest

from tests.builders import mozlz4, session, to_json, unmozlz4, window, write_profile
from tests.hiding_places import (
    IN_FILES,
    IN_SESSIONS,
    IN_STATE,
    KEPT,
    Ground,
    holding,
    whole,
)

from .conftest import Result, Run

SEEDS = [seed if seed < 2 else pytest.param(seed, marks=pytest.mark.long) for seed in range(12)]
EVERYWHERE = {**IN_FILES, **IN_STATE}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def ground(tmp_path: Path, home: Path, cli: Run) -> Ground:
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT)))
    outside = tmp_path / "outside"
    outside.mkdir()
    return Ground(profile, home / ".local/state/sessiontui", outside, cli, "s4711.example")


def forget(ground: Ground, *asked: str) -> Result:
    """The law: it is gone, or its file is named; and what was foretold was true."""
    words = ("forget", ground.profile, *(asked or ("--site", ground.host)), "--everywhere")
    planned = ground.run(*words, "--dry-run", "--json")
    done: Result = ground.run(*words, "--json")
    assert done.err == planned.err == ""
    assert in_order(done) == in_order(planned)
    assert done.json["files"] == planned.json["files"]
    found = {str(path) for path in holding(ground.host, ground.profile, ground.state)}
    named = {one["path"] for one in done.json["left"]}
    lost = {one for one in found - named if not any(n.startswith(f"{one}/") for n in named)}
    assert not lost, sorted(lost)
    assert (done.code == 4) == bool(named)
    return done


def forget_site(ground: Ground) -> None:
    """The same, and there is nothing more that could be done."""
    done = forget(ground)
    words = ("forget", ground.profile, "--site", ground.host, "--everywhere")
    again = ground.run(*words, "--json")
    assert again.json["files"] == []
    assert in_order(again) == in_order(done)
    text = ground.run(*words)
    assert text.code == (4 if done.json["left"] else 1)
    assert ("nothing was changed" in text.err) == (not done.json["left"])


def in_order(result: Result) -> list[Any]:
    """What is left, whichever version was written last, but for what an edit sweeps away."""
    there = [one for one in result.json["left"] if os.path.lexists(one["path"])]
    return sorted(there, key=json.dumps)


@pytest.mark.parametrize("kind", IN_SESSIONS)
def test_wherever_it_lies_in_a_session_it_is_gone_or_named(ground: Ground, kind: str) -> None:
    path = ground.profile / "sessionstore.jsonlz4"
    IN_FILES["plain"](ground, whole(ground, [kind]))
    (ground.profile / "sessionstore.js").rename(path)
    forget_site(ground)


@pytest.mark.parametrize("kind", EVERYWHERE)
@pytest.mark.parametrize(
    "lists",
    [
        ("closed tab",),
        pytest.param(("closed tab", "open tab", "crash page, text"), marks=pytest.mark.long),
    ],
)
def test_wherever_a_file_of_it_lies_it_is_gone_or_named(
    ground: Ground, kind: str, lists: tuple[str, ...]
) -> None:
    EVERYWHERE[kind](ground, whole(ground, lists))
    assert holding(ground.host, ground.profile, ground.state) or "damaged" in kind
    forget_site(ground)


# In a setting or in words about an earlier edit, or another profile's: nothing closed of this one.
NO_ITEM = ("prefs.js", "user.js", "kept of another", "interrupted", "damaged copy", "Zen")


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in EVERYWHERE if not kind.startswith(NO_ITEM)])
@pytest.mark.parametrize("asked", [("--all", "--yes"), ("--older-than", "1h")], ids=["all", "old"])
def test_wherever_closed_things_lie_they_are_gone_or_the_file_is_named(
    ground: Ground, kind: str, asked: tuple[str, ...]
) -> None:
    """Nothing is known that one could look for."""
    EVERYWHERE[kind](ground, whole(ground, ["closed tab", "closed window of that alone"]))
    forget(ground, *asked)


@pytest.mark.long
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_wherever_an_item_lies_that_is_named_by_its_id(ground: Ground, kind: str) -> None:
    data = mozlz4(to_json(whole(ground, ["closed tab"])))
    (ground.profile / "sessionstore.jsonlz4").write_bytes(data)
    EVERYWHERE[kind](ground, whole(ground, ["closed tab", "open tab"]))
    forget(ground, "/windows/0/_closedTabs/0")


@pytest.mark.parametrize("seed", SEEDS)
def test_wherever_it_lies_in_many_places_at_once_it_is_gone_or_named(
    ground: Ground, seed: int
) -> None:
    plant(ground, random.Random(seed))
    forget_site(ground)


# -- what is taken away, and undone --------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_only_session_files_that_cannot_be_looked_through_are_dropped(
    ground: Ground, kind: str
) -> None:
    EVERYWHERE[kind](ground, whole(ground, ["closed tab", "open tab"]))
    drop(ground)


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_after_that_changes_nothing_and_says_why(ground: Ground, seed: int) -> None:
    plant(ground, random.Random(seed))
    (ground.profile / "sessionstore-backups").mkdir(exist_ok=True)
    (ground.profile / "sessionstore-backups/sealed.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    drop(ground)
    after = contents(ground)
    undone = ground.run("undo", ground.profile)
    if undone.code == 1:
        undone.refused(1, "no edit to undo", "what is forgotten everywhere is kept nowhere")
    else:  # an edit before that, of a file that has changed since
        undone.refused(4, "cannot be undone")
    assert contents(ground) == after


@pytest.mark.long
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_undo_of_an_edit_before_gives_its_file_back_and_nothing_forgotten(
    ground: Ground, kind: str
) -> None:
    prefs = ground.profile / "prefs.js"
    if kind.startswith("prefs.js") or kind == "kept copy":  # which edit that file later
        IN_FILES["gzip"](ground, whole(ground, ["closed tab"]))
    else:
        EVERYWHERE[kind](ground, whole(ground, ["closed tab", "open tab"]))
    before = prefs.read_bytes()
    assert ground.run("set", ground.profile, "interval", "61000").code == 0
    assert prefs.read_bytes() != before
    drop(ground)
    after = contents(ground)
    undone = ground.run("undo", ground.profile)
    assert (undone.code, undone.err) == (0, "")
    assert "Undo: " in undone.text
    assert prefs.read_bytes() == before
    changed = {path for path, data in contents(ground).items() if after.get(path) != data}
    assert {path for path in changed if path.is_relative_to(ground.profile)} == {prefs}
    forget(ground)


def drop(ground: Ground) -> None:
    """The law, where session files that cannot be looked through are taken away."""
    before = contents(ground)
    planned = ground.run(
        "forget", ground.profile, "--site", ground.host, "--everywhere", "--drop-unreadable",
        "--dry-run", "--json",
    )  # fmt: skip
    assert contents(ground) == before
    done = forget(ground, "--site", ground.host, "--drop-unreadable")
    assert done.json["files"] == planned.json["files"]
    after = contents(ground)
    dropped = {one["path"] for one in done.json["files"] if one["what"].startswith("taken away")}
    swept = {path for path in before if not path.parent.exists()}  # as every edit does
    assert {str(path) for path in before.keys() - after.keys() - swept} == dropped
    assert not dropped & {one["path"] for one in done.json["left"]}
    written = {one["path"] for one in done.json["files"]} - dropped
    changed = {path for path in after if after[path] != before.get(path)}
    records = {path for path in changed if path.name in ("done.json", "aside.json")}  # their words
    assert {str(path) for path in changed - records} <= written
    for path in dropped:
        assert sealed(before[Path(path)]), path


def contents(ground: Ground) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for place in (ground.profile, ground.state)
        for folder, _, names in os.walk(place, followlinks=True)
        for path in (Path(folder, name) for name in names)
        if path.is_file() and path.name != ".parentlock"
    }


def sealed(data: bytes) -> bool:
    """Whether some bytes are a packed file that does not unpack."""
    try:
        match data[:4]:
            case b"mozL":
                unmozlz4(data)
            case b"PK\x03\x04":
                zipfile.ZipFile(io.BytesIO(data))
            case magic if magic[:2] == b"\x1f\x8b":
                gzip.decompress(data)
            case _:
                return False
    except (lz4.block.LZ4BlockError, zipfile.BadZipFile, EOFError):
        return True
    return False


def plant(ground: Ground, chance: random.Random) -> list[str]:
    """It lies in some of all places, in each in some of all lists."""
    chosen = [kind for kind in EVERYWHERE if chance.random() < 0.25]
    for kind in sorted(chosen, key=lambda kind: kind in IN_FILES):  # copies first: they edit
        if kind.startswith("user.js") and (ground.profile / "user.js").exists():
            continue
        lists = chance.sample(list(IN_SESSIONS), chance.randint(1, 5))
        EVERYWHERE[kind](ground, whole(ground, lists))
    return chosen


def test_where_it_lies_nowhere_nothing_is_named(ground: Ground) -> None:
    opaque = ("cut", "half", "damaged", "link", "prefs.js", "user.js", "safety copy")
    for kind, plant_file in EVERYWHERE.items():
        if not any(word in kind for word in opaque):
            plant_file(ground, session(window(KEPT)))
    done = ground.run("forget", ground.profile, "--site", "other.example", "--everywhere", "--json")
    assert (done.code, done.json["left"], done.json["files"]) == (1, [], [])
