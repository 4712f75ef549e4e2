"""Where our code asks a plug-in's: on the thread of its own, what it raises as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...crash_reports import Plugin
from .blame import as_ours, odd_answer
from .checked import fault_in
from .own_thread import OwnThread


class Wall:
    """Asks one plug-in: on the thread of its own, with what it raises as a sentence."""

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self.thread = OwnThread(plugin.words)

    def ask(
        self, asked: str, work: Callable[[], Any], hint: Any = object, *, changes: bool = False
    ) -> Any:
        """What ``work`` gives, which must be of the type ``hint``; ``asked`` says it in words."""

        def guarded() -> Any:
            try:
                given = work()
                fault = fault_in(given, hint, "it")
            except BaseException as error:
                raise as_ours(self.plugin, error, asked, changes=changes) from error
            if fault is not None:
                raise odd_answer(self.plugin, asked, fault, changes=changes)
            return given

        return self.thread.do(guarded, changes=changes)

    def ask_later(
        self,
        asked: str,
        work: Callable[[], object],
        failed: Callable[[Exception], object],
        *,
        seconds: float = 0,
    ) -> None:
        """Have something done whose end is waited for so long at most, and which raises nothing.

        ``failed`` hears of an error as a sentence, from the plug-in's thread.
        """

        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                told = as_ours(self.plugin, error, asked)
                told.__cause__ = error
                failed(told)

        self.thread.post(guarded, seconds)
