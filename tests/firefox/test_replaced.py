"""What is said of files that Firefox replaces, against what it then does with them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sessiontui.firefox.replaced import Moment, replaced, session_before_goes
from sessiontui.firefox.session_files import session_files
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import Content, read_session, session, window, write_profile
from tests.firefox.driver import Firefox, PageServer

UPGRADES = {f"2020010100000{n}": session(window(f"about:license?upgrade={n}")) for n in range(3)}


def of(name: str) -> Content:
    return session(window(f"about:license?{name}"))


def held(profile: Path) -> dict[str, bytes]:
    """What lies in each file, by the name of its version."""
    return {file.name: file.here.read_bytes() for file in session_files(profile)}


def foretold(profile: Path) -> dict[str, Moment]:
    files = session_files(profile)
    loads = ProfileStore(profile).profile().next_start.loads
    loaded = next((file.role for file in files if file.name == loads), None)
    return replaced(
        {file.name: file.role for file in files if not file.plain}, loaded, upgrades_kept=3
    )


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name, data in before.items() if after.get(name) != data}


CASES: dict[str, dict[str, Content]] = {
    "clean": {"clean": of("clean"), "previous": of("previous")},
    "clean beside a stale recovery": {
        "clean": of("clean"), "previous": of("previous"), "recovery": of("recovery"),
        "recovery_bak": of("bak"),
    },
    "recovery": {
        "recovery": of("recovery"), "recovery_bak": of("bak"), "previous": of("previous"),
    },
    "recovery beside a damaged clean file": {
        "clean": b"mozLz40\0cut", "recovery": of("recovery"), "previous": of("previous"),
    },
    "previous alone": {"previous": of("previous")},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_file_goes_when_it_was_said(tmp_path: Path, pages: PageServer, case: str) -> None:
    profile = write_profile(
        tmp_path / "p",
        **CASES[case],  # type: ignore[arg-type]
        upgrades=UPGRADES,
        prefs={"browser.startup.page": 3},
        checkpoints="clean" if "clean" in CASES[case] else "crashed",
    )
    moments, before = foretold(profile), held(profile)
    gone: dict[str, Moment] = {}

    def look(moment: Moment) -> None:
        for name in changed(before, held(profile)):
            gone.setdefault(name, moment)

    with Firefox(profile) as firefox:
        for number in range(3):
            firefox.open_tab(pages.url(f"Page {number}"))
            firefox.save()
        look(Moment.SAVE)
        firefox.quit()
        look(Moment.QUIT)
    with Firefox(profile) as firefox:
        firefox.open_tab(pages.url("Again"))
        firefox.save()
        look(Moment.START_AFTER_QUIT)

    # Moved to previous.jsonlz4 at once, a clean file that was loaded has lost nothing by that.
    if moments.get("sessionstore") is Moment.START_AFTER_QUIT:
        assert gone.pop("sessionstore") is Moment.SAVE
        del moments["sessionstore"]
    # This Firefox is another build than the one of the profile.
    upgraded = {name for name, moment in moments.items() if moment is Moment.UPGRADE}
    assert upgraded == {"upgrade-20200101000000"}
    assert upgraded <= gone.keys() or "clean" not in CASES[case]
    expected = {name: moment for name, moment in moments.items() if moment < Moment.UPGRADE}
    assert {name: moment for name, moment in gone.items() if name not in upgraded} == expected


def test_a_running_firefox_that_has_not_saved_yet_replaces_previous(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=of("clean"), previous=of("previous"))
    with Firefox(profile, prefs={"browser.sessionstore.interval": 3_600_000}) as firefox:
        assert foretold(profile)["previous"] is Moment.SAVE
        previous = held(profile)["previous"]
        firefox.save()
        assert held(profile)["previous"] != previous
        assert foretold(profile)["previous"] is Moment.START_AFTER_QUIT


@pytest.mark.parametrize("page", [1, 3])
def test_the_session_before_goes_when_it_was_said(
    tmp_path: Path, pages: PageServer, page: int
) -> None:
    profile = write_profile(
        tmp_path / "p",
        recovery=session(
            window("about:license"),
            lastSessionState=session(window("about:mozilla")),
            session={"lastUpdate": int(time.time() * 1000), "recentCrashes": 0},
        ),
        prefs={"browser.startup.page": page},
        checkpoints="crashed",
    )
    kind = ProfileStore(profile).profile().next_start.kind
    assert kind == ("resume" if page == 3 else "recover")
    kept = session_before_goes(kind, running=False) is not Moment.SAVE
    with Firefox(profile) as firefox:
        assert firefox.chrome("return SessionStore.canRestoreLastSession;") is kept
        firefox.open_tab(pages.url("More"))
        firefox.save()
        saved = read_session(profile / "sessionstore-backups/recovery.jsonlz4")
        assert ("lastSessionState" in saved) is kept
        firefox.quit()
    assert "lastSessionState" not in read_session(profile / "sessionstore.jsonlz4")
