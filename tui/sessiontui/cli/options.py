"""Options that several commands have, and the words their help shares.

Light on purpose: the help of a command, and what is wrong with its options, cost no import of
sessions and stores.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ID: Final = "a sessionId or pointer that tabs prints"
PLACES: Final = """\
PLACE is one of
  a directory     a profile, its sessionstore-backups, or a folder of profiles
  a file          one session file of any name: mozLz4, JSON or ({...})
  a pipe          a session file that a command writes, like <(COMMAND)
  an archive      a tar, a zip or the .html of a Firefox Backup, read-only; of
                  several profiles in it one is named: old.tar/me/xyz.default
  a word          a profile by its name, else a file or directory of that name
  -               a session file on standard input
  ssh:HOST/PATH   a profile on another machine: ssh:[user@]host[:port][/path]
  demo:           a made-up profile that lives in memory, like --demo
  nothing         the profile in use or last used on this machine
"""
VERSION_OF: Final = (
    "another version than the one the next start of Firefox would load: recovery, previous, "
    "an upgrade id, a file name, or one inside: recovery#/lastSessionState"
)


def add_place(parser: argparse.ArgumentParser) -> None:
    """PLACE and ``--version-of``, and what a PLACE may be at the end of the help."""
    parser.add_argument(
        "place", nargs="?", metavar="PLACE",
        help="what to look at, see below (nothing: the profile in use or last used)",
    )  # fmt: skip
    # What was said before the command holds: this must not put its default over it.
    parser.add_argument("--version-of", metavar="NAME", default=argparse.SUPPRESS, help=VERSION_OF)
    parser.epilog = PLACES


def add_json(parser: argparse.ArgumentParser, text: str = "one JSON document for programs") -> None:
    """Add ``--json``, with what it prints in the help."""
    parser.add_argument("--json", action="store_true", help=text)


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """``--dry-run`` and ``--json``: what everything that writes has."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    add_json(parser)


def add_edit(parser: argparse.ArgumentParser) -> None:
    """``--dry-run``, ``--base`` and ``--json``: what every edit of a session has."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    parser.add_argument(
        "--base", metavar="REVISION", default=None,
        help="fail when the version is no longer at this revision, which every listing prints; of "
        "several versions theirs with commas between them",
    )  # fmt: skip
    add_json(parser)


def window_number(text: str) -> int | None:
    """A window's number as listings print it, counted from 1; None when it is no such number."""
    sound = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) or None if sound else None


def as_path(word: str) -> Path:
    """A word as a path. ``pathlib`` is loaded here: the help of a command does without it."""
    from pathlib import Path

    return Path(word)


def expanded(word: str) -> Path:
    """A word as a path with its ``~`` replaced."""
    from ..app_dirs import expanded

    return expanded(word)


def add_words(parser: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    """Any number of words behind PLACE, as ``options.NAME``; they may stand behind options."""
    parser.add_argument(name, nargs="*", metavar=metavar, default=[], help=text)
    parser.set_defaults(words_in=name)


def add_word(parser: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    """One more word behind PLACE, or none, as ``options.NAME``; it may stand behind options."""
    parser.add_argument(name, nargs="?", metavar=metavar, help=text)
    parser.set_defaults(word_in=name)


def check_replaced(target: Path, options: argparse.Namespace) -> None:
    """Refuse a file to be written, by ``--read-only``, ``--force`` and where it lies.

    Raises Refused.
    """
    import os

    from ..errors import Refused
    from ..export.allowed_place import check_new_file

    if options.read_only and os.path.lexists(target):
        raise Refused("--read-only was given, and this would replace a file; leave it out")
    check_new_file(target, force=options.force)
