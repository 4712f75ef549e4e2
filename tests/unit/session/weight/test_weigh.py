"""What the rows are: parts, sites, tabs, fields, nodes, and what stands there many times."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from sessiontui.codec.mozlz4 import pack
from sessiontui.errors import NothingFound
from sessiontui.progress import Stopped, Told, told_to
from sessiontui.session.json import children
from sessiontui.session.model.document import Document
from sessiontui.session.weight import pieces
from sessiontui.session.weight.nodes import nodes
from sessiontui.session.weight.packed import packed_estimate
from sessiontui.session.weight.parts import MEANING
from sessiontui.session.weight.pieces import Pieces
from sessiontui.session.weight.repeated import Repeated, repeated
from sessiontui.session.weight.rows import NO_SITE, NO_TAB, PUNCTUATION, Axis, Row, Weight
from sessiontui.session.weight.weigh import inside, weigh
from sessiontui.session.weight.words import repeated_words
from tests.builders import (
    Json,
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

A, B, C = "https://www.a.example/1", "https://maps.b.example/2", "https://c.example/3"
STATE: Json = {"structuredCloneState": "AAgB" * 40, "structuredCloneVersion": 8}
FORM = {"id": {"a": "typed"}, "url": B}
FRAME = entry("https://frame.example/x", triggeringPrincipal_base64='{"0":{}}' * 3)


def rich() -> Json:
    return session(
        window(
            tab(entry(A, **STATE), entry(B, children=[FRAME]), extData={"extension:x@y:k": "v"}),
            tab(B, formdata=FORM, storage={"https://x.b.example": {"k": "v"}}),
            tab(C, groupId="g", image=None),
            groups=[group("g", "Group")],
            closedGroups=[closed_group("cg", "Gone", C)],
            closed=[closed_tab(tab(A, entry(C, **STATE))), C],
            extData={"k": "v" * 20},
        ),
        closed_windows=[closed_window(window(tab(B), closed=[A], extData={"k": "w"}))],
        savedGroups=[saved_group("s", "Saved", A)],
        cookies=[cookie(".b.example", "x"), cookie("c.example", "y"), cookie("10.0.0.7", "z")],
    )  # fmt: skip


def document(state: Json) -> Document:
    return Document(to_json(state))


def by_key(weight: Weight) -> dict[str, Row]:
    return {row.key: row for row in weight.rows}


def without(value: Any, drop: Callable[[str], bool]) -> Any:
    """The same JSON without some members, wherever they stand."""
    if isinstance(value, dict):
        return {name: without(one, drop) for name, one in value.items() if not drop(name)}
    return [without(one, drop) for one in value] if isinstance(value, list) else value


KINDS = {
    "images": ("image",),
    "principals": ("triggeringPrincipal_base64",),
    "forms": ("formdata",),
    "storage": ("storage",),
    "cloned state": ("structuredCloneState", "structuredCloneVersion"),
    "extension data": ("extData", "global"),
}


@pytest.mark.parametrize("part", KINDS)
def test_a_kind_is_what_a_session_without_it_is_shorter_by(part: str) -> None:
    """Wherever it lies; but for a comma each, which is of what it stands in."""
    text, names = to_json(rich()), KINDS[part]
    shorter = to_json(without(json.loads(text), names.__contains__))
    members = sum(text.count(f'"{name}":'.encode()) for name in names)
    row = by_key(weigh(Document(text), "part"))[part]
    assert row.bytes == len(text) - len(shorter) - members
    assert row.count == members - (part == "cloned state") * members // 2


def test_a_field_is_its_values_with_their_name() -> None:
    text = to_json(rich())
    rows = by_key(weigh(Document(text), "field"))
    for name in ("url", "title", "hidden", "docIdentifier", "triggeringPrincipal_base64"):
        shorter = to_json(without(json.loads(text), name.__eq__))
        count = text.count(f'"{name}":'.encode())
        inner = 1 if name == "url" else 0  # in form data, which is one field
        assert rows[name].count == count - inner, name
        if not inner:
            assert rows[name].bytes == len(text) - len(shorter) - count
    assert rows["cookies"].bytes == len(to_json(rich()["cookies"])) + len('"cookies":')


def test_parts_by_list() -> None:
    rows = by_key(weigh(document(rich()), "part"))
    assert set(rows) <= set(MEANING)
    counts = {key: row.count for key, row in rows.items()}
    assert counts["open tabs"] == 3
    assert counts["closed tabs"] == 2
    assert counts["closed windows"] == 1
    assert counts["cookies"] == 3
    assert counts["groups"] == 5  # three, with a tab each in the closed and the saved one
    assert counts["history"] == 11
    # What holds a group together is the groups' and what it has in it is not twice there.
    more = rich()
    more["savedGroups"][0]["name"] += "longer"
    longer = by_key(weigh(document(more), "part"))
    assert longer["groups"].bytes == rows["groups"].bytes + len("longer")
    assert {key: row for key, row in longer.items() if key != "groups"} == {
        key: row for key, row in rows.items() if key != "groups"
    }


def test_sessions_inside_are_a_part_and_their_tabs_are_tabs() -> None:
    last = session(window(tab(A), tab(C)), cookies=[cookie("c.example")])
    carried = {"id": {"sessionData": json.dumps(session(window(A)))}, "url": "about:sessionrestore"}
    state = session(window(tab("about:sessionrestore", formdata=carried)), lastSessionState=last)
    weighed = document(state)
    nested = by_key(weigh(weighed, "part"))["nested sessions"]
    assert nested.count == 2
    assert nested.bytes == len(to_json(last)) + len('"formdata":') + len(to_json(carried))
    assert "forms" not in by_key(weigh(weighed, "part"))
    steps = {row.steps for row in weigh(weighed, "tab").rows}
    assert ("lastSessionState", "windows", 0, "tabs", 1) in steps
    sites = by_key(weigh(weighed, "site"))
    assert {"a.example", "c.example", "about:sessionrestore", NO_SITE} == set(sites)
    assert by_key(inside(weighed, "part", "nested sessions", "site"))["c.example"].bytes > 0


def test_an_entry_is_its_own_site_s_and_the_rest_of_a_tab_the_shown_one_s() -> None:
    first, second = entry(A), entry(B)
    state = session(window(tab(first, second)))
    rows = by_key(weigh(document(state), "site"))
    assert rows["a.example"].bytes == len(to_json(first))
    assert rows["b.example"].bytes == len(to_json(state["windows"][0]["tabs"][0])) - len(
        to_json(first)
    )
    shown = session(window(tab(first, second, index=1)))
    assert by_key(weigh(document(shown), "site"))["b.example"].bytes == len(to_json(second))


V = "v" * 50


def test_storage_and_cookies_are_of_the_sites_they_are_for() -> None:
    state = session(
        window(tab(A, storage={"https://x.b.example^partitionKey=%28https%2Cz%29": {"k": V}})),
        cookies=[cookie(".c.co.uk", "x")],
    )  # fmt: skip
    rows = by_key(weigh(document(state), "site"))
    assert rows["b.example"].bytes > 50
    assert rows["c.co.uk"].bytes == len(to_json(state["cookies"][0]))


def test_a_tab_that_never_loaded_is_of_what_was_typed() -> None:
    state = session(window({"entries": [], "userTypedValue": C, "lastAccessed": 1}))
    assert "c.example" in by_key(weigh(document(state), "site"))


def test_tabs_have_their_place_title_and_exact_bytes() -> None:
    weighed = document(rich())
    rows = weigh(weighed, "tab").rows
    assert len(rows) == 3 + 2 + 1 + 2 + 1 + 1
    for row in rows:
        if row.steps is None:
            assert row.key == NO_TAB
        else:
            assert row.bytes == weighed.size(row.steps)
            assert row.title
    assert rows[-1].bytes <= rows[0].bytes
    assert rows[-1:] == (rows[len(rows) - 1],)


def test_inside_of_each_axis() -> None:
    weighed = document(rich())
    row = next(one for one in weigh(weighed, "tab").rows if one.steps is not None)
    fields = inside(weighed, "tab", row.key, steps=row.steps)
    assert fields.axis == "field"
    assert fields.bytes == row.bytes
    assert {"url", "image", PUNCTUATION} <= set(by_key(fields))
    tabs = inside(weighed, "site", "b.example")
    assert tabs.axis == "tab"
    assert tabs.bytes == by_key(weigh(weighed, "site"))["b.example"].bytes
    assert {one.key for one in tabs.rows} == {B, NO_TAB}
    images = inside(weighed, "part", "images")
    assert images.axis == "site"
    assert sum(one.count for one in images.rows) == by_key(weigh(weighed, "part"))["images"].count
    having = inside(weighed, "field", "structuredCloneState", "tab")
    assert [one.count for one in having.rows] == [1, 1]
    outside = inside(weighed, "tab", NO_TAB, "part")
    assert {"cookies", "overhead", "groups"} <= set(by_key(outside))
    assert inside(weighed, "site", "nowhere.example").rows[:] == ()
    with pytest.raises(NothingFound):
        inside(weighed, "tab", "", steps=("windows", 0, "tabs", 99))


def test_nodes_are_one_level_of_the_json() -> None:
    weighed = Document(b' {"windows": [], "version": ["sessionrestore", 1], "a/b": {"c": 1}} ')
    rows = nodes(weighed, ()).rows
    assert [(row.key, row.bytes, row.count, row.steps) for row in rows] == [
        ("version", 31, 1, ("version",)), ("a/b", 14, 1, ("a/b",)),
        ("windows", 12, 0, ("windows",)), (PUNCTUATION, 9, 0, None),
    ]  # fmt: skip
    assert [row.key for row in nodes(weighed, ("version",)).rows] == ["0", PUNCTUATION, "1"]
    assert nodes(weighed, ("a/b", "c")).bytes == 1
    with pytest.raises(NothingFound):
        nodes(weighed, ("nope",))


def test_what_stands_there_many_times() -> None:
    icon = "data:image/png;base64," + "QUJD" * 100
    state = session(window(*(tab(url, image=icon) for url in (A, B, C)), tab(A, image="x" * 99)))
    found = repeated(document(state))
    size = len(icon) + 2
    assert found[0] == Repeated("image", f'"{icon[:119]}', 3, 3 * size, 2 * size)
    assert "favicons" in repeated_words(found, 10_000)
    assert repeated(document(session(window(tab(A, image=icon))))) == ()
    assert repeated_words((), 10) == ""


def test_an_estimate_is_what_compressing_a_part_gives() -> None:
    """A part that compresses well is less of the file than of the JSON."""
    noise = "".join(f"{n * 2654435761 % 2**32:08x}" for n in range(4000))
    state = session(
        window(tab(A, image=noise), tab(B, formdata={"id": {"t": "blah " * 6400}, "url": B}))
    )
    parts = by_key(weigh(document(state), "part"))
    estimate = packed_estimate(document(state), pack)
    assert set(estimate) == set(parts)
    assert estimate["images"] > parts["images"].bytes / 2
    assert estimate["forms"] < parts["forms"].bytes / 20
    assert sum(estimate.values()) == pytest.approx(len(pack(to_json(state))), rel=0.2)


def test_top_sums_what_it_leaves_out() -> None:
    weight = weigh(document(rich()), "field")
    rows, rest = weight.top(2)
    assert rest is not None
    assert rest.key == f"… {len(weight.rows) - 2} more"
    assert rest.bytes + sum(row.bytes for row in rows) == weight.bytes
    assert weight.top(1000)[1] is None


def test_it_tells_where_it_is_and_is_stopped_there() -> None:
    many = [tab(f"https://s{n}.example/", image="x" * 6000) for n in range(1500)]
    weighed = document(session(window(*many)))
    told: list[Told] = []

    def listen(one: Told) -> None:
        told.append(one)
        if len(told) == 3:
            raise Stopped

    for axis in ("part", "field"):
        told.clear()
        with told_to(told.append):
            weigh(weighed, axis)
        done = [one.done or 0 for one in told]
        assert done == sorted(done)
        assert len(done) >= 3
        assert done[-1] <= told[-1].total == len(weighed.text)
        told.clear()
        with told_to(listen), pytest.raises(Stopped):
            weigh(weighed, axis)


TINY = b",".join(
    b'{"entries":[{"url":"https://a%d.example/","title":"T"}],"index":1}' % (n % 50)
    for n in range(20_000)
)
COOKIES = b",".join(b'{"host":".a%d.example","value":"%d"}' % (n % 50, n) for n in range(30_000))


def test_items_of_a_large_array_are_made_as_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "LARGE", 10)
    monkeypatch.setattr(pieces, "ONE_GO", 10)
    made = Pieces(b"[1, [2,3,4,5,6,7,8], {} ]")
    found = made.items(made.top)
    texts = [bytes(made.view(item)) for item in found]
    assert texts == [b"1", b"[2,3,4,5,6,7,8]", b"{}"]
    assert [len(item) for item in found[1:]] == [15, 2]
    assert (len(found), len(found[-1]), len(made.items(found[1]))) == (3, 2, 7)
    assert made.items(made.top)[0] is not found[0]
    with pytest.raises(IndexError):
        found[3]


@pytest.mark.long
@pytest.mark.parametrize("axis", ["part", "site", "tab", "field"])
def test_items_that_begin_otherwise_than_firefox_s_take_no_more(
    axis: Axis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are found one by one, and are not there all at once."""
    monkeypatch.setattr(pieces, "LARGE", 1 << 20)
    monkeypatch.setattr(children, "_LONG", 1 << 20)
    other = b'{"index":1,"entries":[{"url":"https://a.example/","title":"%b"}]}' % (b"T" * 600)
    document = Document(b'{"windows":[{"tabs":[%b]}]}' % b", ".join([other] * 20_000))
    weigh(document, axis)
    tracemalloc.start()
    try:
        weigh(document, axis)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(document.text) * 0.2


@pytest.mark.long
@pytest.mark.parametrize("axis", ["part", "site", "tab", "field"])
def test_of_a_long_list_little_is_there_at_once(axis: Axis) -> None:
    """However many tabs or cookies it holds: a share of the text, not times as much."""
    text = b'{"windows":[{"tabs":[%b]}],"cookies":[%b]}' % (TINY, COOKIES)
    one = Document(text)
    weigh(one, axis)  # what is made once stays
    tracemalloc.start()
    try:
        weigh(one, axis)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(text) * 0.4
