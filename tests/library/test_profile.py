"""``open_profile``, ``find``, ``lost``: what the commands print of the same, as objects."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sessiontui import (
    NothingFound,
    Unreadable,
    UsageError,
    find,
    lost,
    open_profile,
)
from sessiontui.stores.demo.store import DemoStore
from tests.builders import NOW, SECOND, mozlz4, session, tab, to_json, window, write_profile
from tests.cli.conftest import Run, cli, home
from tests.system import lock_held

__all__ = ["cli", "home"]  # fixtures of the command line

A, B, C, D, E = (f"https://{name}.example/page" for name in "abcde")


@pytest.fixture
def profile(files: Path) -> Path:
    cut = mozlz4(to_json(session(window(*(f"https://{i}.example/cut" for i in range(30))))))
    return write_profile(
        files / "p",
        clean=session(window(A, tab(B, formdata={"id": {"note": "marmalade"}}))),
        previous=session(window(A, B), window(C, D)),
        upgrades={"20260101000000": session(window(E)), "20250101000000": cut[: len(cut) // 2]},
        prefs={"browser.sessionstore.interval": 60_000},
    )


def test_a_profile_says_what_info_says(profile: Path, cli: Run) -> None:
    said = cli("info", profile, "--json").json
    with open_profile(profile) as found:
        assert [version.id for version in found.versions] == [v["name"] for v in said["versions"]]
        for version, told in zip(found.versions, said["versions"], strict=True):
            summary = found.summary(version.id)
            assert summary.counts is not None
            assert summary.counts.tabs == told["tabs"]
            assert summary.damaged is ("damaged" in told)
            assert version.revision == told["revision"]
        start = said["profile"]["nextStart"]
        next_start = found.next_start
        assert (next_start.loads, next_start.kind, next_start.why) == (
            start["loads"], start["type"], start["why"],
        )  # fmt: skip
        assert found.lock.state == said["profile"]["inUse"]["state"] == "free"
        assert found.state.firefox == said["profile"]["firefox"]
        assert found.containers[1] == "Personal"
        assert (found.name, found.location) == ("p", str(profile))


def test_settings(profile: Path) -> None:
    with open_profile(profile) as found:
        interval = found.setting("browser.sessionstore.interval")
        assert (interval.value, interval.default, interval.changed) == (60_000, 15_000, True)
        assert found.settings[0].changed
        with pytest.raises(NothingFound, match="there is no such setting"):
            found.setting("browser.startup.homepage")


def test_it_is_live_and_what_it_gave_is_not(profile: Path) -> None:
    with open_profile(profile) as found:
        before, state = found.session(), found.state
        assert state.in_use.state == "free"
        write_profile(profile, clean=session(window(C)), times={"clean": NOW + SECOND})
        assert [tab.url for tab in found.session().tabs] == [C]
        assert [tab.url for tab in before.tabs] == [A, B]
        with lock_held(profile):
            assert found.lock.state == "in use"
        assert state.in_use.state == "free"


def test_a_single_file_has_versions_and_is_no_profile(files: Path) -> None:
    with open_profile("recovery.jsonlz4") as found:
        assert [version.id for version in found.versions] == ["recovery.jsonlz4"]
        assert len(found.session().tabs) == 2
        for ask in (lambda: found.next_start, lambda: found.lock, lambda: found.settings):
            with pytest.raises(UsageError, match=r"recovery\.jsonlz4: this .*open_session"):
                ask()


def test_what_is_closed_says_so(profile: Path) -> None:
    found = open_profile(profile)
    found.close()
    found.close()
    asks: list[Callable[[], object]] = [
        lambda: found.versions, lambda: found.find("x"), found.lost, found.session,
    ]  # fmt: skip
    for ask in asks:
        with pytest.raises(Unreadable, match="p: this place was closed"):
            ask()


def test_a_save_is_told(profile: Path) -> None:
    changed = threading.Event()
    with open_profile(profile) as found:
        end = found.watch(changed.set)
        write_profile(profile, clean=session(window(C)), times={"clean": NOW + SECOND})
        assert changed.wait(60)
        end()


class Watched(DemoStore):
    """A demonstration whose changes the test tells of."""

    told: ClassVar[list[Callable[[], object]]] = []

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        self.told.append(changed)
        return lambda: self.told.remove(changed)


def test_watching_ends_when_asked_when_closed_and_when_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DemoStore, "open", classmethod(lambda *_, **__: Watched()))
    calls: list[int] = []
    profile = open_profile("demo:")
    end = profile.watch(lambda: calls.append(1))
    profile.watch(lambda: calls.append(len(profile.versions)))
    for tell in Watched.told:
        tell()
    assert calls == [1, 5]
    end()
    end()
    assert len(Watched.told) == 1
    profile.close()
    assert Watched.told == []
    end = open_profile("demo:").watch(lambda: None)
    gc.collect()
    assert len(Watched.told) == 1, "whoever holds the end of it holds the profile"
    del end
    gc.collect()
    assert Watched.told == []


def test_closing_does_not_wait_for_a_listener_that_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A watch has ended when its thread has, and that may be asking just now."""
    asking = threading.Event()
    said: list[str] = []

    class Joined(DemoStore):
        def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
            thread = threading.Thread(target=changed)
            thread.start()

            def end() -> None:
                asking.set()
                thread.join(60)
                said.append("ended")

            return end

        def close(self) -> None:
            said.append("closed")

    monkeypatch.setattr(DemoStore, "open", classmethod(lambda *_, **__: Joined()))
    profile = open_profile("demo:")

    def changed() -> None:
        asking.wait(60)
        try:
            _ = profile.versions
        except Unreadable as error:
            said.append(error.sentence.partition(";")[0])

    profile.watch(changed)
    profile.close()
    assert said == ["demo: this place was closed", "ended", "closed"]


def sightings(page: Any) -> list[tuple[str, str, str, str]]:
    return [(s.version, s.pointer, s.list_name, s.certainty.words) for s in page.sightings]


@pytest.mark.parametrize("words", ["page", "marmalade", "in:address e.example is:lost", "cut"])
def test_find_gives_what_the_command_prints(profile: Path, cli: Run, words: str) -> None:
    said = cli("find", profile, *words.split(), "--json").json
    result = find(profile, words)
    told = []
    for page in result.pages:
        shown = {
            "id": page.id, "url": page.url, "title": page.title, "state": page.state,
            "pointer": page.pointer, "version": page.version, "lastSeen": page.last_seen,
            "lastAccessed": page.last_accessed,
            "sightings": [
                dict(zip(("version", "pointer", "list", "certainty"), one, strict=True))
                for one in sightings(page)
            ],
            "hits": [{"in": hit.field.value, "text": hit.text} for hit in page.hits],
        }  # fmt: skip
        told.append(shown if page.certain else {**shown, "certain": False})
    assert told == said["pages"]
    assert told
    assert [(one.version, one.why, one.partly) for one in result.not_searched] == [
        (one["version"], one["why"], one["partly"]) for one in said["notSearched"]
    ]
    assert dict(result.revisions) == {one["version"]: one["revision"] for one in said["revisions"]}


def test_lost_gives_what_the_command_prints(profile: Path, cli: Run) -> None:
    said = cli("lost", profile, "--json").json
    result = lost(profile)
    assert [(page.id, page.url, page.last_seen) for page in result.pages] == [
        (one["id"], one["url"], one["lastSeen"]) for one in said["lost"]
    ]
    assert {page.state for page in result.pages} == {"lost"}
    assert [
        (one.id, one.kind, one.name, one.last_seen, [page.id for page in one.pages])
        for one in result.wholes
    ] == [
        (one["id"], one["kind"], one["name"], one["lastSeen"], one["pages"])
        for one in said["wholes"]
    ]
    assert result.wholes
    with open_profile(profile) as found:
        assert [page.id for page in found.lost().pages] == [page.id for page in result.pages]
        assert found.find("is:lost").pages[0].state == "lost"


@pytest.mark.parametrize(
    ("words", "said"), [("", "say what to find"), ("in:nowhere x", "in: knows")]
)
def test_what_is_not_understood_is_said(profile: Path, words: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find(profile, words)


def test_a_program_sees_exact_texts_beside_printable_ones(files: Path) -> None:
    write_profile(files / "p", clean=session(window(tab("https://x.example/‮"))))
    (page,) = find("p", "x.example").pages
    assert page.raw_url == "https://x.example/‮"
    assert page.url == "https://x.example/⟨202E⟩"
    assert json.dumps(page.raw_url)
