"""Large blocks unpack to the very bytes that the ordinary way gives, or go that way."""

from __future__ import annotations

import os
import sys

import lz4.block
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec import lz4_in_place, mozlz4
from sessiontui.errors import Damaged

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seen on Linux only")
payloads = st.binary(min_size=2, max_size=3000) | st.binary(min_size=1, max_size=40).map(
    lambda part: part * 700
)


def block(payload: bytes) -> bytes:
    packed: bytes = lz4.block.compress(payload, store_size=False)
    return packed


@linux
@given(payloads.filter(lambda payload: len(payload) > 1), st.binary(max_size=20))
def test_a_block_unpacks_to_what_was_packed_wherever_it_begins(payload: bytes, head: bytes) -> None:
    data = head + block(payload)
    assert lz4_in_place.unpack(data, len(head), len(payload)) == payload


@given(payloads, st.integers(0, 3000), st.integers(0, 255), st.integers(-3, 3))
def test_a_damaged_block_is_never_worse_than_in_the_ordinary_way(
    payload: bytes, at: int, value: int, more: int
) -> None:
    packed = bytearray(block(payload))
    packed[at % len(packed)] = value
    size = max(2, len(payload) + more)
    try:
        wanted = lz4.block.decompress(bytes(packed), uncompressed_size=size)
    except lz4.block.LZ4BlockError:
        wanted = b""
    found = lz4_in_place.unpack(bytes(packed), 0, size)
    assert found in (None, wanted)


@pytest.mark.parametrize("missing", [True, False])
def test_where_it_cannot_be_done_the_ordinary_way_is_gone(
    missing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lz4_in_place, "LARGE", 2)
    if missing:
        monkeypatch.setattr(lz4_in_place, "_straight", lambda: None)
    packed = mozlz4.pack(b"[1,2,3]" * 99)
    assert mozlz4.unpack(packed) == b"[1,2,3]" * 99
    with pytest.raises(Damaged, match="do not unpack"):
        mozlz4.unpack(packed[:-3])


def test_a_really_large_one_is_the_same_and_hashes_the_same() -> None:
    payload = os.urandom(1_000) * 9_000
    found = mozlz4.unpack(mozlz4.pack(payload))
    assert (found, hash(found), len(found)) == (payload, hash(payload), 9_000_000)
