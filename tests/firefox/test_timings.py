"""Firefox's own log of its saves, switched on in a closed profile, tells what really happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.errors import Refused
from sessiontui.firefox import save_log
from sessiontui.firefox.prefs.names import STORE
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.firefox.save_log import match
from sessiontui.stores.profile.store import ProfileStore
from tests.firefox.driver import Firefox, PageServer

RECOVERY = "sessionstore-backups/recovery.jsonlz4"
CLEAN = "sessionstore.jsonlz4"


def settings(store: ProfileStore) -> dict[str, str | int | bool | None]:
    return {setting.name: setting.value for setting in store.settings()}


def switch_on(store: ProfileStore) -> None:
    store.set_settings(save_log.switched_on(settings(store).get))


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Firefox writes its log when it is idle: there is no event but the file itself."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def seen(profile: Path, name: str) -> tuple[int, float]:
    """A save as it lies on the disk: size, ms since epoch."""
    info = (profile / name).stat()
    return info.st_size, info.st_mtime_ns / 1e6


def made(profile: Path) -> ProfileStore:
    """A profile that Firefox has made and left."""
    with Firefox(profile) as firefox:
        firefox.quit()
    return ProfileStore(profile)


def test_every_save_is_noted_with_its_size(firefox_profile: Path, pages: PageServer) -> None:
    store = made(firefox_profile)
    assert store.firefox_writes() == ()
    switch_on(store)
    assert save_log.is_on(settings(store).get)
    began = time.time() * 1000
    saves: list[tuple[int, float]] = []
    with Firefox(firefox_profile) as firefox:
        for number in range(4):
            firefox.open_tab(pages.url(f"Page {number}"))
            time.sleep(1.1)  # as long as the log waits for more; real saves are 2 s apart
            firefox.save()
            saves.append(seen(firefox_profile, RECOVERY))
            until(lambda: len(store.firefox_writes()) == len(saves))
        with pytest.raises(Refused, match=r"is running .* in its about:config: reset"):
            store.set_settings(save_log.SWITCHED_OFF)
        firefox.quit()
    saves.append(seen(firefox_profile, CLEAN))
    writes = store.firefox_writes()
    assert [write.bytes for write in writes] == [size for size, _ in saves]
    assert match(writes, [at for _, at in saves]) == writes
    for write, (_, at) in zip(writes, saves, strict=True):
        assert -1 < write.at - at < 1000  # noted in whole milliseconds
        assert 0 <= write.seconds < 5
    assert store.firefox_writes(since=began) == writes

    # Off again: the prefs are gone, and so is the noting; what was noted stays.
    store.set_settings(save_log.SWITCHED_OFF)
    text = (firefox_profile / "prefs.js").read_bytes()
    assert not save_log.SWITCHED_OFF.keys() & parse_prefs(text).keys()
    with Firefox(firefox_profile) as firefox:
        firefox.open_tab(pages.url("One more"))
        firefox.save()
        firefox.quit()
    assert store.firefox_writes() == writes


def test_firefox_keeps_what_was_set(firefox_profile: Path) -> None:
    """The line is one that Firefox reads, goes by, and writes back at quit."""
    store = made(firefox_profile)
    receipt = store.set_settings({STORE + "interval": 60000, STORE + "resume_from_crash": False})
    with Firefox(firefox_profile) as firefox:
        asked = f"""return [Services.prefs.getIntPref("{STORE}interval"),
            Services.prefs.getBoolPref("{STORE}resume_from_crash"),
            Services.prefs.prefHasUserValue("{STORE}interval")];"""
        assert firefox.chrome(asked) == [60000, False, True]
        firefox.quit()
    assert settings(store)[STORE + "interval"] == 60000
    with pytest.raises(Refused, match="has changed since"):
        store.undo(receipt.id)  # Firefox has written prefs.js anew
    store.set_settings({STORE + "interval": None, STORE + "resume_from_crash": None})
    with Firefox(firefox_profile) as firefox:
        assert firefox.chrome(asked) == [15000, True, False]
        # What the refusal says to do by hand works at once.
        firefox.chrome(
            """const [level, success, flush] = arguments;
            Services.prefs.setStringPref(level, "Debug");
            Services.prefs.setBoolPref(success, true);
            Services.prefs.setIntPref(flush, 1);""",
            save_log.LEVEL,
            save_log.ON_SUCCESS,
            save_log.FLUSH,
        )
        firefox.save()
        size, _ = seen(firefox_profile, RECOVERY)
        until(lambda: [write.bytes for write in store.firefox_writes()] == [size])
        firefox.quit()
