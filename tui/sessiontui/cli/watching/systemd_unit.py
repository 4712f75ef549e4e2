"""A systemd user unit that watches a profile all the time."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...text import printable

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:=@,+-]+")
_UNNAMEABLE: Final = re.compile(r"""["'\\\x00-\x1f\x7f]""")  # systemd takes no such program
_NAME: Final = "sessiontui-watch.service"

_UNIT: Final = """\
# Watches every save of {shown}
#
#   sessiontui watch --print-unit PLACE > ~/.config/systemd/user/{name}
#   systemctl --user daemon-reload
#   systemctl --user enable --now {name}
#
# What it sees:        tail -f ~/.local/state/sessiontui-watch/saves.log
#                      (below ~/.config before systemd 254)
# The summary so far:  systemctl --user kill --signal=SIGUSR1 {name}
# It ends with its summary:  systemctl --user stop {name}
#
# That file holds the sites that caused saves: only you can open its directory. What goes
# wrong stands in the journal.

[Unit]
Description=Watch what Firefox writes to save its session
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=:{command}
KillSignal=SIGTERM
Restart=on-failure
RestartSec=30
Nice=10
UMask=0077
StateDirectory=sessiontui-watch
StateDirectoryMode=0700
StandardOutput=append:%S/sessiontui-watch/saves.log
# It only looks. In a name space of its own it cannot ask what the whole Firefox wrote
# (/proc/PID/io); for that figure take the three Protect and Private lines out.
ProtectSystem=strict
ProtectHome=read-only
PrivateNetwork=yes
NoNewPrivileges=yes
{more}
[Install]
WantedBy=default.target
"""
_TEMPORARY: Final = """\
RuntimeDirectory=sessiontui-watch
Environment=TMPDIR=%t/sessiontui-watch
"""


def unit(profile: Path, options: Sequence[str], *, temporary: bool = False) -> bytes:
    """The unit's text. ``temporary``: it needs a directory for files of the moment."""
    words = [*_program(), "watch", *options, str(profile)]
    if _UNNAMEABLE.search(words[0]):
        words = ["/bin/sh", "-c", 'exec "$0" "$@"', *words]
    text = _UNIT.format(
        shown=printable(str(profile)),
        name=_NAME,
        command=" ".join(quoted(word) for word in words),
        more=_TEMPORARY if temporary else "",
    )
    return text.encode("utf-8", "backslashreplace")


def quoted(word: str) -> str:
    """A word of a command line as systemd reads it back (systemd.syntax(7), systemd.unit(5)).

    Variables stay what they are: the line begins with ``:``, which turns them off.
    """
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word):
        return word
    return '"' + "".join(_escaped(char) for char in word) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no text
        return f"\\x{code - 0xDC00:02x}"
    return (
        char
        if printable(char) == char
        else "".join(f"\\x{b:02x}" for b in char.encode("utf-8", "replace"))
    )


def _program() -> list[str]:
    """How this very program is started, from anywhere."""
    started = Path(sys.argv[0]).absolute()
    if started.suffix != ".py" and started.is_file() and os.access(started, os.X_OK):
        return [str(started)]
    return [sys.executable, "-m", "sessiontui"]
