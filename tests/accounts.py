"""Users of a machine with passwords and login shells, for an sshd that is started by root.

They are in no file of this machine: the sshd runs where other files lie at the place of
/etc/passwd and /etc/shadow, which nobody else sees and of which nothing is left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.sshd import CLIENT, SSHD

USER_ID = 61234
PASSWORD = "pa ss'w0rd$(x)"


def why_not() -> str:
    """Why there can be none here, or nothing."""
    if not (SSHD and CLIENT):
        return "no sshd here"
    if os.geteuid() != 0:
        return "only root can start an sshd that asks for passwords"
    if not (shutil.which("openssl") and shutil.which("unshare")):
        return "no openssl or unshare here"
    alone = subprocess.run(
        ["unshare", "-m", "mount", "--bind", "/etc/passwd", "/etc/shadow"],
        capture_output=True,
        check=False,
    )
    return "" if alone.returncode == 0 else "nothing can be mounted here"


def accounts(directory: Path, shells: Mapping[str, str]) -> list[str]:
    """Make users, each with a login shell and a home below; gives what runs a program with them.

    ``directory`` is one that everybody may pass through. They have one password and one uid.
    """
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True
    ).stdout.strip()
    passwd, shadow = Path("/etc/passwd").read_text(), Path("/etc/shadow").read_text()
    for name, shell in shells.items():
        home = directory / "homes" / name
        home.mkdir(parents=True)
        os.chown(home, USER_ID, USER_ID)
        passwd += f"{name}:x:{USER_ID}:{USER_ID}::{home}:{shell}\n"
        shadow += f"{name}:{hashed}:19000:0:99999:7:::\n"
    (directory / "passwd").write_text(passwd)
    (directory / "shadow").touch(mode=0o600)
    (directory / "shadow").write_text(shadow)
    mounts = " && ".join(
        f"mount --bind '{directory}/{name}' /etc/{name}" for name in ("passwd", "shadow")
    )
    return ["unshare", "-m", "sh", "-c", f'{mounts} && exec "$@"', "sh"]


def theirs(path: Path) -> Path:
    """Make everything below a path that of these users."""
    for folder, _, files in os.walk(path):
        for one in (Path(folder), *(Path(folder) / name for name in files)):
            os.chown(one, USER_ID, USER_ID, follow_symlinks=False)
    return path
