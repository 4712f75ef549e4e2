"""Records of edits as a hostile or an unlucky disk gives them back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.errors import Refused, Unreadable
from sessiontui.stores.write import backups, expiry
from sessiontui.stores.write.journal import (
    DONE,
    INTENT,
    Journal,
    journals,
    read,
    unusable,
)
from sessiontui.stores.write.recovery import settle
from sessiontui.stores.write.transaction import commit, undo_steps
from tests.unit.stores.write.test_transaction import NOW, step


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))


def edited(profile: Path) -> Journal:
    profile.mkdir()
    (profile / "one").write_bytes(b"old")
    return commit(profile, [step(profile / "one", b"new", "sessionstore")], now=NOW, title="edit")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return edited(tmp_path / "p")


def change(journal: Journal, how: Callable[[dict[str, Any]], object], name: str = DONE) -> Path:
    path = journal.directory / name
    found = json.loads((journal.directory / DONE).read_bytes())
    how(found)
    (journal.directory / DONE).unlink()
    path.write_text(json.dumps(found))
    path.chmod(0o600)
    return path


def set_(*way: str | int, to: Any) -> Callable[[dict[str, Any]], object]:
    def change(found: Any) -> None:
        for key in way[:-1]:
            found = found[key]
        found[way[-1]] = to

    return change


def test_a_record_comes_back_as_it_was(journal: Journal) -> None:
    assert read(journal.directory / DONE) == journal


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (set_("format", to=2), "of another version of sessiontui (format 2)"),
        (set_("format", to="1"), "Expected `int`, got `str` - at `$.format`"),
        (set_("title", to=5), "Expected `str`, got `int` - at `$.title`"),
        (set_("number", to=None), "Expected `int`, got `null`"),
        (set_("made", to="today"), "Expected `float`, got `str`"),
        (set_("kind", to="burn"), "Invalid enum value 'burn'"),
        (set_("words", to=[1]), "at `$.words[0]`"),
        (set_("files", to={}), "Expected `array`, got `object`"),
        (set_("files", 0, "mode", to=0o10000), "Expected `int` <= 4095"),
        (set_("files", 0, "uid", to=-1), "Expected `int` >= 0"),
        (set_("files", 0, "copy", to="../../secret"), "../../secret is not the name of a copy"),
        (set_("files", 0, "copy", to="a\0b"), "a file's name that no file can have"),
        (set_("files", 0, "path", to="/a\0b"), "a file's name that no file can have"),
        (set_("files", 0, "target", to="/a\0b"), "a file's name that no file can have"),
        (set_("files", 0, "path", to="/etc/passwd"), "/etc/passwd is not a file of "),
        (set_("files", 0, "target", to="/etc/passwd"), "/etc/passwd is not a file of "),
        (set_("files", 0, "target", to="/etc/one"), "/etc/one is not a file of "),
        (set_("files", 0, "path", to="relative"), "relative is not a file of "),
        (set_("id", to="20200101-000000-aaaaaa"), "it stands in the directory of another"),
        (lambda found: found.pop("undoes") or found.pop("id"), "missing required field `id`"),
        (set_("title", to="\x1b[31m"), ""),
    ],
)
def test_what_is_wrong_with_a_record_is_one_sentence(
    journal: Journal, tmp_path: Path, how: Callable[[dict[str, Any]], object], words: str
) -> None:
    other = edited(tmp_path / "other")
    path = change(journal, how)
    profile = str(tmp_path / "p")
    if words:
        with pytest.raises(Unreadable):
            read(path)
        (sentence,) = unusable(profile)
        assert sentence.startswith(f"{path}: this record")
        assert words in sentence
        assert journals(DONE, profile) == []
        assert (*backups.interrupted(Path(profile)),) == (sentence,)
    assert unusable(other.profile) == []
    assert backups.undoable(Path(other.profile)) == other  # another profile is not hindered
    assert settle(Path(other.profile)) == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"[", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format":' + b"[" * 100_000, b"null"],
    ids=["empty", "cut", "array", "no text", "deep", "deep inside", "null"],
)
@pytest.mark.parametrize("name", [INTENT, DONE])
def test_what_is_no_record_hinders_no_edit(
    journal: Journal, tmp_path: Path, data: bytes, name: str
) -> None:
    path = change(journal, lambda _: None, name)
    path.write_bytes(data)
    other = edited(tmp_path / "other")
    assert backups.undoable(Path(other.profile)) == other
    assert settle(Path(other.profile)) == ()
    expiry.expire(NOW)
    (sentence,) = unusable(other.profile)  # nobody knows whose it is
    assert sentence.startswith(f"{path}: this record is damaged")


def test_a_linked_file_is_recorded_as_such_and_counts_as_the_profile_s(tmp_path: Path) -> None:
    profile, elsewhere = tmp_path / "p", tmp_path / "elsewhere"
    profile.mkdir()
    elsewhere.write_bytes(b"old")
    (profile / "one").symlink_to(elsewhere)
    done = commit(profile, [step(profile / "one", b"new", "sessionstore")], now=NOW, title="edit")
    assert (done.files[0].target, done.files[0].linked) == (str(elsewhere), True)
    assert journals(DONE, str(profile)) == [done]
    assert not edited(tmp_path / "q").files[0].linked


def test_setting_aside_takes_nothing_from_where_no_link_of_the_profile_leads(
    journal: Journal, tmp_path: Path
) -> None:
    """A record may say of any file that it was linked; whether it is, the profile tells."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    file = foreign / f".sessiontui-{journal.id}-0.tmp"
    file.write_bytes(b"theirs")

    def elsewhere(found: dict[str, Any]) -> None:
        found["files"][0] |= {"target": str(foreign / "one"), "linked": True}

    change(journal, elsewhere, INTENT)
    with pytest.raises(Refused, match="neither finished nor undone"):
        settle(tmp_path / "p")
    assert file.read_bytes() == b"theirs"


@pytest.mark.parametrize("now", [-1e14, -1.0, 0.0, 252_800_000_000_000.0, 4e14, 1e17])
def test_an_edit_is_recorded_whatever_the_clock_says(tmp_path: Path, now: float) -> None:
    profile = tmp_path / "p"
    profile.mkdir()
    done = commit(profile, [step(profile / "one", b"new", "sessionstore")], now=now, title="edit")
    assert journals(DONE, str(profile)) == [done]
    assert backups.undoable(profile) == done
    expiry.expire(now)
    commit(profile, undo_steps(done), now=now, title="undo", kind="undo", undoes=done.id)
    assert not (profile / "one").exists()
    assert backups.undoable(profile) is None


def test_a_link_is_no_record(journal: Journal, tmp_path: Path) -> None:
    path = journal.directory / DONE
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert journals(DONE) == []
    (sentence,) = unusable(journal.profile)
    assert "this record cannot be read" in sentence


def test_an_interrupted_edit_is_not_finished_where_a_link_leads_elsewhere_now(
    journal: Journal, tmp_path: Path
) -> None:
    """The record says where the file was; what the profile calls so now is another."""
    change(journal, lambda _: None, INTENT)
    one = tmp_path / "p/one"
    one.rename(tmp_path / "moved")
    one.symlink_to(tmp_path / "moved")
    with pytest.raises(Refused, match="the file has changed since"):
        settle(tmp_path / "p")
    assert (tmp_path / "moved").read_bytes() == b"new"


def test_what_fails_after_an_edit_is_done_is_told_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sessiontui.session.edit.edits import ForgetClosedTab
    from sessiontui.stores.profile.store import ProfileStore
    from tests.builders import session, window, write_profile

    content = session(window("https://a.example/", closed=["https://b.example/"]))
    store = ProfileStore(write_profile(tmp_path / "q", clean=content), now=lambda: NOW)
    base = next(v.revision for v in store.versions() if v.id == "sessionstore")

    def fails(now: float) -> None:
        raise RecursionError

    monkeypatch.setattr(expiry, "expire", fails)
    receipt = store.apply([ForgetClosedTab(("windows", 0, "_closedTabs", 0))], base=base)
    assert receipt.id
    assert receipt.edits[-1] == "It is done, but not all could be tidied up (RecursionError)"
    assert store.undo().id
