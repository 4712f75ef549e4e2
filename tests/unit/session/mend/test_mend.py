"""A text that is JSON in parts, made a session again: closed, gone on with, put in its place."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from sessiontui.session.json.pointer import Steps
from sessiontui.session.mend.mend import Mended, mend
from tests.builders import closed_window, cookie, entry, group, session, tab, to_json, window

SEAM, UNKNOWN = b"\xfe", b"\xff"
WHOLE = to_json(
    session(
        window("https://a.example/A", "https://b.example/B", closed=["https://c.example/C"]),
        window("https://d.example/D", "https://e.example/E", "https://f.example/F"),
        closed_windows=[closed_window(window("https://g.example/G"))],
        cookies=[cookie("h.example"), cookie("i.example")],
    )
)


def mended(text: bytes, certain: int | None = None, margin: int = 0) -> Mended:
    return mend(text, 0, len(text) if certain is None else certain, margin, lambda at: None)


def read(found: Mended) -> Any:
    return json.loads(found.json)


def addresses(found: Mended) -> list[list[str]]:
    """Of the open tabs of each window: their pages."""
    return [
        [tab["entries"][-1]["url"][8:9] for tab in one["tabs"] if tab["entries"]]
        for one in read(found)["windows"]
    ]


def closed(found: Mended) -> list[list[str]]:
    return [
        [one["state"]["entries"][0]["url"][8:9] for one in each.get("_closedTabs", [])]
        for each in read(found)["windows"]
    ]


def steps(found: Mended, *, certain: bool) -> set[Steps]:
    return {item.steps for item in found.items if item.certain is certain}


def at(words: str, text: bytes = WHOLE) -> int:
    return text.index(words.encode())


# -- whole -------------------------------------------------------------------------------------


def test_a_whole_text_is_given_back_as_the_same_bytes() -> None:
    found = mended(WHOLE)
    assert found.whole
    assert found.json is WHOLE
    assert not found.faults
    assert all(item.certain and item.whole for item in found.items)
    assert (
        len(found.items) == 2 + 5 + 1 + 2 + 2
    )  # windows, tabs, closed tab, closed window, cookies


def test_what_stands_around_it_is_left_out() -> None:
    text = b"(" + WHOLE + b");\n"
    found = mend(text, 1, len(text), 0, lambda at: None)
    assert found.whole
    assert found.json == WHOLE


# -- cut ---------------------------------------------------------------------------------------


def test_a_cut_text_is_closed_at_its_last_whole_item() -> None:
    found = mended(WHOLE[: at("https://e.example")])
    assert addresses(found) == [["a", "b"], ["d"]]
    assert not found.whole
    assert ("windows", 1, "tabs", 0) in steps(found, certain=True)
    assert steps(found, certain=False) == {("windows", 1)}


def test_a_page_that_is_whole_is_kept_of_a_tab_that_is_cut() -> None:
    text = WHOLE[: at('"index"', WHOLE[at("https://e.example") :]) + at("https://e.example")]
    found = mended(text)
    assert addresses(found) == [["a", "b"], ["d", "e"]]
    torn = {item.steps for item in found.items if not item.whole}
    assert torn == {("windows", 1), ("windows", 1, "tabs", 1)}


@pytest.mark.parametrize("behind", [b'"', b'"a', b'"a":', b'"a":1', b'"a":tru', b"{", b"[1,"])
def test_what_is_torn_at_the_end_leaves_no_trace(behind: bytes) -> None:
    found = mended(b'{"windows":[{"tabs":[{"entries":[{"url":"https://a.example/"}]}],' + behind)
    assert addresses(found) == [["a"]]


@pytest.mark.long
def test_cut_at_every_byte_it_is_a_session_or_nothing() -> None:
    sizes = []
    for end in range(len(WHOLE)):
        found = mended(WHOLE[:end])
        assert not found.whole
        if found.json:
            assert "windows" in read(found)
        sizes.append(len(found.items))
    assert sizes == sorted(sizes)  # with more of the text there are never fewer items


# -- going on behind a hole --------------------------------------------------------------------


def holed(start: int, end: int) -> bytes:
    return WHOLE[:start] + SEAM + WHOLE[end:]


def test_behind_a_hole_in_a_tab_the_next_tab_is_read() -> None:
    text = holed(at("https://d.example") + 4, at("https://e.example") - 40)
    found = mended(text, text.index(SEAM))
    assert addresses(found) == [["a", "b"], ["e", "f"]]
    assert steps(found, certain=True) >= {("windows", 0), ("windows", 0, "tabs", 1)}
    assert ("windows", 1, "tabs", 0) in steps(found, certain=False)
    assert len(read(found)["cookies"]) == 2
    assert len(read(found)["_closedWindows"]) == 1


def test_where_a_hole_takes_the_end_of_a_window_the_next_one_is_a_window_of_its_own() -> None:
    text = holed(at("https://b.example"), WHOLE.index(b'{"tabs":[', at("https://b.example")))
    found = mended(text, text.index(SEAM))
    assert addresses(found) == [["a"], ["d", "e", "f"]]


def test_where_a_hole_takes_the_beginning_of_a_window_its_tabs_join_the_one_before() -> None:
    start = WHOLE.index(b'{"tabs":[', at("https://b.example"))
    text = holed(start - 4, WHOLE.index(b'{"entries":[', at("https://d.example")))
    found = mended(text, text.index(SEAM))
    assert sorted(chain.from_iterable(addresses(found))) == ["a", "b", "e", "f"]


def test_a_list_that_tells_where_it_belongs_goes_there() -> None:
    text = holed(at("https://f.example"), at('"_closedWindows"'))
    found = mended(text, text.index(SEAM))
    assert len(read(found)["_closedWindows"]) == 1
    assert addresses(found) == [["a", "b"], ["d", "e"]]


def test_a_missing_comma_costs_no_item() -> None:
    text = WHOLE.replace(b'}]},{"tabs"', b'}]}{"tabs"').replace(b'},{"entries"', b'}{"entries"')
    found = mended(text, 0)
    assert sorted(chain.from_iterable(addresses(found))) == ["a", "b", "d", "e", "f"]


def test_a_byte_nobody_knows_inside_a_string_is_a_sign_and_the_item_not_certain() -> None:
    where = at("https://e.example") + 9
    text = WHOLE[:where] + UNKNOWN + WHOLE[where + 1 :]
    found = mended(text, where)
    assert read(found)["windows"][1]["tabs"][1]["entries"][0]["url"][9] == "�"
    item = next(item for item in found.items if item.steps == ("windows", 1, "tabs", 1))
    assert not item.certain
    assert not item.whole
    assert ("windows", 1, "tabs", 0) in steps(found, certain=True)


@pytest.mark.long
def test_in_a_large_piece_only_what_is_no_utf_8_is_changed() -> None:
    titles = [f"Ä日本語 {i} 🎈" for i in range(20_000)]
    text = to_json(session(window(*(tab(entry("https://a.example/", one)) for one in titles))))
    where = text.index("日本語 7 ".encode()) + 1
    text = text[:where] + b"\xc3" + text[where + 1 :]
    found = mended(text)
    shown = [tab["entries"][0]["title"] for tab in read(found)["windows"][0]["tabs"]]
    assert [i for i in range(len(titles)) if shown[i] != titles[i]] == [7]
    assert len(found.json) == len(text)


def test_a_tab_of_which_no_page_is_left_and_a_window_without_anything_are_not_made_up() -> None:
    start = at("https://d.example") - 30
    text = holed(start, len(WHOLE) - 3)
    found = mended(text, text.index(SEAM))
    assert addresses(found) == [["a", "b"]]


def test_before_a_fault_that_is_noticed_late_so_much_is_not_certain() -> None:
    where = at("https://e.example") - 3
    text = WHOLE[:where] + b"*" + WHOLE[where + 1 :]
    far = mended(text, margin=10_000)
    near = mended(text, margin=0)
    assert far.certain == 0
    assert ("windows", 0) in steps(near, certain=True)
    assert not steps(far, certain=True)
    assert addresses(far) == addresses(near)


def test_it_gives_up_on_what_is_read_in_vain_again_and_again() -> None:
    text = b'{"windows":[' + b'{"tabs":[{"entries":[' * 20_000
    found = mended(text)
    assert found.gave_up


def test_progress_is_told_by_the_megabyte() -> None:
    text = to_json(session(window(*("https://a.example/" + "x" * 3_000 for _ in range(1_000)))))
    told: list[int] = []
    mend(text, 0, len(text), 0, told.append)
    assert told == sorted(told)
    assert len(told) >= len(text) >> 21


# -- windows of which no open tab is left --------------------------------------------------------


def two(first: str = "", second: str = "") -> bytes:
    """Two windows with closed tabs; of one the open tabs are torn out."""
    text = to_json(
        session(
            window("https://a.example/", closed=["https://c.example/"]),
            window("https://b.example/", closed=["https://d.example/"], groups=[group("1-1", "G")]),
        )
    )
    for name in filter(None, (first, second)):
        start = text.rindex(b'"tabs":[', 0, text.index(b"https://" + name.encode()))
        end = text.index(b'"_closedTabs":[', start)
        text = text[:start] + SEAM + text[end:]
    return text


def test_what_a_window_without_an_open_tab_holds_goes_to_the_window_before() -> None:
    text = two(second="b")
    found = mended(text, text.index(SEAM))
    assert addresses(found) == [["a"]]
    assert closed(found) == [["c", "d"]]
    assert ("windows", 0, "tabs", 0) in steps(found, certain=True)
    assert ("windows", 0) in steps(found, certain=False)


def test_or_to_the_one_behind_where_it_is_the_first() -> None:
    text = two(first="a")
    found = mended(text, 0)
    assert addresses(found) == [["b"]]
    assert closed(found) == [["d", "c"]]


def test_the_only_window_stays_and_has_no_tabs_rather_than_none() -> None:
    text = to_json(session(window("https://a.example/", closed=["https://c.example/"])))
    start, end = text.index(b'"tabs":['), text.index(b'"_closedTabs":[')
    found = mended(text[:start] + SEAM + text[end:], 0)
    assert read(found)["windows"][0]["tabs"] == []
    assert closed(found) == [["c"]]


def test_what_is_certain_stays_where_it_was() -> None:
    text = b'{"windows":[{"_closedTabs":[{"state":{"entries":[{"url":"https://c.example/"}]}}],'
    whole = b'{"windows":[{"tabs":[{"entries":[{"url":"https://a.example/"}]}]},' + text[12:]
    found = mended(whole)
    assert [one["tabs"] == [] for one in read(found)["windows"]] == [False, True]
    assert ("windows", 1, "_closedTabs", 0) in steps(found, certain=True)
