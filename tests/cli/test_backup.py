"""`backup`: every session file as it is, kept or in a zip, whatever Firefox does."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from sessiontui.codec import mozlz4 as codec
from tests.builders import container, mozlz4, session, to_json, window, write_profile
from tests.system import lock_held, without_dac

from .conftest import Run, environment

A, B, C, U = (f"https://{name}.example/" for name in "abcu")
CUT = mozlz4(to_json(session(window(C, closed=[A]))))[:-20]
BACKUPS = "sessionstore-backups"
SESSIONS = {
    "sessionstore.jsonlz4",
    f"{BACKUPS}/recovery.baklz4",
    f"{BACKUPS}/previous.jsonlz4",
    f"{BACKUPS}/upgrade.jsonlz4-20261103151912",
}
ALL = SESSIONS | {"sessionCheckpoints.json", "containers.json"}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(window(A, closed=[C])),
        recovery_bak=CUT,
        previous=session(window(B, closed=[C])),
        upgrades={"20261103151912": session(window(U))},
        prefs={"browser.startup.page": 3, "services.sync.username": "ann@example.org"},
        containers=[container(6, "Mine")],
    )


def kept(home: Path, number: int = 1) -> Path:
    return home / ".local/state/sessiontui/safety" / f"backup-{number}"


def contents(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def test_every_session_file_is_kept_as_it_is(cli: Run, home: Path, profile: Path) -> None:
    before = contents(profile)
    result = cli("backup", profile)
    assert result.code == 0, result.err
    assert contents(profile) == before
    found = contents(kept(home))
    assert set(found) == ALL | {"prefs-session.js", "sessiontui-backup.json"}
    assert {name: found[name] for name in ALL} == {name: before[name] for name in ALL}
    assert str(kept(home)) in result.text.replace("\n", "").replace(" " * 14, "")
    for path in (kept(home).parent, kept(home), *kept(home).rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_of_the_settings_only_the_session_s_lines_leave_the_profile(
    cli: Run, home: Path, profile: Path
) -> None:
    assert cli("backup", profile).code == 0
    lines = (kept(home) / "prefs-session.js").read_text()
    assert 'user_pref("browser.startup.page", 3);' in lines
    assert not any(b"ann@example.org" in data for data in contents(kept(home)).values())


def test_the_manifest_says_what_is_in_it(cli: Run, home: Path, profile: Path) -> None:
    printed = cli("backup", profile, "--json").json
    manifest = json.loads((kept(home) / "sessiontui-backup.json").read_bytes())
    assert manifest["profile"] == printed["profile"] == str(profile)
    assert manifest["browser"] == "Firefox"
    assert int(manifest["time"]) == printed["time"] > 1_700_000_000_000
    assert manifest["notCopied"] == []
    found = contents(kept(home))
    for one in (*manifest["files"], *printed["files"]):
        assert one["bytes"] == len(found[one["name"]])
        assert one["sha256"] == sha256(found[one["name"]]).hexdigest()
    previous = next(f for f in printed["files"] if f["name"].endswith("previous.jsonlz4"))
    path = profile / previous["name"]
    assert previous["modified"] == int(path.stat().st_mtime_ns / 1e6)
    assert printed["bytes"] == sum(one["bytes"] for one in printed["files"])


def test_a_damaged_file_is_copied_as_it_is_and_that_is_said(
    cli: Run, home: Path, profile: Path
) -> None:
    result = cli("backup", profile)
    assert result.code == 0
    assert "copied as it is, although" in " ".join(result.text.split())
    assert (kept(home) / BACKUPS / "recovery.baklz4").read_bytes() == CUT


def test_a_running_or_read_only_profile_is_copied_and_not_written(
    cli: Run, home: Path, profile: Path
) -> None:
    before = contents(profile)
    with lock_held(profile):
        assert cli("backup", profile).code == 0
        assert cli("--read-only", "backup", profile).code == 0
    assert {name: contents(kept(home, 2))[name] for name in ALL} == {n: before[n] for n in ALL}
    assert contents(profile) == before


def test_a_zip_is_private_laid_out_like_the_profile_and_sound(
    cli: Run, tmp_path: Path, home: Path, profile: Path
) -> None:
    target = tmp_path / "tabs.zip"
    result = cli("backup", profile, target, "--json")
    assert result.code == 0, result.err
    assert (result.json["id"], result.json["path"]) == (None, str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not kept(home).parent.exists()
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert set(names) == ALL | {"prefs-session.js", "sessiontui-backup.json"}
        for name in ALL:
            assert archive.read(name) == (profile / name).read_bytes()
        for info in archive.infolist():
            stored = info.compress_type == zipfile.ZIP_STORED
            assert stored is ("lz4" in info.filename)
            assert not info.flag_bits & 8  # sizes stand before the data: it can be read as a stream
        manifest = json.loads(archive.read("sessiontui-backup.json"))
    assert [file["name"] for file in manifest["files"]] == names[:-1]


def test_a_zip_foretells_the_same_start_as_the_profile_it_is_of(
    cli: Run, tmp_path: Path, profile: Path
) -> None:
    target = tmp_path / "tabs.zip"
    assert cli("backup", profile, target).code == 0
    there, here = (
        " ".join(cli("info", place).text.split("next start")[1].split("\n\n")[0].split())
        for place in (profile, target)
    )
    assert "is on (browser.startup.page = 3" in there
    assert here == there


def test_a_zip_replaces_nothing_and_goes_through_no_link(
    cli: Run, tmp_path: Path, profile: Path
) -> None:
    target, elsewhere = tmp_path / "tabs.zip", tmp_path / "elsewhere"
    target.write_bytes(b"mine")
    cli("backup", profile, target).refused(4, "exists already", "--force")
    assert target.read_bytes() == b"mine"
    assert cli("backup", profile, target, "--force").code == 0
    assert zipfile.is_zipfile(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    link = tmp_path / "link.zip"
    link.symlink_to(elsewhere)
    cli("backup", profile, link).refused(4, "link.zip")
    assert not elsewhere.exists()


def test_no_zip_is_written_into_a_running_profile(cli: Run, profile: Path) -> None:
    with lock_held(profile):
        cli("backup", profile, profile / "x.zip").refused(4, "Firefox is running")
    assert not (profile / "x.zip").exists()


def test_a_dry_run_reads_everything_and_writes_nothing(
    cli: Run, tmp_path: Path, home: Path, profile: Path
) -> None:
    target = tmp_path / "x.zip"
    planned = cli("backup", profile, target, "--dry-run", "--json").json
    assert (planned["id"], planned["path"]) == (None, None)
    assert not target.exists()
    assert not kept(home).parent.exists()
    made = cli("backup", profile, target, "--json").json
    assert made["files"] == planned["files"]


def test_safety_copies_are_listed_with_their_size_and_removed_by_name(
    cli: Run, home: Path, profile: Path, tmp_path: Path
) -> None:
    cli("backup", profile, "--list").refused(1, "no safety copy")
    assert cli("backup", profile, "--list", "--json").code == 1
    for _ in range(2):
        assert cli("backup", profile).code == 0
    other = write_profile(tmp_path / "q", clean=session(window(A)))
    assert cli("backup", other).code == 0
    listed = cli("backup", profile, "--list", "--json").json["backups"]
    assert [copy["id"] for copy in listed] == ["backup-2", "backup-1"]
    table = cli("backup", profile, "--list").text
    assert "backup-1" in table
    assert "7 files" in table
    assert "backup-3" not in table
    cli("backup", profile, "--remove", "backup-3").refused(1, "no such safety copy", "backup-2")
    assert cli("backup", profile, "--remove", "backup-1", "--dry-run").code == 0
    assert kept(home, 1).exists()
    cli("--read-only", "backup", profile, "--remove", "backup-1").refused(4, "--read-only")
    removed = cli("backup", profile, "--remove", "backup-1", "--json").json["removed"]
    assert removed == listed[1]
    assert not kept(home, 1).exists()
    assert kept(home, 2).exists()


def test_what_the_profile_no_longer_has_is_a_version_and_can_be_gone_back_to(
    cli: Run, profile: Path
) -> None:
    assert cli("backup", profile).code == 0
    before = cli("info", profile, "--json").json["versions"]
    assert not any(version["name"].startswith("backup-") for version in before)
    # While the profile has it, the copy's name means that very file.
    assert B in cli("tabs", profile, "--version-of", "backup-1/previous").text
    (profile / BACKUPS / "previous.jsonlz4").unlink()
    found = cli("info", profile, "--json").json["versions"]
    (lost,) = (version for version in found if version["name"].startswith("backup-"))
    assert (lost["name"], lost["role"]) == ("backup-1/previous", "kept")
    assert "backup-1/previous" in cli("info", profile).text
    assert B in cli("tabs", profile, "--version-of", "backup-1/previous").text
    assert cli("rollback", profile, "backup-1/previous").code == 0
    assert B in cli("tabs", profile).text
    assert cli("undo", profile).code == 0
    assert A in cli("tabs", profile).text


def test_a_file_in_several_safety_copies_is_one_version(cli: Run, profile: Path) -> None:
    for _ in range(3):
        assert cli("backup", profile).code == 0
    shutil.rmtree(profile / BACKUPS)
    found = cli("info", profile, "--json").json["versions"]
    names = [version["name"] for version in found if version["name"].startswith("backup-")]
    assert names == [
        "backup-3/recovery.bak", "backup-3/previous", "backup-3/upgrade-20261103151912",
    ]  # fmt: skip


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_forgotten_everywhere_is_forgotten_in_safety_copies_too(
    cli: Run, home: Path, profile: Path, gone: bool
) -> None:
    """Also in a file that is no version, as the profile has it as well."""
    (profile / BACKUPS / "recovery.baklz4").unlink()
    assert cli("backup", profile).code == 0
    if gone:
        (profile / BACKUPS / "previous.jsonlz4").unlink()
    host = b"c.example"

    def held() -> list[str]:
        return [
            name
            for name, data in contents(kept(home)).items()
            if "lz4" in name and host in codec.unpack(data)
        ]

    assert len(held()) == 2
    assert cli("forget", profile, "--site", "c.example", "--everywhere").code == 0
    assert held() == []
    assert cli("backup", profile, "--list").code == 0


def test_without_a_session_file_nothing_is_made(cli: Run, tmp_path: Path, home: Path) -> None:
    empty = write_profile(tmp_path / "p")
    cli("backup", empty).refused(1, "no session file to copy")
    cli("backup", empty, tmp_path / "x.zip").refused(1, "no session file to copy")
    assert not kept(home).exists()
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--list", "--remove", "backup-1"), "exclude each other"),
        (("x.zip", "--list"), "exclude each other"),
        (("--force",), "name it"),
        (("--version-of", "previous"), "no --version-of"),
        (("x.zip", "y.zip"), "one word too many"),
    ],
)
def test_what_makes_no_sense_is_said(
    cli: Run, profile: Path, words: tuple[str, ...], said: str
) -> None:
    cli("backup", profile, *words).refused(2, said)


@pytest.mark.parametrize("file", [False, True])
def test_where_there_are_no_files_of_a_profile_that_is_said(
    cli: Run, profile: Path, file: bool
) -> None:
    place = profile / "sessionstore.jsonlz4" if file else "demo:"
    cli("backup", place).refused(4, "no files of a profile")
    cli("backup", place, "--list").refused(4, "no files of a profile")


def test_a_name_that_is_no_text_is_written_out(
    cli: Run, home: Path, profile: Path, tmp_path: Path
) -> None:
    odd = os.fsdecode(b"mine-\xff.jsonlz4")
    (profile / BACKUPS / odd).write_bytes(mozlz4(to_json(session(window(A)))))
    assert cli("backup", profile).code == 0
    assert (kept(home) / BACKUPS / r"mine-\xff.jsonlz4").is_file()
    assert cli("backup", profile, tmp_path / "x.zip").code == 0
    assert cli("backup", profile, "--list").code == 0


def test_forged_and_damaged_records_are_not_used(cli: Run, home: Path, profile: Path) -> None:
    for _ in range(3):
        assert cli("backup", profile).code == 0
    manifests = [kept(home, number) / "sessiontui-backup.json" for number in (1, 2)]
    manifests[0].write_bytes(b"{")
    manifests[1].write_bytes(
        manifests[1].read_bytes().replace(b'"sessionstore.jsonlz4"', b'"../../../../x.jsonlz4"')
    )
    result = cli("backup", profile, "--list", "--json")
    assert [copy["id"] for copy in result.json["backups"]] == ["backup-3"]
    assert "backup-1: its manifest is damaged" in result.err
    assert "backup-2: its manifest names files that are not in it" in result.err
    assert cli("info", profile).code == 0


# -- as root -----------------------------------------------------------------------------------

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="another user's file needs root, and setpriv",
)


@needs_root
def test_what_may_not_be_read_is_named_and_the_rest_is_copied(
    home: Path, profile: Path, tmp_path: Path
) -> None:
    theirs = profile / BACKUPS / "previous.jsonlz4"
    os.chown(theirs, 1000, 1000)
    theirs.chmod(0o600)
    for words, where in ((("--json",), None), ((tmp_path / "x.zip", "--json"), "zip")):
        result = subprocess.run(
            without_dac(sys.executable, "-m", "sessiontui", "backup", profile, *words),
            env=environment(home, None), capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert result.returncode == 4, result
        found = json.loads(result.stdout)
        (missed,) = found["notCopied"]
        assert missed["name"] == f"{BACKUPS}/previous.jsonlz4"
        assert "no permission" in missed["why"]
        assert {file["name"] for file in found["files"]} >= ALL - {missed["name"]}
        if where is None:
            manifest = json.loads((kept(home) / "sessiontui-backup.json").read_bytes())
            assert manifest["notCopied"] == found["notCopied"]


@needs_root
def test_when_nothing_may_be_read_nothing_is_made(home: Path, profile: Path) -> None:
    for path in (profile / "sessionstore.jsonlz4", profile / BACKUPS):
        os.chown(path, 1000, 1000)
        path.chmod(0o700)
    result = subprocess.run(
        without_dac(sys.executable, "-m", "sessiontui", "backup", profile),
        env=environment(home, None), capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert result.returncode == 3, result
    assert "nothing could be copied" in result.stderr
    assert not kept(home).exists()


# -- zips, and forgetting ----------------------------------------------------------------------


def test_a_zip_that_holds_what_is_forgotten_is_named_as_long_as_it_is_there(
    cli: Run, profile: Path, home: Path
) -> None:
    (profile / f"{BACKUPS}/recovery.baklz4").unlink()  # which is cut
    target = home / "tabs.zip"
    assert cli("backup", profile, target).code == 0
    data = target.read_bytes()
    words = ("forget", profile, "--site", "c.example", "--everywhere", "--json")
    named = cli(*words)
    assert named.code == 4
    assert {one["path"] for one in named.json["left"]} == {str(target)}
    assert cli(*words, "--drop-unreadable").code == 4
    assert target.read_bytes() == data
    target.unlink()
    assert cli(*words).code == 1


def test_a_zip_of_another_profile_is_not_named(
    cli: Run, profile: Path, tmp_path: Path, home: Path
) -> None:
    other = write_profile(tmp_path / "q", clean=session(window(A, closed=[C])))
    assert cli("backup", other, home / "other.zip").code == 0
    (profile / f"{BACKUPS}/recovery.baklz4").unlink()
    assert cli("forget", profile, "--site", "c.example", "--everywhere").code == 0


def test_a_zip_is_made_also_where_its_place_cannot_be_noted(
    cli: Run, profile: Path, home: Path
) -> None:
    state = home / ".local/state/sessiontui"
    state.mkdir(parents=True)
    state.chmod(0o777)
    made = cli("backup", profile, home / "tabs.zip")
    assert zipfile.is_zipfile(home / "tabs.zip")
    assert "so forget --everywhere will not name it" in made.err
