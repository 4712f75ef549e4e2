"""Keys are called one way, wherever they are named."""

from __future__ import annotations

import re

import pytest

from sessiontui.ui.key_names import NAMES, is_typed, key_sign, key_signs
from tests.paths import ROOT

OTHERS = re.compile(
    r"⏎|↵|⌫|\bSpc\b|\bspacebar\b|\bReturn key\b|\bRET\b|\bEscape\b|\bPage (?:Up|Down)\b"
    r"|\bPg ?Up\b(?<!PgUp)|\bPg ?D(?:o?w)?n\b(?<!PgDn)|\bDelete key\b"
    r"|\b[Cc]ontrol[-+ ][A-Za-z]\b|\bC-[a-z]\b|\bCtrl\+|\bAlt\+|\bShift\+"
    r"|(?<![`\w^\[\\])\^[a-zA-Z]\b(?!\[)"
)
"""Other spellings of what ``key_sign`` calls Enter, Backspace, Space, Esc, PgUp, Ctrl-X."""

TEXTS = ("README.md", "docs/keys.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def shown_texts() -> list[tuple[str, str]]:
    """What may name a key to somebody: the sources of the program, and what is read beside it."""
    sources = (ROOT / "tui" / "sessiontui").rglob("*.py")
    paths = [*sorted(sources), *(ROOT / name for name in TEXTS)]
    return [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths]


def test_no_source_and_no_text_has_another_spelling_of_a_key() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in shown_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if OTHERS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("word", ["⏎ Open", "Spc mark", "Ctrl+C", "^q Quit", "Page Up", "Escape"])
def test_other_spellings_would_be_found(word: str) -> None:
    assert OTHERS.search(f'box.title = "{word}"')


def test_the_names() -> None:
    assert key_sign("ctrl+t") == "Ctrl-T"
    assert key_sign("shift+up") == "Shift-↑"
    assert key_sign("alt+pageup") == "Alt-PgUp"
    assert key_sign("question_mark") == "?"
    assert key_sign("f5") == "F5"
    assert key_signs("q,ctrl+q,ctrl+c") == "q"
    assert key_signs("ctrl+q,ctrl+c") == "Ctrl-Q Ctrl-C"
    assert key_signs("down,j") == "↓ j"
    assert all(key_sign(key) == name for key, name in NAMES.items())


def test_which_keys_a_field_takes_for_text() -> None:
    assert all(is_typed(key) for key in ("a", "A", "1", "colon", "slash", "question_mark", "space"))
    assert not any(is_typed(key) for key in ("enter", "escape", "tab", "up", "f1", "ctrl+q"))
