"""Lost pages that go with a file: which versions alone hold them, and when those are replaced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ....firefox.prefs.names import MAX_UPGRADE_BACKUPS, PRIVATE
from ....firefox.replaced import Moment, replaced, session_before_goes
from ....session.model.names import LAST_SESSION
from ....session.model.nested import SIGN
from ....stores.nowhere_else import AT_MOST_UNASKED
from ....stores.view import Version, VersionId, View
from ....text import printable


def moments_of(view: View) -> dict[VersionId, Moment]:
    """When Firefox replaces each version; empty where that cannot be told."""
    profile = view.profile
    if profile is None or profile.next_start.kind == "unknown":
        return {}
    private = view.setting(PRIVATE)
    if private is not None and private.value is True:
        return {}  # it neither reads nor writes a session
    kept = view.setting(MAX_UPGRADE_BACKUPS)
    files = {v.id: v.role for v in view.versions if "lz4" in PurePath(v.path or "").name}
    loads = next((v.role for v in view.versions if v.id == profile.next_start.loads), None)
    upgrades = kept.value if kept is not None and isinstance(kept.value, int) else 3
    return replaced(files, loads, upgrades_kept=upgrades)


@dataclass(frozen=True, slots=True)
class Held:
    """Lost pages that only these versions hold; ``moment`` is when the last of them goes."""

    versions: tuple[Version, ...]
    pages: int
    moment: Moment
    titles: tuple[str, ...]

    @property
    def safety_copy(self) -> str | None:
        """One that has a file with them as it is."""
        return next((version.safety_copy for version in self.versions if version.safety_copy), None)

    @property
    def endangered(self) -> bool:
        """Whether they go with a start to come, and nothing is kept of them."""
        return self.moment <= Moment.START_AFTER_QUIT and self.safety_copy is None


def in_danger(view: View) -> tuple[str, ...]:
    """What alone holds pages, has no safety copy and goes with a start, in words.

    Files that a start replaces; and the session inside the loaded one, where nothing else has it.
    """
    found = (version for held in told(view) if held.endangered for version in held.versions)
    names = dict.fromkeys(printable(version.id) for version in found)
    return (*names, *([SESSION_BEFORE] if _drops_what_it_holds(view) else []))


SESSION_BEFORE: Final = "the session before this one"


def _drops_what_it_holds(view: View) -> bool:
    """Whether the session before has pages that nothing else keeps longer."""
    profile, known = view.profile, view.nowhere_else
    if profile is None or known is None:
        return False
    loads = next((v for v in view.versions if v.id == profile.next_start.loads), None)
    if loads is None or loads.safety_copy is not None:
        return False
    running = profile.in_use.state == "in use"
    inside = f"{loads.id}{SIGN}/{LAST_SESSION}"
    moments = moments_of(view)
    moments[inside] = session_before_goes(profile.next_start.kind, running=running)
    return any(
        inside in group.versions
        and max(moments.get(name, Moment.NEVER) for name in group.versions) <= Moment.QUIT
        for group in known.groups
    )


def told(view: View) -> list[Held]:
    """What one version alone holds, and what several do that all go; the first to go first.

    A file that was saved meanwhile may not hold it any more, so it does not count as a holder.
    """
    known = view.nowhere_else
    if known is None:
        return []
    moments = moments_of(view)
    same = set(known.versions)
    there = {v.id: v for v in view.versions if (v.id, v.revision) in same}
    pages: dict[tuple[str, ...], int] = {}
    titles: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in known.groups:
        if group.lost:
            holders = tuple(name for name in group.versions if name in there)
            pages[holders] = pages.get(holders, 0) + group.pages
            titles[holders] = (*titles.get(holders, ()), *group.titles)
    found = []
    for holders, number in pages.items():
        moment = max((moments.get(name, Moment.NEVER) for name in holders), default=Moment.NEVER)
        if len(holders) == 1 or (holders and moment <= Moment.START_AFTER_QUIT):
            versions = tuple(there[name] for name in holders)
            found.append(Held(versions, number, moment, titles[holders]))
    found.sort(key=lambda held: (held.moment, len(held.versions), -held.pages))
    return found


def too_large(view: View) -> int:
    """How much JSON all versions are, in bytes, when nobody looks through that unasked; else 0."""
    bytes_ = sum(version.uncompressed or version.size for version in view.versions)
    asks = any(v.id not in view.summaries and not view.info.free(v) for v in view.versions)
    return bytes_ if asks or bytes_ > AT_MOST_UNASKED else 0
