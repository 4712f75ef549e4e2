"""Sessions inside versions by their ids: ``outer#/pointer``, as deep as they lie."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from ..errors import NothingFound
from ..session.model.nested import session_at
from ..session.model.snapshot import Snapshot
from ..text import printable
from .view import Version, VersionId


def version_of(name: str | None, find: Callable[[str | None], Version]) -> Version:
    """A version by the user's word, also one inside another, whose outermost one ``find`` gives.

    Raises like it; whether there is one inside, loading it tells.
    """
    outer, mark, deeper = (name or "").partition("#/")
    version = find(outer if mark else name)
    if not mark:
        return version
    return replace(version, id=f"{version.id}#/{deeper}", depth=deeper.count("#/") + 1)


def session_of(name: VersionId, load: Callable[[VersionId], Snapshot]) -> Snapshot:
    """The session with an id, its outermost one loaded with ``load``.

    Raises like it, and NothingFound where there is no session inside at that place (any more).
    """
    outer, *deeper = name.split("#/")
    snapshot = load(outer)
    for pointer in deeper:
        found = session_at(snapshot, f"/{pointer}")
        if found is None:
            raise NothingFound(
                f"{printable(name)}: there is no session inside {printable(outer)} at "
                f"/{printable(pointer)}"
            )
        snapshot = found
    return snapshot
