"""A PLACE some levels above profiles opens the only one, or lists those that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import session, window, write_profile

from .conftest import Run

# What a person names, and where the profiles lie below it.
LAYOUTS: dict[str, tuple[str, ...]] = {
    ".mozilla.old": ("firefox/abcd1234.default", "firefox/wxyz9876.work"),
    "FirefoxPortable": ("Data/profile",),
    "Firefox Portable stick": ("PortableApps/FirefoxPortable/Data/profile",),
    "Users/me": (
        "AppData/Roaming/Mozilla/Firefox/Profiles/abcd1234.default-release",
        "AppData/Roaming/Mozilla/Firefox/Profiles/wxyz9876.work",
    ),
    "Users": ("me/AppData/Roaming/Mozilla/Firefox/Profiles/abcd1234.default-release",),
    "Old Firefox Data": ("abcd1234.default-1700000000000", "abcd1234.default-1800000000000"),
    "Library": ("Application Support/Firefox/Profiles/abcd1234.default-release",),
    "snap": ("firefox/common/.mozilla/firefox/abcd1234.default",),
    ".var": ("app/org.mozilla.firefox/.mozilla/firefox/abcd1234.default-release",),
    "tor-browser": ("Browser/TorBrowser/Data/Browser/profile.default",),
    "backup of my home": (
        "me/.mozilla/firefox/abcd1234.default",
        "me/.config/librewolf/librewolf/wxyz9876.default",
        "me/.zen/uvst5678.Default (release)",
    ),
    "a profile of its own": ("",),
}


def made(place: Path, below: tuple[str, ...]) -> None:
    for number, path in enumerate(below):
        tabs = [f"https://{number}-{i}.example/" for i in range(number + 1)]
        write_profile(place / path, clean=session(window(*tabs)))
        # What lies beside profiles and below them is no profile.
        (place / path / "storage/default").mkdir(parents=True)
    (place / "Documents/recipes").mkdir(parents=True)
    (place / "Documents/recipes/soup.txt").write_text("water")


@pytest.mark.parametrize("name", list(LAYOUTS))
@pytest.mark.parametrize("command", ["tabs", "info", "export"])
def test_each_layout(cli: Run, tmp_path: Path, name: str, command: str) -> None:
    place, below = tmp_path / name, LAYOUTS[name]
    made(place, below)
    found = cli(command, place, *(["--format", "urls"] if command == "export" else []))
    if len(below) == 1:
        assert found.code == 0, found.err
        assert str(place / below[0]) in found.text or "https://0-0.example/" in found.text
        return
    assert found.code == 2
    assert found.out == b""
    lines = found.err.splitlines()
    assert "holds several profiles, name one" in lines[0]
    assert sorted(line.split("  ")[-1] for line in lines[1:]) == sorted(
        str(place / path) for path in below
    )


def test_each_that_is_listed_opens(cli: Run, tmp_path: Path) -> None:
    place, below = tmp_path / "backup", LAYOUTS["backup of my home"]
    made(place, below)
    listed = cli("tabs", place).err.splitlines()[1:]
    opened = [cli("tabs", line.split("  ")[-1], "--json").json["windows"] for line in listed]
    assert sorted(len(windows[0]["tabs"]) for windows in opened) == [1, 2, 3]


def test_one_inside_another_is_not_listed_twice(cli: Run, tmp_path: Path) -> None:
    made(tmp_path / "old", ("p",))
    made(tmp_path / "old/p/copies", ("q",))
    assert cli("tabs", tmp_path / "old").code == 0
