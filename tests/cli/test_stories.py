"""Two real series of sessions: what is said lost, found and changed, judged by their JSON.

Zen gives each of its tabs an id of its own (``zenSyncId``), which the program does not know: it
tells whether two tabs of two versions are one. What was looked through by eye is kept as numbers
and salted digests of addresses: nothing of these sessions may be in here.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

from tests.raw_sessions import LAST, Json, Place, places, read, texts

from .conftest import Run

pytestmark = pytest.mark.long  # the ordinary run is to be quick

SCRUBBED: Final = "third-party/scrubbed"
SALT: Final = b"stories of two series"
BACKUPS: Final = "sessionstore-backups"
LISTS: Final = ("opened", "closed", "navigated", "moved", "pinned", "grouped", "changed")
BLANK: Final = {"", "about:blank", "about:newtab", "about:home"}

FILES_OF: Final = {
    "zen": {
        "recovery": ("recovery.jsonlz4", "zen/series_2026-02-07/07_123951_recovery.jsonlz4"),
        "recovery.bak": ("recovery.baklz4", "zen/series_2026-02-07/06_123240_recovery.jsonlz4"),
        "previous": ("previous.jsonlz4", "zen/zen1185_2026-02_sessionstore.jsonlz4"),
        "upgrade-20260205102348": (
            "upgrade.jsonlz4-20260205102348",
            "zen/zen1185_2026-02_upgrade_12groups.jsonlz4-20260205102348",
        ),
        "upgrade-20260203092256": (
            "upgrade.jsonlz4-20260203092256",
            "zen/zen1185_2026-02_upgrade_nowindows.jsonlz4-20260203092256",
        ),
        "upgrade-20260101000000": (
            "upgrade.jsonlz4-20260101000000",
            "zen/series_2026-02-07/00_120953_recovery.jsonlz4",
        ),
        **{
            f"copy{n}.jsonlz4": (
                f"copy{n}.jsonlz4",
                f"zen/series_2026-02-07/0{n}_{at}_recovery.jsonlz4",
            )
            for n, at in enumerate((121058, 121202, 121914, 122018, 122121), 1)
        },
    },
    "firefox 90": {
        "sessionstore": ("../sessionstore.jsonlz4", "ff90_2021_series3_sessionstore.jsonlz4"),
        "recovery": ("recovery.jsonlz4", "ff90_2021_series2_recovery.jsonlz4"),
        "recovery.bak": ("recovery.baklz4", "ff90_2021_series1_recovery.jsonlz4"),
        "previous": ("previous.jsonlz4", "ff90_2021_previous.jsonlz4"),
    },
}  # fmt: skip
"""Of each series the file of each version, the loaded one first, and where the corpus has it."""


class Series:
    """A profile made of one series, and all its tabs as its JSON has them."""

    def __init__(self, name: str, profile: Path, corpus: Path) -> None:
        self.profile = profile
        self.loaded = next(iter(FILES_OF[name]))
        self.sessions: dict[str, Json] = {}
        (profile / BACKUPS).mkdir(parents=True)
        (profile / "prefs.js").write_text("// Mozilla User Preferences\n")
        for version, (file, source) in FILES_OF[name].items():
            shutil.copy(corpus / SCRUBBED / source, profile / BACKUPS / file)
            self.sessions[version] = read(corpus / SCRUBBED / source)
        self.places = {
            (place.version, place.pointer): place
            for version, session in self.sessions.items()
            for place in places(version, session)
        }

    def open_tabs(self, version: str) -> dict[str, Json]:
        """The open tabs of a version by their pointers."""
        return {
            place.pointer: place.tab
            for place in self.places.values()
            if place.version == version and place.list_name == "windows"
        }


def series(name: str, corpus: Path, tmp_path: Path) -> Series:
    return Series(name, tmp_path / "profile", corpus)


@pytest.fixture
def zen(corpus: Path, tmp_path: Path) -> Series:
    return series("zen", corpus, tmp_path)


@pytest.fixture
def firefox_90(corpus: Path, tmp_path: Path) -> Series:
    return series("firefox 90", corpus, tmp_path)


def digest(addresses: Iterable[str]) -> str:
    """Salted, of addresses in any order."""
    text = "\n".join(sorted(addresses)).encode()
    return hashlib.blake2b(text, key=SALT, digest_size=6).hexdigest()


# -- lost -----------------------------------------------------------------------------------------


def shares_history(one: Place, other: Place) -> bool:
    return not one.keys.isdisjoint(other.keys)


def test_what_zen_has_lost(cli: Run, zen: Series) -> None:
    found = cli("lost", zen.profile, "--json").json
    lost = [zen.places[one["version"], one["pointer"]] for one in found["lost"]]
    there = [place for place in zen.places.values() if place.version == zen.loaded]

    # Nothing that would load has its address, and with one exception nothing has its history: a
    # tab that Zen held in two windows and that went on in one of them, which was closed.
    addresses = {(place.url, place.tab.get("userContextId", 0)) for place in there}
    still_there = [
        one for one in lost if any(shares_history(one, place) for place in there)
    ]  # fmt: skip
    assert [(one.version, one.pointer) for one in still_there] == [
        ("previous", "/_closedWindows/0/tabs/4")
    ]
    for one in lost:
        if one not in still_there:
            assert (one.url, one.tab.get("userContextId", 0)) not in addresses

    # And nothing else of any version is without a place in what would load.
    known = {key for place in (*there, *lost) for key in place.keys}
    seen = addresses | {(one.url, one.tab.get("userContextId", 0)) for one in lost}
    for place in zen.places.values():
        if place.url not in BLANK:
            address = (place.url, place.tab.get("userContextId", 0))
            assert known.intersection(place.keys) or address in seen, place.pointer

    # No history twice, but for two tabs that went on in one of two windows.
    pairs = [(one, two) for one, two in combinations(lost, 2) if shares_history(one, two)]
    assert len(pairs) == 2
    assert (Counter(one.version for one in lost), digest(one.url for one in lost)) == (
        {"previous": 56, "upgrade-20260203092256": 35, "upgrade-20260205102348": 3,
         "copy1.jsonlz4": 2},
        "8c15963adfc5",
    )  # fmt: skip


def test_what_firefox_90_has_lost(cli: Run, firefox_90: Series) -> None:
    """One tab: the session before is no longer offered, and its other tabs were blank ones."""
    found = cli("lost", firefox_90.profile, "--json").json
    lost = [firefox_90.places[one["version"], one["pointer"]] for one in found["lost"]]
    assert [(one.version, one.pointer) for one in lost] == [("previous", "/windows/0/tabs/0")]
    assert digest(one.url for one in lost) == "7b497709d0bf"
    there = {
        place.docshell for place in firefox_90.places.values() if place.version == "sessionstore"
    }
    elsewhere = {
        place.docshell
        for place in firefox_90.places.values()
        if place.version != "sessionstore" and place.url not in BLANK
    }
    assert elsewhere - there == {lost[0].docshell}


def test_a_tab_of_the_session_before_is_one_page_with_that_session(
    cli: Run, firefox_90: Series
) -> None:
    (lost,) = cli("find", firefox_90.profile, "is:lost", "--json").json["pages"]
    held = firefox_90.places["previous", "/windows/0/tabs/0"].docshell
    assert {(one["version"], one["pointer"]) for one in lost["sightings"]} == {
        at for at, place in firefox_90.places.items() if place.docshell == held
    }
    assert len(lost["sightings"]) == 3
    assert f"recovery#/{LAST}" in {one["version"] for one in lost["sightings"]}


# -- diff -----------------------------------------------------------------------------------------

ZEN_STORY: Final = (
    # before, after, numbers in the order of LISTS and of the same, digest of the addresses
    ("upgrade-20260101000000", "copy1.jsonlz4", (5, 4, 7, 0, 0, 0, 9, 87), "48a73051c44e"),
    ("copy1.jsonlz4", "copy2.jsonlz4", (0, 1, 0, 0, 0, 0, 2, 105), "1c0c326c7f8b"),
    ("copy2.jsonlz4", "copy3.jsonlz4", (0, 53, 0, 0, 0, 0, 1, 53), "34d1e8f32fd5"),
    ("copy3.jsonlz4", "copy4.jsonlz4", (1, 0, 0, 0, 0, 0, 0, 54), "7f37fc1e963b"),
    ("copy4.jsonlz4", "copy5.jsonlz4", (0, 0, 0, 0, 0, 0, 1, 54), "c6118355f248"),
    ("copy5.jsonlz4", "recovery.bak", (0, 0, 1, 0, 0, 0, 0, 54), "a50dad32ea9d"),
    ("recovery.bak", "recovery", (0, 0, 1, 0, 0, 0, 0, 54), "f16507d0d3ee"),
    ("recovery", "previous", (9, 10, 0, 3, 0, 2, 11, 29), "e241fc917451"),
    ("upgrade-20260101000000", "recovery", (2, 54, 0, 0, 0, 0, 2, 51), "0dd41a8199f8"),
    ("upgrade-20260203092256", "recovery", (55, 0, 0, 0, 0, 0, 0, 0), "15ce0af80e28"),
)
REPLACED: Final = {"upgrade-20260101000000": 3, "recovery": 1}
"""Tabs that Zen put another page in, with another history: nothing of Firefox's tells them."""

FIREFOX_90_STORY: Final = (
    ("recovery.bak", "recovery", (0, 0, 1, 0, 0, 0, 0, 0), "6e3c6b35ae77"),
    ("recovery", "sessionstore", (0, 0, 0, 0, 0, 0, 1, 0), "0762c8d268d7"),
    ("previous", "sessionstore", (1, 1, 0, 0, 0, 0, 0, 0), "3cbcaa21d84f"),
)


def told(found: dict[str, Any]) -> tuple[tuple[int, ...], str]:
    numbers = (*(len(found[name]) for name in LISTS), found["same"])
    return numbers, digest(f"{name} {one['url']}" for name in LISTS for one in found[name])


@pytest.mark.parametrize("step", ZEN_STORY, ids=lambda step: f"{step[0]} to {step[1]}")
def test_what_became_of_zens_tabs(cli: Run, zen: Series, step: tuple[Any, ...]) -> None:
    before, after, numbers, addresses = step
    found = cli("diff", zen.profile, before, after, "--json").json
    old, new = zen.open_tabs(before), zen.open_tabs(after)

    def ids(tabs: Iterable[Json]) -> Counter[str]:
        return Counter(str(tab.get("zenSyncId")) for tab in tabs)

    opened = ids(new[one["pointer"]] for one in found["opened"])
    closed = ids(old[one["pointer"]] for one in found["closed"])
    assert opened - closed == ids(new.values()) - ids(old.values())
    assert closed - opened == ids(old.values()) - ids(new.values())
    allowed = REPLACED.get(before, 0) if after in ("copy1.jsonlz4", "previous") else 0
    assert (opened & closed).total() <= allowed
    for name in LISTS[2:]:
        for one in found[name]:
            was, now = old[one["before"]["pointer"]], new[one["pointer"]]
            assert was.get("zenSyncId") == now.get("zenSyncId"), one["pointer"]
            assert was != now or name == "moved"
    for name, field in (("pinned", "pinned"), ("grouped", "groupId")):
        for one in found[name]:
            was, now = old[one["before"]["pointer"]], new[one["pointer"]]
            assert was.get(field) != now.get(field)
    assert told(found) == (numbers, addresses)


@pytest.mark.parametrize("step", FIREFOX_90_STORY, ids=lambda step: f"{step[0]} to {step[1]}")
def test_what_became_of_firefox_90s_tab(
    cli: Run, firefox_90: Series, step: tuple[Any, ...]
) -> None:
    """It has one, which went on, and lost the older part of its history at the end."""
    before, after, *expected = step
    assert told(cli("diff", firefox_90.profile, before, after, "--json").json) == tuple(expected)


# -- find -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES_OF)
def test_words_are_found_in_exactly_the_tabs_whose_json_has_them(
    cli: Run, corpus: Path, tmp_path: Path, name: str
) -> None:
    made = series(name, corpus, tmp_path)
    fields = {at: list(texts(place)) for at, place in made.places.items()}
    words = sorted({word for each in fields.values() for text in each for word in
                    re.findall(r"\w{4,}", text)})  # fmt: skip
    assert len(words) > 200
    for word in words[:: len(words) // 8]:
        exact = any(char.isupper() for char in word)
        holding = {
            at
            for at, each in fields.items()
            if any(word in (text if exact else text.casefold()) for text in each)
        }
        pages = cli("find", made.profile, word, "--json").json["pages"]
        sighted = [
            {(one["version"], one["pointer"]) for one in page["sightings"]} for page in pages
        ]
        assert holding <= set().union(*sighted)
        assert all(at & holding for at in sighted)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("zen", {"open": 48, "closed": 30, "lost": 96}),
        ("firefox 90", {"open": 1, "closed": 24, "lost": 1}),
    ],
)
def test_every_page_is_in_one_state(
    cli: Run, corpus: Path, tmp_path: Path, name: str, states: dict[str, int]
) -> None:
    profile = series(name, corpus, tmp_path).profile

    def found(condition: str) -> list[str]:
        pages = cli("find", profile, condition, "--json").json["pages"]
        return [page["id"] for page in pages]

    by_state = {
        state: found(f"is:{state}") for state in ("open", "closed", "saved", "nested", "lost")
    }
    assert {state: len(ids) for state, ids in by_state.items() if ids} == states
    assert len(set().union(*by_state.values())) == sum(map(len, by_state.values()))
    assert not found("is:duplicate")
