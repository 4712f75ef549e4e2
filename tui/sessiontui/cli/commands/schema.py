"""``sessiontui schema [COMMAND]``: the JSON Schema of what ``--json`` prints."""

from __future__ import annotations

import argparse
from typing import Final

from ...errors import UsageError
from ...text import printable
from .. import diagnostics
from ..output import Output
from ..parser import COMMANDS, no_such_command

EXAMPLE: Final = "sessiontui schema tabs"
_MORE: Final = """\
Draft 2020-12. Of COMMAND, the schema of its one document; of watch, that of
each of its lines. Without COMMAND one object: the commands that have --json,
each with its schema.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the optional name of a command."""
    parser.description = f"{parser.description}\n\n{_MORE}"
    parser.add_argument("of", nargs="?", metavar="COMMAND", help="one that has --json")


def run(options: argparse.Namespace) -> int:
    """Print the schema of one command, or of all by their names."""
    from ..schemas import commands_with_json, schema_of

    of: str | None = options.of
    known = commands_with_json() if of is None or of in COMMANDS else []
    if of is None:
        Output().json({command: schema_of(command) for command in known})
    elif of in known:
        Output().json(schema_of(of))
    elif of in COMMANDS:
        raise UsageError(f"{of} has no --json; these have: {', '.join(known)}")
    else:
        raise no_such_command(printable(of))
    return diagnostics.DONE
