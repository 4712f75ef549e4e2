"""The system's ssh: how it is called, whatever its user's own config says, and how it is ended."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import Final

from .address import Address

_CONNECT_SECONDS: Final = 20
_ASKED_TO_END: Final = 20  # times, so many seconds apart: a busy machine may take a while
_APART: Final = 0.25

# A config may give a host a command of its own (tmux attach), and have ssh say nothing: its words
# are needed where it fails. Each is known since 2017; what is not ends ssh, and an IgnoreUnknown
# here would take the place of the one that a config has.
_OPTIONS: Final = (
    "RemoteCommand=none",
    f"ConnectTimeout={_CONNECT_SECONDS}", "ServerAliveInterval=10", "ServerAliveCountMax=3",
    "ForwardX11=no", "ForwardAgent=no", "PermitLocalCommand=no", "ClearAllForwardings=yes",
    "LogLevel=INFO",
)  # fmt: skip
_NOBODY: Final = {"SSH_ASKPASS_REQUIRE": "never"}


def begin(address: Address, *, alone: bool, program: str = "ssh") -> subprocess.Popen[bytes]:
    """Call it for a shell there; ``alone``: nobody can be asked for anything. Raises OSError."""
    options = [*_OPTIONS, *(["BatchMode=yes"] if alone else [])]
    words = [word for option in options for word in ("-o", option)]
    return subprocess.Popen(
        [program, "-T", "-e", "none", *words, *address.words(), "exec sh"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env={**os.environ, "LC_ALL": "C", **(_NOBODY if alone else {})},
        # The ssh that it starts for a jump host knows nothing of BatchMode: it would ask in the
        # midst of the screen, had it a terminal.
        start_new_session=alone,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End it, and wait for that. It may be asking for a password, and then the terminal shows no
    letter that is typed: it puts that right when it is asked to end, not when it is killed. A
    signal in the moment before it waits for a letter is lost on it, so it is asked again.
    """
    for _ in range(_ASKED_TO_END):
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_APART)
            return
    process.kill()
    process.wait()
