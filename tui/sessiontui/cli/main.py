"""Run one command line and give its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from ..errors import SessiontuiError
from . import diagnostics
from .parser import parse


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says. Never raises, never shows a traceback."""
    try:
        options = parse(arguments)
        return _command(options)
    except SessiontuiError as error:
        return diagnostics.fail(error)
    except BrokenPipeError:
        # The reader went away (| head): be quiet, also when Python flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return diagnostics.DONE
    except KeyboardInterrupt:
        return diagnostics.INTERRUPTED
    except SystemExit as leaving:  # argparse, after --help and --version
        return leaving.code if isinstance(leaving.code, int) else diagnostics.USAGE
    except MemoryError:
        return diagnostics.fail(SessiontuiError("there is not enough memory for this session"))
    except Exception as error:
        if os.environ.get("SESSIONTUI_TRACEBACK"):
            raise
        return diagnostics.unexpected(error)


def _command(options: argparse.Namespace) -> int:
    if options.command is None:
        from .screen import show

        return show(options)
    module = import_module(f"sessiontui.cli.commands.{options.command}")
    code: int = module.run(options)
    return code
