"""The ini files of Firefox: profiles.ini, installs.ini, compatibility.ini, application.ini."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import TypeAlias

from msgspec import Struct

from ..errors import Unreadable
from ..text import count, printable
from .safe_reading import NOTES, read_if_there, unreadable
from .tree.path import AnyPath

Sections: TypeAlias = list[tuple[str, dict[str, str]]]


class Listed(Struct, frozen=True):
    """A profile that profiles.ini names. ``reason`` says why it cannot be opened."""

    name: str
    path: Path
    default: bool
    reason: str | None
    store_id: str | None = None  # of the group of profiles that it is in


def read_ini(path: AnyPath) -> Sections:
    """The sections of an ini file in order, repeated ones too; keys in lower case.

    Nothing for a file that is not there. Raises Unreadable and its kin for one that is, and may
    not, or is not to, be read: too large, a pipe, behind a link that another user made.
    """
    try:
        data = read_if_there(path, NOTES, own=True)[0]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sections_of(ini_text(data))


def ini_text(data: bytes) -> str:
    """The text of an ini file, in UTF-8 or UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    # Undecodable bytes of a directory name must survive to open it.
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def sections_of(text: str) -> Sections:
    """The sections in the text of an ini file."""
    sections: Sections = []
    for line in _lines(text):
        if line.startswith("[") and "]" in line:
            sections.append((line[1 : line.index("]")], {}))
        elif sections and "=" in line and line[0] not in ";#":
            key, _, value = line.partition("=")
            sections[-1][1][key.strip(" \t").lower()] = value.strip(" \t")
    return sections


def _lines(text: str) -> Iterator[str]:
    return (line.strip(" \t") for line in re.split(r"\r\n|\n|\r", text))


def damage_in(data: bytes) -> str:
    """What is wrong with an ini file as a clause; nothing for one that can be read to its end."""
    if not data.strip():
        return "it is empty"
    text = ini_text(data)
    if "\0" in text:
        return "a part of it is zeros"
    odd = sum(bool(line) and line[0] not in "[;#" and "=" not in line for line in _lines(text))
    if odd:
        return f"{count(odd, 'line')} in it cannot be read"
    return "" if sections_of(text) else "there is nothing in it that can be read"


def listed_profiles(root: Path) -> tuple[Listed, ...]:
    """The profiles that a root's profiles.ini names, those that cannot be opened too.

    ``default`` is what installs.ini says, else profiles.ini. Raises Unreadable and its kin.
    """
    sections = read_ini(root / "profiles.ini")
    torn = _torn_path(root)
    found: list[tuple[str, Path, bool, str | None]] = []
    for section, keys in sections:
        where = keys.get("path")
        if _is_profile(section) and where and where != torn and "\0" not in where:
            path = root / where  # an absolute path (IsRelative=0) stays what it is
            default = keys.get("default") == "1"
            found.append((keys.get("name") or path.name, path, default, keys.get("storeid")))
    installs = [keys for section, keys in sections if section.lower().startswith("install")]
    installs += [keys for _, keys in read_ini(root / "installs.ini")]
    chosen = {_real(root / keys["default"]) for keys in installs if keys.get("default")}
    by_install = {path for _, path, _, _ in found if _real(path) in chosen}
    return tuple(
        Listed(
            name,
            path,
            path in by_install if by_install else marked or len(found) == 1,
            why_closed(path),
            store_id,
        )
        for name, path, marked, store_id in found
    )


def names_in(sections: Sections) -> dict[str, tuple[str, bool]]:
    """Of each path that a profiles.ini names its name, printable, and whether it is a default.

    For profiles that are not on this machine, of which a path is only a word.
    """
    defaults = {keys.get("default") for section, keys in sections if section.startswith("Install")}
    return {
        keys["path"]: (printable(keys.get("name") or keys["path"]), keys["path"] in defaults)
        for section, keys in sections
        if section.startswith("Profile") and keys.get("path")
    }


def _is_profile(section: str) -> bool:
    return section.lower().startswith("profile")


def _torn_path(root: Path) -> str | None:
    """The path at which profiles.ini is cut: it names nothing, and a folder goes on from it."""
    try:
        text = ini_text(read_if_there(root / "profiles.ini", NOTES, own=True)[0])
    except (Unreadable, OSError):
        return None
    last = text.rpartition("\n")[2]
    key, _, where = last.partition("=")
    if key.strip(" \t").lower() != "path" or not where.strip(" \t"):
        return None
    where = where.strip(" \t")
    path = root / where
    try:
        if path.exists():
            return None
        beside = any(child.name.startswith(path.name) for child in path.parent.iterdir())
    except (OSError, ValueError):
        return None
    return where if beside else None


def damaged_list(root: Path) -> str | None:
    """What is wrong with a root's profiles.ini, as a sentence; None when nothing is."""
    path = root / "profiles.ini"
    try:
        data = read_if_there(path, NOTES, own=True)[0]
    except (Unreadable, OSError):
        return None  # it is not there, or told as barred
    said = damage_in(data)
    named = [keys for name, keys in sections_of(ini_text(data)) if _is_profile(name)]
    if not said and any(not keys.get("path") for keys in named):
        said = "a profile in it has no path"
    if not said and _torn_path(root) is not None:
        said = "it is cut in the middle of a path"
    if not said:
        return None
    where = printable(str(path))
    return f"{where}: {said}; profiles that it does not name are listed by their folders"


def why_closed(path: Path) -> str | None:
    """Why a directory that is named somewhere cannot be opened; None when it can."""
    try:
        with os.scandir(path):
            return None
    except FileNotFoundError:
        pass
    except NotADirectoryError:
        return f"{printable(str(path))}: this is a file, not a directory"
    except OSError as error:
        return unreadable(path, error).sentence
    except ValueError:
        return f"{printable(str(path))}: no directory can have this name"
    if os.path.islink(path):  # noqa: PTH114 (of the name itself, whatever it leads to)
        target = printable(os.path.realpath(path))
        return (
            f"{printable(str(path))}: it is a link to {target}, which is not there (a drive that "
            "is not mounted, or profile-sync-daemon that is not running?)"
        )
    windows = PureWindowsPath(path.name)
    if windows.drive or "\\" in path.name:
        return f"{printable(path.name)}: this is a path of Windows; no such directory is here"
    return f"{printable(str(path))}: there is no such directory"


def _real(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:
        return str(path)
