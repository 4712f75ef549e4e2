"""Backups that a real Firefox makes, plain and encrypted, are opened as places."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sessiontui import open_session
from sessiontui.codec.firefox_backup.sealed import WrongPassword
from sessiontui.errors import Unreadable
from sessiontui.stores.protocols import Describes, StoreRef
from sessiontui.stores.registry import open_place, open_ref
from tests.firefox.driver import Firefox, PageServer
from tests.paths import ROOT

PASSWORD = "correct horse – battery"
TITLES = ("Alpha page", "Beta page", "Gamma page")
MAKE = """
    const { BackupService } = ChromeUtils.importESModule(
        "resource:///modules/backup/BackupService.sys.mjs");
    const service = BackupService.get() || BackupService.init();
    service.setParentDirPath(arguments[0]);
    if (arguments[1]) {
        await service.enableEncryption(arguments[1]);
    }
    return (await service.createBackup()).archivePath;
"""


@pytest.fixture
def backups(firefox_profile: Path, pages: PageServer, tmp_path: Path) -> tuple[Path, Path]:
    """A plain one and an encrypted one of the same tabs."""
    for name in ("plain", "sealed"):
        (tmp_path / name).mkdir()
    with Firefox(firefox_profile) as firefox:
        for title in TITLES:
            firefox.open_tab(pages.url(title))
        firefox.save()
        plain = firefox.chrome(MAKE, str(tmp_path / "plain"), None)
        sealed = firefox.chrome(MAKE, str(tmp_path / "sealed"), PASSWORD)
    return Path(plain), Path(sealed)


def titles(place: Path, password: str | None) -> list[str]:
    store = open_place(str(place), password=lambda where: password)
    try:
        assert isinstance(store, Describes)
        state = store.profile()
        assert state.browser == "Firefox"
        assert (state.firefox or "").startswith("153")
        assert state.next_start.loads == "sessionstore"
        return [tab.title for tab in store.load("sessionstore").open_tabs()]
    finally:
        store.close()


def test_both_kinds_are_opened_with_all_tabs(backups: tuple[Path, Path]) -> None:
    plain, sealed = backups
    assert set(TITLES) <= set(titles(plain, None))
    assert set(TITLES) <= set(titles(sealed, PASSWORD))
    with open_session(sealed, password=PASSWORD) as session:
        assert set(TITLES) <= {tab.title for tab in session.tabs}
    with pytest.raises(WrongPassword, match="does not open"):
        titles(sealed, "wrong")
    with pytest.raises(Unreadable, match="--password-file"):
        titles(sealed, None)
    with pytest.raises(Unreadable, match="--password-file"):
        open_ref(StoreRef("backup", str(sealed)))


def test_the_command_line_takes_the_password_from_a_file(
    backups: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "word").write_text(f"{PASSWORD}\nand more\n")
    command = [sys.executable, "-m", "sessiontui", "tabs", str(backups[1])]
    environment = dict(os.environ, PYTHONPATH=str(ROOT / "tui"))

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more], env=environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    done = run("--password-file", str(tmp_path / "word"))
    assert done.returncode == 0, done.stderr
    assert "Beta page" in done.stdout
    (tmp_path / "word").write_text("wrong")
    done = run("--password-file", str(tmp_path / "word"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "does not open this backup" in done.stderr
    done = run()
    assert (done.returncode, done.stdout) == (3, "")
    assert "--password-file" in done.stderr
