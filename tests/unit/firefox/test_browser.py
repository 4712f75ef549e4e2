"""Only Firefox is Firefox."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessiontui.firefox.browser import browser_of, firefox_had
from sessiontui.firefox.roots import roots


def used_by(profile: Path, directory: str, version: str = "153.7.0") -> Path:
    profile.mkdir(exist_ok=True)
    (profile / "compatibility.ini").write_text(
        f"[Compatibility]\nLastVersion={version}_1/1\nLastPlatformDir={directory}\n"
    )
    return profile


@pytest.mark.parametrize(
    "directory",
    [
        "/gone/firefox", "/gone/firefox-esr", "/Applications/Firefox.app/Contents/Resources",
        "C:\\Program Files\\Mozilla Firefox", "/gone/Firefox Nightly.app/Contents/MacOS",
        "C:\\Program Files\\Firefox Developer Edition", "/snap/firefox/99/usr/lib/firefox",
        "/nix/store/abc-firefox-140.0/lib/firefox-140.0", "/app/lib/firefox",
    ],
)  # fmt: skip
def test_firefox_is_told_by_its_own_directory(tmp_path: Path, directory: str) -> None:
    assert browser_of(used_by(tmp_path, directory)).is_firefox


@pytest.mark.parametrize(
    ("directory", "version", "name"),
    [
        ("/usr/lib/palemoon", "33.6.1", "Pale Moon"), ("/gone/seamonkey", "2.53.19", "SeaMonkey"),
        ("/tmp/.mount_zen-x8aBcDeF", "153.0", "Zen"), ("/opt/nobody-s", "153.0", "not Firefox"),
        ("C:\\Program Files\\LibreWolf", "153.0", "LibreWolf"),
        ("/gone/firefox", "33.6.1", "not Firefox"),
    ],
)  # fmt: skip
def test_anything_else_is_named_as_far_as_it_can_be(
    tmp_path: Path, directory: str, version: str, name: str
) -> None:
    found = browser_of(used_by(tmp_path, directory, version))
    assert (found.is_firefox, found.name) == (False, name)
    assert found.read_only_reason
    insisted = found.treated_as_firefox()
    assert insisted.read_only_reason is None and "--firefox" in (insisted.risk or "")


def test_the_program_itself_counts_more_than_its_directory(tmp_path: Path) -> None:
    program = tmp_path / "firefox"
    program.mkdir()
    profile = used_by(tmp_path / "p", str(program))
    (program / "application.ini").write_text("[App]\nVendor=Nobody\nName=Other Browser\n")
    assert browser_of(profile).name == "Other Browser"
    (program / "application.ini").write_text("[App]\nVendor=Mozilla\nName=Firefox\n")
    assert browser_of(profile).is_firefox


def test_only_numbers_that_no_firefox_had_are_refused() -> None:
    had = ("3.6.28", "33.1.1", "52.9.0", "115.31.0", "140.4.0esr", "155.0a1", "200.1", "14.0.1")
    assert all(firefox_had(version) for version in had)
    assert not any(firefox_had(v) for v in ("33.6.1", "2.53.19", "1.18.8b", "9.1b", "56.2.9"))


def test_roots_of_forks_are_searched() -> None:
    found = {root.path.as_posix() for root in roots(platform="linux", env={}, home=Path("/u"))}
    assert found >= {
        "/u/.config/zen", "/u/.config/librewolf", "/u/.config/floorp", "/u/.config/waterfox",
        "/u/.mozilla/seamonkey", "/u/.moonchild productions/pale moon", "/u/.icecat",
        "/u/.mullvad-browser",
    }  # fmt: skip
