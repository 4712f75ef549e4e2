"""A long text that is passed in goes: where its pieces end, and their children on demand."""

from __future__ import annotations

import pytest

from sessiontui.errors import Damaged
from sessiontui.session.json import in_goes
from sessiontui.session.json import text as jsontext
from sessiontui.session.json.in_goes import InGoes, find

ALIKE = ",".join(f'{{"url":"https://a.example/{n}","n":[{n}]}}' for n in range(300))
TEXTS = {
    "items that begin alike": f"[{ALIKE}]",
    "with one that is huge": f'[{ALIKE},{{"url":[{ALIKE}]}},{ALIKE}]',
    "with signs inside items": f'[{{"url":1}},{{"url":[{ALIKE}]}},{{"url":[{ALIKE}]}},{ALIKE}]',
    "with signs in strings": '[{"a":"x"},{"a":"' + '},{\\"a\\":' * 90 + '"},{"a":1}]',
    "a long string": '["' + "lorem ipsum " * 90 + '",1]',
    "a long string of escapes": '["' + "\\ud83d\\ude00" * 90 + 'abcdefgh\\\\\\"' * 90 + '",2]',
    "a long string at the end": '[1,"' + "x\\n" * 400 + '"  ]',
    "a long string of wide characters": '["' + "xé日本語" * 90 + '",3]',
    "a long key": '{"' + "long key " * 90 + '":1,"k2":{"a":"' + "x" * 900 + '"}}',
    "that begin like none": "[" + ",".join(f'{{"k{n}":{n}}}' for n in range(300)) + "]",
    "numbers": "[" + ",".join(map(str, range(900))) + "]",
    "strings": "[" + ",".join(f'"s,\\"{n}"' for n in range(300)) + "]",
    "lists": "[" + ",".join(f"[{n},[]]" for n in range(300)) + "]",
    "blanks": "[" + ", ".join(f'{{"a": {n}}}' for n in range(300)) + " ]",
    "members": "{" + ",".join(f'"k{n}":[{n}]' for n in range(300)) + "}",
}


@pytest.fixture(autouse=True)
def small_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_goes, "ONE_GO", 200)
    monkeypatch.setattr(in_goes, "_SEVERAL", 150)
    monkeypatch.setattr(in_goes, "_TAIL", 100)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_children_are_those_of_a_walk(text: str) -> None:
    data = text.encode()
    goes = InGoes(data, len(data))
    assert goes.value_end(0) == len(data)
    found = goes.children(0)
    assert found is not None
    walked = [(start, end) for _, start, end in jsontext.children(data, 0, len(data))]
    assert list(zip(found.starts, found.ends, strict=True)) == walked
    if data[:1] == b"[":
        assert list(found.keys) == list(range(len(walked)))
    else:
        assert [data[key] for key in found.keys] == [ord('"')] * len(walked)
    assert goes.children(1) is None  # it was passed in one go


def test_many_items_are_passed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_goes, "_SEVERAL", 4000)
    passed: list[int] = []

    class Watched(InGoes):
        def value_end(self, at: int) -> int:
            passed.append(at)
            return super().value_end(at)

    data = f"[{ALIKE}]".encode()
    Watched(data, len(data)).value_end(0)
    assert len(passed) < 10  # the whole, the first of the items, and the last


@pytest.mark.parametrize("end", ["", "\\", "\n", '\\u12"', '\\x"', '" "', '"\\'])
def test_a_fault_in_a_long_string_is_found(end: str) -> None:
    data = ("[" + '"' + "lorem ipsum " * 90 + end + "]").encode()
    with pytest.raises((*in_goes.REJECTED, Damaged, IndexError)):
        InGoes(data, len(data)).value_end(0)


@pytest.mark.parametrize("fault", ['{"url":1', "]", "[}", '"', "nul", "1 2"])
def test_a_fault_among_items_that_are_alike_is_found(fault: str) -> None:
    data = f"[{ALIKE},{fault},{ALIKE}]".encode()
    goes = InGoes(data, len(data))
    with pytest.raises((*in_goes.REJECTED, Damaged, IndexError)):
        assert goes.value_end(0) != len(data)
        raise Damaged("it ends before the text does")


@pytest.mark.parametrize("start", [0, 3, 199, 200, 201, 650])
@pytest.mark.parametrize("end", [None, 0, 205, 403, 404, 700])
def test_a_token_is_found_in_goes_where_it_stands(start: int, end: int | None) -> None:
    text = b"x" * 198 + b"here" + b"x" * 198 + b"here" + b"x" * 300
    assert find(text, b"here", start, end) == text.find(b"here", start, end)
    assert find(text, b"there", start, end) == -1
