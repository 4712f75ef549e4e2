"""What belongs to a safety copy, by name alone."""

from __future__ import annotations

import pytest

from sessiontui.firefox.file_names import BACKUPS, ZEN_BACKUPS
from sessiontui.firefox.safety_files import safety_files, version_name
from sessiontui.firefox.session_files import KNOWN

LISTED = {
    "": [
        "sessionstore.jsonlz4", "prefs.js", "user.js", "cookies.sqlite", "places.sqlite",
        "key4.db", "logins.json", "sessionstore.bak", "sessionstore.bak-20100101",
        "sessionstore.jsonlz4.tmp", "zen-sessions.jsonlz4", "sessionCheckpoints.json",
        "containers.json", "notes.txt",
    ],
    BACKUPS: [
        "recovery.jsonlz4", "recovery.baklz4", "previous.jsonlz4",
        "upgrade.jsonlz4-20261103151912", "upgrade.js-20140101000000", "mine.jsonlz4",
        "recovery.jsonlz4.tmp",
    ],
    ZEN_BACKUPS: ["clean.jsonlz4", "zen-sessions-2026-11-20-18.jsonlz4", "readme"],
}  # fmt: skip


def test_every_file_a_session_can_come_back_from_belongs_to_it() -> None:
    found = safety_files(LISTED, running=True)
    assert {
        "sessionstore.jsonlz4",
        "sessionstore.bak",
        "sessionstore.bak-20100101",
        "zen-sessions.jsonlz4",
        f"{BACKUPS}/recovery.jsonlz4",
        f"{BACKUPS}/recovery.baklz4",
        f"{BACKUPS}/previous.jsonlz4",
        f"{BACKUPS}/upgrade.jsonlz4-20261103151912",
        f"{BACKUPS}/upgrade.js-20140101000000",
        f"{BACKUPS}/mine.jsonlz4",
        f"{ZEN_BACKUPS}/clean.jsonlz4",
        f"{ZEN_BACKUPS}/zen-sessions-2026-11-20-18.jsonlz4",
        "sessionCheckpoints.json",
        "containers.json",
    } <= set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("word", ["prefs.js", "user.js", "sqlite", "key4", "logins", ".tmp", "txt"])
def test_nothing_else_of_the_profile_does(word: str) -> None:
    assert not [name for name in safety_files(LISTED, running=True) if word in name]


def test_what_a_dead_firefox_did_not_finish_belongs_to_it() -> None:
    more = set(safety_files(LISTED, running=False)) - set(safety_files(LISTED, running=True))
    assert more == {"sessionstore.jsonlz4.tmp", f"{BACKUPS}/recovery.jsonlz4.tmp"}


def test_what_firefox_loads_is_asked_for_although_nobody_could_list_it() -> None:
    """A folder that may be entered but not listed; the moment of a save."""
    known = [below for _, _, below in KNOWN]
    assert list(safety_files({}, running=True))[: len(known)] == known


def test_a_file_is_read_before_the_one_that_firefox_renames_it_to() -> None:
    order = safety_files(LISTED, running=True)
    for before, after in (
        (f"{BACKUPS}/recovery.jsonlz4", f"{BACKUPS}/recovery.baklz4"),
        ("sessionstore.jsonlz4", f"{BACKUPS}/previous.jsonlz4"),
    ):
        assert order.index(before) < order.index(after)


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("sessionstore.jsonlz4", "sessionstore"),
        (f"{BACKUPS}/recovery.baklz4", "recovery.bak"),
        (f"{BACKUPS}/upgrade.jsonlz4-20261103151912", "upgrade-20261103151912"),
        (f"{BACKUPS}/upgrade.js-2014", "upgrade-2014.js"),
        ("sessionstore.bak-1\x1b[31m", "sessionstore.bak-1␛[31m"),
        ("containers.json", None),
        ("sessionCheckpoints.json", None),
        ("prefs-session.js", None),
        ("zen-sessions.jsonlz4", None),
        (f"{ZEN_BACKUPS}/clean.jsonlz4", None),
    ],
)
def test_the_sessions_in_it_are_called_as_in_the_profile(below: str, name: str | None) -> None:
    assert version_name(below) == name
