"""No command and no option is documented nowhere."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.cli.parser import COMMANDS, build_parser, command_module, parse
from sessiontui.export.formats import FORMATS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EACH = pytest.mark.parametrize("command", COMMANDS)


def actions(command: str) -> Iterator[argparse.Action]:
    """The words and options of a command that its help shows."""
    parser = build_parser(command)
    (chosen,) = (a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    for action in chosen[command]._actions:
        if action.help != argparse.SUPPRESS:
            yield action


@EACH
def test_a_command_stands_in_the_readme_s_table(command: str) -> None:
    (row,) = re.findall(rf"^\| `{command}\b[^`]*` \| (.+) \|$", README, re.MULTILINE)
    assert len(row) > 10


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_format_stands_in_the_readme_s_table(name: str) -> None:
    (row,) = re.findall(r"^\| `export\b[^`]*` \| (.+) \|$", README, re.MULTILINE)
    assert f"`{name}`" in row or f"`--format {name}`" in row


def test_the_readme_names_no_command_that_is_not_there() -> None:
    table = README.partition("| command |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z]+)", table, re.MULTILINE)) == set(COMMANDS)
    called = re.findall(r"^sessiontui ([a-z]+) ", README, re.MULTILINE)
    assert set(called) <= set(COMMANDS)


@EACH
def test_every_word_and_option_says_what_it_does(command: str) -> None:
    for action in actions(command):
        assert action.help, action
        assert len(action.help) > 5, action


@EACH
def test_the_help_ends_in_examples_that_are_understood(command: str) -> None:
    """Taken apart as a shell does, by what takes every command line apart: nothing is too much."""
    for line in command_module(command).EXAMPLE.split("\n"):
        words = shlex.split(re.split(r" [|>] ", line)[0])
        assert words[:2] == ["sessiontui", command]
        assert parse(words[1:]).command == command


@EACH
def test_the_help_is_printed_with_its_example_last(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        build_parser(command).parse_args([command, "-h"])
    assert leaving.value.code == 0
    shown = capsys.readouterr().out
    assert shown.endswith(f"\nexample:\n  {command_module(command).EXAMPLE}\n")
    assert COMMANDS[command] in " ".join(shown.split())
