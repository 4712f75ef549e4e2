"""Another machine that is none: a program called ``ssh`` which runs what it is told right here.

What a real sshd is needed for is tested with one (``tests.sshd``); what a machine may be like, and
what it may do to us, is quicker told by a script.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sessiontui.firefox.tree.ssh.lines import Lines

BUSYBOX = shutil.which("busybox")

BSD_STAT = """\
#!/bin/sh
[ "$1" = -L ] && shift
[ "$1" = -f ] || { echo "usage: stat [-FLnq] [-f format] [file ...]" >&2; exit 1; }
format=$(printf %s "$2" | sed 's/%Xp/%f/; s/%z/%s/; s/%Fm/%.9Y/; s/%N/%n/')
shift 2
exec REAL -L -c "$format" -- "$@"
"""


def other_machine(
    directory: Path, patch: pytest.MonkeyPatch, script: str = "exec sh", *, place: str = "ssh:box"
) -> str:
    """Have ``ssh`` be this script, in which ``$command`` is what is to be run there.

    Gives what PLACEs there begin with. Each time it is opened, its arguments are noted (`opened`).
    """
    directory.mkdir(exist_ok=True)
    program = directory / "ssh"
    program.write_text(
        f'#!/bin/sh\nprintf \'%s\\n\' "$*" >> "{directory}/opened"\n'
        f"for command; do :; done\n{script}\n"
    )
    program.chmod(0o700)
    patch.setenv("PATH", f"{directory}:{os.environ['PATH']}")
    patch.setattr("sessiontui.stores.remote.store.LINES", Lines())  # none of another test
    return place


def opened(directory: Path) -> list[str]:
    """With which arguments it was called, each time."""
    try:
        return (directory / "opened").read_text().splitlines()
    except FileNotFoundError:
        return []


def programs(directory: Path, **scripts: str) -> Path:
    """A directory of programs that are scripts."""
    directory.mkdir()
    for name, script in scripts.items():
        (directory / name).write_text(script)
        (directory / name).chmod(0o700)
    return directory


def busybox_only(directory: Path) -> Path:
    """A directory with what BusyBox has of programs, and nothing else."""
    assert BUSYBOX is not None
    directory.mkdir()
    for name in ("sh", "stat", "ls", "dd", "od", "tr", "uname"):
        (directory / name).symlink_to(BUSYBOX)
    return directory
