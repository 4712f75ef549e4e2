"""Slimming through the stores: what it goes by, what it says of the files, and back again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sessiontui.progress import Stopped, Told, told_to
from sessiontui.session.edit.slimming import DROPS, savings, slim
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, Freed, KnowsExtensions, Store
from sessiontui.stores.slimming_of import slimming_of
from tests.builders import NOW, mozlz4, session, tab, to_json, window, write_profile

A, B = "https://a.example/A", "https://b.example/B"
HERE = "here@addons.example"
STATE = session(
    window(
        tab(*(f"{A}/{i}" for i in range(9)), extData={"extension:gone@x.example:k": "1"}),
        tab(B, storage={"https://b.example": {"k": "v"}}), closed=[B],
    )
)  # fmt: skip
MEASURED = EditOptions(measured=True)


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)


def with_extensions(profile: Path, *ids: str) -> Path:
    addons = {"schemaVersion": 37, "addons": [{"id": one} for one in ids]}
    (profile / "extensions.json").write_text(json.dumps(addons))
    return profile


def files(profile: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in profile.rglob("*lz4*")}


# -- what it goes by ---------------------------------------------------------------------------


def test_a_profile_says_which_extensions_it_has(tmp_path: Path) -> None:
    store = ProfileStore(with_extensions(write_profile(tmp_path / "p", clean=STATE), HERE))
    assert isinstance(store, KnowsExtensions)
    assert slimming_of(store).installed == frozenset({HERE})


def test_where_that_cannot_be_known_it_says_why(tmp_path: Path) -> None:
    store: Store = ProfileStore(write_profile(tmp_path / "p", clean=STATE))
    how = slimming_of(store, site="a.example", before=3, keep_history=2)
    assert (how.installed, how.site, how.before, how.keep_history) == (None, "a.example", 3, 2)
    assert "extensions.json" in how.unknown
    for store in (FileStore(tmp_path / "p" / "sessionstore.jsonlz4"), DemoStore()):
        assert slimming_of(store).installed is None
        assert "profile" in slimming_of(store).unknown


# -- doing it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["clean", "recovery"])
def test_the_file_that_is_loaded_is_slimmed_and_undone(tmp_path: Path, place: str) -> None:
    clean, recovery = (STATE if name == place else None for name in ("clean", "recovery"))
    written = write_profile(tmp_path / "p", clean=clean, recovery=recovery, previous=STATE)
    profile = with_extensions(written)
    store = ProfileStore(profile, now=lambda: NOW)
    start = store.profile().next_start
    assert start.loads is not None
    base = next(one.revision for one in store.versions() if one.id == start.loads)
    before = files(profile)
    edits = slim(store.load(start.loads), DROPS, slimming_of(store, keep_history=1))
    plan = store.plan(edits, base=base, options=MEASURED)
    assert files(profile) == before
    done = store.apply(edits, base=base, options=MEASURED)
    (changed,) = [name for name, data in files(profile).items() if before[name] != data]
    assert Path(plan.files[0].path).name == changed
    assert len(plan.files) == 1  # nothing is opened by it, so no pref is set
    text = store.text(start.loads)
    packed = (len(before[changed]), len(files(profile)[changed]))
    assert done.freed == plan.freed == Freed(len(to_json(STATE)), len(text), *packed)
    assert done.next_start is not None
    assert (done.next_start.loads, done.next_start.kind) == (start.loads, start.kind)
    assert (done.windows, done.tabs) == (plan.windows, plan.tabs)
    store.undo()
    assert files(profile) == before


def test_without_being_asked_nothing_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonlz4"
    file.write_bytes(mozlz4(to_json(STATE)))
    store = FileStore(file)
    (version,) = store.versions()
    edits = slim(store.load(version.id), ["favicons"], slimming_of(store))
    assert store.plan(edits, base=version.revision).freed is None
    told = store.plan(edits, base=version.revision, options=MEASURED).freed
    assert told is not None
    assert told.before == len(to_json(STATE))
    assert told.file_before == file.stat().st_size
    assert told.file_after is not None
    assert told.file_after < told.file_before


@pytest.mark.parametrize(
    ("freed", "words"),
    [
        (Freed(48_000_000, 17_000_000), "frees 31 MB of 48 MB of JSON"),
        (Freed(9_000, 8_000, 99, 0), "frees 1 kB of 9 kB of JSON, and 99 B of the file's 99 B"),
        (Freed(9_000, 8_000, 9, 9), "frees 1 kB of 9 kB of JSON, and nothing of the file's 9 B"),
        (Freed(9_000, 9_000, 500, 500), "frees nothing"),
    ],
)  # fmt: skip
def test_what_is_freed_is_said(freed: Freed, words: str) -> None:
    assert freed.words == words


def test_it_says_where_it_is_and_ends_when_nobody_wants_it(tmp_path: Path) -> None:
    tabs = [tab(A, storage={"https://a.example": {"k": "v" * 40_000}}) for _ in range(300)]
    file = tmp_path / "s.jsonlz4"
    file.write_bytes(mozlz4(to_json(session(window(*tabs)))))
    store = FileStore(file)
    (version,) = store.versions()
    snapshot = store.load(version.id)
    told: list[Told] = []
    with told_to(told.append):
        list(savings(snapshot, slimming_of(store), now=NOW, drops=["storage"]))
    assert {one.doing for one in told} == {"dropping storage"}
    assert len(told) == 2
    assert told[0].done is not None
    assert told[1].done is not None
    assert told[0].done < told[1].done < told[1].total

    def unwanted(_: Told) -> None:
        raise Stopped

    with told_to(unwanted), pytest.raises(Stopped):
        list(savings(snapshot, slimming_of(store), now=NOW, drops=["storage"]))
