"""Sightings and pages from built sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sessiontui.session.model.document import Document
from sessiontui.session.model.nested import sessions_inside
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.session.pages.index import Layer, Pages
from sessiontui.session.pages.sightings import Sightings, sightings_in
from sessiontui.session.pages.texts import Texts

Json = dict[str, Any]


def snapshot_of(session: Json) -> Snapshot:
    return Snapshot(Document(json.dumps(session).encode()))


def sightings_of(session: Json, texts: Texts) -> Sightings:
    return sightings_in(snapshot_of(session), texts)


def layers_of(name: str, snapshot: Snapshot, texts: Texts) -> Iterator[Layer]:
    yield Layer(name, snapshot.session.last_update, sightings_in(snapshot, texts))
    for inside in sessions_inside(snapshot):
        yield from layers_of(f"{name}#{inside.pointer}", inside.snapshot, texts)


def pages_of(versions: dict[str, Json], loaded: str | None) -> Pages:
    """The pages of versions by name; ``loaded`` is the one the next start would load."""
    texts = Texts()
    layers = [
        layer
        for name, session in versions.items()
        for layer in layers_of(name, snapshot_of(session), texts)
    ]
    return Pages(layers, loaded, texts)
