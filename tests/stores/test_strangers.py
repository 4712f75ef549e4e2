"""Whatever a stranger's store does, it is one sentence that names it, and nothing else breaks."""

from __future__ import annotations

import asyncio
import itertools
import math
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from msgspec.structs import replace

from sessiontui.crash_reports import know_plugin
from sessiontui.errors import (
    NothingFound,
    PluginFault,
    Refused,
    SessiontuiError,
    StaleRevision,
    Unreadable,
)
from sessiontui.progress import Stopped, Told, tell, told_to
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores import registry
from sessiontui.stores.plugins import own_thread, told_of
from sessiontui.stores.plugins.age import STORE_API
from sessiontui.stores.plugins.guard import ABILITIES, guarded
from sessiontui.stores.plugins.guarded import GuardedStore
from sessiontui.stores.plugins.listed import MOST_VERSIONS
from sessiontui.stores.plugins.loading import PluginFactory
from sessiontui.stores.protocols import Edits, FileChange, Store, StoreRef, Watches
from sessiontui.stores.view import StoreInfo, Version
from sessiontui.testing import SAMPLE
from sessiontui.text import is_printable
from tests.stores.stranger import (
    NAMED,
    PLUGIN,
    SECRET,
    Stranger,
    behind_the_wall,
    receipt,
    version,
)


@pytest.fixture(autouse=True)
def its_code_is_known(own_plugins: None) -> None:
    """What is raised by these tests' own code is the stranger's fault."""
    know_plugin("odd", "odd-store 1.0", __name__)


class Rude(Exception):
    def __str__(self) -> str:
        raise KeyError(SECRET)

    __repr__ = __str__


class Mute(SessiontuiError):
    """One of ours, made without its beginning."""

    def __init__(self) -> None:
        pass


class TheirOwn(StaleRevision):
    """A subclass that nobody here knows."""


def recursion(*_: object) -> NoReturn:
    recursion()


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: object) -> NoReturn:
        raise error

    return fail


ERRORS: dict[str, Callable[..., NoReturn]] = {
    "KeyError": raising(KeyError(f"\x1b[31m{SECRET}")),
    "RecursionError": recursion,
    "MemoryError": raising(MemoryError(SECRET)),
    "SystemExit": raising(SystemExit(SECRET)),
    "KeyboardInterrupt": raising(KeyboardInterrupt(SECRET)),
    "GeneratorExit": raising(GeneratorExit(SECRET)),
    "CancelledError": raising(asyncio.CancelledError(SECRET)),
    "ExceptionGroup": raising(ExceptionGroup(SECRET, [ValueError(SECRET)])),
    "no words of its own": raising(Rude(SECRET)),
    "ours without a sentence": raising(Mute()),
}
ASK: dict[str, Callable[[Any], object]] = {
    "info": lambda store: store.versions(),
    "versions": lambda store: store.versions(),
    "load": lambda store: store.load("one"),
    "peek": lambda store: store.peek("one"),
    "text": lambda store: store.text("one"),
    "extensions": lambda store: store.extensions(),
    "extension_hosts": lambda store: store.extension_hosts(),
    "watch": lambda store: store.watch(lambda: None),
    "plan": lambda store: store.plan((), base="r-one"),
    "apply": lambda store: store.apply((), base="r-one"),
    "undo": lambda store: store.undo(),
    "undoable": lambda store: store.undoable(),
    "rollback": lambda store: store.rollback("two", base="r-two"),
}
CHANGES = ("apply", "undo", "rollback")


def later(method: str, odd: Callable[..., Any]) -> Store:
    """Opened while it behaves; the method is odd from then on."""
    stranger = Stranger()
    store = guarded(PLUGIN, lambda: stranger)
    stranger.odd[method] = odd
    return store


def sentence_of(store: Store, method: str) -> str:
    with pytest.raises(SessiontuiError) as caught:
        ASK[method](store)
    assert caught.value.exit_code == 3
    sentence = caught.value.sentence
    assert is_printable(sentence)
    assert SECRET not in sentence
    assert ("whether anything was changed is not known" in sentence) is (method in CHANGES)
    return sentence


@pytest.mark.parametrize("method", ASK)
@pytest.mark.parametrize("kind", ERRORS)
def test_whatever_it_raises_is_a_sentence_that_names_it(kind: str, method: str) -> None:
    store = later(method, ERRORS[kind])
    assert sentence_of(store, method).startswith(NAMED)
    store.close()


def test_where_in_its_code_it_failed_is_said() -> None:
    said = sentence_of(later("load", ERRORS["KeyError"]), "load")
    assert said.startswith(f"{NAMED} failed when it was asked for its version one (KeyError in ")
    assert "test_strangers.py, line " in said
    assert said.endswith("; tell who makes it")


@pytest.mark.parametrize("kind", ERRORS)
def test_one_that_cannot_be_opened_is_a_sentence_and_leaves_no_thread(kind: str) -> None:
    before = set(threading.enumerate())
    with pytest.raises(PluginFault, match=r"the plug-in odd: \(odd-store 1.0\)"):
        guarded(PLUGIN, ERRORS[kind])
    with pytest.raises(PluginFault, match="it lacks info, versions, load or close"):
        guarded(PLUGIN, lambda: None)
    with pytest.raises(PluginFault):
        behind_the_wall(info=ERRORS[kind])
    assert set(threading.enumerate()) <= before


def test_errors_of_ours_pass_as_they_are_but_harmless() -> None:
    hostile = raising(Unreadable(f"a\x1b]0;x\x07 \u202e{'x' * 9_000}"))
    with pytest.raises(Unreadable) as caught:
        later("load", hostile).load("one")
    assert type(caught.value) is Unreadable
    assert is_printable(caught.value.sentence)
    assert len(caught.value.sentence) == 2_000
    with pytest.raises(StaleRevision, match="it is gone") as stale:
        ASK["apply"](later("apply", raising(TheirOwn("it is gone"))))
    assert type(stale.value) is StaleRevision
    with pytest.raises(Refused, match=r"^not now$"):
        ASK["apply"](later("apply", raising(Refused("not now"))))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file", "/x\x1b/y"), "/x␛/y: No such file"),
        (OSError(5, None), "Input/output error"),
        (OSError(), "OSError"),
        (TimeoutError("x"), "TimeoutError"),
        (OSError(7, 8, 9), "Argument list too long"),
    ],
)
def test_what_the_system_says_is_said(error: OSError, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        later("load", raising(error)).load("one")
    assert caught.value.sentence == f"{NAMED}: {said}"


class Text(str):
    """A text that could answer anything."""


class Later(Version, frozen=True):
    """A version that could answer anything."""


LATER = Later("x", "", "", None, 1, None, None, "r")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (None, "versions is of type NoneType, not a list"),
        (7, "versions is of type int, not a list"),
        ("abc", "versions is of type str, not a list"),
        ({"a": 1}, "versions is of type dict, not a list"),
        ([None], "versions[0] is of type NoneType, not Version"),
        ([version(), version()], "versions[1].id is that of another one"),
        ([version("")], "versions[0].id is empty"),
        ([version(revision="")], "versions[0].revision is empty"),
        ([version(size="9")], "versions[0].size is of type str, not int"),
        ([version(size=True)], "versions[0].size is of type bool, not int"),
        ([version(size=-1)], "versions[0].size is below 0"),
        ([version(size=10**40)], "versions[0].size is a number without bounds, not int"),
        ([version(uncompressed=1.5)], "versions[0].uncompressed is 1.5, not int or None"),
        ([version(id=7)], "versions[0].id is of type int, not str"),
        ([version(Text("x"))], "versions[0].id is of type Text, not str"),
        ([version(path=Path("/x"))], "versions[0].path is of type PosixPath, not str or None"),
        ([version(modified="now")], "versions[0].modified is of type str, not float or None"),
        ([version(aliases=["x"])], "versions[0].aliases is of type list, not tuple"),
        ([version(aliases=(None,))], "versions[0].aliases[0] is None, not str"),
        (
            [Later("x", "", "", None, 1, None, None, "r")],
            "versions[0] is of type Later, not Version",
        ),
    ],
)
def test_what_is_no_list_of_versions_is_said(given: object, why: str) -> None:
    with pytest.raises(PluginFault) as caught:
        later("versions", lambda: given).versions()
    assert caught.value.sentence == (
        f"{NAMED} gave what no store may give when it was asked for its versions ({why}); tell "
        "who makes it"
    )


def test_any_number_of_versions_is_bounded_and_that_is_said() -> None:
    assert [v.id for v in later("versions", lambda: iter([version()])).versions()] == ["one"]
    endless = later("versions", lambda: (version(f"v{i}") for i in itertools.count()))
    assert len(endless.versions()) == MOST_VERSIONS
    assert endless.info.location == "odd:here (only the first 1,000 are shown)"
    many = [version(f"v{i}") for i in range(100_000)]
    store = later("versions", lambda: many)
    assert len(store.versions()) == MOST_VERSIONS
    assert "only the first 1,000 of 100,000 versions are shown" in store.info.location
    with pytest.raises(NothingFound):
        store.load("v1001")


@pytest.mark.parametrize("at", [math.nan, math.inf, -math.inf, -1.0, 1e300, 10**40])
def test_a_time_that_no_calendar_has_is_none(at: float) -> None:
    (found,) = later("versions", lambda: [version(modified=at)]).versions()
    assert found.modified is None


def test_foreign_names_are_shown_harmless_and_asked_for_as_they_are() -> None:
    raw = ["a\x1b[31m", "a␛[31m", "b#/windows/0", "x" * 5_000, "y\u202e", "plain"]
    stranger = Stranger(
        versions=lambda: [version(name, meaning="\x07", role="\x1b") for name in raw]
    )
    store = guarded(PLUGIN, lambda: stranger)
    shown = store.versions()
    names = [v.id for v in shown]
    assert names[:3] == ["a␛[31m", "a␛[31m (2)", "b# /windows/0"]
    assert len(names[3]) == 201
    for found in shown:
        assert is_printable(found.id + found.role + found.meaning + found.revision)
    loaded: list[str] = []

    def load(name: str) -> Snapshot:
        loaded.append(name)
        return stranger.snapshot

    stranger.odd["load"] = load
    for name in names:
        store.load(name)
    assert loaded == raw
    for unknown in ("none", "\x1b", "y"):
        with pytest.raises(NothingFound) as caught:
            store.load(unknown)
        assert is_printable(caught.value.sentence)
    assert loaded == raw  # it is not asked for what it does not list


class NotOurs(Snapshot):
    """A session that could answer anything."""


NO_SESSION: Any = object.__new__(Snapshot)  # made without its beginning
NO_RECEIPTS: tuple[Any, ...] = (None, {}, receipt(edits="closed"))


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("load", None),
        ("load", b""),
        ("load", Document(SAMPLE)),
        ("load", NO_SESSION),
        ("load", NotOurs(Document(SAMPLE))),
        ("peek", None),
        ("text", None),
        ("text", bytearray(b"{}")),
        ("extensions", {"a@b": 1}),
        ("extensions", frozenset({7})),
        ("extension_hosts", ["b-c"]),
        ("watch", None),
        ("info", None),
        ("info", StoreInfo("odd", None, "x")),  # type: ignore[arg-type]
        ("info", StoreInfo("odd", "t", "x", keeps_copies=3)),  # type: ignore[arg-type]
        *((m, given) for m in ("plan", *CHANGES) for given in NO_RECEIPTS),
        ("plan", receipt(id="e1")),
        ("plan", receipt(windows=None)),
        ("plan", receipt(files=(("x", "y"),))),
        ("plan", receipt(files=(FileChange("x", 3),))),  # type: ignore[arg-type]
        ("plan", receipt(next_start="soon")),
        ("plan", receipt(outcome=7)),
        ("undoable", 7),
    ],
)
def test_what_is_of_another_type_is_said(method: str, given: object) -> None:
    assert sentence_of(later(method, lambda *_: given), method).startswith(NAMED)


def test_a_receipt_is_shown_harmless() -> None:
    odd = receipt(
        id="\x1b", edits=("\x1b[2J",), files=(FileChange("/\x1b", "\x07"),), revision="\x1b"
    )
    done = ASK["apply"](later("apply", lambda *_: odd))
    assert done == receipt(id="␛", edits=("␛[2J",), files=(FileChange("/\x1b", "␇"),), revision="␛")


def test_the_wall_can_do_what_the_store_can_and_no_more() -> None:
    class Plain:
        info = StoreInfo("odd", "t", "l")

        def versions(self) -> list[Version]:
            return [version()]

        def load(self, name: str) -> Snapshot:
            return Snapshot(Document(SAMPLE))

        def close(self) -> None:
            pass

    plain = guarded(PLUGIN, Plain)
    assert not [ability for ability in ABILITIES if isinstance(plain, ability)]
    full = behind_the_wall()
    can = {ability for ability in ABILITIES if isinstance(full, ability)}
    assert can == {ability for ability in ABILITIES if isinstance(Stranger(), ability)}
    assert len(can) == 7


def test_read_only_is_kept_whatever_the_store_thinks_of_it() -> None:
    stranger = Stranger()
    store = guarded(PLUGIN, lambda: stranger, read_only=True)
    assert store.info.read_only_reason == "it was opened read-only"
    for method in ("plan", *CHANGES):
        with pytest.raises(Refused, match="odd:here: it was opened read-only; nothing was changed"):
            ASK[method](store)
    assert not {"plan", *CHANGES} & set(stranger.asked)


# -- what takes long ---------------------------------------------------------------------------


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_what_is_waited_for_is_said_and_the_waiting_can_be_stopped(go_on: threading.Event) -> None:
    store = later("load", lambda _: go_on.wait(60))
    told: list[str] = []

    def stop(word: Told) -> None:
        told.append(word.words)
        raise Stopped

    with told_to(stop), pytest.raises(Stopped):
        store.load("one")
    assert told == [f"waiting for {NAMED}: 0 s"]
    with told_to(stop), pytest.raises(Stopped):
        store.versions()  # it waits behind what goes on in vain
    go_on.set()
    assert store.versions()


def test_where_it_says_it_is_is_said_instead(go_on: threading.Event) -> None:
    def load(_: str) -> Snapshot:
        tell("fetching", 1, 9, "files")
        go_on.wait(60)
        tell("fetching", 2, 9, "files")
        return Snapshot(Document(SAMPLE))

    told: list[str] = []

    def hear(word: Told) -> None:
        told.append(word.words)
        if told.count("fetching: 1 of 9 files") == 2:  # said again: it is still there
            go_on.set()

    store = later("load", load)
    with told_to(hear):
        store.load("one")
    assert told[0] == "fetching: 1 of 9 files"
    assert told[-1] == "fetching: 2 of 9 files"


@pytest.mark.parametrize(
    "words", [(None, 1, 2, "files"), ("x", 1, "2", "files"), ("x", 1, 2, 3), ("x", "1", 2, "files")]
)
def test_words_that_are_none_are_its_own_fault(words: Any) -> None:
    def load(_: str) -> NoReturn:
        tell(*words)
        raise AssertionError("not raised")

    with told_to(lambda told: told.words), pytest.raises(PluginFault, match=NAMED[:12]) as caught:
        later("load", load).load("one")
    assert "AssertionError" not in caught.value.sentence
    heard: list[str] = []

    def hostile_words(_: str) -> Snapshot:
        tell("\x1b[2J" * 99, 1, 2, "\x07")
        return Snapshot(Document(SAMPLE))

    hostile = later("load", hostile_words)
    with told_to(lambda told: heard.append(told.words)):
        hostile.load("one")
    assert heard
    assert is_printable("".join(heard))


def test_of_one_that_says_nothing_nobody_waits_for_ever(
    go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_thread, "PATIENCE", 0.2)
    store = later("load", lambda _: go_on.wait(60) and Snapshot(Document(SAMPLE)))
    for method in ("load", "versions", "apply"):  # a change that has not begun is none
        with pytest.raises(PluginFault, match=r"odd-store 1.0\) has not answered for \d+ second"):
            ASK[method](store)
    go_on.set()
    assert store.versions()  # it came back by itself


def test_a_change_that_has_begun_goes_on_to_its_end(
    go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_thread, "PATIENCE", 0.0)
    begun = threading.Event()

    def apply(_: object) -> Any:
        begun.set()
        go_on.wait(60)
        return receipt(id="e1")

    store = later("apply", apply)
    looks = 0

    def hear(_: Told) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            go_on.set()
            raise Stopped

    with told_to(hear), pytest.raises(Stopped):
        ASK["apply"](store)
    assert begun.is_set()
    assert go_on.is_set()
    monkeypatch.setattr(own_thread, "PATIENCE", 60.0)
    assert store.versions()


def test_the_end_does_not_wait_for_what_hangs(
    go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_thread, "_PARTING", 0.1)
    for odd in (lambda: go_on.wait(60), *ERRORS.values()):
        store = behind_the_wall(close=odd)
        store.close()
        store.close()
        with pytest.raises(PluginFault, match="it was closed"):
            store.versions()


def test_each_store_is_asked_on_one_thread_of_its_own() -> None:
    threads = set()

    def seen(*_: object) -> Any:
        threads.add(threading.get_ident())
        return (version(),)

    store = behind_the_wall(versions=seen)
    asking = [threading.Thread(target=store.versions) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(threads) == 1
    assert threading.get_ident() not in threads
    store.close()


# -- changes, printing, threads ----------------------------------------------------------------


def test_a_storm_of_changes_is_a_few_words_and_none_after_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(told_of, "BETWEEN", 0.05)
    tellers: list[Callable[..., object]] = []

    def watch(changed: Callable[[], object]) -> Callable[[], None]:
        tellers.append(changed)
        return raising(ValueError(SECRET))

    store = later("watch", watch)
    assert isinstance(store, Watches)
    heard = 0
    first = threading.Event()

    def changed() -> None:
        nonlocal heard
        heard += 1
        first.set()
        store.versions()  # as whoever hears of it does

    end = store.watch(changed)
    (tell_it,) = tellers
    storms = [threading.Thread(target=lambda: [tell_it() for _ in range(10_000)]) for _ in range(8)]
    for storm in storms:
        storm.start()
    assert first.wait(30)
    for storm in storms:
        storm.join()
    end()
    end()
    count = heard
    assert 1 <= count < 1_000
    tell_it("with", what="nobody asked for")
    with pytest.raises(PluginFault, match="ValueError"):
        store.versions()  # that the end of it failed is told once
    assert store.versions()
    assert heard == count
    store.close()


def test_looking_anew_waits_for_nothing_and_its_fault_is_told(go_on: threading.Event) -> None:
    def refresh() -> None:
        go_on.wait(60)
        raise ValueError(SECRET)

    store: Any = later("refresh", refresh)
    store.refresh()  # on the screen's own thread
    go_on.set()
    store.load("one")  # behind it
    with pytest.raises(PluginFault, match="a look at everything anew"):
        store.versions()
    assert store.versions()


def test_what_it_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    def noisy(*_: object) -> Any:
        print(SECRET)
        print(SECRET, file=sys.stderr)
        sys.stdout.writelines([SECRET])
        return (version(),)

    store = later("versions", noisy)
    store.versions()
    print("ours", end="")
    assert capfd.readouterr() == ("ours", "")


def test_a_thread_of_its_own_that_dies_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    def versions() -> Any:
        dying = threading.Thread(target=Stranger(info=ERRORS["KeyError"])._do, args=("info", id))
        dying.start()
        dying.join()
        return (version(),)

    before, threading.excepthook = threading.excepthook, threading.__excepthook__
    try:
        later("versions", versions).versions()
    finally:
        threading.excepthook = before
    said = capfd.readouterr().err
    assert said.startswith(f"sessiontui: this is a fault of {NAMED}, not of sessiontui (KeyError")
    assert said.endswith("; going on without it\n")
    assert said.count("\n") == 1


# -- loading -----------------------------------------------------------------------------------

FACTORY = "class S:\n    scheme = 'made'\n    open = lambda *_, **__: 1\n"
MODULES = {
    "prints": f"print('{SECRET}')\n{FACTORY}    store_api = 1\n",
    "raises": f"raise ValueError('{SECRET}')",
    "leaves": f"import sys\nsys.exit('{SECRET}')",
    "interrupts": "raise KeyboardInterrupt",
    "recurses": "def f(): f()\nf()",
    "syntax": "class",
    "absent": "from sessiontui.stores.api import NoSuchName\n",
    "gone": "import sessiontui.no_such_module\n",
    "missing": FACTORY,
    "newer": f"{FACTORY}    store_api = {STORE_API + 1}\n",
    "older": f"{FACTORY}    store_api = 0\n",
    "worded": f"{FACTORY}    store_api = '1'\n",
    "nothing": "S = None",
}
SAID = {
    "prints": "gave what no store may give when it was asked for a store (it lacks info",
    "raises": r"could not be loaded (ValueError in stranger_raises:S)",
    "leaves": r"could not be loaded (SystemExit in stranger_leaves:S)",
    "interrupts": r"could not be loaded (KeyboardInterrupt in",
    "recurses": r"could not be loaded (RecursionError in",
    "syntax": r"could not be loaded (SyntaxError in",
    "absent": "it needs something of sessiontui that 0.1.0 does not have (ImportError): update it",
    "gone": "it needs something of sessiontui that 0.1.0 does not have (ModuleNotFoundError)",
    "missing": "does not say for which version of stores it was written (store_api, a number; ",
    "newer": "was written for version 2 of stores, and sessiontui 0.1.0 knows 1: update sessiontui",
    "older": "was written for version 0 of stores, and sessiontui 0.1.0 opens 1 or newer: update "
    "the plug-in",
    "worded": "does not say for which version of stores it was written",
    "nothing": "brings no store to open (stranger_nothing:S)",
}


@pytest.mark.parametrize("how", MODULES)
def test_one_that_cannot_be_loaded_or_is_of_another_age_is_a_sentence(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    info = tmp_path / "made-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: made-store\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[sessiontui.stores]\nmade = stranger_{how}:S\n")
    (tmp_path / f"stranger_{how}.py").write_text(MODULES[how])
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(threading.enumerate())
    with pytest.raises(SessiontuiError) as caught:
        registry.open_ref(StoreRef("made", "x"))
    said = caught.value.sentence
    assert said.startswith("the plug-in made: (made-store 1)")
    assert SAID[how] in said
    assert SECRET not in said
    assert caught.value.exit_code == 3
    assert set(threading.enumerate()) <= before
    assert capfd.readouterr() == ("", "")


class Locked(Stranger):
    """It asks for a password when it is opened."""

    scheme = "odd"

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Stranger:
        assert ref.password is not None
        title = ref.password("box\x1b[2J") or ""
        return cls(info=lambda: StoreInfo("odd", title, "odd:"))


def test_a_person_is_asked_by_who_waits_and_in_no_hurry(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own_thread, "PATIENCE", 2.0)

    def password(where: str) -> str:
        assert threading.current_thread() is threading.main_thread()
        print(f"password of {where}", end="")
        return "open sesame"

    ref = StoreRef("odd", "x", password=password)
    store = PluginFactory(PLUGIN, Locked).open(ref, read_only=False)
    assert store.info.title == "open sesame"
    assert capfd.readouterr().out == "password of box␛[2J"

    def leave(where: str) -> str:
        raise KeyboardInterrupt  # Ctrl-C where the password is typed

    with pytest.raises(KeyboardInterrupt):
        PluginFactory(PLUGIN, Locked).open(replace(ref, password=leave), read_only=False)


def test_stores_that_are_built_in_have_no_wall() -> None:
    store = registry.open_place("demo:")
    assert not isinstance(store, GuardedStore)
    assert isinstance(store, Edits)
