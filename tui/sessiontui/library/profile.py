"""A profile for programs: its versions, what the next start does, settings, who holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from ..arguments import VERSION_HINT, callable_of, text_of
from ..errors import NothingFound, UsageError
from ..stores.protocols import Configures, Describes
from ..text import printable
from .places import OpenPlace
from .saved_session import SavedSession, read_session
from .table import Table
from .told_types import ProfileState, Summary

if TYPE_CHECKING:
    from ..firefox.next_start import NextStart
    from ..firefox.prefs.settings import Setting
    from ..firefox.profile_lock import InUse
    from ..stores.page_finder import PageFinder
    from ..stores.view import Version
    from ..workspace import Workspace
    from .pages import Found, Lost


class Profile:
    """A place with its versions and what surrounds them, looked at anew whenever it is asked.

    What it gives is frozen and stays as it was; facts that must be of one moment are in one
    ``state``. Any number of threads may ask, they wait for each other. Use it as a context manager,
    ``close`` it, or forget it.
    """

    def __init__(self, place: OpenPlace) -> None:
        self._place = place
        self._finder: PageFinder | None = None

    def __repr__(self) -> str:
        return f"<Profile {self.name}>"

    def __reduce__(self) -> NoReturn:
        """It is live: a copy, or one in another process, would be of nothing."""
        raise TypeError(
            "a Profile cannot be copied or pickled: it is an open place; pass its location, and "
            "open that there"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the place. What it gave can still be read. Harmless when called twice."""
        self._place.close()

    @property
    def name(self) -> str:
        """What it is called, printable."""
        return self._place.title

    @property
    def location(self) -> str:
        """Where it is, printable; most often a path."""
        return self._place.location

    # -- versions ------------------------------------------------------------------------------

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every session file, and whatever else is a version; none is read for it."""
        with self._place.use() as workspace:
            return tuple(workspace.store.versions())

    def session(self, version: str | None = None) -> SavedSession:
        """Read the session that Firefox loads next, or another version. Raises as open_session."""
        return read_session(self._place, version, owned=False)

    def summary(self, version: str) -> Summary:
        """How much a version holds, or why it cannot be read. Reads it, and keeps the counts.

        >>> from sessiontui import open_profile
        >>> with open_profile("demo:") as profile:
        ...     for version in profile.versions[:3]:
        ...         print(version.id, profile.summary(version.id).counts.tabs)
        recovery 24
        recovery.bak 24
        previous 20
        """
        text_of(version, "version", VERSION_HINT)
        with self._place.use() as workspace:
            return workspace.summary(workspace.find_version(version))

    # -- around them ---------------------------------------------------------------------------

    @property
    def state(self) -> ProfileState:
        """All of what surrounds the versions at this moment. Reads what Firefox would read.

        Raises UsageError where no profile is around them: of a single session file.
        """
        with self._place.use() as workspace:
            if not isinstance(workspace.store, Describes):
                raise self._no_profile("is no profile")
            return workspace.store.profile()

    @property
    def next_start(self) -> NextStart:
        """What the next start of Firefox loads and does, and why. Raises as ``state``."""
        return self.state.next_start

    @property
    def lock(self) -> InUse:
        """Whether a Firefox runs with it, as far as that can be told. Raises as ``state``."""
        return self.state.in_use

    @property
    def containers(self) -> Mapping[int, str]:
        """The names of its containers by ``container_id``. Raises as ``state``."""
        return Table(self.state.containers)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Every setting that session restore obeys: value, source, meaning; changed ones first.

        Raises UsageError where there are none.
        """
        with self._place.use() as workspace:
            if not isinstance(workspace.store, Configures):
                raise self._no_profile("has no settings")
            return tuple(workspace.store.settings())

    def setting(self, name: str) -> Setting:
        """One setting by its full name. Raises NothingFound, and as ``settings``."""
        text_of(name, "name")
        for found in self.settings:
            if found.name == name:
                return found
        raise NothingFound(f"{printable(name)}: there is no such setting of session restore")

    def _no_profile(self, what: str) -> UsageError:
        return UsageError(
            f"{self.location}: this {what}; name the directory of a profile, or read a single "
            "session file with open_session"
        )

    # -- pages ---------------------------------------------------------------------------------

    def find(self, words: str) -> Found:
        """As ``sessiontui.find``; what was read is remembered for the next time."""
        from .pages import find_in

        text_of(words, "words")
        with self._finding() as (workspace, finder):
            return find_in(workspace, finder, words)

    def lost(self) -> Lost:
        """As ``sessiontui.lost``; what was read is remembered for the next time."""
        from .pages import lost_in

        with self._finding() as (workspace, finder):
            return lost_in(workspace, finder)

    @contextmanager
    def _finding(self) -> Iterator[tuple[Workspace, PageFinder]]:
        from ..stores.page_finder import PageFinder

        with self._place.use() as workspace:
            if self._finder is None:
                self._finder = PageFinder(workspace.store)
            yield workspace, self._finder

    # -- changes -------------------------------------------------------------------------------

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after each save and start of Firefox; the result ends that.

        It is called in a thread of this library, without arguments, until the result is called or
        the profile is closed; where changes cannot be noticed, never.
        """
        callable_of(changed, "changed")
        return self._place.watch(changed)
