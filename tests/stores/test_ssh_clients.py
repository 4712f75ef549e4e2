"""What people have in their ssh config, and who they are on the other machine, at a real sshd."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.errors import Unreadable
from sessiontui.firefox.tree.ssh.lines import Lines
from sessiontui.stores.registry import open_place
from tests.accounts import USER_ID, accounts, theirs, why_not
from tests.builders import session, window, write_profile
from tests.sshd import CLIENT, SSHD, Sshd

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (SSHD and CLIENT), reason="no sshd here"),
]

STATE = session(window("https://a.example/", "https://b.example/"))
SHELLS = {"fish": "fish", "dash": "dash", "ash": "busybox", "bash": "bash", "nologin": "nologin"}


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("ssh") / "d")
    yield server
    server.stop()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=STATE)


@pytest.fixture
def configure(sshd: Sshd, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Put lines before those that the client has for every host."""
    monkeypatch.setenv("PATH", f"{sshd.bin}:{os.environ['PATH']}")
    monkeypatch.setattr("sessiontui.stores.remote.store.LINES", Lines())
    before = sshd.client.read_text()
    yield lambda lines: sshd.client.write_text(f"{lines}\n{before}")
    sshd.client.write_text(before)


def tabs(place: str) -> int:
    store = open_place(place)
    try:
        return store.load("sessionstore").counts.tabs
    finally:
        store.close()


def box(sshd: Sshd, more: str = "") -> str:
    return f"Host box\nHostName {sshd.host}\nPort {sshd.port}\nUser {sshd.user}\n{more}\n"


@pytest.mark.parametrize(
    "more",
    [
        "",
        "RemoteCommand tmux attach\nRequestTTY force",
        "EscapeChar ~\nForwardX11 yes\nForwardAgent yes\nLogLevel QUIET",
        "LocalForward 127.0.0.1:1 127.0.0.1:1\nExitOnForwardFailure yes",
        "PermitLocalCommand yes\nLocalCommand echo noise",
        "SendEnv LANG\nCompression yes\nVisualHostKey yes",
    ],
)
def test_a_name_of_the_config_with_what_it_says_of_other_uses(
    more: str, sshd: Sshd, profile: Path, configure: object
) -> None:
    configure(box(sshd, more))  # type: ignore[operator]
    assert tabs(f"ssh:box{profile}") == 2


def test_a_match_block(sshd: Sshd, profile: Path, configure: object) -> None:
    configure(  # type: ignore[operator]
        f"Match originalhost elsewhere exec true\nHostName {sshd.host}\nPort {sshd.port}\n"
        f"User {sshd.user}\nHost *"
    )
    assert tabs(f"ssh:elsewhere{profile}") == 2


def test_a_quiet_config_hides_no_reason(sshd: Sshd, configure: object) -> None:
    configure("Host gone\nHostName 127.0.0.1\nPort 1\nLogLevel QUIET")  # type: ignore[operator]
    with pytest.raises(Unreadable, match="refused"):
        open_place("ssh:gone/p")


def test_through_another_machine(
    sshd: Sshd, profile: Path, tmp_path: Path, configure: object
) -> None:
    jump = Sshd(tmp_path / "jump")
    try:
        known = jump.known.read_text()
        sshd.known.write_text(f"{sshd.known.read_text()}{known}")
        configure(  # type: ignore[operator]
            f"Host first\nHostName {jump.host}\nPort {jump.port}\nUser {jump.user}\n"
            f"IdentityFile {jump.directory}/user\n{box(sshd, 'ProxyJump first')}"
        )
        assert tabs(f"ssh:box{profile}") == 2
        jump.stop()
        with pytest.raises(Unreadable, match="refused"):
            open_place(f"ssh:box{profile}")
    finally:
        jump.stop()


def test_a_connection_that_the_user_has_open_is_used_and_left_open(
    sshd: Sshd, profile: Path, configure: object
) -> None:
    with tempfile.TemporaryDirectory() as short:  # a socket's path has a hundred letters at most
        shared = f"ControlMaster auto\nControlPath {short}/s\nControlPersist 60"
        configure(box(sshd, shared))  # type: ignore[operator]
        own = [str(sshd.bin / "ssh"), "box"]
        subprocess.run([*own, "true"], check=True)  # stays behind as the master
        keys = (sshd.directory / "authorized").read_text()
        (sshd.directory / "authorized").write_text("")  # nobody else can log in
        try:
            assert tabs(f"ssh:box{profile}") == 2
            assert subprocess.run([*own, "true"], check=False).returncode == 0
        finally:
            (sshd.directory / "authorized").write_text(keys)
            subprocess.run([own[0], "-O", "exit", "box"], capture_output=True, check=False)


def test_a_line_that_becomes_the_shared_one_leaves_no_socket_that_is_dead(
    sshd: Sshd, profile: Path, configure: object
) -> None:
    with tempfile.TemporaryDirectory() as short:
        shared = f"ControlMaster auto\nControlPath {short}/s"
        configure(box(sshd, shared))  # type: ignore[operator]
        assert tabs(f"ssh:box{profile}") == 2
        assert not list(Path(short).iterdir())


def test_an_address_of_ipv6(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        server = Sshd(tmp_path / "six", address="::1")
    except OSError:
        pytest.skip("no IPv6 here")
    try:
        monkeypatch.setenv("PATH", f"{server.bin}:{os.environ['PATH']}")
        assert server.address.endswith(f"@[::1]:{server.port}")
        assert tabs(f"ssh:{server.address}{profile}") == 2
    finally:
        server.stop()


@pytest.mark.parametrize(
    "name",
    ["two words", 'it\'s "$(x)" `y`', "line\nbreak", "Größe-日本", os.fsdecode(b"no\xfftext")],
)
def test_a_path_of_any_name(name: str, sshd: Sshd, tmp_path: Path, configure: object) -> None:
    path = write_profile(tmp_path / name / "profile", clean=STATE)
    assert tabs(f"ssh:{sshd.address}{path}") == 2


# -- users whose shells are not ours, and who may not read everything -----------------------------


@pytest.fixture(scope="module")
def users() -> Iterator[Sshd]:
    if reason := why_not():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        directory.chmod(0o755)
        shells = {}
        for name, program in SHELLS.items():
            if found := shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin"):
                (directory / name).symlink_to(found)  # BusyBox goes by what it is called
                shells[name] = str(directory / name)
        server = Sshd(directory, below=accounts(directory, shells))
        for name in shells:
            home = directory / "homes" / name
            write_profile(home / ".mozilla/firefox/abc.default", clean=STATE)
            theirs(home)
        yield server
        server.stop()


def as_user(users: Sshd, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    if not (users.directory / name).exists():
        pytest.skip(f"no {SHELLS[name]} here")
    monkeypatch.setenv("PATH", f"{users.bin}:{os.environ['PATH']}")
    return f"ssh:{name}@{users.host}:{users.port}"


@pytest.mark.parametrize("shell", ["fish", "dash", "ash", "bash"])
def test_a_user_with_another_login_shell(
    shell: str, users: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = as_user(users, shell, monkeypatch)
    assert tabs(place) == 2
    assert tabs(f"{place}/~/.mozilla/firefox/abc.default") == 2


def test_a_user_without_a_shell_is_told_what_the_machine_says(
    users: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="not available"):
        open_place(as_user(users, "nologin", monkeypatch))


def test_what_that_user_may_not_look_at_is_never_called_empty(
    users: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = as_user(users, "dash", monkeypatch)
    with tempfile.TemporaryDirectory() as made:
        top = Path(made)
        top.chmod(0o755)
        closed = write_profile(top / "closed", clean=STATE)
        closed.chmod(0o700)
        with pytest.raises(Unreadable, match=r"no permission.*its owner"):
            open_place(f"{place}{closed}")
        part = write_profile(top / "part", clean=STATE, previous=STATE)
        (part / "sessionstore-backups").chmod(0o700)
        (part / "prefs.js").write_text("")
        os.chown(part / "sessionstore.jsonlz4", USER_ID, USER_ID)
        (part / "sessionstore.jsonlz4").chmod(0)
        store = open_place(f"{place}{part}")
        try:
            assert [version.id for version in store.versions()] == ["sessionstore"]
            assert any("sessionstore-backups" in one for one in store.profile().barred)  # type: ignore[attr-defined]
            with pytest.raises(Unreadable, match="no permission"):
                store.load("sessionstore")
        finally:
            store.close()
