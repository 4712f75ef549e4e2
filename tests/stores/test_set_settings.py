"""Session settings of a closed profile set in prefs.js: one line, or nothing at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from sessiontui.errors import NothingFound, Refused, StaleRevision, UsageError
from sessiontui.firefox.browser import Browser
from sessiontui.firefox.prefs import system
from sessiontui.firefox.prefs.catalogue import CATALOGUE
from sessiontui.firefox.prefs.names import STORE
from sessiontui.firefox.prefs.prefs_js import PrefValue, parse_prefs
from sessiontui.firefox.prefs.values import check_value
from sessiontui.stores.demo.store import DemoStore
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import Receipt, Sets, StoreRef, Timings
from sessiontui.stores.write import transaction
from sessiontui.text import is_printable
from sessiontui.workspace import Workspace
from tests.builders import NOW, session, window, write_profile
from tests.system import lock_held

INTERVAL = STORE + "interval"
UNDO = STORE + "max_tabs_undo"
PAGE = "browser.startup.page"
STATE = session(window("https://a.example/One", "https://b.example/Two"))
LINES = (
    '// Mozilla User Preferences\r\n\r\nuser_pref("a.first", "\xe9 ;");\r\n'
    'user_pref("browser.sessionstore.interval", 30000);\r\nuser_pref("z.last", 1);\r\n'
).encode()


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere; no policies of this machine."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(system, "SYSTEM_DIRECTORY", tmp_path / "etc")


def say_policies(policies: Mapping[str, object]) -> None:
    """An administrator's policies for every Firefox of this machine."""
    path = system.SYSTEM_DIRECTORY / "policies/policies.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"policies": policies}))


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    profile = write_profile(tmp_path / "p", clean=STATE)
    (profile / "prefs.js").write_bytes(LINES)
    return ProfileStore(profile, now=lambda: NOW)


def prefs(store: ProfileStore) -> bytes:
    return (store.path / "prefs.js").read_bytes()


def everything(store: ProfileStore) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in store.path.parent.rglob("*") if p.is_file()}


def value(store: ProfileStore, name: str) -> PrefValue | None:
    return next(setting.value for setting in store.settings() if setting.name == name)


def refused(
    store: ProfileStore, values: Mapping[str, PrefValue | None], kind: type[Exception] = Refused
) -> str:
    """Plan and set refuse alike, and nothing is written; the sentence."""
    before = everything(store)
    sentences = set()
    for call in (store.plan_settings, store.set_settings):
        with pytest.raises(kind) as caught:
            call(values)
        sentences.add(str(caught.value))
    assert everything(store) == before
    (sentence,) = sentences
    assert is_printable(sentence)
    return sentence


# -- what is done ------------------------------------------------------------------------------


def test_one_line_changes_and_every_other_byte_stays(store: ProfileStore) -> None:
    receipt = store.set_settings({INTERVAL: 60000})
    assert prefs(store) == LINES.replace(b"30000", b"60000")
    assert value(store, INTERVAL) == 60000
    assert [(Path(c.path).name, c.what.split(";")[0]) for c in receipt.files] == [
        ("prefs.js", "1 line set")
    ]
    assert "60000 ms (it was 30000 ms)" in receipt.edits[0]
    assert receipt.id is not None


def test_the_default_again_takes_the_line_out(store: ProfileStore) -> None:
    store.set_settings({INTERVAL: None})
    assert prefs(store) == LINES.replace(
        b'user_pref("browser.sessionstore.interval", 30000);\r\n', b""
    )
    assert value(store, INTERVAL) == 15000


def test_a_plan_says_what_is_done_and_writes_nothing(store: ProfileStore) -> None:
    before = everything(store)
    plan = store.plan_settings({UNDO: 100, INTERVAL: None})
    assert everything(store) == before
    receipt = store.set_settings({UNDO: 100, INTERVAL: None})
    assert plan.id is None
    assert (plan.edits, plan.files, plan.next_start) == (
        receipt.edits, receipt.files, receipt.next_start,
    )  # fmt: skip
    assert receipt.files[0].what.startswith("1 line set, 1 line taken out;")
    for text in (*receipt.edits, *(f"{change.path}{change.what}" for change in receipt.files)):
        assert is_printable(text)


def test_what_is_so_already_is_not_written(store: ProfileStore) -> None:
    before = everything(store)
    for values in ({INTERVAL: 30000}, {UNDO: None}, {UNDO: 25}):
        receipt = store.set_settings(values)
        assert (receipt.id, receipt.files) == (None, ())
        assert "already" in receipt.edits[0]
    assert everything(store) == before


def test_undo_takes_it_back(store: ProfileStore) -> None:
    first = store.set_settings({INTERVAL: 60000})
    second = store.set_settings({UNDO: 7, INTERVAL: None})
    for receipt in (second, first):
        undoable = store.undoable()
        assert undoable is not None
        assert undoable.id == receipt.id
        store.undo()
    assert prefs(store) == LINES
    with pytest.raises(NothingFound):
        store.undo()


def test_undo_after_firefox_ran_loses_nothing(store: ProfileStore) -> None:
    store.set_settings({INTERVAL: 60000})
    (store.path / "prefs.js").write_bytes(prefs(store) + b'user_pref("new", 1);\n')
    before = prefs(store)
    with pytest.raises(Refused, match=r"has changed since \(set interval\).*set it anew instead"):
        store.undo()
    assert prefs(store) == before


def test_the_next_start_goes_by_what_is_set(store: ProfileStore) -> None:
    before = store.profile().next_start
    plan = store.plan_settings({PAGE: 3})
    receipt = store.set_settings({PAGE: 3})
    assert before.kind == "defer"
    for found in (plan, receipt):
        assert found.next_start is not None
        assert found.next_start.kind == "resume"
        assert (found.windows, found.tabs) == (1, 2)
    assert store.profile().next_start == receipt.next_start


def test_a_profile_without_prefs_js_or_session(tmp_path: Path) -> None:
    path = write_profile(tmp_path / "bare")
    (path / "prefs.js").unlink()
    store = ProfileStore(path, now=lambda: NOW)
    receipt = store.set_settings({INTERVAL: 60000})
    assert prefs(store) == b'user_pref("browser.sessionstore.interval", 60000);\n'
    assert receipt.next_start is not None
    assert receipt.next_start.loads is None
    store.undo()
    assert not (path / "prefs.js").exists()


def test_permanent_private_browsing_can_be_switched_off(store: ProfileStore) -> None:
    (store.path / "prefs.js").write_text('user_pref("browser.privatebrowsing.autostart", true);\n')
    store.set_settings({"browser.privatebrowsing.autostart": None})
    assert prefs(store) == b""


def _values() -> st.SearchStrategy[dict[str, PrefValue | None]]:
    today = [spec for spec in CATALOGUE if spec.read_by(153)]
    candidates: list[tuple[str, PrefValue | None]] = []
    for spec in today:
        candidates.append((spec.name, None))
        for one in (True, False, 0, 1, 3, 2000, 2**31 - 1, "Debug", "All", ""):
            try:
                check_value(spec, one)
            except UsageError:
                continue
            candidates.append((spec.name, one))
    return st.lists(st.sampled_from(candidates), max_size=8).map(dict)


@tries(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_values(), after=_values())
def test_laws_of_setting(
    before: dict[str, PrefValue | None],
    after: dict[str, PrefValue | None],
    store: ProfileStore,
) -> None:
    lines = "".join(
        f"user_pref({json.dumps(name)}, {json.dumps(one)});\n"
        for name, one in before.items()
        if one is not None
    )
    (store.path / "prefs.js").write_text("# top\n" + lines)
    text, was = prefs(store), {s.name: s.value for s in store.settings()}
    receipt = store.set_settings(after)
    now = {s.name: s for s in store.settings()}
    for name, setting in now.items():
        if name in after:
            wanted = setting.default if after[name] is None else after[name]
            assert setting.value == wanted
        else:
            assert setting.value == was[name]
    for name, one in after.items():
        if one is None:
            assert name not in parse_prefs(prefs(store))
    assert (receipt.id is None) is (prefs(store) == text)
    if receipt.id is not None:
        store.undo(receipt.id)
    assert prefs(store) == text


# -- what hinders it ---------------------------------------------------------------------------


def test_while_firefox_runs_it_says_what_to_do_there(store: ProfileStore) -> None:
    with lock_held(store.path) as pid:
        sentence = refused(store, {INTERVAL: 60000, STORE + "loglevel": "Debug", UNDO: None})
    assert f"Firefox is running (pid {pid}); close it first, nothing was changed" in sentence
    assert sentence.endswith(
        f"about:config: set {INTERVAL} = 60000, {STORE}loglevel = Debug and reset {UNDO}"
    )


def test_a_lock_that_cannot_be_asked(store: ProfileStore) -> None:
    (store.path / ".parentlock").unlink()
    (store.path / ".parentlock").symlink_to(".parentlock")
    with pytest.raises(Refused, match="cannot be told whether Firefox is running"):
        store.set_settings({INTERVAL: 60000})
    assert prefs(store) == LINES


@pytest.mark.parametrize("more", [{"read_only": True}, {"browser": Browser("Zen", False)}])
def test_read_only_places(store: ProfileStore, more: dict[str, bool]) -> None:
    closed = ProfileStore(store.path, now=lambda: NOW, **more)  # type: ignore[arg-type]
    assert "nothing was changed" in refused(closed, {INTERVAL: 60000})


def test_a_line_in_user_js_would_win(store: ProfileStore) -> None:
    (store.path / "user.js").write_text(f'user_pref("{INTERVAL}", 20000);\n')
    sentence = refused(store, {INTERVAL: 60000})
    assert sentence.startswith(f"{INTERVAL} = 20000 in user.js: change that line instead")
    refused(store, {INTERVAL: None})
    receipt = store.set_settings({INTERVAL: 20000})
    assert (receipt.id, receipt.files) == (None, ())
    (store.path / "user.js").write_text(f'user_pref("{INTERVAL}", "ignored");\n')
    assert store.set_settings({INTERVAL: 60000}).id


def test_a_text_in_user_js_is_shown_harmlessly(store: ProfileStore) -> None:
    name = STORE + "loglevel"
    (store.path / "user.js").write_text(f'user_pref("{name}", "\x1b[31m");\n')
    assert "\x1b" not in refused(store, {name: "Debug"})


@pytest.mark.parametrize("status", ["locked", "user", "clear"])
def test_an_administrator_s_policy_would_win(store: ProfileStore, status: str) -> None:
    policy = {"Preferences": {INTERVAL: {"Value": 45000, "Status": status}}}
    say_policies(policy)
    assert "administrator's policy" in refused(store, {INTERVAL: 60000})


def test_a_default_that_a_policy_changes(store: ProfileStore) -> None:
    policy = {"Preferences": {INTERVAL: {"Value": 45000, "Status": "default"}}}
    say_policies(policy)
    assert "its default again, 45000 ms" in store.set_settings({INTERVAL: None}).edits[0]
    assert store.set_settings({INTERVAL: 60000}).id


@pytest.mark.parametrize(
    ("name", "wanted", "kind"),
    [
        ("network.proxy.type", 1, UsageError),
        ("interval", 60000, UsageError),  # short names are for people
        ("\x1b[31m", 1, UsageError),
        (INTERVAL, 1, UsageError),
        (INTERVAL, True, UsageError),
        (STORE + "enabled", True, Refused),
    ],
)
def test_only_settings_that_firefox_obeys(
    store: ProfileStore, name: str, wanted: PrefValue, kind: type[Exception]
) -> None:
    refused(store, {UNDO: 3, name: wanted}, kind)


def test_a_line_that_no_firefox_reads_can_be_taken_out(store: ProfileStore) -> None:
    (store.path / "prefs.js").write_text(f'user_pref("{STORE}enabled", false);\n')
    store.set_settings({STORE + "enabled": None})
    assert prefs(store) == b""


def test_a_damaged_prefs_js(store: ProfileStore) -> None:
    (store.path / "prefs.js").write_bytes(b'/* \nuser_pref("x", 1);\n')
    before = prefs(store)
    receipt = store.set_settings({UNDO: 3})  # before the comment that swallows the rest
    assert value(store, UNDO) == 3
    store.undo(receipt.id)
    assert prefs(store) == before


def test_prefs_that_change_in_between(store: ProfileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = transaction.commit

    def late(profile: Path, steps: list[transaction.Step], **more: object) -> object:
        (store.path / "prefs.js").write_bytes(LINES + b"// somebody else\n")
        return commit(profile, steps, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(transaction, "commit", late)
    with pytest.raises(StaleRevision):
        store.set_settings({INTERVAL: 60000})
    assert prefs(store) == LINES + b"// somebody else\n"


# -- who can -----------------------------------------------------------------------------------


def test_a_single_file_cannot(store: ProfileStore, tmp_path: Path) -> None:
    file = FileStore.open(
        StoreRef("file", str(store.path / "sessionstore.jsonlz4")), read_only=False
    )
    assert not isinstance(file, Sets | Timings)
    assert not isinstance(DemoStore(), Timings)
    workspace = Workspace(file)
    with pytest.raises(Refused, match="cannot be configured"):
        workspace.set_settings({INTERVAL: 60000})
    assert workspace.firefox_writes() == ()
    workspace = Workspace(store)
    planned: Receipt = workspace.plan_settings({INTERVAL: 60000})
    assert planned.edits == workspace.set_settings({INTERVAL: 60000}).edits
