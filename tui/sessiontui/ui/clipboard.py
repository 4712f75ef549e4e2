"""Text to the terminal's clipboard, by the escape sequence OSC 52.

The terminal never answers: it may put the text on its clipboard, ask first, or ignore it. What
can be said is that the bytes were sent. It works over SSH, and through tmux and screen, where
the sequence must be wrapped to get to the terminal outside.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from textual.app import App

from ..text import exact_size

MOST: Final = 1_000_000
"""Bytes that are sent at most; many terminals take no more than 74,994."""

_SURE: Final = 74_994
_SCREEN_PIECE: Final = 512  # GNU screen keeps 768 bytes of one sequence


def osc52(text: str) -> str:
    """The sequence that puts a text on the clipboard."""
    return f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode('ascii')}\x07"


def passed_through(sequence: str, environment: Mapping[str, str]) -> str:
    """The sequence wrapped for the terminal outside of tmux or screen; empty without these."""
    if environment.get("TMUX"):
        return f"\x1bPtmux;{sequence.replace(chr(0x1B), chr(0x1B) * 2)}\x1b\\"
    if environment.get("STY"):
        pieces = (
            sequence[at : at + _SCREEN_PIECE] for at in range(0, len(sequence), _SCREEN_PIECE)
        )
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return ""


def copy(app: App[Any], text: str, words: str) -> None:
    """Send a text to the terminal and say how much; ``words`` say what it is.

    Inside tmux both ways are taken: its option ``set-clipboard`` takes the plain sequence,
    ``allow-passthrough`` the wrapped one.
    """
    clean = text.encode("utf-8", "replace").decode()
    taken = len(clean.encode())
    if taken > MOST:
        app.notify(
            f"{words}: {exact_size(taken)} are too much for a terminal's clipboard; "
            "write them to a file instead",
            severity="warning", markup=False,
        )  # fmt: skip
        return
    app.copy_to_clipboard(clean)
    wrapped = passed_through(osc52(clean), os.environ)
    driver = app._driver  # Textual's own copy_to_clipboard writes there too
    if wrapped and driver is not None:
        driver.write(wrapped)
    sent = f"{words}: {exact_size(taken)} sent to the terminal"
    if 4 * taken > 3 * _SURE:
        sent += ", which may be more than it takes"
    app.notify(sent, markup=False, timeout=3)
