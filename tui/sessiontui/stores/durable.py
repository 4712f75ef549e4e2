"""What names the content of a file in a record, and what hindered a write, in words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import Refused
from ..text import printable


def sha256(data: bytes) -> str:
    """What identifies a content."""
    import hashlib  # with OpenSSL behind it: only who writes needs that

    return hashlib.sha256(data).hexdigest()


_SYSTEM: Final = {
    "ENOSPC": "there is no space left on the disk",
    "EDQUOT": "your disk quota is used up",
    "EFBIG": "the file would be larger than allowed",
    "EROFS": "the file system is read-only",
    "EIO": "the disk reports an error",
}


def why(error: OSError) -> str:
    """What hindered a write, in words."""
    if isinstance(error, PermissionError):
        return "there is no permission to write there; run this as the owner"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "the directory is gone"
    name = errno.errorcode.get(error.errno or 0, "")
    return _SYSTEM.get(name) or printable(error.strerror or "the system gives no reason").lower()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever the system refuses inside becomes one sentence about this path."""
    try:
        yield
    except OSError as error:
        raise Refused(
            f"{printable(str(path))} cannot be written: {why(error)}; nothing was changed"
        ) from None
