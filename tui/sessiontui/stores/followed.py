"""Which version is shown to someone who chose none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .view import Foretold, ProfileState, Summary, Version


def live(profile: Foretold | ProfileState, versions: Sequence[Version]) -> Version | None:
    """The newest save of a Firefox that is running."""
    saves = [v for v in versions if v.role in ("clean", "recovery")]
    if profile.in_use.state != "in use" or not saves:
        return None
    return max(saves, key=lambda version: version.modified or 0)


def followed(
    versions: Sequence[Version],
    profile: Foretold | ProfileState | None,
    known: Callable[[Version], Summary | None],
    look: Callable[[Version], Summary],
) -> Version | None:
    """The newest save while Firefox runs, else what the next start loads, else the first.

    That is the first whole one where there is one, else the first of which a part can be read.
    ``known`` gives what is known of a version by now, ``look`` looks into it.
    """
    if profile is None:
        return versions[0] if versions else None
    if newest := live(profile, versions):
        return newest
    for version in versions:
        if version.id == profile.next_start.loads:
            return version
    # Nothing was read yet where nothing is foretold.
    ask = look if profile.next_start.kind == "unknown" else known
    in_part: Version | None = None
    for version in versions:
        summary = ask(version)
        if summary is None or not summary.damaged:
            return version
        if in_part is None and summary.error is None:
            in_part = version
    return in_part or (versions[0] if versions else None)
