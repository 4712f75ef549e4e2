"""The place a command was given, opened for as long as it needs it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ..errors import Damaged, NotASession, Refused, UsageError
from ..text import count, printable
from . import diagnostics
from .passwords import Passwords

if TYPE_CHECKING:
    from ..session.model.snapshot import Snapshot
    from ..stores.view import Summary, Version
    from ..workspace import Workspace


def open_workspace(place: str | None, options: argparse.Namespace) -> Workspace:
    """A place with the options every command has; says what --firefox risks there.

    Stores are imported here and not with the command: its help needs none of them.
    """
    from ..workspace import Workspace

    workspace = Workspace.open(
        place,
        read_only=options.read_only,
        as_firefox=options.firefox,
        password=Passwords(options),
    )
    if options.firefox and (risk := workspace.store.info.risk) is not None:
        diagnostics.note(f"sessiontui: {risk}")
    return workspace


def wanted_version(
    workspace: Workspace, name: str | None, versions: Sequence[Version] | None = None
) -> Version:
    """A version by the user's word, also one inside another (``outer#/pointer``). Raises like
    ``find_version``; whether there is one inside, loading it tells.
    """
    if "#/" not in (name or ""):
        return workspace.find_version(name, versions)
    from ..stores.inside import version_of

    return version_of(name, lambda outer: workspace.find_version(outer, versions))


def refuse_inside(version: Version, what: str) -> None:
    """Raise Refused for a session inside another: it is no file that could be written."""
    outer, mark, _ = version.id.partition("#/")
    name = printable(version.id)
    if mark:
        raise Refused(
            f"{name}: this session lies inside {printable(outer)}, so it cannot be {what}; nothing "
            f"was changed. `sessiontui restore PLACE '{name}#ID'` opens its tabs, and `sessiontui "
            f"export PLACE --version-of '{name}' --format session` makes a file of it"
        )


def load(workspace: Workspace, version: str, *, oddity: bool = True) -> Snapshot:
    """One version, also one inside another; says on standard error what is odd about it, but for
    whoever prints that (``oddity``), and of a damaged one how much of it is there.

    Raises like Store.load, with what other versions hold where nothing of a damaged one can be
    read, and NothingFound where there is none inside.
    """
    if "#/" in version:
        from ..stores.inside import session_of

        return session_of(version, partial(load, workspace))
    try:
        snapshot = workspace.store.load(version)
    except (Damaged, NotASession) as error:
        raise type(error)(f"{error.sentence}{tabs_elsewhere(workspace, version)}") from None
    if oddity:
        say_oddity(version, snapshot.document.note)
    if snapshot.salvaged is not None:
        from ..stores.summaries import summary_of

        say_damaged(version, summary_of(snapshot))
    return snapshot


def tabs_elsewhere(workspace: Workspace, version: str) -> str:
    """Which other versions have tabs, for the end of a sentence; or nothing."""
    if not diagnostics.is_heard():
        return ""
    from ..stores.held_elsewhere import held_elsewhere

    held = held_elsewhere(workspace.store.versions(), workspace.summary, version)
    return f"; {held}" if held else ""


def say_damaged(version: str, summary: Summary) -> None:
    """Say on standard error that a file is damaged, and how much of it is there, if it is."""
    salvaged, counts = summary.salvaged, summary.counts
    if salvaged is None or counts is None:
        return
    closed = counts.closed_tabs + counts.closed_windows
    held = (count(counts.tabs, "tab"), f"{closed:,} closed" if closed else "")
    damage = f" ({salvaged.damage[0]})" if salvaged.damage else ""
    words = ", ".join(filter(None, (salvaged.can_be_read, *held, salvaged.guessed_words)))
    diagnostics.note(f"sessiontui: {printable(version)}: it is damaged{damage}: {words}")


def say_oddity(version: str, note: str) -> None:
    """Say on standard error what is odd about a file that can be read, if anything is."""
    if note:
        diagnostics.note(f"sessiontui: {printable(version)}: {note}")


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Workspace]:
    """PLACE as a workspace, closed at the end. Raises SessiontuiError."""
    workspace = open_workspace(options.place, options)
    try:
        yield workspace
    finally:
        workspace.close()


@contextmanager
def opened_with_settings(options: argparse.Namespace) -> Iterator[Workspace]:
    """The place, which must be one that has settings."""
    if options.version_of is not None:
        raise UsageError(f"settings belong to the profile: {options.command} takes no --version-of")
    with opened(options) as workspace:
        from ..stores.protocols import Configures

        if not isinstance(workspace.store, Configures):
            where = workspace.store.info.location
            raise UsageError(f"{where}: settings belong to a profile, and this is none")
        yield workspace
