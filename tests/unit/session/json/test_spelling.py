"""Whether names may stand in a text in another spelling than their own."""

from __future__ import annotations

import pytest

from sessiontui.session.json import spelling
from sessiontui.session.json.spelling import may_be_escaped


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (rb'{"image":"\u0007\u001f\u00e9\ud83d\ude00"}', False),
        (rb'{"\u0069mage":1}', True),
        (rb'{"imag\u0065":1}', True),
        (rb'{"a":"\\u0069mage"}', False),
        (rb'{"a":"\\\u0069mage"}', True),
        (rb'{"a":"\\\\u0069\u0001\u0069"}', True),
        (rb"\u0069", True),
        (rb"\u00", False),
        (b"", False),
    ],
)
def test_escaped_letters_are_told_from_what_only_looks_like_them(text: bytes, may: bool) -> None:
    assert may_be_escaped(text) == may


def test_beyond_very_many_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_MOST", 3)
    assert not may_be_escaped(rb"\\u0069" * 2)
    assert may_be_escaped(rb"\\u0069" * 3)
