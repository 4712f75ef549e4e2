"""The site of an address: what belongs together as a person, and the web, sees it."""

from __future__ import annotations

import pytest

from sessiontui.session.weight.cookie_site import CookieSums
from sessiontui.session.weight.page_site import site_of_page
from sessiontui.session.weight.rows import NO_SITE
from sessiontui.session.weight.site import site_of

SITES = {
    "https://www.example.com/a": "example.com",
    "https://a.b.example.co.uk/": "example.co.uk",
    "https://example.co.uk": "example.co.uk",
    "https://me.github.io/x": "me.github.io",
    "https://github.io/": "github.io",
    "https://www.ck/": "www.ck",  # an exception of the list, *.ck else
    "https://a.b.c.ck/": "b.c.ck",
    "https://user:pw@Shop.Example.COM:8443/?a@b#c": "example.com",
    "https://example.com./": "example.com",
    "https://host.unheard-of-tld/": "host.unheard-of-tld",
    "http://192.168.0.10/x": "192.168.0.10",
    "http://10.0.0.1:8080/": "10.0.0.1",
    "http://[2001:DB8::1]:80/x": "[2001:db8::1]",
    "http://u@[::1]/": "[::1]",
    "http://localhost:3000/": "localhost",
    "http://nas/": "nas",
    "https://bücher.example.de/": "example.de",
    "https://www.bücher.de/": "xn--bcher-kva.de",
    "https://www.xn--bcher-kva.de/": "xn--bcher-kva.de",
    "https://www.食狮.公司.cn/": "xn--85x722f.xn--55qx5d.cn",
    "https:\\\\example.com\\x": "example.com",
    "about:config": "about:config",
    "about:Blank#x": "about:blank",
    "about:reader?url=https%3A%2F%2Fnews.example.org%2Fx": "example.org",
    "about:reader?url=nonsense": "about:reader",
    "about:sessionrestore": "about:sessionrestore",
    "moz-extension://1b2-c/page.html?x": "moz-extension://1b2-c",
    "data:text/html;base64,AAAA": "data:",
    "file:///home/me/x.html": "file:",
    "javascript:alert('https://example.com/')": "javascript:",
    "chrome://browser/content/x.xhtml": "chrome:",
    "resource://pdf.js/web/": "resource:",
    "blob:https://a.example.net/0-1-2": "example.net",
    "blob:null": "blob:",
    "view-source:https://a.example.com/x": "example.com",
    "view-source:data:text/html,x": "data:",
    "jar:https://a.example.com/x.jar!/y": "example.com",
    "wyciwyg://0/https://a.example.com/": "example.com",
    "ftp://ftp.example.org/x": "example.org",
    "mailto:a@example.com": "mailto:",
    "https:///": "https:",
    "  https://a.example.com/": "example.com",
    "": NO_SITE,
    "words typed": NO_SITE,
}


@pytest.mark.parametrize("url", SITES)
def test_sites(url: str) -> None:
    assert site_of(url) == SITES[url]


@pytest.mark.parametrize("url", [url for url in SITES if "\\" not in url])
def test_an_entry_s_site_is_found_without_decoding_its_address(url: str) -> None:
    entry = f'{{"url":"{url}","title":"x/y/z"}}'.encode()
    assert site_of_page(memoryview(entry)) == SITES[url]
    assert site_of_page(memoryview(b'{"title":"x","url":' + entry[7:])) == SITES[url]


def test_an_escaped_address_is_decoded() -> None:
    assert site_of_page(memoryview(rb'{"url":"https://\u0061.example.com/x"}')) == "example.com"
    assert site_of_page(memoryview(rb'{"url":"https:\/\/a.example.com\/x"}')) == "example.com"
    assert site_of_page(memoryview(b'{"url":5}')) == NO_SITE
    assert site_of_page(memoryview(b"[1]")) == NO_SITE


def test_a_nest_of_addresses_ends() -> None:
    assert site_of("view-source:" * 5 + "https://a.example.com/") == "example.com"
    assert site_of("view-source:" * 300) == "view-source:"


def test_an_address_of_megabytes_is_not_looked_through() -> None:
    assert site_of("https://example.com/" + "x" * 5_000_000) == "example.com"
    assert site_of_page(memoryview(b'{"url":"data:x,' + b"y" * 3_000_000 + b'"}')) == "data:"


@pytest.mark.parametrize(
    ("host", "site"),
    [(".example.org", "example.org"), ("a.b.example.org", "example.org"), ("::1", "[::1]"),
     ("10.0.0.1", "10.0.0.1"), ("", NO_SITE)],
)  # fmt: skip
def test_a_cookie_s_host(host: str, site: str) -> None:
    cookie = f'{{"host":"{host}","value":"x"}}'.encode()
    sums = CookieSums()
    sums.add(memoryview(cookie))
    assert sums.add_list(memoryview(b"[%b,%b]" % (cookie, cookie)))
    assert list(sums.rows()) == [(site, 3 * len(cookie), 3)]


def test_cookies_of_a_list_that_is_odd() -> None:
    sums = CookieSums()
    assert not sums.add_list(memoryview(b'[{"host":"a.example"}'))
    assert list(sums.rows()) == []
    assert sums.add_list(memoryview(b'[{"host":"a.example"},5,{"host":{}},{"value":""}]'))
    assert list(sums.rows()) == [("a.example", 20, 1), (NO_SITE, 1 + 11 + 12, 3)]
