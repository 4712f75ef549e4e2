"""What an export does to foreign text: formulas, links that are programs, control characters."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.export.neutralise import address, cell
from sessiontui.session.model.address import is_link
from sessiontui.text import is_printable, printable

ODD = st.text(
    st.sampled_from("=+-@'\"\t\r\n \x00\x1b\x9b\u202e\u200b\ufeff\ud83d＝＋－＠%aé日\u0301"),
    max_size=12,
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0",
        ' "=1"', "'=1", '""=1', "  -2+3", "\u00a0=1", "＝1", "“=1”", "'' @x",
    ],
)  # fmt: skip
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert cell(text) == "'" + printable(text)


@pytest.mark.parametrize("text", ["", "a=1", "1+1", "e@mail", "Inbox (3) — Post", "日本", "#REF!"])
def test_other_text_stays(text: str) -> None:
    assert cell(text) == text


@given(ODD | st.text(max_size=12))
def test_no_cell_is_a_formula_and_none_hides_anything(text: str) -> None:
    found = cell(text)
    assert not re.match(r"""[\s"]*[=+\-@\t\r＝＋－＠]""", found)
    assert printable(found) == found
    assert found.removeprefix("'") in (printable(text), printable(text).removeprefix("'"))


@given(ODD | st.text(max_size=12))
def test_an_address_is_one_harmless_line_and_stays_the_same_address(text: str) -> None:
    url = "https://a.example/" + text
    found = address(url)
    assert is_printable(found)
    assert not re.search(r"[\x00-\x1f\x7f]", found)
    assert address(found) == found
    if found != url and not re.search("[\ud800-\udfff]", url):
        assert unquote(found) == unquote(url)
    assert urlsplit(found).hostname == "a.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/", "HTTP://a.example", "ftp://a.example/x", "file:///home/x",
        "about:config", "moz-extension://abc/p.html", "view-source:https://a.example/",
        " https://a.example/",
    ],
)  # fmt: skip
def test_pages_may_be_links(url: str) -> None:
    assert is_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "\tjavascript:x",
        "\x01 javascript:x", "\ufeffjavascript:x", "vbscript:x", "data:text/html,<b>", "data:x",
        "blob:https://a/1", "view-source:javascript:x", "view-source:data:text/html,x",
        "feed:javascript:x", "jar:http://x!/", "", "no scheme", "/path", "//a.example/", "://x",
        "java&#115;cript:x", "wyciwyg://0/x",
    ],
)  # fmt: skip
def test_programs_and_pages_by_themselves_may_not(url: str) -> None:
    assert not is_link(url)


@given(st.text(st.sampled_from("\t\r\n \x00\x1f\ufeff"), max_size=3), st.integers(0, 10))
def test_javascript_is_known_through_what_browsers_ignore(blanks: str, at: int) -> None:
    inside = re.sub(r"[^\t\r\n]", "", blanks)
    assert not is_link(blanks + "javascript"[:at] + inside + "javascript"[at:] + ":alert(1)")
