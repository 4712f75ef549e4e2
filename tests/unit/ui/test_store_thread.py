"""What Esc ends on the store thread: what is waited for, and what hangs where nobody waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sessiontui.progress import Told, listening
from sessiontui.stores.demo.store import DemoStore
from sessiontui.ui.store_thread import StoreThread, WorkStopped
from sessiontui.workspace import Workspace

LARGE = 100_000_000


class Work:
    """Goes on until it is stopped or let go, and says where it is all the time."""

    def __init__(self, *, elsewhere: bool) -> None:
        self.told = Told("at work", None, LARGE, elsewhere=elsewhere)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> str:
        tell = listening()
        assert tell is not None
        tell(self.told)
        self.begun.set()
        while not self.go_on.wait(0.01):
            tell(self.told)
        return "done"


@pytest.fixture
async def thread() -> AsyncIterator[StoreThread]:
    with ThreadPoolExecutor(1) as executor:
        yield StoreThread(Workspace(DemoStore()), executor)


async def begun(work: Work) -> None:
    while not work.begun.is_set():
        await asyncio.sleep(0)


async def test_what_nobody_waits_for_is_stopped_where_the_code_of_others_hangs(
    thread: StoreThread,
) -> None:
    work, behind = Work(elsewhere=True), Work(elsewhere=True)
    looks = [asyncio.create_task(thread.run_ahead(one)) for one in (work, behind)]
    other = asyncio.create_task(thread.run_behind(str, 7))
    await begun(work)
    assert thread.stop()
    for look in looks:
        with pytest.raises(WorkStopped):
            await look
    assert not behind.begun.is_set(), "it would have hung as well"
    assert await other == "7", "what asks nobody else goes on"


@pytest.mark.parametrize("ahead", [True, False])
async def test_what_is_our_own_behind_the_scene_is_no_affair_of_esc(
    thread: StoreThread, ahead: bool
) -> None:
    work = Work(elsewhere=not ahead)  # told of others' code, but not one that may be left
    run = thread.run_ahead if ahead else thread.run_behind
    look = asyncio.create_task(run(work))
    await begun(work)
    assert not thread.stop()
    work.go_on.set()
    assert await look == "done"
