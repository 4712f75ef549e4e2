"""A process that salvages what comes on its standard input, for ``salvage_apart``.

What it answers: frames of one letter, a length and so many bytes. ``p`` holds two numbers, how far
it is and of how much, ``t`` what was found as msgpack, without the steps that are guessed and torn:
those follow in ``g`` and ``n``, some thousand each; ``j`` is the document, and the last.
"""

from __future__ import annotations

import struct
import sys
import time
from typing import BinaryIO, Final

import msgspec
from msgspec.structs import replace

from ..codec.salvage.salvage import salvage
from .salvage_told import told_of

FRAME: Final = struct.Struct(">cQ")
PROGRESS: Final = struct.Struct(">QQ")

_SOME: Final = 5_000  # steps that are read in one go, while no other thread runs
_SECONDS: Final = 0.1  # between two words on how far it is


def main() -> None:
    """Read to the end, salvage, answer. Ends with an error when nobody listens."""
    out = sys.stdout.buffer
    last = time.monotonic()

    def progress(done: int, of: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= _SECONDS:
            last = now
            _frame(out, b"p", PROGRESS.pack(done, of))

    found = salvage(sys.stdin.buffer.read(), progress=progress)
    told = told_of(found)
    _frame(out, b"t", msgspec.msgpack.encode(replace(told, guessed=(), torn=())))
    for letter, steps in ((b"g", told.guessed), (b"n", told.torn)):
        for at in range(0, len(steps), _SOME):
            _frame(out, letter, msgspec.msgpack.encode(steps[at : at + _SOME]))
    _frame(out, b"j", found.json)


def _frame(out: BinaryIO, letter: bytes, content: bytes) -> None:
    out.write(FRAME.pack(letter, len(content)))
    out.write(content)
    out.flush()
