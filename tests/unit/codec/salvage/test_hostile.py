"""Files made to make it hang, or to fill memory: the work grows with the file, and no faster."""

from __future__ import annotations

import random
import struct
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import lz4.block
import pytest

from sessiontui.codec.salvage import likely
from sessiontui.codec.salvage.salvage import salvage

pytestmark = pytest.mark.long  # the ordinary run is to be quick

SIZE = 100_000
_SOUND: bytes = lz4.block.compress(
    b'{"windows":['
    + b",".join(
        b'{"tabs":[{"entries":[{"url":"https://%d.example/%d"}]}]}' % (i, i * i * 7919)
        for i in range(60)
    )
    + b"]}",
    store_size=False,
)


def block(claimed: int, data: bytes) -> bytes:
    return b"mozLz40\0" + struct.pack("<I", claimed) + data


def repeated(piece: bytes, head: bytes = b"", tail: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: head + piece * (size // len(piece)) + tail


def packed(piece: bytes, claimed: int = 0xFFFFFFFF) -> Callable[[int], bytes]:
    return lambda size: block(claimed, piece * (size // len(piece)))


WINDOWS = b'{"windows":['
CASES: dict[str, Callable[[int], bytes]] = {
    "zeros": packed(b"\0"),
    "lengths without an end": packed(b"\xff"),
    "literals without an end": packed(b"\xf0\xff"),
    "chains of matches": packed(b"\x1f{\x01\x00" + b"\xff" * 40 + b"\0"),
    "one endless match": lambda size: block(0xFFFFFFFF, b"\x1f{\x01\0" + b"\xff" * (size // 255)),
    "matches of nothing": packed(b"\x10a\0\0"),
    "noise": lambda size: block(99, random.Random(1).randbytes(size)),
    "false starts": packed(_SOUND[:500] + bytes(range(1, 32)) * 2),
    "many holes": packed(_SOUND[:500] + bytes(16)),
    "zeros here and there": packed(bytes(16) + b"x"),
    "one long literal": lambda size: block(
        9, b"\xf0" + b"\xff" * (size // 255) + b"\0" + b"a" * size
    ),
    "tabs in tabs": repeated(b'{"entries":[', WINDOWS),
    "tabs that do not end": repeated(b'{"entries":[{"url":"a"},', WINDOWS),
    "pages that do not end": repeated(b'[{"url":"', WINDOWS),
    "lists in lists": repeated(b"[", b'{"windows":'),
    "objects in objects": repeated(b'{"a":', WINDOWS + b'{"tabs":[{"entries":['),
    "sessions in sessions": repeated(b'{"lastSessionState":'),
    "quotes": repeated(b'"', WINDOWS),
    "escaped quotes": repeated(b'\\"', WINDOWS + b'"'),
    "empty objects": repeated(b"{},", WINDOWS, b"1]}"),
    "numbers": repeated(b"1,", WINDOWS, b"1]}"),
    "members": repeated(b'"a":1,', b"{", b'"windows":[]}'),
    "keys that belong elsewhere": repeated(b'"ID":1,"selected":1,', WINDOWS + b'*,"selected":1,'),
    "torn states": repeated(b'*,"state":{"entries":[', WINDOWS),
    "torn bytes": repeated(b'{"entries":[{"url":"\xfe"}]},', WINDOWS),
    "no UTF-8": repeated(b"\x80", WINDOWS + b'{"tabs":[{"entries":[{"url":"', b'"}]}]}]}'),
    "source": repeated(b"a", b"({windows:["),
    "source of holes": repeated(b", ", b"({windows:["),
    "torn source": repeated(b"'\\", b"({windows:["),
}


def calls(data: bytes) -> int:
    """How many functions are called for a file, C's too."""
    count = 0

    def seen(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        salvage(data)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", CASES)
def test_four_times_the_file_is_four_times_the_work(name: str) -> None:
    small, large = (calls(CASES[name](size)) for size in (SIZE, 4 * SIZE))
    assert large < 6 * small + 5_000


@pytest.mark.parametrize("name", CASES)
def test_memory_goes_by_what_is_there(name: str) -> None:
    data = CASES[name](4 * SIZE)
    salvage(data)  # what is made once for all files
    tracemalloc.start()
    found = salvage(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    text = found.recovered_bytes + sum(r.sureness.name == "MISSING" for r in found.regions)
    assert peak < 4 * max(text, len(data)) + 10_000_000
    assert len(found.damage) < 2_000


def test_a_header_that_claims_four_gigabytes_gets_none() -> None:
    data = block(0xFFFFFFFF, _SOUND[:900])
    tracemalloc.start()
    found = salvage(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    assert found.expected_bytes is None
    assert len(found.items) > 20


def test_however_many_places_a_block_could_begin_at_only_so_many_are_guessed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file with a hole every 3 kB has hundreds of them."""
    noise = random.Random(4)
    words = [noise.randbytes(noise.randrange(2, 5)).hex().encode() for _ in range(3_000)]
    text = b"".join(noise.choice(words) for _ in range(60_000))
    whole: bytes = lz4.block.compress(text, store_size=False)
    holed = b"".join(whole[at : at + 3_000] + bytes(40) for at in range(0, len(whole), 3_000))
    windows = []
    real = likely._marked

    def marked(window: bytes, marks: bytes) -> bytes:
        windows.append(window)
        return real(window, marks)

    monkeypatch.setattr(likely, "_marked", marked)
    monkeypatch.setattr(likely, "_MOST_LOOKED", 20 * likely._WINDOW)
    salvage(holed)
    assert 0 < len(windows) <= 2 * 20


def test_what_was_left_because_it_was_read_in_vain_is_not_said_to_be_read() -> None:
    found = salvage(CASES["tabs that do not end"](400_000))
    assert found.recovered_bytes < 100_000
    assert sum((r.end or 0) - r.start for r in found.regions if r.sureness.name == "MISSING") > 0
