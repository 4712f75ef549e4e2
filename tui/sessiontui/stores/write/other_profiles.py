"""The profiles, besides the one that is edited, whose Firefox could write the same file.

A session file, or the directory of backups, may be a link. Where it leads may be another profile's
own, lie in a folder of one, or be what another's link leads to as well: all of them are locked for
as long as an edit lasts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ...firefox.file_names import BACKUPS, LOCK
from ...firefox.profile_lock import held_here
from ...firefox.profiles import find_profiles, search_below
from ...real_file import real_file


def profiles_of(place: Path, files: Iterable[Path]) -> Iterator[Path]:
    """Those that files lie in, or have on their way, and that are not locked here yet."""
    seen = {place}
    with_backups = cache(lambda: _backups_of_profiles(place))  # asked where there are links only
    for path in files:
        inside, on_the_way = _directories(path)
        around = [near for each in on_the_way for near in (each, each.parent)]
        if inside not in (place, place / BACKUPS):
            around += [inside, inside.parent]
            around += [profile for profile, backups in with_backups() if backups == inside]
        for profile in around:
            if profile not in seen and (profile / LOCK).exists() and not held_here(profile):
                yield profile
            seen.add(profile)


def _directories(path: Path) -> tuple[Path, list[Path]]:
    """Where a file really lies, and where the links to it do."""
    try:
        with real_file(path) as real:
            return real.target.parent, [link.path.parent for link in real.links]
    except OSError:  # nothing can be written there; whoever tries says why
        return Path(os.path.realpath(path)).parent, []


def _backups_of_profiles(place: Path) -> tuple[tuple[Path, Path], ...]:
    """The profiles known here, or beside the edited one, and where they keep their backups."""
    found = (*find_profiles(), *search_below(place.parent).profiles)
    return tuple(
        (Path(os.path.realpath(one.here)), Path(os.path.realpath(one.here / BACKUPS)))
        for one in found
    )
