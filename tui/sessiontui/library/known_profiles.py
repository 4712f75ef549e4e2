"""The profiles of this machine, or of a place that holds several, as a program gets them."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from ..errors import SessiontuiError, UsageError
from ..firefox.profile_lock import InUse, in_use
from ..firefox.profiles import FoundProfile, search
from ..glance import store_of
from ..stores.protocols import Describes, Store
from ..stores.registry import SCHEME
from ..stores.several import SeveralProfiles, last_saved
from ..system_errors import sentence_of
from .places import Password, Place, asker, open_place


class KnownProfile(Struct, frozen=True):
    """A profile that was found, and what can be told without reading a session of it.

    ``path`` is what ``open_profile`` takes. ``default``: its browser opens it when it is started
    without choosing one. ``saved`` (ms since epoch) is when its newest session file was written,
    and ``newest`` the version that it is; both None where there is none, or none can be looked
    for: then ``why`` is a sentence, as for a profile that is named somewhere and cannot be opened.
    """

    name: str
    path: str
    browser: str
    default: bool
    in_use: InUse
    newest: str | None
    saved: float | None
    why: str = ""


class KnownProfiles(Struct, frozen=True):
    """The profiles that were found, in the order of the browsers' own lists.

    ``barred`` says, as sentences, which folders of profiles may not be looked through, ``damaged``
    which lists of profiles are not whole: where there are any, there may be more profiles.
    """

    profiles: tuple[KnownProfile, ...]
    barred: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


def known_profiles(place: Place, password: Password) -> KnownProfiles:
    """As ``sessiontui.profiles``."""
    asker(password)  # wrong is wrong, also where nothing is encrypted
    if place is None:
        here = search()
        return KnownProfiles(
            tuple(map(_known, here.profiles)),
            tuple(barred.sentence for barred in here.barred),
            here.damaged,
        )
    try:
        opened = open_place(place, password=password)
    except SeveralProfiles as error:
        barred = error.found.barred if error.found is not None else ()
        damaged = error.found.damaged if error.found is not None else ()
        return KnownProfiles(
            tuple(map(_known, error.profiles)), tuple(one.sentence for one in barred), damaged
        )
    try:
        with opened.use() as workspace:
            return KnownProfiles((_only(workspace.store),))
    finally:
        opened.close()


def _known(found: FoundProfile) -> KnownProfile:
    path = found.path
    place = _reopened(str(path))
    if found.reason is not None:
        unknown = InUse("unknown", reason="the profile cannot be opened")
        return KnownProfile(
            found.name, place, found.browser, found.default, unknown, None, None, found.reason
        )
    newest, why = None, ""
    saved = last_saved(path)
    store = store_of(found)
    try:
        newest = _newest(store, saved)
    except (SessiontuiError, OSError) as error:
        why = sentence_of(error)
    finally:
        store.close()
    return KnownProfile(
        found.name, place, found.made_by().name, found.default, in_use(path), newest, saved, why
    )


def _newest(store: Store, saved: float | None) -> str | None:
    """The version whose file was written last; where several were at once, the first of them."""
    versions = store.versions()  # raises where they may not be looked for
    return None if saved is None else next((v.id for v in versions if v.modified == saved), None)


def _only(store: Store) -> KnownProfile:
    """The one profile that a place is."""
    if not isinstance(store, Describes):
        raise UsageError(
            f"{store.info.location}: this is no profile, and holds none; read a single session "
            "file with open_session"
        )
    state = store.profile()
    for found in search().profiles:
        if isinstance(found.path, Path) and _same(found.path, state.path):
            return _known(found)
    saved = max((one.modified or 0 for one in store.versions() if _of_firefox(one.role)), default=0)
    return KnownProfile(
        state.name, _reopened(state.path), state.browser, False, state.in_use,
        _newest(store, saved or None), saved or None,
    )  # fmt: skip


def _reopened(path: str) -> str:
    """A path that names the same from anywhere, and no profile of that name: ``ssh:`` is none."""
    if SCHEME.match(path.partition(":")[0]) and ":" in path and not os.path.lexists(path):
        return path
    return os.path.abspath(path)  # noqa: PTH100 (links stay)


def _of_firefox(role: str) -> bool:
    return role not in ("copy", "unfinished", "kept")


def _same(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False
