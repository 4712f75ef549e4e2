"""A forgotten site or address is found in whatever way a text writes it."""

from __future__ import annotations

import base64
import json

import pytest

from sessiontui.session.edit.traces import Traces
from sessiontui.session.json.pointer import Steps

SITE = Traces((), ["secret.example"])
PAGE = Traces(["https://secret.example/a b?c=%22"], ())


def found(traces: Traces, text: str) -> list[Steps]:
    return list(traces.find(text.encode()))


@pytest.mark.parametrize(
    "written",
    [
        "about:reader?url=https%3A%2F%2Fsecret.example%2Fa",
        "https://google.test/url?q=https%253A%252F%252fsecret.example",
        "^partitionKey=%28https%2Csecret.example%29",
        r"Termin\nsecret.example",
        r"https:\/\/\u0073ecret.example\/",
        r"{\"url\":\"https:\\/\\/\\u0053ecret.example\"}",
    ],
)
def test_a_site_is_found_however_it_is_escaped(written: str) -> None:
    assert found(SITE, f'{{"a":["x","{written}"]}}') == [("a", 1)]


def test_another_site_is_not_found_in_escapes() -> None:
    text = json.dumps({"a": ["x%2Fnotsecret.example", "no\nsecret.example.test", "secretXexample"]})
    assert found(SITE, text) == []


@pytest.mark.parametrize(
    "address", [r"https:\/\/secret.example\/a b?c=%22", "https%3a//secret.example/a%20b?c=%22"]
)
def test_an_address_is_found_however_it_is_escaped(address: str) -> None:
    assert found(PAGE, f'{{"a":"{address}"}}') == [("a",)]


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("before", range(4))
def test_a_short_site_is_found_in_base64(coding: str, before: int) -> None:
    data = b"." * before + "https://a.co/".encode(coding)
    assert found(Traces((), ["a.co"]), json.dumps([base64.b64encode(data).decode()])) == [(0,)]
    other = base64.b64encode("https://ba.co/".encode(coding)).decode()
    assert found(Traces((), ["a.co"]), json.dumps([other])) == []


@pytest.mark.parametrize("site", ["bücher.example", "xn--bcher-kva.example"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_both_writings_of_an_international_name_are_found(site: str, ascii_only: bool) -> None:
    text = json.dumps(["BÜCHER.example", "https://xn--bcher-kva.example"], ensure_ascii=ascii_only)
    assert found(Traces((), [site]), text) == [(0,), (1,)]


def test_nothing_further_is_looked_at_in_an_item_that_was_named() -> None:
    asked: list[Steps] = []

    def item(steps: Steps) -> Steps:
        asked.append(steps)
        return steps[:1]

    text = json.dumps([["https://secret.example/"] * 50, {"a": "secret.example"}]).encode()
    assert list(SITE.find(text, item)) == [(0,), (1,)]
    assert asked == [(0, 0), (1, "a")]
