"""What an export is to a real Firefox: a session it opens, bookmarks it imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sessiontui.export.formats import Options, export
from sessiontui.export.new_file import write
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import Item, closed_items, open_windows, saved_groups
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
    OMIT,
    closed_group,
    closed_tab,
    closed_window,
    container,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.firefox.driver import Firefox, PageServer

OPEN = {"browser.startup.page": 3}


def everything(found: Snapshot) -> tuple[Item, ...]:
    return open_windows(found) + closed_items(found) + saved_groups(found)


def start_with(
    tmp_path: Path, items: tuple[Item, ...], *, with_private: bool = False, **prefs: Any
) -> Firefox:
    """A Firefox about to start with an exported session as its own."""
    profile = write_profile(
        tmp_path / "new", prefs={**OPEN, **prefs}, containers=[container(6, "Six")]
    )
    options = Options(now=NOW, with_private=with_private)
    write(export(items, "session", options), profile / "sessionstore.jsonlz4")
    return Firefox(profile)


def shown(firefox: Firefox) -> list[list[tuple[Any, ...]]]:
    """Every window's tabs as they stand in Firefox: address, pinned, group's name, container."""
    found = firefox.chrome(
        """return browserWindows().map(win => win.gBrowser.tabs.map(tab => [
          urlOf(tab), tab.pinned, tab.group ? tab.group.label : null, tab.userContextId || 0 ]));"""
    )
    return [[(*one,) for one in one_window] for one_window in found]


@pytest.mark.parametrize("with_private", [False, True])
def test_firefox_opens_the_windows_tabs_and_groups(
    tmp_path: Path, pages: PageServer, with_private: bool
) -> None:
    one, two, three, four = (pages.url(name) for name in ("One", "Two", "Three", "Four"))
    found = Snapshot(
        Document(
            to_json(
                session(
                    window(
                        tab(one, pinned=True),
                        tab(two, three, groupId="g1"),
                        tab(four, groupId="g1"),
                        tab(one, userContextId=6),
                        groups=[group("g1", "Reading")],
                        closed=[closed_tab(two, closed_id=1)],
                        selected=3,
                    ),
                    window("about:mozilla", four),
                    closed_windows=[closed_window(window(three, two), closed_id=3)],
                    savedGroups=[saved_group("s1", "Saved", four, first_closed_id=5)],
                )
            )
        )
    )
    with start_with(tmp_path, everything(found), with_private=with_private) as firefox:
        reading = [(three, False, "Reading", 0), (four, False, "Reading", 0)]
        expected: list[list[tuple[Any, ...]]] = [
            [(one, True, None, 0), *reading, (one, False, None, 6)],
            [("about:mozilla", False, None, 0), (four, False, None, 0)],
            [(three, False, None, 0), (two, False, None, 0)],
            [(two, False, None, 0)],
            [(four, False, "Saved", 0)],
        ]
        assert sorted(shown(firefox)) == sorted(expected)
        closed = firefox.recently_closed()
        assert closed == {"tabs": [], "windows": []}
        # the history came along
        entries = firefox.chrome(
            """const tab = browserWindows().flatMap(w => w.gBrowser.tabs)
              .find(t => t.group && t.group.label === "Reading");
            return JSON.parse(SessionStore.getTabState(tab)).entries.map(e => e.url);"""
        )
        assert entries == [two, three]


def test_pages_load_also_those_that_need_a_user_who_asked(
    tmp_path: Path, pages: PageServer
) -> None:
    """Without any principal Firefox shows about: and file: pages blank."""
    local = tmp_path / "local.html"
    local.write_text("<!doctype html><title>A local page</title>")
    one = pages.url("One")
    urls = [one, "about:mozilla", local.as_uri(), "javascript:document.title='pwned'"]
    found = Snapshot(Document(to_json(session(window(*urls)))))
    firefox = start_with(
        tmp_path, open_windows(found), **{"browser.sessionstore.restore_on_demand": False}
    )
    with firefox:
        titles = firefox.chrome(
            """const tabs = browserWindows()[0].gBrowser.tabs;
            const loaded = tab => new Promise(resolve => {
              const done = () => tab.linkedBrowser.contentTitle
                && !tab.hasAttribute("pending") && !tab.hasAttribute("busy");
              if (done()) return resolve();
              tab.ownerGlobal.addEventListener("pagetitlechanged", function look() {
                if (!done()) return;
                tab.ownerGlobal.removeEventListener("pagetitlechanged", look);
                resolve();
              });
            });
            await Promise.all(tabs.slice(0, 3).map(loaded));
            return tabs.map(tab => tab.linkedBrowser.contentTitle);"""
        )
    assert titles[0] == "One"
    assert titles[1].startswith("The Book of Mozilla")
    assert titles[2] == "A local page"
    assert "pwned" not in titles


def test_firefox_imports_the_bookmarks(tmp_path: Path) -> None:
    a, b, c = "https://a.example/x?a=1&b=2", "https://b.example/", "https://c.example/(y)"
    title = '</a><script>x</script> "quoted" & <b>'
    found = Snapshot(
        Document(
            to_json(
                session(
                    window(
                        tab(entry(a, title)),
                        tab(entry("javascript:alert(1)", "Program")),
                        tab(entry(b, "B"), groupId="g"),
                        tab(entry("data:text/html,x", "Page"), groupId="g"),
                        tab(entry(c, "C")),
                        tab(entry(b, OMIT), lastAccessed=10**18),
                        groups=[group("g", "Group & <co>")],
                    ),
                    window(c, closedGroups=[closed_group("h", "Gone", a, first_closed_id=3)]),
                )
            )
        )
    )
    file = tmp_path / "bookmarks.html"
    write(export(everything(found), "html", Options(now=NOW)), file)
    profile = write_profile(tmp_path / "p")
    with Firefox(profile) as firefox:
        tree = json.loads(
            firefox.chrome(
                """const { BookmarkHTMLUtils } = ChromeUtils.importESModule(
                  "resource://gre/modules/BookmarkHTMLUtils.sys.mjs");
                const { PlacesUtils } = ChromeUtils.importESModule(
                  "resource://gre/modules/PlacesUtils.sys.mjs");
                await BookmarkHTMLUtils.importFromFile(arguments[0]);
                return JSON.stringify(
                  await PlacesUtils.promiseBookmarksTree(PlacesUtils.bookmarks.menuGuid));""",
                str(file),
            )
        )

    def outline(node: Any) -> Any:
        if "children" in node or node.get("typeCode") == 2:
            return node["title"], [outline(child) for child in node.get("children", [])]
        return node["title"], node["uri"]

    folders = [outline(child) for child in tree["children"] if child.get("typeCode") == 2]
    assert [folder for folder in folders if folder[0] != "Mozilla Firefox"] == [
        ("Window 1", [(title, a), ("Group & <co>", [("B", b)]), ("C", c), (b, b)]),
        ("Window 2", [("(y)", c)]),
        ("Closed group: Gone", [("x", a)]),
    ]


def test_firefox_loads_the_page_of_a_tab_that_never_had_one(
    tmp_path: Path, pages: PageServer
) -> None:
    waiting = tab(userTypedValue=pages.url("Late"), userTypedClear=0)
    found = Snapshot(Document(to_json(session(window(pages.url("One"), waiting, selected=2)))))
    with start_with(tmp_path, everything(found)) as firefox:
        assert [[one[0] for one in tabs] for tabs in shown(firefox)] == [
            [pages.url("One"), pages.url("Late")]
        ]
