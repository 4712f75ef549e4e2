"""What the details say of tabs, windows and groups, as the sheet paints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from rich.cells import cell_len

from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.text import is_printable
from sessiontui.ui.details import page as page_details
from sessiontui.ui.details.items import Describer
from sessiontui.ui.widgets.sheet import Line, rows_of
from tests.builders import (
    HOUR,
    NOW,
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
    window,
)  # fmt: skip

A = "https://www.a.example/page"
CONTAINERS = {2: "Work"}
COLORS = {2: "orange"}


def describer(state: dict[str, Any]) -> tuple[Snapshot, Describer]:
    snapshot = Snapshot(Document(to_json(state)))
    return snapshot, Describer(snapshot, CONTAINERS, NOW, COLORS)


def painted(lines: Iterable[Line], width: int = 90) -> list[str]:
    """The lines of a sheet as wide as that."""
    return ["".join(text for text, _ in row).rstrip() for row in rows_of(lines, width, 10)]


def of_tab(*tabs: Any, **session_more: Any) -> list[str]:
    """The details of the first of some tabs in one window."""
    snapshot, describe = describer(session(window(*tabs), **session_more))
    shown = snapshot.windows[0]
    return painted(describe.tab(shown.tabs[0], shown))


def of_window(*windows: Any, index: int = 0, **session_more: Any) -> list[str]:
    snapshot, describe = describer(session(*windows, **session_more))
    return painted(describe.window(snapshot.windows[index]))


# -- tabs --------------------------------------------------------------------------------------


def test_times_are_said_in_words_and_exactly() -> None:
    shown = of_tab(tab(entry(A, "Page"), lastAccessed=NOW - 10 * HOUR))

    assert shown[:2] == ["Page", A]
    assert "looked at 10 h ago · Fri 20 Nov 10:10:00" in shown


def test_the_year_stands_there_when_it_is_another() -> None:
    shown = of_tab(tab(A, lastAccessed=NOW - 400 * 24 * HOUR))

    assert any("1 year ago · Thu 16 Oct 2025 20:10:00" in line for line in shown)


def test_place_and_flags_are_in_words() -> None:
    shown = of_tab(tab(A, pinned=True, hidden=True, muted=True))

    assert "place     window 1, place 1, pinned, hidden, muted, selected" in shown


def test_the_container_has_its_name_and_colour() -> None:
    assert "container Work ■ orange" in of_tab(tab(A, userContextId=2))
    assert "container number 9" in of_tab(tab(A, userContextId=9))
    assert not any(line.startswith("container") for line in of_tab(tab(A)))


def test_the_group_has_its_name_and_colour() -> None:
    state = session(window(tab(A, groupId="1-1"), groups=[group("1-1", "Research\x1b", "purple")]))
    snapshot, describe = describer(state)
    one = snapshot.windows[0]

    assert "group     Research␛ ■ purple" in painted(describe.tab(one.tabs[0], one))
    line = next(line for line in describe.tab(one.tabs[0], one) if line.label == "group")
    assert ("■", "group-purple") in line.more


def test_a_tab_of_a_split_view_names_the_one_beside_it() -> None:
    shown = of_tab(
        tab(entry(A, "Left"), splitViewId=1), tab(entry(A, "Right"), splitViewId=1), tab(A)
    )

    assert "split     side by side with “Right”" in shown


def test_canonical_and_typed_addresses_are_shown() -> None:
    shown = of_tab(tab(A, canonicalUrl="https://a.example/", userTypedValue="half a wo\x07"))

    assert "canonical https://a.example/" in shown
    assert "typed     half a wo␇" in shown
    assert not any(line.startswith("canonical") for line in of_tab(tab(A, canonicalUrl=A)))


def test_history_marks_where_the_tab_is() -> None:
    pages = [entry(f"https://a.example/{i}", f"Page {i}") for i in range(4)]
    shown = of_tab(tab(*pages, index=3))

    at = shown.index("history   ◂ 2 back · here · 1 ahead ▸")
    assert shown[at + 1 : at + 9] == [
        "  Page 0", "  https://a.example/0",
        "  Page 1", "  https://a.example/1",
        "→ Page 2", "  https://a.example/2",
        "  Page 3", "  https://a.example/3",
    ]  # fmt: skip
    assert "history   this page only" in of_tab(tab(A))


def test_a_long_history_shows_what_is_near_and_counts_the_rest() -> None:
    pages = [entry(f"https://a.example/{i}", f"Page {i}") for i in range(50)]
    shown = of_tab(tab(*pages, index=30))

    assert "  and 19 earlier pages" in shown
    assert "→ Page 29" in shown
    assert "  and 11 later pages" in shown
    assert "  Page 18" not in shown


def test_every_kind_of_form_field_has_its_value() -> None:
    data = {
        "id": {
            "text": "two\nlines",
            "agree": True,
            "country": {"selectedIndex": 2, "value": "Norway"},
            "file": {"type": "file", "fileList": ["/home/u/a.txt", "/home/u/b.txt"]},
            "empty": "",
        },
        "xpath": {"//input[2]": "by path\x1b"},
        "children": [None, {"id": {"inner": "framed"}}],
    }
    shown = of_tab(tab(A, formdata=data))

    at = shown.index("form      7 fields, 23 characters of text")
    assert shown[at + 1 : at + 8] == [
        "          text: two lines",
        "          agree: ticked",
        "          country: Norway · chosen",
        "          file: /home/u/a.txt, /home/u/b.txt · files",
        "          empty: (empty)",
        "          //input[2]: by path␛",
        "          inner: framed · frame 2",
    ]


def test_long_values_are_cut_and_say_how_much_is_left_out() -> None:
    long = tab(
        entry("https://a.example/" + "u" * 5000, "t" * 3000),
        formdata={"id": {"essay": "e" * 2_000_000}},
        userTypedValue="y" * 1000,
        extData={"key": "v" * 900},
    )
    snapshot, describe = describer(session(window(long)))
    shown = "\n".join(painted(describe.tab(snapshot.windows[0].tabs[0], None), 3000))

    for left_out in ("2,700", "4,718", "1,999,700", "700", "600"):
        assert f"… and {left_out} characters more" in shown
    assert len(shown) < 3000


def test_storage_names_its_keys_and_their_sizes() -> None:
    kept = {"https://a.example": {"basket": "x" * 100, "k\x1b": "v"}}
    shown = of_tab(tab(A, storage=kept))

    taken = len(to_json(kept["https://a.example"]))
    assert f"storage   https://a.example: 2 keys · {taken} B" in shown
    assert "          basket · 102 B" in shown
    assert any(line.startswith("          k␛ ") for line in shown)


def test_many_keys_are_counted() -> None:
    kept = {"https://a.example": {f"key{i}": "v" for i in range(40)}}

    assert "          and 28 more keys" in of_tab(tab(A, storage=kept))


def test_cookies_of_the_page_have_flags_and_no_values() -> None:
    shown = of_tab(
        tab(A),
        cookies=[
            cookie("www.a.example", "sid", "secret-value"),
            cookie(".a.example", "wide", secure=False, httponly=False, sameSite=256, path="/p"),
            cookie("a.example", "host-only"),
            cookie("other.example", "foreign"),
            cookie("www.a.example", "contained", originAttributes={"userContextId": 2}),
        ],
    )

    at = shown.index("cookies   2 session cookies of this site")
    assert shown[at + 1 : at + 3] == [
        "          sid · secure · HttpOnly · SameSite lax",
        "          wide · .a.example · /p",
    ]
    text = "\n".join(shown)
    assert not any(word in text for word in ("secret-value", "foreign", "contained", "host-only"))


def test_a_contained_tab_has_the_cookies_of_its_container() -> None:
    shown = of_tab(
        tab("http://localhost:8000/", userContextId=2),
        cookies=[
            cookie("localhost", "mine", originAttributes={"userContextId": 2}),
            cookie("localhost", "not-mine"),
        ],
    )

    assert "cookies   1 session cookie of this site" in shown
    assert any("mine" in line for line in shown)
    assert not any("not-mine" in line for line in shown)


def test_a_tab_that_holds_a_session_says_how_much_is_in_it() -> None:
    inner = to_json(session(window("https://x.example/", "https://y.example/"))).decode()
    shown = of_tab(tab("about:sessionrestore", formdata={"id": {"sessionData": inner}}))

    assert "holds     a whole session: 1 window, 2 tabs" in shown
    assert not any(line.startswith("form") for line in shown)


def test_a_closed_tab_says_when_and_where_it_was() -> None:
    one = closed_tab(
        tab(entry(A, "Gone"), muted=True), pos=3, closedInTabGroupId="7-7", closed_at=NOW - HOUR
    )
    state = session(window("https://x.example/", closed=[one], closedGroups=[]))
    state["savedGroups"] = [saved_group("7-7", "Kept", "https://k.example/", color="green")]
    snapshot, describe = describer(state)
    shown = painted(describe.closed_tab(snapshot.windows[0].closed_tabs[0], "window 1"))

    assert shown[0] == "Gone"
    assert shown[3].startswith("closed    1 h ago · Fri 20 Nov ")
    assert "was in    window 1, place 4, muted" in shown
    assert "group     Kept ■ green" in shown


# -- windows and groups ------------------------------------------------------------------------


def test_a_window_is_drawn_among_the_others() -> None:
    left = window(A, sizemode="normal", width=960, height=1080, screenX=0, screenY=0)
    right = window(A, sizemode="normal", width=960, height=1080, screenX=960, screenY=0)
    shown = of_window(left, right, index=1, selectedWindow=2)

    assert "1 tab · in front" in shown
    assert "mode      normal" in shown
    assert "size      960 × 1080 at 960, 0" in shown
    at = shown.index("┌1─────────┐┏2━━━━━━━━━┓")
    assert shown[at + 6 : at + 8] == ["└──────────┘┗━━━━━━━━━━┛", "2 windows within 1920 × 1080"]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("maximized", "maximized or full screen"),
        ("minimized", "minimized"),
        ("fullscreen", "full screen"),
    ],
)
def test_what_is_no_plain_size_is_said_in_words(mode: str, words: str) -> None:
    shown = of_window(window(A, sizemode=mode, width=800, height=600, screenX=-20, screenY=7))

    assert f"mode      {words}" in shown
    assert "size      otherwise 800 × 600 at -20, 7" in shown


def test_of_windows_in_one_place_that_is_said_and_nothing_drawn() -> None:
    place: dict[str, Any] = {"width": 800, "height": 600, "screenX": 4, "screenY": 4}
    alone = of_window(window(A, **place))
    two, three = (of_window(*[window(A, **place)] * n) for n in (2, 3))

    for shown in (alone, two, three):
        assert not any("┏" in line or "usual" in line for line in shown)
    assert "stand" not in " ".join(alone)
    assert "          1 other window stands in the same place" in two
    assert "          2 other windows stand in the same place" in three


def test_a_window_without_geometry_is_not_drawn() -> None:
    shown = of_window(window(A, width=0, height=0), window(A))

    assert not any("┏" in line or line.startswith("size") for line in shown)


def test_a_closed_window_is_drawn_among_the_open_ones() -> None:
    state = session(
        window(A, width=500, height=500, screenX=0, screenY=0),
        closed_windows=[
            closed_window(window(*[A] * 60, width=1000, height=500, screenX=500, screenY=0))
        ],
    )
    snapshot, describe = describer(state)
    shown = painted(describe.window(snapshot.closed_windows[0]))

    assert "┌1─────┐┏closed━━━━━━━━┓" in shown
    assert "  40  page" in shown
    assert "      and 20 more tabs" in shown


def test_a_windows_groups_have_colours_counts_and_whether_they_are_folded() -> None:
    shown = of_window(
        window(
            tab(A, groupId="1"), tab(A, groupId="1"), tab(A, groupId="2"), tab(A, pinned=True),
            groups=[group("1", "Work", "blue", collapsed=True), group("2", "", "no-such")],
            splitViews=[{"id": 4, "numberOfTabs": 2}],
        )
    )  # fmt: skip

    assert "group     Work ■ blue · 2 tabs · folded" in shown
    assert "group     (unnamed group) ■ no-such · 1 tab" in shown
    assert "split     view 4: 2 tabs side by side" in shown


def test_a_group_has_its_colour_in_words_and_its_tabs() -> None:
    tabs = [tab(entry(f"https://g.example/{i}", f"Tab {i}")) for i in range(45)]
    state = session(window(A, closedGroups=[closed_group("1", "Trip", *tabs, color="red")]))
    snapshot, describe = describer(state)
    lines = list(describe.group(snapshot.windows[0].closed_groups[0], "closed group"))
    shown = painted(lines)

    assert shown[:2] == ["Trip", "closed group · 45 tabs"]
    assert "colour    ■ red" in shown
    assert "   1  Tab 0" in shown
    assert "      and 5 more tabs" in shown
    assert any(("■", "group-red") in line.more for line in lines)


# -- laws --------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = (
    "entries", "index", "formdata", "scroll", "storage", "extData", "userContextId", "groupId",
    "splitViewId", "canonicalUrl", "userTypedValue", "lastAccessed",
)  # fmt: skip
WINDOW_FIELDS = (
    "groups", "splitViews", "selected", "width", "height", "screenX", "screenY", "sizemode",
    "sidebar", "extData",
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON),
    st.dictionaries(st.sampled_from(WINDOW_FIELDS), JSON),
    st.text(max_size=20),
    st.integers(30, 60),
)
def test_whatever_is_in_the_file_is_described_and_printable(
    in_tab: dict[str, Any], in_window: dict[str, Any], title: str, width: int
) -> None:
    odd = tab(entry(A, title), **in_tab)
    snapshot, describe = describer(session(window(odd, **in_window), window(A)))
    one = snapshot.windows[0]
    for lines in (describe.tab(one.tabs[0], one), describe.window(one)):
        for row in rows_of(lines, width, 10):
            text = "".join(piece for piece, _ in row)
            assert is_printable(text)
            assert cell_len(text) <= width


# -- how long it may take ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("formdata", {"id": {f"f{i}": "some text" for i in range(30_000)}}),
        ("formdata", {"children": [{"id": {"f": "some text"}} for _ in range(20_000)]}),
        ("scroll", {"children": [{"scroll": "1,2"} for _ in range(20_000)]}),
        ("storage", {"https://a.example": {f"k{i}": "v" * 20 for i in range(20_000)}}),
        ("extData", {f"k{i}": "v" * 20 for i in range(20_000)}),
    ],
    ids=["fields", "frames", "scroll", "storage", "values"],
)
def test_what_has_thousands_of_pieces_is_not_decoded_for_a_look(
    monkeypatch: pytest.MonkeyPatch, field: str, value: Any
) -> None:
    decoded: list[int] = []

    def spied(real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def spy(raw: Any) -> Any:
            decoded.append(len(raw) if isinstance(raw, Raw) else 0)
            return real(raw)

        return spy

    for name in ("raw_value", "raw_members"):
        monkeypatch.setattr(page_details, name, spied(getattr(page_details, name)))
    shown = of_tab(tab(A, **{field: value}))

    assert any("in over 3,000" in line and "the JSON pane has them" in line for line in shown)
    assert max(decoded) < 1000


def test_one_long_text_is_shown_however_long() -> None:
    shown = of_tab(tab(A, formdata={"id": {"a": 'Once: "upon": a time\n' * 100_000}}))

    assert any(line.startswith('          a: Once: "upon": a time Once:') for line in shown)
