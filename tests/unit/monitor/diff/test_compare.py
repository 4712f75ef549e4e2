"""What a save changed, against laws and against what a person would say."""

from __future__ import annotations

import copy
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.monitor.diff.compare import BOOKKEEPING, compare
from sessiontui.monitor.diff.fingerprint import fingerprint
from sessiontui.monitor.saves import MAX_ITEMS, Changed, Changes, Part
from tests.builders import (
    FAVICON,
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
)

Json = dict[str, Any]


def between(before: Json, after: Json) -> Changes:
    first = fingerprint(to_json(before))
    return compare(first, fingerprint(to_json(after), first))


def only(before: Json, after: Json) -> Changed:
    changes = between(before, after)
    assert changes.count == 1, changes
    return changes.items[0]


def base() -> Json:
    return session(
        window(
            *(f"https://s{i}.example/page" for i in range(5)),
            closed=["https://d.example/", "https://e.example/"],
            groups=[group("1-1", "Work")],
        ),
        window("https://w.example/a", "https://w.example/b"),
        closed_windows=[window("https://f.example/"), window("https://g.example/")],
        savedGroups=[saved_group("1-2", "Later", "https://h.example/")],
        cookies=[cookie("a.example"), cookie("b.example")],
    )


# -- what a person would say -------------------------------------------------------------------


def test_a_save_that_only_has_a_newer_time_changed_nothing() -> None:
    after = base()
    after["session"]["lastUpdate"] += 15_000
    changes = between(base(), after)
    assert (changes.count, changes.bytes, changes.items, changes.matters) == (0, 0, (), False)


def test_a_scrolled_tab_is_named_with_the_field_and_its_bytes() -> None:
    after = base()
    after["windows"][0]["tabs"][3]["scroll"] = {"scroll": "0,120"}
    found = only(base(), after)
    assert found == Changed(
        "/windows/0/tabs/3", "tab", "changed", ("scroll",), len('{"scroll":"0,120"}'), True,
        "page", "https://s3.example/page", "s3.example", 0,
    )  # fmt: skip


def test_a_look_at_a_tab_is_bookkeeping() -> None:
    after = base()
    after["windows"][1]["tabs"][1]["lastAccessed"] += 5
    found = only(base(), after)
    assert (found.pointer, found.fields, found.matters) == (
        "/windows/1/tabs/1", ("lastAccessed",), False
    )  # fmt: skip
    after["windows"][1]["tabs"][1]["image"] = "data:,"
    assert set(only(base(), after).fields) == {"lastAccessed", "image"}
    assert only(base(), after).matters


def test_a_field_that_is_gone_is_named_and_takes_nothing() -> None:
    after = base()
    del after["windows"][0]["tabs"][0]["image"]
    found = only(base(), after)
    assert (found.fields, found.bytes, found.matters) == (("image",), 0, True)


@pytest.mark.parametrize("at", range(6))
def test_a_tab_opened_anywhere_is_the_only_change(at: int) -> None:
    after = base()
    opened = tab("https://new.example/page")
    after["windows"][0]["tabs"].insert(at, opened)
    found = only(base(), after)
    assert (found.pointer, found.part, found.kind) == (f"/windows/0/tabs/{at}", "tab", "added")
    assert (found.bytes, found.url, found.window) == (
        len(to_json(opened)), "https://new.example/page", 0
    )  # fmt: skip
    back = only(after, base())
    assert (back.pointer, back.kind, back.bytes) == (found.pointer, "removed", found.bytes)


def test_a_tab_that_went_to_another_page_is_still_the_tab() -> None:
    before, after = base(), base()
    where = after["windows"][0]["tabs"]
    where[2]["entries"].append(entry("https://next.example/Next"))
    where[2]["index"] = 2
    found = only(before, after)
    assert (found.kind, found.url) == ("changed", "https://next.example/Next")
    assert set(found.fields) == {"entries", "index"}
    where.insert(2, tab("https://new.example/"))  # and beside it one was opened
    kinds = {item.pointer: item.kind for item in between(before, after).items}
    assert kinds == {"/windows/0/tabs/2": "added", "/windows/0/tabs/3": "changed"}


def test_one_tab_closed_and_another_opened_in_its_place_are_two() -> None:
    after = base()
    after["windows"][0]["tabs"][2] = tab("https://new.example/")
    kinds = sorted(item.kind for item in between(base(), after).items)
    assert kinds == ["added", "removed"]


def test_a_tab_of_an_old_file_without_ids_is_told_by_its_neighbours() -> None:
    def old(url: str) -> Json:
        return {"entries": [{"url": url}], "index": 1}

    before = session(window(*(old(f"https://s{i}.example/") for i in range(4))))
    after = copy.deepcopy(before)
    after["windows"][0]["tabs"][2] = old("https://other.example/")
    found = only(before, after)
    assert (found.kind, found.pointer) == ("changed", "/windows/0/tabs/2")


def test_a_tab_moved_in_its_window_changes_the_window_only() -> None:
    after = base()
    tabs = after["windows"][0]["tabs"]
    tabs.append(tabs.pop(0))
    found = only(base(), after)
    assert (found.part, found.pointer, found.fields, found.bytes, found.matters) == (
        "window", "/windows/0", ("tabs",), 0, True
    )  # fmt: skip


def test_a_tab_moved_to_another_window_changes_both_windows() -> None:
    after = base()
    after["windows"][1]["tabs"].append(after["windows"][0]["tabs"].pop(1))
    changes = between(base(), after)
    assert {(item.pointer, item.fields) for item in changes.items} == {
        ("/windows/0", ("tabs",)), ("/windows/1", ("tabs",))
    }  # fmt: skip
    assert (changes.tabs, changes.windows) == (0, 2)


def test_a_closed_window_takes_its_tabs_with_it() -> None:
    after = base()
    del after["windows"][0]
    changes = between(base(), after)
    assert [(item.part, item.kind) for item in changes.items].count(("tab", "removed")) == 5
    assert [item.kind for item in changes.items if item.part == "window"] == ["removed"]
    assert not [item for item in changes.items if item.pointer.startswith("/windows/1")]
    assert changes.windows == 1
    assert changes.tabs == 5


def test_an_opened_window_is_no_change_of_the_others() -> None:
    after = base()
    after["windows"].insert(0, window("https://fresh.example/"))
    kinds = {(item.pointer, item.kind) for item in between(base(), after).items}
    assert kinds == {("/windows/0", "added"), ("/windows/0/tabs/0", "added")}


@pytest.mark.parametrize(
    ("change", "pointer", "part", "fields", "matters"),
    [
        (lambda s: s["windows"][0].update(width=700), "/windows/0", "window", ("width",), True),
        (lambda s: s["windows"][0].update(selected=3), "/windows/0", "window", ("selected",), True),
        (lambda s: s["windows"][1].update(zIndex=4), "/windows/1", "window", ("zIndex",), False),
        (lambda s: s["windows"][0]["groups"][0].update(name="x"), "/windows/0/groups/0", "group",
         ("name",), True),
        (lambda s: s["windows"][0]["_closedTabs"][1].update(closedId=77),
         "/windows/0/_closedTabs/1", "closed tab", ("closedId",), False),
        (lambda s: s["windows"][0]["_closedTabs"][1].update(pos=7),
         "/windows/0/_closedTabs/1", "closed tab", ("pos",), True),
        (lambda s: s["_closedWindows"][1].update(closedId=7), "/_closedWindows/1",
         "closed window", ("closedId",), False),
        (lambda s: s["savedGroups"][0].update(color="red"), "/savedGroups/0", "saved group",
         ("color",), True),
        (lambda s: s["cookies"][1].update(value="new"), "/cookies", "cookies", (), True),
        (lambda s: s["session"].update(recentCrashes=1), "/session", "other",
         ("recentCrashes",), True),
        (lambda s: s["session"].update(startTime=1), "/session", "other", ("startTime",), False),
        (lambda s: s.update(selectedWindow=2), "/selectedWindow", "other", (), True),
        (lambda s: s.update(maxSplitViewId=2), "/maxSplitViewId", "other", (), False),
        (lambda s: s["global"].update({"a/b": "1"}), "/global", "other", ("a/b",), True),
    ],
)  # fmt: skip
def test_other_parts_are_named_too(
    change: Any, pointer: str, part: str, fields: tuple[str, ...], matters: bool
) -> None:
    after = base()
    change(after)
    found = only(base(), after)
    assert (found.pointer, found.part, found.kind) == (pointer, part, "changed")
    assert (found.fields, found.matters) == (fields, matters)
    assert between(base(), after).matters is matters


def test_a_cookie_takes_its_own_bytes_and_not_those_of_all() -> None:
    after = base()
    after["cookies"][1]["value"] = "another"
    assert only(base(), after).bytes == len(to_json(after["cookies"][1]))
    after = base()
    gone = after["cookies"].pop(0)
    assert only(base(), after).bytes == len(to_json(gone))


def test_parts_that_come_and_go() -> None:
    before, after = base(), base()
    after["windows"][0]["_closedTabs"].insert(0, closed_tab("https://just.example/", 9, NOW))
    after["_closedWindows"].insert(0, closed_window(window("https://gone.example/"), 9, NOW))
    after["savedGroups"].append(saved_group("1-9", "New", "https://i.example/"))
    after["windows"][1]["closedGroups"].append(closed_group("1-8", "Shut", "https://k.example/"))
    del after["global"]
    after["lastSessionState"] = {"windows": []}
    found = {(item.pointer, item.part, item.kind) for item in between(before, after).items}
    assert found == {
        ("/windows/0/_closedTabs/0", "closed tab", "added"),
        ("/_closedWindows/0", "closed window", "added"),
        ("/savedGroups/1", "saved group", "added"),
        ("/windows/1/closedGroups/0", "group", "added"),
        ("/global", "other", "removed"),
        ("/lastSessionState", "other", "added"),
    }


def test_only_the_largest_of_many_are_listed_and_all_are_counted() -> None:
    before = session(window(*(f"https://s{i}.example/" for i in range(MAX_ITEMS + 50))))
    after = copy.deepcopy(before)
    for i, one in enumerate(after["windows"][0]["tabs"]):
        one["image"] = "x" * i
    changes = between(before, after)
    assert (changes.count, changes.tabs, len(changes.items)) == (150, 150, MAX_ITEMS)
    sizes = [item.bytes for item in changes.items]
    assert sizes == sorted(sizes, reverse=True)
    assert changes.bytes == sum(i + 2 for i in range(150))


def test_every_kind_of_part_has_its_bookkeeping() -> None:
    assert {*BOOKKEEPING, "cookies"} == set(get_args(Part))


# -- laws --------------------------------------------------------------------------------------

FEW = settings(max_examples=50)
urls = st.integers(0, 12).map(lambda i: f"https://s{i % 5}.example/{i}")


@st.composite
def tabs(draw: st.DrawFn) -> Json:
    visited = draw(st.lists(urls, min_size=1, max_size=3))
    extra: Json = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "scroll": st.integers(0, 3).map(lambda y: {"scroll": f"0,{y}"}),
                "lastAccessed": st.integers(NOW - 3, NOW),
                "pinned": st.just(True),
                "image": st.sampled_from([FAVICON, "data:,x"]),
            },
        )
    )
    return tab(*visited, **extra)


@st.composite
def sessions(draw: st.DrawFn) -> Json:
    windows = [
        window(*draw(st.lists(tabs(), max_size=5)), closed=draw(st.lists(urls, max_size=2)),
               width=draw(st.sampled_from([800, 900])))
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return session(
        *windows, cookies=[cookie(host) for host in draw(st.lists(urls, max_size=2))],
        closed_windows=[window(url) for url in draw(st.lists(urls, max_size=2))],
    )  # fmt: skip


@FEW
@given(sessions())
def test_nothing_is_different_from_itself(one: Json) -> None:
    assert between(one, one).count == 0


def texts(given: Json) -> list[bytes]:
    return sorted(to_json(tab) for window in given["windows"] for tab in window["tabs"])


@FEW
@given(sessions(), sessions())
def test_every_new_tab_appears_and_the_sums_are_sums(before: Json, after: Json) -> None:
    changes = between(before, after)
    old = texts(before)
    new = 0
    for text in texts(after):
        if text in old:
            old.remove(text)
        else:
            new += 1
    found = [item for item in changes.items if item.part == "tab"]
    assert sum(item.kind != "removed" for item in found) == new
    assert sum(item.kind != "added" for item in found) == len(old)
    assert changes.tabs == len(found)
    assert changes.count == len(changes.items)
    assert changes.bytes == sum(item.bytes for item in changes.items)
    assert changes.matters == any(item.matters for item in changes.items)
    assert len({(item.pointer, item.kind == "removed") for item in found}) == len(found)
    for item in found:
        steps = item.pointer.split("/")
        side = before if item.kind == "removed" else after
        text = to_json(side["windows"][int(steps[2])]["tabs"][int(steps[4])])
        assert item.window == int(steps[2])
        assert item.bytes <= len(text)
        if item.kind != "changed":
            assert item.bytes == len(text)


@FEW
@given(sessions(), sessions())
def test_the_other_way_round_added_is_removed(before: Json, after: Json) -> None:
    there, back = between(before, after), between(after, before)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}

    def told(changes: Changes, names: dict[str, str]) -> list[tuple[str, str, int]]:
        return sorted(
            (item.part, names[item.kind], item.bytes if item.kind != "changed" else 0)
            for item in changes.items
        )

    assert told(there, swapped) == told(back, {kind: kind for kind in swapped})
    assert there.matters == back.matters


@FEW
@given(sessions().filter(lambda s: s["windows"]), tabs(), st.data())
def test_one_tab_more_is_one_tab_added(one: Json, opened: Json, data: st.DataObject) -> None:
    after = copy.deepcopy(one)
    where = data.draw(st.sampled_from(after["windows"]))["tabs"]
    where.insert(data.draw(st.integers(0, len(where))), opened)
    for changes, kind in ((between(one, after), "added"), (between(after, one), "removed")):
        found = [item for item in changes.items if item.part == "tab"]
        assert [(item.kind, item.bytes) for item in found] == [(kind, len(to_json(opened)))]


@FEW
@given(sessions(), st.randoms())
def test_tabs_in_another_order_are_not_other_tabs(one: Json, chance: Any) -> None:
    after = copy.deepcopy(one)
    for each in after["windows"]:
        chance.shuffle(each["tabs"])
    changes = between(one, after)
    assert changes.tabs == 0
    assert changes.bytes == 0
