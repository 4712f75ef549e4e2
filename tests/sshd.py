"""A real sshd on 127.0.0.1, as an ordinary user starts one: own keys, own config, own port."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CLIENT = shutil.which("ssh")
LOCAL = "127.0.0.1"


class Sshd:
    """Started at once; `program` is an ssh that knows its key and nothing of the user's own."""

    def __init__(
        self, directory: Path, *, first: str = "", below: Sequence[str] = (), address: str = LOCAL
    ) -> None:
        """``first``: lines of its config, before which no other counts; ``below``: the command
        that runs it; ``address``: where it listens.
        """
        assert SSHD is not None
        assert CLIENT is not None
        directory.mkdir(exist_ok=True)
        for name in ("host", "user"):
            key = str(directory / name)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        shutil.copy(directory / "user.pub", directory / "authorized")
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(kind) as free:
            free.bind((address, 0))
            self.port = free.getsockname()[1]
        self.host = f"[{address}]" if ":" in address else address
        self.user = getpass.getuser()
        self.directory = directory
        self._below, self._listens = below, address
        self.config = directory / "sshd_config"
        self.config.write_text(
            f"{first}\nPort {self.port}\nListenAddress {self.host}\nHostKey {directory}/host\n"
            f"AuthorizedKeysFile {directory}/authorized\nPasswordAuthentication no\n"
            f"PidFile {directory}/pid\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        )
        host = (directory / "host.pub").read_text().split(" ")[:2]
        self.known = directory / "known"
        self.known.write_text(f"[{address}]:{self.port} {' '.join(host)}\n")
        client = self.client = directory / "ssh_config"
        client.write_text(
            f"Host *\nIdentityFile {directory}/user\nIdentitiesOnly yes\n"
            f"UserKnownHostsFile {self.known}\nStrictHostKeyChecking yes\n"
        )
        self.bin = directory / "bin"
        self.bin.mkdir()
        (self.bin / "ssh").write_text(f'#!/bin/sh\nexec {CLIENT} -F {client} "$@"\n')
        (self.bin / "ssh").chmod(0o700)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where it gives up root's rights
        self.start()

    @property
    def address(self) -> str:
        """What comes behind ``ssh:``, without a path."""
        return f"{self.user}@{self.host}:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        assert SSHD is not None
        self._process = subprocess.Popen(
            [*self._below, SSHD, "-D", "-e", "-f", str(self.config)],
            stderr=(self.directory / "log").open("ab"),
            start_new_session=True,
        )
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection((self._listens, self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)  # there is no event for a port that opens
        raise AssertionError((self.directory / "log").read_text())

    def stop(self) -> None:
        """End it, and every session that it carries."""
        self.cut()
        self._process.kill()
        self._process.wait()

    def cut(self) -> None:
        """End every session that it carries, in the middle."""
        for pid in _below(self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> list[int]:
    """The processes that one has started, and those that they have."""
    said = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    own = [int(word) for word in said.stdout.split()]
    return [*own, *(below for one in own for below in _below(one))]
