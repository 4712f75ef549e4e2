"""Run one command line and give its exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from ..errors import SessiontuiError, Unreadable
from ..text import printable
from . import diagnostics
from .output import flush_standard_output
from .parser import parse


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says. Never raises, never shows a traceback."""
    try:
        code = _command(arguments)
        flush_standard_output()
        return code
    except SessiontuiError as error:
        return _failed(error)
    except BrokenPipeError:
        _let_go_of_output()  # the reader went away (| head): be quiet
        return diagnostics.DONE
    except KeyboardInterrupt:
        return diagnostics.INTERRUPTED
    except MemoryError:
        return _failed(SessiontuiError("there is not enough memory for this session"))
    except OSError as error:
        return _failed(_unreadable(error))
    except Exception as error:
        if os.environ.get("SESSIONTUI_TRACEBACK"):
            raise
        return diagnostics.unexpected(error)


def _unreadable(error: OSError) -> Unreadable:
    if not error.filename:
        return Unreadable(f"the system says: {printable(error.strerror or str(error))}")
    from ..firefox.files import unreadable

    return unreadable(Path(os.fsdecode(error.filename)), error)


def _failed(error: SessiontuiError) -> int:
    try:
        flush_standard_output()
    except (SessiontuiError, BrokenPipeError):
        _let_go_of_output()
    return diagnostics.fail(error)


def _let_go_of_output() -> None:
    """Python flushes at exit as well; what is left then goes nowhere, without complaint."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command(arguments: Sequence[str] | None) -> int:
    try:
        options = parse(arguments)
    except SystemExit as leaving:  # argparse, after --help and --version
        return leaving.code if isinstance(leaving.code, int) else diagnostics.USAGE
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    if getattr(options, "place", None) == "-" or getattr(options, "source", None) == "-":
        _need_standard_input()
    if options.command is None:
        from .screen import show

        return show(options)
    module = import_module(f"sessiontui.cli.commands.{options.command}")
    code: int = module.run(options)
    return code


def _need_standard_input() -> None:
    if sys.stdin is None:
        raise Unreadable("standard input is closed: there is nothing to read")
