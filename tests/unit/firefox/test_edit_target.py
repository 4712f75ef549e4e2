"""Which files an edit is written to: {clean, crashed} × {page 1, page 3} × {opens, does not}.

Every row was run with a real Firefox 153: after it the tabs were there, or not, as it says.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sessiontui.errors import Refused
from sessiontui.firefox.edit_target import once_prefs
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.session.edit.edits import (
    CloseTab,
    Edit,
    ForgetClosedTab,
    KeepOnly,
    PinTab,
    RestoreClosedTab,
    SetTabValue,
)
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, Receipt
from tests.builders import HOUR, MINUTE, NOW, read_session, session, window, write_profile

PAGE = "browser.startup.page"
STORE = "browser.sessionstore"
ONCE = f"{STORE}.resume_session_once"
LATER = NOW + MINUTE
WINDOW = window("https://a.example/", "https://b.example/", closed=["https://c.example/"])
OPENS: tuple[Edit, ...] = (
    RestoreClosedTab(("windows", 0, "_closedTabs", 0)),
    KeepOnly((("windows", 0, "tabs", 0),)),
)
DOES_NOT: tuple[Edit, ...] = (
    ForgetClosedTab(("windows", 0, "_closedTabs", 0)),
    CloseTab(("windows", 0, "tabs", 1)),
    PinTab(("windows", 0, "tabs", 1)),
    SetTabValue(("windows", 0, "tabs", 0), "key", "value"),
)


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives a loss of power is tested elsewhere."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)


def state(crashes: int = 0) -> dict[str, Any]:
    about = {"lastUpdate": NOW, "startTime": NOW - HOUR, "recentCrashes": crashes}
    return session(WINDOW, session=about)


def carry_out(
    profile: Path, edit: Edit, *, now: int = LATER, options: EditOptions | None = None
) -> Receipt:
    store = ProfileStore(profile, now=lambda: now)
    loads = store.profile().next_start.loads
    base = next(v.revision for v in store.versions() if v.id == loads)
    return store.apply([edit], base=base, options=options or EditOptions())


def written(receipt: Receipt) -> list[str]:
    return [Path(change.path).name for change in receipt.files]


def about(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_session(path)["session"]
    return found


def once(profile: Path) -> object:
    return parse_prefs((profile / "prefs.js").read_bytes()).get(ONCE)


# state, page, opens → files, pref, what the next start does
TABLE: list[tuple[str, int, bool, list[str], bool, str]] = [
    ("clean", 3, True, ["sessionstore.jsonlz4"], False, "resume"),
    ("clean", 3, False, ["sessionstore.jsonlz4"], False, "resume"),
    ("clean", 1, True, ["sessionstore.jsonlz4", "prefs.js"], True, "resume"),
    ("clean", 1, False, ["sessionstore.jsonlz4"], False, "defer"),
    ("clean", 0, True, ["sessionstore.jsonlz4", "prefs.js"], True, "resume"),
    ("crashed", 3, True, ["recovery.jsonlz4"], False, "resume"),
    ("crashed", 3, False, ["recovery.jsonlz4"], False, "resume"),
    ("crashed", 1, True, ["recovery.jsonlz4"], False, "recover"),
    ("crashed", 1, False, ["recovery.jsonlz4"], False, "recover"),
]


@pytest.mark.parametrize(("how", "page", "opens", "files", "pref", "kind"), TABLE)
def test_four_states(
    tmp_path: Path, how: str, page: int, opens: bool, files: list[str], pref: bool, kind: str
) -> None:
    for number, edit in enumerate(OPENS if opens else DOES_NOT):
        parts: dict[str, Any] = (
            {"clean": state()} if how == "clean" else {"recovery": state(), "checkpoints": how}
        )
        profile = write_profile(tmp_path / str(number), prefs={PAGE: page}, **parts)
        receipt = carry_out(profile, edit)
        assert written(receipt) == files
        assert once(profile) is (True if pref else None)
        assert receipt.next_start is not None
        assert receipt.next_start.kind == kind


def test_a_clean_file_wins_over_a_newer_recovery(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=state(), recovery=state(), checkpoints="crashed")
    assert written(carry_out(profile, OPENS[0])) == ["sessionstore.jsonlz4"]


@pytest.mark.parametrize(
    ("damaged", "checkpoints"),
    [(None, "clean"), (b"mozLz40\0junk", "crashed"), (None, None), (b"", None)],
)
@pytest.mark.parametrize("edit", [OPENS[0], DOES_NOT[0]])
@pytest.mark.parametrize("loads", ["previous", "upgrade", "plain"])
def test_a_backup_is_left_alone_and_a_new_clean_file_written(
    tmp_path: Path, damaged: bytes | None, checkpoints: Any, edit: Edit, loads: str
) -> None:
    parts: dict[str, Any] = {
        "previous": {"previous": state()},
        "upgrade": {"upgrades": {"20261103151912": state()}},
        "plain": {"plain": {"sessionstore.js": state()}},
    }[loads]
    profile = write_profile(tmp_path / "p", clean=damaged, checkpoints=checkpoints, **parts)
    store = ProfileStore(profile, now=lambda: LATER)
    before = store.profile().next_start
    backup = next(Path(v.path or "") for v in store.versions() if v.id == before.loads)
    held = backup.read_bytes()
    receipt = carry_out(profile, edit)
    assert written(receipt)[0] == "sessionstore.jsonlz4"
    assert "which stays as it is" in receipt.files[0].what
    assert backup.read_bytes() == held
    after = receipt.next_start
    assert after is not None
    assert after.loads == "sessionstore"
    assert after.crashed is before.crashed  # also where only the new file's own mark says so
    if edit in DOES_NOT:
        assert after.kind == before.kind  # nothing opens that would not have opened
    else:
        assert after.kind in ("resume", "recover")


def test_only_the_save_before_is_readable(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", recovery=b"junk", recovery_bak=state(), checkpoints="crashed"
    )
    receipt = carry_out(profile, OPENS[0])
    assert written(receipt) == ["recovery.baklz4"]
    assert (profile / "sessionstore-backups/recovery.jsonlz4").read_bytes() == b"junk"


# -- after a crash -----------------------------------------------------------------------------


def crashed(tmp_path: Path, crashes: int = 0, **prefs: Any) -> Path:
    return write_profile(
        tmp_path / "p", recovery=state(crashes), checkpoints="crashed",
        prefs={f"{STORE}.{name}": value for name, value in prefs.items()},
    )  # fmt: skip


def test_an_old_crash_would_ask_so_the_save_becomes_new(tmp_path: Path) -> None:
    profile = crashed(tmp_path)
    tomorrow = NOW + 20 * HOUR
    receipt = carry_out(profile, OPENS[0], now=tomorrow)
    assert about(profile / "sessionstore-backups/recovery.jsonlz4") == {
        "lastUpdate": tomorrow, "startTime": NOW - HOUR, "recentCrashes": 0,
    }  # fmt: skip
    assert receipt.next_start is not None
    assert receipt.next_start.kind == "recover"


def test_who_opens_nothing_leaves_firefox_asking(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 5)
    for edit in DOES_NOT[:1]:
        receipt = carry_out(profile, edit, now=NOW + 20 * HOUR)
        assert receipt.next_start is not None
        assert receipt.next_start.kind == "ask"
    assert about(profile / "sessionstore-backups/recovery.jsonlz4")["recentCrashes"] == 5


def test_after_repeated_crashes_only_with_consent(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 2)
    path = profile / "sessionstore-backups/recovery.jsonlz4"
    before = path.read_bytes()
    with pytest.raises(Refused, match=r"crashed 3 times in a row .* keep only some of them"):
        carry_out(profile, OPENS[0])
    assert path.read_bytes() == before
    receipt = carry_out(profile, OPENS[0], options=EditOptions(after_crashes=True))
    assert about(path)["recentCrashes"] == 0
    assert receipt.next_start is not None
    assert receipt.next_start.kind == "recover"


def test_leaving_a_tab_out_is_consent(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 2)
    with pytest.raises(Refused, match="keep only some"):
        carry_out(profile, KeepOnly(tuple(("windows", 0, "tabs", i) for i in (0, 1))))
    receipt = carry_out(profile, KeepOnly((("windows", 0, "tabs", 0),)))
    assert (receipt.windows, receipt.tabs) == (1, 1)


def test_crashes_within_the_limit_leave_the_guard_armed(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 1, max_resumed_crashes=3)
    carry_out(profile, OPENS[0])
    assert about(profile / "sessionstore-backups/recovery.jsonlz4")["recentCrashes"] == 1


def test_who_never_wants_to_be_asked_is_not(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 47, max_resumed_crashes=-1)
    carry_out(profile, OPENS[0], now=NOW + 20 * HOUR)
    found = about(profile / "sessionstore-backups/recovery.jsonlz4")
    assert (found["lastUpdate"], found["recentCrashes"]) == (NOW, 47)


def test_who_wants_to_be_asked_always_is_only_resumed(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 0, max_resumed_crashes=0)
    with pytest.raises(Refused, match="Firefox crashed once with this session"):
        carry_out(profile, OPENS[0])
    receipt = carry_out(profile, OPENS[0], options=EditOptions(after_crashes=True))
    assert once(profile) is True
    assert receipt.next_start is not None
    assert receipt.next_start.kind == "resume"


def test_crashed_sessions_that_are_not_restored_are_resumed_once(tmp_path: Path) -> None:
    profile = crashed(tmp_path, 5, resume_from_crash=False)
    assert written(carry_out(profile, OPENS[0])) == ["recovery.jsonlz4", "prefs.js"]


# -- the pref ----------------------------------------------------------------------------------


def test_a_restart_of_the_system_does_not_take_the_pref_back(tmp_path: Path) -> None:
    name = f"{STORE}.resuming_after_os_restart"
    profile = write_profile(tmp_path / "p", clean=state(), prefs={name: True, ONCE: True})
    assert carry_out(profile, OPENS[0]).files[-1].path.endswith("prefs.js")
    prefs = parse_prefs((profile / "prefs.js").read_bytes())
    assert (prefs[ONCE], prefs[name]) == (True, False)


def test_a_profile_without_prefs_gets_a_file_with_one_line(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=state())
    (profile / "prefs.js").unlink()
    carry_out(profile, OPENS[0])
    assert (profile / "prefs.js").read_bytes() == f'user_pref("{ONCE}", true);\n'.encode()
    assert (profile / "prefs.js").stat().st_mode & 0o777 == 0o600


def test_when_it_is_said_already_prefs_js_is_not_written() -> None:
    data = f'user_pref("{ONCE}", true);'.encode()
    assert once_prefs(data) == data
