"""Which session cookies a page is sent."""

from __future__ import annotations

import pytest

from sessiontui.session.model.cookie import CookieJar, cookies_in
from tests.builders import cookie

JAR = CookieJar(
    cookies_in(
        [
            cookie("shop.a.example", "host"),
            cookie(".shop.a.example", "own domain"),
            cookie(".a.example", "domain"),
            cookie("a.example", "another host"),
            cookie("other.a.example", "beside"),
            cookie(".b.example", "elsewhere"),
            cookie(".a.example", "boxed", originAttributes={"userContextId": 2}),
        ],
        ("cookies",),
    )
)


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
