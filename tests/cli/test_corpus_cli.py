"""The commands against real profiles: what Firefox said of them, and every byte of the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lz4.block
import pytest

from tests.paths import CORPUS

from .conftest import Run

FIREFOX = CORPUS / "firefox-153"
THIRD_PARTY = CORPUS / "third-party"
PROFILES = sorted(path.parent for path in FIREFOX.glob("*/EXPECTED.json"))
NO_SESSIONS = ("SOURCES.txt", "README.md", ".csv", "INVALID")

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"no corpus of real sessions at {CORPUS}"
)


def session_files() -> Iterator[Path]:
    for path in sorted(THIRD_PARTY.rglob("*")):
        if path.is_file() and not any(mark in path.name for mark in NO_SESSIONS):
            yield path
    for path in sorted(FIREFOX.rglob("*lz4*")):
        yield path


def decoded(path: Path) -> bytes:
    """The text in a file, without any code of the program."""
    data = path.read_bytes()
    if data[:8] != b"mozLz40\0":
        return data
    text: bytes = lz4.block.decompress(data[8:])
    return text


FILES = list(session_files())


def named(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def test_there_is_something_to_read() -> None:
    assert len(FILES) > 60
    assert len(PROFILES) == 6


@pytest.mark.parametrize("file", FILES, ids=named)
def test_cat_gives_the_exact_bytes(cli: Run, file: Path) -> None:
    result = cli("cat", file)
    assert (result.code, result.err) == (0, "")
    assert result.out == decoded(file)


def test_invalid_json_is_given_as_far_as_it_goes_and_said(cli: Run) -> None:
    for file in THIRD_PARTY.rglob("*INVALID*"):
        for command in ("cat", "tabs", "info"):
            result = cli(command, file)
            assert result.code == 0 and result.out
            assert f"{file.name}: it is damaged (the text is no JSON at byte" in result.err


def counts_of_sources() -> dict[str, tuple[int, int, int, int]]:
    """Windows, tabs, closed tabs and closed windows by SOURCES.txt."""
    found = {}
    listing = THIRD_PARTY / "SOURCES.txt"
    for line in listing.read_text().splitlines() if listing.exists() else ():
        counts = re.search(r" W(\d+) T(\d+) E\d+ CT(\d+) CW(\d+) ", line)
        if counts and "not_a_session" not in line:
            windows, tabs, closed_tabs, closed_windows = map(int, counts.groups())
            found[line.split(" | ")[0]] = (windows, tabs, closed_tabs, closed_windows)
    return found


@pytest.mark.parametrize(("name", "counts"), counts_of_sources().items())
def test_counts(cli: Run, name: str, counts: tuple[int, int, int, int]) -> None:
    result = cli("info", THIRD_PARTY / name, "--json")
    assert result.code == 0, result.err
    (row,) = result.json["versions"]
    assert row["uncompressedBytes"] == len(decoded(THIRD_PARTY / name))
    windows, tabs, closed_tabs, closed_windows = counts
    assert (row["windows"], row["tabs"], row["closedWindows"]) == (windows, tabs, closed_windows)
    # SOURCES.txt counts some of those in closed windows too, and none of closed groups.
    document = json.loads(decoded(THIRD_PARTY / name).strip(b"() \r\n;"))
    both = [*document["windows"], *(document.get("_closedWindows") or ())]
    of_groups = sum(len(g.get("tabs") or ()) for w in both for g in w.get("closedGroups") or ())
    own = sum(len(w.get("_closedTabs") or ()) for w in both)
    assert row["closedTabs"] == own + of_groups
    assert closed_tabs <= own


def expected(profile: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((profile / "EXPECTED.json").read_text())
    return found


def windows_of(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The windows that Firefox writes: private ones never reach the disk."""
    return [window for window in said["windows"] if not window["private"]]


@pytest.mark.parametrize("profile", PROFILES, ids=named)
def test_tabs_are_what_firefox_said(cli: Run, profile: Path) -> None:
    said = windows_of(expected(profile))
    document = cli("tabs", profile, "--history", "--json").json
    assert len(document["windows"]) == len(said)
    for window, firefox in zip(document["windows"], said, strict=True):
        assert [t["url"] for t in window["tabs"]] == [t["url"] for t in firefox["tabs"]]
        for found, wanted in zip(window["tabs"], firefox["tabs"], strict=True):
            for key in ("pinned", "hidden", "muted", "groupId", "userContextId"):
                assert found[key] == wanted[key], key
            if found["entries"] and wanted["historyUrls"]:
                # Firefox writes no more than ten entries before the current one.
                before = max(0, wanted["historyIndex"] - 1 - 10)
                urls = wanted["historyUrls"][before:]
                assert [e["url"] for e in found["entries"]] == urls
                assert found["currentEntry"] == wanted["historyIndex"] - 1 - before
                assert found["title"] == wanted["historyTitles"][wanted["historyIndex"] - 1]
        assert window["selected"] == firefox["selectedIndex"]
        assert [(g["id"], g["name"], g["color"]) for g in window["groups"]] == [
            (g["id"], g["name"], g["color"]) for g in firefox["groups"]
        ]


@pytest.mark.parametrize("profile", PROFILES, ids=named)
def test_recently_closed_is_what_firefox_said(cli: Run, profile: Path) -> None:
    said = expected(profile)
    document = cli("tabs", profile, "--all", "--json").json
    closed = document["recentlyClosed"]
    listed = said.get("sessions_getRecentlyClosed")
    if listed is None:
        windows = windows_of(said)
        assert sum("window" in item for item in closed) == said["closedWindowCount"]
        assert sum("tab" in item for item in closed) == sum(w["closedTabCount"] for w in windows)
        return
    # Firefox gives at most 25; the file has them all.
    short = closed[: len(listed)]
    assert len(closed) == len(listed) or len(listed) == 25
    for found, wanted in zip(short, listed, strict=True):
        kind = "tab" if "tab" in wanted else "window"
        assert kind in found
        assert found[kind]["sessionId"] == str(wanted[kind]["sessionId"])
        assert found["lastModified"] == wanted["lastModified"]
        if kind == "tab":
            assert found["tab"]["url"] == wanted["tab"]["url"]


@pytest.mark.parametrize("profile", PROFILES, ids=named)
def test_info_counts_what_firefox_said(cli: Run, profile: Path) -> None:
    said = expected(profile)
    windows = windows_of(said)
    document = cli("info", profile, "--json").json
    start = document["profile"]["nextStart"]
    row = next(row for row in document["versions"] if row["name"] == start["loads"])
    assert document["profile"]["firefox"] == said["firefox"]
    assert document["profile"]["crashed"] is (profile.name == "killed-rich")
    assert row["windows"] == len(windows)
    assert row["tabs"] == sum(len(w["tabs"]) for w in windows)
    inside = sum(len(w["closedTabs"]) for w in said["closedWindows"])
    assert row["closedTabs"] == sum(w["closedTabCount"] for w in windows) + inside
    assert row["closedWindows"] == said["closedWindowCount"]
    assert document["profile"]["nextStart"]["type"] == (
        "resume"
        if said["pref_startup_page"] == 3
        else start["type"] if profile.name == "killed-rich" else "defer"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["crashes_store.json.mozlz4", "zotero_session.json"])
def test_other_programs_files(cli: Run, name: str) -> None:
    (file,) = THIRD_PARTY.rglob(name)
    cli("tabs", file).refused(3, "session", str(file))
    assert cli("cat", file).out == decoded(file)


def test_a_folder_of_profiles(cli: Run) -> None:
    result = cli("tabs", FIREFOX)
    assert (result.code, result.out) == (2, b"")
    assert all(profile.name in result.err for profile in PROFILES)
