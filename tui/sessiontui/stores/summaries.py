"""What is known of each version without reading it again: its counts, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..errors import SessiontuiError
from ..session.model.snapshot import Snapshot
from ..system_errors import sentence_of
from .protocols import Store, Surveys
from .view import Summary, Version, VersionId


class Summaries:
    """Remembers summaries by version and revision; each save by Firefox makes a new one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[VersionId, str], Summary] = {}

    def clear(self) -> None:
        """Look into everything anew."""
        self._known.clear()

    def known(self, version: Version) -> Summary | None:
        """What is known already."""
        return self._known.get((version.id, version.revision))

    def note(self, version: Version, summary: Summary) -> None:
        """Remember what reading it has shown."""
        self._known[version.id, version.revision] = summary

    def look_into(self, version: Version) -> Summary:
        """A version's counts, or why it cannot be read."""
        known = self.known(version)
        if known is None:
            try:
                if isinstance(self._store, Surveys):
                    known = summary_of(self._store.peek(version.id))
                else:
                    known = summary_of(self._store.load(version.id))
            except (SessiontuiError, OSError) as error:
                known = Summary(None, sentence_of(error))
            self.note(version, known)
        return known

    def of(self, versions: Sequence[Version]) -> Mapping[VersionId, Summary]:
        """What is known of these versions by their ids; of all others it is forgotten."""
        there = {(version.id, version.revision) for version in versions}
        renamed = {
            revision: summary
            for (name, revision), summary in self._known.items()
            if summary.error is None and "#" not in name
        }
        for version in versions:  # each save gives the one before another name
            key = (version.id, version.revision)
            if key not in self._known and not version.depth and version.revision in renamed:
                self._known[key] = renamed[version.revision]
        for gone in self._known.keys() - there:
            del self._known[gone]
        known = {v.id: self._known.get((v.id, v.revision)) for v in versions}
        return MappingProxyType({key: found for key, found in known.items() if found})


def summary_of(snapshot: Snapshot) -> Summary:
    """The summary of a session that was read."""
    return Summary(snapshot.counts, note=snapshot.document.note, salvaged=snapshot.salvaged)
