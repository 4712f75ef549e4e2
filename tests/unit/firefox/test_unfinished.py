"""A save that was never finished is said where it holds more than what would be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sessiontui.firefox.session_files import SessionFile
from sessiontui.firefox.unfinished import worth_a_look


@dataclass
class Of:
    """When it was written, and how much text it has."""

    modified: float
    text: int


def file(name: str, role: str, of: Of) -> SessionFile:
    return SessionFile(name, role, Path("p") / name, False, 9, of.modified, "r", of.text)


@pytest.mark.parametrize(
    ("unfinished", "is_said"),
    [(Of(2, 20), True), (Of(2, 10), False), (Of(1, 20), False), (Of(0, 99), False)],
)
def test_only_what_is_newer_and_larger(unfinished: Of, is_said: bool) -> None:
    files = [
        file("recovery", "recovery", Of(1, 10)),
        file("recovery.jsonlz4.tmp", "unfinished", unfinished),
    ]
    said = worth_a_look(files, "recovery")
    assert bool(said) is is_said
    if is_said:
        assert "Firefox does not load it" in said[0]
        assert "newer and larger than recovery" in said[0]


def test_nothing_else_is_there() -> None:
    (said,) = worth_a_look([file("recovery.jsonlz4.tmp", "unfinished", Of(1, 1))], None)
    assert "nothing else is there to be loaded" in said


def test_a_copy_is_none() -> None:
    assert worth_a_look([file("mine", "copy", Of(9, 99))], None) == ()
