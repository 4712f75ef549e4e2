"""Changing a text and leaving every byte that was not meant as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import NothingFound, Refused
from sessiontui.session.edit.document_draft import Draft
from sessiontui.session.edit.node import Node
from sessiontui.session.edit.patch import Patch, Splice
from sessiontui.session.edit.splice_writer import quoted
from sessiontui.session.model.document import Document
from tests.builders import session, to_json, window
from tests.unit.session.edit.patches import inverse

STYLED = b"""{
  "windows" : [
    {"tabs": [ 1,
               2,
               3 ], "a": 1e400, "a": -0, "k\\u0065y": "\\ud83d"}
  ],
  "selectedWindow": 1
}
"""


def draft(text: bytes = STYLED) -> Draft:
    return Draft(Document(text))


def result(change: Draft) -> bytes:
    """The new text; the way back is tried each time."""
    old = change.document.text
    patch = change.patch()
    new = patch.apply(old)
    assert inverse(patch).apply(new) == old
    assert inverse(inverse(patch)) == patch
    return new


def test_nothing_changed_is_no_patch() -> None:
    change = draft()
    change.at(("windows", 0, "tabs")).items[0].json()
    assert not change.patch()
    assert result(change) is STYLED


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (0, b"[ 2,\n               3 ]"),
        (1, b"[ 1,\n               3 ]"),
        (2, b"[ 1,\n               2 ]"),
    ],
)
def test_an_item_goes_with_its_comma_and_blanks(place: int, left: bytes) -> None:
    change = draft()
    tabs = change.at(("windows", 0, "tabs"))
    tabs.take(tabs.items[place])
    start = STYLED.index(b"[ 1")
    assert result(change) == STYLED.replace(STYLED[start : STYLED.index(b"3 ]") + 3], left)


def test_the_last_item_leaves_an_empty_list() -> None:
    change = draft()
    tabs = change.at(("windows", 0, "tabs"))
    tabs.take_all(tabs.items)
    assert b'"tabs": [  ], "a"' in result(change)


def test_a_new_item_is_laid_out_like_its_neighbours() -> None:
    change = draft()
    tabs = change.at(("windows", 0, "tabs"))
    tabs.insert(1, b"9")
    tabs.append(b"8")
    assert b"[ 1,\n               9,\n               2,\n               3,\n               8 ]" in (
        result(change)
    )


def test_an_item_moved_is_the_same_item() -> None:
    change = draft()
    tabs = change.at(("windows", 0, "tabs"))
    three = tabs.items[2]
    tabs.take(three)
    tabs.insert(0, three)
    assert json.loads(result(change))["windows"][0]["tabs"] == [3, 1, 2]
    assert change.at(("windows", 0, "tabs", 2)) is three, "steps name what was there at first"


def test_of_a_key_given_twice_the_last_counts() -> None:
    change = draft()
    first = change.at(("windows", 0))
    assert first.read("a") == 0
    first.set("a", b"5")
    assert b'"a": 1e400, "a": 5, "k' in result(change)


def test_a_member_dropped_is_gone_every_time_it_was_given() -> None:
    change = draft()
    change.at(("windows", 0)).drop("a")
    new = result(change)
    assert b'"a"' not in new
    assert json.loads(new)["windows"][0].keys() == {"tabs", "key"}


def test_the_first_member_goes_and_the_object_stays_one() -> None:
    change = draft()
    change.at(("windows", 0)).drop("tabs", "key")
    assert b'{"a": 1e400, "a": -0}' in result(change)


def test_a_new_member_is_laid_out_like_the_others() -> None:
    change = draft()
    change.at(("windows", 0)).set("new", b"[]")
    change.root.set("cookies", b"[]")
    new = result(change)
    assert b'"\\ud83d", "new": []}' in new
    assert b'"selectedWindow": 1,\n  "cookies" : []\n}' in new


def test_a_node_taken_out_of_one_place_can_be_put_into_another() -> None:
    change = draft(b'{"session":1,"windows":[{"tabs":[{"a": 1 , "b":[ 2 ]}]}],"x":[]}')
    tabs = change.at(("windows", 0, "tabs"))
    tab = tabs.items[0]
    tabs.take(tab)
    tab.set("c", b"3")
    wrapper = Node.new(b'{"state":null,"n":1}')
    wrapper.set("state", tab)
    change.at(("x",)).append(wrapper)
    assert result(change) == (
        b'{"session":1,"windows":[{"tabs":[]}],"x":[{"state":{"a": 1 , "b":[ 2 ] , "c": 3},"n":1}]}'
    )


def test_what_cannot_be_decoded_is_carried_along() -> None:
    deep = b"[" * 1000 + b"]" * 1000
    odd = b'{"d":' + deep + b',"n":1e999,"s":"\\udead \\q","t":123456789012345678901234567890}'
    change = draft(b'{"session":1,"windows":[{"tabs":[' + odd + b',{"x":1}]}]}')
    tabs = change.at(("windows", 0, "tabs"))
    tab = tabs.items[0]
    tabs.take(tab)
    tabs.append(tab)
    assert result(change) == b'{"session":1,"windows":[{"tabs":[{"x":1},' + odd + b"]}]}"


def test_a_patch_is_for_one_text_only() -> None:
    change = draft()
    change.at(("windows", 0)).set("a", b"5")
    with pytest.raises(Refused, match="differs at byte"):
        change.patch().apply(STYLED.replace(b"-0", b"-1"))
    assert Patch((Splice(0, b"", b"x"),)).apply(b"y") == b"xy"


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(NothingFound, match="/windows/0/tabs/7: there is nothing"):
        draft().at(("windows", "0", "tabs", "7"))


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    assert json.loads(quoted("a\ud83d\n")) == "a\ud83d\n"
    assert quoted("é") == '"é"'.encode()


# -- laws --------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
STYLES: list[dict[str, Any]] = [
    {"separators": (",", ":")},
    {"indent": 2},
    {"separators": (" , ", " : ")},
    {"indent": "\t", "ensure_ascii": False},
]


@given(st.lists(JSON, max_size=6), st.sampled_from(STYLES), st.data())
def test_an_array_changes_as_a_list_does(
    values: list[Any], style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps({"session": 1, "windows": [], "x": values}, **style).encode()
    change = draft(text)
    array, model = change.at(("x",)), list(values)
    for _ in range(data.draw(st.integers(0, 5))):
        takes = data.draw(st.booleans())
        if model and takes:
            at = data.draw(st.integers(0, len(model) - 1))
            node, value = array.items[at], model.pop(at)
            array.take(node)
            if data.draw(st.booleans()):
                to = data.draw(st.integers(0, len(model)))
                array.insert(to, node)
                model.insert(to, value)
        else:
            at, value = data.draw(st.integers(0, len(model))), data.draw(JSON)
            array.insert(at, json.dumps(value).encode())
            model.insert(at, value)
    assert json.loads(result(change)) == {"session": 1, "windows": [], "x": model}


@given(st.dictionaries(st.text(max_size=3), JSON), st.sampled_from(STYLES), st.data())
def test_an_object_changes_as_a_dict_does(
    values: dict[str, Any], style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps({"session": 1, "windows": [], "x": values}, **style).encode()
    change = draft(text)
    holder, model = change.at(("x",)), dict(values)
    for _ in range(data.draw(st.integers(0, 4))):
        key = data.draw(st.sampled_from(sorted(model)) if model else st.text(max_size=3))
        if data.draw(st.booleans()):
            value = data.draw(JSON)
            holder.set(key, json.dumps(value).encode())
            model[key] = value
        else:
            holder.drop(key)
            model.pop(key, None)
    found = json.loads(result(change))["x"]
    assert found == model
    assert list(found) == list(model), "new members come last"


def test_an_edit_touches_little_of_a_large_document() -> None:
    text = to_json(session(*(window(f"https://{i}.example/") for i in range(200))))
    change = draft(text)
    tabs = change.at(("windows", 100, "tabs"))
    tabs.append(b'{"entries":[]}')
    (splice,) = change.patch().splices
    assert len(splice.old) + len(splice.new) < 50


def test_of_a_list_some_stay_and_no_node_is_made_of_them() -> None:
    text = b'{"a" : [ 1, 2 ,3 , 4], "b": []}'
    node = Node(text, 0, len(text))
    numbers = node.get("a")
    assert numbers is not None
    assert numbers.count == 4
    numbers.keep(1, 3)
    assert (numbers.count, numbers.is_empty) == (2, False)
    assert node.json() == b'{"a" : [ 2 ,3], "b": []}'
    assert [one.json() for one in numbers.items] == [b"2", b"3"]
    first = numbers.first(0)
    assert first is not None
    assert not first.within(node)
    numbers.keep(0, 1)
    assert node.json() == b'{"a" : [ 2], "b": []}'
    numbers.keep(1, 1)
    assert (numbers.count, numbers.is_empty) == (0, True)
    empty = node.get("b")
    assert empty is not None
    assert (empty.count, empty.is_empty, empty.keys) == (0, True, [])


def test_keys_are_those_that_are_there_now() -> None:
    text = b'{"a":1,"b":2,"a":3,"c":4}'
    node = Node(text, 0, len(text))
    node.set("d", b"5")
    assert node.keys == ["a", "b", "c", "d"]
    gone = node.first("a")
    node.drop("a", "d", "x")
    assert node.keys == ["b", "c"]
    assert node.json() == b'{"b":2,"c":4}'
    assert gone is not None
    assert gone.json() == b"3"
    assert not gone.within(node)
    node.set("a", b"6")
    assert node.json() == b'{"b":2,"c":4,"a":6}'
