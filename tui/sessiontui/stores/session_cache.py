"""Read session files and remember what was read, as long as the file has not changed."""

from __future__ import annotations

import codecs
import json
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from .. import progress
from ..codec.container import Container, open_container
from ..codec.mozlz4 import claimed_size
from ..errors import Damaged, NotASession, SessiontuiError
from ..firefox.safe_reading import check_links, no_memory, read_bytes
from ..firefox.session_files import revision_of
from ..firefox.tree.path import AnyPath
from ..session.model.snapshot import Snapshot
from ..text import printable
from .salvaging import salvaged_from, snapshot_of

_BOM = codecs.BOM_UTF8

_PIECE = 1 << 12  # bytes of text checked at a time
KEEP_BYTES = 300_000_000  # of JSON, in remembered snapshots


class Loaded:
    """One file as it was read."""

    __slots__ = ("_refused", "container", "revision", "snapshot")

    def __init__(self, snapshot: Snapshot, container: Container, revision: str) -> None:
        self.snapshot = snapshot
        self.container = container
        self.revision = revision
        self._refused: str | None = None

    def refused(self) -> str:
        """Why Firefox's own parser, stricter than ours, would refuse the text; else empty."""
        if self._refused is None:
            self._refused = _refused(self.container, self.snapshot.document.repaired)
        return self._refused


def _refused(container: Container, repaired: bool) -> str:
    if container.text[: container.before].strip(_BOM + b" \t\r\n"):
        return "the JSON stands in parentheses"
    check = codecs.getincrementaldecoder("utf-8")()
    text = container.text
    begun = False  # a character that goes on in the next piece
    try:
        for start in range(0, len(text), _PIECE):  # never the whole as a second copy
            piece = text[start : start + _PIECE]
            if begun or not piece.isascii():  # nearly all is: told at a glance
                check.decode(piece)
                begun = bool(check.getstate()[0])
        check.decode(b"", final=True)
    except UnicodeDecodeError:
        return "it is not valid UTF-8"
    if repaired:
        try:
            json.loads(container.json, parse_int=float)
        except RecursionError:
            return ""  # Firefox reads any depth
        except ValueError:
            return "it is not valid JSON"
    return ""


class _Failed(NamedTuple):
    """Why a file is no whole session; ``hopeless``: nothing of it can be read either."""

    revision: str
    kind: type[SessiontuiError]
    sentence: str
    hopeless: bool = False

    def error(self) -> SessiontuiError:
        """What reading it has raised, once more."""
        return self.kind(self.sentence)


class SessionCache:
    """Loads session files; the last ones read stay in memory, up to KEEP_BYTES of JSON."""

    def __init__(self) -> None:
        # What somebody else has unpacked already, by its revision.
        self.ready: Callable[[str], Container | None] = lambda revision: None
        self._kept: OrderedDict[AnyPath, Loaded] = OrderedDict()
        self._kept_bytes = 0
        self._failed: dict[AnyPath, _Failed] = {}

    def load(
        self, path: AnyPath, *, retry: bool = False, keep: bool = True, whole: bool = False
    ) -> Loaded:
        """The session in a file; without ``keep`` it is not remembered, unless it is damaged.

        Of a damaged file it is what can be read of it, unless it must be ``whole``. Raises
        Unreadable, Damaged or NotASession, naming the file.
        """
        try:
            revision = revision_of(path.stat())
        except OSError:
            revision = ""  # reading will say why, or wait out a save
        failed = self._failed.get(path)
        if failed is not None and failed.revision == revision and (whole or failed.hopeless):
            raise failed.error()
        kept = self._kept.get(path)
        if kept is not None and kept.revision == revision:
            self._kept.move_to_end(path)
            return kept
        self._forget(path)
        check_links(path)  # also of what somebody else has read
        container = self.ready(revision) if revision else None
        data = b""
        if container is None:
            data, info = read_bytes(path, retry=retry, own=True)
            revision = revision_of(info)
        try:
            loaded = self._read(path, data, container, revision, whole=whole)
        except MemoryError:
            raise no_memory(path) from None
        del data
        if keep or loaded.snapshot.salvaged is not None:  # which takes long to make
            self._kept[path] = loaded
            self._kept_bytes += _length(loaded)
            self._forget_old()
        return loaded

    def _read(
        self, path: AnyPath, data: bytes, container: Container | None, revision: str, *, whole: bool
    ) -> Loaded:
        name = printable(path.name)
        try:
            if container is None:
                progress.tell(f"unpacking {name}", None, claimed_size(data) or len(data))
                container = open_container(data)
            progress.tell(f"decoding {name}", None, len(container.text))
            loaded = Loaded(snapshot_of(container, as_it_is=whole), container, revision)
        except (Damaged, NotASession) as error:
            if not data and container is not None:
                data = container.text
            found = None if whole else salvaged_from(data, error, name)
            failed = _Failed(revision, type(error), f"{printable(str(path))}: {error.sentence}")
            self._failed[path] = failed._replace(hopeless=found is None and not whole)
            if found is None:
                raise failed.error() from None
            return Loaded(*found, revision)
        self._failed.pop(path, None)
        return loaded

    def _forget_old(self) -> None:
        while self._kept_bytes > KEEP_BYTES and len(self._kept) > 1:
            self._forget(next(iter(self._kept)))

    def _forget(self, path: AnyPath) -> None:
        gone = self._kept.pop(path, None)
        self._kept_bytes -= 0 if gone is None else _length(gone)

    def clear(self) -> None:
        """Let go of all sessions, and of what could not be read."""
        self._kept.clear()
        self._kept_bytes = 0
        self._failed.clear()


def _length(loaded: Loaded) -> int:
    return len(loaded.snapshot.document.text)


def read_text(path: AnyPath, *, retry: bool = False) -> bytes:
    """A file's text, unpacked if it is mozLz4, session or not. Raises Unreadable and its kin."""
    data, _ = read_bytes(path, retry=retry, own=True)
    try:
        return open_container(data).text
    except SessiontuiError as error:
        raise type(error)(f"{printable(str(path))}: {error.sentence}") from None
    except MemoryError:
        raise no_memory(path) from None
