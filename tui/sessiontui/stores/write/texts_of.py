"""The texts in a file that may be a session, packed or not, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...codec.packed import texts
from ...errors import SessiontuiError
from ...firefox.safe_reading import no_memory, read_bytes
from ...text import printable


def texts_of(path: Path, new: bytes | None = None, *, own: bool = True) -> Iterator[bytes]:
    """Every text in a file as it is, or in the bytes it will hold.

    ``own``: through no link that somebody planted. Raises SessiontuiError naming the file where
    there is something that cannot be looked through.
    """
    data = read_bytes(path, own=own)[0] if new is None else new
    try:
        yield from texts(data)
    except SessiontuiError as error:
        raise type(error)(f"{printable(str(path))}: {error.sentence}") from None
    except MemoryError:
        raise no_memory(path) from None
