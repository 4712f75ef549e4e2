"""``profiles``: those of this machine, of a folder, an archive; and what may not be looked at."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from sessiontui import Unreadable, UsageError, open_profile, profiles
from tests.builders import NOW, SECOND, session, window, write_profile
from tests.cli.conftest import Run, cli, home
from tests.system import lock_held

__all__ = ["cli", "home"]  # fixtures of the command line

TABS = session(window("https://a.example/"))
INI = """[Profile0]
Name=work
IsRelative=1
Path=work
Default=1
[Profile1]
Name=gone
IsRelative=1
Path=gone
"""


@pytest.fixture
def firefox(files: Path, home: Path) -> Path:
    """What this machine has: a default profile, one beside it, one that is listed and not there."""
    root = home / ".mozilla" / "firefox"
    times = {"recovery": NOW + SECOND}
    write_profile(root / "work", clean=TABS, recovery=TABS, previous=TABS, times=times)
    write_profile(root / "old", previous=TABS)
    write_profile(root / "new")
    (root / "profiles.ini").write_text(INI)
    return root


def test_those_of_this_machine_are_those_that_the_command_lists(firefox: Path, cli: Run) -> None:
    with lock_held(firefox / "work"):
        said = cli("profiles", "--json").json["profiles"]
        found = profiles()
    assert [
        (one.name, one.path, one.browser, one.default, one.in_use.state, one.in_use.pid, one.saved)
        for one in found.profiles
    ] == [
        (
            one["name"], one["path"], one["browser"], one["default"], one["inUse"]["state"],
            one["inUse"]["pid"], one["lastSaved"],
        )
        for one in said
    ]  # fmt: skip
    assert (found.barred, found.damaged) == ((), ())
    by_name = {one.name: one for one in found.profiles}
    assert by_name["work"].default
    assert by_name["work"].in_use.state == "in use"
    assert by_name["work"].newest == "recovery"
    assert by_name["old"].newest == "previous"
    assert (by_name["new"].newest, by_name["new"].saved, by_name["new"].why) == (None, None, "")
    assert "no such" in by_name["gone"].why or "not there" in by_name["gone"].why
    assert by_name["gone"].in_use.state == "unknown"


def test_each_path_opens(firefox: Path) -> None:
    for one in profiles().profiles:
        if not one.why and one.newest:
            with open_profile(one.path) as profile:
                assert one.newest in {version.id for version in profile.versions}


def test_none_at_all_is_an_empty_list(files: Path) -> None:
    assert profiles().profiles == ()


def test_a_folder_of_profiles_and_one_profile_are_places(
    firefox: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(firefox.parent)
    assert {one.path for one in profiles("./firefox").profiles} >= {str(firefox / "work")}
    (only,) = profiles(Path("firefox/work")).profiles
    assert (only.name, only.default, only.path) == ("work", True, str(firefox / "work"))
    monkeypatch.chdir(files)
    (alone,) = profiles("xyz.default").profiles
    assert (alone.path, alone.newest) == (str(files / "xyz.default"), "sessionstore")
    assert not alone.default


def test_an_archive_of_several_profiles_is_a_place(firefox: Path, files: Path) -> None:
    with tarfile.open(files / "old.tar.gz", "w:gz") as archive:
        archive.add(firefox, "firefox")
    found = profiles(files / "old.tar.gz").profiles
    assert {(one.name, one.newest) for one in found} == {
        ("work", "recovery"), ("old", "previous"), ("new", None),
    }  # fmt: skip
    assert {one.in_use.state for one in found} == {"unknown"}
    work = next(one for one in found if one.name == "work")
    with open_profile(work.path) as profile:
        assert [tab.url for tab in profile.session("previous").tabs] == ["https://a.example/"]


def test_what_is_no_place_of_profiles_is_said(files: Path) -> None:
    with pytest.raises(UsageError, match="this is no profile"):
        profiles("recovery.jsonlz4")
    with pytest.raises(Unreadable, match="there is no such"):
        profiles("./nowhere")
    with pytest.raises(TypeError, match="password must be a text, or a function"):
        profiles(password=5)  # type: ignore[arg-type]


def test_what_may_not_be_looked_through_is_never_nothing(
    firefox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs this may be root, whom nothing is barred: the system's word is made up."""
    import os

    real = os.scandir

    def scandir(path: object) -> object:
        if str(path) == str(firefox):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", scandir)
    found = profiles()
    assert str(firefox) in "".join(found.barred)
