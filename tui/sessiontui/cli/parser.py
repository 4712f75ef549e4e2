"""The command line taken apart: which command it calls, and what was asked of it.

A command's options are its module's (``cli.commands``), and only the module of the command that
was called is imported.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn, Protocol, cast

from ..errors import UsageError
from ..text import printable
from .columns import terminal_columns
from .options import PLACES, VERSION_OF

COMMANDS: Final = {
    "profiles": "list every profile found on this machine",
    "info": "versions, what the next start will do, crash state, session times",
    "tabs": "open windows and tabs, recently closed ones, saved groups",
    "find": "pages that hold words, in any version: titles, histories, form text …",
    "lost": "pages that some version holds and what would load does not",
    "diff": "what became of the open tabs between two versions",
    "search": "keys and values of the whole JSON that match",
    "size": "where the bytes of a session are: by part, site, tab or field",
    "settings": "every session setting: value, default, source, meaning",
    "cat": "the JSON: into a pipe the exact bytes, printable on a terminal",
    "export": "tabs and windows in a form that other programs read",
    "pack": "JSON into mozLz4 that Firefox loads",
    "salvage": "whatever can be read of a damaged session file, and how much",
    "watch": "one line for each save while Firefox runs, then a summary",
    "restore": "open closed or lost tabs again at the next start of Firefox",
    "close": "close open tabs and windows onto the closed stack, as Firefox would",
    "move": "move an open tab to another place, in its window or another",
    "values": "what extensions keep with a tab or window: list, get, set, remove",
    "forget": "take what was closed out of the closed stacks",
    "slim": "make a session lighter: favicons, far history, closed things, storage …",
    "rollback": "make a version the one the next start of Firefox loads",
    "backup": "a safety copy of every session file as it is, kept or in a zip",
    "undo": "undo the last edit that was made with this tool",
    "set": "set one session setting, in prefs.js of a closed profile",
    "timings": "what Firefox itself noted of its saves; on or off",
    "schema": "the JSON Schema of what --json prints",
    "completions": "the script with which bash, zsh or fish completes what is typed",
}
_EPILOG: Final = f"""\
{PLACES}
exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 cannot read, 4 refused,
130 interrupted. What a command can do: sessiontui COMMAND --help
"""


class Command(Protocol):
    """What a module of ``cli.commands`` has.

    Those with ``--json`` also have ``shapes() -> tuple[object, ...]``, see ``cli.schemas``.
    """

    EXAMPLE: str

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add its words and options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit code."""


def command_module(name: str) -> Command:
    """The module of one of COMMANDS, imported when it is first asked for."""
    return cast(Command, import_module(f"{__package__}.commands.{name}"))


_FIREFOX = (
    "take the profile for Firefox's although it seems another browser's: edits become possible, "
    "and that browser may lose what they write"
)

_PASSWORD = (
    "the password of an encrypted backup by Firefox is the first line of FILE (nothing: it is "
    "asked for on the terminal)"
)


class _Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=terminal_columns(80) - 2)  # the two are argparse's own


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{printable(message)} (see {self.prog} --help)")


def build_parser(called: str | None = None) -> argparse.ArgumentParser:
    """The parser of one command; without one, that of ``sessiontui --help``."""
    parser, commands = _root()
    if called is not None:
        _add_command(commands, called)
        return parser
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary, add_help=False, formatter_class=_Help)
    return parser


def build_whole_parser() -> argparse.ArgumentParser:
    """The parser of all commands with all their options; every command is imported for it."""
    parser, commands = _root()
    for name in COMMANDS:
        _add_command(commands, name)
    return parser


def _root() -> tuple[_Parser, argparse._SubParsersAction[_Parser]]:
    from .. import __version__

    parser = _Parser(
        prog="sessiontui",
        usage="sessiontui [--read-only] [--firefox] [--version-of NAME] [PLACE]\n"
        "       sessiontui --demo\n"
        "       sessiontui COMMAND [options] PLACE",
        description="Everything Firefox keeps for session restore, in your terminal.\n"
        "Without a command it opens the screen; with one it prints and leaves.",
        epilog=_EPILOG,
        formatter_class=_Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sessiontui {__version__}")
    parser.add_argument("--demo", action="store_true", help="show the built-in demonstration")
    parser.add_argument("--read-only", action="store_true", help="refuse every edit")
    parser.add_argument("--firefox", action="store_true", help=_FIREFOX)
    parser.add_argument("--password-file", metavar="FILE", help=_PASSWORD)
    parser.add_argument("--version-of", metavar="NAME", help=VERSION_OF)
    return parser, parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="sessiontui"
    )


def _add_command(commands: argparse._SubParsersAction[_Parser], name: str) -> None:
    command = command_module(name)
    sub = commands.add_parser(
        name,
        help=COMMANDS[name],
        description=COMMANDS[name],
        formatter_class=_Help,
        allow_abbrev=False,
    )
    command.add_options(sub)
    sub.epilog = "\n".join(filter(None, (sub.epilog, f"example:\n  {command.EXAMPLE}\n")))
    # What was said before the command holds: these must not put their defaults over it.
    unsaid = argparse.SUPPRESS
    sub.add_argument("--read-only", action="store_true", default=unsaid, help=unsaid)
    sub.add_argument("--firefox", action="store_true", default=unsaid, help=unsaid)
    sub.add_argument("--demo", action="store_true", default=unsaid, help=unsaid)
    sub.add_argument("--password-file", default=unsaid, help=unsaid)


def build_screen_parser() -> argparse.ArgumentParser:
    """The parser of ``sessiontui [PLACE]``."""
    parser = _Parser(prog="sessiontui", allow_abbrev=False, formatter_class=_Help)
    parser.add_argument("place", nargs="?")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--firefox", action="store_true")
    parser.add_argument("--password-file", metavar="FILE")
    parser.add_argument("--version-of", metavar="NAME")
    return parser


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The parsed command line; ``command`` is None for the screen. Raises UsageError."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    first = _first_word(arguments)
    wants_text = [word for word in arguments if word in ("-h", "--help", "--version")]
    if first in COMMANDS:
        return _parse_command(arguments, first)
    if wants_text:
        return build_parser().parse_args(wants_text)
    return _parse_screen(arguments, first)


def _first_word(arguments: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor an option's value."""
    words = iter(arguments)
    for word in words:
        if word == "--version-of":
            next(words, None)
        elif not word.startswith("-") or word == "-":
            return word
    return None


def _parse_command(arguments: Sequence[str], command: str) -> argparse.Namespace:
    options, rest = build_parser(command).parse_known_args(arguments)
    # argparse gives up on optional words that stand behind an option: they are put in their place.
    word, words = _optional_words(options)
    if word and getattr(options, word) is None and len(rest) == 1 and rest[0][:1] != "-":
        setattr(options, word, rest.pop())
    if words is not None and not any(word[:1] == "-" for word in rest):
        words += rest
        rest = []
    if rest:
        surplus = " ".join(printable(word) for word in rest)
        what = "there is no such option" if rest[0][:1] == "-" else "that is one word too many"
        raise UsageError(f"{surplus}: {what} (see sessiontui {command} --help)")
    if options.demo:
        _demo_instead_of_place(options)
    return options


def _optional_words(options: argparse.Namespace) -> tuple[str | None, list[str] | None]:
    """The name of the one word that may stand behind PLACE, or the list of as many as there are."""
    name = getattr(options, "words_in", None)
    return getattr(options, "word_in", None), None if name is None else getattr(options, name)


def _demo_instead_of_place(options: argparse.Namespace) -> None:
    if not hasattr(options, "place"):
        raise UsageError(f"{options.command} takes no --demo")
    word, words = _optional_words(options)
    if word and getattr(options, word) is None and options.place is not None:
        setattr(options, word, options.place)
    elif words is not None:
        words[:0] = [] if options.place is None else [options.place]
    elif options.place is not None:
        raise UsageError("--demo and a PLACE exclude each other")
    options.place = "demo:"


def _parse_screen(arguments: Sequence[str], first: str | None) -> argparse.Namespace:
    options, rest = build_screen_parser().parse_known_args(arguments)
    if rest:
        word = next((word for word in rest if word.startswith("-")), None)
        if word is not None:
            raise UsageError(f"{printable(word)}: there is no such option (see sessiontui --help)")
        raise no_such_command(first or rest[0])
    options.command = None
    if options.demo:
        if options.place is not None:
            raise UsageError("--demo and a PLACE exclude each other")
        options.place = "demo:"
    return options


def no_such_command(word: str, otherwise: str = "") -> UsageError:
    """The error for a word that should have been a command; names the one that was meant."""
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
    return UsageError(f"{printable(word)}: there is no such command{otherwise}; {hint}")
