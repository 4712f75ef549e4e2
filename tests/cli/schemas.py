"""Judge what ``--json`` printed by the schema that `sessiontui schema` gives for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from sessiontui.cli.parser import COMMANDS
from sessiontui.cli.schemas import schema_of

EXEMPT = ("cat", "schema")  # the foreign JSON itself, and what judges
NO_JSON = ("-h", "--help", "--print-unit")  # they print something else, and leave


@cache
def validator(command: str) -> Draft202012Validator:
    schema = schema_of(command)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check_printed(args: Sequence[str], out: bytes) -> None:
    """Fail when a run with these arguments printed JSON that its schema does not allow."""
    command = next((word for word in args if word in COMMANDS), None)
    if "--json" not in args or command is None or command in EXEMPT or not out:
        return
    if any(word in args for word in NO_JSON):
        return
    for document in _documents(command, out):
        check(command, document)


def check(command: str, document: Any) -> None:
    error = next(iter(validator(command).iter_errors(document)), None)
    if error is not None:
        where = "/".join(map(str, error.absolute_path)) or "the document"
        raise AssertionError(f"sessiontui {command} --json, {where}: {error.message[:2000]}")


def _documents(command: str, out: bytes) -> Iterator[Any]:
    if command == "watch":
        yield from map(json.loads, out.splitlines())
    else:
        yield json.loads(out)
