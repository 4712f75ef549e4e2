"""Run one command line and give its exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from ..errors import SessiontuiError, Unreadable
from . import diagnostics, end_signals, lean_msgspec
from .output import flush_standard_output
from .parser import command_module, parse


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says. Never raises, never shows a traceback."""
    command = "the command line"
    try:
        options = _options(arguments)
        if isinstance(options, int):
            code = options
        else:
            command = options.command or "the screen"
            lean_msgspec.load()
            code = _run(options)
        flush_standard_output()
        return code
    except BrokenPipeError:
        _let_go_of_output()  # the reader went away (| head): be quiet
        return diagnostics.DONE
    except KeyboardInterrupt:
        return diagnostics.INTERRUPTED
    except end_signals.Ended as ended:
        _let_go_of_output()  # its reader may be as slow as it likes
        return ended.exit_code
    except Exception as error:
        try:
            flush_standard_output()
        except (SessiontuiError, BrokenPipeError):
            _let_go_of_output()
        return diagnostics.explain(error, command)


def _let_go_of_output() -> None:
    """Python flushes at exit as well; what is left then goes nowhere, without complaint."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace | int:
    """What was asked for, or the exit code when the parser has answered already."""
    try:
        return parse(arguments)
    except SystemExit as leaving:  # argparse, after --help and --version
        return leaving.code if isinstance(leaving.code, int) else diagnostics.USAGE


def _run(options: argparse.Namespace) -> int:
    if getattr(options, "place", None) == "-" or getattr(options, "source", None) == "-":
        _need_standard_input()
    if options.command is None:
        from .start_screen import show

        return show(options)
    from .progress_line import shown

    with end_signals.raised(), shown():
        return command_module(options.command).run(options)


def _need_standard_input() -> None:
    if sys.stdin is None:
        raise Unreadable("standard input is closed: there is nothing to read")
