"""mozLz4 there and back, and every way in which such a file can be broken."""

from __future__ import annotations

import contextlib
import struct
import tracemalloc

import lz4.block
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.codec import mozlz4
from sessiontui.codec.container import open_container
from sessiontui.errors import Damaged
from sessiontui.stores.salvaging import snapshot_of
from tests import builders

SMALL = builders.to_json(builders.session(builders.window("https://a.example/")))


@given(st.binary(max_size=3000) | st.binary(max_size=40).map(lambda part: part * 500))
def test_what_was_packed_comes_back(payload: bytes) -> None:
    assert mozlz4.unpack(mozlz4.pack(payload)) == payload


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(st.binary(max_size=100_000))
def test_what_was_packed_comes_back_whatever_its_length(payload: bytes) -> None:
    assert mozlz4.unpack(mozlz4.pack(payload)) == payload


@given(st.binary(max_size=3000))
def test_a_packed_file_is_the_header_firefox_writes_and_one_raw_block(payload: bytes) -> None:
    packed = mozlz4.pack(payload)
    assert packed[:8] == b"mozLz40\0"
    assert struct.unpack("<I", packed[8:12]) == (len(payload),) == (mozlz4.claimed_size(packed),)
    assert lz4.block.decompress(packed[12:], uncompressed_size=len(payload)) == payload


def test_the_claim_of_other_files_is_unknown() -> None:
    assert mozlz4.claimed_size(b"") is None
    assert mozlz4.claimed_size(b"mozLz40\0\1\0\0") is None
    assert mozlz4.claimed_size(b'{"windows":[]}') is None


def test_a_session_cut_at_any_length_is_no_session_and_the_claim_is_told() -> None:
    packed = mozlz4.pack(SMALL)
    for length in range(8, len(packed)):
        with pytest.raises(Damaged):
            snapshot_of(open_container(packed[:length]))


@given(st.binary(min_size=1, max_size=400), st.data())
def test_any_file_cut_anywhere_is_damaged_or_a_beginning(
    payload: bytes, data: st.DataObject
) -> None:
    packed = mozlz4.pack(payload)
    length = data.draw(st.integers(0, len(packed) - 1))
    with contextlib.suppress(Damaged):
        found = mozlz4.unpack(packed[:length])
        assert len(found) < len(payload)
        assert payload.startswith(found)


@given(st.binary(min_size=1, max_size=40))
def test_bytes_behind_the_block_are_damage(trailing: bytes) -> None:
    with pytest.raises(Damaged, match="do not unpack"):
        mozlz4.unpack(mozlz4.pack(SMALL) + trailing)


@given(st.integers(0, len(SMALL) - 1))
def test_a_header_that_claims_less_than_the_block_holds_is_damage(claimed: int) -> None:
    with pytest.raises(Damaged, match="do not unpack"):
        mozlz4.unpack(builders.mozlz4(SMALL, claimed=claimed))


@given(
    st.binary(max_size=3000) | st.binary(max_size=40).map(lambda part: part * 500),
    st.integers(0, 5000) | st.integers(0, 0xFFFFFFFF),
)
def test_a_header_may_claim_any_more_than_the_block_holds(payload: bytes, more: int) -> None:
    claimed = min(len(payload) + more, 0xFFFFFFFF)
    assert mozlz4.unpack(builders.mozlz4(payload, claimed=claimed)) == payload


def test_what_is_odd_about_a_header_is_told() -> None:
    assert open_container(builders.mozlz4(SMALL)).note == ""
    length = len(SMALL)
    found = open_container(builders.mozlz4(SMALL, claimed=length + 1))
    assert found.json == SMALL
    assert found.note == (
        f"its header claims {length + 1:,} bytes, and the block holds {length:,}: "
        "Firefox loads it all the same"
    )
    assert not found.ends_firefox
    assert open_container(builders.mozlz4(SMALL, claimed=1 << 31)).ends_firefox
    assert not open_container(builders.mozlz4(SMALL, claimed=(1 << 31) - 1)).ends_firefox


def test_a_session_cut_in_its_middle_says_what_the_header_claims() -> None:
    half = builders.mozlz4(SMALL[:-20], claimed=len(SMALL))
    with pytest.raises(Damaged, match=f"not valid JSON.*claims {len(SMALL):,}: the file was cut"):
        snapshot_of(open_container(half))


def test_a_claim_of_more_than_can_be_unpacked_at_once_is_damage() -> None:
    long_enough = bytes(17_000_000)  # so much could expand to it
    with pytest.raises(Damaged, match=r"4,294,967,295 bytes, more than"):
        mozlz4.unpack(builders.mozlz4(SMALL, claimed=0xFFFFFFFF) + long_enough)


@pytest.mark.parametrize("claimed", [0xFFFFFFFF, 0x7FFFFFFF, 50_000_000])
def test_a_claim_takes_no_memory(claimed: int) -> None:
    packed = builders.mozlz4(SMALL, claimed=claimed)
    tracemalloc.start()
    try:
        assert mozlz4.unpack(packed) == SMALL
        assert mozlz4.claimed_size(packed) == claimed
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_a_claim_of_exactly_255_to_one_is_still_tried() -> None:
    block = b"\xff" * 100
    for claimed, sentence in ((25_500, "do not unpack"), (25_501, "more than")):
        with pytest.raises(Damaged, match=sentence):
            mozlz4.unpack(mozlz4.MAGIC + struct.pack("<I", claimed) + block)


def test_the_best_that_lz4_can_do_is_read() -> None:
    payload = b"a" * 3_000_000
    packed = mozlz4.pack(payload)
    assert len(payload) / len(packed) > 240
    assert mozlz4.unpack(packed) == payload


@given(st.binary(max_size=300), st.integers(0, 0xFFFFFFFF))
def test_random_bytes_behind_a_header_never_raise_anything_else(block: bytes, claim: int) -> None:
    try:
        payload = mozlz4.unpack(mozlz4.MAGIC + struct.pack("<I", claim) + block)
    except Damaged as error:
        assert "\n" not in error.sentence
    else:
        assert len(payload) <= claim


@given(st.integers(0, len(mozlz4.pack(SMALL)) - 13), st.integers(0, 255))
def test_one_wrong_byte_gives_an_error_or_a_text_of_the_claimed_size(at: int, wrong: int) -> None:
    packed = bytearray(mozlz4.pack(SMALL))
    packed[12 + at] = wrong
    with contextlib.suppress(Damaged):
        assert len(mozlz4.unpack(bytes(packed))) <= len(SMALL)


@pytest.mark.parametrize("zeros", [2, 100, 100_000])
def test_zeros_behind_the_header_are_called_by_their_name(zeros: int) -> None:
    header = mozlz4.pack(SMALL)[:12]
    with pytest.raises(Damaged, match=f"zero bytes \\({zeros:,} of them\\)"):
        mozlz4.unpack(header + bytes(zeros))


def test_a_header_alone_and_half_a_header_say_that_the_file_was_cut() -> None:
    packed = mozlz4.pack(SMALL)
    with pytest.raises(Damaged, match="nothing follows the mozLz4 header"):
        mozlz4.unpack(packed[:12])
    with pytest.raises(Damaged, match="header is cut short: 10 of 12 bytes"):
        mozlz4.unpack(packed[:10])
    with pytest.raises(Damaged, match="this is not mozLz4"):
        mozlz4.unpack(SMALL)
