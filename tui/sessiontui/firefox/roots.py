"""Where browsers keep their profiles: one table of places for each system.

``roots`` is arithmetic on paths; only ``expand`` looks at the disk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct


class Root(Struct, frozen=True):
    """A directory that may hold ``profiles.ini``. ``path`` may contain ``*`` (Tor Browser)."""

    browser: str
    path: Path
    fork: bool


_Table: TypeAlias = tuple[tuple[str, str], ...]

# Below the home directory. When both of Firefox's own exist it uses ~/.mozilla/firefox.
_LINUX: _Table = (
    ("Firefox", ".mozilla/firefox"),
    ("Firefox", "{config}/mozilla/firefox"),
    ("Firefox (snap)", "snap/firefox/common/.mozilla/firefox"),
    ("Firefox (Flatpak)", ".var/app/org.mozilla.firefox/.mozilla/firefox"),
    ("Firefox (Flatpak)", ".var/app/org.mozilla.firefox/config/mozilla/firefox"),
    ("LibreWolf", ".librewolf"),
    ("LibreWolf", "{config}/librewolf/librewolf"),
    ("LibreWolf", "{config}/librewolf"),
    ("LibreWolf (Flatpak)", ".var/app/io.gitlab.librewolf-community/.librewolf"),
    ("Waterfox", ".waterfox"),
    ("Waterfox", "{config}/waterfox"),
    ("Waterfox (Flatpak)", ".var/app/net.waterfox.waterfox/.waterfox"),
    ("Zen", ".zen"),
    ("Zen", "{config}/zen"),
    ("Zen (Flatpak)", ".var/app/app.zen_browser.zen/.zen"),
    ("Floorp", ".floorp"),
    ("Floorp", "{config}/floorp"),
    ("Floorp (Flatpak)", ".var/app/one.ablaze.floorp/.floorp"),
    ("SeaMonkey", ".mozilla/seamonkey"),
    ("Pale Moon", ".moonchild productions/pale moon"),
    ("Basilisk", ".moonchild productions/basilisk"),
    ("IceCat", ".icecat"),
    ("IceCat", ".mozilla/icecat"),
    ("Mullvad Browser", ".mullvad-browser"),
    ("Mullvad Browser", "{config}/mullvad-browser"),
    ("Mullvad Browser", ".mullvad-browser/Browser/TorBrowser/Data/Browser"),
    ("Tor Browser", "tor-browser*/Browser/TorBrowser/Data/Browser"),
    (
        "Tor Browser",
        ".local/share/torbrowser/tbb/*/tor-browser*/Browser/TorBrowser/Data/Browser",
    ),
    (
        "Tor Browser (Flatpak)",
        ".var/app/org.torproject.torbrowser-launcher/data/torbrowser/tbb/*/tor-browser*"
        "/Browser/TorBrowser/Data/Browser",
    ),
)
# Below ~/Library/Application Support.
_MACOS: _Table = (
    ("Firefox", "Firefox"),
    ("LibreWolf", "librewolf"),
    ("Waterfox", "Waterfox"),
    ("Zen", "zen"),
    ("Floorp", "Floorp"),
    ("SeaMonkey", "SeaMonkey"),
    ("Pale Moon", "Pale Moon"),
    ("Mullvad Browser", "MullvadBrowser-Data/Browser"),
    ("Tor Browser", "TorBrowser-Data/Browser"),
)
# Below %APPDATA%, %LOCALAPPDATA% and the home directory.
_WINDOWS: _Table = (
    ("Firefox", "{roaming}/Mozilla/Firefox"),
    (
        "Firefox (Microsoft Store)",
        "{local}/Packages/Mozilla.Firefox_n80bbvh6b1yt2/LocalCache/Roaming/Mozilla/Firefox",
    ),
    ("LibreWolf", "{roaming}/librewolf"),
    ("Waterfox", "{roaming}/Waterfox"),
    ("Zen", "{roaming}/zen"),
    ("Floorp", "{roaming}/Floorp"),
    ("SeaMonkey", "{roaming}/Mozilla/SeaMonkey"),
    ("Pale Moon", "{roaming}/Moonchild Productions/Pale Moon"),
    ("Basilisk", "{roaming}/Moonchild Productions/Basilisk"),
    ("IceCat", "{roaming}/Mozilla/IceCat"),
    ("Mullvad Browser", "{local}/Mullvad/MullvadBrowser"),
    ("Tor Browser", "Desktop/Tor Browser/Browser/TorBrowser/Data/Browser"),
)


def roots(
    *,
    platform: str | None = None,
    env: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> tuple[Root, ...]:
    """Where the browsers of a platform keep their profiles, Firefox first; nothing is opened.

    Without arguments: this platform, this environment and this user's home directory.
    """
    platform = sys.platform if platform is None else platform
    env = os.environ if env is None else env
    if home is None:
        try:
            home = Path.home()
        except RuntimeError:
            return ()

    def folder(variable: str, otherwise: str) -> str:
        # A relative value means nothing: it would depend on where the program was started.
        value = env.get(variable, "")
        absolute = value.startswith("/") or (platform == "win32" and value[1:2] in (":", "\\"))
        return value if absolute else str(home / otherwise)

    if platform == "win32":
        table, base = _WINDOWS, home
        named = {
            "roaming": folder("APPDATA", "AppData/Roaming"),
            "local": folder("LOCALAPPDATA", "AppData/Local"),
        }
    elif platform == "darwin":
        table, base, named = _MACOS, home / "Library/Application Support", {}
    else:
        table, base = _LINUX, home
        named = {"config": folder("XDG_CONFIG_HOME", ".config")}

    found = []
    for browser, below in table:
        first, _, rest = below.partition("/")
        variable = named.get(first.strip("{}")) if first.startswith("{") else None
        path = base / below if variable is None else Path(variable) / rest
        found.append(Root(browser, path, fork=not browser.startswith("Firefox")))
    return tuple(found)


FORKS = tuple(
    dict.fromkeys(
        browser.split(" (")[0]
        for table in (_LINUX, _MACOS, _WINDOWS)
        for browser, _ in table
        if not browser.startswith("Firefox")
    )
)
"""The browsers of the table that are not Firefox."""


def expand(path: Path) -> Iterator[Path]:
    """A root's path, or what its ``*`` stand for, in order of name."""
    parts = path.parts
    star = next(
        # A directory may really have a star in its name; that one is no pattern.
        (i for i, part in enumerate(parts) if "*" in part and not _exists(Path(*parts[: i + 1]))),
        None,
    )
    if star is None:
        yield path
        return
    try:
        yield from sorted(Path(*parts[:star]).glob("/".join(parts[star:])))
    except (OSError, ValueError):
        return


def _exists(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
