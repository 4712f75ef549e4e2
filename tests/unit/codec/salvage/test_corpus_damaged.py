"""Real sessions, damaged in every way: what is certain is right, and nothing outside is lost."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from sessiontui.codec.salvage.result import DamageKind, Salvage, Sureness
from sessiontui.codec.salvage.salvage import salvage
from sessiontui.errors import NotASession
from sessiontui.session.model.document import Document
from tests import damages
from tests.damages import KINDS, Damaged, Original, decodable, items_of
from tests.paths import CORPUS

pytestmark = pytest.mark.long  # the ordinary run is to be quick

if not CORPUS.is_dir():
    pytest.skip(f"NO CORPUS of real sessions at {CORPUS}", allow_module_level=True)

FILES = damages.session_files()
SMALL = [path for path in FILES if path.stat().st_size < 20_000]
CUTS = int(os.environ.get("SESSIONTUI_TEST_CUTS", "60"))  # of each of the largest files
LARGE = [path for path in FILES if path.stat().st_size >= 20_000]


@cache
def original(path: Path) -> Original:
    return Original(path.read_bytes())


def name(path: Path) -> str:
    return str(path.relative_to(CORPUS))


def check_document(found: Salvage) -> None:
    """What comes back can be opened, or is nothing."""
    if not found.json:
        assert not found.items
        return
    read = json.loads(found.json)
    if "windows" in read:
        Document(found.json)


def check_cut(whole: Original, at: int) -> None:
    found = salvage(whole.data[:at])
    check_document(found)
    readable = decodable(whole.data[12:at]) if whole.packed else at
    wanted = whole.upto(readable)
    certain = items_of(found, certain=True)
    if wanted and not (not whole.packed and whole.data[:at].rstrip().endswith(b"}")):
        assert certain == wanted
    else:
        assert all(whole.items[steps] == item for steps, item in certain.items())
    if at < len(whole.data.rstrip()):
        known = [r for r in found.regions if r.sureness is Sureness.CERTAIN]
        assert sum((r.end or 0) - r.start for r in known) in (readable, 0)
        assert found.damage


def check_block(whole: Original, damaged: Damaged, kind: str) -> None:
    """A block that was replaced, and that this is noticed."""
    found = salvage(damaged.data)
    check_document(found)
    if damaged.data == whole.data:
        return
    if found.complete and not found.damage:
        return  # there is no checksum: this cannot be noticed
    if damaged.end == len(whole.data) and [d.kind for d in found.damage] == [DamageKind.CUT]:
        return  # where a file's very end was replaced by like content it looks like a plain cut
    for steps, item in items_of(found, certain=True).items():
        assert whole.items.get(steps) == item, steps


def places(seed: str, size: int, count: int) -> list[int]:
    return random.Random(seed).sample(range(size), min(size, count))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_an_undamaged_file_salvages_to_itself(path: Path) -> None:
    whole = original(path)
    assert whole.salvage.complete
    assert not whole.salvage.damage
    assert whole.salvage.share == 1
    assert all(item.certain and item.whole for item in whole.salvage.items)
    assert whole.salvage.json in (whole.data, whole.salvage.json)
    assert {r.sureness for r in whole.salvage.regions} == {Sureness.CERTAIN}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_that_is_cut_gives_back_every_item_before_the_cut(path: Path) -> None:
    whole = original(path)
    for at in places(f"cut {path.name}", len(whole.data), 12 if path in SMALL else 3):
        check_cut(whole, at)


@pytest.mark.long
@pytest.mark.parametrize("path", SMALL, ids=name)
def test_a_small_file_may_be_cut_at_every_byte(path: Path) -> None:
    whole = original(path)
    size = len(whole.data)
    everywhere = range(size) if size < 4000 else places(f"cut small {path.name}", size, 1500)
    for at in everywhere:
        check_cut(whole, at)


@pytest.mark.long
@pytest.mark.parametrize("path", LARGE, ids=name)
def test_a_large_file_may_be_cut_anywhere(path: Path) -> None:
    whole = original(path)
    for at in places(
        f"cut anywhere {path.name}", len(whole.data), 500 if len(whole.data) < 300_000 else CUTS
    ):
        check_cut(whole, at)


@pytest.mark.parametrize("kind", ["zeros", "noise", "old"])
@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_item_that_is_certain_differs_where_a_block_was_replaced(path: Path, kind: str) -> None:
    replace_blocks(path, kind, 3)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["zeros", "noise", "old"])
@pytest.mark.parametrize("path", FILES, ids=name)
def test_blocks_of_any_size_may_be_replaced_anywhere(path: Path, kind: str) -> None:
    replace_blocks(path, kind, 25)


def replace_blocks(path: Path, kind: str, count: int) -> None:
    whole = original(path)
    chance = random.Random(f"{kind} {path.name} {count}")
    for at in places(f"{kind} at {path.name} {count}", len(whole.data), count):
        size = min(int(512 * 2 ** (7 * chance.random())), max(16, len(whole.data) // 2))
        check_block(whole, KINDS[kind](whole.data, at, size, chance), kind)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_flipped_bits_never_make_it_fail(path: Path) -> None:
    flip_bits(path, 6)


@pytest.mark.long
@pytest.mark.parametrize("path", FILES, ids=name)
def test_many_flipped_bits_never_make_it_fail(path: Path) -> None:
    flip_bits(path, 80)


def flip_bits(path: Path, count: int) -> None:
    whole = original(path)
    chance = random.Random(f"flip {path.name}")
    lost = wanted = 0
    for at in places(f"flip {path.name} {count}", len(whole.data), count):
        flipped = KINDS["flip"](whole.data, at, 1, chance).data
        with suppress(NotASession):  # too little is left to be told for one
            found = salvage(flipped)
            check_document(found)
            if found.damage and at >= whole.head:  # else the file is valid: it cannot be noticed
                missing, items = lost_to_flip(whole, found, at)
                lost, wanted = lost + missing, wanted + items
    # A bracket, or a key that says what a list is of, may take with it what stands in it or beside.
    assert lost <= max(3, wanted // 25), (lost, wanted)


TOLD = (b'{"entries":[', b'{"state":{', b'{"host":"')
"""As tabs, closed tabs and cookies begin since Firefox 27: older ones sort their keys."""


def lost_to_flip(whole: Original, found: Salvage, at: int) -> tuple[int, int]:
    """Items that do not come from a flipped byte: not given back equal (or guessed), of how many.

    Where the byte is a token or a length of the packed block all later text comes from it.
    """
    marks, end = whole.derived(at)
    wanted = Counter(
        whole.items[steps]
        for steps, (start, stop) in whole.spans.items()
        if stop + whole.before <= end
        and 1 not in marks[start + whole.before : stop + whole.before]
        and whole.items[steps].startswith(TOLD)
    )
    missing = wanted - Counter(items_of(found).values())
    return sum(missing.values()), sum(wanted.values())


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "size", "floor"),
    [
        ("cut", 0, 0.43), ("zeros", 512, 0.82), ("zeros", 4096, 0.86), ("zeros", 65536, 0.81),
        ("noise", 4096, 0.85), ("old", 4096, 0.84), ("flip", 1, 0.93), ("behead", 0, 0.28),
    ],
)  # fmt: skip
def test_of_files_damaged_in_the_middle_so_many_tabs_are_given_back(
    kind: str, size: int, floor: float
) -> None:
    """Those of packed files that are there byte for byte; what was measured, less five percent."""
    shares = []
    for path in FILES:
        whole = original(path)
        tabs = Counter(item for steps, item in whole.items.items() if steps[-2] in TABS)
        if not whole.packed or sum(tabs.values()) < 40 or len(whole.data) < 4 * size:
            continue
        chance = random.Random(f"middle {kind} {size} {path.name}")
        damaged = KINDS[kind](whole.data, len(whole.data) // 2, size, chance)
        found = items_of(salvage(damaged.data))
        left = tabs & Counter(item for steps, item in found.items() if steps[-2] in TABS)
        shares.append(sum(left.values()) / sum(tabs.values()))
    assert shares
    assert sum(shares) / len(shares) >= floor


TABS = ("tabs", "_closedTabs", "closedTabs")


@pytest.mark.parametrize("path", [p for p in FILES if not original(p).packed], ids=name)
def test_plain_text_gives_back_every_item_outside_of_zeros(path: Path) -> None:
    whole = original(path)
    chance = random.Random(f"plain {path.name}")
    for at in places(f"plain {path.name}", len(whole.data), 10):
        damaged = KINDS["zeros"](whole.data, at, min(4096, len(whole.data) // 4), chance)
        found = salvage(damaged.data)
        wanted = Counter(
            item
            for steps, item in whole.outside(damaged.start, damaged.end).items()
            if item.startswith((b'{"entries":[', b'{"state":{', b'{"host":"', b'{"tabs":['))
        )
        missing = wanted - Counter(items_of(found).values())
        assert not missing, (at, len(missing), sum(wanted.values()))
