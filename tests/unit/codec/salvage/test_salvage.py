"""What a damaged file gives back, case by case."""

from __future__ import annotations

import json
import random
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.codec.container import open_container
from sessiontui.codec.salvage.block import read_block
from sessiontui.codec.salvage.form import head_of
from sessiontui.codec.salvage.result import DamageKind, Salvage, SalvageCancelled, Sureness
from sessiontui.codec.salvage.salvage import salvage
from sessiontui.errors import NotASession
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    closed_window,
    cookie,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.damages import KINDS, Original, decodable, items_of


def many(count: int = 60) -> bytes:
    """A session of so many tabs in three windows, and some of everything else."""

    def tabs(w: int) -> list[Any]:
        noise = random.Random(w)
        return [
            tab(f"https://host{i}.example/page/{noise.randbytes(30).hex()}/Title {i} of {w}")
            for i in range(count // 3)
        ]

    closed = [f"https://closed.example/{i}/Closed {i}" for i in range(5)]
    return to_json(
        session(
            *(window(*tabs(w), closed=closed, groups=[group("1-2", "Work")]) for w in range(3)),
            closed_windows=[closed_window(window("https://gone.example/1/Gone"))],
            savedGroups=[saved_group("3-4", "Kept", "https://kept.example/1/Kept")],
            cookies=[cookie(f"c{i}.example") for i in range(8)],
        )
    )


TEXT = many()
PACKED = mozlz4(TEXT)


def kinds(found: Salvage) -> list[DamageKind]:
    return [damage.kind for damage in found.damage]


def tabs_of(found: Salvage) -> int:
    return Snapshot(Document(found.json)).counts.tabs


# -- what is whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        PACKED,
        TEXT,
        TEXT + b"\n",
        b"\xef\xbb\xbf" + TEXT,
        b"(" + TEXT + b")",
        b"[SessionManager v2]\nname=x\ntimestamp=1\nautosave=false\tcount=1\n" + TEXT,
        json.dumps(json.loads(TEXT), indent=2).encode(),
        to_json(session()),
        mozlz4(b'{"windows":[{"tabs":[{"entries":[{"url":"a","title":"\\ud83d"}]}]}]}'),
    ],
    ids=["mozlz4", "json", "newline", "bom", "brackets", "manager", "laid out", "empty", "lone"],
)
def test_an_undamaged_file_comes_back_as_it_is(data: bytes) -> None:
    found = salvage(data)
    assert found.complete
    assert found.json == open_container(data).json
    assert not found.damage
    assert all(item.certain and item.whole for item in found.items)
    assert found.share == 1.0


def test_every_window_tab_closed_thing_group_and_cookie_is_an_item() -> None:
    steps = {item.steps for item in salvage(PACKED).items}
    assert {
        ("windows", 0),
        ("windows", 2, "tabs", 19),
        ("windows", 1, "_closedTabs", 4),
        ("windows", 1, "groups", 0),
        ("_closedWindows", 0),
        ("_closedWindows", 0, "tabs", 0),
        ("savedGroups", 0),
        ("savedGroups", 0, "tabs", 0),
        ("cookies", 7),
    } <= steps


# -- cut ---------------------------------------------------------------------------------------


def test_a_cut_file_gives_back_what_is_before_the_cut() -> None:
    found = salvage(PACKED[: len(PACKED) // 2])
    whole = Original(PACKED)
    assert not found.complete
    assert kinds(found) == [DamageKind.CUT]
    assert found.damage[0].sentence == (
        f"the file ends in the middle, after {len(PACKED) // 2:,} bytes"
    )
    assert found.expected_bytes == len(TEXT)
    assert found.share is not None
    assert 0.3 < found.share < 0.7
    assert 15 < tabs_of(found) < 45
    known, missing = found.regions
    assert (known.sureness, missing.sureness) == (Sureness.CERTAIN, Sureness.MISSING)
    assert (known.start, known.end, missing.end) == (0, missing.start, len(TEXT))
    assert items_of(found, certain=True) == whole.upto(found.recovered_bytes)


def test_what_is_cut_itself_is_neither_certain_nor_whole() -> None:
    text = to_json(session(window("https://a.example/1/A", "https://b.example/2/B")))
    found = salvage(text[: text.index(b"2/B") + 40])
    unsure = {item.steps: item.whole for item in found.items if not item.certain}
    assert unsure == {("windows", 0): False, ("windows", 0, "tabs", 1): False}
    assert found.guessed == set(unsure)
    assert json.loads(found.json)["windows"][0]["tabs"][1]["entries"][0]["url"].endswith("2/B")


def test_a_tab_of_which_no_page_is_left_is_not_made_up() -> None:
    text = to_json(session(window("https://a.example/1/A", "https://b.example/2/B")))
    found = salvage(text[: text.index(b"b.example")])
    assert [len(w["tabs"]) for w in json.loads(found.json)["windows"]] == [1]


def test_a_file_cut_inside_a_character_is_only_cut() -> None:
    text = to_json(session(window(tab({"url": "https://a.example/", "title": "日本語"}))))
    at = text.index("本".encode()) + 1
    found = salvage(text[:at])
    assert kinds(found) == [DamageKind.CUT]
    assert found.regions[0].sureness is Sureness.CERTAIN
    assert json.loads(found.json)["windows"][0]["tabs"][0]["entries"] == [
        {"url": "https://a.example/"}
    ]


def test_brackets_of_old_firefoxes_may_be_cut_too() -> None:
    text = b"(" + TEXT + b")"
    found = salvage(text[: len(text) // 2])
    assert kinds(found) == [DamageKind.CUT]
    assert 15 < tabs_of(found) < 45
    assert found.expected_bytes is None
    assert found.share is None


# -- JavaScript --------------------------------------------------------------------------------

SOURCE = rb"""({windows:[{tabs:[{entries:[{url:"http://shop.example/", title:"Caf\xE9 \u2014 shop"},
 {url:"http://shop.example/cart", title:"Say \"hi\", it\'s", ID:13}], index:2, zoom:1,
 extData:{'tmp-x':"1"}}, {entries:[{url:"http://b.example/"}], x:(void 0), y:[1, , 2], z:[, ,],
 n:-NaN}], selected:1, _hosts:{'shop.example':true}, _closedTabs:[{state:{entries:[
 {url:"http://closed.example/"}]}, title:"Closed", pos:0}], cookies:[{host:".shop.example"}]}],
 selectedWindow:1, session:{state:"stopped"}})"""


def test_the_source_that_firefox_2_wrote_is_read_as_json() -> None:
    found = salvage(SOURCE)
    assert found.complete
    assert not found.damage
    read = json.loads(found.json)
    first, second = read["windows"][0]["tabs"]
    assert [e["title"] for e in first["entries"]] == ["Café — shop", 'Say "hi", it\'s']
    assert first["extData"] == {"tmp-x": "1"}
    assert (second["x"], second["y"], second["z"], second["n"]) == (
        None,
        [1, None, 2],
        [None, None],
        None,
    )
    assert read["windows"][0]["_hosts"] == {"shop.example": True}
    assert tabs_of(found) == 2
    assert read["session"] == {"state": "stopped"}


def test_sharp_variables_of_source_are_let_go() -> None:
    found = salvage(b'#1={windows:[{tabs:[{entries:[{url:"a"}], self:#1#}]}]}')
    assert json.loads(found.json) == {
        "windows": [{"tabs": [{"entries": [{"url": "a"}], "self": None}]}]
    }


def test_source_may_be_cut_at_every_byte() -> None:
    whole = salvage(SOURCE)
    items = items_of(whole)
    for at in range(2, len(SOURCE) - 2):
        found = salvage(SOURCE[:at])
        assert not found.complete
        assert kinds(found) == [DamageKind.CUT], SOURCE[:at]
        assert items_of(found, certain=True).items() <= items.items()
        if at > SOURCE.index(b"}}, {entries") + 3:
            assert ("windows", 0, "tabs", 0) in {item.steps for item in found.items}


# -- holes -------------------------------------------------------------------------------------


def test_zeros_leave_what_is_before_certain_and_what_is_behind_likely() -> None:
    data = PACKED[:3000] + bytes(512) + PACKED[3512:]
    found = salvage(data)
    whole = Original(PACKED)
    assert kinds(found)[0] is DamageKind.ZEROS
    assert (found.damage[0].start, found.damage[0].end) == (3000, 3512)
    assert found.damage[0].sentence == "bytes 3,000 to 3,511 of the file are zeros"
    certain = items_of(found, certain=True)
    assert certain
    assert all(whole.items[steps] == item for steps, item in certain.items())
    assert tabs_of(found) > 40
    assert [r.sureness for r in found.regions] == [
        Sureness.CERTAIN, Sureness.MISSING, Sureness.GUESSED,
    ]  # fmt: skip
    assert found.regions[-1].end == len(TEXT)


def test_behind_a_hole_items_are_placed_where_they_most_likely_stood() -> None:
    at = TEXT.index(b"Title 5 of 1")
    found = salvage(TEXT[:at] + bytes(700) + TEXT[at + 700 :])
    shown = [len(w["tabs"]) for w in json.loads(found.json)["windows"]]
    assert shown[0] == 20
    assert 18 <= shown[1] <= 20
    assert shown[2] == 20
    assert len(json.loads(found.json)["cookies"]) == 8
    assert not any(item.certain for item in found.items if item.steps[:2] == ("windows", 2))


def test_a_foreign_block_is_named_by_its_bytes() -> None:
    chance = random.Random(5)
    data = PACKED[:4000] + chance.randbytes(700) + PACKED[4700:]
    found = salvage(data)
    assert DamageKind.UNREADABLE in kinds(found)
    assert any(d.start <= 4700 and d.end >= 4010 for d in found.damage)
    assert tabs_of(found) > 40


def test_a_flipped_bit_that_breaks_the_json_is_told() -> None:
    at = TEXT.index(b'"entries":[{"url"', 5000)
    found = salvage(TEXT[:at] + b"*" + TEXT[at + 1 :])
    assert kinds(found) == [DamageKind.JSON]
    assert tabs_of(found) >= 59


def test_a_packed_text_that_is_no_json_may_be_wrong_from_anywhere() -> None:
    """Like content of another file passes for what belongs there: noticed is only what follows."""
    found = salvage(mozlz4(TEXT[:-900] + b"*" + TEXT[-899:]))
    assert kinds(found) == [DamageKind.JSON]
    assert tabs_of(found) == 60
    assert not any(item.certain for item in found.items)


@pytest.mark.long
def test_before_a_foreign_block_as_much_is_uncertain_as_the_block_may_hold_packed() -> None:
    text = many(6_000)
    block = mozlz4(text)[12:]
    at = len(block) * 3 // 4
    data = mozlz4(text)[: 12 + at] + b"\x1fa\0\0" * 200 + block[at + 800 :]
    head = head_of(data)
    read = read_block(data, 12, head.begins, head.expected, lambda at: None, lambda at: None)
    surely = decodable(block[: at - (1 << 16)])
    assert surely - 60_000 < read.certain <= surely
    certain = items_of(salvage(data), certain=True)
    whole = Original(mozlz4(text))
    assert len(certain) > 2_000
    assert all(whole.items[steps] == item for steps, item in certain.items())


def test_what_is_longer_than_the_whole_was_is_not_taken_for_a_plain_cut() -> None:
    data = PACKED[:8] + struct.pack("<I", len(TEXT) // 3) + PACKED[12 : len(PACKED) * 2 // 3]
    found = salvage(data)
    assert len(found.items) > 20
    assert not any(item.certain for item in found.items)


# -- the head ----------------------------------------------------------------------------------


@pytest.mark.parametrize("claimed", [0, 5, 1 << 20, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_wrong_size_in_the_header_costs_nothing(claimed: int) -> None:
    found = salvage(PACKED[:8] + struct.pack("<I", claimed) + PACKED[12:])
    assert found.json == TEXT
    assert found.complete
    assert kinds(found) == [DamageKind.HEADER]


def test_a_size_that_differs_by_a_little_makes_all_of_it_likely_only() -> None:
    found = salvage(PACKED[:8] + struct.pack("<I", len(TEXT) + 3) + PACKED[12:])
    assert found.json == TEXT
    assert not any(item.certain for item in found.items)
    assert all(item.whole for item in found.items)


def test_a_block_whose_header_is_gone_is_found() -> None:
    for data in (PACKED[12:], PACKED[5:], b"junk" * 30 + PACKED[12:], b"MOZLZ40\0" + PACKED[8:]):
        found = salvage(data)
        assert found.json == TEXT
        assert kinds(found) == [DamageKind.HEADER]


def test_a_text_whose_head_is_gone_gives_back_the_rest() -> None:
    at = TEXT.index(b"Title 5 of 0")
    found = salvage(TEXT[at:])
    assert 50 < tabs_of(found) < 60
    assert not any(item.certain for item in found.items)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 5000, b"mozLz40\0" + b"\0" * 5000, b"mozLz40\0", b"mozLz4", b"{", b"\xff" * 999,
     b"\x89PNG" + random.Random(1).randbytes(4000), b"hello", b"[1,2,3]", b"{}", b'{"a":1', b'"'],
)  # fmt: skip
def test_where_there_is_nothing_nothing_is_made_up(data: bytes) -> None:
    found = salvage(data)
    assert not found.items
    assert found.json in (b"", data)


# -- while it works ----------------------------------------------------------------------------


def test_progress_is_told_and_ends_when_asked_to() -> None:
    text = to_json(
        session(
            window(
                *(
                    tab(
                        "https://a.example/1/A",
                        extData={"x": random.Random(i).randbytes(9000).hex()},
                    )
                    for i in range(150)
                )
            )
        )
    )
    data = mozlz4(text)[:-50]
    told: list[tuple[int, int]] = []
    whole = salvage(data, progress=lambda done, of: told.append((done, of)))
    assert len(told) > 10
    assert told == sorted(told)
    assert {of for _, of in told} == {3 * len(data)}
    assert tabs_of(whole) == 149 or tabs_of(whole) == 150
    asked = iter([False] * 7 + [True])
    with pytest.raises(SalvageCancelled):
        salvage(data, cancelled=lambda: next(asked))


# -- laws --------------------------------------------------------------------------------------


@given(st.integers(0, len(PACKED)))
def test_cut_anywhere_what_is_certain_is_right(at: int) -> None:
    whole = Original(PACKED)
    certain = items_of(salvage(PACKED[:at]), certain=True)
    assert all(whole.items[steps] == item for steps, item in certain.items())


@pytest.mark.long
@given(st.sampled_from([TEXT, PACKED]), st.integers(0, 1 << 30), st.sampled_from(sorted(KINDS)))
@settings(max_examples=200)
def test_what_comes_back_can_always_be_opened(data: bytes, seed: int, kind: str) -> None:
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(max(1, len(data)))
        data = KINDS[kind](data, at, chance.choice((1, 40, 600)), chance).data or b"x"
    found = salvage(data)
    if found.json:
        try:
            assert Document(found.json).text == found.json
        except NotASession:
            assert kind == "flip"  # the very word for windows is another then: no session any more
            return
        assert json.loads(found.json)["windows"] is not None
        items_of(found)  # each stands where it is said to


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"mozLz40\0\x00\x10\x00\x00", b"{", b'{"windows":[']),
)
def test_it_never_fails_whatever_the_bytes_are(data: bytes, head: bytes) -> None:
    salvage(head + data)
