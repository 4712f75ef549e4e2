"""What no repair of a copy mends is told before all of a large text was copied and repaired."""

from __future__ import annotations

import random

import pytest

from sessiontui.errors import Damaged
from sessiontui.session.json import text as jsontext
from sessiontui.session.json.beyond_repair import fault_beyond_repair

TEXT = (
    b'{"windows":[{"tabs":['
    + b",".join(
        b'{"entries":[{"url":"https://%d.example/","title":"%d"}],"x":"%s"}' % (i, i, b"a" * 600)
        for i in range(4_000)
    )
    + b"]}]}"
)
AT = TEXT.index(b"aaaa", len(TEXT) // 2)
NOISE = random.Random(1).randbytes(3_000)

BROKEN = {
    "cut": TEXT[:AT],
    "cut behind an escape": TEXT[:AT] + rb"\u00e4",
    "a comma is missing": TEXT[:AT] + TEXT[AT:].replace(b",", b" ", 1),
    "a comma too many": TEXT[:-3] + b",]}]}",
    "a colon is missing": TEXT[:AT] + TEXT[AT:].replace(b":", b" ", 1),
    "something behind it": TEXT + b"{",
    "noise": TEXT[:AT] + NOISE + TEXT[AT + len(NOISE) :],
    "zeros": TEXT[:AT] + bytes(3_000) + TEXT[AT + 3_000 :].replace(b",", b"", 1),
    "zeros between": TEXT.replace(b"},{", b"},\0\0{", 2_000),
}
REPAIRED = {
    "no UTF-8": TEXT[:AT] + b"\xff\xfe" + TEXT[AT + 2 :],
    "control characters": TEXT[:AT] + bytes(30) + TEXT[AT + 30 :],
    "an escape that is none": TEXT[:AT] + rb"\q" + TEXT[AT + 2 :],
    "a large number": TEXT[:-1] + b',"n":1e999}',
    "deep": TEXT[:-1] + b',"n":' + b"[" * 3_000 + b"]" * 3_000 + b"}",
}


@pytest.fixture
def repaired(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much was repaired each time."""
    sizes: list[int] = []
    real = jsontext.repair_everything

    def counted(text: bytes) -> bytes:
        sizes.append(len(text))
        return real(text)

    monkeypatch.setattr(jsontext, "repair_everything", counted)
    return sizes


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_structure_is_told_without_repairing_all_of_it(
    name: str, repaired: list[int]
) -> None:
    with pytest.raises(Damaged):
        jsontext.decode_any(BROKEN[name])
    assert sum(repaired) < 400_000


@pytest.mark.parametrize("name", BROKEN)
def test_the_sentence_is_the_one_after_repairing_everything(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Damaged) as soon:
        jsontext.decode_any(BROKEN[name])
    monkeypatch.setattr(jsontext, "_LARGE", 1 << 40)
    with pytest.raises(Damaged) as late:
        jsontext.decode_any(BROKEN[name])
    assert soon.value.sentence == late.value.sentence


@pytest.mark.parametrize("name", REPAIRED)
def test_what_can_be_repaired_is_not_given_up(name: str, repaired: list[int]) -> None:
    assert fault_beyond_repair(REPAIRED[name], jsontext.repair_everything) is None
    assert jsontext.decode_any(REPAIRED[name])["windows"][0]["tabs"][3999]


def test_half_a_character_near_the_end_is_no_cut_text() -> None:
    text = TEXT[:-1] + rb',"n":"\ud83d"}'
    assert fault_beyond_repair(text, jsontext.repair_everything) is None
    assert jsontext.decode_any(text)["n"] == "�"


@pytest.mark.long
def test_the_work_on_a_text_full_of_faults_has_a_bound(repaired: list[int]) -> None:
    text = b'{"windows":[{"tabs":[' + b'{"entries":[{"url":"\x01"}]},' * 200_000 + b"{}]}]}"
    assert fault_beyond_repair(text, jsontext.repair_everything) is None
    assert sum(repaired) < 8_000_000
