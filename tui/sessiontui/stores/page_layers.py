"""The tabs of every version of a place as rows, each read once for each of its revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Raw

from .. import progress
from ..errors import SessiontuiError
from ..session.model.nested import sessions_inside
from ..session.model.snapshot import Snapshot
from ..session.pages.index import Layer
from ..session.pages.sightings import sightings_in
from ..session.pages.tab_lists import TabList, tab_lists
from ..session.pages.texts import Texts
from ..system_errors import sentence_of
from .left_out import LeftOut
from .protocols import Store, Surveys
from .view import Version, VersionId

_DEEPEST = 8


class Session:
    """One session of one version: the file's own, or one inside another (``outer#/pointer``)."""

    def __init__(self, version: VersionId, snapshot: Snapshot) -> None:
        self.version = version
        self.snapshot = snapshot

    @cached_property
    def tab_lists(self) -> list[tuple[TabList, list[Raw]]]:
        """Its lists of tabs, with the JSON of each."""
        return list(tab_lists(self.snapshot))

    @property
    def size(self) -> int:
        """Bytes of its JSON."""
        return len(self.snapshot.document.text)


class PageLayers:
    """Reads versions into layers and remembers those, without the sessions themselves.

    Only ``kept_sessions`` are, up to ``keep_bytes`` of JSON: while words are typed, the next letter
    searches them again.
    """

    def __init__(self, store: Store, keep_bytes: int = 0) -> None:
        self._store = store
        self._keep_bytes = keep_bytes
        self.texts = Texts()
        self._known: dict[str, tuple[VersionId, tuple[Layer, ...]]] = {}
        self._deeper: set[str] = set()  # revisions that hold sessions deeper than is looked
        self._damaged: dict[str, str] = {}  # revisions of which some can be read, and how much
        self._kept: dict[str, tuple[Session, ...]] = {}  # by revision, too

    def known(self, version: Version) -> tuple[Layer, ...] | None:
        """The layers of a version that was read already, also under another name.

        Each save gives the file of the one before another name.
        """
        found = self._known.get(version.revision)
        if found is None:
            return None
        name, layers = found
        if name == version.id:
            return layers
        return tuple(
            layer._replace(version=version.id + layer.version.removeprefix(name))
            for layer in layers
        )

    def of(self, version: Version) -> tuple[Layer, ...]:
        """The layers of a version, read if it must be. Raises like Store.load."""
        known = self.known(version)
        if known is not None:
            return known
        return self.of_sessions(version, self.sessions(version))

    def kept_sessions(self, version: Version) -> tuple[Session, ...]:
        """Like ``sessions``, but kept until ``let_go`` where there is room."""
        kept = self._kept.get(version.revision)
        if kept is not None and kept[0].version == version.id:
            return kept
        self._kept.pop(version.revision, None)
        sessions = self.sessions(version)
        held = sum(session.size for kept in self._kept.values() for session in kept)
        if held + sum(session.size for session in sessions) <= self._keep_bytes:
            self._kept[version.revision] = sessions
        return sessions

    def let_go(self) -> None:
        """Keep no session any longer."""
        self._kept.clear()

    def sessions(self, version: Version) -> tuple[Session, ...]:
        """A version's session and those inside it, not remembered. Raises like Store.load."""
        read = self._store.peek if isinstance(self._store, Surveys) else self._store.load
        known, snapshot = self.known(version), read(version.id)
        if known is not None and len(known) == 1 and version.revision not in self._deeper:
            return (Session(version.id, snapshot),)  # there is none inside: no need to look
        found = tuple(_sessions_of(version.id, snapshot))
        self._deeper.discard(version.revision)
        if any(map(_holds_deeper, found)):
            self._deeper.add(version.revision)
        return found

    def left_out_of(self, version: Version) -> tuple[LeftOut, ...]:
        """What of a version that was read was not looked through."""
        left_out = []
        if version.revision in self._deeper:
            why = f"the sessions more than {_DEEPEST} deep inside one another"
            left_out.append(LeftOut(version.id, why, partly=True))
        if why := self._damaged.get(version.revision, ""):
            left_out.append(LeftOut(version.id, why, partly=True))
        return tuple(left_out)

    def of_sessions(self, version: Version, sessions: Sequence[Session]) -> tuple[Layer, ...]:
        """The layers of a version that was read already."""
        saved = None if version.modified is None else int(version.modified)
        layers = tuple(
            Layer(
                one.version,
                one.snapshot.session.last_update or saved,
                sightings_in(one.snapshot, self.texts, one.tab_lists),
            )
            for one in sessions
        )
        self._known[version.revision] = (version.id, layers)
        salvaged = sessions[0].snapshot.salvaged
        if salvaged is not None:
            why = f"the rest of a damaged file, of which {salvaged.much} can be read"
            self._damaged[version.revision] = why
        return layers

    def forget_gone(self, versions: Sequence[Version]) -> None:
        """Keep only the layers of these versions."""
        there = {version.revision for version in versions}
        for gone in self._known.keys() - there:
            del self._known[gone]
        self._deeper &= there
        for gone in self._damaged.keys() - there:
            del self._damaged[gone]
        for gone in self._kept.keys() - there:
            del self._kept[gone]

    def all(
        self,
        versions: Sequence[Version],
        cancelled: Callable[[], bool] = lambda: False,
        read: Callable[[Version], tuple[Layer, ...]] | None = None,
    ) -> tuple[list[Layer], list[LeftOut]]:
        """The layers of all versions that can be read, and what was left out.

        ``read`` gives those of a version, else ``of``. Layers of versions that are gone are
        forgotten. Ends early, incomplete, when cancelled.
        """
        read = read or self.of
        layers: list[Layer] = []
        left_out: list[LeftOut] = []
        self.forget_gone(versions)
        for number, version in enumerate(versions, 1):
            if cancelled():
                break
            progress.tell("looking through", number, len(versions), "versions")
            try:
                layers += read(version)
                left_out += self.left_out_of(version)
            except (SessiontuiError, OSError) as error:
                left_out.append(LeftOut(version.id, version.without_name(sentence_of(error))))
        return layers, left_out


def _holds_deeper(session: Session) -> bool:
    if session.version.count("#/") < _DEEPEST:
        return False
    return next(sessions_inside(session.snapshot), None) is not None


def _sessions_of(name: VersionId, snapshot: Snapshot, depth: int = 0) -> Iterator[Session]:
    """A version's session, and those inside it, deeper ones behind theirs."""
    yield Session(name, snapshot)
    if depth < _DEEPEST:
        for inside in sessions_inside(snapshot):
            yield from _sessions_of(f"{name}#{inside.pointer}", inside.snapshot, depth + 1)
