"""`tabs --filter is:duplicate`, `find is:duplicate` and `close --duplicates`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import closed_tab, entry, read_session, session, tab, window, write_profile

from .conftest import Run

A, B, C = (f"https://{name}.example/" for name in "abc")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    state = session(
        window(
            "https://front.example/",
            tab(entry(A), lastAccessed=5),
            tab(entry(B), lastAccessed=5),
            closed=[closed_tab(A)],
        ),
        window(tab(entry(A), lastAccessed=9), tab(entry(A), userContextId=2), C),
        window(tab(entry(B), lastAccessed=4)),
    )
    return write_profile(tmp_path / "p", clean=state)


def opened(place: Path) -> list[list[str]]:
    state = read_session(place / "sessionstore.jsonlz4")
    return [[t["entries"][-1]["url"] for t in w["tabs"]] for w in state["windows"]]


def test_tabs_and_find_list_them(cli: Run, profile: Path) -> None:
    found = cli("tabs", profile, "--filter", "is:duplicate", "--all", "--json").json
    pointers = [t["pointer"] for w in found["windows"] for t in w["tabs"]]
    assert pointers == [
        "/windows/0/tabs/1", "/windows/0/tabs/2", "/windows/1/tabs/0", "/windows/2/tabs/0",
    ]  # fmt: skip
    assert [s["tab"]["url"] for s in found["recentlyClosed"]] == [A]
    pages = cli("find", profile, "is:duplicate", "--json").json["pages"]
    assert sorted(page["url"] for page in pages) == [A, A, B, B]


def test_close_leaves_one_of_each(cli: Run, profile: Path) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    said = cli("close", profile, "--duplicates", "--dry-run")
    assert "Close 2 copies of what stays open in another tab" in said.text
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before
    done = cli("close", profile, "--duplicates", "--json")
    assert done.code == 0
    assert opened(profile) == [["https://front.example/", B], [A, A, C]]
    cli("close", profile, "--duplicates").refused(1, "nothing of this is open twice")
    assert cli("undo", profile).code == 0
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


def test_ids_say_which_may_be_closed(cli: Run, profile: Path) -> None:
    assert cli("close", profile, "--duplicates", "/windows/0").code == 0
    assert opened(profile) == [["https://front.example/", B], [A, A, C], [B]]
    cli("close", profile, "--duplicates", "/windows/1/tabs/0").refused(1, "nothing to close")


def test_without_ids_close_still_wants_them(cli: Run, profile: Path) -> None:
    cli("close", profile).refused(2, "name what to close")
