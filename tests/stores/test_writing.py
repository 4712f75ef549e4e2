"""Edits of a profile, a file and the demo: planned, carried out, undone, rolled back from."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessiontui.errors import NothingFound, Refused, SessiontuiError, StaleRevision
from sessiontui.firefox.browser import Browser
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.session.edit.edits import (
    CloseTab,
    Edit,
    ForgetClosedTab,
    ForgetClosedWindow,
    ForgetGroup,
    ForgetMatching,
    OpenPages,
    PinTab,
    RestoreClosedTab,
    RestoreClosedWindow,
)
from sessiontui.stores import registry
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, Receipt, StoreRef
from sessiontui.stores.write import recovery
from sessiontui.text import is_printable
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    mozlz4,
    read_session,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
    write_profile,
)
from tests.system import lock_held

PAGE = "browser.startup.page"
ONCE = "browser.sessionstore.resume_session_once"
EVERYWHERE = EditOptions(everywhere=True)
STATE = session(
    window("https://a.example/One", closed=["https://b.example/Two", "https://c.example/Three"]),
    closed_windows=[closed_window(window("https://d.example/"))],
)
OTHER = session(window("https://other.example/"))
RESTORE = RestoreClosedTab(("windows", 0, "_closedTabs", 0))
FORGET = ForgetClosedTab(("windows", 0, "_closedTabs", 0))


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)


def opened(path: Path, **more: Any) -> ProfileStore:
    return ProfileStore(path, now=lambda: NOW, **more)


def revision(store: ProfileStore | FileStore | DemoStore, name: str | None = None) -> str:
    if name is None:
        name = store.profile().next_start.loads if not isinstance(store, FileStore) else None
    versions = store.versions()
    return next((v.revision for v in versions if v.id == name), versions[0].revision)


def apply(store: ProfileStore, *edits: Edit, options: EditOptions | None = None) -> Receipt:
    return store.apply(edits, base=revision(store), options=options or EditOptions())


def everything(profile: Path) -> dict[str, bytes]:
    return {
        path.relative_to(profile).as_posix(): path.read_bytes()
        for path in profile.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def titles(path: Path) -> list[str]:
    tabs = read_session(path)["windows"][0]["tabs"]
    return [found["entries"][0]["title"] for found in tabs]


# -- plan and apply ----------------------------------------------------------------------------


def test_a_plan_says_what_apply_does_and_writes_nothing(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    before = everything(tmp_path)
    plan = store.plan([RESTORE], base=revision(store))
    assert everything(tmp_path) == before
    assert plan.id is None
    assert plan.revision is None
    receipt = apply(store, RESTORE)
    assert receipt.id is not None
    assert receipt.backup is not None
    assert replace(receipt, id=None, backup=None, revision=None) == plan
    assert receipt.revision == revision(store)
    assert plan.files[0].path == str(profile / "sessionstore.jsonlz4")
    assert [Path(change.path).name for change in plan.files] == ["sessionstore.jsonlz4", "prefs.js"]
    for text in (*plan.edits, *(change.path + change.what for change in plan.files)):
        assert is_printable(text)
    assert (plan.windows, plan.tabs) == (1, 2)
    assert titles(profile / "sessionstore.jsonlz4") == ["Two", "One"]


def test_only_what_it_names_changes(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE, previous=OTHER, recovery=OTHER)
    before = everything(profile)
    apply(opened(profile), FORGET)
    after = everything(profile)
    assert [name for name in before if before[name] != after[name]] == ["sessionstore.jsonlz4"]
    old = unmozlz4(before["sessionstore.jsonlz4"])
    new = unmozlz4(after["sessionstore.jsonlz4"])
    forgotten = to_json(STATE["windows"][0]["_closedTabs"][0]) + b","
    assert old.replace(forgotten, b"") == new


def test_where_tabs_are_set_aside_only_windows_with_pinned_ones_open(tmp_path: Path) -> None:
    pinned = [tab(f"https://{name}.example/", pinned=True) for name in "ab"]
    state = session(
        window(*pinned, "https://c.example/", closed=["https://d.example/"]),
        window("https://e.example/"), window(pinned[0], "https://f.example/"),
    )  # fmt: skip
    store = opened(write_profile(tmp_path / "p", clean=state, prefs={PAGE: 1}))
    plan = store.plan([FORGET], base=revision(store))
    assert plan.next_start is not None
    assert plan.next_start.kind == "defer"
    assert (plan.windows, plan.tabs) == (2, 3)


def test_edits_that_change_nothing_write_nothing(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    before = everything(tmp_path)
    receipt = apply(store, ForgetMatching(site="nowhere.example"))
    assert receipt.id is None
    assert receipt.files == ()
    assert everything(tmp_path) == before


def test_an_item_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    before = everything(tmp_path)
    with pytest.raises(NothingFound, match="/windows/0/_closedTabs/9"):
        apply(opened(profile), FORGET, ForgetClosedTab(("windows", 0, "_closedTabs", 9)))
    assert everything(tmp_path) == before


def test_how_many_closed_tabs_stay_is_the_profile_s_own_setting(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", clean=STATE, prefs={"browser.sessionstore.max_tabs_undo": 1}
    )
    apply(opened(profile), CloseTab(("windows", 0, "tabs", 0)), FORGET)
    windows = read_session(profile / "sessionstore.jsonlz4")["windows"]
    assert sum(len(found["_closedTabs"]) for found in windows) <= 1


def test_a_limit_that_is_none_loses_no_closed_tab(tmp_path: Path) -> None:
    state = session(
        window("https://a.example/", "https://b.example/", closed=["https://c.example/"])
    )
    prefs = {"browser.sessionstore.max_tabs_undo": -1}
    profile = write_profile(tmp_path / "p", clean=state, prefs=prefs)
    apply(opened(profile), CloseTab(("windows", 0, "tabs", 0)))
    (found,) = read_session(profile / "sessionstore.jsonlz4")["windows"]
    assert [item["title"] for item in found["_closedTabs"]] == ["a.example", "c.example"]


def test_an_edit_is_no_crash_to_a_profile_that_has_only_plain_files(tmp_path: Path) -> None:
    """Nothing there says how Firefox ended: the new file itself says that it was stopped."""
    profile = write_profile(tmp_path / "p", plain={"sessionstore.js": STATE}, checkpoints=None)
    store = opened(profile)
    assert store.profile().next_start.crashed is False
    receipt = apply(store, FORGET)
    assert receipt.next_start is not None
    assert (receipt.next_start.loads, receipt.next_start.crashed) == ("sessionstore", False)
    assert read_session(profile / "sessionstore.jsonlz4")["session"]["state"] == "stopped"


def test_a_profile_reached_through_a_link(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "real", clean=STATE)
    (tmp_path / "link").symlink_to(profile)
    store = opened(tmp_path / "link")
    apply(store, FORGET)
    assert opened(profile).undoable() == store.undoable() is not None
    assert opened(profile).versions()[-1].role == "kept"


# -- what hinders it ---------------------------------------------------------------------------


def refused(store: ProfileStore, edits: Sequence[Edit], base: str) -> str:
    """Plan and apply refuse alike, and nothing is written; the sentence."""
    before = everything(store.path)
    sentences = []
    for call in (store.plan, store.apply):
        with pytest.raises(Refused) as caught:
            call(edits, base=base)
        sentences.append(caught.value.sentence)
    assert everything(store.path) == before
    assert sentences[0] == sentences[1]
    assert is_printable(sentences[0])
    return sentences[0]


def test_while_firefox_runs_nothing_is_written(tmp_path: Path) -> None:
    store = opened(write_profile(tmp_path / "p", clean=STATE))
    apply(store, RESTORE)
    base = revision(store)
    with lock_held(store.path) as pid:
        assert store.info.read_only_reason is None  # it may be closed in a moment
        assert f"Firefox is running (pid {pid}); close it first" in refused(store, [FORGET], base)
        for dry_run in (True, False):
            with pytest.raises(Refused, match=f"pid {pid}"):
                store.undo(dry_run=dry_run)
        with pytest.raises(Refused, match=f"pid {pid}"):
            store.rollback("kept-1", base=base)


def test_a_lock_that_cannot_be_asked(tmp_path: Path) -> None:
    store = opened(write_profile(tmp_path / "p", clean=STATE))
    base = revision(store)
    (store.path / ".parentlock").unlink()
    (store.path / ".parentlock").symlink_to(".parentlock")
    assert "cannot be told whether Firefox is running" in refused(store, [FORGET], base)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"read_only": True}, "it was opened read-only"),
        ({"browser": Browser("Zen", False)}, "a profile of Zen: its session files are only read"),
    ],
)
def test_read_only_places(tmp_path: Path, more: dict[str, Any], said: str) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile, **more)
    assert said in (store.info.read_only_reason or "")
    assert said in refused(store, [FORGET], revision(store))
    with pytest.raises(Refused, match=said):
        store.undo()
    with pytest.raises(Refused, match=said):
        store.rollback("sessionstore", base="x", dry_run=True)


@pytest.mark.parametrize(
    ("folder", "fork"),
    [
        ("/usr/lib/librewolf", "LibreWolf"), ("/opt/zen-browser", "Zen"), ("/opt/zen", "Zen"),
        ("/home/u/tor-browser/Browser", "Tor Browser"), ("/opt/waterfox-6.5", "Waterfox"),
        ("/home/zeno/firefox", None), ("/usr/lib/firefox-esr", None),
        ("/opt/torrents/firefox", None),
    ],
)  # fmt: skip
def test_a_fork_s_profile_is_read_only_wherever_it_lies(
    tmp_path: Path, folder: str, fork: str | None
) -> None:
    profile = write_profile(tmp_path / "copied", clean=STATE)
    (profile / "compatibility.ini").write_text(f"[Compatibility]\nLastPlatformDir={folder}\n")
    reason = registry.open_ref(StoreRef("profile", str(profile))).info.read_only_reason
    words = f"a profile of {fork}: its session files are only read, its tabs can be exported"
    assert (reason or "").startswith(words if fork else "")
    assert bool(reason) is bool(fork)


def test_edits_made_from_another_save(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE, previous=OTHER)
    store = opened(profile)
    base = revision(store)
    sentence = refused(store, [FORGET], revision(store, "previous"))
    assert sentence.startswith("previous: the next start of Firefox does not load this version but")
    assert "sessionstore; edit that one" in sentence
    (profile / "sessionstore.jsonlz4").write_bytes(mozlz4(to_json(OTHER)))
    assert "has changed since it was looked at" in refused(store, [FORGET], base)
    with pytest.raises(StaleRevision):
        store.apply([FORGET], base=base)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, "starts fresh"),
        ({"clean": b"junk"}, "can load none of the files here"),
        ({"clean": mozlz4(b"[]"), "previous": STATE}, "Firefox hangs at its start"),
        ({"clean": STATE, "prefs": {"browser.privatebrowsing.autostart": True}},
         "permanent private browsing is on"),
    ],
)  # fmt: skip
def test_when_no_session_would_be_loaded(tmp_path: Path, parts: Any, said: str) -> None:
    store = opened(write_profile(tmp_path / "p", **parts))
    sentence = refused(store, [FORGET], "any")
    assert said in sentence
    assert sentence.endswith("nothing was changed")


def test_user_js_that_defeats_it_is_found_before_anything_is_written(tmp_path: Path) -> None:
    store = opened(write_profile(tmp_path / "p", clean=STATE, user={ONCE: False}))
    assert f"{ONCE} = false in user.js" in refused(store, [RESTORE], revision(store))
    assert apply(store, FORGET).id  # which opens nothing, and so is not defeated


def test_prefs_that_cannot_be_read_are_not_taken_for_absent(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    base = revision(store)
    (profile / "prefs.js").unlink()
    (profile / "prefs.js").mkdir()
    with pytest.raises(SessiontuiError, match=r"prefs\.js: this is a directory, not a file"):
        store.apply([FORGET], base=base)


def test_pages_firefox_could_not_read_are_not_put_in(tmp_path: Path) -> None:
    store = opened(write_profile(tmp_path / "p", clean=STATE, prefs={PAGE: 3}))
    bad = to_json(tab("https://e.example/")).replace(b'"title":"', b'"title":"\xff', 1)
    assert "not valid UTF-8" in refused(store, [OpenPages(tabs=(bad,))], revision(store))


# -- undo --------------------------------------------------------------------------------------


def test_undo_gives_identical_files_and_survives_a_restart(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    before = everything(profile)
    first = apply(opened(profile), RESTORE)
    second = apply(opened(profile), ForgetClosedWindow(("_closedWindows", 0)))
    store = opened(profile)  # another run of the program
    found = store.undoable()
    assert found is not None
    assert (found.id, found.edits) == (second.id, second.edits)
    taken = store.undo()
    assert taken.edits == ("Undo: forget 1 window",)
    assert taken.revision == revision(store)
    store.undo(first.id)
    assert everything(profile) == before
    assert store.undoable() is None
    with pytest.raises(NothingFound, match="no edit to undo"):
        store.undo()


def test_undo_of_a_new_file_takes_it_away(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", previous=STATE)
    before = everything(profile)
    apply(opened(profile), RESTORE)
    assert (profile / "sessionstore.jsonlz4").exists()
    opened(profile).undo()
    assert everything(profile) == before


def test_an_earlier_edit_cannot_be_taken_back_from_under_a_later_one(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    first = apply(store, FORGET)
    apply(store, FORGET)
    before = everything(profile)
    with pytest.raises(Refused, match="it has changed since"):
        store.undo(first.id)
    assert everything(profile) == before


def test_after_firefox_ran_undo_refuses(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    apply(store, RESTORE)
    with (profile / "prefs.js").open("ab") as file:
        file.write(b'user_pref("another", 1);\n')
    before = everything(profile)
    with pytest.raises(Refused, match=r"prefs\.js: it has changed since .* roll back"):
        store.undo()
    assert everything(profile) == before


def test_an_edit_that_was_interrupted_is_finished_first_and_then_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    before = everything(profile)
    store = opened(profile)
    base = revision(store)
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "close", power_cut)
        patch.setattr(recovery, "backward", power_cut)
        with pytest.raises(PowerCut):
            store.apply([RESTORE], base=base)
    again = opened(profile)
    assert again.undoable() is None
    with pytest.raises(StaleRevision, match="was interrupted and is finished now: look again"):
        again.apply([FORGET], base=base)
    again.undo()
    assert everything(profile) == before


class PowerCut(BaseException):
    """Nothing more is done."""


def power_cut(*_: object) -> None:
    raise PowerCut


@pytest.mark.parametrize("seed", range(6))
def test_any_edits_and_as_many_undos_give_identical_files(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    parts: dict[str, Any] = {chance.choice(("clean", "recovery", "previous")): STATE}
    parts["checkpoints"] = chance.choice(("clean", "crashed"))
    profile = write_profile(tmp_path / "p", prefs={PAGE: chance.choice((1, 3))}, **parts)
    store = opened(profile)
    states = [everything(profile)]
    for _ in range(5):
        loads = store.profile().next_start.loads
        snapshot = store.load(loads or "")
        choices: list[Edit] = [
            edit
            for number, win in enumerate(snapshot.windows)
            for edit in (
                *(CloseTab(("windows", number, "tabs", i)) for i in range(len(win.tabs))),
                *(PinTab(("windows", number, "tabs", i)) for i in range(len(win.tabs))),
                *(
                    kind(("windows", number, "_closedTabs", i))
                    for kind in (RestoreClosedTab, ForgetClosedTab)
                    for i in range(len(win.closed_tabs))
                ),
            )
        ]
        choices += [
            RestoreClosedWindow(("_closedWindows", i)) for i in range(len(snapshot.closed_windows))
        ]
        if apply(store, chance.choice(choices)).id:
            states.append(everything(profile))
    for state in reversed(states[:-1]):
        opened(profile).undo()
        assert everything(profile) == state
    assert opened(profile).undoable() is None


# -- everywhere --------------------------------------------------------------------------------


def with_item(item: dict[str, Any], *more: Any) -> dict[str, Any]:
    return session(window("https://a.example/", closed=[item, *more]))


def everywhere_profile(tmp_path: Path) -> Path:
    """The same closed tab under other closedIds and at other places, and still open in one."""
    item = closed_tab("https://secret.example/", 3, NOW - HOUR)
    again = {**item, "closedId": 77}
    same_page_later = closed_tab("https://secret.example/", 4, NOW - 1)
    return write_profile(
        tmp_path / "p",
        clean=with_item(item, "https://kept.example/"),
        recovery=with_item(closed_tab("https://x.example/"), again),
        recovery_bak=mozlz4(to_json(STATE))[:-20],
        previous=with_item(same_page_later, again),
        upgrades={"20261103151912": session(window("https://secret.example/"))},
        plain={"sessionstore.bak-2": with_item(again), "sessionstore.js": with_item(again)},
    )


def test_forgotten_everywhere(tmp_path: Path) -> None:
    profile = everywhere_profile(tmp_path)
    store = opened(profile)
    apply(store, ForgetClosedTab(("windows", 0, "_closedTabs", 1)))  # leaves a copy behind
    assert b"secret.example" in store.text("kept-1")
    receipt = apply(store, FORGET, options=EVERYWHERE)
    said = {Path(change.path).name: change.what for change in receipt.files}
    assert said["sessionstore.jsonlz4"] == "rewritten"
    assert receipt.edits == ("Forget the closed tab “secret.example”",)
    for name in ("recovery.jsonlz4", "previous.jsonlz4", "sessionstore.bak-2", "sessionstore.js"):
        assert said[name] == "forgotten there too"
    assert said["0-sessionstore.jsonlz4"] == "forgotten there too"  # the copy of the first edit
    left = {Path(one.path).name: (one.pointer, one.why) for one in receipt.left}
    assert left["recovery.baklz4"][1].startswith("it could not be looked through: ")
    assert left["upgrade.jsonlz4-20261103151912"] == (
        "/windows/0/tabs/0", "an open tab holds it",
    )  # fmt: skip
    assert left["previous.jsonlz4"] == ("/windows/0/_closedTabs/0", "something closed holds it")
    assert len(left) == len(receipt.left) == 3
    for version in ("sessionstore", "recovery", "sessionstore.bak-2", "sessionstore.js", "kept-1"):
        assert b"secret.example" not in store.text(version)
    assert store.text("previous").count(b"closedAt") == 1  # closed at another time: another tab
    assert b"secret.example" in store.text("previous")
    for record in (tmp_path / "state").rglob("*.json"):
        assert b"kept.example" not in record.read_bytes()  # nor what earlier edits were called
    assert store.versions()[-1].meaning.endswith("before “forget 1 tab”")


def test_what_is_forgotten_everywhere_is_not_kept_for_undo(tmp_path: Path) -> None:
    profile = everywhere_profile(tmp_path)
    store = opened(profile)
    receipt = apply(store, ForgetMatching(site="secret.example"), options=EVERYWHERE)
    assert receipt.backup is None
    assert receipt.id is not None
    assert store.undoable() is None
    for version in store.versions():
        if version.id not in ("recovery.bak", "upgrade-20261103151912"):
            assert b"secret.example" not in store.text(version.id)
    state = tmp_path / "state"
    assert [path for path in state.rglob("*") if path.is_file()] == []


def test_windows_and_groups_are_found_everywhere(tmp_path: Path) -> None:
    win = closed_window(window("https://w.example/"), 5, NOW - DAY)
    group = closed_group("1-2", "Group", "https://g.example/", closed_at=NOW - DAY)
    one = session(window("https://a.example/", closedGroups=[group]), closed_windows=[win])
    two = session(
        window("https://b.example/"), window("https://c.example/", closedGroups=[group]),
        closed_windows=[closed_window(window("https://v.example/")), {**win, "closedId": 9}],
    )  # fmt: skip
    profile = write_profile(tmp_path / "p", clean=one, previous=two)
    store = opened(profile)
    apply(
        store,
        ForgetClosedWindow(("_closedWindows", 0)),
        ForgetGroup(("windows", 0, "closedGroups", 0)),
        options=EVERYWHERE,
    )
    for version in ("sessionstore", "previous"):
        text = store.text(version)
        assert b"w.example" not in text
        assert b"g.example" not in text
    assert b"v.example" in store.text("previous")


def test_a_backup_that_would_be_left_alone_is_reached_too(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", previous=STATE)
    store = opened(profile)
    receipt = apply(store, FORGET, options=EVERYWHERE)
    assert [Path(change.path).name for change in receipt.files] == [
        "sessionstore.jsonlz4", "previous.jsonlz4",
    ]  # fmt: skip
    assert b"b.example" not in store.text("previous")


def test_what_only_another_version_still_holds_is_forgotten_everywhere(tmp_path: Path) -> None:
    profile = everywhere_profile(tmp_path)
    store = opened(profile)
    apply(store, FORGET)  # by mistake not everywhere: the copy holds it
    kept = revision(store, "kept-1")
    with pytest.raises(Refused, match="roll back to kept-1"):
        store.apply([FORGET], base=kept)
    plan = store.plan([FORGET], base=kept, options=EVERYWHERE)
    receipt = store.apply([FORGET], base=kept, options=EVERYWHERE)
    assert receipt.files == plan.files
    assert receipt.backup is None
    for version in ("sessionstore", "recovery", "sessionstore.js", "kept-1"):
        assert b"secret.example" not in store.text(version)


def test_after_a_wipe_the_copies_can_still_be_emptied(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = opened(profile)
    apply(store, FORGET)
    (profile / "sessionstore.jsonlz4").unlink()  # "clear history" takes all of Firefox's own away
    everything_closed = ForgetMatching()
    store.apply([everything_closed], base=revision(store, "kept-1"), options=EVERYWHERE)
    text = store.text("kept-1")
    assert [host for host in (b"b.example", b"c.example", b"d.example") if host in text] == []


def test_open_tabs_of_a_forgotten_site_are_pointed_out(tmp_path: Path) -> None:
    older = session(window("https://www.b.example/", "https://z.example/"))
    profile = write_profile(tmp_path / "p", clean=STATE, previous=older)
    receipt = apply(opened(profile), ForgetMatching(site="b.example"), options=EVERYWHERE)
    assert [change.what for change in receipt.files] == ["rewritten"]
    assert [(one.pointer, one.why) for one in receipt.left] == [
        ("/windows/0/tabs/0", "an open tab holds it")
    ]


# -- rollback ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "page"),
    [("previous", 1), ("previous", 3), ("recovery", 1), ("sessionstore.bak-1", 1)],
)
def test_any_readable_version_becomes_the_one_that_is_loaded(
    tmp_path: Path, version: str, page: int
) -> None:
    profile = write_profile(
        tmp_path / "p", clean=OTHER, previous=STATE, recovery=STATE, prefs={PAGE: page},
        plain={"sessionstore.bak-1": b"({" + to_json(STATE)[1:] + b")"},
    )  # fmt: skip
    before = everything(profile)
    store = opened(profile)
    plan = store.rollback(version, base=revision(store, version), dry_run=True)
    assert everything(profile) == before
    receipt = store.rollback(version, base=revision(store, version))
    assert replace(receipt, id=None, backup=None, revision=None) == plan
    start = store.profile().next_start
    assert (start.loads, start.kind) == ("sessionstore", "resume")
    assert store.text("sessionstore") == to_json(STATE)
    changed = {name for name, data in everything(profile).items() if before[name] != data}
    assert changed == {"sessionstore.jsonlz4"} | ({"prefs.js"} if page == 1 else set())
    assert store.text("kept-1") == to_json(OTHER)  # what was replaced
    assert store.undo().edits == (f"Undo: roll back to {version}",)
    assert everything(profile) == before


def test_going_back_where_user_js_keeps_it_from_opening_changes_no_setting(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", clean=OTHER, previous=STATE, prefs={PAGE: 1}, user={ONCE: False}
    )
    before = everything(profile)
    store = opened(profile)
    receipt = store.rollback("previous", base=revision(store, "previous"))
    assert receipt.next_start is not None
    assert (receipt.next_start.loads, receipt.next_start.kind) == ("sessionstore", "defer")
    after = everything(profile)
    assert [name for name in after if before[name] != after[name]] == ["sessionstore.jsonlz4"]


def test_a_kept_copy_can_be_gone_back_to(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE, prefs={PAGE: 3})
    store = opened(profile)
    apply(store, FORGET)
    (copy,) = [version for version in store.versions() if version.role == "kept"]
    assert "before “forget 1 tab”" in copy.meaning
    receipt = store.rollback("kept-1", base=copy.revision)
    assert store.text("sessionstore") == to_json(STATE)
    assert receipt.files[0].what == "replaced by the kept copy, which stays as it is"


def test_going_back_when_nothing_can_be_loaded(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", clean=b"junk", plain={"sessionstore.bak-1": STATE}, checkpoints="crashed"
    )
    store = opened(profile)
    assert store.profile().next_start.loads is None
    store.rollback("sessionstore.bak-1", base=revision(store, "sessionstore.bak-1"))
    start = store.profile().next_start
    assert (start.loads, start.kind) == ("sessionstore", "recover")


def test_going_back_leaves_firefox_asking_after_many_crashes(tmp_path: Path) -> None:
    state = session(
        window("https://a.example/", "https://b.example/"), window("https://c.example/"),
        session={"lastUpdate": NOW, "recentCrashes": 4},
    )  # fmt: skip
    profile = write_profile(tmp_path / "p", recovery=OTHER, previous=state, checkpoints="crashed")
    store = opened(profile)
    receipt = store.rollback("previous", base=revision(store))  # the loaded one's is good as well
    assert receipt.next_start is not None
    assert (receipt.next_start.loads, receipt.next_start.kind) == ("sessionstore", "ask")
    assert (receipt.windows, receipt.tabs) == (1, 1)  # the page that asks, and nothing of its own


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({**STATE, "version": ["sessionrestore", 2]}, "format version is not one Firefox loads"),
        (mozlz4(to_json(STATE).replace(b"One", b"On\xff")), "not valid UTF-8"),
    ],
)
def test_a_version_firefox_would_not_load(tmp_path: Path, content: Any, said: str) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE, previous=content)
    store = opened(profile)
    before = everything(profile)
    with pytest.raises(Refused, match=said):
        store.rollback("previous", base=revision(store, "previous"))
    assert everything(profile) == before


def test_going_back_to_nothing_or_to_what_is_there(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=STATE, recovery_bak=b"junk", prefs={PAGE: 3})
    store = opened(profile)
    base = revision(store)
    with pytest.raises(NothingFound, match="no such version"):
        store.rollback("recovery", base=base)
    with pytest.raises(Refused, match="the next start loads it already"):
        store.rollback("sessionstore", base=base)
    with pytest.raises(StaleRevision):
        store.rollback("sessionstore", base="another")
    with pytest.raises(SessiontuiError):
        store.rollback("recovery.bak", base=base)


# -- real sessions -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["clean-rich", "killed-rich", "second-session-deferred"])
def test_real_profiles_come_back_byte_for_byte(tmp_path: Path, corpus: Path, name: str) -> None:
    profile = tmp_path / "p"
    shutil.copytree(corpus / "firefox-153" / name, profile, symlinks=True)
    for path in [profile, *profile.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    before = everything(profile)
    store = opened(profile)
    loads = store.profile().next_start.loads
    assert loads is not None
    snapshot = store.load(loads)
    edits: list[Edit] = [CloseTab(("windows", 0, "tabs", 0))]
    if snapshot.windows[0].closed_tabs:
        edits.append(FORGET)
    receipt = apply(store, *edits)
    assert receipt.next_start is not None
    assert receipt.next_start.loads == loads
    assert everything(profile) != before
    store.undo()
    after = everything(profile)
    after.pop(".parentlock", None)
    before.pop(".parentlock", None)
    assert after == before


# -- single files ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["mozlz4", "json", "parentheses"])
def test_a_single_file_is_edited_in_its_own_form(tmp_path: Path, form: str) -> None:
    text = to_json(STATE)
    data = {"mozlz4": mozlz4(text), "json": text, "parentheses": b"\xef\xbb\xbf(" + text + b")\n"}
    path = tmp_path / "odd \x1b name"
    path.write_bytes(data[form])
    path.chmod(0o640)
    store = FileStore(path)
    base = revision(store)
    plan = store.plan([RESTORE], base=base)
    assert path.read_bytes() == data[form]
    assert (plan.next_start, plan.windows, plan.tabs) == (None, 1, 2)
    receipt = store.apply([RESTORE], base=base)
    assert receipt.revision == revision(store)
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.glob("*name*")) == [path]
    new = path.read_bytes()
    assert new[:4] == data[form][:4]
    assert new[-2:] == data[form][-2:] or form == "mozlz4"
    assert store.load(store.versions()[0].id).counts.tabs == 2
    with pytest.raises(StaleRevision):
        store.apply([RESTORE], base=base)
    assert FileStore(path).undo().edits == ("Undo: restore 1 tab",)
    assert path.read_bytes() == data[form]


def test_a_file_of_a_running_firefox_is_not_written(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=STATE)
    path = profile / "sessionstore-backups/recovery.jsonlz4"
    store = FileStore(path)
    with (
        lock_held(profile) as pid,
        pytest.raises(Refused, match=f"pid {pid}"),
    ):
        store.apply([FORGET], base=revision(store))
    assert store.apply([FORGET], base=revision(store)).id
    assert parse_prefs((profile / "prefs.js").read_bytes()).get(ONCE) is None


def test_a_link_does_not_hide_that_firefox_is_running(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", recovery=STATE)
    path = profile / "sessionstore-backups/recovery.jsonlz4"
    elsewhere = tmp_path / "synced.jsonlz4"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    other = tmp_path / "link to it"
    other.symlink_to(write_profile(tmp_path / "q", clean=STATE) / "sessionstore.jsonlz4")
    for named, held in ((path, profile), (other, tmp_path / "q")):
        store = FileStore(named)
        with lock_held(held) as pid:
            for act in (store.plan, store.apply):
                with pytest.raises(Refused, match=f"pid {pid}"):
                    act([FORGET], base=revision(store))
        assert store.apply([FORGET], base=revision(store)).id
        assert named.is_symlink()


def test_a_file_opened_read_only(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(mozlz4(to_json(STATE)))
    store = FileStore(path, read_only=True)
    with pytest.raises(Refused, match="it was opened read-only"):
        store.apply([FORGET], base=revision(store))


def test_forgotten_in_a_file_and_its_copies(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(mozlz4(to_json(STATE)))
    store = FileStore(path)
    second = ForgetClosedTab(("windows", 0, "_closedTabs", 1))
    store.apply([second], base=revision(store))
    store.apply([FORGET], base=revision(store), options=EVERYWHERE)
    copies = [p for p in (tmp_path / "state").rglob("0-*") if p.is_file()]
    assert [b"b.example" in unmozlz4(copy.read_bytes()) for copy in copies] == [False]


def test_a_file_in_a_profile_of_another_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    profile = write_profile(tmp_path / ".zen/abc.Default", clean=STATE)
    store = FileStore(profile / "sessionstore.jsonlz4")
    with pytest.raises(Refused, match="a profile of Zen"):
        store.apply([FORGET], base=revision(store))


def test_a_file_of_a_fork_s_profile_that_nothing_lists(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "copied", clean=STATE)
    (profile / "zen-sessions.jsonlz4").touch()
    store = FileStore(profile / "sessionstore.jsonlz4")
    with pytest.raises(Refused, match="a profile of Zen"):
        store.plan([FORGET], base=revision(store))


# -- the demo ----------------------------------------------------------------------------------


def test_the_demo_can_be_edited_and_goes_on(tmp_path: Path) -> None:
    demo = DemoStore(now=lambda: NOW)
    base = revision(demo)
    tabs = demo.load("recovery").counts.tabs
    plan = demo.plan([RESTORE], base=base)
    assert demo.load("recovery").counts.tabs == tabs
    demo.save()  # it does not wait while one looks at a plan
    receipt = demo.apply([RESTORE], base=base)
    assert receipt.edits == plan.edits
    assert demo.load("recovery").counts.tabs == tabs + 1 == receipt.tabs
    assert receipt.next_start is not None
    assert "A real one must be closed first" in receipt.next_start.why
    for _ in range(3):
        demo.save()
    assert demo.load("recovery").counts.tabs == tabs + 1
    assert demo.undoable() == receipt
    demo.undo()
    assert demo.undoable() is None
    assert not list(tmp_path.rglob("*"))  # nothing touches the disk


def test_the_demo_s_windows_may_all_be_closed() -> None:
    demo = DemoStore(now=lambda: NOW)
    edits: list[Edit] = [
        CloseTab(("windows", 0, "tabs", 0)), RestoreClosedWindow(("_closedWindows", 0))
    ]  # fmt: skip
    demo.apply(edits, base=revision(demo))
    demo.save()
    demo.rollback("previous", base=revision(demo, "previous"))
    demo.save()
    assert demo.load("recovery").document.text.startswith(b'{"version"')
    with pytest.raises(StaleRevision):
        demo.apply(edits, base="long ago")
    with pytest.raises(Refused, match="read-only"):
        DemoStore(read_only=True).apply(edits, base="any")
