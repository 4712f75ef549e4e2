"""Profiles are found where the browsers keep them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sessiontui.firefox import profiles
from sessiontui.firefox.browser import FirefoxVersion, firefox_version
from sessiontui.firefox.containers import DEFAULT_CONTAINERS, Container, containers
from sessiontui.firefox.profiles import (
    find_profiles,
    looks_like_profile,
    named,
    search_below,
)
from sessiontui.firefox.roots import Root, roots


def profile(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "prefs.js").write_text("")
    return path


def firefox(path: Path) -> list[Root]:
    return [Root("Firefox", path, fork=False)]


# -- roots --------------------------------------------------------------------------------------


def test_firefox_on_linux_prefers_the_old_place() -> None:
    found = roots(platform="linux", env={}, home=Path("/home/u"))
    assert [root.path.as_posix() for root in found if root.browser == "Firefox"] == [
        "/home/u/.mozilla/firefox",
        "/home/u/.config/mozilla/firefox",
    ]


def test_xdg_config_home_moves_the_new_place() -> None:
    found = {
        root.path.as_posix() for root in roots(platform="linux", env={"XDG_CONFIG_HOME": "/x"})
    }
    assert {"/x/mozilla/firefox", "/x/librewolf/librewolf"} <= found


def test_a_relative_xdg_config_home_counts_for_nothing() -> None:
    found = roots(platform="linux", env={"XDG_CONFIG_HOME": "x"}, home=Path("/home/u"))
    assert Path("/home/u/.config/mozilla/firefox") in [root.path for root in found]


@pytest.mark.parametrize(
    ("browser", "path", "fork"),
    [
        ("Firefox (snap)", "snap/firefox/common/.mozilla/firefox", False),
        ("Firefox (Flatpak)", ".var/app/org.mozilla.firefox/.mozilla/firefox", False),
        ("Firefox (Flatpak)", ".var/app/org.mozilla.firefox/config/mozilla/firefox", False),
        ("LibreWolf", ".librewolf", True),
        ("Waterfox", ".waterfox", True),
        ("Zen (Flatpak)", ".var/app/app.zen_browser.zen/.zen", True),
        ("Floorp", ".floorp", True),
    ],
)
def test_other_places_on_linux(browser: str, path: str, fork: bool) -> None:
    assert Root(browser, Path("/h") / path, fork) in roots(
        platform="linux", env={}, home=Path("/h")
    )


def test_places_on_macos() -> None:
    found = roots(platform="darwin", env={}, home=Path("/Users/u"))
    support = Path("/Users/u/Library/Application Support")
    assert found[0] == Root("Firefox", support / "Firefox", fork=False)
    assert Root("Zen", support / "zen", fork=True) in found


def test_places_on_windows() -> None:
    found = roots(platform="win32", env={"APPDATA": "C:/Users/u/Roaming"}, home=Path("C:/Users/u"))
    assert found[0].path.as_posix() == "C:/Users/u/Roaming/Mozilla/Firefox"
    without = roots(platform="win32", env={}, home=Path("C:/Users/u"))
    assert without[0].path.as_posix() == "C:/Users/u/AppData/Roaming/Mozilla/Firefox"


def test_a_user_without_a_home_has_no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert roots() == ()


# -- profiles.ini -------------------------------------------------------------------------------

DEBIAN = """\
[Install3B6073811A6ABF12]
Default=gl2ch9kd.default-esr
Locked=1

[Profile1]
Name=default
IsRelative=1
Path=qy8w1fno.default
Default=1

[Profile0]
Name=default-esr
IsRelative=1
Path=gl2ch9kd.default-esr

[General]
StartWithLastProfile=1
Version=2
"""


def test_the_installation_says_which_profile_is_the_default(tmp_path: Path) -> None:
    profile(tmp_path / "gl2ch9kd.default-esr")
    (tmp_path / "qy8w1fno.default").mkdir()  # empty, as Debian leaves it
    (tmp_path / "profiles.ini").write_text(DEBIAN)
    found = find_profiles(firefox(tmp_path))
    assert [(p.name, p.path.name, p.default) for p in found] == [
        ("default", "qy8w1fno.default", False),
        ("default-esr", "gl2ch9kd.default-esr", True),
    ]


def test_installs_ini_says_it_as_well(tmp_path: Path) -> None:
    profile(tmp_path / "a.one")
    profile(tmp_path / "b.two")
    (tmp_path / "profiles.ini").write_text(
        "[Profile0]\nName=one\nPath=a.one\nDefault=1\n[Profile1]\nName=two\nPath=b.two\n"
    )
    (tmp_path / "installs.ini").write_text("[4F96D1932A9F858E]\nDefault=b.two\n")
    assert [(p.name, p.default) for p in find_profiles(firefox(tmp_path))] == [
        ("one", False),
        ("two", True),
    ]


def test_without_an_installation_the_marked_profile_is_the_default(tmp_path: Path) -> None:
    profile(tmp_path / "a")
    profile(tmp_path / "b")
    (tmp_path / "profiles.ini").write_text(
        "[Install1]\nDefault=gone\n[Install2]\nDefault=\0\n[Profile0]\nName=a\nPath=a\n[Profile1]\nName=b\nPath=b\nDefault=1"
    )
    assert [p.default for p in find_profiles(firefox(tmp_path))] == [False, True]


def test_an_only_profile_is_the_default(tmp_path: Path) -> None:
    profile(tmp_path / "a")
    (tmp_path / "profiles.ini").write_text("[Profile0]\nName=a\nPath=a\n")
    assert [p.default for p in find_profiles(firefox(tmp_path))] == [True]


def test_a_profile_may_be_anywhere(tmp_path: Path) -> None:
    away = profile(tmp_path / "else where" / "50% off")
    root = tmp_path / "root"
    root.mkdir()
    ini = f"[Profile0]\nName=100%\nIsRelative=0\nPath={away}\n"
    (root / "profiles.ini").write_text(ini)
    assert [(p.name, p.path) for p in find_profiles(firefox(root))] == [("100%", away)]


def test_a_sloppy_ini_is_read_all_the_same(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        profile(tmp_path / name)
    (tmp_path / "profiles.ini").write_bytes(
        b"\xef\xbb\xbfstray=1\r\n; note\r\n[Profile0]\r\nName = A\r\nPath = a\r\n"
        b"[Profile0]\r\nName=B\r\nPath=b\r\nnonsense\r\n=\r\n"
        b"[Profile2]\r\nName=gone\r\nPath=missing\r\n[Profile3]\r\nName=no path\r\n"
        b"[Profile4]\r\nPath=c\r\n"
    )
    assert [p.name for p in find_profiles(firefox(tmp_path))] == ["A", "B", "gone", "c"]


def test_an_ini_in_utf_16_is_read(tmp_path: Path) -> None:
    profile(tmp_path / "ä")
    (tmp_path / "profiles.ini").write_text("[Profile0]\nName=ä\nPath=ä\n", encoding="utf-16")
    assert [p.name for p in find_profiles(firefox(tmp_path))] == ["ä"]


def test_a_name_cannot_reach_the_terminal(tmp_path: Path) -> None:
    profile(tmp_path / "a")
    (tmp_path / "profiles.ini").write_text("[Profile0]\nName=x\x1b[31m\nPath=a\n")
    (found,) = find_profiles(firefox(tmp_path))
    assert found.name == "x␛[31m"
    assert named("x\x1b[31m", (found,)) == (found,)


@pytest.mark.skipif(os.name != "posix", reason="names of directories are bytes here")
def test_a_directory_name_that_is_no_text_can_be_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff"
    try:
        Path(os.fsdecode(raw)).mkdir()
    except OSError:
        pytest.skip("this file system only has names that are text")
    (tmp_path / "profiles.ini").write_bytes(b"[Profile0]\nName=\xff\nPath=\xff\n")
    (found,) = find_profiles(firefox(tmp_path))
    assert found.path.is_dir()
    assert found.name == "\ufffd"


def test_profiles_no_ini_names_are_found_too(tmp_path: Path) -> None:
    profile(tmp_path / "abcdefgh.stray")
    profile(tmp_path / "Profiles" / "12345678.other")
    (tmp_path / "Crash Reports").mkdir()
    found = find_profiles(firefox(tmp_path))
    assert [(p.name, p.default) for p in found] == [
        ("abcdefgh.stray", False),
        ("12345678.other", False),
    ]


def test_a_profile_is_listed_once_however_many_ways_lead_there(tmp_path: Path) -> None:
    profile(tmp_path / "old" / "a")
    (tmp_path / "old" / "profiles.ini").write_text("[Profile0]\nName=A\nPath=a\n")
    (tmp_path / "new").symlink_to(tmp_path / "old")
    (tmp_path / "old" / "link").symlink_to(tmp_path / "old" / "a")
    found = find_profiles(firefox(tmp_path / "old") + firefox(tmp_path / "new"))
    assert [p.name for p in found] == ["A"]


def test_of_two_places_of_one_browser_the_first_that_exists_has_the_default(tmp_path: Path) -> None:
    for place in ("old", "new"):
        profile(tmp_path / place / "a")
        (tmp_path / place / "profiles.ini").write_text("[Profile0]\nName=a\nPath=a\nDefault=1\n")
    places_ = firefox(tmp_path / "none") + firefox(tmp_path / "old") + firefox(tmp_path / "new")
    assert [p.default for p in find_profiles(places_)] == [True, False]


def test_tor_browser_is_found_where_it_was_unpacked(tmp_path: Path) -> None:
    home = tmp_path / "a*b"  # a star of the user's own is just a letter
    data = home / "tor-browser_en-US/Browser/TorBrowser/Data/Browser"
    path = profile(data / "profile.default")
    found = find_profiles(roots(platform="linux", env={}, home=home))
    assert [(p.name, p.path, p.browser, p.fork) for p in found] == [
        ("profile.default", path, "Tor Browser", True)
    ]


def test_a_machine_without_firefox_has_no_profiles(tmp_path: Path) -> None:
    assert find_profiles(roots(platform="linux", env={}, home=tmp_path)) == ()


# -- one directory ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["prefs.js", "sessionstore.jsonlz4", "sessionstore.js", "sessionstore.bak"]
)
def test_one_file_makes_a_directory_look_like_a_profile(tmp_path: Path, name: str) -> None:
    assert not looks_like_profile(tmp_path)
    (tmp_path / name).write_text("")
    assert looks_like_profile(tmp_path)


def test_backups_alone_make_a_directory_look_like_a_profile(tmp_path: Path) -> None:
    (tmp_path / "sessionstore-backups").mkdir()
    assert looks_like_profile(tmp_path)
    assert not looks_like_profile(tmp_path / "missing")


def test_a_folder_of_profiles(tmp_path: Path) -> None:
    profile(tmp_path / "a" / "deep")
    profile(tmp_path / "b")
    found = search_below(tmp_path).profiles
    assert [(p.name, p.browser, p.fork) for p in found] == [("b", "", False)]
    assert search_below(tmp_path / "missing").profiles == ()


def test_a_known_folder_of_profiles_says_which_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile(tmp_path / "zen" / "Profiles" / "a")
    monkeypatch.setattr(profiles, "_all_roots", lambda: (Root("Zen", tmp_path / "zen", fork=True),))
    for folder in (tmp_path / "zen", tmp_path / "zen" / "Profiles"):
        assert [(p.browser, p.fork) for p in search_below(folder).profiles] == [("Zen", True)]


def test_a_profile_is_called_by_name_or_folder(tmp_path: Path) -> None:
    profile(tmp_path / "abcdefgh.Work")
    profile(tmp_path / "12345678.work")
    (tmp_path / "profiles.ini").write_text("[Profile0]\nName=Office\nPath=abcdefgh.Work\n")
    office, other = find_profiles(firefox(tmp_path))
    both = (office, other)
    assert named("Office", both) == named("office", both) == named("Work", both) == (office,)
    assert named("abcdefgh.Work", both) == (office,)
    assert named("work", both) == (other,)
    assert named("WORK", both) == both
    assert named("or", both) == ()


# -- what a profile says about itself -----------------------------------------------------------


def test_the_firefox_that_last_used_a_profile(tmp_path: Path) -> None:
    (tmp_path / "compatibility.ini").write_text(
        "[Compatibility]\nLastVersion=153.7.0_20261103151912/20261103151912\n"
    )
    assert firefox_version(tmp_path) == FirefoxVersion(153, "153.7.0", "20261103151912")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LastVersion=3.6.28_201203/201203", FirefoxVersion(3, "3.6.28", "201203")),
        ("LastVersion=57.0a1", FirefoxVersion(57, "57.0a1", "")),
        ("LastVersion=nonsense", None),
        ("", None),
    ],
)
def test_other_versions(tmp_path: Path, text: str, expected: FirefoxVersion | None) -> None:
    (tmp_path / "compatibility.ini").write_text(f"[Compatibility]\n{text}\n")
    assert firefox_version(tmp_path) == expected


def test_no_compatibility_ini_no_version(tmp_path: Path) -> None:
    assert firefox_version(tmp_path) is None


def write_containers(path: Path, *identities: object) -> None:
    (path / "containers.json").write_text(json.dumps({"version": 6, "identities": identities}))


def test_containers_have_the_names_firefox_shows(tmp_path: Path) -> None:
    write_containers(
        tmp_path,
        {"userContextId": 1, "public": True, "l10nId": "user-context-personal", "color": "blue"},
        {"userContextId": 2, "public": True, "l10nID": "userContextWork.label", "icon": "cart"},
        {"userContextId": 6, "public": True, "name": "Mine \x1b", "color": "red", "icon": "pet"},
        {"userContextId": 5, "public": False, "name": "userContextIdInternal.thumbnail"},
    )
    assert containers(tmp_path) == {
        1: Container("Personal", "blue", ""),
        2: Container("Work", "", "cart"),
        6: Container("Mine ␛", "red", "pet"),
    }


def test_malformed_containers_are_left_out(tmp_path: Path) -> None:
    write_containers(
        tmp_path,
        7,
        {"public": True, "name": "no id"},
        {"userContextId": "8", "public": True, "name": "text"},
        {"userContextId": True, "public": True, "name": "flag"},
        {"userContextId": 9, "public": True, "name": 9},
        {"userContextId": 10, "public": True, "name": "\ud83d good", "color": 1},
    )
    assert containers(tmp_path) == {10: Container("\ufffd good", "", "")}


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_a_file_firefox_would_throw_away_means_the_four_defaults(tmp_path: Path, text: str) -> None:
    assert containers(tmp_path) == dict(DEFAULT_CONTAINERS)
    (tmp_path / "containers.json").write_text(text)
    assert containers(tmp_path) == dict(DEFAULT_CONTAINERS)
