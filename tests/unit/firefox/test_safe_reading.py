"""Files that somebody else may have put there: never waited for, never read without end."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from fcntl import F_GETFL, fcntl
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessiontui.errors import Barred, NotASession, NotFollowed, TooLarge, Unreadable
from sessiontui.firefox import safe_reading
from sessiontui.firefox.barred import barred_places
from sessiontui.firefox.browser import browser_of, install_directory
from sessiontui.firefox.prefs.effective import ASKED_FOR
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.firefox.prefs.selected_prefs import read_prefs
from sessiontui.firefox.profile_lock import in_use
from sessiontui.firefox.profiles_ini import listed_profiles, read_ini
from sessiontui.firefox.safe_reading import NOTES, SESSION, SETTINGS, Kind, read_bytes
from sessiontui.firefox.whole_file import read_whole
from tests.builders import session, window, write_profile

SMALL = Kind("a file", 4, "four bytes")
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="another user's link needs root")


def sparse(path: Path, length: int = 1 << 40) -> Path:
    """A file that is nothing but a hole."""
    with path.open("wb") as file:
        file.truncate(length)
    return path


def planted(path: Path, target: Path) -> Path:
    """A link to our file that another user made."""
    path.symlink_to(target)
    os.lchown(path, 1000, 1000)
    return path


@pytest.mark.parametrize("kind", [SESSION, SETTINGS, NOTES], ids=lambda kind: kind.what)
def test_a_hole_of_a_terabyte_is_one_sentence(tmp_path: Path, kind: Kind) -> None:
    with pytest.raises(TooLarge, match=r"f: it is 1\.1 TB, larger than any.*: not read$"):
        read_bytes(sparse(tmp_path / "f"), kind)


@pytest.mark.parametrize("length", range(3, 7))
def test_the_bound_is_the_last_length_that_is_read(tmp_path: Path, length: int) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * length)
    if length <= SMALL.most:
        assert read_bytes(path, SMALL)[0] == b"x" * length
    else:
        with pytest.raises(TooLarge, match=f"it is {length} B, larger than four bytes"):
            read_bytes(path, SMALL)


@pytest.mark.parametrize("more", [0, 2, 9])
def test_a_file_that_grows_while_it_is_read_has_the_same_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"ab")
    looked = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        info = looked(descriptor)
        if stat.S_ISREG(info.st_mode) and not fcntl(descriptor, F_GETFL) & os.O_PATH:
            with path.open("ab") as file:
                file.write(b"c" * more)
        return info

    monkeypatch.setattr(os, "fstat", grown)
    if more == 9:
        with pytest.raises(TooLarge, match="larger than four bytes"):
            read_bytes(path, SMALL)
    else:
        assert read_bytes(path, SMALL)[0] == b"ab" + b"c" * more


@pytest.mark.parametrize(
    "read",
    [
        lambda path: read_bytes(path, own=True),
        read_bytes,
        lambda path: read_prefs(path, ASKED_FOR),
        read_ini,
        lambda path: safe_reading.head(path, 12),
        lambda path: safe_reading.check_readable(path, SETTINGS),
    ],
    ids=["session", "file", "prefs.js", "profiles.ini", "header", "look"],
)
@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir], ids=["pipe", "directory"])
def test_what_comes_in_a_file_s_place_after_it_was_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    put: Callable[[Path], None],
    read: Callable[[Path], object],
) -> None:
    """Every look at the path tells of the file that was there."""
    path = tmp_path / "f"
    path.write_bytes(b"")
    before = path.stat()
    path.unlink()
    put(path)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: before)
    with pytest.raises((Unreadable, IsADirectoryError)):
        read(path)


def test_a_session_s_file_that_is_none_is_no_session(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    with pytest.raises(NotASession, match="this is a pipe, not a session file"):
        read_bytes(tmp_path / "f")
    with pytest.raises(Unreadable, match="this is a pipe, not a file of settings") as caught:
        read_bytes(tmp_path / "f", SETTINGS)
    assert not isinstance(caught.value, NotASession)


def test_without_memory_a_file_is_barred_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To Firefox there may be enough: it must not be passed over."""
    path = tmp_path / "f"
    path.write_bytes(b"x")

    def full(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(safe_reading, "bounded", full)
    for own in (False, True):
        with pytest.raises(Barred, match="f: there is not enough memory to read it"):
            read_bytes(path, own=own)


@ROOT_ONLY
def test_settings_and_lists_are_not_read_through_another_user_s_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text('user_pref("browser.startup.page", 1);\n[Profile0]\nPath=x\n')
    planted(tmp_path / "prefs.js", target)

    def settings(path: Path) -> dict[str, PrefValue]:
        return read_prefs(path, ASKED_FOR)

    for read in (settings, read_ini):
        with pytest.raises(NotFollowed, match="a link that another user"):
            read(tmp_path / "prefs.js")
    own = tmp_path / "own"
    own.symlink_to(target)
    assert settings(own) == {"browser.startup.page": 1}


# -- where it decides --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["prefs.js", "user.js", "sessionCheckpoints.json"])
@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, sparse], ids=["pipe", "directory", "1 TB"])
def test_what_decides_and_is_no_such_file_is_said(
    tmp_path: Path, put: Callable[[Path], object], name: str
) -> None:
    profile = write_profile(tmp_path / "p", recovery=session(window("https://a.example/")))
    (profile / name).unlink(missing_ok=True)
    put(profile / name)
    found = barred_places(profile)
    assert found.deciding is not None
    assert f"{name}: " in found.deciding
    assert found.sentences == (found.deciding,)


def test_containers_that_cannot_be_read_decide_nothing(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=session(window("https://a.example/")))
    (profile / "containers.json").unlink(missing_ok=True)
    sparse(profile / "containers.json")
    found = barred_places(profile)
    assert found.deciding is None
    assert "containers.json: it is 1.1 TB" in found.sentences[0]


def test_links_into_nowhere_are_no_files(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=session(window("https://a.example/")))
    (profile / "user.js").symlink_to(tmp_path / "gone" / "user.js")
    assert barred_places(profile).sentences == ()


# -- ini files ---------------------------------------------------------------------------------


def with_program(tmp_path: Path, folder: str) -> tuple[Path, Path]:
    """A profile, and the application.ini (absent) of the program that used it last."""
    program = tmp_path / folder
    program.mkdir()
    profile = write_profile(tmp_path / "p", recovery=session(window("https://a.example/")))
    (profile / "compatibility.ini").write_text(
        f"[Compatibility]\nLastVersion=153.0_1/1\nLastPlatformDir={program}\n"
    )
    assert install_directory(profile) == program
    return profile, program / "application.ini"


ZEN = "[App]\nName=Zen\nVendor=Zen\n"


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, sparse], ids=["pipe", "directory", "1 TB"])
@pytest.mark.parametrize(("folder", "is_firefox"), [("firefox", True), ("floorp", False)])
def test_an_application_ini_that_is_none_leaves_the_directory_s_name(
    tmp_path: Path, put: Callable[[Path], object], folder: str, is_firefox: bool
) -> None:
    profile, ini = with_program(tmp_path, folder)
    put(ini)
    assert browser_of(profile).is_firefox is is_firefox


def test_an_application_ini_is_read_up_to_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, ini = with_program(tmp_path, "firefox")
    ini.write_text(ZEN + ";" * 1000)
    assert browser_of(profile).name == "Zen"
    monkeypatch.setattr("sessiontui.firefox.profiles_ini.NOTES", replace(NOTES, most=1000))
    assert browser_of(profile).is_firefox  # by its directory's name


@ROOT_ONLY
def test_an_application_ini_behind_another_user_s_link_is_not_believed(tmp_path: Path) -> None:
    profile, ini = with_program(tmp_path, "floorp")
    target = tmp_path / "mine.ini"
    target.write_text("[App]\nName=Firefox\nVendor=Mozilla\n")
    ini.symlink_to(target)
    assert browser_of(profile).is_firefox
    ini.unlink()
    planted(ini, target)
    assert not browser_of(profile).is_firefox


def test_a_profiles_ini_that_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    sparse(tmp_path / "profiles.ini")
    with pytest.raises(TooLarge, match=r"profiles\.ini: it is 1\.1 TB"):
        listed_profiles(tmp_path)


@pytest.mark.parametrize(
    "read",
    [
        read_bytes,
        lambda path: read_bytes(path, own=True),
        lambda path: safe_reading.head(path, 12),
        lambda path: read_whole(path),
        lambda path: in_use(path.parent),
    ],
    ids=["file", "session", "header", "whole", "lock"],
)
def test_no_device_is_opened_only_to_see_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]
) -> None:
    """Opening a watchdog resets the machine, a tape is rewound: root must not be led there."""
    (tmp_path / ".parentlock").symlink_to("/dev/null")
    opened: list[str] = []
    real_open = os.open

    def spy(path: str, flags: int, *rest: object, **named: object) -> int:
        descriptor = real_open(path, flags, *rest, **named)  # type: ignore[arg-type]
        if stat.S_ISCHR(os.fstat(descriptor).st_mode) and not flags & os.O_PATH:
            opened.append(path)
        return descriptor

    monkeypatch.setattr(os, "open", spy)
    with contextlib.suppress(Unreadable):
        read(tmp_path / ".parentlock")
    assert opened == []
