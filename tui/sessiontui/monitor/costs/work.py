"""Read a session file as a start of Firefox does, write it as a save does, and time each step.

The steps are Firefox's (SessionFile.read: IOUtils.readUTF8 with decompress, JSON.parse;
SessionWriter.write: IOUtils.writeJSON with compress, through a .tmp), but the hands are ours:
LZ4 is the same library, JSON is msgspec's and not SpiderMonkey's.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from ...codec import mozlz4
from ...private_files import write_new
from ...session.json import text as jsontext
from .types import Cost

Clock = Callable[[], float]
"""Seconds of CPU of this process."""

SMALL: Final = 4_000_000
"""Bytes of JSON up to which it is done again, and the least of each step counts."""
_ROUNDS: Final = 5


class Memory(Protocol):
    """Tells how much of it is in use."""

    def begin(self) -> None:
        """From now on the peak counts."""

    def peak(self) -> int | None:
        """Bytes resident at most since then, beyond those at the very first; None: unknown."""


def measured(path: Path, clock: Clock, memory: Memory) -> Cost:
    """What the mozLz4 file at ``path`` costs. A file is made beside it and taken away again.

    Memory is that of the first round. Raises Damaged, OSError.
    """
    found = _round(path, clock, memory)
    if found.json > SMALL:
        return found
    rounds = [found, *(_round(path, clock, None) for _ in range(_ROUNDS - 1))]
    least = {
        name: min(getattr(each, name) for each in rounds)
        for name in ("read", "unpack", "parse", "serialise", "compress", "write")
    }
    return msgspec.structs.replace(found, **least)


def _round(path: Path, clock: Clock, memory: Memory | None) -> Cost:
    times = [clock()]

    def done() -> None:
        times.append(clock())

    if memory is not None:
        memory.begin()
    packed = path.read_bytes()
    done()
    text = mozlz4.unpack(packed)
    done()
    values: Any = jsontext.decode_any(text)
    done()
    at_start = memory.peak() if memory is not None else None
    json, file = len(text), len(packed)
    del packed, text  # Firefox keeps neither
    if memory is not None:
        memory.begin()
    times.append(clock())
    text = msgspec.json.encode(values)
    done()
    packed = mozlz4.pack(text)
    done()
    beside = path.with_name(f"{path.name}.tmp")
    try:
        write_new(beside, packed, durable=False)
        done()
    finally:
        beside.unlink(missing_ok=True)
    at_save = memory.peak() if memory is not None else None
    took = [after - before for before, after in pairwise(times)]
    read, unpack, parse, _, serialise, compress, write = took
    return Cost(json, file, read, unpack, parse, serialise, compress, write, at_start, at_save)
