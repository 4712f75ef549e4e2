"""What is passed is looked at before anything is done: paths of every kind, and nothing odd."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import sessiontui
from sessiontui import UsageError, export, find, lost, open_profile, open_session, salvage
from sessiontui.library.places import asker
from sessiontui.sessions import open_sessions


class Named:
    """Another PathLike, as libraries of paths have theirs."""

    def __init__(self, name: Any) -> None:
        self.name = name

    def __fspath__(self) -> Any:
        return self.name


WAYS: Final[Mapping[str, Callable[[str], Any]]] = {
    "a text": str,
    "bytes": os.fsencode,
    "a Path": Path,
    "a PathLike of a text": Named,
    "a PathLike of bytes": lambda name: Named(os.fsencode(name)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_path_is_named_in_any_way(files: Path, way: str) -> None:
    named = WAYS[way]
    whole, cut, out = named("recovery.jsonlz4"), named("cut.jsonlz4"), named("new.txt")
    assert len(open_session(whole).tabs) == 2
    with open_profile(whole) as profile:
        assert len(profile.find("one").pages) == 1
    assert len(find(whole, "two").pages) == 1
    assert lost(named("./xyz.default")).pages[0].url == "https://three.example/"
    assert export(whole, out) == (files / "new.txt").stat().st_size
    assert salvage(cut).write(named("repaired.json")) == (files / "repaired.json").stat().st_size
    with open_sessions(named("./xyz.default")) as sessions:
        assert len(sessions.windows()[0].tabs) == 2


def test_a_path_of_bytes_that_are_no_text_opens(files: Path) -> None:
    name = b"caf\xe9.jsonlz4"
    (files / os.fsdecode(name)).write_bytes((files / "recovery.jsonlz4").read_bytes())
    for place in (name, os.fsdecode(name), Path(os.fsdecode(name))):
        assert len(open_session(place).tabs) == 2


def wrong_calls() -> list[tuple[Callable[[], object], str]]:
    """Calls that nobody should make, untyped; and what is said of each."""
    lib: Any = sessiontui
    demo: Any = open_profile("demo:")
    read: Any = open_session("demo:")
    sessions: Any = open_sessions
    stored: Any = open_sessions("demo:", addon_id="a")
    return [
        (
            lambda: lib.open_session(7),
            "a place must be a text, a path or a file .*, not int",
        ),
        (lambda: lib.open_session(io.StringIO("{}")), "gives str; open the file in binary mode"),
        (lambda: lib.open_profile(["demo:"]), "not list"),
        (lambda: lib.lost(3.5), "not float"),
        (lambda: lib.open_session("demo:", version=1), "must be a text or None, not int; .*id"),
        (lambda: demo.session(demo.versions[0]), "not Version; .*id"),
        (lambda: demo.summary(None), "version must be a text, not NoneType"),
        (lambda: lib.open_session("demo:", password=b"x"), "password must be a text, or a functio"),
        (
            lambda: lib.open_profile("demo:", as_firefox=1),
            "as_firefox must be True or False",
        ),
        (lambda: lib.find("demo:", ["a", "b"]), "words must be a text, not list"),
        (lambda: demo.find(b"a"), "words must be a text, not bytes"),
        (lambda: demo.setting(7), "name must be a text, not int"),
        (lambda: demo.watch(7), "changed must be something that can be called"),
        (lambda: lib.export("demo:", 7), "file must be a path .*, not int"),
        (lambda: lib.export("demo:", format=7), "format must be a text or None, not int"),
        (lambda: lib.export("demo:", ids="/windows/0"), "ids must be a list of texts, not str"),
        (lambda: lib.export("demo:", ids=[read.tabs[0]]), "not Tab; .*tab.pointer"),
        (lambda: lib.export("demo:", part=["open"]), "part must be a text, not list"),
        (lambda: lib.export("demo:", "x", replace="no"), "replace must be True or False, not str"),
        (lambda: read.export("x", with_private=1), "with_private must be True or False, not int"),
        (lambda: lib.salvage(None), "a path or a file object that gives bytes, not NoneType"),
        (lambda: read.json(("windows", 0)), "pointer must be a text, not tuple"),
        (lambda: read.group_of("x"), "a tab of this session must be given, not str"),
        (lambda: read.tabs_of(7), "a group of this session must be given, not int"),
        (lambda: read.container_of(None), "not NoneType"),
        (lambda: sessions(7), "a place must be a path .*, not int"),
        (lambda: sessions("demo:", version=7), "version must be a text or None, not int"),
        (lambda: sessions("demo:", read_only="x"), "read_only must be True or False, not str"),
        (lambda: lib.printable(b"\xff"), "printable takes a text, not bytes"),
        (lambda: lib.printable(7), "printable takes a text, not int"),
        (lambda: stored.restore(7), "a sessionId must be a text, not int"),
        (lambda: stored.forget_closed_tab("1", "7"), "a window ID must be a whole number"),
        (lambda: stored.get_tab_value(True, "k"), "not bool"),
        (lambda: stored.get_tab_value(1, 2), "a key must be a text"),
    ]


def test_another_type_is_a_sentence_that_names_the_argument(files: Path) -> None:
    before = sorted(files.iterdir())
    for attempt, said in wrong_calls():
        with pytest.raises(TypeError, match=said) as raised:
            attempt()
        assert "\n" not in str(raised.value)
    assert sorted(files.iterdir()) == before


def test_ids_of_any_iterable_are_read_once(files: Path) -> None:
    """One that had been looked at, and was empty then, would export everything."""
    first, ids = open_session("demo:").tabs[0], ["/windows/0/tabs/0"]
    once: Any = (one for one in ids)
    assert export("demo:", ids=once) == f"{first.url}\n".encode()
    once = iter(ids)
    with open_session("demo:") as read:
        assert read.export(ids=once) == f"{first.url}\n".encode()


def test_a_file_object_that_cannot_be_read_is_said(files: Path) -> None:
    closed: Any = (files / "recovery.jsonlz4").open("rb")
    closed.close()
    with (files / "out").open("wb") as written:
        both: list[tuple[Any, str]] = [(closed, "is closed"), (written, "is not open for reading")]
        for wrong, said in both:
            with pytest.raises(UsageError, match=f"{wrong.name}: this file object {said}"):
                open_session(wrong)


def test_a_password_s_function_gives_a_text() -> None:
    def secret(_: str) -> Any:
        return b"secret"

    ask = asker(secret)
    assert ask is not None
    with pytest.raises(TypeError, match="function returns must be a text or None, not bytes"):
        ask("b.html")


def test_what_is_of_another_session_is_said(files: Path) -> None:
    read, other = open_session("demo:"), open_session("recovery.jsonlz4")
    for ask in (read.group_of, read.container_of):
        with pytest.raises(UsageError, match="/windows/0/tabs/1: this is a tab of another session"):
            ask(other.tabs[1])
    with pytest.raises(UsageError, match="a group of another session"):
        other.tabs_of(read.windows[0].groups[0])
    with open_profile("xyz.default") as profile:
        tab = profile.session().tabs[1]
        write = profile.session()
    assert write.container_of(tab) == "", "another reading of the same is the same session"
