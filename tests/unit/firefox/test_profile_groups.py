"""Profiles of the profile manager, by the names that people gave them: with its log, unharmed."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec.sqlite_image import _checksum, image_of
from sessiontui.firefox.profile_groups import FOLDER, groups_of
from sessiontui.firefox.profiles import named, search
from sessiontui.firefox.roots import Root
from sessiontui.text import printable
from tests.builders import session, window, write_profile

# As ProfilesDatastoreService of Firefox 153 makes it.
TABLE = """CREATE TABLE IF NOT EXISTS "Profiles" (
    id INTEGER NOT NULL, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, avatar TEXT NOT NULL,
    themeId TEXT NOT NULL, themeFg TEXT NOT NULL, themeBg TEXT NOT NULL, PRIMARY KEY(id))"""
ROW = "INSERT INTO Profiles VALUES (NULL, ?, ?, 'star', 'default-theme@mozilla.org', 'x', 'y')"
INI = (
    "[Profile0]\nName=default-release\nIsRelative=1\nPath=abcd1234.default-release\n"
    "Default=1\nStoreID=3b2f71e3\n"
)


def opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute(TABLE)
    return database


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """As a Firefox that runs leaves it: the rows are in the log alone."""
    made = tmp_path / "root"
    for folder in ("abcd1234.default-release", "wxyz9876.Profile 1"):
        write_profile(made / folder, clean=session(window("https://a.example/")))
    (made / "profiles.ini").write_text(INI)
    running = tmp_path / "running" / "3b2f71e3.sqlite"
    database = opened(running)
    for row in (("abcd1234.default-release", "Original profile"), ("wxyz9876.Profile 1", "Täxes")):
        database.execute(ROW, row)
    database.commit()
    (made / FOLDER).mkdir()
    for file in running.parent.iterdir():
        shutil.copy(file, made / FOLDER)
    database.close()
    return made


def listing(root: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (root / FOLDER).iterdir()}


def test_by_the_names_that_people_gave_and_nothing_is_written(root: Path) -> None:
    before = listing(root)
    assert (root / FOLDER / "3b2f71e3.sqlite-wal").stat().st_size > 0
    found = search([Root("Firefox", root, fork=False)])
    assert [(p.name, p.path.name, p.default, p.also) for p in found.profiles] == [
        ("Original profile", "abcd1234.default-release", True, "default-release"),
        ("Täxes", "wxyz9876.Profile 1", False, None),
    ]
    assert found.damaged == ()
    assert listing(root) == before
    for word in ("Original profile", "default-release", "abcd1234.default-release"):
        assert [p.name for p in named(word, found.profiles)] == ["Original profile"]
    assert [p.path.name for p in named("täxes", found.profiles)] == ["wxyz9876.Profile 1"]


def test_one_whose_directory_is_gone_says_why(root: Path) -> None:
    shutil.rmtree(root / "wxyz9876.Profile 1")
    _, gone = search([Root("Firefox", root, fork=False)]).profiles
    assert gone.name == "Täxes"
    assert "there is no such directory" in (gone.reason or "")


def test_a_path_that_windows_wrote(tmp_path: Path) -> None:
    (tmp_path / "Profiles/x.y").mkdir(parents=True)
    database = opened(tmp_path / FOLDER / "aa11.sqlite")
    database.execute(ROW, ("Profiles\\x.y", "Work"))
    database.commit()
    database.close()
    (one,) = groups_of(tmp_path, ["aa11"]).profiles
    assert one.path == tmp_path / "Profiles/x.y"


def test_what_is_not_committed_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "aa11.sqlite"
    database = opened(path)
    database.execute(ROW, ("one", "One"))
    database.commit()
    database.execute("PRAGMA cache_spill = 1")
    database.execute("PRAGMA cache_size = 1")
    for number in range(400):  # more than its cache holds: they are in the log, uncommitted
        database.execute(ROW, (f"p{number}", "x" * 900))
    before = path.with_name("aa11.sqlite-wal").stat().st_size
    found = groups_of(tmp_path, ["aa11"])
    database.close()
    assert before > 100_000
    assert [one.name for one in found.profiles] == ["One"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no database at all",
        b"SQLite format 3\0" + bytes(80),
        b"SQLite format 3\0" + bytes(5000),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / FOLDER / "aa11.sqlite"
    path.parent.mkdir()
    path.write_bytes(data)
    found = groups_of(tmp_path, ["aa11"])
    assert found.profiles == ()
    assert "cannot be read" in found.damaged[0]


def test_a_name_that_leads_elsewhere_is_no_group(tmp_path: Path) -> None:
    database = opened(tmp_path / "evil.sqlite")
    database.execute(ROW, ("x", "X"))
    database.commit()
    database.close()
    assert groups_of(tmp_path, ["../evil", "..", "", "none"]).profiles == ()


def test_a_view_without_an_end_is_ended(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "aa11.sqlite"
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute(
        "CREATE VIEW Profiles AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
        "SELECT id, 'p' AS path, 'n' AS name FROM n"
    )
    database.commit()
    database.close()
    assert "cannot be read" in groups_of(tmp_path, ["aa11"]).damaged[0]


def test_odd_values_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "aa11.sqlite"
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE Profiles (id INTEGER PRIMARY KEY, path, name)")
    rows = [(7, "n"), ("", "n"), ("a\0b", "n"), ("p", b"n"), ("q", "x" * 2000), ("good", "Good")]
    database.executemany("INSERT INTO Profiles VALUES (NULL, ?, ?)", rows)
    database.commit()
    database.close()
    assert [one.name for one in groups_of(tmp_path, ["aa11"]).profiles] == ["Good"]


def test_a_name_that_is_no_text_hides_no_other(tmp_path: Path) -> None:
    database = opened(tmp_path / FOLDER / "aa11.sqlite")
    database.execute(ROW.replace("?, ?", "'a', CAST(x'ff' AS TEXT)"))
    database.execute(ROW, ("b", "Good"))
    database.commit()
    groups = groups_of(tmp_path, ["aa11"])
    database.close()
    assert [(printable(one.name), one.path.name) for one in groups.profiles] == [
        ("�", "a"), ("Good", "b"),
    ]  # fmt: skip
    assert not groups.damaged


def test_the_image_is_what_sqlite_reads(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    database = opened(path)
    for number in range(300):
        database.execute(ROW, (f"p{number}", "y" * 500))
    database.commit()
    database.execute("DELETE FROM Profiles WHERE id > 20")
    database.commit()
    database.execute("VACUUM")  # fewer pages than before
    database.commit()
    image = image_of(path.read_bytes(), path.with_name("x.sqlite-wal").read_bytes())
    wanted = database.execute("SELECT * FROM Profiles").fetchall()
    database.close()
    copy = sqlite3.connect(":memory:")
    copy.deserialize(image)
    assert copy.execute("SELECT * FROM Profiles").fetchall() == wanted
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()


def test_a_page_far_away_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    database = opened(path)
    database.commit()
    data, log = path.read_bytes(), bytearray(path.with_name("x.sqlite-wal").read_bytes())
    database.close()
    size = int.from_bytes(log[8:12], "big")
    log[32:40] = (0x7FFFFFFF).to_bytes(4, "big") * 2
    sums = _checksum(bytes(log[:24]), (0, 0), "<")
    sums = _checksum(bytes(log[56 : 56 + size]), _checksum(bytes(log[32:40]), sums, "<"), "<")
    log[48:56] = b"".join(number.to_bytes(4, "big") for number in sums)
    assert len(image_of(data, bytes(log))) <= len(data) + len(log)


@given(st.binary(max_size=9000), st.binary(max_size=9000))
def test_no_log_harms(data: bytes, log: bytes) -> None:
    head = (0x377F0682).to_bytes(4, "big") + (3007000).to_bytes(4, "big")
    for one in (log, head + (4096).to_bytes(4, "big") + log):
        image = image_of(data.ljust(512, b"\0"), one)
        assert len(image) == max(len(data), 512)
