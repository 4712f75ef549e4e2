"""The pages of all versions of a place, for the commands that look for tabs and not for files."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from ..errors import NothingFound, UsageError
from ..session.model.nested import outer_of
from ..session.pages.ids import id_of as id_of
from ..session.pages.index import Pages, Sighting
from ..stores.left_out import LeftOut
from ..stores.page_finder import PageFinder
from ..text import count, printable
from . import diagnostics

if TYPE_CHECKING:
    from ..stores.view import Version
    from ..workspace import Workspace
    from .json_shapes.pages import LeftOutVersion, RevisionOut


class AllVersions:
    """Every version of a place, and the one that the next start would load, or that is running."""

    def __init__(self, workspace: Workspace, options: argparse.Namespace) -> None:
        """Raises UsageError with --version-of, NothingFound where no version is there."""
        if options.version_of is not None:
            raise UsageError(f"{options.command} looks in every version: it takes no --version-of")
        self.loaded: Version = workspace.find_version(None)
        self.versions = workspace.store.versions()
        self.finder = PageFinder(workspace.store)

    def revision_shapes(self, pages: Pages) -> list[RevisionOut]:
        """The revisions of the versions that were looked through, for ``--json``."""
        from .json_shapes.pages import RevisionOut

        there = {layer.outer for layer in pages.layers}
        return [RevisionOut(one.id, one.revision) for one in self.versions if one.id in there]

    def base(self, sightings: Iterable[Sighting]) -> str:
        """The revisions of the versions that these IDs are in, as ``--base`` takes them."""
        named = {outer_of(one.version) for one in sightings}
        return ",".join(one.revision for one in self.versions if one.id in named)


def title_of(pages: Pages, sighting: Sighting, page: int) -> str:
    """A page's title, else its address; ``~`` before it where it is guessed."""
    title = printable(pages.title(page)) or printable(pages.url(page))
    return f"~ {title}" if sighting.guessed else title


def certain_out(sighting: Sighting) -> bool | UnsetType:
    """``certain`` as ``--json`` prints it."""
    return False if sighting.guessed else UNSET


def say_left_out(left_out: Iterable[LeftOut]) -> None:
    """Name on standard error what was not looked through."""
    for one in left_out:
        why = one.why.rstrip(".")
        diagnostics.note(f"sessiontui: {printable(one.version)}: {why}: not looked through")


def left_out_shapes(left_out: Iterable[LeftOut]) -> list[LeftOutVersion]:
    """The same for ``--json``."""
    from .json_shapes.pages import LeftOutVersion

    return [LeftOutVersion(one.version, one.why, one.partly) for one in left_out]


def not_searched(left_out: Collection[LeftOut]) -> str:
    """That some versions could not be looked through, for the end of a sentence; or nothing."""
    whole = sum(not one.partly for one in left_out)
    partly = len({one.version for one in left_out if one.partly})
    said = f"; {count(whole, 'version')} could not be looked through" if whole else ""
    return f"{said}; {count(partly, 'version')} only in part" if partly else said


def elsewhere(workspace: Workspace, options: argparse.Namespace, words: str) -> str:
    """What ``find`` would give, and the command, for the end of a sentence; or nothing.

    Looks through every version: for somebody whose filter has found nothing.
    """
    from ..session.pages.query import Query

    versions = workspace.store.versions()
    try:
        loaded: str | None = workspace.find_version(None).id
    except NothingFound:
        loaded = None  # what was asked for is there, by its name only
    result = PageFinder(workspace.store).find(versions, loaded, Query(words))
    if not result.found:
        return ""
    states = Counter(result.pages.state(found.page) for found in result.found)
    told = ", ".join(f"{number:,} {state.word}" for state, number in sorted(states.items()))
    many = count(len(result.found), "page")
    command = _command("find", workspace, options, words.split())
    have = "has" if len(result.found) == 1 else "have"
    unread = not_searched(result.left_out)
    return f"; {many} {have} it in other fields or versions ({told}): {printable(command)}{unread}"


def _command(
    name: str, workspace: Workspace, options: argparse.Namespace, words: Iterable[str]
) -> str:
    said = ["--firefox"] if options.firefox else []
    place = options.place or workspace.store.info.location
    return shlex.join(["sessiontui", *said, name, place, *words])


def searched(pages: Pages) -> str:
    """How many versions were looked through, in words."""
    return count(pages.version_count, "version")
