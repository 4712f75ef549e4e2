"""What is begun before the screen is there says what it waits for, and Esc ends that."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sessiontui.progress import AT_START, tell
from sessiontui.stores.view import View
from sessiontui.ui.store_thread import StoreThread, WorkStopped
from sessiontui.workspace import Workspace


def test_what_is_looked_at_before_the_screen_is_there_can_be_stopped() -> None:
    """A plug-in may hang at the very first question."""

    async def looked() -> None:
        with ThreadPoolExecutor(1) as executor:
            heard, ready = list[str](), threading.Event()
            workspace = Workspace.open("demo:")

            def hangs() -> View:
                while True:
                    tell("waiting for somebody", None, 1, "s")
                    ready.wait(0.01)

            look = executor.submit(AT_START.hearing, hangs)
            thread = StoreThread(workspace, executor, executor.submit(workspace.view), look)
            stopped = asyncio.Event()

            def hear(words: str) -> None:
                heard.append(words)
                if "Esc stops" in words and not stopped.is_set():
                    stopped.set()
                    assert thread.stop()

            thread.heard = hear
            with pytest.raises(WorkStopped):
                await thread.look(None)
            assert heard[0] == "waiting for somebody: 1 s  Esc stops"
            assert AT_START.listener is None
            workspace.store.close()

    asyncio.run(looked())
