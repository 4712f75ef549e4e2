"""Where profiles live: ``profiles.ini``, ``installs.ini``, XDG, snap, Flatpak, forks.

``roots`` is arithmetic on paths; only ``find_profiles`` and what follows it touch the disk, and
whatever is missing, barred or malformed there is left out, never an error.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sessiontui.text import printable

from .file_names import BACKUPS, SESSION

SESSION_FILES = (SESSION, "sessionstore.js", "sessionstore.bak")
"""Session files in the profile directory itself that make a directory look like a profile."""


# -- roots --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Root:
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
    ("LibreWolf (Flatpak)", ".var/app/io.gitlab.librewolf-community/.librewolf"),
    ("Waterfox", ".waterfox"),
    ("Waterfox (Flatpak)", ".var/app/net.waterfox.waterfox/.waterfox"),
    ("Zen", ".zen"),
    ("Zen (Flatpak)", ".var/app/app.zen_browser.zen/.zen"),
    ("Floorp", ".floorp"),
    ("Floorp (Flatpak)", ".var/app/one.ablaze.floorp/.floorp"),
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


# -- profiles -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundProfile:
    """One profile: ``name`` is printable, ``browser`` empty when nothing tells which it is.

    ``default`` says that starting this browser without choosing a profile opens this one.
    """

    name: str
    path: Path
    browser: str
    default: bool
    fork: bool


def find_profiles(roots: Iterable[Root] | None = None) -> tuple[FoundProfile, ...]:
    """Every profile below the roots (this machine's when not given), each directory once.

    First those ``profiles.ini`` names, in its order, then directories beside them that look
    like profiles. Where a browser has two roots, the first that exists has the default.
    """
    found: list[FoundProfile] = []
    seen: set[str] = set()
    settled: dict[str, str] = {}
    for root in _all_roots() if roots is None else roots:
        for path in _expand(root.path):
            if not _is_dir(path):
                continue
            owner = settled.setdefault(root.browser, str(root.path))
            for profile in _in_root(path, root.browser, root.fork, owner == str(root.path)):
                real = os.path.realpath(profile.path)
                if real not in seen:
                    seen.add(real)
                    found.append(profile)
    return tuple(found)


def profiles_below(path: Path) -> tuple[FoundProfile, ...]:
    """The profiles in a folder that holds profiles: one level, and its ``Profiles/``.

    The folder's own ``profiles.ini`` counts. A folder that is none of this machine's roots
    says nothing about the browser: ``browser`` is empty and ``fork`` false.
    """
    if not _is_dir(path):
        return ()
    real = os.path.realpath(path)
    for root in _all_roots():
        for known in _expand(root.path):
            if real in (os.path.realpath(known), os.path.realpath(known / "Profiles")):
                return find_profiles([Root(root.browser, path, root.fork)])
    return find_profiles([Root("", path, fork=False)])


def looks_like_profile(path: Path) -> bool:
    """Whether a directory has settings, a session file or session backups."""
    if not _is_dir(path):
        return False
    if any(_is_file(path / name) for name in ("prefs.js", *SESSION_FILES)):
        return True
    return _is_dir(path / BACKUPS)


def named(word: str, profiles: Sequence[FoundProfile]) -> tuple[FoundProfile, ...]:
    """The profiles a word means: name, folder name, or folder name without ``xxxxxxxx.``.

    As written first; when that names none, without regard to upper and lower case.
    """

    def words(profile: FoundProfile) -> set[str]:
        folder = profile.path.name
        return {profile.name, folder, re.sub(r"^[A-Za-z0-9]{8}\.(?=.)", "", folder)}

    wanted = {word, printable(word)}
    exact = tuple(profile for profile in profiles if wanted & words(profile))
    if exact:
        return exact
    folded = {item.casefold() for item in wanted}
    return tuple(
        profile for profile in profiles if folded & {item.casefold() for item in words(profile)}
    )


_all_roots = roots


def _expand(path: Path) -> Iterator[Path]:
    """The path itself, or what its ``*`` stand for, in order of name."""
    parts = path.parts
    star = next(
        # A directory may really have a star in its name; that one is no pattern.
        (i for i, part in enumerate(parts) if "*" in part and not _is_dir(Path(*parts[: i + 1]))),
        None,
    )
    if star is None:
        yield path
        return
    try:
        yield from sorted(Path(*parts[:star]).glob("/".join(parts[star:])))
    except (OSError, ValueError):
        return


def _in_root(root: Path, browser: str, fork: bool, first: bool) -> Iterator[FoundProfile]:
    sections = _read_ini(root / "profiles.ini")
    listed: list[tuple[str, Path, bool]] = []
    for section, keys in sections:
        where = keys.get("path")
        if not section.lower().startswith("profile") or not where:
            continue
        path = root / where  # an absolute path (IsRelative=0) stays what it is
        if _is_dir(path):
            name = keys.get("name") or path.name
            listed.append((name, path, keys.get("default") == "1"))

    installs = [keys for section, keys in sections if section.lower().startswith("install")]
    installs += [keys for _, keys in _read_ini(root / "installs.ini")]
    defaults = [root / keys["default"] for keys in installs if keys.get("default")]
    chosen = {os.path.realpath(path) for path in defaults if _is_dir(path)}
    by_install = {path for _, path, _ in listed if os.path.realpath(path) in chosen}
    for name, path, marked in listed:
        default = path in by_install if by_install else marked or len(listed) == 1
        yield FoundProfile(printable(name), path, browser, default and first, fork)

    for folder in (root, root / "Profiles"):
        try:
            children = sorted(folder.iterdir())
        except OSError:
            continue
        for child in children:
            if looks_like_profile(child):
                yield FoundProfile(printable(child.name), child, browser, False, fork)


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _read_ini(path: Path) -> list[tuple[str, dict[str, str]]]:
    """The sections of an ini file in order, repeated ones too; keys in lower case."""
    data = _read(path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        # Undecodable bytes of a directory name must survive to open it.
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    sections: list[tuple[str, dict[str, str]]] = []
    for line in re.split(r"\r\n|\n|\r", text):
        line = line.strip(" \t")
        if line.startswith("[") and "]" in line:
            sections.append((line[1 : line.index("]")], {}))
        elif sections and "=" in line and line[0] not in ";#":
            key, _, value = line.partition("=")
            sections[-1][1][key.strip(" \t").lower()] = value.strip(" \t")
    return sections


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if _is_file(path) else b""
    except OSError:
        return b""


# -- what a profile says about itself -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirefoxVersion:
    """The browser that last used a profile: ``153``, ``153.7.0``, ``20261103151912``.

    Some forks (Zen, Waterfox, Floorp) write their own version number here.
    """

    major: int
    text: str
    build_id: str


def firefox_version(profile: Path) -> FirefoxVersion | None:
    """Which Firefox last used a profile, from ``compatibility.ini``; None when it is not said."""
    for _, keys in _read_ini(profile / "compatibility.ini"):
        match = re.match(r"(([0-9]{1,6})[^_/]*)(?:_([^/]*))?", keys.get("lastversion", ""))
        if match:
            text, major, build_id = match.groups(default="")
            return FirefoxVersion(int(major), printable(text), printable(build_id))
    return None


def install_directory(profile: Path) -> Path | None:
    """Where the Firefox that last used a profile is installed, as compatibility.ini says."""
    for _, keys in _read_ini(profile / "compatibility.ini"):
        directory = keys.get("lastplatformdir", "")
        if directory.startswith("/") and "\0" not in directory:
            return Path(directory)
    return None


def fork_of(profile: Path) -> str | None:
    """The fork that last used a profile which no profiles.ini lists, by where it is installed."""
    directory = install_directory(profile)
    folders = directory.parts if directory else ()
    for name in dict.fromkeys(root.browser.split(" (")[0] for root in roots() if root.fork):
        wanted = re.compile(re.escape(name).replace(r"\ ", "[ -]?") + r"(?![a-z])", re.IGNORECASE)
        if any(wanted.match(folder) for folder in folders):
            return name
    return "Zen" if (profile / "zen-sessions.jsonlz4").exists() else None


@dataclass(frozen=True, slots=True)
class Container:
    """A container as Firefox shows it; colour and icon by Firefox's names for them."""

    name: str
    color: str
    icon: str


DEFAULT_CONTAINERS: Mapping[int, Container] = {
    1: Container("Personal", "blue", "fingerprint"),
    2: Container("Work", "orange", "briefcase"),
    3: Container("Banking", "green", "dollar"),
    4: Container("Shopping", "pink", "cart"),
}
"""What Firefox starts with, by ``userContextId``."""


def containers(profile: Path) -> dict[int, Container]:
    """The containers a user can see, by ``userContextId``; Firefox's four without a file."""
    data = _read(profile / "containers.json")
    if not data:
        return dict(DEFAULT_CONTAINERS)
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return dict(DEFAULT_CONTAINERS)  # Firefox throws such a file away as well
    identities = document.get("identities") if isinstance(document, dict) else None
    found: dict[int, Container] = {}
    for identity in identities if isinstance(identities, list) else ():
        if not isinstance(identity, dict) or identity.get("public") is not True:
            continue
        number = identity.get("userContextId")
        name = _container_name(identity)
        if type(number) is int and number > 0 and name:
            color, icon = identity.get("color"), identity.get("icon")
            found[number] = Container(
                printable(name),
                printable(color) if isinstance(color, str) else "",
                printable(icon) if isinstance(icon, str) else "",
            )
    return found


def _container_name(identity: Mapping[str, object]) -> str:
    """A translated name comes first, as in Firefox: renaming removes its id."""
    for key in ("l10nId", "l10nID"):  # "user-context-work"; before 2023 "userContextWork.label"
        match = re.fullmatch(
            r"user-?context-?(personal|work|banking|shopping)(\.label)?",
            str(identity.get(key, "")),
            re.IGNORECASE,
        )
        if match:
            return match[1].capitalize()
    name = identity.get("name")
    return name if isinstance(name, str) else ""
