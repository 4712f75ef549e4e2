"""One contract for every store: the built-in ones, and a stranger's from a package of its own."""

from __future__ import annotations

import atexit
import io
import os
import sys
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from sessiontui.errors import NothingFound, Refused, SessiontuiError, UsageError
from sessiontui.firefox.browser import FIREFOX
from sessiontui.firefox.tree.path import TreePath
from sessiontui.monitor.watch import tree_watch
from sessiontui.stores import registry
from sessiontui.stores.demo import store as demo
from sessiontui.stores.protocols import (
    Configures,
    Describes,
    Edits,
    Foretells,
    Meters,
    Raws,
    RollsBack,
    Safeguards,
    Sets,
    Store,
    StoreRef,
    Surveys,
    Timings,
    Undoes,
    Watches,
)
from sessiontui.stores.remote.store import SshStore
from sessiontui.stores.tree.store import TreeStore
from sessiontui.stores.view import StoreInfo
from sessiontui.testing import ALL, Case, StoreContract, case_of
from sessiontui.text import is_printable
from sessiontui.workspace import Workspace
from tests.backup_page import backup_page
from tests.builders import closed_window, mozlz4, session, to_json, window, write_profile
from tests.memory_tree import of_directory
from tests.paths import ROOT
from tests.sshd import CLIENT, SSHD, Sshd

PLUGIN = ROOT / "tests" / "plugin"
STATE = session(
    window("https://a.example/One", "https://b.example/Two", closed=["https://c.example/"]),
    closed_windows=[closed_window(window("https://d.example/"))],
)
OTHER = session(window("https://other.example/"))


class OwnCase(Case, frozen=True):
    """Of a store of ours: how a file is put into its profile."""

    put: Callable[[str, bytes], object] | None = None


MakeCase = Callable[[Path, pytest.MonkeyPatch], Case]
DEMO = frozenset({Describes, Configures, Watches, Raws, Meters, Edits, Undoes, RollsBack, Sets})
FILE = frozenset({Watches, Raws, Edits, Undoes})
ELSEWHERE = frozenset({Describes, Foretells, Configures, Raws, Surveys, Timings})


def profile_case(tmp: Path, _: pytest.MonkeyPatch) -> Case:
    path = write_profile(
        tmp / "evil \x1b[31m name",
        clean=STATE,
        recovery=OTHER,
        recovery_bak=mozlz4(to_json(STATE))[:-20],
        previous=b"",
        upgrades={"20261103151912": STATE, "20250101000000": bytes(999)},
        plain={"sessionstore.js": b"({windows:", "sessionstore.bak\x07-1": STATE},
    )

    def change() -> None:
        (path / "sessionstore.jsonlz4").write_bytes(mozlz4(to_json(OTHER)))

    def reopen(read_only: bool = False) -> Store:
        return registry.open_ref(StoreRef("profile", str(path)), read_only=read_only)

    bad = ("previous", "upgrade-20250101000000", "sessionstore.js")

    def put(below: str, data: bytes) -> None:
        (path / below).parent.mkdir(exist_ok=True)
        (path / below).write_bytes(data)

    return OwnCase(reopen(), reopen, change, bad, ALL, ("recovery.bak",), put=put)


def file_case(tmp: Path, _: pytest.MonkeyPatch) -> Case:
    path = tmp / "any \x1b]0;name"
    path.write_bytes(mozlz4(to_json(STATE)))

    def reopen(read_only: bool = False) -> Store:
        return registry.open_ref(StoreRef("file", str(path)), read_only=read_only)

    def change() -> None:
        path.write_bytes(mozlz4(to_json(OTHER)))

    return Case(reopen(), reopen, change, abilities=FILE)


def damaged_file_case(tmp: Path, _: pytest.MonkeyPatch) -> Case:
    path = tmp / "cut.jsonlz4"
    path.write_bytes(mozlz4(to_json(STATE))[:-20])

    def reopen(read_only: bool = False) -> Store:
        return registry.open_ref(StoreRef("file", str(path)), read_only=read_only)

    def change() -> None:
        path.write_bytes(b"")

    return Case(reopen(), reopen, change, damaged=(path.name,), abilities=FILE)


def tree_case(tmp: Path, _: pytest.MonkeyPatch) -> Case:
    path = write_profile(
        tmp / "profile", clean=STATE, recovery=OTHER, previous=b"",
        recovery_bak=mozlz4(to_json(STATE))[:-20],
    )  # fmt: skip
    tree = of_directory(path)

    def reopen() -> Store:
        info = StoreInfo("memory", "made up", "memory.tar", "nothing is written into it")
        return TreeStore(TreePath(tree), info, FIREFOX)

    def change() -> None:
        tree.files["sessionstore.jsonlz4"] = mozlz4(to_json(OTHER))

    abilities = ELSEWHERE
    bad = ("previous",)
    put = tree.files.__setitem__
    return OwnCase(reopen(), reopen, change, bad, abilities, ("recovery.bak",), put=put)


def archive_case(name: str, pack: Callable[[Path, Path], object]) -> MakeCase:
    """A profile in an archive, named by the archive."""

    def make(tmp: Path, _: pytest.MonkeyPatch) -> Case:
        path = write_profile(
            tmp / "profile", clean=STATE, recovery=OTHER, previous=b"",
            recovery_bak=mozlz4(to_json(STATE))[:-20],
        )  # fmt: skip
        place = tmp / f"old \x1b[31m {name}"
        pack(path, place)

        def reopen(read_only: bool = False) -> Store:
            return registry.open_place(str(place), read_only=read_only)

        abilities = ELSEWHERE
        bad = ("previous",)
        return Case(
            reopen(), reopen, unreadable=bad, abilities=abilities, damaged=("recovery.bak",)
        )

    return make


def pack_tar(path: Path, place: Path) -> None:
    with tarfile.open(place, "w:gz") as archive:
        archive.add(path, "home/profile")


def pack_zip(path: Path, place: Path) -> None:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*")):
            if file.is_file():
                archive.write(file, str(file.relative_to(path)))


def pack_backup(path: Path, place: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*lz4")):
            archive.write(file, f"sessionstore/{file.relative_to(path)}")
        archive.write(path / "prefs.js", "preferences/prefs.js")
    place.write_bytes(backup_page(out.getvalue()))


@cache
def sshd() -> Sshd:
    """One for all tests of this process."""
    server = Sshd(Path(tempfile.mkdtemp(prefix="sshd-")) / "d")
    atexit.register(server.stop)
    return server


def ssh_case(tmp: Path, patch: pytest.MonkeyPatch) -> Case:
    if not (SSHD and CLIENT):
        pytest.skip("no sshd here")
    patch.setenv("PATH", f"{sshd().bin}:{os.environ['PATH']}")
    patch.setattr(tree_watch, "LOOK_SECONDS", 0.05)
    path = write_profile(
        tmp / "evil \x1b[31m name", clean=STATE, recovery=OTHER, previous=b"",
        recovery_bak=mozlz4(to_json(STATE))[:-20],
    )  # fmt: skip

    def put(below: str, data: bytes) -> None:
        (path / below).parent.mkdir(exist_ok=True)
        (path / below).write_bytes(data)

    def change() -> None:
        put("sessionstore.jsonlz4", mozlz4(to_json(OTHER)))

    def reopen(read_only: bool = False) -> Store:
        return registry.open_place(f"ssh:{sshd().address}{path}", read_only=read_only)

    abilities = ELSEWHERE | {Watches, Meters, Safeguards}
    bad = ("previous",)
    return OwnCase(reopen(), reopen, change, bad, abilities, ("recovery.bak",), put=put)


def pipe_case(_: Path, patch: pytest.MonkeyPatch) -> Case:
    def reopen() -> Store:
        data = io.BytesIO(b"\xef\xbb\xbf(" + to_json(STATE) + b")")
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=data))
        return registry.open_place("-")

    return Case(reopen(), reopen, abilities=frozenset({Raws}))


def demo_case(_: Path, patch: pytest.MonkeyPatch) -> Case:
    patch.setattr(demo, "SAVE_SECONDS", 0.05)

    def reopen(read_only: bool = False) -> Store:
        return registry.open_place("demo:", read_only=read_only)

    store = reopen()
    assert isinstance(store, demo.DemoStore)
    return Case(
        store, reopen, store.save, damaged=("upgrade-20260914093027",), abilities=DEMO, made_up=True
    )


def install_plugin(tmp: Path, patch: pytest.MonkeyPatch) -> None:
    """As an installer leaves it: the package and its metadata on sys.path."""
    site = tmp / "site"
    info = site / "sessiontui_notes-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sessiontui-notes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[sessiontui.stores]\nnotes = sessiontui_notes:NotesStore\n"
        "broken = sessiontui_absent:Store\nodd = sessiontui_notes:_ONLY\n"
    )
    patch.syspath_prepend(str(site))
    patch.syspath_prepend(str(PLUGIN))


def plugin_case(tmp: Path, patch: pytest.MonkeyPatch) -> Case:
    install_plugin(tmp, patch)
    path = tmp / "list.txt"
    path.write_text("https://a.example/\nhttps://b.example/\n")

    def reopen() -> Store:
        return registry.open_place(f"notes:{path}")

    def change() -> None:
        path.write_text("https://changed.example/\n")

    return Case(reopen(), reopen, change, (), frozenset({Watches}))


def plugin_of_author(tmp: Path, patch: pytest.MonkeyPatch) -> Case:
    """The same as its author tests it, who has not installed it."""
    patch.syspath_prepend(str(PLUGIN))
    path = tmp / "list.txt"
    path.write_text("https://a.example/\nhttps://b.example/\n")

    def change() -> None:
        path.write_text("https://changed.example/\n")

    factory = import_module("sessiontui_notes").NotesStore
    return case_of(factory, str(path), change=change, abilities=frozenset({Watches}))


CASES = {
    "profile": profile_case,
    "file": file_case,
    "damaged file": damaged_file_case,
    "tree": tree_case,
    "tar": archive_case("a.tar.gz", pack_tar),
    "zip": archive_case("a.zip", pack_zip),
    "backup": archive_case("b.html", pack_backup),
    "ssh": ssh_case,
    "pipe": pipe_case,
    "demo": demo_case,
    "plug-in": plugin_case,
    "plug-in of its author": plugin_of_author,
}


@pytest.fixture(params=CASES)
def case(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Case]:
    name: str = request.param
    made = CASES[name](tmp_path, monkeypatch)
    yield made
    made.store.close()


class TestContract(StoreContract):
    """What ``sessiontui.testing`` asks of strangers is asked of all of these."""


def test_every_store_that_is_built_in_is_held_to_the_contract() -> None:
    assert set(registry._BUILT_IN) <= set(CASES)


def test_no_damaged_version_is_what_the_next_start_loads(case: Case) -> None:
    if not isinstance(case.store, Describes):
        pytest.skip("this store knows no profile")
    assert case.store.profile().next_start.loads not in (*case.unreadable, *case.damaged)


def test_what_is_around_the_versions_is_told(case: Case) -> None:
    store = case.store
    if isinstance(store, Describes):
        profile = store.profile()
        assert is_printable(profile.name + profile.browser + profile.next_start.why)
        assert profile.crashed is profile.next_start.crashed
        loads = profile.next_start.loads
        assert loads is None or loads in {version.id for version in store.versions()}
        if isinstance(store, Foretells):
            told = store.foretold()
            assert (told.in_use, told.next_start) == (profile.in_use, profile.next_start)
        assert profile.containers[1] == "Personal"
    if isinstance(store, Configures):
        settings = store.settings()
        assert len({setting.name for setting in settings}) == len(settings) > 20


def test_saves_are_counted_until_that_is_ended(case: Case) -> None:
    store = case.store
    if not isinstance(store, Meters):
        pytest.skip("this store counts nothing")
    before = set(threading.enumerate())
    assert store.writes() is None
    counted = threading.Event()
    end = store.meter(counted.set)
    try:
        if case.made_up:
            assert counted.wait(30)
        else:
            case.change()  # not by a Firefox: no save
        writes = store.writes()
        assert writes is not None
        assert writes.count >= len(writes.saves)
        assert [save.at for save in writes.saves] == sorted(save.at for save in writes.saves)
        assert writes.bytes >= sum(save.bytes or 0 for save in writes.saves)
        if not isinstance(store, SshStore):  # a look there cannot tell who has saved
            assert bool(writes.count) is case.made_up
        for text in (writes.way, writes.warning or "", *(save.file for save in writes.saves)):
            assert is_printable(text)
        assert store.redesign(lambda: True) is not None
    finally:
        end()
    end()
    assert set(threading.enumerate()) <= before


SHORT = "browser.sessionstore.interval"


def test_a_setting_is_set_and_taken_back(case: Case) -> None:
    store = case.store
    if not (isinstance(store, Sets) and isinstance(store, Configures)):
        pytest.skip("this store sets nothing")
    assert isinstance(store, Undoes)

    def value() -> object:
        assert isinstance(store, Configures)
        return next(setting.value for setting in store.settings() if setting.name == SHORT)

    before = value()
    plan = store.plan_settings({SHORT: 61_000})
    assert (plan.id, value()) == (None, before)
    for call in (store.plan_settings, store.set_settings):
        with pytest.raises(UsageError) as caught:
            call({SHORT: 61_000, "no.such.setting": 1})
        assert is_printable(caught.value.sentence)
    assert value() == before  # all or none
    receipt = store.set_settings({SHORT: 61_000})
    assert receipt.id
    assert (receipt.edits, receipt.files) == (plan.edits, plan.files)
    assert value() == 61_000
    store.undo()
    assert value() == before


def test_what_firefox_noted_comes_oldest_first(case: Case) -> None:
    store = case.store
    if not isinstance(store, Timings):
        pytest.skip("this store has no notes of Firefox")
    assert store.firefox_writes() == ()
    if not isinstance(case, OwnCase) or case.put is None:
        pytest.skip("nothing can be put into it")
    line = "{}\tSessionStore\tDEBUG\tSessionWriter.write wrote {} bytes in {}ms\n"
    times = [1_790_000_000_000, 1_790_000_015_000, 1_790_000_030_000]
    text = "".join(line.format(at, 100 + number, 3) for number, at in enumerate(times))
    case.put(f"sessionstore-logs/success-sessionrestore-{times[-1]}.txt", text.encode())
    assert [write.bytes for write in store.firefox_writes()] == [100, 101, 102]
    assert [write.bytes for write in store.firefox_writes(times[1])] == [101, 102]


def test_a_safety_copy_is_listed_until_it_is_removed_and_changes_nothing(case: Case) -> None:
    store = case.store
    if not isinstance(store, Safeguards):
        with pytest.raises(Refused, match="has no files of a profile"):
            _ = Workspace(store).safety
        return
    before = store.versions()
    made = store.keep_copy()
    assert store.kept_copies() == (made,)
    assert made.files
    assert made.bytes == sum(file.bytes for file in made.files) > 0
    for text in (made.id or "", made.path or "", made.origin.browser):
        assert text
        assert is_printable(text)
    found = store.versions()
    assert [(v.id, v.revision) for v in found] == [(v.id, v.revision) for v in before]
    with pytest.raises(NothingFound) as caught:
        store.remove_copy("\x1b[31m")
    assert is_printable(caught.value.sentence)
    assert store.remove_copy(made.id or "") == made
    assert store.kept_copies() == ()


def test_many_threads_may_read(case: Case) -> None:
    version = case.store.versions()[0]
    if version.id in case.unreadable:
        return
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(5):
                case.store.load(version.id)
                case.store.versions()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_plug_in_that_cannot_be_loaded_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_plugin(tmp_path, monkeypatch)
    with pytest.raises(SessiontuiError, match=r"could not be loaded \(ModuleNotFoundError"):
        registry.factory("broken")
    with pytest.raises(SessiontuiError, match="brings no store"):
        registry.factory("odd")
    with pytest.raises(SessiontuiError, match="No such file"):
        registry.open_place("notes:/no/such/list")


def test_the_plug_in_declares_what_is_installed_here() -> None:
    text = (PLUGIN / "pyproject.toml").read_text()
    assert '[project.entry-points."sessiontui.stores"]' in text
    assert 'notes = "sessiontui_notes:NotesStore"' in text
