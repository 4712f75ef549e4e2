"""Which session cookies a page is sent."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.model import cookie as cookies
from sessiontui.session.model.cookie import CookieJar, cookies_in, count_in
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import cookie, session, to_json, window

COOKIES = [
    cookie("shop.a.example", "host"),
    cookie(".shop.a.example", "own domain"),
    cookie(".a.example", "domain"),
    cookie("a.example", "another host"),
    cookie("other.a.example", "beside"),
    cookie(".b.example", "elsewhere"),
    cookie(".a.example", "boxed", originAttributes={"userContextId": 2}),
]
JAR = CookieJar([(msgspec.Raw(to_json(COOKIES)), ("cookies",))])


@pytest.mark.parametrize(
    ("url", "container", "names"),
    [
        ("https://shop.a.example/x", 0, {"host", "own domain", "domain"}),
        ("https://deep.shop.a.example/", 0, {"own domain", "domain"}),
        ("https://a.example/", 0, {"another host", "domain"}),
        ("https://nota.example/", 0, set()),
        ("https://shop.a.example/x", 2, {"boxed"}),
        ("about:blank", 0, set()),
    ],
)
def test_a_page_is_sent_its_host_s_cookies_and_those_of_domains_above(
    url: str, container: int, names: set[str]
) -> None:
    """A leading dot makes a cookie a domain's; without one it is that host's alone."""
    assert {found.name for found in JAR.of(url, container)} == names


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 1, "x", [], {}, {"host": 7}, {"host": "a.example"}]
)
HOSTS = st.sampled_from(["a.example", ".a.example", "b.example", "a\x1b.example", "\ud83d"])
LISTS = st.lists(
    ODD
    | st.fixed_dictionaries(
        {"host": HOSTS, "name": st.sampled_from(["n", "\ud83d"])},
        optional={"originAttributes": ODD | st.just({"userContextId": 2})},
    ),
    max_size=6,
)


@given(LISTS, LISTS, st.sampled_from([0, 2]))
def test_counting_and_finding_are_told_as_if_all_were_made(
    found: list[Any], of_window: list[Any], container: int
) -> None:
    """Whatever stands in the lists: wrong types, lone surrogates, a list of an old window too."""
    raw = [(msgspec.Raw(json.dumps(one).encode()), (name,)) for one, name in (
        (found, "cookies"), (of_window, "old"))]  # fmt: skip
    made = [*cookies_in(_decoded(found), ("cookies",)), *cookies_in(_decoded(of_window), ("old",))]
    assert sum(count_in(one) for one, _ in raw) == len(made)
    jar = CookieJar(raw)
    for host in ("a.example", "b.example"):
        names = (host, f".{host}")
        assert sorted(jar.of(f"https://{host}/", container)) == sorted(
            one for one in made if one.host in names and one.container_id == container
        )


def _decoded(found: Any) -> Any:
    """As the repaired copy has it."""
    return json.loads(json.dumps(found).replace("\\ud83d", "\\ufffd"))


def test_cookies_are_counted_without_making_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """And of those a page is sent, these alone are made."""
    monkeypatch.setattr(cookies, "Cookie", None)
    shown = Snapshot(Document(to_json(session(window("https://a.example/"), cookies=COOKIES))))
    assert shown.cookie_count == 7
    jar = shown.cookie_jar
    made: list[object] = []
    monkeypatch.setattr(cookies, "Cookie", lambda *given: made.append(given))
    assert len(jar.of("https://a.example/", 0)) == 2 == len(made)
