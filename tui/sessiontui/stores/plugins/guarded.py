"""A stranger's store behind a wall: what it gives is checked, what it raises becomes a sentence.

The wall can do exactly what the store can (of what plug-ins may do): ``isinstance(store, Edits)``
is true of it when it is of the store. Stores that are built in have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from ...errors import NothingFound
from ...text import printable
from ..view import Foretold, ProfileState, StoreInfo, Version
from .blame import odd_answer
from .listed import Listed, OddVersions, listed, shown, shown_info
from .told_of import ToldOf
from .wall import Wall

if TYPE_CHECKING:
    from ...firefox.prefs.settings import Setting
    from ...firefox.save_log import FirefoxWrite
    from ...session.model.snapshot import Snapshot

_BEGINNING: Final = 0.5  # seconds that the begin of a watch is waited for
_PARTING: Final = 2.0  # seconds that the end of a watch is waited for


class GuardedStore:
    """What every store can do. ``read_only``: it was asked for, whatever the plug-in thinks."""

    def __init__(self, store: Any, wall: Wall, *, read_only: bool) -> None:
        self._store = store
        self._wall = wall
        self._read_only = read_only
        self._listed = Listed()
        self._closed = False
        self._fault: Exception | None = None
        self._ends: list[Callable[[], None]] = []
        self._info = self._asked_info()

    def _asked_info(self) -> StoreInfo:
        given = self._wall.ask("what it is", lambda: self._store.info, StoreInfo)
        return shown_info(given, self._wall.plugin.scheme, read_only=self._read_only)

    @property
    def info(self) -> StoreInfo:
        """What it is and where, as it said when its versions were last asked for."""
        return self._info

    def versions(self) -> Sequence[Version]:
        """Every version, made harmless. Raises SessiontuiError in its kinds."""
        asked = "its versions"

        def work() -> Listed:
            return listed(self._store.versions())

        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        try:
            self._listed = self._wall.ask(asked, work)
        except Exception as error:
            if isinstance(error.__cause__, OddVersions):
                raise odd_answer(self._wall.plugin, asked, str(error.__cause__)) from None
            raise
        info = self._asked_info()
        if self._listed.left_out:
            info = replace(info, location=f"{info.location} ({self._listed.left_out})")
        if info != self._info:
            self._info = info
        return self._listed.versions

    def load(self, version: str) -> Snapshot:
        """One version, read. Raises SessiontuiError in its kinds."""
        return self._snapshot("load", version)

    def _snapshot(self, method: str, version: str) -> Snapshot:
        from ...session.model.document import Document
        from ...session.model.snapshot import Snapshot

        name = self._own_id(version)
        asked = f"its version {version}"

        def work() -> Any:
            given = getattr(self._store, method)(name)
            if type(given) is Snapshot:
                _ = type(given.document) is Document and given.counts
            return given

        found: Snapshot = self._wall.ask(asked, work, Snapshot)
        if type(found.document) is not Document:
            raise odd_answer(self._wall.plugin, asked, "its document is none")
        return found

    def _own_id(self, version: str) -> str:
        """The plug-in's own word for a version. Raises NothingFound for one it does not list."""
        if version not in self._listed.ids:
            self.versions()
        if version not in self._listed.ids:
            raise NothingFound(
                f"{printable(version)}: there is no such version in {self._info.title}"
            )
        return self._listed.ids[version]

    def close(self) -> None:
        """Let go of it: what it watched, and its thread. Never raises, never waits long."""
        if self._closed:
            return
        self._closed = True
        for end in tuple(self._ends):
            end()
        self._later("its end", lambda: self._store.close())
        self._wall.thread.end()

    def _later(self, asked: str, work: Callable[[], object], *, seconds: float = 0) -> None:
        """Have something done; what goes wrong is told when its versions are asked for next."""

        def failed(error: Exception) -> None:
            if not self._closed:
                self._fault = error

        self._wall.ask_later(asked, work, failed, seconds=seconds)


class Describing(GuardedStore):
    """Knows the profile around its versions."""

    def profile(self) -> ProfileState:
        """The profile around its versions."""
        given = self._wall.ask("the profile", lambda: self._store.profile(), ProfileState)
        found: ProfileState = replace(
            given, name=shown(given.name), browser=shown(given.browser),
            interrupted=tuple(map(shown, given.interrupted)),
            barred=tuple(map(shown, given.barred)), damaged=tuple(map(shown, given.damaged)),
        )  # fmt: skip
        return found


class Foretelling(GuardedStore):
    """Can tell the next start alone."""

    def foretold(self) -> Foretold:
        """What of the profile tells which version would be loaded."""
        found: Foretold = self._wall.ask("the next start", lambda: self._store.foretold(), Foretold)
        return found


class KnowingExtensions(GuardedStore):
    """Can tell which extensions a profile has."""

    def extensions(self) -> frozenset[str]:
        """The ids of all that are installed. Raises SessiontuiError in its kinds."""
        found: frozenset[str] = self._wall.ask(
            "its extensions", lambda: self._store.extensions(), frozenset[str]
        )
        return found

    def extension_hosts(self) -> frozenset[str]:
        """The hosts of their addresses. Raises SessiontuiError in its kinds."""
        found: frozenset[str] = self._wall.ask(
            "the hosts of its extensions", lambda: self._store.extension_hosts(), frozenset[str]
        )
        return found


class Configuring(GuardedStore):
    """Knows the session settings."""

    def settings(self) -> Sequence[Setting]:
        """Every session setting."""
        from ...firefox.prefs.settings import Setting

        found: Sequence[Setting] = self._wall.ask(
            "its settings", lambda: self._store.settings(), Sequence[Setting]
        )
        return tuple(found)


class Surveyed(GuardedStore):
    """Looks without remembering."""

    def peek(self, version: str) -> Snapshot:
        """One version, not remembered."""
        return self._snapshot("peek", version)

    def refresh(self) -> None:
        """Have it forget what was read. Waits for nothing."""
        self._later("a look at everything anew", lambda: self._store.refresh())


class Raw(GuardedStore):
    """Gives the text of a version."""

    def text(self, version: str) -> bytes:
        """A version's text, byte for byte."""
        name = self._own_id(version)
        found: bytes = self._wall.ask(
            f"the text of {version}", lambda: self._store.text(name), bytes
        )
        return found


class Timed(GuardedStore):
    """Knows what Firefox noted."""

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """What Firefox noted of its saves."""
        from ...firefox.save_log import FirefoxWrite

        found: Sequence[FirefoxWrite] = self._wall.ask(
            "what Firefox noted", lambda: self._store.firefox_writes(since), Sequence[FirefoxWrite]
        )
        return found


class Watched(GuardedStore):
    """Notices changes."""

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after changes: not ten times a second, and not after the end."""
        told = ToldOf(changed)
        asked = "word of changes"
        cancels: list[Callable[[], object]] = []
        failures: list[Exception] = []
        late = False

        def begin() -> None:
            given = self._store.watch(told.tell)
            if not callable(given):
                raise odd_answer(self._wall.plugin, asked, "it gave nothing that ends it")
            cancels.append(given)

        def failed(error: Exception) -> None:
            failures.append(error)
            if late and not self._closed:
                self._fault = error

        # The screen's own thread asks for it: it must not wait behind a call that hangs.
        self._wall.ask_later(asked, begin, failed, seconds=_BEGINNING)
        late = True
        if failures:
            told.end()
            raise failures[0]

        def cancel() -> None:
            for one in cancels:
                one()

        def end() -> None:
            if end not in self._ends:
                return
            self._ends.remove(end)
            told.end()
            self._later("no more word of changes", cancel, seconds=_PARTING)

        self._ends.append(end)
        return end
