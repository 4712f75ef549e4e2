"""`schema`, and the schemas themselves: every key is there, no other one, no tag among them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sessiontui.cli.parser import COMMANDS, build_parser
from sessiontui.cli.schemas import commands_with_json, schema_of, shapes_of
from tests.builders import (
    closed_group,
    closed_tab,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Result, Run
from .schemas import check, validator

pytestmark = pytest.mark.long  # the ordinary run is to be quick

A, B, C = (f"https://{name}.example/" for name in "abc")
OPTIONAL = {
    "sessionId",
    "closedAt",
    "splitViewId",
    "entries",
    "error",
    "designs",
    "written",
    "certain",
    "damaged",
    "others",
}
EITHER = {"windows", "recentlyClosed", "savedGroups"}  # which, the options of `tabs` say


@pytest.fixture
def profile(home: Path) -> Path:
    place = write_profile(
        home / ".mozilla/firefox/x.y",
        clean=session(
            window(
                tab(A, extData={"extension:x@y:k": '"v"'}),
                tab(B, groupId="g"),
                groups=[group("g", "Group")],
                closed=[closed_tab(C, closed_id=4)],
                closedGroups=[closed_group("cg", "Gone", C, first_closed_id=8)],
            ),
            closed_windows=[closed_window(window(B), closed_id=9)],
            savedGroups=[saved_group("s", "Saved", A, first_closed_id=20)],
        ),
        previous=session(window(B)),
    )
    (place / "sessionstore-logs").mkdir()
    return place


PRINTED: dict[str, tuple[str, ...]] = {
    "profiles": ("profiles",),
    "info": ("info", "PLACE"),
    "tabs": ("tabs", "PLACE", "--all", "--history"),
    "find": ("find", "PLACE", "is:lost", "is:open"),
    "find words": ("find", "PLACE", "example"),
    "lost": ("lost", "PLACE"),
    "diff": ("diff", "PLACE", "previous"),
    "search": ("search", "PLACE", "example"),
    "size": ("size", "PLACE"),
    "slim": ("slim", "PLACE"),
    "slim dropped": ("slim", "PLACE", "--drop", "history,closed", "--dry-run"),
    "size of tabs": ("size", "PLACE", "--by", "tab", "--top", "1"),
    "settings": ("settings", "PLACE"),
    "timings": ("timings", "PLACE"),
    "timings on": ("timings", "PLACE", "on", "--dry-run"),
    "values": ("values", "PLACE", "/windows/0/tabs/0"),
    "values with a value": ("values", "PLACE", "/windows/0/tabs/0", "k", "v", "--dry-run"),
    "set": ("set", "PLACE", "interval", "60s", "--dry-run"),
    "close": ("close", "PLACE", "/windows/0/tabs/0", "--dry-run"),
    "restore": ("restore", "PLACE", "4", "--dry-run"),
    "move": ("move", "PLACE", "/windows/0/tabs/0", "--index", "1", "--dry-run"),
    "forget": ("forget", "PLACE", "4", "--dry-run"),
    "rollback": ("rollback", "PLACE", "previous", "--dry-run"),
    "undo": ("undo", "PLACE", "--dry-run"),
    "backup": ("backup", "PLACE", "--dry-run"),
    "backup kept": ("backup", "PLACE"),
    "backup list": ("backup", "PLACE", "--list"),
    "backup remove": ("backup", "PLACE", "--remove", "backup-1", "--dry-run"),
    "salvage": ("salvage", "DAMAGED"),
    "salvage to": ("salvage", "DAMAGED", "--to", "REPAIRED"),
    "size costs": ("size", "PLACE", "--costs"),
    "watch": ("watch", "demo:", "--for", "2s", "--what-if"),
}


def printed(cli: Run, profile: Path, name: str) -> list[Any]:
    """The documents that a command prints."""
    if name == "undo":
        assert cli("close", profile, "/windows/0/tabs/0").code == 0
    if name in ("backup list", "backup remove"):
        assert cli("backup", profile).code == 0
    given = {"PLACE": profile, "DAMAGED": profile / "damaged.js", "REPAIRED": profile / "new.js"}
    given["DAMAGED"].write_bytes(to_json(session(window(A, B, closed=[closed_tab(C)])))[:-500])
    words = (given.get(word, word) for word in PRINTED[name])
    result = cli(*words, "--json")
    assert result.out, result.err
    return [json.loads(line) for line in result.out.splitlines()]


def objects(value: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a document, with the key it stands under."""
    if isinstance(value, dict):
        yield key, value
        for name, inner in value.items():
            yield from objects(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, key)


def test_every_command_with_json_is_tried_here() -> None:
    assert {words[0] for words in PRINTED.values()} == set(commands_with_json())


@pytest.mark.parametrize("name", PRINTED)
def test_a_key_that_is_missing_renamed_or_new_is_noticed(
    cli: Run, profile: Path, name: str
) -> None:
    command = PRINTED[name][0]
    for document in printed(cli, profile, name):
        check(command, document)
        damaged = copy.deepcopy(document)
        for key, found in objects(damaged):
            if key == "values":
                continue  # the names are those that extensions gave
            for lost in list(found):
                kept = dict(found)
                value = found.pop(lost)
                if lost not in OPTIONAL | EITHER:
                    assert not validator(command).is_valid(damaged), f"{key}: {lost} is missing"
                found[f"{lost}_"] = value
                assert not validator(command).is_valid(damaged), f"{key}: {lost} is renamed"
                found.clear()
                found.update(kept)
        assert damaged == document


def test_a_listing_of_nothing_asked_for_and_an_item_that_is_both_are_noticed(
    cli: Run, profile: Path
) -> None:
    (found,) = printed(cli, profile, "tabs")
    both = copy.deepcopy(found)
    tabs = next(one["tab"] for one in both["recentlyClosed"] if "tab" in one)
    next(one for one in both["recentlyClosed"] if "window" in one)["tab"] = tabs
    assert not validator("tabs").is_valid(both)
    bare = {key: value for key, value in found.items() if key not in EITHER}
    assert not validator("tabs").is_valid(bare)


@pytest.mark.parametrize(
    ("args", "out"),
    [
        (("profiles", "--json"), b'{"profiles":[{}]}'),
        (("--read-only", "close", "x", "9", "--json"), b'{"id":null}'),
        (("watch", "x", "--json"), b'{"saves":[]}'),
    ],
)
def test_no_run_of_these_tests_can_print_what_the_schema_forbids(
    args: tuple[str, ...], out: bytes
) -> None:
    with pytest.raises(AssertionError, match="--json, "):
        Result(args, 0, out, "")


def test_the_schema_of_one_command_of_all_and_of_none(cli: Run) -> None:
    every = cli("schema").json
    assert list(every) == commands_with_json()
    for command, schema in every.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert cli("schema", command).json == schema == schema_of(command)
    assert cli("schema", "tabs").out.count(b"\n") == 1
    for command in ("cat", "export", "pack", "schema"):
        cli("schema", command).refused(2, command, "has no --json", "tabs")
    cli("schema", "tbs").refused(2, "tbs: there is no such command; did you mean tabs?")
    cli("schema", "tabs", "info").refused(2, "info", "one word too many")
    cli("schema", "--demo").refused(2, "takes no --demo")


def test_whatever_has_json_has_a_schema() -> None:
    for command in COMMANDS:
        options = build_parser(command).parse_args(
            [
                command,
                *{"pack": ["a", "b"], "salvage": ["a"], "completions": ["bash"]}.get(command, []),
            ]
        )
        assert hasattr(options, "json") == bool(shapes_of(command)), command


def test_every_object_is_closed_and_described() -> None:
    for command in commands_with_json():
        for name, part in schema_of(command)["$defs"].items():
            assert part["additionalProperties"] is False, name
            assert part["required"], name
            assert "type" not in part["properties"] or name == "NextStartOut"
            assert part["description"].endswith("."), name


def test_times_are_told_apart_from_sizes(cli: Run) -> None:
    parts = cli("schema", "watch").json["$defs"]["SaveOut"]["properties"]
    assert parts["time"] == {"type": "integer", "description": "milliseconds since epoch"}
    assert {"type": "number", "description": "seconds"} in parts["gap"]["anyOf"]
    assert {"type": "integer", "description": "bytes"} in parts["bytes"]["anyOf"]
