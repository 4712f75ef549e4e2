"""The command line's words and options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from .. import __version__
from ..errors import UsageError
from ..text import printable

COMMANDS: Final = ("profiles", "info", "tabs", "settings", "cat", "pack")

_PLACE = (
    "a profile's directory or name, a session file, - for standard input, demo: "
    "(nothing: the profile in use or last used)"
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{printable(message)} (see {self.prog} --help)")


def build_parser() -> argparse.ArgumentParser:
    """The whole parser."""
    parser = _Parser(
        prog="sessiontui",
        description="Everything Firefox keeps for session restore, in your terminal.",
        epilog="sessiontui [PLACE] opens the screen; sessiontui COMMAND PLACE prints and leaves. "
        "Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 cannot read, 4 refused.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sessiontui {__version__}")
    parser.add_argument("--demo", action="store_true", help="open the built-in demonstration")
    parser.add_argument("--read-only", action="store_true", help="refuse every edit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, *, place: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        if place:
            sub.add_argument("place", nargs="?", metavar="PLACE", help=_PLACE)
            sub.add_argument(
                "--version-of",
                metavar="NAME",
                help="another version than the one the next start would load: recovery, "
                "previous, an upgrade id",
            )
            sub.add_argument("--read-only", action="store_true", help=argparse.SUPPRESS)
            sub.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
        return sub

    def add_json(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--json", action="store_true", help="one JSON document for programs")

    add_json(command("profiles", "list every profile found on this machine", place=False))
    add_json(
        command("info", "versions, what the next start will do, lock, crash state, session times")
    )
    tabs = command("tabs", "open windows and tabs, recently closed ones, saved groups")
    add_json(tabs)
    tabs.add_argument("--closed", action="store_true", help="the recently closed list")
    tabs.add_argument("--all", action="store_true", help="open, closed and saved groups")
    tabs.add_argument("--history", action="store_true", help="every entry of each tab's history")
    tabs.add_argument("--filter", metavar="TEXT", help="only what has TEXT in title or URL")
    settings = command("settings", "every session setting: value, default, source, meaning")
    add_json(settings)
    settings.add_argument("--changed", action="store_true", help="only those that were changed")
    cat = command("cat", "the JSON: exactly the file's into a pipe, printable on a terminal")
    cat.add_argument("pointer", nargs="?", metavar="POINTER", help="RFC 6901: /windows/0/tabs/3")
    cat.add_argument("--pretty", action="store_true", help="laid out with indents")
    pack = command("pack", "JSON into mozLz4 that Firefox loads", place=False)
    pack.add_argument("source", metavar="FILE.json", help="the JSON, or - for standard input")
    pack.add_argument("target", metavar="OUT.jsonlz4")
    pack.add_argument("--force", action="store_true", help="replace OUT when it exists")
    return parser


def build_screen_parser() -> argparse.ArgumentParser:
    """The parser of ``sessiontui [PLACE]``."""
    parser = _Parser(prog="sessiontui", allow_abbrev=False)
    parser.add_argument("place", nargs="?")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--version-of", metavar="NAME")
    return parser


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The parsed command line; ``command`` is None for the screen. Raises UsageError."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    first = next((word for word in arguments if not word.startswith("-") or word == "-"), None)
    wants_text = {"-h", "--help", "--version"} & set(arguments)
    if first in COMMANDS or (first is None and wants_text):
        options = build_parser().parse_args(arguments)
        if getattr(options, "demo", False):
            _demo_instead_of_place(options)
        return options
    if wants_text:
        return build_parser().parse_args([word for word in arguments if word in wants_text])
    options = build_screen_parser().parse_args(arguments)
    options.command = None
    if options.demo:
        if options.place is not None:
            raise UsageError("--demo and a PLACE exclude each other")
        options.place = "demo:"
    return options


def _demo_instead_of_place(options: argparse.Namespace) -> None:
    if options.command == "cat" and options.pointer is None and options.place is not None:
        options.pointer = options.place
    elif getattr(options, "place", None) is not None:
        raise UsageError("--demo and a PLACE exclude each other")
    options.place = "demo:"
