"""What tests need of the operating system: a held lock, a user without rights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOLD = """
import fcntl, os, struct, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o644)
if sys.argv[2] == "ofd":
    flock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    fcntl.fcntl(file, fcntl.F_OFD_SETLK, flock)
else:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""
NOBODY = 65534


@contextmanager
def lock_held(profile: Path, kind: str = "posix") -> Iterator[int]:
    """Another process holds `.parentlock` as Firefox does (or by an OFD lock); gives its pid."""
    command = [sys.executable, "-c", _HOLD, str(profile / ".parentlock"), kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"held\n"
            yield process.pid
        finally:
            process.kill()


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root sees no EACCES: be nobody for a while. Nothing changes for anyone else."""
    import ctypes  # noqa: F401  (nobody may not be able to read root's own Python)

    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


NO_DAC = ("--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search")


def without_dac(*command: str | Path) -> list[str]:
    """A command as root whom file modes bind, as on a FUSE mount. For tests that run as root."""
    return ["setpriv", *NO_DAC, *map(str, command)]
