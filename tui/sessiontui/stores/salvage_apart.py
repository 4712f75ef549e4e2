"""Salvage in another process, so that a screen is not held up: it works without a pause.

One file is read in the other thread of the same process only when it is small, or when no other
process can be had.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import IO, Final

import msgspec
from msgspec.structs import replace

from .. import own_process
from ..codec.salvage.salvage import salvage
from ..session.json.pointer import Steps
from .salvage_child import FRAME, PROGRESS
from .salvage_told import Told, told_of

Progress = Callable[[int, int], None]

LARGE: Final = 2_000_000
"""Bytes of a file from which on it is worth a process."""

_STEPS: Final = msgspec.msgpack.Decoder(list[Steps])


class _NoAnswer(Exception):
    """The other process could not be had, or ended before it was done."""


def salvage_apart(data: bytes, progress: Progress | None = None) -> tuple[Told, bytes]:
    """What can be read of a damaged file, and the document of it.

    ``progress`` gets how much is done and of how much, many times a second; what it raises ends
    it. Raises MemoryError when the system has ended the other process.
    """
    if len(data) >= LARGE and sys.executable:
        try:
            return _by_another(data, progress)
        except (_NoAnswer, OSError):
            pass  # then here
    found = salvage(data, progress=progress)
    return told_of(found), found.json


def _by_another(data: bytes, progress: Progress | None) -> tuple[Told, bytes]:
    process = own_process.start("sessiontui.stores.salvage_child")
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        own_process.give(process.stdin, data)
        return _answer(process.stdout, progress)
    except (_NoAnswer, BrokenPipeError):
        if process.wait() < 0:
            raise MemoryError from None
        raise _NoAnswer from None
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _answer(pipe: IO[bytes], progress: Progress | None) -> tuple[Told, bytes]:
    told: Told | None = None
    steps: dict[bytes, list[Steps]] = {b"g": [], b"n": []}
    while True:
        letter, length = FRAME.unpack(_read(pipe, FRAME.size))
        content = _read(pipe, length)
        if letter == b"p" and progress is not None:
            progress(*PROGRESS.unpack(content))
        elif letter == b"t":
            told = msgspec.msgpack.decode(content, type=Told)
        elif letter in steps:
            steps[letter] += _STEPS.decode(content)
        elif letter == b"j":
            if told is None:
                raise _NoAnswer
            return replace(told, guessed=tuple(steps[b"g"]), torn=tuple(steps[b"n"])), content


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise _NoAnswer
    return found
