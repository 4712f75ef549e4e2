"""Which stores there are, and which one a PLACE on the command line means.

Built-in schemes first; plug-ins are looked for only for a scheme that is not built in (that costs
20 to 75 ms).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from .. import late_re
from ..app_dirs import expanded
from ..errors import Barred, NotASession, NothingFound, Unreadable, UsageError
from ..firefox.file_names import BACKUPS
from ..firefox.pipe_reading import is_pipe, read_pipe
from ..firefox.safe_reading import read_stream, unreadable
from ..text import count, path_text, printable
from .protocols import Password, Store, StoreRef
from .several import SeveralProfiles as SeveralProfiles
from .several import last_saved as last_saved

if TYPE_CHECKING:  # a named file is opened without looking for profiles
    from ..firefox.profiles import FoundProfile

_BUILT_IN = {
    "profile": ("sessiontui.stores.profile.store", "ProfileStore"),
    "file": ("sessiontui.stores.file.store", "FileStore"),
    "demo": ("sessiontui.stores.demo.store", "DemoStore"),
    "tar": ("sessiontui.stores.archive.store", "TarStore"),
    "zip": ("sessiontui.stores.archive.store", "ZipStore"),
    "ssh": ("sessiontui.stores.remote.store", "SshStore"),
    "backup": ("sessiontui.stores.archive.firefox_backup", "FirefoxBackupStore"),
}
_MOST_NAMED = 5  # files in a sentence
_MOST_DIRECTORIES = 5000  # looked into for a profile that lies further down
_OF_FIREFOX = (".jsonlz4", ".baklz4", ".js", ".bak")  # never archives: the first bytes need no look
_SCHEME_TEXT = "[a-z][a-z0-9+.-]+"  # one letter is a Windows drive
SCHEME = late_re.compile(_SCHEME_TEXT)
_PLACE = late_re.compile(f"^({_SCHEME_TEXT}):(.*)$", re.DOTALL)


class Opener(Protocol):
    """What opens stores of one scheme: a StoreFactory, or a plug-in's behind its wall."""

    @property
    def scheme(self) -> str:
        """What stands before the colon."""

    def open(self, ref: StoreRef, *, read_only: bool) -> Store:
        """Open one. Raises SessiontuiError when it cannot be."""


def is_built_in(scheme: str) -> bool:
    """Whether stores of a scheme are ours, so that no plug-in can bring them."""
    return scheme in _BUILT_IN


def factory(scheme: str) -> Opener:
    """What opens stores of a scheme. Raises UsageError for one nobody brings, PluginFault."""
    built_in = _BUILT_IN.get(scheme)
    if built_in is not None:
        module, name = built_in
        found: Opener = getattr(import_module(module), name)
        return found
    from .plugins.loading import plugin_factory

    plugin = plugin_factory(scheme)
    if plugin is not None:
        return plugin
    raise UsageError(
        f"{printable(scheme)}: no store of that name is built in or installed, and there is no "
        "such file"
    )


def open_ref(ref: StoreRef, *, read_only: bool = False) -> Store:
    """Open a store by its reference."""
    return factory(ref.scheme).open(ref, read_only=read_only)


def resolve(place: str | None) -> StoreRef:
    """What a PLACE means, by the table of the command line.

    Raises SeveralProfiles when someone must choose, NothingFound or Unreadable when there is
    nothing there, UsageError for an empty text.
    """
    if place is None:
        return _the_profile()
    if not place.strip():  # of a shell's variable that is not set: not the directory one is in
        raise UsageError("the PLACE is an empty text; name a profile, a file, or none at all")
    if place == "-":
        return StoreRef("file", "-")
    place = _without_url(place)
    path = expanded(place)
    is_word = "/" not in place and "\\" not in place
    damaged = ""
    if is_word and not _exists(path) and (scheme := _PLACE.match(place)):
        return StoreRef(scheme[1], scheme[2])
    if is_word:
        from ..firefox import profiles as places

        found = places.search()
        profiles = found.profiles
        damaged = "".join(f"; {sentence}" for sentence in found.damaged)
        named = places.named(place, profiles)
        if len(named) == 1:
            if named[0].reason is not None:
                raise _closed(named[0], profiles)
            return StoreRef("profile", str(named[0].path))
        if named:
            raise SeveralProfiles(f"{printable(place)} is the name of several profiles", named)
    if not is_word and not os.path.lexists(path):
        from ..firefox.tree.archive_kind import archive_kind, inside_archive

        inside = inside_archive(path)
        if inside is not None:
            if (kind := archive_kind(inside.archive)) is not None:
                return StoreRef(kind, str(path))
            _refuse_unread(inside.archive)
    if not _exists(path):
        if not is_word and (scheme := _PLACE.match(place)):
            return StoreRef(scheme[1], scheme[2])
        what = "profile, file or directory" if is_word else "file or directory"
        raise Unreadable(f"{printable(place)}: there is no such {what}{damaged}")
    try:
        if path.is_dir():
            return _directory(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if path.suffix not in _OF_FIREFOX:
        from ..firefox.tree.archive_kind import archive_kind

        if kind := archive_kind(path):
            return StoreRef(kind, str(path))
        if path.is_file():
            _refuse_unread(path)
    return StoreRef("file", "./-" if str(path) == "-" else str(path))


def _refuse_unread(path: Path) -> None:
    """Raise NotASession for an archive, or a part of one, that nothing here reads."""
    from ..firefox.tree.unread import why_not_read

    if why := why_not_read(path):
        raise NotASession(f"{path_text(path)}: {why}")


def _without_url(place: str) -> str:
    """A ``file://`` URL as the path it means, percent signs decoded; anything else as it is."""
    if not place.lower().startswith("file://"):
        return place
    from urllib.parse import unquote_to_bytes

    host, slash, below = place[len("file://") :].partition("/")
    if host.lower() not in ("", "localhost") or not slash:
        raise Unreadable(
            f"{printable(place)}: this address is of another machine; a file here is "
            "file:///path/to/it"
        )
    return os.fsdecode(unquote_to_bytes(f"/{below}"))


def _closed(profile: FoundProfile, profiles: Sequence[FoundProfile]) -> Unreadable:
    """Why a profile that is named somewhere cannot be opened, and what lies beside it."""
    from ..firefox.profiles import spares

    the_default = ", the default profile," if profile.default else ""
    sentence = f"{profile.name}{the_default} cannot be opened: {profile.reason}"
    beside = spares(profile, profiles)
    if beside:
        copies = ", ".join(path_text(str(copy.path)) for copy in beside)
        return Unreadable(f"{sentence}. Copies of it lie beside it, name one: {copies}")
    return Unreadable(f"{sentence}. To look at another, name it (see sessiontui profiles)")


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True  # no permission to look: opening it will say so
    return True


def _directory(path: Path) -> StoreRef:
    from ..firefox import profiles as places

    if path.resolve().name == BACKUPS:
        return StoreRef("profile", str(path.resolve().parent))
    try:
        if places.looks_like_profile(path):
            return StoreRef("profile", str(path))
        found = places.search_below(path)
        below = found.profiles
    except OSError:
        return StoreRef("profile", str(path))  # opening it will say what is wrong
    if found.barred:
        raise Barred(found.barred[0].sentence)
    if len(below) == 1 and below[0].reason is not None:
        raise _closed(below[0], below)
    if len(below) == 1:
        return StoreRef("profile", str(below[0].path))
    if below:
        raise SeveralProfiles(
            f"{printable(str(path))} holds several profiles, name one", below, found
        )
    try:
        next(path.iterdir(), None)
    except OSError:
        return StoreRef("profile", str(path))
    return _further_down(path)


def _further_down(path: Path) -> StoreRef:
    """A profile in a folder some levels above it: an old home, a stick, a Windows user's folder."""
    from ..firefox.profiles import FoundProfile
    from ..firefox.profiles_in_tree import profiles_in

    search = profiles_in(path, _MOST_DIRECTORIES)
    found = [FoundProfile(printable(p.name), p, "", False, False) for p in search]
    if len(found) == 1:
        return StoreRef("profile", str(found[0].path))
    if found:
        raise SeveralProfiles(
            f"{printable(str(path))} holds several profiles, name one",
            found,
            more_below=None if search.whole and not search.barred else path,
        )
    if search.barred:
        first = unreadable(search.barred[0], PermissionError())
        raise Barred(f"{first.sentence}. No profile was found in the rest of {path_text(path)}")
    if loose := _session_files_in(path):
        raise Unreadable(f"{path_text(path)}: this directory is no profile; name a file: {loose}")
    rest = "" if search.whole else f" in the first {_MOST_DIRECTORIES:,} folders below it"
    raise Unreadable(
        f"{printable(str(path))}: this directory is no Firefox profile and holds none{rest} "
        "(a profile has prefs.js, a session file or sessionstore-backups)"
    )


def _session_files_in(path: Path) -> str:
    """The first few session files of any name in a directory that is no profile, or nothing."""
    from ..firefox.own_names import OwnNames
    from ..firefox.session_files import named_in

    found = OwnNames(path).copies(named_in(path, required=False), [])
    names = [path_text(str(file.path)) for file in found[:_MOST_NAMED]]
    more = len(found) - len(names)
    return ", ".join([*names, *([f"{count(more, 'more file')}"] if more else [])])


def _the_profile() -> StoreRef:
    """The profile in use, else the only one with a session, else someone must choose."""
    from ..firefox import profiles as places
    from ..firefox.profile_lock import in_use

    found = places.search()
    profiles = tuple(profile for profile in found.profiles if profile.reason is None)
    used = [profile for profile in profiles if in_use(profile.path).state == "in use"]
    if not used:
        # Another must not be opened in the place of the one a person will take it for.
        for barred in found.barred:
            if not barred.root.fork or not profiles:
                raise Barred(f"{barred.sentence}. To look at another profile, name it")
        for profile in found.profiles:
            if profile.reason and ((profile.default and not profile.fork) or not profiles):
                raise _closed(profile, found.profiles)
    if not profiles:
        raise NothingFound(
            f"No Firefox profile found. {places.whose_else()}Looked in {places.looked_in()}. "
            "Name a profile or a session file, or try --demo."
        )
    saved = used or [profile for profile in profiles if last_saved(profile.path)]
    if len(saved or profiles) == 1:
        return StoreRef("profile", str((saved or profiles)[0].path))
    raise SeveralProfiles("There are several profiles, name one", saved or profiles, found)


def open_place(
    place: str | None,
    *,
    read_only: bool = False,
    as_firefox: bool = False,
    password: Password | None = None,
) -> Store:
    """Open what a PLACE means. Raises SessiontuiError in all its kinds.

    ``as_firefox``: take a profile for Firefox's, whatever tells otherwise. ``password``: whom to
    ask for that of an encrypted place.
    """
    ref = replace(resolve(place), as_firefox=as_firefox, password=password)
    if ref.scheme == "file":
        from .file.store import BytesStore

        if ref.rest == "-":
            return BytesStore(read_stream(sys.stdin.buffer, "standard input"))
        if is_pipe(path := Path(ref.rest)):
            return BytesStore(read_pipe(path), path_text(path), named=True)
    return open_ref(ref, read_only=read_only)
