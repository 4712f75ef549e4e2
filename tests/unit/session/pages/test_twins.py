"""A tab that one session keeps twice is one page: what Firefox copies when a window is closed."""

from __future__ import annotations

from typing import Any

from sessiontui.session.pages.matching import Certainty
from tests.builders import (
    HOUR,
    NOW,
    closed_tab,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    window,
)
from tests.unit.session.pages.making import Json, pages_of

TRIP = [tab(f"https://hut.example/{n}", groupId="1-1") for n in "123"]


def saved_at(moment: int, *windows: Json, **more: Any) -> Json:
    times = {"startTime": NOW - 9 * HOUR, "lastUpdate": moment, "recentCrashes": 0}
    return session(*windows, session=times, **more)


def window_closed_with_its_group(moment: int) -> Json:
    """As Firefox writes it: the group is saved, its tabs stay in the closed window too."""
    return saved_at(
        moment,
        window("https://a.example/"),
        closed_windows=[closed_window(window(*TRIP, groups=[group("1-1", "Huts")]))],
        savedGroups=[saved_group("1-1", "Huts", *TRIP)],
    )


def test_a_group_that_was_saved_with_its_window_is_there_once() -> None:
    pages = pages_of({"sessionstore": window_closed_with_its_group(NOW)}, "sessionstore")
    assert len(pages) == 4
    hut = next(page for page in range(4) if pages.url(page) == "https://hut.example/1")
    assert [(one.list_name, one.window) for one in pages.sightings(hut)] == [
        ("_closedWindows", 0), ("savedGroups", None),
    ]  # fmt: skip


def test_a_lost_tab_that_its_version_holds_twice_is_lost_once_and_its_window_is_whole() -> None:
    now = saved_at(NOW, window("https://a.example/"))
    before = window_closed_with_its_group(NOW - HOUR)
    pages = pages_of({"sessionstore": now, "previous": before}, "sessionstore")
    assert [pages.url(page) for page in pages.lost] == [
        f"https://hut.example/{n}" for n in "123"
    ]  # fmt: skip
    (whole,) = pages.lost_wholes
    assert (whole.pointer, whole.pages) == ("/_closedWindows/0", pages.lost)


def test_without_navigation_keys_a_copy_is_no_surer_than_what_it_is_a_copy_of() -> None:
    now = saved_at(NOW, window(*map(without_keys, TRIP)))
    before = window_closed_with_its_group(NOW - HOUR)
    before["savedGroups"][0]["tabs"] = [
        {**one, "state": without_keys(one["state"])} for one in before["savedGroups"][0]["tabs"]
    ]
    before["_closedWindows"][0]["tabs"] = list(
        map(without_keys, before["_closedWindows"][0]["tabs"])
    )
    now["session"]["startTime"] += HOUR  # another run of Firefox: docshells say nothing
    pages = pages_of({"sessionstore": now, "previous": before}, "sessionstore")
    hut = next(page for page in range(len(pages)) if pages.url(page) == "https://hut.example/1")
    assert [one.certainty for one in pages.sightings(hut)[1:]] == [Certainty.PROBABLY] * 2


def without_keys(made: Json) -> Json:
    kept = [
        {key: value for key, value in one.items() if not key.startswith("navigation")}
        for one in made["entries"]
    ]
    return {**made, "entries": kept}


def test_a_tab_that_is_open_and_lies_in_a_closed_window_is_open_in_every_version() -> None:
    shared = tab("https://s.example/", lastAccessed=NOW - HOUR)
    now = saved_at(NOW, window(shared), closed_windows=[closed_window(window(shared))])
    before = saved_at(NOW - HOUR, window(shared), window(shared))
    pages = pages_of({"recovery": now, "previous": before}, "recovery")
    assert len(pages) == 1 and not pages.lost
    assert len(pages.sightings(0)) == 4


def test_a_tab_that_was_closed_and_opened_anew_is_two_pages_where_both_are() -> None:
    """The same address alone makes no twins, nor does a copy that was looked at since."""
    again = tab("https://s.example/", lastAccessed=NOW)
    closed = closed_tab(tab("https://s.example/", lastAccessed=NOW - HOUR))
    pages = pages_of({"recovery": saved_at(NOW, window(again, closed=[closed]))}, "recovery")
    assert len(pages) == 2
