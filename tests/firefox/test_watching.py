"""What the monitor counts is what Firefox itself says it wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from sessiontui.firefox.save_log import firefox_writes
from sessiontui.monitor.monitor import Monitor
from sessiontui.monitor.saves import Happening, Save
from tests.firefox.driver import Firefox, PageServer

PREFS: dict[str, Any] = {
    "browser.sessionstore.interval": 3_600_000,  # only the saves we ask for, as far as it lets us
    "browser.sessionstore.loglevel": "Debug",
    "browser.sessionstore.log.appender.file.logOnSuccess": True,
}
LISTEN = """
const told = (browserWindows()[0].__told = []);
const path = PathUtils.join(PathUtils.profileDir, "sessionstore-backups", "recovery.jsonlz4");
Services.obs.addObserver({ observe() {
  const at = Date.now();
  told.push(IOUtils.stat(path).then(({ size }) => ({ at, size })));
} }, "sessionstore-state-write-complete");
"""


class Heard:
    """Everything a monitor said, and a way to wait for it."""

    def __init__(self) -> None:
        self.items: list[Save | Happening] = []
        self._more = threading.Condition()

    def __call__(self, item: Save | Happening) -> None:
        with self._more:
            self.items.append(item)
            self._more.notify_all()

    @property
    def saves(self) -> list[Save]:
        return [item for item in self.items if isinstance(item, Save)]

    def events(self) -> list[str]:
        return [item.what for item in self.items if isinstance(item, Happening)]

    def until_saves(self, count: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.saves) >= count, 20), len(self.saves)

    def until_event(self, what: str) -> None:
        with self._more:
            assert self._more.wait_for(lambda: what in self.events(), 20), self.events()


@contextmanager
def watching(profile: Path) -> Iterator[tuple[Monitor, Heard]]:
    heard = Heard()
    monitor = Monitor(profile, keep_bytes=1 << 20)
    monitor.listen(heard)
    monitor.start()
    try:
        yield monitor, heard
    finally:
        monitor.stop()


def test_ten_driven_saves_are_counted_as_firefox_tells_them(
    firefox_profile: Path, pages: PageServer
) -> None:
    with (
        watching(firefox_profile) as (monitor, heard),
        Firefox(firefox_profile, prefs=PREFS) as firefox,
    ):
        heard.until_event("started")
        pid = firefox.pid
        firefox.save()  # the first one makes sessionstore-backups
        heard.until_saves(1)
        firefox.chrome(LISTEN)
        before = len(heard.saves)
        for n in range(10):
            firefox.open_tab(pages.url(f"Page {n}"))
            firefox.save()
        told = firefox.chrome("return Promise.all(browserWindows()[0].__told);")
        assert len(told) >= 10
        heard.until_saves(before + len(told))
        writes = monitor.writes()
        assert writes.running
        assert writes.pid == pid
        saves = heard.saves[-len(told) :]
        assert firefox.quit() == 0
        heard.until_event("quit")
        final = heard.saves[-1]

    # As the saver told through Marionette: how many, how large, when.
    assert len(heard.saves) == before + len(told) + 1
    assert [save.bytes for save in saves] == [one["size"] for one in told]
    for save, one in zip(saves, told, strict=True):
        assert abs(save.at - one["at"]) < 250  # ms: its promise resolves a little after the rename
    for (old, new), (one, other) in zip(pairwise(saves), pairwise(told), strict=True):
        assert new.gap is not None
        assert abs(new.gap * 1000 - (new.at - old.at)) < 1
        assert abs(new.gap * 1000 - (other["at"] - one["at"])) < 250

    # As its own log says, the final one included.
    logged = firefox_writes(firefox_profile, saves[0].at - 1000)[-len(told) - 1 :]
    assert [write.bytes for write in logged] == [save.bytes for save in [*saves, final]]
    assert final.final
    assert final.file == "sessionstore.jsonlz4"
    assert final.bytes == (firefox_profile / "sessionstore.jsonlz4").stat().st_size

    # And each save says which page was opened.
    for n, save in enumerate(save for save in saves if save.changes and save.changes.count):
        assert save.changes is not None
        opened = [item for item in save.changes.items if item.kind == "added"]
        assert any(f"Page {n}" in item.title for item in opened if item.part == "tab"), (n, opened)
    # On a busy machine the events of some are read late, and how long those took is not said.
    assert any(save.write_ms is not None for save in saves)
    assert len(monitor.samples()) >= 10


def test_a_killed_firefox_and_the_next_one_are_told_apart(
    firefox_profile: Path, pages: PageServer
) -> None:
    with watching(firefox_profile) as (monitor, heard):
        with Firefox(firefox_profile, prefs=PREFS) as firefox:
            heard.until_event("started")
            firefox.open_tab(pages.url("Before"))
            firefox.save()
            firefox.kill()
            heard.until_event("crashed")
        with Firefox(firefox_profile, prefs=PREFS) as firefox:
            firefox.open_tab(pages.url("After"))
            firefox.save()
            assert firefox.quit() == 0
            heard.until_event("quit")
        assert [e for e in heard.events() if e in ("started", "crashed", "quit")] == [
            "started",
            "crashed",
            "started",
            "quit",
        ]
        assert not monitor.writes().running
        assert monitor.writes().count == len(heard.saves)
