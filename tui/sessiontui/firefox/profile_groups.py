"""The profiles of Firefox's profile manager (since 138), by the names that people give them.

One database for each group lies in ``Profile Groups`` beside profiles.ini, whose ``StoreID`` names
it; its table ``Profiles`` has the path below that directory, the name and how it is shown
(ProfilesDatastoreService.sys.mjs, 153). It is read from its bytes: nothing is written beside it, a
running Firefox is not locked out, and what it has only in the log counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..codec.sqlite_image import image_of, is_sqlite
from ..errors import SessiontuiError
from ..text import printable
from .safe_reading import Kind, read_bytes, read_if_there

FOLDER: Final = "Profile Groups"
_DATABASE: Final = Kind("a regular file", 64 << 20, "any list of profiles that Firefox writes")
_MOST_PROFILES: Final = 1000
_MOST_NAME: Final = 1000  # characters
_MOST_STEPS: Final = 2_000_000  # of SQLite's machine; a list of profiles takes some hundred
_TRIES: Final = 3
_QUERY: Final = f"SELECT path, name FROM Profiles ORDER BY id LIMIT {_MOST_PROFILES}"


class Grouped(Struct, frozen=True):
    """A profile of a group: the name a person gave it, as it stands, and its directory."""

    name: str
    path: Path


class Groups(Struct, frozen=True):
    """The profiles of all groups, and sentences about lists that cannot be read."""

    profiles: tuple[Grouped, ...] = ()
    damaged: tuple[str, ...] = ()


def groups_of(root: Path, store_ids: Iterable[str]) -> Groups:
    """The profiles in the groups of these ids, in the order in which they were made."""
    profiles: list[Grouped] = []
    damaged: list[str] = []
    for store_id in dict.fromkeys(store_ids):
        if not store_id.isalnum():  # Firefox makes eight digits of a hash
            continue
        path = root / FOLDER / f"{store_id}.sqlite"
        try:
            rows = _rows(_read(path))
        except FileNotFoundError:
            continue
        except SessiontuiError as error:
            damaged.append(error.sentence)
            continue
        if rows is None:
            said = f"{printable(str(path))}: the names of profiles in it cannot be read"
            damaged.append(f"{said}; they are listed by their folders")
            continue
        profiles += (Grouped(name, _there(root, where)) for where, name in rows)
    return Groups(tuple(profiles), tuple(damaged))


def _there(root: Path, where: str) -> Path:
    """A path below the root; one that Windows wrote has the other strokes."""
    path = root / where
    if "\\" in where and not path.exists():
        return root / where.replace("\\", "/")
    return path


def _read(path: Path) -> bytes:
    """The database with its log. Raises Unreadable and its kin, FileNotFoundError."""
    for _ in range(_TRIES):
        log, data = b"", read_if_there(path, _DATABASE, own=True)
        try:
            log = read_bytes(path.with_name(f"{path.name}-wal"), _DATABASE, own=True)[0]
        except SessiontuiError:
            if path.with_name(f"{path.name}-wal").exists():
                raise
        again = path.stat()
        if (again.st_mtime_ns, again.st_size) == (data[1].st_mtime_ns, data[1].st_size):
            break  # else its log went into it meanwhile
    return image_of(data[0], log) if is_sqlite(data[0]) else b""


def _rows(image: bytes) -> list[tuple[str, str]] | None:
    """Paths and names; None where that is no list of profiles. Whatever the file holds, it ends."""
    if not image:
        return None
    import sqlite3  # costs more than all the rest; who has no such group does without

    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(image)
        # One name that is no UTF-8 does not hide the others; a path keeps its bytes.
        database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        database.execute("PRAGMA trusted_schema = OFF")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1 << 20)
        database.set_progress_handler(lambda: 1, _MOST_STEPS)
        rows = database.execute(_QUERY).fetchall()
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        return None
    finally:
        database.close()
    return [
        (path, name)
        for path, name in rows
        if isinstance(path, str)
        and isinstance(name, str)
        and path
        and "\0" not in path
        and len(name) <= _MOST_NAME
    ]
