"""The filter: words in any order, in title or address, capital letters count when typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.model import filter as filter_module
from sessiontui.session.model.document import Document
from sessiontui.session.model.filter import Matcher
from sessiontui.session.model.recently_closed import recently_closed
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    closed_group,
    closed_window,
    entry,
    group,
    session,
    tab,
    to_json,
    window,
)

GONE = tab(entry("https://c.example/x", "Gone \x1b[31m red"))
SHOWN = Snapshot(
    Document(
        to_json(
            session(
                window(
                    tab(entry("https://docs.rs/tokio", "Tokio in Straße")),
                    "https://b.example/Cooking",
                    groups=[group("1", "Work")],
                    closed=[GONE],
                    closedGroups=[closed_group("2", "Reise", GONE)],
                ),
                closed_windows=[window("https://d.example/Deep", "https://e.example/Else")],
            )
        )
    )
)
FIRST, SECOND = SHOWN.open_tabs()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, True),
        ("", True),
        ("  ", True),
        ("tokio", True),
        ("TOKIO", False),
        ("Tokio", True),
        ("docs.rs", True),
        ("straße tokio", True),
        ("STRASSE", False),
        ("strasse", True),
        ("tokio docs", True),
        ("tokio cooking", False),
        ("in stra", True),
    ],
)
def test_words_are_sought_in_title_and_address(typed: str | None, kept: bool) -> None:
    assert Matcher(typed).tab(FIRST) is kept


def test_a_word_never_matches_across_title_and_address() -> None:
    assert not Matcher("straßehttps").tab(FIRST)


def test_closed_tabs_are_found_by_the_exact_text_of_their_title() -> None:
    [closed] = SHOWN.windows[0].closed_tabs
    assert Matcher("gone red").closed_tab(closed)
    assert Matcher("\x1b[31m").closed_tab(closed)
    assert not Matcher("cooking").closed_tab(closed)


def test_closed_windows_are_found_by_any_tab_in_them() -> None:
    [closed] = SHOWN.closed_windows
    assert Matcher("else").window(closed)
    assert Matcher("deep").window(closed)
    assert not Matcher("cooking").window(closed)


def test_a_window_s_number_is_that_of_an_open_one() -> None:
    """Closed windows stand in a list of their own, which the screen does not number."""
    inner = closed_group("3", "Inside", GONE)
    closed = window("https://d.example/", closed=[GONE], closedGroups=[inner])
    found = Snapshot(
        Document(
            to_json(
                session(
                    window("https://a.example/", closed=[GONE], closedGroups=[inner]),
                    closed_windows=[closed_window(closed)],
                )
            )
        )
    )
    first = Matcher("window:1")
    for win, kept in ((found.windows[0], True), (found.closed_windows[0], False)):
        assert first.tab(win.tabs[0], win) is kept
        assert first.closed_tab(win.closed_tabs[0], win) is kept
        assert first.group(win.closed_groups[0], win) is kept
        assert not Matcher("window:2").closed_tab(win.closed_tabs[0], win)
    assert not first.window(found.closed_windows[0])


def test_groups_are_found_by_name_or_tab() -> None:
    [closed] = SHOWN.windows[0].closed_groups
    assert Matcher("reise").group(closed)
    assert Matcher("gone").group(closed)
    assert not Matcher("work").group(closed)


def test_the_recently_closed_list_is_filtered_like_what_it_lists() -> None:
    def kept(typed: str) -> list[str]:
        items = recently_closed(SHOWN)
        return ["tab" if s.tab else "window" for s in items if Matcher(typed).session(s)]

    assert kept("") == ["tab", "tab", "window"]
    assert kept("gone") == ["tab", "tab"]
    assert kept("deep") == ["window"]


@pytest.mark.parametrize("typed", ["gone", "deep", "nothing has this"])
def test_words_alone_ask_no_item_for_more_than_its_words(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*_: object) -> filter_module.Facts:
        raise AssertionError("host, flags and moment of an item were asked for")

    expected = [Matcher(typed).session(item) for item in recently_closed(SHOWN)]
    monkeypatch.setattr(filter_module, "_facts", told)
    assert [Matcher(typed).session(item) for item in recently_closed(SHOWN)] == expected
    with pytest.raises(AssertionError):
        Matcher("site:a " + typed[:1]).session(recently_closed(SHOWN)[0])


@given(st.text(max_size=20))
def test_a_title_is_found_by_itself(title: str) -> None:
    assert Matcher(title).text(title)
    assert Matcher(title).text("something else", title)
    assert Matcher(title.casefold()).text(title) or any(c.isupper() for c in title.casefold())


NOW = 1_795_205_400_000
DAY = 86_400_000
AGED = Snapshot(
    Document(
        to_json(
            session(
                window(
                    tab(entry("https://a.example/", "old"), lastAccessed=NOW - 20 * DAY),
                    tab(entry("https://b.a.example/", "new"), lastAccessed=NOW - 3_600_000),
                    tab(entry("https://c.example/", "never"), lastAccessed=0),
                )
            )
        )
    )
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("older:2w", ["old"]),
        ("newer:2h", ["new"]),
        ("older:30m newer:1d", ["new"]),
        ("site:a.example", ["old", "new"]),
        ("site:B.A", ["new"]),
        ("window:1", ["old", "new", "never"]),
        ("window:2", []),
        ("is:pinned", []),
        ("group:x", []),
        ("is:tab never", ["never"]),
        ("https://c.example", ["never"]),
    ],
)
def test_conditions_stand_beside_words(typed: str, kept: list[str]) -> None:
    [(_, tabs)] = Matcher(typed, now=NOW).open_tabs(AGED)
    assert [t.title for t in tabs] == kept


@pytest.mark.parametrize("typed", ["older:soon", "window:two", "is:nothing", "newer:3"])
def test_what_is_not_understood_does_not_narrow_and_is_said(typed: str) -> None:
    matcher = Matcher(typed, now=NOW)
    assert matcher.complaint
    assert matcher.everything
