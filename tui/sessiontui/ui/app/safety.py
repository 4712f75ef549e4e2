"""The key that makes a safety copy: every session file as it is, whatever is shown."""

from __future__ import annotations

from functools import partial

from textual.app import App

from ...errors import SessiontuiError
from ...stores.protocols import Safeguards
from ...stores.safety_copy import SafetyCopy
from ...system_errors import sentence_of
from ...text import count, size
from ..say import say
from ..store_thread import StoreThread
from ..work import begin
from .versions import Versions

_SECONDS = 15.0  # long enough to copy a path


class SafetyCopies:
    """Makes safety copies beside the keys, and says where they are."""

    def __init__(self, app: App[int], versions: Versions) -> None:
        self._app = app
        self._versions = versions

    def why_not(self, name: str) -> str | None:
        """Why making one would do nothing now."""
        thread = self._versions.store_thread
        if name != "safety_copy" or thread is None:
            return None
        if not isinstance(thread.workspace.store, Safeguards):
            return "There are no files of a profile to copy here."
        return None

    def make(self) -> None:
        """Make one; whoever leaves meanwhile waits for its end."""
        thread = self._versions.store_thread
        if thread is not None:
            begin(self._app, "safety", partial(self._make, thread))

    async def _make(self, thread: StoreThread) -> None:
        try:
            copy = await thread.write(thread.workspace.safety.keep_copy)
        except (SessiontuiError, OSError) as error:
            self._say(sentence_of(error), warning=True)
            return
        self._say(words_of(copy), warning=bool(copy.missed))
        self._versions.changed()  # each version knows the safety copy that has it

    def _say(self, words: str, *, warning: bool) -> None:
        say(self._app, words, _SECONDS, warning=warning)


def words_of(copy: SafetyCopy) -> str:
    """What was copied, where it is and how large, and what could not be copied."""
    held = f"{count(len(copy.files), 'file')}, {size(copy.bytes)}"
    words = f"Safety copy {copy.id}: {held}, in {copy.path}"
    return "; ".join((words, *(f"not copied: {one.name}, {one.why}" for one in copy.missed)))
