"""JSON Schemas (draft 2020-12) of what ``--json`` prints, made from the shapes themselves."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from .parser import COMMANDS, command_module

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def shapes_of(command: str) -> tuple[object, ...]:
    """What its ``--json`` prints, any one of these; empty for a command that has no ``--json``."""
    shapes = getattr(command_module(command), "shapes", None)
    found: tuple[object, ...] = () if shapes is None else shapes()
    return found


def commands_with_json() -> list[str]:
    """The commands that have a schema."""
    return [command for command in COMMANDS if shapes_of(command)]


def schema_of(command: str) -> dict[str, Any]:
    """The schema of one of those commands: of its document, or of each line of ``watch``."""
    found, parts = msgspec.json.schema_components(shapes_of(command), ref_template="#/$defs/{name}")
    return {
        "$schema": DIALECT,
        "title": f"sessiontui {command} --json",
        **(found[0] if len(found) == 1 else {"oneOf": list(found)}),
        "$defs": parts,
    }
