"""What is printed of a session's costs: columns for people, a document for programs."""

from __future__ import annotations

import io
import json
from pathlib import Path

from sessiontui.cli.costs import print_costs
from sessiontui.cli.json_shapes.costs import costs_out
from sessiontui.cli.output import Output, json_of
from sessiontui.monitor.costs.types import Case, Cost, Costs, Noted
from sessiontui.stores.view import Version
from tests.builders import mozlz4, session, to_json, window
from tests.cli.conftest import Run

NOW = Cost(48_000_000, 20_000_000, 0.005, 0.02, 0.3, 0.09, 0.06, 0.015, 210_000_000, 250_000_000)
LIGHT = Cost(17_000_000, 7_000_000, 0.002, 0.007, 0.1, 0.03, 0.02, 0.008, None, None)
COSTS = Costs(
    (
        Case("now", "as it is", NOW),
        Case("quit", "at quit", NOW),
        Case("all", "slim: all of these", LIGHT),
    ),
    15.0,
    ("one thing is not known",),
    Noted(8_700_000, 0.213),
)
VERSION = Version(
    "sessionstore", "clean", "what the next start loads", None, 20_000_000, None, None, "rev"
)


def test_people_get_columns_and_sentences() -> None:
    stream = io.BytesIO()
    print_costs(Output(stream, terminal=False), "session\x1bstore", COSTS)
    lines = stream.getvalue().decode().splitlines()
    assert lines[:5] == [
        "What session␛store costs Firefox to read and to write",
        "session              JSON   file  at start  a save  memory",
        "as it is            48 MB  20 MB    325 ms  165 ms  250 MB",
        "at quit             48 MB  20 MB    325 ms  165 ms  250 MB",
        "slim: all of these  17 MB   7 MB    109 ms   58 ms       ?",
    ]
    assert [line.split("  ")[0] for line in lines[6:] if not line.startswith(" ")] == [
        "at start", "each save", "at quit", "slimmed", "Firefox", "left out", "measured",
    ]  # fmt: skip


def test_programs_get_every_figure() -> None:
    found = json.loads(json_of(costs_out(VERSION, COSTS)))
    assert found["interval"] == 15
    assert [each["case"] for each in found["costs"]] == ["now", "quit", "all"]
    assert found["costs"][0] == {
        "case": "now", "bytes": 48_000_000, "compressedBytes": 20_000_000,
        "read": 0.005, "unpack": 0.02, "parse": 0.3, "serialise": 0.09, "compress": 0.06,
        "write": 0.015, "startMemory": 210_000_000, "saveMemory": 250_000_000,
    }  # fmt: skip
    assert found["costs"][2]["startMemory"] is None
    assert found["leftOut"] == ["one thing is not known"]
    assert (found["notedBytes"], found["notedSeconds"]) == (8_700_000, 0.213)


def test_size_measures_what_is_asked_for(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    text = to_json(session(window("https://a.example/", closed=["https://b.example/"])))
    file.write_bytes(text)
    said = cli("size", file, "--costs")
    assert said.code == 0
    assert said.text.startswith("What old.json costs Firefox to read and to write\n")
    assert "slim: closed" in said.text
    found = json.loads(cli("size", file, "--costs", "--json").out)
    assert found["version"]["path"] == str(file)
    assert found["costs"][0]["bytes"] == len(text)
    assert found["costs"][0]["compressedBytes"] == len(mozlz4(text))


def test_of_a_damaged_file_what_can_be_read_is_measured_and_that_is_said(
    cli: Run, tmp_path: Path
) -> None:
    file = tmp_path / "cut.json"
    file.write_bytes(to_json(session(window(*[f"https://{n}.example/" for n in range(9)])))[:-400])
    said = cli("size", file, "--costs", "--json")
    assert said.code == 0
    assert "it is damaged" in said.err
    assert json.loads(said.out)["costs"][0]["bytes"] > 0


def test_costs_are_of_the_whole_file(cli: Run) -> None:
    for more in (("--by", "site"), ("--top", "3")):
        said = cli("size", "demo:", "--costs", *more)
        assert said.code == 2
        assert "it goes with neither --by nor --top" in said.err
