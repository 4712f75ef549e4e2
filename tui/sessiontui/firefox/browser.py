"""Which browser a profile belongs to, and which version of it.

Rules and predictions here are Firefox's, so only a profile that is known to be Firefox's is
predicted and written. compatibility.ini names the directory of the program that used the profile
last. What application.ini there says counts most; where it is gone (removed since, an AppImage,
another machine) the directory's own name does, together with a version Firefox really had.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from msgspec import Struct

from .. import late_re
from ..errors import Unreadable
from ..text import elide, printable
from .file_names import ZEN
from .profiles_ini import Sections, read_ini
from .roots import FORKS, expand, roots
from .tree.path import AnyPath, TreePath

_WAY_ON = (
    "its tabs can be exported (export --format session makes a session file of them), or opened in "
    "a profile of Firefox (restore PLACE ID --into PROFILE)"
)
UNKNOWN_BROWSER = "not Firefox"
"""The name of a browser that nothing names."""


class Browser(Struct, frozen=True):
    """Which browser a profile is of. ``why``: what tells that it is not Firefox, as a clause.

    ``insisted``: a person said that it is to be treated as Firefox.
    """

    name: str
    is_firefox: bool
    why: str = ""
    insisted: bool = False

    @property
    def read_only_reason(self) -> str | None:
        """Why nothing may be written in it, as a clause; None for Firefox."""
        if self.is_firefox:
            return None
        what = f"a profile of {self.name}"
        if self.name == UNKNOWN_BROWSER:
            what = f"not a profile of Firefox ({self.why})"
        return f"{what}: its session files are only read, {_WAY_ON}"

    def treated_as_firefox(self) -> Browser:
        """The same because a person says so."""
        return self if self.is_firefox else Browser(self.name, True, self.why, insisted=True)

    @property
    def risk(self) -> str | None:
        """What may go wrong when a person insists; None when nobody had to."""
        if not self.insisted:
            return None
        return (
            f"this profile is taken for Firefox's because of --firefox, though {self.why}: what "
            "the next start does is only foretold for Firefox, and another browser may ignore, "
            "lose or not survive what is written here"
        )


FIREFOX = Browser("Firefox", True)


# -- the version --------------------------------------------------------------------------------


class FirefoxVersion(Struct, frozen=True):
    """The browser that last used a profile: ``153``, ``153.7.0``, ``20261103151912``.

    Some forks (Zen, Waterfox, Floorp) write their own version number here.
    """

    major: int
    text: str
    build_id: str


def firefox_version(profile: AnyPath) -> FirefoxVersion | None:
    """Which Firefox last used a profile, from ``compatibility.ini``; None when it is not said."""
    return _version(_compatibility(profile))


def _version(sections: Sections) -> FirefoxVersion | None:
    for _, keys in sections:
        match = re.match(r"(([0-9]{1,6})[^_/]*)(?:_([^/]*))?", keys.get("lastversion", ""))
        if match:
            text, major, build_id = match.groups(default="")
            return FirefoxVersion(int(major), printable(text), printable(build_id))
    return None


_NEWEST = 153  # what comes after it is nobody's to refuse
_LONG_SUPPORTED = {10, 17, 24, 31, 38, 45, 52, 60, 68, 78, 91, 102, 115, 128, 140, _NEWEST}
_EARLY = {"0.8", "0.9", "0.10", "1.0", "1.5", "2.0", "3.0", "3.5", "3.6", "4.0", "33.1"}
_FORM = late_re.compile(r"[0-9]+(\.[0-9]+){0,4}((a|b|rc|pre)[0-9]*)?(esr|pre)?")


def firefox_had(version: str) -> bool:
    """Whether Firefox may have had this version; False only for numbers that none had."""
    match = re.match(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?", version)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2] or 0)
    if major > _NEWEST:
        return True
    if not _FORM.fullmatch(version):
        return False
    if major < 5 or (major, minor) == (33, 1):
        return f"{major}.{minor}" in _EARLY or match[2] is None
    return minor == 0 or (major in _LONG_SUPPORTED and minor <= 99 and major > 17)


# -- the program --------------------------------------------------------------------------------


def _compatibility(profile: AnyPath) -> Sections:
    try:
        return read_ini(profile / "compatibility.ini")
    except Unreadable:
        return []


def install_directory(profile: AnyPath) -> Path | None:
    """Where the Firefox that last used a profile is installed here, as compatibility.ini says."""
    if isinstance(profile, TreePath):
        return None
    for _, keys in _compatibility(profile):
        directory = keys.get("lastplatformdir", "")
        if directory.startswith("/") and "\0" not in directory:
            return Path(directory)
    return None


def browser_of(profile: AnyPath, root: str = "", *, fork: bool = False) -> Browser:
    """Which browser a profile is of; ``root`` and ``fork`` say whose folder it lies in."""
    if fork:
        return Browser(root, False, f"it lies where {root} keeps its profiles")
    firefox = Browser(root, True) if root else FIREFOX
    if (profile / ZEN).exists():
        return Browser("Zen", False, f"there is a {ZEN}")
    try:
        sections = read_ini(profile / "compatibility.ini")
    except Unreadable as error:
        return Browser(UNKNOWN_BROWSER, False, error.sentence)
    directories = _directories(sections)
    for directory in () if isinstance(profile, TreePath) else directories:  # it is no program here
        found = _by_application_ini(directory)
        if found is not None:
            return firefox if found.is_firefox else found
    if directories:
        found = _by_name(directories[0])
        if not found.is_firefox:
            return found
    version = _version(sections)
    if version is not None and not firefox_had(version.text):
        why = f"no Firefox had the version {elide(version.text, 40)} in compatibility.ini"
        return Browser(UNKNOWN_BROWSER, False, why)
    if not directories and (fork_root := _known_root(profile)):
        return Browser(fork_root, False, f"it lies where {fork_root} keeps its profiles")
    if (profile / "prefs.js").exists() and (profile / "sessionstore.json").exists():
        return Browser("SeaMonkey", False, "there is a sessionstore.json")
    return firefox


def _directories(sections: Sections) -> tuple[str, ...]:
    """The directories of the program, as they stand there; of Windows too."""
    found = [keys.get(key, "") for _, keys in sections for key in ("lastplatformdir", "lastappdir")]
    return tuple(dict.fromkeys(directory for directory in found if directory))


def _by_application_ini(directory: str) -> Browser | None:
    """What the application.ini of a program's directory says; None when it cannot be read."""
    if not directory.startswith("/") or "\0" in directory:
        return None
    try:
        sections = read_ini(Path(directory, "application.ini"))
        tor = Path(directory, "TorBrowser").is_dir()
    except (Unreadable, OSError):
        return None
    for section, keys in sections:
        if section.lower() != "app" or not keys.get("name"):
            continue
        name, vendor = keys["name"], keys.get("vendor", "")
        if tor:  # some versions call themselves Firefox
            return Browser("Tor Browser", False, "its program is Tor Browser")
        if (name.lower(), vendor.lower()) == ("firefox", "mozilla"):
            return FIREFOX
        shown = elide(printable(name), 40)
        if name.lower() == "firefox":
            shown = f"{elide(printable(vendor), 30)} Firefox".strip()
        return Browser(shown, False, f"its program calls itself {shown}")
    return None


_EDITION = (
    "esr|beta|nightly|dev|developer[ -]?edition|devedition|aurora|trunk|stable|release|bin|"
    "unwrapped|package root|x86|x64"
)
_FIREFOX_FOLDER = late_re.compile(
    r"(mozilla[ ._-]?)?firefox([ ._-]?\(?(" + _EDITION + r")\)?)*"
    r"([ ._-]?v?[0-9]{1,3}(\.[0-9]{1,3})*(esr|[ab][0-9]{0,2})?)?(\.app)?"
    r"|(firefox[ -]?)?(nightly|developer[ -]?edition|aurora|minefield)(\.app)?",
    re.IGNORECASE,
)
_INSIDE = {"browser", "contents", "resources", "macos", "current"}  # of an installed Firefox
_UNLISTED = ("K-Meleon", "Cachy Browser", "Ghostery", "Iceweasel", "Iceape", "Thunderbird")


def _by_name(directory: str) -> Browser:
    """Which browser lives in a directory that cannot be looked into."""
    folders = [folder for folder in re.split(r"[/\\]+", directory) if folder]
    while len(folders) > 1 and folders[-1].lower() in _INSIDE:
        folders.pop()
    own = folders[-1] if folders else ""
    where = elide(printable(directory), 80)
    # The name of a user or of a drive says nothing.
    telling = folders[2:] if folders[:1] in (["home"], ["Users"]) else folders
    for folder in telling[1:] if telling[:2] == ["C:", "Users"] else telling:
        for name in (*FORKS, *_UNLISTED):
            if _names(folder, name):
                return Browser(name, False, f"its program lies in {where}")
    if _FIREFOX_FOLDER.fullmatch(own):
        return FIREFOX
    return Browser(UNKNOWN_BROWSER, False, f"its program lies in {where}")


def _names(folder: str, name: str) -> bool:
    """Whether a folder is called after a browser: ``zen-browser``, ``.mount_zen-x8aBcDeF``."""
    wanted = re.escape(name).replace(r"\ ", "[ ._-]?")
    mounted = re.fullmatch(r"\.mount_(.+).{6}", folder)
    if mounted:  # an AppImage: at most six characters of its name, then six by chance
        start = re.match(r"[a-z]*", mounted[1], re.IGNORECASE)
        short = start[0].lower() if start else ""
        return len(short) > 2 and name.lower().replace(" ", "").startswith(short)
    return re.match(rf"{wanted}(?![a-z])", folder, re.IGNORECASE) is not None


def _known_root(profile: AnyPath) -> str | None:
    """The fork below whose folder a profile lies."""
    if isinstance(profile, TreePath):
        return None
    real = Path(os.path.realpath(profile))
    for root in roots():
        if root.fork and any(
            real.is_relative_to(os.path.realpath(path)) for path in expand(root.path)
        ):
            return root.browser
    return None
