"""A file of another machine, whole: in pieces, so that whoever does not want the rest may leave."""

from __future__ import annotations

import errno
import io
import time
from os import stat_result
from typing import Final

from ....progress import tell
from ....text import printable
from . import answers, faults, scripts
from .kept import identity
from .line import Line
from .scripts import BLOCK, DONE

MOST_LINE: Final = 8192
"""Bytes that say what one file is."""

_FIRST_BLOCKS: Final = 4
_MOST_BLOCKS: Final = 256  # 16 MiB
_SOON: Final = 0.25  # seconds a piece may take before the next is no larger …
_LATE: Final = 1.0  # … and before it is smaller


def fetch(line: Line, dialect: str, below: str, info: stat_result) -> bytes:
    """A file, the very one that was listed. Raises OSError, Stopped."""
    above, _, name = below.rpartition("/")
    doing, size = f"fetching {printable(name)}", info.st_size
    tell(doing, 0, size)
    blocks = max(1, min(_FIRST_BLOCKS, -(-size // BLOCK)))
    script = scripts.first_piece(f"/{above}", name, dialect, blocks)
    begun = time.monotonic()
    code, data = line.ask(script, MOST_LINE + blocks * BLOCK, before=scripts.opening(f"/{below}"))
    told, _, piece = data.partition(b"\n")
    found = answers.of_line(told)
    if code != DONE or found is None:
        raise faults.of_code(code)
    if not identity(below, info).same_file(found[1]):
        raise faults.replaced()
    whole = io.BytesIO()  # gives out its own memory: joined pieces would be a second copy
    whole.write(piece)
    while piece and whole.tell() < size:
        tell(doing, whole.tell(), size)
        blocks = _next_blocks(blocks, time.monotonic() - begun)
        begun = time.monotonic()
        code, piece = line.ask(scripts.next_piece(blocks), blocks * BLOCK)
        if code != DONE:  # another question has opened the line again, without the file
            raise OSError(errno.EIO, "the line broke while it was read")
        whole.write(piece)
    if whole.tell() != size:
        raise faults.replaced()
    return whole.getvalue()


def _next_blocks(blocks: int, seconds: float) -> int:
    """How large the next piece is, for it to take about half a second."""
    if seconds < _SOON:
        return min(blocks * 2, _MOST_BLOCKS)
    return max(blocks // 2, 1) if seconds > _LATE else blocks
