"""docs/stores.md cannot rot: its stores are installed from the page, and keep the contract."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sessiontui.cli.main import run
from sessiontui.stores import api, registry
from sessiontui.stores.protocols import (
    Configures,
    Describes,
    Edits,
    Foretells,
    Raws,
    Surveys,
    Timings,
    Undoes,
    Watches,
)
from sessiontui.testing import SAMPLE, Case, StoreContract, case_of, packed
from tests.builders import session, to_json, window, write_profile
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "stores.md").read_text("utf-8")
BLOCKS = {name: text for name, text in re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)}
OTHER = to_json(session(window("https://other.example/")))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As an installer leaves what the page says: modules and their entry points on sys.path."""
    made = tmp_path / "site"
    info = made / "sessiontui_shelf-1.0.dist-info"
    info.mkdir(parents=True)
    for name, text in BLOCKS.items():
        (made / name).write_text(text, "utf-8")
    named = tomllib.loads(BLOCKS["pyproject.toml"])["project"]
    (info / "METADATA").write_text(f"Name: {named['name']}\nVersion: {named['version']}\n")
    lines = [f"{k} = {v}" for k, v in named["entry-points"]["sessiontui.stores"].items()]
    lines += ["desk = desk:DeskStore", "sqlar = sqlar:SqlarStore"]
    (info / "entry_points.txt").write_text("\n".join(["[sessiontui.stores]", *lines]))
    monkeypatch.syspath_prepend(str(made))
    for name in ("shelf", "desk", "sqlar"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return made


def module(name: str) -> ModuleType:
    return import_module(name)


def test_the_first_store_has_forty_lines() -> None:
    lines = [line for line in BLOCKS["shelf.py"].splitlines() if line.strip()]
    assert len(lines) <= 40


class TestShelf(StoreContract):
    @pytest.fixture
    def case(self, site: Path, tmp_path: Path) -> Iterator[Case]:
        folder = tmp_path / "shelf"
        folder.mkdir()
        (folder / "one.jsonlz4").write_bytes(packed())
        (folder / "two \x1b[31m.jsonlz4").write_bytes(packed(OTHER))
        (folder / "cut.jsonlz4").write_bytes(packed()[:-20])
        (folder / "empty.jsonlz4").write_bytes(b"")
        bad, part = ("empty.jsonlz4",), ("cut.jsonlz4",)
        case = case_of(module("shelf").ShelfStore, str(folder), unreadable=bad, damaged=part)
        yield case
        case.store.close()


class TestDesk(StoreContract):
    @pytest.fixture
    def case(self, site: Path, tmp_path: Path) -> Iterator[Case]:
        folder = tmp_path / "desk"
        folder.mkdir()
        path = folder / "one.jsonlz4"
        path.write_bytes(packed())
        case = case_of(
            module("desk").DeskStore,
            str(folder),
            abilities=frozenset({Edits, Undoes, Watches}),
            change=lambda: path.write_bytes(packed(OTHER)),
        )
        yield case
        case.store.close()


def packed_profile(path: Path, profile: Path) -> None:
    """What ``sqlite3 -A -c`` makes of a directory."""
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data)")
        for file in sorted(profile.rglob("*")):
            at, data = file.lstat(), file.read_bytes() if file.is_file() else b""
            small = min(zlib.compress(data), data, key=len)
            row = (str(file.relative_to(profile)), at.st_mode, int(at.st_mtime), len(data), small)
            base.execute("INSERT INTO sqlar VALUES (?, ?, ?, ?, ?)", row)


class TestSqlar(StoreContract):
    @pytest.fixture
    def case(self, site: Path, tmp_path: Path) -> Iterator[Case]:
        state = session(window("https://a.example/", "https://b.example/"))
        profile = write_profile(
            tmp_path / "p", clean=state, previous=b"", recovery_bak=packed()[:-20]
        )
        packed_profile(tmp_path / "old.sqlar", profile)
        case = case_of(
            module("sqlar").SqlarStore,
            str(tmp_path / "old.sqlar"),
            abilities=frozenset({Configures, Describes, Foretells, Raws, Surveys, Timings}),
            unreadable=("previous",),
            damaged=("recovery.bak",),
        )
        yield case
        case.store.close()


def test_what_is_no_archive_is_a_sentence(site: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no archive, but long enough for one" * 99)
    with pytest.raises(api.Unreadable, match="x: file is not a database"):
        registry.open_place(f"sqlar:{tmp_path / 'x'}")
    with pytest.raises(api.Unreadable, match="y: unable to open database file"):
        registry.open_place(f"sqlar:{tmp_path / 'y'}")


def test_once_installed_every_command_opens_it(
    site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.jsonlz4").write_bytes(packed())
    assert run(["tabs", f"shelf:{tmp_path}"]) == 0
    assert "https://a.example/" in capfd.readouterr().out
    assert run(["info", "--version-of", "one.jsonlz4", f"shelf:{tmp_path}"]) == 0
    assert "one.jsonlz4" in capfd.readouterr().out
    assert run(["close", f"shelf:{tmp_path}", "/windows/0/tabs/0"]) == 4
    assert "it is a shelf" in capfd.readouterr().err
    assert run(["tabs", f"shelf:{tmp_path}/none"]) == 3
    said = capfd.readouterr().err
    assert "the plug-in shelf: (sessiontui-shelf 1.0): " in said
    assert "No such file or directory" in said
    assert run(["close", f"desk:{tmp_path}", "/windows/0/tabs/1"]) == 0
    assert run(["tabs", f"desk:{tmp_path}"]) == 0
    assert "https://b.example/" not in capfd.readouterr().out


@pytest.mark.long
def test_the_page_s_own_test_passes(site: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shelf.py"],
        cwd=site,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d\d passed", done.stdout)


def test_the_names_that_stay_are_those_of_the_page() -> None:
    listed = PAGE.partition("## Names that stay")[2].partition("\nAnd of")[0]
    first = "".join(line.split("|")[1] for line in listed.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)`", first)) == set(api.__all__)
    assert [name for name in api.__all__ if not hasattr(api, name)] == []
    import sessiontui.testing as testing

    rest = PAGE.partition("And of `sessiontui.testing`")[2]
    assert set(re.findall(r"`(\w+)`", rest)) == set(testing.__all__)


def test_the_sample_is_a_session() -> None:
    assert api.session_from(SAMPLE).counts.tabs == 2


def test_what_a_store_makes_of_something_else_is_said() -> None:
    """Whoever writes one mixes up a text, its bytes and a document; each says what it takes."""
    wrong: Any = api
    document = api.Document(SAMPLE)
    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: wrong.session_from(SAMPLE.decode()), "a session is read from bytes, not from str"),
        (lambda: wrong.Document(SAMPLE.decode()), "the bytes of JSON, not of str"),
        (lambda: wrong.Snapshot(SAMPLE), "a Snapshot is made of a Document, not of bytes"),
        (lambda: wrong.apply_edits(document, ["close"], now=1), "an edit must be one of .*not str"),
        (lambda: wrong.NothingFound(7), "an error says a sentence, not int"),
    ]
    for attempt, said in attempts:
        with pytest.raises(TypeError, match=said):
            attempt()
    assert repr(api.Snapshot(document)) == f"<Snapshot of <Document of {len(SAMPLE)} bytes>>"
