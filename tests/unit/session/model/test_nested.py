"""Sessions inside a session, as versions of a workspace."""

from __future__ import annotations

import json
from pathlib import Path

from sessiontui.session.model.document import Document
from sessiontui.session.model.nested import session_at, sessions_inside
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.workspace import Workspace
from tests.builders import closed_tab, entry, session, tab, to_json, window, write_profile

INNER = session(window("https://in.example/1", "https://in.example/2"))


def offer(inner: object) -> dict[str, object]:
    """A crash-restore tab."""
    return tab(
        entry("about:sessionrestore", "Restore"),
        formdata={"id": {"sessionData": json.dumps(inner)}, "url": "about:sessionrestore"},
    )


def snapshot(state: object) -> Snapshot:
    return Snapshot(Document(to_json(state)))


def test_they_are_found_in_the_last_session_in_tabs_and_in_closed_tabs() -> None:
    shown = snapshot(
        session(
            window(offer(INNER), closed=[closed_tab(offer(INNER))]),
            lastSessionState=INNER,
        )
    )
    found = list(sessions_inside(shown))
    assert [inside.pointer for inside in found] == [
        "/lastSessionState",
        "/windows/0/tabs/0",
        "/windows/0/_closedTabs/0/state",
    ]
    assert all(inside.snapshot.counts.tabs == 2 for inside in found)
    for inside in found:
        again = session_at(shown, inside.pointer)
        assert again is not None
        assert again.counts == inside.snapshot.counts


def test_a_tab_whose_data_is_no_session_holds_none() -> None:
    shown = snapshot(session(window(offer({"no": "session"}), offer("text"))))
    assert list(sessions_inside(shown)) == []
    assert session_at(shown, "/windows/0/tabs/0") is None


def test_a_workspace_shows_one_by_its_id_and_any_depth(tmp_path: Path) -> None:
    middle = session(window(offer(INNER)))
    state = session(window("https://out.example/"), lastSessionState=middle)
    path = write_profile(tmp_path / "p", recovery=state, checkpoints="crashed")
    workspace = Workspace(ProfileStore(path))
    view = workspace.view("recovery#/lastSessionState#/windows/0/tabs/0")
    assert view.snapshot is not None
    assert view.version is not None
    assert view.snapshot.counts.tabs == 2
    assert view.version.depth == 2
    assert [v.depth for v in view.rail] == [0, 1, 2]
    assert view.losses == ()
    gone = workspace.view("recovery#/windows/9/tabs/0")
    assert gone.version is not None
    assert gone.version.id == "recovery"
