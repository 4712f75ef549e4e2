"""From what a program names to an opened place."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO, TypeAlias, cast

from ..arguments import FilePath, text_or_none, yes_or_no
from ..errors import Unreadable, UsageError
from ..stores.place_names import place_name
from ..system_errors import sentence_of
from ..workspace import Workspace

Place: TypeAlias = FilePath | BinaryIO | None
"""What can be opened.

A string is a PLACE of the command line: a profile's name or directory, a session file, an
archive, ``ssh:host``, ``demo:``, ``-`` for standard input. A ``Path``, or bytes, is always a
file or directory. Of a file object that gives bytes the rest is read, as one session file. None is
the profile in use, or the only one there is.
"""

Password: TypeAlias = str | Callable[[str], str | None] | None
"""The password of an encrypted place, or who gives it when told which place it is."""


class ClosedPlace:
    """The place of a session that was pickled: what is not read yet cannot be had of it."""

    def __init__(self, title: str, location: str) -> None:
        self.title = title
        self.location = location

    def use(self) -> AbstractContextManager[Workspace]:
        """There is nothing to use. Raises Unreadable."""
        raise Unreadable(
            f"{self.title}: this session was unpickled, and its place did not come along; open "
            f"{self.location} for what is not in the session itself"
        )

    def close(self) -> None:
        """It is closed."""


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
    """Open a place to be looked at. Raises SessiontuiError in all its kinds, TypeError."""
    yes_or_no(as_firefox, "as_firefox")
    asked = asker(password)
    with system_errors_told():
        if place is not None and not isinstance(place, str | bytes | os.PathLike):
            from ..stores.file.store import BytesStore

            return OpenPlace(Workspace(BytesStore(read_all(place), name_of(place))))
        named = place_name(place)
        return OpenPlace(
            Workspace.open(named, read_only=True, as_firefox=as_firefox, password=asked)
        )


def asker(password: Password) -> Callable[[str], str | None] | None:
    """Who gives a password. Raises TypeError, also where another thing than one is given."""
    if password is None or isinstance(password, str):
        return None if password is None else lambda _: password
    if not callable(password):
        raise TypeError(
            "password must be a text, or a function that is given the place and returns one, not "
            f"{type(password).__name__}"
        )
    return lambda where: text_or_none(password(where), "what the password's function returns")


def read_all(stream: object) -> bytes:
    """What is left of a file object, up to the most that a session file has.

    Raises TooLarge, UsageError for one that is closed or only written, TypeError for what gives
    no bytes.
    """
    if not callable(getattr(stream, "read", None)):
        raise TypeError(
            "a place must be a text, a path or a file object that gives bytes, not "
            f"{type(stream).__name__}"
        )
    if getattr(stream, "closed", False):
        raise UsageError(f"{name_of(stream)}: this file object is closed; pass an open one")
    readable = getattr(stream, "readable", None)
    if callable(readable) and not readable():
        raise UsageError(f"{name_of(stream)}: this file object is not open for reading")
    file = cast(BinaryIO, stream)
    begun = file.read(0)
    if not isinstance(begun, bytes):
        raise TypeError(
            f"{name_of(stream)}: a session is bytes, and this file object gives "
            f"{type(begun).__name__}; open the file in binary mode"
        )
    from ..firefox.safe_reading import read_stream

    return read_stream(file, name_of(stream))


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
