"""A safety copy of a Firefox that runs and saves: every file in it is a whole session."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.codec.container import open_container
from sessiontui.firefox.file_names import BACKUPS, CHECKPOINTS
from sessiontui.firefox.safety_files import version_name
from sessiontui.session.json.text import decode_any
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.safety.keeping import path_of
from tests.builders import read_session
from tests.firefox.driver import Firefox, PageServer

SAVES = 10


def urls(path: Path) -> set[str]:
    return {
        entry["url"]
        for window in read_session(path)["windows"]
        for tab in window["tabs"]
        for entry in tab["entries"]
    }


def test_every_file_copied_while_firefox_saves_is_whole(
    firefox_profile: Path, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    store = ProfileStore(firefox_profile)
    done = threading.Event()

    with Firefox(firefox_profile, prefs={"browser.startup.page": 3}) as firefox:
        firefox.open_tab(pages.url("Before"))
        firefox.save()
        firefox.save()  # the one before is recovery.baklz4 now

        def copy() -> None:
            while not done.is_set():  # one, and the next, for as long as it saves
                store.keep_copy()

        copying = threading.Thread(target=copy)
        copying.start()
        try:
            for number in range(SAVES):
                firefox.open_tab(pages.url(f"Page {number}"))
                firefox.save()
        finally:
            done.set()
            copying.join()
        last = store.keep_copy()
        running = urls(firefox_profile / BACKUPS / "recovery.jsonlz4")
        assert firefox.quit() == 0

    copies = store.kept_copies()
    contents = {file.sha256 for made in copies for file in made.files if version_name(file.name)}
    assert len(contents) > SAVES / 2  # it really saved meanwhile
    for made in copies:
        assert made.missed == (), made.missed
        names = {file.name for file in made.files}
        # Whatever a save was at: the running session is there, and is never the only file missing.
        assert {f"{BACKUPS}/recovery.jsonlz4", CHECKPOINTS, "prefs-session.js"} <= names
        for file in made.files:
            path = path_of(made, file.name)
            assert path is not None
            assert path.stat().st_size == file.bytes
            if version_name(file.name) is not None:
                container = open_container(path.read_bytes())
                assert (container.note, file.note) == ("", "")
                assert isinstance(decode_any(container.json), dict)
                assert pages.url("Before") in urls(path)

    newest = path_of(last, f"{BACKUPS}/recovery.jsonlz4")
    assert newest is not None
    assert urls(newest) == running

    # What Firefox has written over since is a version, each content once, and can be read.
    kept = [version for version in store.versions() if version.role == "kept"]
    assert {version.id.partition("/")[2] for version in kept} <= {"recovery", "recovery.bak"}
    assert SAVES / 2 < len(kept) <= len(contents)
    assert all(store.load(version.id).counts.tabs for version in kept)
    lines = path_of(last, "prefs-session.js")
    assert lines is not None
    assert b'user_pref("browser.startup.page", 3);' in lines.read_bytes()
