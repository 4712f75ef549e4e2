"""The levels of JSON that are shown, and the ways between their places."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence

from textual import work
from textual.content import Content
from textual.widgets import Static

from ....session.json.outline import Kind, Outline
from ....stores.protocols import View
from ....text import size
from ...version_words import reading_words
from ...widgets.line_list import LineList
from ..pane import Pane
from .levels import Kept, Level, Path, Place, base_of, build, keep, reveal_nearest
from .rows import JsonRows

_LARGE = 4_000_000  # bytes of a text that is read in another thread
_MOST_PLACES = 100  # of the history


class JsonPlaces(Pane):
    """An outline of the document, and of texts entered in it; jumps and the way back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._levels: list[Level] = []  # the document, then what was entered, one in the other
        self._reading = False
        self._kept: Sequence[Kept] = ()  # what was open in the version shown before
        self._past: list[Place] = []
        self._ahead: list[Place] = []
        self._wanted: Path | None = None

    def same(self, painted: View, view: View) -> bool:
        """Only another document makes a difference here."""
        return view.snapshot is not None and painted.snapshot is view.snapshot

    @property
    def _list(self) -> LineList:
        return self.query_one(LineList)

    @property
    def _outline(self) -> Outline | None:
        """What is shown: the last level's."""
        return self._levels[-1].outline if self._levels else None

    @abstractmethod
    def _say(self) -> None:
        """Say where the cursor is, and what stands there."""

    @abstractmethod
    def _search_again(self) -> None:
        """Another text is shown: search in it for what is sought."""

    @abstractmethod
    def action_view_value(self) -> None:
        """Show the whole value under the cursor."""

    # Each worker has a description: without one Textual makes one of its arguments, which are
    # private, and megabytes.

    # -- painting ------------------------------------------------------------------------------

    def paint(self, view: View) -> None:
        """Show the document; in a new one the same places are unfolded again."""
        snapshot = view.snapshot
        self.set_class(snapshot is None, "-empty")
        text = snapshot.document.text if snapshot is not None else b""
        if snapshot is not None and self._levels and self._levels[0].outline.text is text:
            return
        if self._levels:
            self._levels[-1].cursor = self._list.cursor
            self._kept = keep(self._levels)
        self.workers.cancel_group(self, "read")
        self._reading = snapshot is not None and len(text) > _LARGE
        if snapshot is None:
            self.query_one(".empty", Static).update(
                Content(view.error or (reading_words(view) if view.reading else ""))
            )
            self._levels = []
            self._say()
        elif self._reading:
            self._read(text)
        else:
            self._put(build(text, self._kept))

    @work(exclusive=True, group="read", description="read")
    async def _read(self, text: bytes) -> None:
        """Read a large text while the keys go on working."""
        self._where(f"reading {size(len(text))} of JSON…")
        levels = await asyncio.to_thread(build, text, self._kept)
        self._reading = False
        self._put(levels)

    def _put(self, levels: list[Level]) -> None:
        self._levels = levels
        self._show_level()
        if self._wanted is not None:
            self.go_to(self._wanted)

    def _show_level(self) -> None:
        """Show the last level, its cursor where it was."""
        level = self._levels[-1]
        self._list.show(JsonRows(level.outline, base_of(self._levels)), level.cursor)
        self._search_again()
        self._say()
        self.refresh_bindings()

    def focus_main(self) -> None:
        """Give the outline the focus."""
        self._list.focus()

    def _stop(self) -> None:
        """A motion: what would change the rows later on is not wanted any more."""
        for group in ("unfold", "enter"):
            self.workers.cancel_group(self, group)

    def _repaint(self, cursor: int) -> None:
        """The rows have become more or fewer."""
        self._stop()
        self._list.resize_to(cursor)
        self._say()

    def _where(self, text: str) -> None:
        self.query_one(".where", Static).update(Content(text), layout=False)

    # -- places --------------------------------------------------------------------------------

    def _place(self) -> Place:
        outline = self._outline
        entered = tuple(level.entered for level in self._levels[1:])
        return entered if outline is None else (*entered, outline.path(self._list.cursor))

    def go_to(self, path: Path) -> None:
        """Show the piece at a path of the document; a jump that ``back`` takes back."""
        if not self._levels or self._reading:
            self._wanted = path
            return
        self._wanted = None
        self._remember()
        found = self._go((path,))
        outline = self._outline
        if found and outline is not None:
            outline.open(self._list.cursor)
            self._repaint(self._list.cursor)

    def workers_in(self, *groups: str) -> bool:
        """Whether something of some groups is at work for this pane."""
        return any(
            worker.node is self and worker.group in groups and not worker.is_finished
            for worker in self.workers
        )

    def _go(self, place: Place) -> bool:
        """Show a place: enter and leave texts as needed. False when it is not there any more."""
        shared = 1
        while shared < min(len(place), len(self._levels)) and (
            self._levels[shared].entered == place[shared - 1]
        ):
            shared += 1
        changed = len(self._levels) > shared
        del self._levels[shared:]
        for path in place[shared - 1 :]:
            level = self._levels[-1]
            whole = reveal_nearest(level, path)
            inside = level.inside(level.cursor) if len(self._levels) < len(place) else None
            if not whole or inside is None:
                break
            self._levels.append(Level(Outline(inside), path))
            changed = True
        if changed:
            self._show_level()
        self._repaint(self._levels[-1].cursor)
        return self._place() == place

    def _remember(self) -> None:
        if self._levels:
            self._past.append(self._place())
            del self._past[:-_MOST_PLACES]
            self._ahead.clear()
            self.refresh_bindings()

    def action_back(self, way: int) -> None:
        """Back to where the last jump began, or forward again."""
        source, target = (self._past, self._ahead) if way < 0 else (self._ahead, self._past)
        if not self._levels:
            return
        if not source:
            if way < 0:
                self._leave()
            return
        target.append(self._place())
        self._go(source.pop())
        self.refresh_bindings()

    # -- texts that hold JSON ------------------------------------------------------------------

    def _enter(self, index: int) -> bool:
        """Enter the JSON in a string; False when it holds none."""
        level = self._levels[-1]
        if level.outline.kind(index) is not Kind.STRING:
            return False
        if level.outline.size(index) > _LARGE:
            self._enter_large(level, index)
            return True
        inside = level.inside(index)
        if inside is not None:
            self._push(Level(Outline(inside), level.outline.path(index)))
        return inside is not None

    @work(exclusive=True, group="enter", description="enter")
    async def _enter_large(self, level: Level, index: int) -> None:
        path = level.outline.path(index)
        self._where(f"reading {size(level.outline.size(index))} of text…")
        inside = await asyncio.to_thread(level.inside, index)
        if inside is None:
            self._say()
            self.action_view_value()
        else:
            self._push(Level(await asyncio.to_thread(Outline, inside), path))

    def _push(self, level: Level) -> None:
        self._levels[-1].cursor = self._list.cursor
        self._remember()
        self._levels.append(level)
        self._show_level()

    def _leave(self) -> bool:
        """Back out of a text to the string that holds it."""
        if len(self._levels) < 2:
            return False
        self._remember()
        del self._levels[-1]
        self._show_level()
        return True
