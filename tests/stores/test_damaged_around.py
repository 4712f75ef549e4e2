"""Whatever becomes of the files around a session, it is shown; and what of them is read is said."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessiontui.cli.main import run
from sessiontui.firefox.damaged_around import damaged_around
from sessiontui.firefox.prefs.not_read import read_of
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.ui.panes.overview.facts import next_start_lines
from sessiontui.workspace import Workspace
from tests.builders import container, session, tab, window, write_profile

URL = "https://a.example/"
NOISE = random.Random(1).randbytes(3000)
AROUND = (
    "prefs.js",
    "user.js",
    "containers.json",
    "sessionCheckpoints.json",
    "compatibility.ini",
    "profiles.ini",
)
Damage = Callable[[Path], object]


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def written(change: Callable[[bytes], bytes]) -> Damage:
    return lambda path: path.write_bytes(change(path.read_bytes()))


DAMAGES: dict[str, Damage] = {
    "empty": written(lambda data: b""),
    "cut": written(lambda data: data[: len(data) * 2 // 3 - 5]),
    "zeros": written(lambda data: bytes(len(data))),
    "zeros at the end": written(lambda data: data[:40] + bytes(len(data) - 40)),
    "zeros at the beginning": written(lambda data: bytes(20) + data[20:]),
    "noise": written(lambda data: NOISE),
    "noise behind it": written(lambda data: data + NOISE),
    "a huge line": written(lambda data: data + b"x" * 2_000_000),
    "deep": written(lambda data: b"[" * 100_000),
    "a pipe": pipe,
    "a directory": directory,
    "a loop": loop,
    "a terabyte": terabyte,
}


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / ".mozilla/firefox"
    root.mkdir(parents=True)
    (root / "profiles.ini").write_text(
        "[Profile0]\nName=mine\nIsRelative=1\nPath=abcdefgh.mine\nDefault=1\n"
    )
    return write_profile(
        root / "abcdefgh.mine",
        clean=session(window(tab(URL, userContextId=6))),
        prefs={"browser.startup.page": 3, "browser.sessionstore.interval": 60_000},
        user={"browser.sessionstore.max_tabs_undo": 5},
        containers=[container(6, "Six")],
    )


def file_of(profile: Path, name: str) -> Path:
    return (profile.parent if name == "profiles.ini" else profile) / name


def shown(profile: Path) -> list[str]:
    """The addresses of the screen's first view."""
    workspace = Workspace.open(str(profile))
    try:
        view = workspace.view()
        assert view.version is not None
        assert view.version.id == "sessionstore"
        assert view.snapshot is not None
        assert all(line.text for line in next_start_lines(view))
        return [one.url for one in view.snapshot.open_tabs()]
    finally:
        workspace.close()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", AROUND)
def test_the_session_is_shown_and_the_file_named(
    profile: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str, damage: Damage
) -> None:
    damage(file_of(profile, name))
    place = "mine" if name == "profiles.ini" else str(profile)
    assert run(["tabs", place]) == 0
    assert URL.encode() in capfdbinary.readouterr().out
    for command in (["info", place], ["settings", place], ["profiles"]):
        assert run(command) in ((0, 3) if command[0] == "settings" else (0,))
        printed = capfdbinary.readouterr()
        assert b"fault of sessiontui" not in printed.err
        asked = "profiles" if name == "profiles.ini" else "info"
        if command[0] == asked and not (name == "user.js" and damage is DAMAGES["empty"]):
            told = (printed.out + printed.err).replace(b"\n", b" ")
            assert name.encode() in told
    assert shown(profile) == [URL]


def cuts(data: bytes) -> Iterator[bytes]:
    for end in range(len(data)):
        yield data[:end]


@pytest.mark.long
@pytest.mark.parametrize("name", AROUND)
def test_cut_at_every_byte_it_hides_nothing(profile: Path, name: str) -> None:
    path = file_of(profile, name)
    for data in cuts(path.read_bytes()):
        path.write_bytes(data)
        assert shown(profile) == [URL]


@pytest.mark.long
def test_a_list_of_profiles_cut_at_every_byte_leaves_the_profile_by_its_name(
    profile: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = file_of(profile, "profiles.ini")
    for data in cuts(path.read_bytes()):
        path.write_bytes(data)
        for place in (["mine"], []):
            assert run(["tabs", *place]) == 0, data
            assert URL.encode() in capfdbinary.readouterr().out


def test_a_name_that_only_the_damaged_list_had_is_explained(
    profile: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = file_of(profile, "profiles.ini")
    path.write_bytes(b"")
    assert run(["tabs", "work"]) == 3
    assert f"{path}: it is empty".encode() in capfdbinary.readouterr().err


def test_an_undamaged_profile_is_not_called_damaged(profile: Path) -> None:
    (profile / "user.js").write_text(
        '/* a comment\n over lines; */\nuser_pref("a", 1); // why\nuser_pref("b",\n  "x\\n");\n\n'
    )
    assert damaged_around(profile) == ()


def test_the_overview_names_it(profile: Path) -> None:
    (profile / "containers.json").write_bytes(b'{"version":5,"ident')
    workspace = Workspace.open(str(profile))
    texts = [line.text for line in next_start_lines(workspace.view())]
    workspace.close()
    assert any("containers.json is damaged" in text for text in texts)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(AROUND),
    at=st.floats(0, 1),
    lost=st.integers(0, 200),
    block=st.binary(max_size=200),
)
def test_spliced_anywhere_it_hides_nothing(
    profile: Path, name: str, at: float, lost: int, block: bytes
) -> None:
    path = file_of(profile, name)
    whole = path.read_bytes()
    start = int(at * len(whole))
    path.write_bytes(whole[:start] + block + whole[start + lost :])
    try:
        assert shown(profile) == [URL]
    finally:
        path.write_bytes(whole)


@given(st.binary(max_size=300), st.booleans())
def test_what_is_said_of_settings_is_what_is_read(data: bytes, sound: bool) -> None:
    start = b'user_pref("a", 1);\nuser_pref("b", true);\n' if sound else b""
    read = read_of(start + data)
    assert read.good >= len(parse_prefs(start + data))
    assert parse_prefs((start + data)[: read.end]) == parse_prefs(start + data)
    assert 0 <= read.end <= len(start + data)
