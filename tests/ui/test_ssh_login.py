"""Logging in at another machine by a password, on a real terminal, at a real sshd."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts import PASSWORD, accounts, theirs, why_not
from tests.builders import session, window, write_profile
from tests.sshd import CLIENT, Sshd
from tests.ui.terminal import Terminal

pytestmark = [pytest.mark.long, pytest.mark.skipif(bool(why_not()), reason=why_not())]

WAYS = "PasswordAuthentication yes\nKbdInteractiveAuthentication yes\nUsePAM yes\nUseDNS no"
STATE = session(window("https://a.example/", "https://b.example/"))
ASKS = r"[Pp]assword:\s*$"
SHOWN = r"the next start loads it[\s\S]*2 tabs"


def asked(times: int) -> str:
    """What the terminal shows when it asks, and has asked so many times in all."""
    return rf"([Pp]assword:\s[\s\S]*){{{times - 1}}}{ASKS}"


@pytest.fixture(scope="module")
def sshd() -> Iterator[Sshd]:
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        directory.chmod(0o755)
        server = Sshd(directory, first=WAYS, below=accounts(directory, {"guest": "/bin/bash"}))
        server.user = "guest"
        home = directory / "homes/guest"
        write_profile(home / ".mozilla/firefox/abc.default", clean=STATE)
        theirs(home)
        yield server
        server.stop()


class Client:
    """Someone's ssh, with a config and known hosts of its own, and the terminal they sit at."""

    def __init__(self, sshd: Sshd, home: Path) -> None:
        self._sshd, self._home = sshd, home
        self.known = home / "known"
        self.known.write_text(sshd.known.read_text())
        self.config("")

    def config(self, lines: str) -> None:
        path = self._home / "config"
        path.write_text(f"{lines}\nHost *\nUserKnownHostsFile {self.known}\n")
        own = self._home / "bin/ssh"
        own.parent.mkdir(exist_ok=True)
        own.write_text(f'#!/bin/sh\nexec {CLIENT} -F {path} "$@"\n')
        own.chmod(0o755)

    def terminal(self, *arguments: str, place: str = "") -> Terminal:
        path = f"{self._home}/bin:{os.environ['PATH']}"
        place = place or f"ssh:{self._sshd.address}"
        return Terminal(*arguments, place, home=self._home, env={"PATH": path})


@pytest.fixture
def client(sshd: Sshd, tmp_path: Path) -> Client:
    return Client(sshd, tmp_path)


@pytest.mark.parametrize("way", ["password", "keyboard-interactive"])
def test_a_password_is_asked_for_before_the_screen_and_a_wrong_one_again(
    client: Client, way: str
) -> None:
    client.config(f"PreferredAuthentications {way}")
    with client.terminal() as terminal:
        terminal.wait_for(ASKS)
        terminal.send("not this\n")
        terminal.wait_for(asked(2))
        terminal.send(f"{PASSWORD}\n")
        terminal.wait_for(SHOWN)
        assert PASSWORD.encode() not in terminal.raw
        assert terminal.leave() == 0
        assert terminal.takes_lines


def test_three_wrong_passwords_are_a_sentence(client: Client) -> None:
    client.config("PreferredAuthentications password")
    with client.terminal() as terminal:
        for number in range(3):
            terminal.wait_for(asked(number + 1))
            terminal.send("no\n")
        assert terminal.end() == 3
        assert re.search(r"sessiontui: ssh:guest@\S+: .*Permission denied", terminal.text)
        assert terminal.takes_lines


def test_too_many_of_them_are_said_as_the_machine_said_it(client: Client) -> None:
    client.config("PreferredAuthentications password\nNumberOfPasswordPrompts 9")
    with client.terminal("tabs") as terminal:
        for number in range(6):
            terminal.wait_for(asked(number + 1))
            terminal.send("no\n")
        assert terminal.end() == 3
        assert "Too many authentication failures" in re.sub(r"\s+", " ", terminal.text), (
            terminal.text
        )


@pytest.mark.parametrize("arguments", [(), ("tabs",)])
def test_ctrl_c_at_the_question_ends_it_and_the_terminal_is_as_it_was(
    client: Client, arguments: tuple[str, ...]
) -> None:
    with client.terminal(*arguments) as terminal:
        terminal.wait_for(ASKS)
        assert not terminal.takes_lines
        terminal.send("\x03")
        assert terminal.end() == 130
        assert terminal.takes_lines


def test_a_machine_that_is_not_known_is_asked_about(client: Client) -> None:
    client.known.write_text("")
    with client.terminal() as terminal:
        terminal.wait_for(r"continue connecting \(yes/no")
        terminal.send("no\n")
        assert terminal.end() == 3
        assert "its key was not accepted" in terminal.text
    assert not client.known.read_text()
    with client.terminal() as terminal:
        terminal.wait_for(r"continue connecting \(yes/no")
        terminal.send("yes\n")
        terminal.wait_for(ASKS)
        terminal.send(f"{PASSWORD}\n")
        terminal.wait_for(SHOWN)
        assert terminal.leave() == 0
    assert client.known.read_text()


def test_once_the_screen_is_there_nothing_is_asked_on_it_not_even_by_the_way_there(
    client: Client, sshd: Sshd, tmp_path: Path
) -> None:
    """The ssh that ssh starts for a jump host knows nothing of BatchMode."""
    inner = Sshd(tmp_path / "inner")
    try:
        client.known.write_text(f"{client.known.read_text()}{inner.known.read_text()}")
        client.config(
            f"Host inner\nHostName {inner.host}\nPort {inner.port}\nUser {inner.user}\n"
            f"IdentityFile {inner.directory}/user\nProxyJump {sshd.address}"
        )
        profile = write_profile(tmp_path / "there", clean=STATE)
        with client.terminal(place=f"ssh:inner{profile}") as terminal:
            terminal.wait_for(ASKS)
            terminal.send(f"{PASSWORD}\n")
            terminal.wait_for(SHOWN)
            inner.cut()
            terminal.send("5")
            terminal.wait_for("not watched since")
            terminal.settle()
            assert not re.search(ASKS, terminal.text, re.MULTILINE)
            assert b"assword: " not in terminal.raw[terminal.raw.rindex(b"2 tabs") :]
            terminal.send("1")  # the keys are the screen's
            terminal.wait_for("everything here is as it was")
            assert terminal.leave() == 0
    finally:
        inner.stop()


def test_another_key_than_before_is_refused_before_a_password_is_asked_for(
    client: Client, sshd: Sshd
) -> None:
    words = client.known.read_text().split(" ")
    other = (sshd.directory / "user.pub").read_text().split(" ")[1]
    client.known.write_text(f"{words[0]} {words[1]} {other}\n")
    with client.terminal() as terminal:
        assert terminal.end() == 3
        assert "another key than before" in terminal.text
        assert "ssh-keygen -R" in terminal.text
        assert not re.search(ASKS, terminal.text)
