"""The options of ``watch``."""

from __future__ import annotations

import argparse
from typing import Final

EXAMPLE: Final = (
    "sessiontui watch default-esr --for 8h --what-if\n"
    "  sessiontui watch default-esr --json | jq .bytes"
)
_MORE: Final = """\
Each save of the session file: when, how large, how long after the one before,
how long Firefox took to compress and write it, and what changed in it; what
Firefox does meanwhile stands between them. A profile that is not there yet is
waited for (a name without / must be known), and Firefox may come and go.

Ctrl-C, SIGTERM or the end of --for: the summary, exit code 0. SIGUSR1: the
summary so far; with --json it goes to standard error.

--json: a line a save, on standard output nothing but these and at the end the
line {"summary": ...}; what Firefox does is told on standard error. time, since
and until are ms since epoch; gap, duration, age, seconds and other lengths of
time are seconds; sizes bytes; null is unknown.
"""


def add_watch(sub: argparse.ArgumentParser) -> None:
    """Add them."""
    sub.description = f"{sub.description}\n\n{_MORE}"
    sub.add_argument(
        "--for", dest="length", metavar="TIME", help="watch so long: 8h, 30m, 90s (nothing: on)"
    )
    sub.add_argument(
        "--what-if", action="store_true",
        help="at the end, what these very saves would have cost under other settings and designs",
    )  # fmt: skip
    sub.add_argument(
        "--print-unit", action="store_true",
        help="print a systemd user unit that watches this place all the time, and leave",
    )  # fmt: skip
    sub.add_argument("--json", action="store_true", help="lines of JSON for programs, see above")
