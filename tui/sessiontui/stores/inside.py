"""Sessions inside versions, by ids and as versions: ``outer#/pointer``, as deep as they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from ..errors import NothingFound
from ..session.model.nested import session_at, sessions_inside
from ..session.model.snapshot import Snapshot
from ..text import printable
from .view import Version, VersionId

_MOST_DEEP: Final = 8  # each crash may put one more around it


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


def versions_in(outer: Version, snapshot: Snapshot) -> Iterator[tuple[Version, Snapshot]]:
    """The sessions directly inside one, as versions."""
    for inside in sessions_inside(snapshot):
        taken = len(inside.snapshot.document.text)
        version = replace(
            outer, id=f"{outer.id}#{inside.pointer}", role="inside", path=None,
            meaning=inside.meaning, size=taken, uncompressed=taken, aliases=(),
            depth=outer.depth + 1,
        )  # fmt: skip
        yield version, inside.snapshot


def all_versions_in(outer: Version, snapshot: Snapshot) -> Iterator[tuple[Version, Snapshot]]:
    """The same with those inside them, each behind the one that it lies in."""
    for version, inner in versions_in(outer, snapshot):
        yield version, inner
        if version.depth < _MOST_DEEP:
            yield from all_versions_in(version, inner)
