"""Which file Firefox replaces next, and when."""

from __future__ import annotations

import pytest

from sessiontui.firefox.replaced import Moment, replaced, session_before_goes

FILES = {
    "sessionstore": "clean",
    "recovery": "recovery",
    "recovery.bak": "recoveryBackup",
    "previous": "cleanBackup",
    "copy": "copy",
}


@pytest.mark.parametrize(
    ("loaded", "previous", "clean"),
    [
        ("clean", Moment.SAVE, Moment.START_AFTER_QUIT),
        ("recovery", Moment.START_AFTER_QUIT, Moment.QUIT),
        ("recoveryBackup", Moment.START_AFTER_QUIT, Moment.QUIT),
        ("cleanBackup", Moment.START_AFTER_QUIT, Moment.QUIT),
        ("upgradeBackup", Moment.START_AFTER_QUIT, Moment.QUIT),
        (None, Moment.START_AFTER_QUIT, Moment.QUIT),
    ],
)
def test_only_a_clean_file_that_is_loaded_becomes_previous(
    loaded: str | None, previous: Moment, clean: Moment
) -> None:
    found = replaced(FILES, loaded, upgrades_kept=3)
    assert found["previous"] is previous
    assert found["sessionstore"] is clean
    assert found["recovery"] is found["recovery.bak"] is Moment.SAVE
    assert found["copy"] is Moment.NEVER


@pytest.mark.parametrize(
    ("kept", "removed"), [(3, {"upgrade-1"}), (4, set()), (1, {f"upgrade-{n}" for n in (1, 2, 3)})]
)
def test_an_upgrade_removes_the_oldest_beyond_the_setting(kept: int, removed: set[str]) -> None:
    files = {f"upgrade-{number}": "upgradeBackup" for number in (3, 1, 2)}
    found = replaced(files, "clean", upgrades_kept=kept)
    assert {name for name, moment in found.items() if moment is Moment.UPGRADE} == removed


def test_every_moment_but_never_is_a_clause() -> None:
    for moment in Moment:
        for running in (True, False):
            said = moment.words(running=running)
            assert bool(said) is (moment is not Moment.NEVER)
            assert moment.words(running=running, several=True) == said.replace(" it", " them")


@pytest.mark.parametrize(
    ("kind", "running", "moment"),
    [
        ("recover", False, Moment.SAVE),
        ("ask", False, Moment.SAVE),
        ("resume", False, Moment.QUIT),
        ("recover", True, Moment.QUIT),
    ],
)
def test_a_start_that_does_not_always_restore_drops_the_session_before(
    kind: str, running: bool, moment: Moment
) -> None:
    assert session_before_goes(kind, running=running) is moment
