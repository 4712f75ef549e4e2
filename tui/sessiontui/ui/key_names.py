"""What keys are called: one spelling for key bar, help, palette, windows, sentences and docs."""

from __future__ import annotations

from typing import Final

from textual.keys import _character_to_key, format_key

from ..text import printable

NAMES: Final = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "backspace": "Backspace",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "insert": "Ins", "delete": "Del",
}  # fmt: skip


def key_sign(key: str) -> str:
    """A key, named as Textual names it, in few cells: ``Enter``, ``F5``, ``Ctrl-X``, ``/``."""
    *modifiers, name = key.split("+")
    sign = NAMES.get(name) or printable(character_of(name) or name.capitalize())
    if not modifiers:
        return sign
    return "-".join(
        (*(word.capitalize() for word in modifiers), sign.upper() if len(sign) == 1 else sign)
    )


def key_signs(keys: str) -> str:
    """Keys with commas between; where others do the same, those with Ctrl need no room."""
    listed = keys.split(",")
    plain = [key for key in listed if not key.startswith("ctrl+")]
    return " ".join(key_sign(key) for key in plain or listed)


def character_of(name: str) -> str | None:
    """The character that a key types: of ``a`` and ``slash``, not of ``up`` and ``space``."""
    shown = name if len(name) == 1 else format_key(name)
    return shown if len(shown) == 1 and _character_to_key(shown) == name else None


def is_typed(key: str) -> bool:
    """Whether a field would take a key for text."""
    return key == "space" or character_of(key) is not None
