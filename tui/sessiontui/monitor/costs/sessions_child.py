"""A process that makes and measures all the sessions of ``costs``, for ``sessions_apart``.

On its standard input: a line with the ``Asked``, then the session's JSON. It answers in lines of
JSON, one ``Said`` each: where it is, and last what it found, or why there is nothing.
"""

from __future__ import annotations

import signal
import sys
from typing import Final, NoReturn

import msgspec

from ...errors import SessiontuiError
from ...firefox.prefs.pages_at_quit import PagesAtQuit
from ...progress import Told, told_to
from ...session.edit.slimming import Slimming
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from .measure import costs
from .types import Costs


class Asked(msgspec.Struct, frozen=True):
    """What ``costs`` is to be called with."""

    how: Slimming
    now: int
    interval: float
    pages: PagesAtQuit


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of these: where the work is, what came of it, the sentence of an error."""

    told: Told | None = None
    costs: Costs | None = None
    error: str = ""


_ASKED: Final = msgspec.json.Decoder(Asked)


def main() -> None:
    """Read to the end, measure, answer. Ends at once, and leaves nothing behind, on SIGTERM."""
    signal.signal(signal.SIGTERM, _end)
    asked = _ASKED.decode(sys.stdin.buffer.readline())
    snapshot = Snapshot(Document(sys.stdin.buffer.read()))
    try:
        with told_to(lambda told: _say(Said(told=told))):
            found = costs(
                snapshot, asked.how, now=asked.now, interval=asked.interval, pages=asked.pages
            )
    except SessiontuiError as error:
        _say(Said(error=error.sentence))
    else:
        _say(Said(costs=found))


def _say(said: Said) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()


def _end(*_: object) -> NoReturn:
    raise SystemExit(1)  # as an exception: what is begun is taken away on its way
