"""From what a program names to an opened place."""

from __future__ import annotations

import io
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeAlias, cast

from ..errors import Unreadable, UsageError
from ..system_errors import sentence_of
from ..workspace import Workspace

Place: TypeAlias = str | os.PathLike[str] | BinaryIO | None
"""What can be opened.

A string is a PLACE of the command line: a profile's name or directory, a session file, an
archive, ``ssh:host``, ``demo:``, ``-`` for standard input. A ``Path`` is always a file or
directory. Of a file object that gives bytes the rest is read, as one session file. None is the
profile in use, or the only one there is.
"""

Password: TypeAlias = str | Callable[[str], str | None] | None
"""The password of an encrypted place, or who gives it when told which place it is."""


class OpenPlace:
    """A place that is open, for one thread at a time; nothing can be changed through it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace: Workspace | None = workspace
        self._lock = threading.RLock()
        self._watches: list[Callable[[], None]] = []
        # Also when nobody holds it any more, and when the program ends.
        self._let_go = weakref.finalize(self, _let_go, workspace, self._watches)
        self.title = workspace.store.info.title
        self.location = workspace.store.info.location

    @contextmanager
    def use(self) -> Iterator[Workspace]:
        """The place, for this thread. Raises Unreadable when closed, or when the system says no."""
        with self._lock:
            if self._workspace is None:
                raise Unreadable(
                    f"{self.title}: this place was closed; ask for what is not read yet before "
                    "that, inside the with block"
                )
            with system_errors_told():
                yield self._workspace

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` from some thread after each change, until the result is called.

        Closing ends it, too. Whoever holds the result holds this place.
        """
        with self.use() as workspace:
            end = workspace.watch(changed)
            self._watches.append(end)

        def once() -> None:
            with self._lock:
                if end not in self._watches:
                    return
                self._watches.remove(end)
            end()

        return once

    def close(self) -> None:
        """Let go of it. Harmless when called twice."""
        with self._lock:
            self._workspace = None
        self._let_go()  # without the lock: a listener may be waiting for it just now


def _let_go(workspace: Workspace, watches: list[Callable[[], None]]) -> None:
    while watches:
        watches.pop()()
    workspace.close()


def open_place(place: Place, *, password: Password = None, as_firefox: bool = False) -> OpenPlace:
    """Open a place to be looked at. Raises SessiontuiError in all its kinds."""
    with system_errors_told():
        if place is None or isinstance(place, str):
            named = place
        elif isinstance(place, os.PathLike):
            named = named_by(place)
        else:
            from ..stores.file.store import BytesStore

            return OpenPlace(Workspace(BytesStore(read_all(place), name_of(place))))
        if named is not None:
            check_name(named)
        asked = (lambda _: password) if isinstance(password, str) else password
        return OpenPlace(
            Workspace.open(named, read_only=True, as_firefox=as_firefox, password=asked)
        )


def named_by(path: os.PathLike[str]) -> str:
    """A path as a PLACE that means a file or directory, and neither a scheme nor a name."""
    text = os.fspath(path)
    return text if "/" in text else f"./{text}"


def check_name(file: str | os.PathLike[str]) -> None:
    """Raise Unreadable for what no file can be called: a NUL, half a character."""
    from ..text import printable

    name = os.fspath(file)
    try:
        if b"\0" not in os.fsencode(name):
            return
    except UnicodeEncodeError:
        pass
    raise Unreadable(f"{printable(name)}: no file can have this name")


def read_all(stream: object) -> bytes:
    """What is left of a file object, up to the most that a session file has.

    Raises TooLarge, UsageError for what gives no bytes.
    """
    if isinstance(stream, io.TextIOBase):
        raise UsageError(f"{name_of(stream)}: a session is bytes; open the file in binary mode")
    if not hasattr(stream, "read"):
        raise UsageError(
            "a place is a text, a path or a file object that gives bytes, and this is "
            f"{type(stream).__name__}"
        )
    from ..firefox.safe_reading import read_stream

    return read_stream(cast(BinaryIO, stream), name_of(stream))


def name_of(stream: object) -> str:
    """What sentences call a file object."""
    from ..text import printable

    name = getattr(stream, "name", None)
    return printable(name) if isinstance(name, str) and name else "the file object"


@contextmanager
def system_errors_told() -> Iterator[None]:
    """What the system says is Unreadable, as everything that cannot be read."""
    try:
        yield
    except OSError as error:
        raise Unreadable(sentence_of(error)) from error
