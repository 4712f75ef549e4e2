"""What the screen remembers from one start to the next: the theme.

A small JSON file in the configuration directory. Whatever is wrong with it is no reason not to
start: it then counts as empty, and the next choice writes it anew.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from ..app_dirs import config_dir
from ..private_files import replace

FILE: Final = "remembered.json"
_MOST_BYTES: Final = 65_536


def remembered_theme() -> str | None:
    """The name of the theme chosen last; None when there is none, or no telling."""
    with contextlib.suppress(OSError):
        theme = _read(config_dir(create=False) / FILE).get("theme")
        return theme if isinstance(theme, str) else None
    return None


def few_colours(environ: Mapping[str, str]) -> bool:
    """Whether a terminal has sixteen colours or fewer: themes would be guessed from those."""
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return False
    return environ.get("TERM", "").rpartition("-")[2] not in ("256color", "kitty", "direct")


def remember_theme(name: str) -> None:
    """Keep a theme for the next start. Raises OSError when that cannot be written."""
    # Through a link to what it leads to: some keep their configuration elsewhere.
    path = (config_dir() / FILE).resolve()
    try:
        kept = _read(path)
    except OSError:
        kept = {}
    text = msgspec.json.format(msgspec.json.encode({**kept, "theme": name})) + b"\n"
    replace(path, text)


def _read(path: Path) -> dict[str, Any]:
    """What is remembered; nothing when it is malformed. Raises OSError."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe must not hold us
    with os.fdopen(file, "rb") as stream:
        text = stream.read(_MOST_BYTES)
    try:
        return msgspec.json.decode(text or b"", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
