"""The pages of all versions of a place, for the commands that look for tabs and not for files."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..session.pages.index import Pages, Sighting
from ..stores.page_finder import PageFinder
from ..stores.pages_shown import LeftOut
from ..text import count, printable
from . import diagnostics

if TYPE_CHECKING:
    from ..stores.view import Version
    from ..workspace import Workspace
    from .json_shapes.pages import LeftOutVersion


class AllVersions:
    """Every version of a place, and the one that the next start would load, or that is running."""

    def __init__(self, workspace: Workspace, options: argparse.Namespace) -> None:
        """Raises UsageError with --version-of, NothingFound where no version is there."""
        if options.version_of is not None:
            raise UsageError(f"{options.command} looks in every version: it takes no --version-of")
        self.loaded: Version = workspace.find_version(None)
        self.versions = workspace.store.versions()
        self.finder = PageFinder(workspace.store)


def id_of(pages: Pages, sighting: Sighting) -> str:
    """What ``restore`` takes: the pointer, after ``VERSION#`` where it is not the loaded one."""
    return sighting.pointer if sighting.version == pages.loaded else sighting.id


def say_left_out(left_out: Iterable[LeftOut]) -> None:
    """Name on standard error what was not looked through."""
    for one in left_out:
        why = one.why.rstrip(".")
        diagnostics.note(f"sessiontui: {printable(one.version)}: {why}: not looked through")


def left_out_shapes(left_out: Iterable[LeftOut]) -> list[LeftOutVersion]:
    """The same for ``--json``."""
    from .json_shapes.pages import LeftOutVersion

    return [LeftOutVersion(one.version, one.why) for one in left_out]


def searched(pages: Pages) -> str:
    """How many versions were looked through, in words."""
    return count(pages.version_count, "version")
