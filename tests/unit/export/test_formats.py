"""Exports as independent readers see them: csv, html.parser, a CommonMark reader, json."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sessiontui.errors import NothingFound, UsageError
from sessiontui.export.formats import FORMATS, Options, export, format_for
from sessiontui.export.neutralise import address
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import (
    Item,
    closed_items,
    item_at,
    open_windows,
    saved_groups,
)
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.text import printable
from tests.builders import (
    MINUTE,
    NOW,
    OMIT,
    SECOND,
    closed_group,
    closed_tab,
    closed_window,
    cookie,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
)
from tests.steps import calls

A, B, C, D, E = (f"https://{name}.example/page" for name in "abcde")
TEXT_FORMATS = ["urls", "markdown", "html", "csv"]
HOSTILE = [
    "\x1b[31mRED\x1b]0;pwn\x07", "c1\x9b31m", "bidi \u202eevil", "lone \ud83d half", "NUL\x00",
    "</a></dl><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt; &amp;",
    "[x](javascript:alert(1))", "](https://evil.example/) [", "`code` *bold* _it_ ~~s~~ # h",
    "![i](https://evil.example/i.png)", "<https://evil.example/>", "back\\slash\\", "- item",
    "1. item", "+ x", "> quote", "---", "=1+1", "@SUM(A1)", "-2+3", "+4", '"=1"', ";=1,\"x\"",
    "two\nlines\r\nand\ttabs", "{{ 7*7 }}", "${7*7}", "日本語 👩‍💻", "", "   ", "'quoted'",
]  # fmt: skip
UNSAFE = [
    "javascript:alert(document.cookie)", "JAVASCRIPT:x", "java\tscript:x", " javascript:x",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox", "view-source:javascript:x",
    "javascript:`a```b`", "javascript:<b>&lt;</b>",
]  # fmt: skip
ODD_URLS = [
    "https://a.example/Foo_(bar)_*x*_[y]", "https://a.example/?a=1&copy;=2&amp;b", 
    A + "/a b\"c'<d>", "https://a.example/\\x\\(y", "https://a.example/日本/\u202e\x1b[31m", "https://a.example/`t`|",
    "about:config", "file:///home/x%20y",
]  # fmt: skip


def snapshot(content: dict[str, Any]) -> Snapshot:
    return Snapshot(Document(to_json(content)))


def harmless(text: str) -> bool:
    """Whether nothing in it acts on a terminal or hides."""
    return printable(text) == text


def everything(found: Snapshot) -> tuple[Item, ...]:
    return open_windows(found) + closed_items(found) + saved_groups(found)


def exported(
    found: Snapshot, name: str, items: tuple[Item, ...] | None = None, **options: Any
) -> bytes:
    items = open_windows(found) if items is None else items
    return b"".join(export(items, name, Options(now=NOW, **options)))


def chosen(found: Snapshot, *pointers: str) -> tuple[Item, ...]:
    return tuple(item_at(found, parse_pointer(pointer)) for pointer in pointers)


def rich() -> Snapshot:
    first = window(
        tab(A, pinned=True, lastAccessed=NOW - 5, userContextId=2),
        tab(entry(B, "Two"), entry(C, "Three"), index=1, groupId="g1"),
        tab(D, groupId="g1"),
        E,
        groups=[group("g1", "Reading & list", "gray", collapsed=True)],
        closedGroups=[closed_group("g2", "Gone", A, first_closed_id=7, closed_at=NOW - 3 * MINUTE)],
        closed=[closed_tab(tab(B), closed_id=5, closed_at=NOW - MINUTE, pos=3)],
        selected=2,
    )
    gone = closed_window(window(C, D, closed=[E]), closed_id=9, closed_at=NOW - SECOND)
    saved = saved_group("s1", "Saved", A, B, first_closed_id=20)
    return snapshot(
        session(first, window(A), closed_windows=[gone], savedGroups=[saved], cookies=[cookie("x")])
    )


# -- one address a line ------------------------------------------------------------------------


def test_urls_of_open_windows_in_order() -> None:
    assert exported(rich(), "urls").decode().splitlines() == [A, B, D, E, A]


def test_urls_of_everything() -> None:
    found = rich()
    urls = exported(found, "urls", everything(found)).decode().splitlines()
    assert urls == [A, B, D, E, A, C, D, E, B, A, A, B]


def test_chosen_items_come_once_each_and_in_the_windows_order() -> None:
    found = rich()
    items = chosen(
        found, "/windows/0/tabs/3", "/windows/0/groups/0", "/windows/0/tabs/1",
        "/savedGroups/0/tabs/1", "/_closedWindows/0/tabs/1", "/windows/0/tabs/3",
    )  # fmt: skip
    assert exported(found, "urls", items).decode().splitlines() == [B, D, E, B, D]


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_export_is_said(name: str) -> None:
    with pytest.raises(NothingFound):
        export((), name, Options(now=NOW))
    if name in ("urls", "tsm"):
        empty = snapshot(session(window() if name == "tsm" else window(tab())))
        with pytest.raises(NothingFound):
            export(open_windows(empty), name, Options(now=NOW))


def test_the_format_is_told_by_name_or_by_the_file() -> None:
    assert format_for(None).name == "urls"
    assert format_for("csv", "x.html").name == "csv"
    for file, name in {
        "a.md": "markdown", "B.HTML": "html", "x.csv": "csv", "x.json": "json", "x.txt": "urls",
        "recovery.jsonlz4": "session", "x.baklz4": "session", "noextension": "urls",
    }.items():  # fmt: skip
        assert format_for(None, file).name == name
    with pytest.raises(UsageError, match=r"pdf.*there are urls, markdown"):
        format_for("pdf")


# -- CSV ---------------------------------------------------------------------------------------


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_csv_rows() -> None:
    found = rich()
    data = exported(found, "csv", everything(found), containers={2: "Work"})
    assert data.endswith(b"\r\n")
    first, *_, last = table = rows(data)
    assert first == {
        "window": "1", "place": "1", "title": "page", "url": A, "pinned": "true", "group": "",
        "container": "Work", "lastAccessed": "2026-11-20T20:09:59.995Z", "closedAt": "",
    }  # fmt: skip
    assert (last["window"], last["group"], last["closedAt"]) == (
        "", "Saved", "2026-11-20T20:09:00.000Z",
    )  # fmt: skip
    assert [row["group"] for row in table[:5]] == ["", "Reading & list", "Reading & list", "", ""]
    closed = [row for row in table if row["window"] == "closed 1"]
    assert [row["url"] for row in closed] == [C, D, E]  # the last was closed in it before
    assert closed[0]["closedAt"] == "2026-11-20T20:09:59.000Z"
    (one,) = [row for row in table if row["window"] == "1" and row["url"] == B and row["closedAt"]]
    assert (one["closedAt"], one["place"]) == ("2026-11-20T20:09:00.000Z", "4")


def test_csv_has_a_row_for_an_empty_tab_and_a_number_for_an_unknown_container() -> None:
    found = snapshot(session(window(tab(userContextId=7, lastAccessed=OMIT))))
    assert rows(exported(found, "csv")) == [
        {
            "window": "1", "place": "1", "title": "", "url": "", "pinned": "false", "group": "",
            "container": "7", "lastAccessed": "", "closedAt": "",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("when", [10**18, -(10**15), 2**63 - 1, "x", 1.5, None])
def test_odd_times_harm_nothing(when: Any) -> None:
    found = snapshot(session(window(tab(A, lastAccessed=when))))
    for name in FORMATS:
        assert exported(found, name)


# -- bookmarks ---------------------------------------------------------------------------------


class Bookmarks(HTMLParser):
    """What an importer of bookmarks would make of a file; attributes that could run are kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree: list[Any] = []
        self.links: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self._stack = [self.tree]
        self._said = ""
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("h3", "a"):
            self._said = ""
            self._href = dict(attrs).get("href") or ""
        elif tag == "dl" and self._stack[-1]:
            self._stack.append(self._stack[-1][-1][1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3":
            self._stack[-1].append((self._said, []))
        elif tag == "a":
            self._stack[-1].append((self._said, self._href))
            self.links.append((self._said, self._href))
        elif tag == "dl" and len(self._stack) > 1:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        self._said += data
        self.text += data


def bookmarks(data: bytes) -> Bookmarks:
    reader = Bookmarks()
    reader.feed(data.decode())
    reader.close()
    return reader


def test_bookmarks_have_windows_and_groups_for_folders() -> None:
    found = rich()
    reader = bookmarks(exported(found, "html", everything(found)))
    page = "page"
    assert reader.tree == [
        ("Window 1", [(page, A), ("Reading & list", [("Two", B), (page, D)]), (page, E)]),
        ("Window 2", [(page, A)]),
        ("Closed window: page", [(page, C), (page, D)]),
        ("Closed tabs of the closed window: page", [(page, E)]),
        ("Closed tabs", [(page, B)]),
        ("Closed group: Gone", [(page, A)]),
        ("Saved group: Saved", [(page, A), (page, B)]),
    ]
    assert exported(found, "html").startswith(b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n")


def test_bookmarks_of_hostile_titles() -> None:
    found = snapshot(
        session(
            window(
                *(tab(entry(A, title), groupId="g") for title in HOSTILE),
                groups=[group("g", "</h3><script>alert(1)</script>")],
            )
        )
    )
    reader = bookmarks(exported(found, "html"))
    assert reader.tags <= {"meta", "title", "h1", "dl", "p", "dt", "h3", "a"}
    assert reader.attributes <= {"http-equiv", "content", "add_date", "href"}
    assert [url for _, url in reader.links] == [A] * len(HOSTILE)
    for (text, _), title in zip(reader.links, HOSTILE, strict=True):
        assert harmless(text)
        if harmless(title):
            assert text == (title or A)


def test_bookmarks_keep_odd_addresses() -> None:
    found = snapshot(session(window(*(tab(entry(url, "t")) for url in ODD_URLS))))
    links = [url for _, url in bookmarks(exported(found, "html")).links]
    assert len(links) == len(ODD_URLS)
    for link, url in zip(links, ODD_URLS, strict=True):
        assert link == url or not harmless(url)


# -- Markdown ----------------------------------------------------------------------------------


def markdown_links(data: bytes) -> list[tuple[str, str]]:
    """Every link of a Markdown text as (text, address), by a CommonMark reader with GFM's rest."""
    links = []
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    for token in reader.parse(data.decode()):
        assert token.type not in ("html_block", "fence", "code_block", "hr", "blockquote_open")
        children = token.children or []
        for child in children:
            assert child.type in (
                "text",
                "text_special",
                "link_open",
                "link_close",
                "code_inline",
            ), child
        for i, child in enumerate(children):
            if child.type == "link_open":
                text = ""
                for inner in children[i + 1 :]:
                    if inner.type == "link_close":
                        break
                    text += inner.content
                links.append((text, str(child.attrs["href"])))
    return links


def headings(data: bytes) -> list[tuple[str, str]]:
    tokens = MarkdownIt().parse(data.decode())
    return [
        (token.tag, "".join(child.content for child in tokens[i + 1].children or []))
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def test_markdown_has_a_list_a_section() -> None:
    found = rich()
    data = exported(found, "markdown", everything(found))
    assert headings(data) == [
        ("h1", "Firefox session, 2026-11-20"),
        ("h2", "Window 1"),
        ("h3", "Reading & list"),
        ("h3", "(no group)"),
        ("h2", "Window 2"),
        ("h2", "Closed window: page"),
        ("h2", "Closed tabs of the closed window: page"),
        ("h2", "Closed tabs"),
        ("h2", "Closed group: Gone"),
        ("h2", "Saved group: Saved"),
    ]
    assert [url for _, url in markdown_links(data)] == [A, B, D, E, A, C, D, E, B, A, A, B]
    assert markdown_links(data)[1] == ("Two", B)


def test_markdown_of_hostile_titles_and_names() -> None:
    found = snapshot(
        session(
            *(
                window(tab(entry(A, title), groupId="g"), groups=[group("g", title)])
                for title in HOSTILE
            )
        )
    )
    data = exported(found, "markdown")
    links = markdown_links(data)
    assert [url for _, url in links] == [A] * len(HOSTILE)
    names = [text for tag, text in headings(data) if tag == "h3"]
    for (text, _), name, title in zip(links, names, HOSTILE, strict=True):
        if harmless(title) and title.strip():
            assert text == name == title.strip()
        else:
            assert harmless(text)


def test_markdown_keeps_odd_addresses() -> None:
    found = snapshot(session(window(*(tab(entry(url, "t")) for url in ODD_URLS))))
    links = [url for _, url in markdown_links(exported(found, "markdown"))]
    assert len(links) == len(ODD_URLS)
    for link, url in zip(links, ODD_URLS, strict=True):
        assert link == url or unquote(link) == unquote(address(url))
    assert links[:2] == ODD_URLS[:2]
    assert not any(re.search(r'[\s<>"]', link) for link in links)


@given(st.text(st.sampled_from("[]()<>`*_\\!#-+.1|~&;: \n\"'ax"), max_size=20))
def test_no_title_breaks_out_of_its_link(title: str) -> None:
    found = snapshot(session(window(tab(entry(A, title)), tab(entry("javascript:x", title)))))
    assert [url for _, url in markdown_links(exported(found, "markdown"))] == [A]
    reader = bookmarks(exported(found, "html"))
    assert [url for _, url in reader.links] == [A]


# -- links that are programs -------------------------------------------------------------------


@pytest.mark.parametrize("url", UNSAFE)
def test_programs_are_no_links_but_stay_readable(url: str) -> None:
    found = snapshot(session(window(tab(entry(url, "Title [x]")), tab(entry(url, "")), A)))
    reader = bookmarks(exported(found, "html"))
    assert [link for _, link in reader.links] == [A]
    assert reader.tags <= {"meta", "title", "h1", "dl", "p", "dt", "h3", "a"}
    text = exported(found, "markdown")
    assert [link for _, link in markdown_links(text)] == [A]
    if harmless(url):
        assert url.strip() in reader.text
        codes = [
            child.content
            for token in MarkdownIt().parse(text.decode())
            for child in token.children or []
            if child.type == "code_inline"
        ]
        assert [code.strip() for code in codes] == [url.strip()] * 2


# -- what all formats promise ------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_text_formats_hold_nothing_that_acts_on_a_terminal(name: str) -> None:
    tabs = [tab(entry(url, title), groupId="g") for url in UNSAFE + ODD_URLS for title in HOSTILE]
    found = snapshot(session(window(*tabs, groups=[group("g", "".join(HOSTILE))])))
    for line in exported(found, name).decode().split("\n"):
        assert harmless(line.removesuffix("\r")), line


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_typed_but_not_loaded_is_private(name: str) -> None:
    typed = tab(userTypedValue="my secret search")
    gone = closed_window(window(typed, A), title="")
    found = snapshot(session(window(A, typed, closed=[typed]), closed_windows=[gone]))
    assert b"secret" not in exported(found, name, everything(found))
    if name not in ("session", "html", "markdown"):
        assert b"secret" in exported(found, name, with_private=True)


@pytest.mark.parametrize("name", FORMATS)
def test_broken_shapes_are_exported_as_far_as_they_go(name: str) -> None:
    odd = session(
        window(
            {"entries": "no list"}, {"entries": [None, 3]}, {"entries": [{"url": 5}], "index": "x"},
            {"entries": [{"url": A, "title": ["x"]}], "groupId": 5, "pinned": "yes"},
            groups="none", selected="second",
        ),
        {"tabs": None},
        closed_windows=[{"tabs": {}, "closedAt": "yesterday"}],
        savedGroups=[{"tabs": [4, {"state": 5}]}, 7],
    )  # fmt: skip
    odd["windows"].append("odd")
    found = snapshot(odd)
    assert A.encode() in exported(found, name) or name == "session"
    assert exported(found, name, everything(found))


# -- JSON --------------------------------------------------------------------------------------


def test_json_of_chosen_items() -> None:
    found = rich()
    items = chosen(
        found, "/windows/0/tabs/1", "/_closedWindows/0/tabs/0", "/windows/0/_closedTabs/0",
        "/windows/0/closedGroups/0", "/savedGroups/0/tabs/1",
    )  # fmt: skip
    document = json.loads(exported(found, "json", items, about={"revision": "r"}))
    assert list(document) == [
        "revision",
        "windows",
        "recentlyClosed",
        "closedGroups",
        "savedGroups",
    ]
    (shown,) = document["windows"]
    assert [(t["pointer"], t["url"], t["index"]) for t in shown["tabs"]] == [
        ("/windows/0/tabs/1", B, 1)
    ]
    assert shown["groups"][0]["name"] == "Reading & list"
    newest, tab_out = document["recentlyClosed"]
    assert [t["url"] for t in newest["window"]["tabs"]] == [C]
    assert (tab_out["tab"]["sessionId"], tab_out["lastModified"]) == ("5", NOW - MINUTE)
    assert [t["url"] for t in document["closedGroups"][0]["tabs"]] == [A]
    assert [t["pointer"] for t in document["savedGroups"][0]["tabs"]] == ["/savedGroups/0/tabs/1"]


def test_json_keeps_text_exactly() -> None:
    title = "\x1b[31m \u202e </script> \ud83d"
    found = snapshot(session(window(tab(entry(ODD_URLS[4], title)))))
    (shown,) = json.loads(exported(found, "json"))["windows"][0]["tabs"]
    assert (shown["title"], shown["url"]) == (title.replace("\ud83d", "\ufffd"), ODD_URLS[4])


# -- size --------------------------------------------------------------------------------------


@cache
def many(tabs: int) -> Snapshot:
    state = tab(*(f"{A}/{i}" for i in range(5)))
    return snapshot(session(*(window(*([state] * 500)) for _ in range(tabs // 500))))


@pytest.mark.parametrize("name", FORMATS)
def test_work_grows_with_the_session_and_not_faster(name: str) -> None:
    many(1_000), many(4_000)
    small = calls(lambda: exported(many(1_000), name))
    large = calls(lambda: exported(many(4_000), name))
    assert large < 6 * small, (small, large)


# -- tabs whose page never arrived --------------------------------------------------------------

ARRIVING = "https://typed.example/unloaded?q=1"


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("blank", [(), ("about:blank",), ("about:newtab",)])
def test_a_tab_whose_page_never_arrived_keeps_its_address(
    format_name: str, closed: bool, blank: tuple[str, ...]
) -> None:
    """Firefox begins the history of a tab that was opened in the background with a blank page."""
    waiting = tab(*blank, userTypedValue=ARRIVING, userTypedClear=0)
    shut = {**closed_tab(A), "state": waiting}
    state = session(window(B, closed=[shut]) if closed else window(B, waiting))
    items = (open_windows if not closed else closed_items)(snapshot(state))
    data = b"".join(export(items, format_name, Options(now=NOW)))
    if format_name == "session":
        data = unmozlz4(data)
        tabs = [one for w in json.loads(data)["windows"] for one in w["tabs"]]
        assert [entry["url"] for entry in tabs[-1]["entries"]] == [ARRIVING]
        assert tabs[-1]["index"] == 1
    assert ARRIVING.encode() in data


@pytest.mark.parametrize(
    "words",
    ["my secret search", "half-typed.exa", "https://", "http:///x", "https://[::1", "javascript:x",
     "https://a.example/ and more", "localhost:8080"],
)  # fmt: skip
@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("blank", [(), ("about:blank",)])
def test_words_that_are_no_address_stay_private(
    format_name: str, words: str, blank: tuple[str, ...]
) -> None:
    items = open_windows(snapshot(session(window(B, tab(*blank, userTypedValue=words)))))
    data = b"".join(export(items, format_name, Options(now=NOW)))
    data = unmozlz4(data) if format_name == "session" else data
    assert f'"{words}"'.encode() not in data
    assert words.encode() not in data.replace(B.encode(), b"")
