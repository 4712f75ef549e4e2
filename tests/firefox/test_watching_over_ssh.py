"""A real Firefox that saves behind a real sshd: its saves are counted as looks there see them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.monitor.saves import Save
from sessiontui.monitor.watch import tree_watch
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import open_place
from sessiontui.stores.remote.store import SshStore
from tests.firefox.driver import Firefox, PageServer
from tests.firefox.test_watching import PREFS, Heard
from tests.looks import Looks
from tests.sshd import CLIENT, SSHD, Sshd

pytestmark = pytest.mark.skipif(not (SSHD and CLIENT), reason="no sshd here")


@pytest.fixture
def place(tmp_path: Path, firefox_profile: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = Sshd(tmp_path / "sshd")
    monkeypatch.setenv("PATH", f"{server.bin}:{os.environ['PATH']}")
    yield f"ssh:{server.address}{firefox_profile}"
    server.stop()


def test_each_save_that_a_look_sees_is_the_one_that_firefox_wrote(
    place: str, firefox_profile: Path, pages: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_watch, "LOOK_SECONDS", 0.2)
    looks = Looks(monkeypatch)
    heard = Heard()
    recovery = firefox_profile / "sessionstore-backups/recovery.jsonlz4"
    with Firefox(firefox_profile, prefs=PREFS) as firefox:
        firefox.open_tab(pages.url("Before"))
        firefox.save()
        store = open_place(place)
        assert isinstance(store, SshStore)
        assert isinstance(store, Describes)
        assert store.profile().in_use.state == "unknown"
        assert store.versions()
        assert not store.profile().passed_over  # of Firefox's own files each is known, or tells
        store._counting.begin(lambda: None)
        monitor = store._counting._monitor
        assert monitor is not None
        monitor.listen(heard)
        looks.one()
        lay_there = len(heard.saves)
        sizes = []
        for number in range(4):
            firefox.open_tab(pages.url(f"Page {number}"))
            firefox.save()
            sizes.append(recovery.stat().st_size)
            looks.one()  # a look between two saves: none is missed
            heard.until_saves(lay_there + number + 1)
        seen = heard.saves[lay_there:]
        for number in range(3):  # and with none between them those of a moment are one or two
            firefox.open_tab(pages.url(f"Fast {number}"))
            firefox.save()
        looks.one()
        fast = heard.saves[lay_there + len(seen) :]
        assert store.versions()
        assert store.load("recovery").counts.tabs == 9
        assert firefox.quit() == 0
        looks.one()
    final = heard.saves[-1]
    writes = store.writes()
    store.close()

    def opened(save: Save) -> list[str]:
        assert save.changes is not None, save.why_not
        return [one.title for one in save.changes.items if one.kind == "added"]

    # Firefox may have saved by itself as well: each of ours is among those that were seen.
    assert set(sizes) <= {save.bytes for save in seen}
    titles = [title for save in seen for title in opened(save)]
    assert [f"Page {number}" in titles for number in range(4)] == [True] * 4
    assert 1 <= len(fast) <= 3
    assert all(save.duration is None for save in heard.saves)
    assert final.final
    assert final.bytes == (firefox_profile / "sessionstore.jsonlz4").stat().st_size
    assert writes is not None
    assert writes.count == len(heard.saves)
    assert not writes.running
    assert "two looks" in writes.way
    assert {"started", "quit", "crashed"}.isdisjoint(heard.events())
