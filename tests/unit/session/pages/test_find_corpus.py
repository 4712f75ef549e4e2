"""Words in every real session there is: found in exactly the tabs whose JSON has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.errors import SessiontuiError
from sessiontui.session.json.pointer import format_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.session.pages.find import search_session
from sessiontui.session.pages.query import Query
from sessiontui.session.pages.sightings import sightings_in
from sessiontui.session.pages.texts import Texts
from tests.raw_sessions import LAST, Json, places, read, texts

WORDS = 4  # of each file


def sessions(corpus: Path) -> Iterator[tuple[str, Json]]:
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.name not in ("EXPECTED.json", "SOURCES.txt"):
            try:
                made = read(path)
                Snapshot(Document(json.dumps(made).encode()))
            except (ValueError, RuntimeError, AttributeError, SessiontuiError):
                continue  # no session, and some are there to be damaged
            yield path.name, made


def found(name: str, snapshot: Snapshot, query: Query) -> Iterator[tuple[str, str]]:
    rows = sightings_in(snapshot, Texts())
    for one in search_session(snapshot, query):
        if one is not None:
            yield name, format_pointer(rows.steps(one[0]))
    if snapshot.last_session is not None:
        yield from found(f"{name}#/{LAST}", snapshot.last_session, query)


@pytest.mark.long
def test_words_of_every_real_session_are_found_where_they_stand(corpus: Path) -> None:
    read_sessions = 0
    for name, made in sessions(corpus):
        fields = {(one.version, one.pointer): "\n".join(texts(one)) for one in places(name, made)}
        words = sorted({word for text in fields.values() for word in re.findall(r"\w{4,}", text)})
        snapshot = Snapshot(Document(json.dumps(made).encode()))
        old = made.get("version") is None  # forms stand in the history entry, which is not judged
        for word in words[:: len(words) // WORDS or 1]:
            exact = any(char.isupper() for char in word)
            holding = {
                at for at, text in fields.items() if word in (text if exact else text.casefold())
            }
            hits = set(found(name, snapshot, Query(word)))
            assert holding <= hits if old else holding == hits, f"{name}: {len(word)} letters"
        read_sessions += bool(words)
    assert read_sessions > 60
