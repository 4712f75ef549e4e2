"""A pattern that is compiled when it is first used finds what one compiled at once finds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from sessiontui import late_re

TEXT = "a1 b22 c333"
ASKED: dict[str, Callable[[re.Pattern[str]], object]] = {
    "match": lambda pattern: pattern.match(TEXT, 1).span(),  # type: ignore[union-attr]
    "search": lambda pattern: pattern.search(TEXT).groups(),  # type: ignore[union-attr]
    "fullmatch": lambda pattern: pattern.fullmatch("1234").group(),  # type: ignore[union-attr]
    "finditer": lambda pattern: [found[0] for found in pattern.finditer(TEXT)],
    "findall": lambda pattern: pattern.findall(TEXT),
    "sub": lambda pattern: pattern.sub(r"<\1>", TEXT),
    "subn": lambda pattern: pattern.subn("", TEXT, count=1),
    "split": lambda pattern: pattern.split(TEXT),
    "pattern": lambda pattern: pattern.pattern,
    "flags": lambda pattern: pattern.flags,
}


@pytest.mark.parametrize("asked", ASKED)
def test_it_finds_the_same(asked: str) -> None:
    late = late_re.compile(r"([0-9])+", re.IGNORECASE)
    at_once = re.compile(r"([0-9])+", re.IGNORECASE)
    assert ASKED[asked](late) == ASKED[asked](at_once)
    assert ASKED[asked](late) == ASKED[asked](at_once)  # and once it is compiled


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(text: str, flags: int) -> re.Pattern[str]:
        made.append(text)
        return real(text, flags)

    real = re.compile
    monkeypatch.setattr(re, "compile", counted)
    pattern = late_re.compile("x+")
    assert made == []
    assert pattern.match("xx") and pattern.search("axx") and not pattern.match("a")
    assert made == ["x+"]


def test_bytes_stay_bytes() -> None:
    assert late_re.compile(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_a_mistake_shows_at_first_use() -> None:
    pattern = late_re.compile("(")
    with pytest.raises(re.error):
        pattern.match("")
