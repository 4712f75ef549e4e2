"""Root helps a user, users share a machine: nobody's edit touches what is not theirs.

Each test is root, or for a while a user without rights; links and files belong to other users.
"""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sessiontui.app_dirs import state_dir
from sessiontui.errors import Refused, SessiontuiError, StaleRevision, Unreadable
from sessiontui.export.new_file import write
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.monitor.watch.open_saves import open_file
from sessiontui.real_file import RealFile, real_directory
from sessiontui.session.edit.edits import ForgetClosedTab
from sessiontui.stores import registry
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, StoreRef
from sessiontui.stores.session_cache import Loaded, SessionCache
from sessiontui.stores.write import recovery, writer
from tests.builders import NOW, mozlz4, read_session, session, to_json, window, write_profile
from tests.system import lock_held

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has several users to be")

MALLORY, VICTIM = 1000, 1001
STATE = session(window("https://a.example/", closed=["https://b.example/"]))
SECRET = session(window("https://secret.example/", closed=["https://c.example/"]))
FORGET = ForgetClosedTab(("windows", 0, "_closedTabs", 0))
INTERVAL = {"browser.sessionstore.interval": 60_000}


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that everybody may enter; pytest's own are private. And root's own state."""
    path = Path(tempfile.mkdtemp(prefix="sessiontui-"))
    path.chmod(0o755)
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)
    yield path
    shutil.rmtree(path)


def give(path: Path, user: int) -> Path:
    """Give a user a file or directory and all that is in it, links themselves included."""
    for each in (path, *(path.rglob("*") if path.is_dir() and not path.is_symlink() else ())):
        os.chown(each, user, user, follow_symlinks=False)
    return path


@contextmanager
def being(user: int) -> Iterator[None]:
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def link(path: Path, target: Path, user: int) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)
    os.chown(path, user, user, follow_symlinks=False)


def opened(path: Path) -> ProfileStore:
    return ProfileStore(path, now=lambda: NOW)


def revision(store: ProfileStore, name: str = "sessionstore") -> str:
    return next(version.revision for version in store.versions() if version.id == name)


@pytest.fixture
def profile(shared: Path) -> Path:
    """Mallory's, closed, with one line in prefs.js."""
    path = write_profile(shared / "mallory", clean=STATE)
    (path / "prefs.js").write_bytes(b'user_pref("a", 1);\n')
    return give(path, MALLORY)


@pytest.fixture
def secret(shared: Path) -> Path:
    """A session that only the victim may read."""
    path = shared / "secret"
    path.write_bytes(mozlz4(to_json(SECRET)))
    path.chmod(0o600)
    return give(path, VICTIM)


# -- the profile itself behind a link -----------------------------------------------------------


@pytest.mark.parametrize("behind", ["the profile is a link", "a directory before it is one"])
@pytest.mark.parametrize("owner", [0, VICTIM])
def test_a_profile_behind_another_user_s_link_is_not_opened(
    shared: Path, owner: int, behind: str
) -> None:
    """Root is asked to help with "her" profile, and she has made it a link to somebody else's."""
    theirs = give(write_profile(shared / "theirs" / "p", clean=SECRET), owner)
    before = {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}
    home = shared / "home"
    home.mkdir()
    give(home, MALLORY)
    link(home / "x", theirs if behind.startswith("the profile") else theirs.parent, MALLORY)
    place = home / "x" if behind.startswith("the profile") else home / "x" / "p"
    with pytest.raises(Unreadable, match="is a link that another user"):
        registry.open_place(str(place))
    store = opened(place)  # as a listing opens what it has found
    assert "is a link that another user" in (store.info.read_only_reason or "")
    with pytest.raises(Refused, match="is a link that another user"):
        store.set_settings({"browser.sessionstore.interval": 61_000})
    assert {path: path.read_bytes() for path in before} == before
    assert not list(theirs.parent.rglob("*.tmp"))


def test_a_profile_that_is_exchanged_for_a_link_stays_the_one_that_was_opened(
    profile: Path, shared: Path
) -> None:
    theirs = write_profile(shared / "theirs", clean=SECRET)
    before = (theirs / "sessionstore.jsonlz4").read_bytes()
    store = opened(profile)
    base = revision(store)
    profile.rename(shared / "aside")
    link(profile, theirs, MALLORY)
    acts: tuple[Callable[[], object], ...] = (
        lambda: store.apply([FORGET], base=base),
        lambda: store.apply([FORGET], base=revision(store)),
        lambda: store.set_settings({"browser.sessionstore.interval": 61_000}),
        lambda: store.rollback("sessionstore", base=revision(store)),
    )
    for act in acts:
        with pytest.raises(SessiontuiError):
            act()
    assert (theirs / "sessionstore.jsonlz4").read_bytes() == before
    assert not (theirs / "prefs.js").read_bytes().count(b"61000")


def test_a_walk_that_fails_is_never_taken_for_a_way_without_links(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever exchanges a file and a link makes a name on the way a file in the right moment."""
    theirs = give(write_profile(shared / "theirs", clean=SECRET), VICTIM)
    before = (theirs / "sessionstore.jsonlz4").read_bytes()
    place = shared / "hers"
    link(place, theirs, MALLORY)
    walk = os.open
    walked: list[str] = []

    def a_file_for_once(path: str | Path, *args: Any, **more: Any) -> int:
        if path == "hers" and "dir_fd" in more:
            walked.append(path)
            if len(walked) == 1:
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return walk(path, *args, **more)

    monkeypatch.setattr(os, "open", a_file_for_once)
    with pytest.raises(Unreadable, match="hers: Not a directory"):
        ProfileStore.open(StoreRef("profile", str(place)), read_only=False)
    walked.clear()
    store = opened(place)  # as a listing opens what it has found
    assert "where it leads cannot be told" in (store.info.read_only_reason or "")
    with pytest.raises(Refused, match="where it leads cannot be told"):
        store.apply([FORGET], base=revision(store))
    assert (theirs / "sessionstore.jsonlz4").read_bytes() == before


def test_a_profile_is_walked_to_once(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two walks it could be exchanged."""
    walks: list[Path] = []

    def counted(path: Path) -> tuple[Path, str | None]:
        walks.append(path)
        return real_directory(path)

    monkeypatch.setattr("sessiontui.stores.profile.store.real_directory", counted)
    assert registry.open_place(str(profile)).info.read_only_reason is None
    assert walks == [profile]


@pytest.mark.parametrize("other", ["another profile", "a link to another profile"])
@pytest.mark.parametrize("when", ["before it is locked", "when it is locked", "once it is planned"])
def test_a_profile_exchanged_in_the_middle_of_an_edit_is_left_alone_and_so_is_the_other(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch, when: str, other: str
) -> None:
    """A new file would do: no revision tells where it belongs. The lock held is the first one's."""
    backups = profile / "sessionstore-backups"
    backups.mkdir(exist_ok=True)
    (profile / "sessionstore.jsonlz4").rename(backups / "recovery.jsonlz4")
    (backups / "previous.jsonlz4").write_bytes(mozlz4(to_json(SECRET)))
    (profile / "prefs.js").write_bytes(b'user_pref("browser.startup.page", 3);\n')
    give(profile, MALLORY)
    running = give(write_profile(shared / "running"), MALLORY)
    store = opened(profile)
    base = revision(store, "previous")

    def exchange() -> None:
        profile.rename(shared / "aside")
        if other == "another profile":
            running.rename(profile)
        else:
            link(profile, running, MALLORY)

    module, name = {
        "before it is locked": (writer, "check_state"),
        "when it is locked": (recovery, "settle"),
        "once it is planned": (writer, "plan_rollback"),
    }[when]
    real = getattr(module, name)

    def exchanged(*args: Any) -> object:
        done = real(*args)
        exchange()
        return done

    monkeypatch.setattr(module, name, exchanged)
    with pytest.raises(SessiontuiError):
        store.rollback("previous", base=base)
    for place in (profile, shared / "aside"):
        assert not (place / "sessionstore.jsonlz4").exists()
        assert not list(place.rglob("*.tmp"))


def test_a_lock_is_made_in_the_directory_that_was_looked_at(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile without a lock that becomes a link: nobody's directory gets one."""
    (profile / ".parentlock").unlink(missing_ok=True)
    theirs = shared / "theirs"
    theirs.mkdir()
    looked_at = RealFile.planted

    def exchanged(self: RealFile) -> str | None:
        reason = looked_at(self)
        if self.name == ".parentlock" and profile.is_dir() and not profile.is_symlink():
            profile.rename(shared / "aside")
            link(profile, theirs, MALLORY)
        return reason

    monkeypatch.setattr(RealFile, "planted", exchanged)
    store = opened(profile)
    with pytest.raises(SessiontuiError):
        store.set_settings(INTERVAL)
    assert list(theirs.iterdir()) == []


def test_settings_are_those_of_the_profile_that_was_opened(profile: Path, shared: Path) -> None:
    """Through the link it was opened by, another's would be obeyed: whether tabs open at all."""
    other = write_profile(shared / "other", clean=STATE)
    (other / "user.js").write_bytes(b'user_pref("browser.sessionstore.max_tabs_undo", 0);\n')
    link(shared / "hers", give(profile, MALLORY), MALLORY)
    store = opened(shared / "hers")
    link(shared / "hers", other, MALLORY)
    situation = store._situation()
    assert situation.profile == profile
    assert "browser.sessionstore.max_tabs_undo" not in situation.prefs.names()
    strays = situation.strays(situation.owner())
    assert {file.path for file in strays.files + strays.seen} <= {profile / "prefs.js"}


def test_one_s_own_link_to_a_profile_is_followed(profile: Path, shared: Path) -> None:
    link(shared / "mine", profile, 0)
    link(shared / "hers", profile, MALLORY)
    for place in (shared / "mine", shared / "hers"):
        store = registry.open_place(str(place))
        assert store.info.read_only_reason is None


# -- links that somebody planted ---------------------------------------------------------------


@pytest.mark.parametrize("owner", [0, VICTIM])
def test_root_sets_nothing_through_a_user_s_link_to_another_s_file(
    profile: Path, shared: Path, owner: int
) -> None:
    target = shared / "settings.js"
    target.write_bytes(b"// mine\n")
    os.chown(target, owner, owner)
    link(profile / "prefs.js", target, MALLORY)
    with pytest.raises(Refused, match=r"prefs\.js: this is a link that another user \(.*\) made"):
        opened(profile).set_settings(INTERVAL)
    assert target.read_bytes() == b"// mine\n"
    assert not (shared / "state/edits").exists()


def test_another_s_session_is_neither_shown_nor_copied_through_a_link(
    profile: Path, secret: Path
) -> None:
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    link(previous, secret, MALLORY)
    store = opened(profile)
    with pytest.raises(Unreadable, match="made to what is not theirs"):
        store.load("previous")
    with pytest.raises(SessiontuiError, match="made to what is not theirs"):
        store.rollback("previous", base=revision(store))
    assert b"secret" not in (profile / "sessionstore.jsonlz4").read_bytes()
    assert store.apply([FORGET], base=revision(store)).id  # the rest of the profile is not barred


def test_what_is_not_followed_is_not_looked_through_and_that_is_said(
    profile: Path, secret: Path
) -> None:
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    link(previous, secret, MALLORY)
    store = opened(profile)
    receipt = store.apply([FORGET], base=revision(store), options=EditOptions(everywhere=True))
    (left,) = receipt.left
    assert left.path == str(previous)
    assert left.why.startswith("it could not be looked through: this is a link that another user")


@pytest.mark.parametrize("linked", ["the file", "its directory"])
def test_saves_are_not_counted_in_what_another_user_linked(
    profile: Path, shared: Path, secret: Path, linked: str
) -> None:
    """Root watches: whose sites are named as causes is not for a link to say."""
    theirs = shared / "theirs"
    theirs.mkdir()
    recovery = profile / "sessionstore-backups/recovery.jsonlz4"
    shutil.rmtree(recovery.parent, ignore_errors=True)
    secret.rename(theirs / recovery.name)
    give(theirs, VICTIM)
    if linked == "the file":
        recovery.parent.mkdir()
        give(recovery.parent, MALLORY)
        link(recovery, theirs / recovery.name, MALLORY)
    else:
        link(recovery.parent, theirs, MALLORY)
    assert open_file(recovery) is None
    if linked == "the file":
        link(recovery, theirs / recovery.name, 0)
    else:
        link(recovery.parent, theirs, 0)
    found = open_file(recovery)
    assert found is not None  # root's own link is root's own word
    os.close(found.descriptor)


def test_what_is_gone_back_to_is_what_was_listed(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where all of it is the user's own: exchanged in between, it is another version."""
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    previous.write_bytes(mozlz4(to_json(SECRET)))
    store = opened(profile)
    base = revision(store)
    load = SessionCache.load

    def exchanged(self: SessionCache, path: Path, **how: Any) -> Loaded:
        if path == previous:
            path.rename(path.with_name("aside"))
            path.write_bytes(mozlz4(to_json(session(window("https://other.example/")))))
        return load(self, path, **how)

    monkeypatch.setattr(SessionCache, "load", exchanged)
    with pytest.raises(StaleRevision, match="previous: it has changed since"):
        store.rollback("previous", base=base)
    assert b"other" not in (profile / "sessionstore.jsonlz4").read_bytes()


def test_a_linked_directory_on_the_way_counts_as_well(
    profile: Path, shared: Path, secret: Path
) -> None:
    (profile / "sessionstore.jsonlz4").unlink()
    shutil.rmtree(profile / "sessionstore-backups", ignore_errors=True)
    theirs = shared / "theirs"
    theirs.mkdir()
    secret.rename(theirs / "recovery.jsonlz4")
    give(theirs, VICTIM)
    link(profile / "sessionstore-backups", theirs, MALLORY)
    store = opened(profile)
    before = (theirs / "recovery.jsonlz4").read_bytes()
    with pytest.raises(SessiontuiError, match="sessionstore-backups is a link that another user"):
        store.apply([FORGET], base=revision(store, "recovery"))
    assert (theirs / "recovery.jsonlz4").read_bytes() == before


def test_a_user_is_not_led_away_either(profile: Path, shared: Path, secret: Path) -> None:
    """The victim's own tool, in a directory where others may put things."""
    profile.chmod(0o777)
    link(profile / "sessionstore.jsonlz4", secret, MALLORY)
    give(profile / "prefs.js", VICTIM)
    (shared / "state").mkdir()
    give(shared / "state", VICTIM)
    with being(VICTIM), pytest.raises(Unreadable, match="made to what is not theirs"):
        opened(profile).load("sessionstore")


def test_links_of_one_s_own_are_followed_and_stay(profile: Path, shared: Path) -> None:
    """A profile kept elsewhere: its owner made the link, or whoever runs this."""
    elsewhere = shared / "elsewhere"
    elsewhere.mkdir()
    (profile / "prefs.js").rename(elsewhere / "prefs.js")
    give(elsewhere, MALLORY)
    for owner in (MALLORY, 0):
        link(profile / "prefs.js", elsewhere / "prefs.js", owner)
        store = opened(profile)
        store.set_settings({"browser.sessionstore.interval": 60_000 + owner})
        assert (profile / "prefs.js").is_symlink()
        written = elsewhere / "prefs.js"
        assert parse_prefs(written.read_bytes())["browser.sessionstore.interval"] == 60_000 + owner
        assert written.stat().st_uid == MALLORY
    store.undo()
    assert (profile / "prefs.js").is_symlink()


def test_a_second_name_of_another_s_file_is_not_replaced(profile: Path, secret: Path) -> None:
    (profile / "sessionstore.jsonlz4").unlink()
    (profile / "sessionstore.jsonlz4").hardlink_to(secret)
    store = opened(profile)
    with pytest.raises(SessiontuiError, match=r"the file has 2 names \(hard links\), and another"):
        store.apply([FORGET], base=revision(store))
    assert (profile / "sessionstore.jsonlz4").samefile(secret)
    own = write_profile(profile.with_name("own"), clean=STATE)
    (own / "backup").hardlink_to(own / "sessionstore.jsonlz4")  # root's own, nobody else writes it
    own.chmod(0o700)
    assert opened(own).apply([FORGET], base=revision(opened(own))).id


@pytest.mark.parametrize("owner", [0, VICTIM])
def test_another_s_session_is_not_taken_over_by_a_second_name_either(
    profile: Path, secret: Path, owner: int
) -> None:
    """The copy that root made of it could be read by whoever gave it that name."""
    give(secret, owner)
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    give(previous.parent, MALLORY)
    previous.hardlink_to(secret)
    store = opened(profile)
    acts: tuple[Callable[[], object], ...] = (
        lambda: store.load("previous"),
        lambda: store.text("previous"),
        lambda: store.rollback("previous", base=revision(store)),
        lambda: registry.open_place(str(previous)).load("previous.jsonlz4"),
    )
    for act in acts:
        with pytest.raises(SessiontuiError, match=r"the file has 2 names \(hard links\), and ano"):
            act()
    assert store.apply([FORGET], base=revision(store)).id  # the rest of the profile is not barred
    assert b"secret" not in (profile / "sessionstore.jsonlz4").read_bytes()


def test_a_user_s_own_hard_linked_copies_are_read(profile: Path, shared: Path) -> None:
    """`cp -al`, rsnapshot: what has the directory's owner could be read by him anyhow."""
    copy = shared / "copy"
    copy.hardlink_to(profile / "sessionstore.jsonlz4")
    store = opened(profile)
    assert store.load("sessionstore").counts.tabs == 1
    profile.chmod(0o700)
    with being(MALLORY):
        assert opened(profile).load("sessionstore").counts.tabs == 1
    own = write_profile(shared / "own", clean=STATE)
    own.chmod(0o700)
    (own / "copy").hardlink_to(own / "sessionstore.jsonlz4")
    os.chown(own / "copy", VICTIM, VICTIM)
    assert opened(own).load("sessionstore").counts.tabs == 1  # nobody else could have named it


def test_a_lock_that_leads_to_another_s_file_is_not_taken(profile: Path, shared: Path) -> None:
    other = write_profile(shared / "other", clean=STATE)
    (other / ".parentlock").touch()
    give(other, VICTIM)
    link(profile / ".parentlock", other / ".parentlock", MALLORY)
    with pytest.raises(Refused, match=r"\.parentlock: this is a link that another user"):
        opened(profile).apply([FORGET], base=revision(opened(profile)))


def test_an_export_replaces_nothing_through_another_s_link(profile: Path, secret: Path) -> None:
    out = profile / "out.txt"
    link(out, secret, MALLORY)
    before = secret.read_bytes()
    with pytest.raises(Refused, match="so it is not followed; nothing was written"):
        write([b"https://a.example/"], out, force=True)
    assert secret.read_bytes() == before
    link(profile / "linked", secret.parent, MALLORY)
    with pytest.raises(Refused, match=r"mallory/linked is a link .* nothing was written"):
        write([b"https://a.example/"], profile / "linked" / "new.txt")
    assert not (secret.parent / "new.txt").exists()
    link(out, secret, 0)
    assert write([b"https://a.example/"], out, force=True) == 18
    assert secret.read_bytes() == b"https://a.example/"


# -- other profiles ----------------------------------------------------------------------------


def test_a_session_file_that_is_a_link_into_a_running_profile_stays(
    profile: Path, shared: Path
) -> None:
    running = write_profile(shared / "running", clean=SECRET)
    (running / ".parentlock").touch()
    give(running, MALLORY)
    target = running / "sessionstore.jsonlz4"
    link(profile / "sessionstore.jsonlz4", target, MALLORY)
    before = target.read_bytes()
    store = opened(profile)
    with (
        lock_held(running) as pid,
        pytest.raises(Refused, match=rf"running: Firefox is running \(pid {pid}\)"),
    ):
        store.apply([FORGET], base=revision(store))
    assert target.read_bytes() == before
    assert store.apply([FORGET], base=revision(store)).id
    assert target.read_bytes() != before


@pytest.mark.parametrize("where", ["in a folder of it", "of neither", "a link of its own before"])
def test_a_profile_on_the_way_of_nested_links_is_locked_as_well(
    profile: Path, shared: Path, where: str
) -> None:
    """Its Firefox writes there through the very same link."""
    running = write_profile(shared / "running")
    (running / ".parentlock").touch()
    shutil.rmtree(running / "sessionstore-backups", ignore_errors=True)
    shutil.rmtree(profile / "sessionstore-backups", ignore_errors=True)
    (profile / "sessionstore.jsonlz4").unlink()
    leads = {
        "in a folder of it": running / "kept",
        "of neither": shared / "srv/deep/backups",
        "a link of its own before": shared / "srv",
    }[where]
    below = "sessionstore-backups" if where.startswith("a link") else "."
    store_in = leads / below
    store_in.mkdir(parents=True)
    (store_in / "recovery.jsonlz4").write_bytes(mozlz4(to_json(STATE)))
    link(running / "sessionstore-backups", leads, MALLORY)
    link(profile / "sessionstore-backups", running / "sessionstore-backups" / below, MALLORY)
    for each in (profile, running, leads):
        give(each, MALLORY)
    before = (store_in / "recovery.jsonlz4").read_bytes()
    store = opened(profile)
    with (
        lock_held(running) as pid,
        pytest.raises(Refused, match=rf"running: Firefox is running \(pid {pid}\)"),
    ):
        store.apply([FORGET], base=revision(store, "recovery"))
    assert (store_in / "recovery.jsonlz4").read_bytes() == before
    assert store.apply([FORGET], base=revision(store, "recovery")).id
    assert (store_in / "recovery.jsonlz4").read_bytes() != before


def test_a_known_profile_that_keeps_its_backups_there_is_locked_as_well(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two profiles that were each given a link to one and the same directory."""
    home = shared / "home"
    root = home / ".mozilla/firefox"
    running = write_profile(root / "x.running")
    root.joinpath("profiles.ini").write_text(
        "[Profile0]\nName=running\nIsRelative=1\nPath=x.running\n", encoding="utf-8"
    )
    (running / ".parentlock").touch()
    monkeypatch.setenv("HOME", str(home))
    common = shared / "common" / "backups"
    common.mkdir(parents=True)
    for place in (running, profile):
        shutil.rmtree(place / "sessionstore-backups", ignore_errors=True)
        link(place / "sessionstore-backups", common, MALLORY)
    (profile / "sessionstore.jsonlz4").rename(common / "recovery.jsonlz4")
    for each in (home, common):
        give(each, MALLORY)
    before = (common / "recovery.jsonlz4").read_bytes()
    store = opened(profile)
    with (
        lock_held(running) as pid,
        pytest.raises(Refused, match=rf"x\.running: Firefox is running \(pid {pid}\)"),
    ):
        store.apply([FORGET], base=revision(store, "recovery"))
    assert (common / "recovery.jsonlz4").read_bytes() == before
    assert store.apply([FORGET], base=revision(store, "recovery")).id


def test_an_interrupted_edit_is_not_finished_in_a_running_profile(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = write_profile(shared / "running", clean=SECRET)
    (running / ".parentlock").touch()
    give(running, MALLORY)
    target = running / "sessionstore.jsonlz4"
    link(profile / "sessionstore.jsonlz4", target, MALLORY)
    store = opened(profile)
    assert store.apply([FORGET], base=revision(store)).id
    (record,) = (shared / "state/edits").glob("*/done.json")
    record.rename(record.with_name("intent.json"))  # it died before all was done
    written = target.read_bytes()
    with lock_held(running) as pid, pytest.raises(Refused, match=f"running \\(pid {pid}\\)"):
        store.set_settings(INTERVAL)
    assert target.read_bytes() == written
    assert record.with_name("intent.json").exists()
    assert store.set_settings(INTERVAL).id
    assert record.exists()


# -- what root leaves --------------------------------------------------------------------------


def test_new_files_are_the_user_s_and_kept_copies_nobody_else_s(
    profile: Path, shared: Path
) -> None:
    store = opened(profile)
    assert store.apply([FORGET], base=revision(store)).id
    store.set_settings(INTERVAL)
    for path in profile.rglob("*"):
        assert (path.lstat().st_uid, path.lstat().st_gid) == (MALLORY, MALLORY), path
    state = shared / "state"
    for path in (state / "edits", *(state / "edits").rglob("*")):
        info = path.stat()
        assert (info.st_uid, stat.S_IMODE(info.st_mode) & 0o077) == (0, 0), path
    with being(MALLORY):
        assert opened(profile).undoable() is None  # root's copies are not theirs to read


# -- the program's own state -------------------------------------------------------------------


def test_root_with_a_user_s_environment_writes_nothing(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sudo -E`: HOME is the user's, who could put records and copies there."""
    home = shared / "home"
    (home / ".local/state").mkdir(parents=True)
    give(home, MALLORY)
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    store = opened(profile)
    for act in (store.plan, store.apply):
        with pytest.raises(Refused, match=r"belongs to another user.*sudo -H.*STATE_DIR"):
            act([FORGET], base=revision(store))
    with pytest.raises(PermissionError):
        state_dir()
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before
    assert list((home / ".local/state").iterdir()) == []
    with being(MALLORY):  # who may, of course
        store = opened(profile)
        assert store.apply([FORGET], base=revision(store)).id


@pytest.mark.parametrize("linked", [".local", ".local/state", ".local/state/sessiontui"])
@pytest.mark.parametrize("there", [True, False])
def test_a_state_behind_another_user_s_link_is_not_written(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch, linked: str, there: bool
) -> None:
    """What it leads to is root's own; where root's copies go is not for another to say."""
    home, own = shared / "home", shared / "own"
    name = home / linked
    name.parent.mkdir(parents=True)
    (own / ".local/state/sessiontui" if there else own).mkdir(parents=True, mode=0o700)
    (own / linked).mkdir(parents=True, exist_ok=True, mode=0o700)
    link(name, own / linked, MALLORY)
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    before = sorted(own.rglob("*"))
    store = opened(profile)
    with pytest.raises(Refused, match=r"is a link that another user \(.*\) made: as root leave"):
        store.apply([FORGET], base=revision(store))
    with pytest.raises(PermissionError):
        state_dir()
    assert sorted(own.rglob("*")) == before
    os.chown(name, 0, 0, follow_symlinks=False)  # one's own link is one's own word
    assert store.apply([FORGET], base=revision(store)).id


def test_root_s_own_link_in_another_s_directory_does_not_lead_to_the_state(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose directory it is can put another in its place."""
    home, own = shared / "home", shared / "own"
    (home / ".local").mkdir(parents=True)
    own.mkdir(mode=0o700)
    give(home, MALLORY)
    link(home / ".local/state", own, 0)
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    store = opened(profile)
    with pytest.raises(Refused, match=rf"{home}, where copies .* belongs to another user"):
        store.apply([FORGET], base=revision(store))
    assert list(own.iterdir()) == []


@pytest.mark.parametrize("how", ["another's", "open to all"])
def test_root_s_state_lies_in_nobody_else_s_directory_however_far_above(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Who may rename what is on the way chooses where private copies go."""
    home = shared / "home"
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(home / "root" / "state"))
    store = opened(profile)
    assert store.apply([FORGET], base=revision(store)).id
    if how == "another's":
        os.chown(home, MALLORY, MALLORY)
    else:
        home.chmod(0o777)
    with pytest.raises(Refused, match=rf"{home}, where copies of what is replaced are kept"):
        store.undo()
    os.chown(home, 0, 0)
    home.chmod(0o1777)  # as /tmp
    assert store.undo().id


@pytest.mark.parametrize("where", ["", "edits"])
@pytest.mark.parametrize("how", ["another's", "open to all"])
def test_a_state_that_others_write_neither_counts_nor_is_written(
    profile: Path, shared: Path, where: str, how: str
) -> None:
    store = opened(profile)
    assert store.apply([FORGET], base=revision(store)).id
    assert store.undoable() is not None
    state = shared / "state" / where
    if how == "another's":
        os.chown(state, MALLORY, MALLORY)
    else:
        state.chmod(0o777)
    assert store.undoable() is None
    assert [v.id for v in store.versions() if v.role == "kept"] == []
    with pytest.raises(Refused, match=r"where copies of what is replaced are kept, (belongs|may)"):
        store.undo()


def test_a_record_or_a_copy_of_another_user_does_not_count(profile: Path, shared: Path) -> None:
    store = opened(profile)
    done = store.apply([FORGET], base=revision(store))
    (record,) = (shared / "state/edits").glob("*/done.json")
    os.chown(record, MALLORY, MALLORY)
    assert store.undoable() is None
    (sentence,) = store.profile().interrupted
    assert sentence == f"{record}: this record does not count: it is not yours alone"
    os.chown(record, 0, 0)
    os.utime(record)
    (copy,) = record.parent.glob("0-*")
    os.chown(copy, MALLORY, MALLORY)
    assert [v.id for v in store.versions() if v.role == "kept"] == []
    with pytest.raises(Refused, match="the kept copy is gone or damaged"):
        store.undo(done.id)


# -- safety copies ------------------------------------------------------------------------------


def test_root_s_safety_copy_of_a_user_s_profile_is_root_s_alone(
    profile: Path, shared: Path
) -> None:
    before = {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()}
    made = opened(profile).keep_copy()
    assert made.missed == ()
    safety = shared / "state/safety"
    for path in (safety, *safety.rglob("*")):
        info = path.lstat()
        assert (info.st_uid, stat.S_IMODE(info.st_mode) & 0o077) == (0, 0), path
    for path in profile.rglob("*"):
        assert path.lstat().st_uid == MALLORY, path
    assert {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()} == before
    with being(MALLORY):
        assert opened(profile).kept_copies() == ()


def test_what_a_planted_link_leads_to_is_named_and_not_copied(
    profile: Path, shared: Path, secret: Path
) -> None:
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    link(previous, secret, MALLORY)
    link(profile / "containers.json", secret, MALLORY)
    made = opened(profile).keep_copy()
    assert {one.name for one in made.missed} == {
        "sessionstore-backups/previous.jsonlz4", "containers.json",
    }  # fmt: skip
    assert all("made to what is not theirs" in one.why for one in made.missed)
    held = [path.read_bytes() for path in (shared / "state/safety").rglob("*") if path.is_file()]
    assert secret.read_bytes() not in held
    assert (profile / "sessionstore.jsonlz4").read_bytes() in held


def test_no_safety_copy_is_put_where_the_user_could_reach_it(
    profile: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = shared / "home"
    (home / ".local/state").mkdir(parents=True)
    give(home, MALLORY)
    monkeypatch.delenv("SESSIONTUI_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    with pytest.raises(Refused, match=r"belongs to another user.*sudo -H.*FILE\.zip"):
        opened(profile).keep_copy()
    assert list((home / ".local/state").iterdir()) == []


@pytest.mark.parametrize("how", ["another's", "open to all"])
def test_safety_copies_in_reach_of_others_do_not_count(
    profile: Path, shared: Path, how: str
) -> None:
    store = opened(profile)
    store.keep_copy()
    safety = shared / "state/safety"
    if how == "another's":
        os.chown(safety, MALLORY, MALLORY)
    else:
        safety.chmod(0o777)
    assert store.kept_copies() == ()
    with pytest.raises(Refused, match=r"where safety copies are kept, (belongs|may)"):
        store.keep_copy()
    with pytest.raises(SessiontuiError):
        store.remove_copy("backup-1")


def test_a_file_that_another_put_into_a_safety_copy_is_no_version(
    profile: Path, shared: Path
) -> None:
    store = opened(profile)
    store.keep_copy()
    (profile / "sessionstore.jsonlz4").write_bytes(mozlz4(to_json(SECRET)))
    assert [v.id for v in store.versions() if v.role == "kept"] == ["backup-1/sessionstore"]
    copy = shared / "state/safety/backup-1/sessionstore.jsonlz4"
    os.chown(copy, MALLORY, MALLORY)
    assert [v.id for v in store.versions() if v.role == "kept"] == []


# -- what the profile's own user has kept -------------------------------------------------------


@pytest.fixture
def home(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mallory's home, as the system knows it."""
    path = shared / "home"
    path.mkdir()
    give(path, MALLORY)
    entry = SimpleNamespace(pw_dir=str(path))
    monkeypatch.setattr(pwd, "getpwuid", lambda user: {MALLORY: entry}[user])
    return path


def forgotten_by_root(profile: Path) -> list[str]:
    """The paths that still hold it, after root has forgotten it everywhere."""
    store = opened(profile)
    receipt = store.apply([FORGET], base=revision(store), options=EditOptions(everywhere=True))
    return [left.path for left in receipt.left]


def test_what_the_user_kept_of_an_own_edit_is_named_when_root_forgets_everywhere(
    profile: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as theirs, being(MALLORY):
        theirs.delenv("SESSIONTUI_STATE_DIR")
        theirs.delenv("XDG_STATE_HOME", raising=False)
        theirs.setenv("HOME", str(home))
        store = opened(profile)
        store.apply([FORGET], base=revision(store))
        store.undo()
    copies = [path for path in home.rglob("*.jsonlz4") if path.is_file()]
    kept = [path for path in copies if "b.example" in str(read_session(path))]
    assert kept
    before = {path: path.read_bytes() for path in kept}
    assert set(map(str, kept)) <= set(forgotten_by_root(profile))
    assert {path: path.read_bytes() for path in kept} == before


def test_a_link_in_the_way_to_what_the_user_kept_is_not_followed_and_named(
    profile: Path, home: Path, shared: Path
) -> None:
    theirs = shared / "victim" / "sessiontui" / "edits"
    theirs.mkdir(parents=True)
    (theirs / "x.jsonlz4").write_bytes(mozlz4(to_json(STATE)))
    give(shared / "victim", VICTIM)
    (home / ".local").mkdir()
    link(home / ".local" / "state", shared / "victim", MALLORY)
    give(home / ".local", MALLORY)
    assert forgotten_by_root(profile) == [str(home / ".local" / "state")]
