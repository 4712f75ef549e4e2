"""What is said to be droppable frees bytes when it is dropped, and what is not does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from sessiontui.codec.container import open_container
from sessiontui.errors import SessiontuiError
from sessiontui.session.edit.can_drop import can_drop
from sessiontui.session.edit.slimming import DROPS, Slimming, savings
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    FAVICON,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.paths import CORPUS
from tests.unit.session.weight.odd_sessions import odd_sessions

ALL = Slimming(keep_history=0, installed=frozenset(), hosts=frozenset())


def agrees(text: bytes) -> None:
    snapshot = Snapshot(Document(text))
    found = can_drop(snapshot)
    freed = {one.drop: one.bytes > 0 for one in savings(snapshot, ALL, now=NOW)}
    assert {drop: found.frees(drop) for drop in DROPS} == freed
    for site in ("a.example", "b.example", "example", "127.0.0.1"):
        how = Slimming(site=site, keep_history=0, installed=frozenset())
        for one in savings(snapshot, how, now=NOW, drops=("closed", "storage")):
            assert found.frees(one.drop, site) == (one.bytes > 0), (one.drop, site)


A, B = "https://www.a.example/", "https://sub.b.example/x"
UUID = "0e8f6a1c-0000-4000-8000-000000000001"
NESTED = {"id": {"sessionData": to_json(session(window(A))).decode()}, "url": "about:x"}


@pytest.mark.parametrize(
    "state",
    [
        session(window(A)),
        session(window(tab(A, image=None), tab(B, image="chrome://branding/icon.png"))),
        session(window(tab(A, image=FAVICON))),
        session(window(tab(entry(A), entry(B)))),
        session(window(tab(A, storage={"https://b.example^userContextId=2": {"k": "v"}}))),
        session(window(tab(A, storage={}))),
        session(window(tab(A), tab(A))),
        session(window(tab(A, formdata=NESTED))),
        session(window(tab(A, extData={"extension:gone@x:key": "1"}))),
        session(window(A, extData={"ours": "1"})),
        session(window(tab(A, storage={f"moz-extension://{UUID}^userContextId=2": {"k": "v"}}))),
        session(window(tab(f"moz-extension://{UUID}/page.html"))),
        session(window(A, closed=[closed_tab(tab(B))])),
        session(window(A), closed_windows=[closed_window(window(B))]),
        session(window(A, closedGroups=[closed_group("g", "G", closed_tab(tab(B)))])),
        session(window(A), savedGroups=[saved_group("g", "G", closed_tab(tab(B)))]),
        session(window(A), lastSessionState=session(window(A, closed=[closed_tab(tab(B))]))),
    ],
)
def test_each_kind_is_told_by_itself(state: dict[str, Any]) -> None:
    agrees(to_json(state))


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(odd_sessions())
def test_of_any_session_what_would_free_something_is_offered(text: bytes) -> None:
    """Where odd values stand more may be offered than there is, and never less."""
    snapshot = Snapshot(Document(text))
    found = can_drop(snapshot)
    for one in savings(snapshot, ALL, now=NOW):
        assert found.frees(one.drop) or not one.bytes, one


@pytest.mark.long
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"NO CORPUS at {CORPUS}: real sessions unseen")
def test_real_sessions_tell_what_they_would_free() -> None:
    seen = 0
    for path in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        try:
            text = open_container(path.read_bytes()).json
            Document(text)
        except SessiontuiError:
            continue
        agrees(text)
        seen += 1
    assert seen > 50


def test_icons_of_a_session_before_this_one_that_has_no_windows() -> None:
    text = b'{"version":["sessionrestore",1],"windows":[],"lastSessionState":{"_cachedObjs":null}}'
    assert can_drop(Snapshot(Document(text))).frees("favicons")
