"""Which version is shown to someone who chose none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .view import ProfileState, Version


def live(profile: ProfileState, versions: Sequence[Version]) -> Version | None:
    """The newest save of a Firefox that is running."""
    saves = [v for v in versions if v.role in ("clean", "recovery")]
    if profile.in_use.state != "in use" or not saves:
        return None
    return max(saves, key=lambda version: version.modified or 0)


def followed(
    versions: Sequence[Version],
    profile: ProfileState | None,
    known_error: Callable[[Version], str | None],
    error: Callable[[Version], str | None],
) -> Version | None:
    """The newest save while Firefox runs, else what the next start loads, else the first.

    ``known_error`` says why a version cannot be read as far as that was tried, ``error`` tries.
    """
    if profile is None:
        return versions[0] if versions else None
    if newest := live(profile, versions):
        return newest
    for version in versions:
        if version.id == profile.next_start.loads:
            return version
    # Nothing was read yet where nothing is foretold.
    why = error if profile.next_start.kind == "unknown" else known_error
    readable = (version for version in versions if why(version) is None)
    return next(readable, versions[0] if versions else None)
