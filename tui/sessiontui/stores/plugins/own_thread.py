"""The one thread on which all code of a plug-in's store runs, one call after the other.

Whoever asks waits for the answer, and may stop waiting (Esc, Ctrl-C): then the plug-in goes on in
vain, and who asks next waits behind it. Of a plug-in that says nothing for ``PATIENCE`` nobody
waits any longer, but for a change that has begun: that goes on to its end.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from ...errors import PluginFault
from ...progress import Listener, Stopped, Told, listening, told_to
from ...text import count, printable
from . import quiet

R = TypeVar("R")

PATIENCE: Final = 60.0
"""Seconds that a plug-in may take without saying where its work is (``progress.tell``)."""
_LOOK: Final = 0.1  # seconds; so often who waits says so, and hears whether that is wanted
_MOST_WORDS: Final = 100  # characters
_PARTING: Final = 2.0  # seconds that its end is waited for


class _Question:
    """Something that only who waits can do, because a person is asked."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self._ask = ask
        self.done = threading.Event()
        self.answer: Any = None

    def put(self) -> None:
        """Ask it, on the thread of who waits. Raises whatever ends that."""
        self.answer = self._ask()
        self.done.set()


class _Here(threading.local):
    job: _Job | None = None


_here = _Here()


def ask_back(ask: Callable[[], R]) -> R:
    """From a plug-in's thread: have who waits for it do something. Raises Stopped if nobody does.

    So a person is asked where Ctrl-C reaches, and what is asked is printed.
    """
    job = _here.job
    if job is None:
        return ask()
    question = job.question = _Question(ask)
    while not question.done.wait(_LOOK):
        if job.unwanted:
            raise Stopped
    job.heard = time.monotonic()
    answer: R = question.answer
    return answer


class _Job:
    """One call. Whoever has ``turn`` first decides: it is begun, or it never is."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.listener: Listener | None = listening()
        self.done = threading.Event()
        self.turn = threading.Lock()
        self.last: Told | None = None
        self.heard = 0.0  # when it began, or said last where it is
        self.unwanted = False
        self.question: _Question | None = None
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Do it, and keep what came of it, whatever it raised."""
        self.heard = time.monotonic()
        _here.job = self
        try:
            with told_to(self._hear):
                self.result = self.work()
        except BaseException as error:  # also SystemExit: it is this thread's alone
            self.error = error
        _here.job = None
        self.done.set()

    def _hear(self, told: Told) -> None:
        """Hear where the plug-in says it is; words that are none are raised where it says them."""
        told = Told(
            printable(told.doing[:_MOST_WORDS]), told.done, told.total, printable(told.unit[:20]),
            elsewhere=True,
        )  # fmt: skip
        _ = told.words, told.one_long_step
        self.last, self.heard = told, time.monotonic()
        if self.unwanted:
            raise Stopped
        if self.listener is not None:
            self.listener(told)


class OwnThread:
    """Runs calls of one store. ``name`` (printable) is what is said to be waited for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._running: _Job | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="sessiontui-plugin", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        quiet.hush_this_thread()
        try:
            while (job := self._jobs.get()) is not None:
                if job.turn.acquire(blocking=False):
                    job.heard = time.monotonic()
                    self._running = job
                    job.run()
                    self._running = None
                else:
                    job.done.set()  # nobody wants it any more
                del job  # it holds a session
        finally:
            quiet.let_this_thread_speak()

    def do(self, work: Callable[[], R], *, changes: bool = False) -> R:
        """The result of a call, or what it raised.

        ``changes``: it writes, so once it has begun its end is waited for. Raises Stopped, and
        PluginFault when it has not answered for too long.
        """
        if threading.current_thread() is self._thread:
            return work()
        if self._ending:
            raise PluginFault(f"{self._name}: it was closed")
        quiet.keep_quiet()
        job = _Job(work)
        asked = time.monotonic()
        self._jobs.put(job)
        try:
            while not job.done.wait(_LOOK):
                question, job.question = job.question, None
                if question is None:
                    self._look_at(job, asked, changes)
                else:
                    question.put()
        except BaseException:
            job.unwanted = not changes
            if not job.turn.acquire(blocking=False) and changes:
                job.done.wait()
            raise
        if job.error is not None:
            error, job.error = job.error, None
            raise error
        result: R = job.result
        return result

    def _look_at(self, job: _Job, asked: float, changes: bool) -> None:
        """Say what is waited for. Raises whatever ends the waiting."""
        now = time.monotonic()
        running = self._running
        if job.listener is not None:
            waited = Told(f"waiting for {self._name}", None, round(now - asked), "s", True)
            job.listener(job.last or waited)
        if running is None or (running is job and changes):
            return
        silent = now - running.heard
        if silent > PATIENCE:
            raise PluginFault(
                f"{self._name} has not answered for {count(round(silent), 'second')}: it is not "
                "waited for any longer, and nothing else can be asked of it until it has"
            )

    def post(self, work: Callable[[], object], seconds: float = 0) -> None:
        """Have something done that keeps what it raises to itself; waits so long at most."""
        if self._ending:
            return
        job = _Job(work)
        self._jobs.put(job)
        if seconds and threading.current_thread() is not self._thread:
            job.done.wait(seconds)

    def end(self) -> None:
        """Do what was asked by now, and nothing more. That is waited for a moment only."""
        self._ending = True
        self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(_PARTING)
