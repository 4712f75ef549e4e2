"""Where reading goes on behind a hole: what each beginning tells, and what is none."""

from __future__ import annotations

import pytest

from sessiontui.session.mend.anchors import Begin, next_anchor, owner_of
from sessiontui.session.mend.schema import Part


@pytest.mark.parametrize(
    ("text", "begin", "part"),
    [
        (b'x,{"entries":[{"url":"a"}]}', Begin.ITEM, Part.TAB),
        (b'x,{ "entries" :\n[', Begin.ITEM, Part.TAB),
        (b'x[{"tabs":[', Begin.ITEM, Part.WINDOW),
        (b'x,{"state":{"entries":[', Begin.ITEM, Part.CLOSED_TAB),
        (b'x,{"host":"a.example"', Begin.ITEM, Part.COOKIE),
        (b'x,{"url":"https://a.example/"', Begin.ITEM, Part.ENTRY),
        (b'x"state":{"entries":[', Begin.STATE, Part.TAB),
        (b'x"_closedTabs":[', Begin.LIST, Part.CLOSED_TAB),
        (b'x"_closedWindows":[', Begin.LIST, Part.WINDOW),
        (b'x"cookies":[', Begin.LIST, Part.COOKIE),
        (b'x,"selectedWindow":1', Begin.MEMBER, Part.SESSION),
        (b'x,"selected":3', Begin.MEMBER, Part.WINDOW),
        (b'\xff{"entries":[', Begin.ITEM, Part.TAB),  # right behind a hole
        (b'\0{"tabs":[', Begin.ITEM, Part.WINDOW),
        (b'\xfe{"host":"a"', Begin.ITEM, Part.COOKIE),
    ],
)
def test_a_beginning_tells_what_it_is_of(text: bytes, begin: Begin, part: Part) -> None:
    anchor = next_anchor(text, 0, len(text))
    assert anchor is not None
    assert (anchor.begin, anchor.part) == (begin, part)
    assert text[anchor.start : anchor.start + 1] in (b"{", b'"')
    assert anchor.inside > anchor.start


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'x,{"entries":1',  # no list
        b'x,{"tabs":{}',
        rb"x,{\"entries\":[",  # inside of a string
        b'x:{"entries":[',  # some other key's
        b'x"selected":3',  # may be a value, not a key
        b',{"title":"a"}',
        b'x,{"entries"' + b" " * 200 + b":[",  # nobody writes so many blanks
    ],
)
def test_what_is_no_beginning(text: bytes) -> None:
    assert next_anchor(text, 0, len(text)) is None


def test_it_is_the_first_from_there_on_and_before_the_end() -> None:
    text = b'x,{"entries":[],"a":1},{"host":"b"}'
    first = next_anchor(text, 0, len(text))
    assert first is not None
    second = next_anchor(text, first.inside, len(text))
    assert second is not None
    assert (first.part, second.part) == (Part.TAB, Part.COOKIE)
    assert next_anchor(text, first.inside, second.start + 5) is None


def test_a_list_that_may_be_of_two_is_the_session_s_where_that_is_known() -> None:
    text = b'x"cookies":['
    anchor = next_anchor(text, 0, len(text))
    assert anchor is not None
    assert owner_of(anchor, in_session=True) is Part.SESSION
    assert owner_of(anchor, in_session=False) is Part.WINDOW
    text = b'x"_closedTabs":['
    anchor = next_anchor(text, 0, len(text))
    assert anchor is not None
    assert owner_of(anchor, in_session=True) is Part.WINDOW
