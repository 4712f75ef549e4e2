"""Texts on their way to the terminal's clipboard."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.ui.clipboard import MOST, copy, osc52, passed_through


def received(sequence: str) -> bytes:
    """What a terminal puts on its clipboard."""
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert found
    return b64decode(found[1], validate=True)


def through_tmux(sequence: str) -> str:
    """What tmux gives to the terminal outside."""
    found = re.fullmatch(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", sequence)
    assert found
    return found[1].replace("\x1b\x1b", "\x1b")


def through_screen(sequence: str) -> str:
    """What GNU screen gives to the terminal outside: it keeps 768 bytes of one sequence."""
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert all(len(piece) < 768 for piece in pieces)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sequence
    return "".join(pieces)


@given(st.text(max_size=3000))
def test_the_terminal_receives_the_text_plain_and_through_tmux_and_screen(text: str) -> None:
    wanted = text.encode("utf-8", "replace")
    plain = osc52(text)
    assert received(plain) == wanted
    assert received(through_tmux(passed_through(plain, {"TMUX": "x,1,0"}))) == wanted
    assert received(through_screen(passed_through(plain, {"STY": "1.pts-0.host"}))) == wanted
    assert passed_through(plain, {"TERM": "xterm-256color"}) == ""


def test_no_text_can_end_the_sequence_early() -> None:
    assert osc52("\x07\x1b\\\x1b[31m").count("\x1b") == 1


class FakeApp:
    """What ``copy`` needs of an app; what it writes and says is kept."""

    def __init__(self) -> None:
        self._driver = self
        self.written: list[str] = []
        self.said: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.written.append(osc52(text))

    def write(self, data: str) -> None:
        self.written.append(data)

    def notify(self, message: str, **options: Any) -> None:
        assert options["markup"] is False
        self.said.append(message)


def sent(text: str) -> FakeApp:
    app: Any = FakeApp()
    copy(app, text, "value")
    kept: FakeApp = app
    return kept


def test_it_says_how_much_was_sent_and_not_that_it_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    app = sent("twelve bytes")
    assert app.said == ["value: 12 bytes sent to the terminal"]
    assert [received(each) for each in app.written] == [b"twelve bytes"]
    assert received(sent("half \ud83d").written[0]) == b"half ?"


def test_inside_tmux_both_ways_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    plain, wrapped = sent("text").written
    assert received(plain) == received(through_tmux(wrapped)) == b"text"


def test_what_may_be_too_much_is_said_and_what_is_too_much_is_not_sent() -> None:
    assert "may be more than it takes" in sent("x" * 60_000).said[0]
    app = sent("x" * (MOST + 1))
    assert app.written == []
    assert "1,000,001 bytes are too much" in app.said[0]
