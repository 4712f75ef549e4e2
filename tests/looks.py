"""The looks at a profile on another machine, as they are made."""

from __future__ import annotations

import threading

import pytest

from sessiontui.monitor.watch import tree_watch


class Looks:
    """Each look there, as it is made; ``one`` waits for a whole one that begins from now on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._count = 0
        self._looked = threading.Condition()
        look = tree_watch.TreeWatch._look

        def counted(watch: tree_watch.TreeWatch) -> None:
            look(watch)
            with self._looked:
                self._count += 1
                self._looked.notify_all()

        patch.setattr(tree_watch.TreeWatch, "_look", counted)

    def one(self) -> None:
        with self._looked:
            wanted = self._count + 2
            assert self._looked.wait_for(lambda: self._count >= wanted, 20)
