"""What is open already in the session that something is to be restored into."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.edit.already_open import Judged, judge
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import Item, item_at
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    OMIT,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.steps import calls

Json = dict[str, Any]
A, B, C, D = (f"https://{name}.example/page" for name in "abcd")


def page(url: str, **more: Any) -> Json:
    """A tab whose page has no name in its history, as Firefox before 147 writes it."""
    return tab(entry(url, navigationKey=OMIT, navigationId=OMIT), **more)


def snapshot(state: Json) -> Snapshot:
    return Snapshot(Document(to_json(state)))


def items(found: Snapshot, *pointers: str) -> list[Item]:
    return [item_at(found, parse_pointer(pointer)) for pointer in pointers]


def judged(state: Json, *pointers: str, base: Json | None = None) -> Judged:
    source = snapshot(state)
    return judge(items(source, *pointers), source if base is None else snapshot(base))


def test_the_tabs_that_show_it_are_named() -> None:
    named = tab(entry(B, navigationKey="k", navigationId="n"))
    moved_on = tab(entry(D, navigationKey="k", navigationId="n"), userContextId=3)
    state = session(
        window(page(A), moved_on, page(C), page(A), closed=[closed_tab(page(A)), closed_tab(named)])
    )
    found = judged(state, "/windows/0/_closedTabs/0", "/windows/0/_closedTabs/1")
    assert found.shown_by == {("windows", 0, "tabs", i) for i in (0, 1, 3)}
    assert judged(session(window(page(A), closed=[closed_tab(page(B))])),
                  "/windows/0/_closedTabs/0").shown_by == frozenset()  # fmt: skip


def pointers(found: tuple[Item, ...]) -> list[str]:
    return [item.pointer for item in found]


def test_the_same_address_in_the_same_container_is_open_already() -> None:
    wanted = (page(A), page(A, userContextId=2, lastAccessed=1), page(B, lastAccessed=1))
    closed = [closed_tab(one) for one in wanted]
    state = session(window(page(A), page(B, userContextId=2), closed=closed))
    found = judged(state, *(f"/windows/0/_closedTabs/{i}" for i in range(3)))
    assert pointers(found.open_already) == ["/windows/0/_closedTabs/0"]
    assert pointers(found.to_open) == ["/windows/0/_closedTabs/1", "/windows/0/_closedTabs/2"]
    assert found.words == ("1 of 3 is open already, and left out",)


def test_only_the_entry_that_a_tab_shows_counts() -> None:
    closed = closed_tab(tab(entry(B), entry(A), index=1))
    state = session(window(tab(entry(A), entry(B), index=1), closed=[closed]))
    assert not judged(state, "/windows/0/_closedTabs/0").open_already


@pytest.mark.parametrize(
    ("wanted", "same"),
    [
        ({"navigationKey": "{k}", "navigationId": "{i}"}, True),
        ({"navigationKey": "{k}", "navigationId": "{other}"}, False),
        ({"navigationKey": "{other}", "navigationId": "{i}"}, False),
        ({"navigationKey": "{k}"}, False),
        ({"navigationKey": ["{k}"], "navigationId": 7}, False),
    ],
)
def test_the_same_page_of_a_history_is_open_already_whatever_its_address(
    wanted: Json, same: bool
) -> None:
    there = {**entry(A), "navigationKey": "{k}", "navigationId": "{i}"}
    state = session(window(tab(there), closed=[closed_tab(tab({**entry(B), **wanted}))]))
    assert bool(judged(state, "/windows/0/_closedTabs/0").open_already) is same


def test_pages_without_a_name_in_their_history_are_not_the_same_for_it() -> None:
    state = session(window(page(A), closed=[closed_tab(page(B))]))
    assert not judged(state, "/windows/0/_closedTabs/0").open_already


@pytest.mark.parametrize(("moment", "url", "same"), [(5, A, True), (6, A, False), (5, B, False)])
def test_the_same_address_looked_at_in_the_same_moment_is_open_already(
    moment: int, url: str, same: bool
) -> None:
    closed = closed_tab(page(url, lastAccessed=moment, userContextId=2))
    state = session(window(page(A, lastAccessed=5), closed=[closed]))
    assert bool(judged(state, "/windows/0/_closedTabs/0").open_already) is same


def test_tabs_that_show_nothing_are_never_open_already() -> None:
    nothing: Json = {"entries": []}
    state = session(window(nothing, closed=[closed_tab(nothing)]))
    assert not judged(state, "/windows/0/_closedTabs/0").open_already


WHOLE = session(
    window(A, B, closed=[], closedGroups=[closed_group("g", "Gone", A, B)]),
    closed_windows=[
        closed_window(window(A, B)),
        closed_window(window(A, C, D)),
        closed_window(window(tab(A, groupId="h"), C, groups=[group("h", "H")])),
    ],
    savedGroups=[saved_group("s", "Saved", B, D)],
)


def test_windows_and_groups_are_open_already_only_when_all_their_tabs_are() -> None:
    found = judged(
        WHOLE, "/_closedWindows/0", "/_closedWindows/1", "/_closedWindows/2/groups/0",
        "/windows/0/closedGroups/0", "/savedGroups/0",
    )  # fmt: skip
    assert pointers(found.open_already) == [
        "/_closedWindows/0", "/_closedWindows/2/groups/0", "/windows/0/closedGroups/0",
    ]  # fmt: skip
    assert [(item.pointer, some, all_) for item, some, all_ in found.partly] == [
        ("/_closedWindows/1", 1, 3),
        ("/savedGroups/0", 1, 2),
    ]
    assert found.words == (
        "3 of 5 are open already, and left out",
        "1 of 3 tabs in the closed window “page” is open already; it opens whole",
        "1 of 2 tabs in the saved tab group “Saved” is open already; it opens whole",
    )
    assert [(one.url, one.title) for one in found.left_out] == [
        (None, "page"), (None, "H"), (None, "Gone"),
    ]  # fmt: skip


def test_tabs_of_a_closed_window_or_group_are_judged_one_by_one() -> None:
    found = judged(
        WHOLE, "/_closedWindows/1/tabs/0", "/_closedWindows/1/tabs/1", "/savedGroups/0/tabs/0"
    )
    assert pointers(found.open_already) == ["/_closedWindows/1/tabs/0", "/savedGroups/0/tabs/0"]


def test_what_lies_in_another_chosen_one_goes_with_it_and_counts_once() -> None:
    found = judged(WHOLE, "/_closedWindows/1/tabs/0", "/_closedWindows/1", "/_closedWindows/1")
    assert pointers(found.to_open) == ["/_closedWindows/1"]
    assert not found.open_already


def test_a_window_or_group_without_tabs_is_not_open() -> None:
    state = session(window(A), closed_windows=[closed_window(window())])
    assert pointers(judged(state, "/_closedWindows/0").to_open) == ["/_closedWindows/0"]


def test_open_tabs_of_the_session_itself_pass_and_those_of_another_version_are_judged() -> None:
    state = session(window(A, B))
    assert judged(state, "/windows/0/tabs/0").words == ()
    found = judged(state, "/windows/0/tabs/0", "/windows/0/tabs/1", base=session(window(B)))
    assert pointers(found.open_already) == ["/windows/0/tabs/1"]


def test_containers_of_another_profile_are_counted_as_those_they_become() -> None:
    tabs = (page(A, userContextId=4, lastAccessed=1), page(B, userContextId=5, lastAccessed=1))
    source = snapshot(session(window(*tabs)))
    base = snapshot(session(window(page(A, userContextId=9), page(B))))
    chosen = items(source, "/windows/0/tabs/0", "/windows/0/tabs/1")
    assert not judge(chosen, base).open_already
    assert len(judge(chosen, base, containers={4: 9}).open_already) == 2


def test_titles_of_pages_are_made_harmless() -> None:
    closed = closed_window(window(tab(entry(A, "T\x1b]0;x\x07")), B))
    found = judged(session(window(B), closed_windows=[closed]), "/_closedWindows/0")
    assert "\x1b" not in "".join(found.words)


ADDRESSES = st.sampled_from(["", A, B, C])
TABS = st.builds(
    lambda url, container, moment, key, state: {
        "entries": [{"url": url, "navigationKey": key, "navigationId": state}],
        "userContextId": container,
        "lastAccessed": moment,
    },
    ADDRESSES,
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["", "k1", "k2"]),
    st.sampled_from(["", "i1", "i2"]),
)


def same(one: Json, other: Json) -> bool:
    """The rule as it would be told to a person, for two tabs."""
    a, b = one["entries"][0], other["entries"][0]
    named = bool(a["navigationKey"] and a["navigationId"])
    if named and all(a[key] == b[key] for key in ("navigationKey", "navigationId")):
        return True
    if not a["url"] or a["url"] != b["url"]:
        return False
    looked_at = one["lastAccessed"] and one["lastAccessed"] == other["lastAccessed"]
    return bool(looked_at) or one["userContextId"] == other["userContextId"]


@given(st.lists(TABS, min_size=1, max_size=4), st.lists(TABS, min_size=1, max_size=4))
def test_every_chosen_tab_is_opened_or_left_out_just_as_the_rule_says(
    shown: list[Json], closed: list[Json]
) -> None:
    state = session(window(*shown, closed=[closed_tab(one) for one in closed]))
    places = [f"/windows/0/_closedTabs/{i}" for i in range(len(closed))]
    found = judged(state, *places)
    expected = [any(same(one, other) for other in shown) for one in closed]
    assert pointers(found.open_already) == [
        p for p, gone in zip(places, expected, strict=True) if gone
    ]
    assert pointers(found.to_open) == [
        p for p, gone in zip(places, expected, strict=True) if not gone
    ]


def test_a_closed_tab_does_not_have_all_histories_read_for_its_own_name() -> None:
    def work(count: int) -> int:
        tabs = (tab(f"https://{i}.example/") for i in range(count))
        base = snapshot(session(window(*tabs, closed=[closed_tab(B)])))
        assert len(base.windows[0].tabs) == count
        (gone,) = items(base, "/windows/0/_closedTabs/0")
        return calls(lambda: judge([gone], base))

    work(10)
    each = (work(400) - work(200)) / 200
    assert each < 60  # calls for each open tab: to tell its address, not to read its history


class Counted(bytes):
    """Bytes that count how often something is sought in all of them."""

    times = 0

    def __contains__(self, what: Any) -> bool:
        self.times += 1
        return super().__contains__(what)


def test_of_many_tabs_each_is_not_sought_in_the_whole_text() -> None:
    text = Counted(to_json(session(window(A))))
    base = Snapshot(Document(text))
    source = snapshot(session(window(*(f"https://{i}.example/" for i in range(200)))))
    found = judge([item_at(source, tab.steps) for tab in source.open_tabs()], base)
    assert len(found.to_open) == 200
    assert 0 < text.times < 50
