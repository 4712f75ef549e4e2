"""The command line's words and options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from .. import __version__
from ..errors import UsageError
from ..text import printable
from .commands.parsers.edits import EXAMPLES as EDIT_EXAMPLES
from .commands.parsers.edits import REST as EDIT_REST
from .commands.parsers.edits import add_edit_commands
from .commands.parsers.settings import EXAMPLES as SETTINGS_EXAMPLES
from .commands.parsers.settings import REST as SETTINGS_REST
from .commands.parsers.settings import add_settings_commands
from .commands.parsers.watch import EXAMPLE as WATCH_EXAMPLE
from .commands.parsers.watch import add_watch

COMMANDS: Final = (
    "profiles", "info", "tabs", "settings", "cat", "pack", "export", "watch",
    "restore", "close", "forget", "values", "rollback", "undo", "set", "timings",
)  # fmt: skip
REST: Final = {**EDIT_REST, **SETTINGS_REST}

_PLACE = "what to look at, see below (nothing: the profile in use or last used)"
_PLACES = """\
PLACE is one of
  a directory     a profile, its sessionstore-backups, or a folder of profiles
  a file          one session file of any name: mozLz4, JSON or ({...})
  a word          a profile by its name, else a file or directory of that name
  -               a session file on standard input
  demo:           a made-up profile that lives in memory, like --demo
  nothing         the profile in use or last used on this machine
"""
_EXAMPLES: Final = {
    "info": "sessiontui info default-esr --version-of previous",
    "tabs": "sessiontui tabs --closed --filter invoice",
    "settings": "sessiontui settings --changed",
    "cat": "sessiontui cat default-esr /windows/0/tabs/3 --pretty",
    "export": "sessiontui export default-esr --format html --output tabs.html",
    "watch": WATCH_EXAMPLE,
    **EDIT_EXAMPLES,
    **SETTINGS_EXAMPLES,
}
_EPILOG = f"""\
{_PLACES}
exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 cannot read, 4 refused,
130 interrupted. What a command can do: sessiontui COMMAND --help
"""
_VERSION_OF = (
    "another version than the one the next start of Firefox would load: recovery, previous, "
    "an upgrade id, a file name"
)


_FIREFOX = (
    "take the profile for Firefox's although it seems another browser's: edits become possible, "
    "and that browser may lose what they write"
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{printable(message)} (see {self.prog} --help)")


def build_parser() -> argparse.ArgumentParser:
    """The whole parser."""
    parser = _Parser(
        prog="sessiontui",
        usage="sessiontui [--read-only] [--firefox] [--version-of NAME] [PLACE]\n"
        "       sessiontui --demo\n"
        "       sessiontui COMMAND [options] PLACE",
        description="Everything Firefox keeps for session restore, in your terminal.\n"
        "Without a command it opens the screen; with one it prints and leaves.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sessiontui {__version__}")
    parser.add_argument("--demo", action="store_true", help="show the built-in demonstration")
    parser.add_argument("--read-only", action="store_true", help="refuse every edit")
    parser.add_argument("--firefox", action="store_true", help=_FIREFOX)
    parser.add_argument("--version-of", metavar="NAME", help=_VERSION_OF)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="sessiontui"
    )

    def command(name: str, text: str, *, place: bool = True) -> argparse.ArgumentParser:
        example = f"example:\n  {_EXAMPLES[name]}\n" if name in _EXAMPLES else ""
        sub = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"{_PLACES}\n{example}" if place else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        # What was said before the command holds: these must not put their defaults over it.
        unsaid = argparse.SUPPRESS
        if place:
            sub.add_argument("place", nargs="?", metavar="PLACE", help=_PLACE)
            sub.add_argument("--version-of", metavar="NAME", default=unsaid, help=_VERSION_OF)
        sub.add_argument("--read-only", action="store_true", default=unsaid, help=unsaid)
        sub.add_argument("--firefox", action="store_true", default=unsaid, help=unsaid)
        sub.add_argument("--demo", action="store_true", default=unsaid, help=unsaid)
        return sub

    def add_json(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--json", action="store_true", help="one JSON document for programs")

    add_json(command("profiles", "list every profile found on this machine", place=False))
    add_json(command("info", "versions, what the next start will do, crash state, session times"))
    tabs = command("tabs", "open windows and tabs, recently closed ones, saved groups")
    add_json(tabs)
    tabs.add_argument("--closed", action="store_true", help="the recently closed list")
    tabs.add_argument("--all", action="store_true", help="open, closed and saved groups")
    tabs.add_argument("--history", action="store_true", help="every entry of each tab's history")
    tabs.add_argument(
        "--filter", metavar="TEXT", help="only what has the words of TEXT in its title or URL"
    )
    settings = command("settings", "every session setting: value, default, source, meaning")
    add_json(settings)
    settings.add_argument("--changed", action="store_true", help="only those that were changed")
    cat = command("cat", "the JSON: into a pipe the exact bytes, printable on a terminal")
    cat.add_argument(
        "pointer", nargs="?", metavar="POINTER", help="only that piece (RFC 6901), see the example"
    )
    cat.add_argument("--pretty", action="store_true", help="laid out with indents")
    export = command("export", "tabs and windows in a form that other programs read")
    _add_export(export)
    pack = command("pack", "JSON into mozLz4 that Firefox loads", place=False)
    pack.add_argument("source", metavar="FILE.json", help="the JSON, or - for standard input")
    pack.add_argument("target", metavar="OUT.jsonlz4", help="the file to write, only you can read")
    pack.add_argument("--force", action="store_true", help="replace OUT when it exists")
    add_watch(command("watch", "one line for each save while Firefox runs, then a summary"))
    add_edit_commands(command)
    add_settings_commands(command)
    return parser


def _add_export(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "ids", nargs="*", metavar="ID", default=[],
        help="what to export, a sessionId or pointer that tabs prints, also VERSION#ID of "
        "another version (nothing: all open windows)",
    )  # fmt: skip
    sub.add_argument(
        "--format", metavar="NAME", help="urls, markdown, html, csv, json, tsm (Tab Session "
        "Manager) or session (nothing: by the file's name, else urls)",
    )  # fmt: skip
    sub.add_argument("-o", "--output", metavar="FILE", help="a file that only you can read")
    sub.add_argument("--force", action="store_true", help="replace FILE when it exists")
    sub.add_argument("--closed", action="store_true", help="the recently closed list")
    sub.add_argument("--all", action="store_true", help="open, closed and saved groups")
    sub.add_argument(
        "--with-private", action="store_true",
        help="cookies, form data, sessionStorage and the like too, in a session file",
    )  # fmt: skip


def build_screen_parser() -> argparse.ArgumentParser:
    """The parser of ``sessiontui [PLACE]``."""
    parser = _Parser(prog="sessiontui", allow_abbrev=False)
    parser.add_argument("place", nargs="?")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--firefox", action="store_true")
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
    options, rest = build_parser().parse_known_args(arguments)
    if command == "cat" and options.pointer is None and len(rest) == 1 and rest[0][:1] != "-":
        # argparse gives up on a second optional word that stands behind an option.
        options.pointer = rest.pop()
    if command in REST and not any(word[:1] == "-" for word in rest):
        words = getattr(options, REST[command])
        words += rest  # the same, with words that stand behind an option
        rest = []
    if rest:
        surplus = " ".join(printable(word) for word in rest)
        what = "there is no such option" if rest[0][:1] == "-" else "that is one word too many"
        raise UsageError(f"{surplus}: {what} (see sessiontui {command} --help)")
    if options.demo:
        _demo_instead_of_place(options)
    return options


def _demo_instead_of_place(options: argparse.Namespace) -> None:
    if not hasattr(options, "place"):
        raise UsageError(f"{options.command} takes no --demo")
    if options.command == "cat" and options.pointer is None and options.place is not None:
        options.pointer = options.place
    elif options.command in REST:
        words = getattr(options, REST[options.command])
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
