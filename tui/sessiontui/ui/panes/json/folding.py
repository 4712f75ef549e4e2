"""Folding and unfolding: one node, a level, or everything below one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from functools import partial

from textual.dom import DOMNode

from ....session.json.outline import LIMIT, Outline
from ....text import count
from ...work import begin
from .navigation import Navigation

_TELL = 0.1  # seconds between two times it is said how far the unfolding has come


class Folding:
    """The folds of what is shown. ``tell`` says below the list how far an unfolding has come,
    ``told`` what came of it, until the cursor moves.
    """

    def __init__(
        self,
        node: DOMNode,
        navigation: Navigation,
        tell: Callable[[str], None],
        told: Callable[[str], None],
    ) -> None:
        self._node = node
        self._navigation = navigation
        self._tell = tell
        self._told = told

    @property
    def _shown(self) -> tuple[Outline | None, int]:
        return self._navigation.outline, self._navigation.line_list.cursor

    def toggle(self, index: int) -> bool:
        """Fold or unfold a row; False when it has nothing inside."""
        outline, _ = self._shown
        if outline is None or not outline.row(index).has_children:
            return False
        outline.toggle(index)
        self._navigation.repaint(index)
        return True

    def unfold(self) -> None:
        """Unfold, go to the first inside, or enter a text that holds JSON."""
        outline, cursor = self._shown
        if outline is None:
            return
        if not outline.row(cursor).has_children:
            self._navigation.enter(cursor)
        elif outline.is_open(cursor):
            self._navigation.repaint(cursor + 1)
        else:
            outline.open(cursor)
            self._navigation.repaint(cursor)

    def fold(self) -> None:
        """Fold, go to what holds this, or leave a text from its top."""
        outline, cursor = self._shown
        if outline is None or (not cursor and self._navigation.leave()):
            return
        if outline.is_open(cursor):
            outline.close(cursor)
            self._navigation.repaint(cursor)
        else:
            parent = outline.parent(cursor)
            self._navigation.repaint(cursor if parent is None else parent)

    def sibling(self, step: int) -> None:
        """Go to the next or the last beside this one."""
        outline, cursor = self._shown
        if outline is None:
            return
        found = outline.next_sibling(cursor) if step > 0 else outline.previous_sibling(cursor)
        if found is not None:
            self._navigation.line_list.cursor = found

    def fold_all(self) -> None:
        """Fold a node and every node below it."""
        outline, cursor = self._shown
        if outline is not None:
            outline.close_below(cursor)
            self._navigation.repaint(cursor)

    def unfold_all(self) -> None:
        """Unfold a node and every node below it, up to the limit."""
        outline, cursor = self._shown
        if outline is not None:
            self._unfold(outline, outline.opening(cursor, len(outline.text)))

    def level(self, step: int) -> None:
        """Show one level more below this, or one less."""
        outline, cursor = self._shown
        if outline is None:
            return
        if step > 0:
            self._unfold(outline, outline.opening(cursor, None))
        else:
            outline.close_to_level(cursor, outline.levels(cursor) - 1)
            self._navigation.repaint(cursor)
            self._say_levels(outline)

    def _unfold(self, outline: Outline, steps: Generator[int, None, int]) -> None:
        begin(self._node, "unfold", partial(self._unfolding, outline, steps))

    async def _unfolding(self, outline: Outline, steps: Generator[int, None, int]) -> None:
        """Unfold many, giving way to keys meanwhile; a motion stops it and nothing is unfolded."""
        _, cursor = self._shown
        told = time.perf_counter()
        for rows in steps:
            if time.perf_counter() - told > _TELL:
                told = time.perf_counter()
                self._tell(f"unfolding… {count(rows, 'row')} · any motion stops it")
            await asyncio.sleep(0)
        if outline is self._navigation.outline:
            self._navigation.line_list.resize_to(cursor)
            self._say_levels(outline)

    def _say_levels(self, outline: Outline) -> None:
        levels = outline.levels(self._navigation.line_list.cursor)
        shown = (
            f"{count(levels, 'level')} shown below this" if levels else "nothing below this shown"
        )
        self._told(shown + (f", stopped after {LIMIT:,} rows" if outline.limited else ""))
