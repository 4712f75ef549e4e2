"""The core both front ends use: which version a view shows, and what stands around it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sessiontui.errors import NothingFound, Unreadable
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.view import View
from sessiontui.workspace import Workspace
from tests.builders import (
    DAY,
    NOW,
    SECOND,
    closed_tab,
    mozlz4,
    session,
    to_json,
    window,
    write_profile,
)
from tests.system import lock_held


def pages(*names: str, **more: Any) -> dict[str, Any]:
    return session(window(*(f"https://site.example/{name}" for name in names)), **more)


def opened(profile: Path) -> Workspace:
    return Workspace(ProfileStore(profile, now=lambda: NOW), now=lambda: NOW)


def shown(view: View) -> list[str]:
    assert view.snapshot is not None, view.error
    return [tab.title for tab in view.snapshot.open_tabs()]


def save(profile: Path, state: dict[str, Any]) -> None:
    recovery = profile / "sessionstore-backups" / "recovery.jsonlz4"
    if recovery.exists():
        recovery.rename(recovery.with_name("recovery.baklz4"))
    temporary = recovery.with_name("recovery.jsonlz4.tmp")
    temporary.write_bytes(mozlz4(to_json(state)))
    temporary.rename(recovery)


# -- which version -----------------------------------------------------------------------------


def test_a_closed_profile_shows_what_the_next_start_loads(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=pages("Clean"),
        recovery=pages("Newer"),
        times={"clean": NOW - DAY, "recovery": NOW},
    )
    view = opened(profile).view()
    assert shown(view) == ["Clean"]
    assert view.version is not None
    assert (view.version.id, view.chosen, view.error) == ("sessionstore", False, None)
    assert view.profile is not None
    assert view.profile.next_start.loads == "sessionstore"


def test_while_firefox_runs_the_newest_save_is_followed(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=pages("Clean"),
        recovery=pages("Stale"),
        times={"clean": NOW - 60 * SECOND, "recovery": NOW - DAY},
    )
    workspace = opened(profile)
    with lock_held(profile) as pid:
        view = workspace.view()
        assert shown(view) == ["Clean"]  # until the first save of this run
        assert view.profile is not None
        assert (view.profile.in_use.state, view.profile.in_use.pid) == ("in use", pid)
        for number in range(3):
            save(profile, pages(f"Save {number}"))
            view = workspace.view()
            assert shown(view) == [f"Save {number}"]
            assert view.version is not None
            assert view.version.id == "recovery"
    assert shown(workspace.view()) == ["Clean"]  # closed again


def test_a_chosen_version_stays_chosen(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=pages("One"), previous=pages("Before"))
    workspace = opened(profile)
    with lock_held(profile):
        for number in range(2):
            view = workspace.view("previous")
            assert shown(view) == ["Before"]
            assert view.chosen
            save(profile, pages(f"Save {number}"))
        (profile / "sessionstore-backups" / "previous.jsonlz4").unlink()
        view = workspace.view("previous")
        assert shown(view) == ["Save 1"]
        assert not view.chosen


def test_nothing_to_load_shows_the_first_readable(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", upgrades={"20260101000000": pages("Upgrade")}, checkpoints=None
    )
    (profile / "prefs.js").unlink()
    view = opened(profile).view()
    assert view.profile is not None
    assert view.profile.next_start.kind == "none"
    assert shown(view) == ["Upgrade"]


def test_no_session_file_yet(tmp_path: Path) -> None:
    view = opened(write_profile(tmp_path / "p")).view()
    assert (view.version, view.snapshot) == (None, None)
    assert view.error == "There is no session file here yet."
    assert view.settings


def test_an_unreadable_version_says_why_and_the_others_work(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=pages("Fine"), previous=b"\x89PNG\r\n\x1a\n")
    workspace = opened(profile)
    view = workspace.view("previous")
    assert view.snapshot is None
    assert view.chosen
    assert view.error is not None
    assert "previous.jsonlz4" in view.error
    assert "PNG" in view.error
    assert view.summaries["previous"].error == view.error
    assert shown(workspace.view()) == ["Fine"]


def test_a_profile_that_vanishes_is_a_view_with_an_error(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=pages("Fine"))
    workspace = opened(profile)
    workspace.view()
    profile.rename(tmp_path / "away")
    view = workspace.view()
    assert view.error is not None
    assert "no such file or directory" in view.error
    (tmp_path / "away").rename(profile)
    assert shown(workspace.view()) == ["Fine"]


def test_what_did_not_change_is_the_same_object(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=pages("One"), previous=pages("Two"))
    workspace = opened(profile)
    first = workspace.view()
    workspace.view("previous")
    (profile / "prefs.js").write_text('user_pref("browser.startup.page", 3);\n')
    again = workspace.view()
    assert again is not first
    assert again.snapshot is first.snapshot


# -- damaged versions --------------------------------------------------------------------------


def test_where_nothing_loads_a_damaged_version_is_followed_before_one_that_gives_nothing(
    tmp_path: Path,
) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=bytes(500),
        recovery=mozlz4(to_json(pages("One", "Two")))[:-5],
        checkpoints="clean",
    )
    workspace = opened(profile)
    while (more := workspace.survey(workspace.view())) is not None:
        assert more.summaries
    view = workspace.view()
    assert view.profile is not None
    assert view.profile.next_start.loads is None
    assert view.version is not None
    assert view.version.id == "recovery"
    assert view.snapshot is not None
    assert view.snapshot.counts.tabs == 2


def test_a_damaged_single_file_says_why_nothing_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonlz4"
    path.write_bytes(mozlz4(to_json(pages("One", "Two")))[:-5])
    view = Workspace(FileStore(path)).view()
    assert view.no_edits is not None
    assert "damaged" in view.no_edits


# -- around it ---------------------------------------------------------------------------------


def test_survey_looks_into_one_version_after_the_other(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=pages("One", "Two"),
        recovery=pages("Three"),
        previous=mozlz4(to_json(pages("Cut")))[:-5],
        upgrades={"20261103151912": bytes(300)},
        checkpoints="clean",
    )
    workspace = opened(profile)
    view = workspace.view()
    assert set(view.summaries) == {"sessionstore"}
    steps = 0
    while (more := workspace.survey(view)) is not None:
        assert more.snapshot is view.snapshot
        view = more
        steps += 1
    assert steps == 3
    counts = {name: summary.counts for name, summary in view.summaries.items()}
    assert counts["sessionstore"] is not None
    assert counts["sessionstore"].tabs == 2
    assert counts["recovery"] is not None
    assert counts["recovery"].tabs == 1
    assert counts["upgrade-20261103151912"] is None
    assert view.summaries["upgrade-20261103151912"].error
    assert counts["previous"] is not None
    assert counts["previous"].tabs == 1
    assert view.summaries["previous"].error is None
    assert view.summaries["previous"].damaged
    # A save makes only that version unknown again.
    save(profile, pages("Four", "Five", "Six"))
    view = workspace.view()
    assert "recovery" not in view.summaries
    found = workspace.survey(view)
    assert found is not None
    names = {name for name in found.summaries if name.startswith("recovery")}
    assert names


def test_forget_rules_stand_in_numbers(tmp_path: Path) -> None:
    state = session(
        window(
            "https://a.example/",
            closed=[
                closed_tab(f"https://c.example/Page {i}", closed_at=NOW - (12 * DAY if i else DAY))
                for i in range(10)
            ],
        )
    )
    profile = write_profile(
        tmp_path / "p", clean=state, prefs={"browser.sessionstore.max_tabs_undo": 10}
    )
    view = opened(profile).view()
    assert [item.sentence for item in view.losses] == [
        '10 of 10 closed tabs: the next close drops "Page 9"',
        '"Page 1" expires in 2 days',
    ]
    setting = view.setting("browser.sessionstore.max_tabs_undo")
    assert setting is not None
    assert (setting.value, setting.source) == (10, "prefs.js")
    assert view.setting("no.such.setting") is None


# -- a user's words ----------------------------------------------------------------------------


def test_versions_by_name(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=pages("Clean"),
        previous=pages("Previous"),
        upgrades={"20261103151912": pages("Upgrade")},
        plain={"sessionstore-backups/sessionstore.jsonlz4": mozlz4(to_json(pages("A copy")))},
    )
    workspace = opened(profile)
    for word, found in {
        "sessionstore": "sessionstore",
        "sessionstore.jsonlz4": "sessionstore",
        "previous": "previous",
        "previous.jsonlz4": "previous",
        "20261103151912": "upgrade-20261103151912",
        "upgrade-20261103151912": "upgrade-20261103151912",
        "sessionstore-backups/sessionstore.jsonlz4": "sessionstore-backups/sessionstore.jsonlz4",
    }.items():
        assert workspace.find_version(word).id == found
    assert workspace.find_version(None).id == "sessionstore"
    with pytest.raises(NothingFound, match="there is sessionstore, previous") as caught:
        workspace.find_version("rec\x1bovery")
    assert "\x1b" not in caught.value.sentence
    with pytest.raises(NothingFound, match="no session file"):
        opened(write_profile(tmp_path / "empty")).find_version(None)


def test_text_is_exact(tmp_path: Path) -> None:
    raw = b' {"windows" : [ ],"odd":1.00}\n'
    profile = write_profile(tmp_path / "p", clean=mozlz4(raw), previous=mozlz4(b"[1, 2]"))
    workspace = opened(profile)
    assert workspace.text(workspace.find_version("sessionstore")) == raw
    assert workspace.text(workspace.find_version("previous")) == b"[1, 2]"  # no session at all
    assert "not a session" in (workspace.view("previous").error or "")


def test_opening_by_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = write_profile(tmp_path / "p", clean=pages("One"))
    workspace = Workspace.open(str(profile), read_only=True)
    assert workspace.store.info.read_only_reason == "it was opened read-only"
    workspace.close()
    workspace = Workspace.open(str(profile / "sessionstore.jsonlz4"))
    view = workspace.view()
    assert shown(view) == ["One"]
    assert (view.profile, view.settings, view.losses) == (None, (), ())
    monkeypatch.setattr(
        sys, "stdin", SimpleNamespace(buffer=io.BytesIO(to_json(pages("From a pipe"))))
    )
    workspace = Workspace.open("-")
    assert shown(workspace.view()) == ["From a pipe"]
    workspace.watch(lambda: None)()  # it cannot change: nothing to watch, and no error
    with pytest.raises(Unreadable):
        Workspace.open(str(tmp_path / "gone"))
