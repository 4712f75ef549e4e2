"""Whether a terminal can show the screen at all: some cannot put the cursor where they are told."""

from __future__ import annotations

from typing import Final

_WITHOUT: Final = frozenset({"dumb", "unknown"})
_WITH: Final = ("xterm", "screen", "tmux", "linux", "rxvt", "vt", "foot", "alacritty", "st-")
"""How the names of terminals begin that surely can: for them nothing is looked up."""


def no_cursor(term: str, file: int) -> str | None:
    """Why nothing can be drawn on the terminal of a name (TERM), as a clause; None when it can.

    A name that the system's terminfo does not know is believed to be a new terminal's.
    """
    if not term:
        return "TERM is not set: what this terminal can do is not known"
    clause = f"this terminal (TERM={term}) cannot address the cursor"
    if term in _WITHOUT:
        return clause
    return None if term.startswith(_WITH) or _addresses_cursor(term, file) else clause


def _addresses_cursor(term: str, file: int) -> bool:
    try:
        import _curses as curses
    except ImportError:
        return True
    try:
        curses.setupterm(term, file)
    except curses.error:
        return True
    return curses.tigetstr("cup") is not None
