"""Watching a profile on another machine: by looks there, over the line that is open anyway.

A look lists the directories; only a file that has changed is read. While no look is possible
nothing is watched, which is told, and what was saved meanwhile is told as no save.
"""

from __future__ import annotations

import threading
from typing import Final

from ...durations import duration
from ...firefox.file_names import BACKUPS
from ...firefox.session_files import revision_of
from ...firefox.tree.path import LiveTree, TreePath
from ...text import printable
from .poll_watch import PollWatch
from .reporter import Reporter
from .save_sequence import RECOVERY

LOOK_SECONDS: Final = 5.0


def way_of_looks() -> str:
    """How saves are noticed there, in words."""
    return f"looks every {duration(LOOK_SECONDS)}: saves between two looks count as one"


class TreeWatch(PollWatch):
    """Looks at a profile of a live tree every ``LOOK_SECONDS``."""

    def __init__(self, reporter: Reporter, stop: threading.Event, profile: TreePath) -> None:
        super().__init__(reporter, stop, None)
        assert isinstance(profile.tree, LiveTree)
        self.way = way_of_looks()
        self._profile = profile
        self._tree: LiveTree = profile.tree
        self._looked = reporter.clock.now()  # when a look was possible last

    def begin(self) -> None:
        """The first look is one like the others: what lies there then is no news."""

    def turn(self) -> None:
        """Look, and wait until the next look is due."""
        self._look()
        self._stop.wait(LOOK_SECONDS)

    def _look(self) -> None:
        below, reporter = self._profile.below, self._reporter
        reporter.correct()
        now = reporter.clock.now()
        try:
            self._tree.look([below, f"{below}/{BACKUPS}"], anew=True)
            before = self._save_there()
            if reporter.cut:
                reporter.cut = False
                reporter.overlooked()
                reporter.event("back", duration((now - self._looked) / 1000))
            reporter.since = self._looked
            super()._look()
        except OSError as error:
            if self._stop.is_set():
                return  # whoever ended it may have hung up
            if not reporter.cut:
                reporter.cut = True
                why = printable(error.strerror or str(error))
                reporter.event("cut", why, self._looked)
                reporter.tell_changed()  # whoever shows it says that it may be old
            return
        reporter.before = before
        self._looked = now

    def _save_there(self) -> str | None:
        """The revision of the save that lies there now, with which the next one is compared."""
        try:
            return revision_of((self._profile / RECOVERY).stat())
        except FileNotFoundError:
            return None
