"""Read session files and remember what was read, as long as the file has not changed."""

from __future__ import annotations

import codecs
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .. import progress
from ..codec.container import Container, open_container
from ..codec.mozlz4 import claimed_size
from ..errors import Damaged, NotASession, SessiontuiError
from ..firefox.safe_reading import check_links, no_memory, read_bytes
from ..firefox.session_files import revision_of
from ..firefox.tree.path import AnyPath
from ..session.json.utf8 import is_utf8
from ..session.model.snapshot import Snapshot
from ..text import printable
from .salvaging import salvaged_from, snapshot_of

if TYPE_CHECKING:
    from ..monitor.save_reader import Unpacked

_BOM = codecs.BOM_UTF8

KEEP_BYTES = 16_000_000  # of JSON: so much stays decoded beside the session that is shown
KEEP_SALVAGED = 300_000_000  # of JSON made of damaged files, which takes long
NOT_UTF8 = "it is not valid UTF-8"


class Loaded:
    """One file as it was read."""

    __slots__ = ("_changed", "_refused", "container", "revision", "snapshot")

    def __init__(self, snapshot: Snapshot, container: Container, revision: str) -> None:
        self.snapshot = snapshot
        self.container = container
        self.revision = revision
        self._refused: str | None = None
        self._changed: bytes | None = None

    @property
    def sound(self) -> bool:
        """Whether it is known by now that Firefox would not refuse it."""
        return self._refused == ""

    def follows(self, sound: str | None, ready: Unpacked) -> None:
        """It comes from who compared it with a save before: perhaps with the ``sound`` revision."""
        folded = self.snapshot.document.folded = ready.folded
        if folded is not None and ready.before == sound:
            self._changed = folded.json  # all else is known not to be refused

    def refused(self) -> str:
        """Why Firefox's own parser, stricter than ours, would refuse the text; else empty."""
        if self._refused is None:
            doubtful = not self.snapshot.document.sound
            self._refused = _refused(self.container, self._changed, doubtful)
            self._changed = None
        return self._refused


def _refused(container: Container, changed: bytes | None, doubtful: bool) -> str:
    """``changed``: as much of the text as has to be looked through; all of it without.

    ``doubtful``: it was read by a parser that lets more pass than Firefox's.
    """
    if container.text[: container.before].strip(_BOM + b" \t\r\n"):
        return "the JSON stands in parentheses"
    if not is_utf8(container.text if changed is None else changed):
        return NOT_UTF8
    if doubtful:
        try:
            import json  # hardly ever

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
    """Loads session files, and keeps the one that is shown.

    Of large ones no other stays decoded: it is read again when it is asked for. What was read last
    does until something is shown, so that looking and then showing reads once.
    """

    def __init__(self) -> None:
        # What somebody else has unpacked already, by its revision; given away once.
        self.ready: Callable[[str], Unpacked | None] = lambda revision: None
        self._shown: AnyPath | None = None
        self._kept: OrderedDict[AnyPath, Loaded] = OrderedDict()
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
            self.ready(revision)  # it was read before that was there: nobody else will take it
            return kept
        sound = kept.revision if kept is not None and kept.sound else None
        kept = None
        self._forget(path)
        check_links(path)  # also of what somebody else has read
        ready = self.ready(revision) if revision else None
        data = b""
        if ready is None:
            data, info = read_bytes(path, retry=retry, own=True)
            revision = revision_of(info)
        try:
            container = None if ready is None else ready.container
            loaded = self._read(path, data, container, revision, whole=whole)
        except MemoryError:
            raise no_memory(path) from None
        del data
        if ready is not None and loaded.container is ready.container:
            loaded.follows(sound, ready)
        if keep or loaded.snapshot.salvaged is not None:  # which takes long to make
            self._kept[path] = loaded
            self._forget_others(path, self._shown)
        return loaded

    def show(self, loaded: Loaded) -> None:
        """This one is shown now: the one before is let go of, and what was looked at beside it."""
        self._shown = next((path for path, kept in self._kept.items() if kept is loaded), None)
        if self._shown is not None:
            self._forget_others(self._shown)

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

    def _forget_others(self, *needed: AnyPath | None) -> None:
        """Of what is not needed the oldest first, until little enough is kept."""
        for salvaged, most in ((False, KEEP_BYTES), (True, KEEP_SALVAGED)):
            others = [
                path
                for path, kept in self._kept.items()
                if path not in needed and (kept.snapshot.salvaged is not None) is salvaged
            ]
            held = sum(_length(self._kept[path]) for path in others)
            for path in others:
                if held <= most:
                    break
                held -= _length(self._kept[path])
                self._forget(path)

    def _forget(self, path: AnyPath) -> None:
        self._kept.pop(path, None)

    def clear(self) -> None:
        """Let go of all sessions, and of what could not be read."""
        self._kept.clear()
        self._shown = None
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
