"""The words and options of the commands that change a session."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

EXAMPLES: Final = {
    "restore": "sessiontui restore default-esr 12 /savedGroups/0 --dry-run\n"
    "  sessiontui restore default-esr previous#/windows/0/tabs/3 --window new",
    "close": "sessiontui close default-esr /windows/0/tabs/3 /windows/1",
    "values": "sessiontui values default-esr /windows/0/tabs/3",
    "forget": "sessiontui forget default-esr --site example.org --older-than 2w",
    "rollback": "sessiontui rollback default-esr previous",
    "undo": "sessiontui undo default-esr",
}
REST: Final = {  # which commands take any number of words behind PLACE, and what they are called
    "export": "ids",
    "restore": "ids",
    "close": "ids",
    "forget": "ids",
    "values": "words",
    "rollback": "words",
}
_ID = "a sessionId or pointer that tabs prints"


def add_edit_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add them all."""
    _restore(command("restore", "open closed or lost tabs again at the next start of Firefox"))
    close = command("close", "close open tabs and windows onto the closed stack, as Firefox would")
    _ids(close, f"{_ID}: an open tab or window")
    _how(close)
    _values(command("values", "what extensions keep with a tab or window: list, get, set, remove"))
    _forget(command("forget", "take what was closed out of the closed stacks"))
    rollback = command("rollback", "make a version the one the next start of Firefox loads")
    rollback.add_argument("words", nargs="*", metavar="VERSION", default=[],
        help="previous, recovery, an upgrade id or kept-3, as info prints them")  # fmt: skip
    _how(rollback)
    undo = command("undo", "take back the last edit that was made with this tool")
    _how(undo, base=False)


def _ids(sub: argparse.ArgumentParser, text: str) -> None:
    sub.add_argument("ids", nargs="*", metavar="ID", default=[], help=text)


def _how(sub: argparse.ArgumentParser, *, base: bool = True) -> None:
    sub.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    if base:
        sub.add_argument(
            "--base", metavar="REVISION", default=None,
            help="fail when the version is no longer at this revision, which every listing prints",
        )  # fmt: skip
    sub.add_argument("--json", action="store_true", help="one JSON document for programs")


def _restore(sub: argparse.ArgumentParser) -> None:
    _ids(
        sub,
        f"{_ID}: a closed tab, window or group, a saved group, also VERSION#ID of anything in "
        "another version, which is carried over",
    )
    sub.add_argument(
        "--only", action="store_true",
        help="open exactly these; open tabs may be named too, all others are closed",
    )  # fmt: skip
    sub.add_argument(
        "--window", metavar="N", help="put tabs and groups into this window, or into a new one"
    )
    sub.add_argument(
        "--into", metavar="OTHER", help="open copies in another profile or session file, or in "
        "a new file whose name ends in .jsonlz4, .js or .json",
    )  # fmt: skip
    sub.add_argument(
        "--yes", action="store_true",
        help="open all tabs even if Firefox crashed repeatedly with them",
    )  # fmt: skip
    _how(sub)


def _values(sub: argparse.ArgumentParser) -> None:
    sub.usage = "sessiontui values [options] PLACE ID [KEY [VALUE]]"
    sub.add_argument(
        "words", nargs="*", metavar="ID [KEY [VALUE]]", default=[],
        help=f"{_ID}, open or closed; then a key to print its value, and a value to set it "
        "(exactly as given; extensions keep JSON)",
    )  # fmt: skip
    sub.add_argument("--remove", action="store_true", help="remove the value of KEY")
    _how(sub)


def _forget(sub: argparse.ArgumentParser) -> None:
    _ids(sub, f"{_ID}: a closed tab, window or group, a saved group")
    sub.add_argument("--tabs", action="store_true", help="all closed tabs")
    sub.add_argument("--windows", action="store_true", help="all closed windows")
    sub.add_argument(
        "--groups", action="store_true",
        help="all closed tab groups; saved ones only by --site or by their ID",
    )  # fmt: skip
    sub.add_argument("--site", metavar="HOST", help="only what has a page of this host")
    sub.add_argument("--older-than", metavar="AGE", help="only what was closed before: 3h, 2d, 2w")
    sub.add_argument("--all", action="store_true", help="everything closed; needs --yes")
    sub.add_argument(
        "--everywhere", action="store_true",
        help="in every session file and in the copies this tool keeps; cannot be undone",
    )  # fmt: skip
    sub.add_argument(
        "--drop-unreadable", action="store_true",
        help="with --everywhere: delete session files that cannot be looked through",
    )  # fmt: skip
    sub.add_argument("--yes", action="store_true", help="what --all needs")
    _how(sub)
