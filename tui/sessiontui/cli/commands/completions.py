"""``sessiontui completions SHELL``: the script with which a shell completes what is typed.

Made from the parsers of all commands, so that what is completed is what is understood.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from .. import diagnostics
from ..output import Output
from ..parser import COMMANDS, build_whole_parser

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELLS: Final = ("bash", "zsh", "fish")
_FISH_FILE: Final = "~/.config/fish/completions/sessiontui.fish"
EXAMPLE: Final = f"sessiontui completions fish > {_FISH_FILE}"
_WHERE: Final = f"""\
Print it into a file that the shell looks for, and open a new shell:
  bash  ~/.local/share/bash-completion/completions/sessiontui
        (without the package bash-completion: any file that ~/.bashrc sources)
  zsh   a file called _sessiontui in a directory of $fpath
  fish  {_FISH_FILE}
"""
_IS_FILE: Final = ("PLACE", "OTHER", "FILE", "OUT")
"""How the name of a word begins that may be a file or a directory."""

_FIRST_WORD: Final = {
    "bash": """
# The first word is a command, or a PLACE.
_shtab_sessiontui_pos_0_COMPGEN=_shtab_compgen_files
""",
    "zsh": """
# The first word is a command, or a PLACE.
_sessiontui_first() {
  local found=1
  _shtab_sessiontui_commands && found=0
  _files && found=0
  return found
}
_shtab_sessiontui_options+=(': :_sessiontui_first' '*::: :->sessiontui')
_shtab_sessiontui_defaults_added=1
""",
    "fish": """
# The first word is a command, or a PLACE.
complete -c sessiontui -n '_shtab_sessiontui_using; and test $_shtab_sessiontui_npos -eq 0' \
-ka '(__fish_complete_path (commandline -ct))' -d PLACE
""",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the name of the shell, and where its script belongs."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    parser.epilog = _WHERE


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    Output().foreign(script(options.shell).encode())
    return diagnostics.DONE


def script(shell: str) -> str:
    """The completion script for one of SHELLS."""
    import shtab  # of all commands only this one needs it

    parser = build_whole_parser()
    for command, action in _words_of(parser):
        named = action.metavar if isinstance(action.metavar, str) else ""
        if named.startswith(_IS_FILE):
            cast(Any, action).complete = shtab.FILE
        elif not action.choices and (words := tuple(_offered(command, action, named))):
            action.choices = words
    first = _FIRST_WORD[shell]
    # fish forgets all completions of the program at the beginning of the script.
    before, behind = ("", first) if shell == "fish" else (first, "")
    return f"{shtab.complete(parser, shell, preamble=before).rstrip()}\n{behind}"


def _words_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Every word and option that takes a value, with the command it belongs to."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers: Mapping[str, argparse.ArgumentParser] = action.choices
            for name, sub in parsers.items():
                yield from ((name, one) for one in sub._actions if one.nargs != 0)


def _offered(command: str, action: argparse.Action, named: str) -> Iterable[str]:
    """The words there are for a value, where they are known."""
    if "|" in named:
        return (word for word in named.split("|") if word.islower())
    match command, action.dest:
        case "schema", _:
            return COMMANDS
        case "export", "format":
            from ...export.formats import FORMATS

            return FORMATS
        case "set", "words":
            from ...firefox.prefs.catalogue import CATALOGUE

            return (setting.name for setting in CATALOGUE)
    return ()
