"""The levels of JSON that are shown, and the ways between their places."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from ....session.json.outline import NodeKind, Outline
from ....text import size
from ...widgets.line_list import LineList
from ...work import begin
from ..pane import Pane
from .levels import Level, OpenNodes, Path, Place, base_of, build, follow, keep, reveal_nearest
from .rows import FindHit, JsonRows

_LARGE = 4_000_000  # bytes of a text that is read in another thread
_MOST_PLACES = 100  # of the history


class Navigation:
    """An outline of the document, and of texts entered in it; jumps and the way back.

    For a pane with one list. ``say`` says anew where the cursor is, ``tell`` what is being read;
    ``shown`` is called when another text is on the screen, ``no_json`` when a text that was too
    large to look into at once turns out to hold none. ``find_hit`` is asked what is marked.
    """

    def __init__(
        self,
        pane: Pane,
        *,
        say: Callable[[], None],
        tell: Callable[[str], None],
        shown: Callable[[], None],
        no_json: Callable[[], None],
        find_hit: FindHit,
    ) -> None:
        self._pane = pane
        self._say = say
        self._tell = tell
        self._shown = shown
        self._no_json = no_json
        self._find_hit = find_hit
        self.by_size = False  # members stand largest first, in every text
        self._levels: list[Level] = []  # the document, then what was entered, one in the other
        self._reading = False
        self._kept: Sequence[OpenNodes] = ()  # what was open in the version shown before
        self._past: list[Place] = []
        self._ahead: list[Place] = []
        self._wanted: Path | None = None

    # -- what is shown -------------------------------------------------------------------------

    @property
    def line_list(self) -> LineList:
        """The rows on the screen."""
        return self._pane.query_one(LineList)

    @property
    def outline(self) -> Outline | None:
        """What is shown: the last level's; None while there is nothing."""
        return self._levels[-1].outline if self._levels else None

    @property
    def entered(self) -> bool:
        """Whether a text inside the document is shown."""
        return len(self._levels) > 1

    @property
    def base(self) -> Path:
        """Where the shown text is, as one path through the strings."""
        return base_of(self._levels)

    @property
    def place(self) -> Place:
        """Where the cursor is."""
        outline = self.outline
        entered = tuple(level.entered for level in self._levels[1:])
        return entered if outline is None else (*entered, outline.path(self.line_list.cursor))

    def show(self, text: bytes | None) -> None:
        """Show a document; in a new one the same places are unfolded again. None: nothing."""
        if text is not None and self._levels and self._levels[0].outline.text is text:
            return
        if self._levels:
            self._levels[-1].cursor = self.line_list.cursor
            self._kept = keep(self._levels)
        self._pane.workers.cancel_group(self._pane, "read")
        self._reading = text is not None and len(text) > _LARGE
        if text is None:
            self._levels = []
            self._say()
        elif self._reading:
            begin(self._pane, "read", partial(self._read, text))
        else:
            self._put(build(text, self._kept, by_size=self.by_size))

    async def _read(self, text: bytes) -> None:
        """Read a large text while the keys go on working."""
        self._tell(f"reading {size(len(text))} of JSON…")
        reading = partial(build, text, self._kept, by_size=self.by_size)
        levels = await asyncio.to_thread(reading)
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
        base, line_list = base_of(self._levels), self.line_list
        rows = JsonRows(level.outline, base, lambda: line_list.line_width, self._find_hit)
        line_list.show(rows, level.cursor)
        self._shown()
        self._say()
        self._pane.refresh_bindings()
        if level.outline.by_size != self.by_size:
            self.sort(self.by_size)

    def stop(self, *more: str) -> None:
        """A motion: what would change the rows later on is not wanted any more; nor are ``more``.

        Sorting goes on: it moves the node under the cursor, but the cursor stays on it.
        """
        for group in ("unfold", "enter", *more):
            self._pane.workers.cancel_group(self._pane, group)

    def repaint(self, cursor: int) -> None:
        """The rows have become more or fewer."""
        self.stop()
        self.line_list.resize_to(cursor)
        self._say()

    def sort(self, by_size: bool) -> None:
        """Have members largest first, or as they are written: now here, elsewhere when shown."""
        begin(self._pane, "sort", partial(self._sort, by_size))

    async def _sort(self, by_size: bool) -> None:
        """Sort in slices, anew when rows were opened or closed meanwhile."""
        outline, line_list = self.outline, self.line_list
        while outline is not None and outline is self.outline and outline.by_size is not by_size:
            steps = outline.arranging(by_size)
            start = outline.span(line_list.cursor)[0]
            while next(steps, None) is not None:
                await asyncio.sleep(0)
                if outline is not self.outline:
                    return
                start = outline.span(line_list.cursor)[0]  # the cursor may have been moved
            if outline.by_size is by_size:
                self.by_size = by_size
                line_list.resize_to(outline.index_of(start))
                self._say()

    # -- jumps ---------------------------------------------------------------------------------

    def go_to(self, path: Path) -> None:
        """Show the piece at a path of the document; a jump that ``back`` takes back."""
        if not self._levels or self._reading:
            self._wanted = path
            return
        self._wanted = None
        self.remember()
        found = self._go((path,))
        outline = self.outline
        if found and outline is not None:
            outline.open(self.line_list.cursor)
            self.repaint(self.line_list.cursor)

    def follow(self, wanted: Place) -> str:
        """Go along a path as far as it leads; what is missing then, or nothing."""
        if not self._levels or self._reading:
            return "the JSON is being read: then a path can be followed"
        self.remember()  # before rows are opened on the way
        found = follow(self._levels, wanted)
        self._go(found.place)
        if not found.missing:
            self._levels[-1].outline.open(self.line_list.cursor)
        self.repaint(self.line_list.cursor)
        return found.missing

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
            inside = level.entered_at(level.cursor) if len(self._levels) < len(place) else None
            if not whole or inside is None:
                break
            self._levels.append(inside)
            changed = True
        if changed:
            self._show_level()
        self.repaint(self._levels[-1].cursor)
        return self.place == place

    def remember(self) -> None:
        """A jump begins here: ``back`` leads to it."""
        if self._levels:
            self._past.append(self.place)
            del self._past[:-_MOST_PLACES]
            self._ahead.clear()
            self._pane.refresh_bindings()

    def back(self, way: int) -> None:
        """Back to where the last jump began, or forward again."""
        source, target = (self._past, self._ahead) if way < 0 else (self._ahead, self._past)
        if not self._levels:
            return
        if not source:
            if way < 0:
                self.leave()
            return
        target.append(self.place)
        self._go(source.pop())
        self._pane.refresh_bindings()

    # -- texts that hold JSON ------------------------------------------------------------------

    def enter(self, index: int) -> bool:
        """Enter the JSON in a string; False when it holds none."""
        level = self._levels[-1]
        if level.outline.kind(index) is not NodeKind.STRING:
            return False
        if level.outline.size(index) > _LARGE:
            begin(self._pane, "enter", partial(self._enter_large, level, index))
            return True
        inside = level.entered_at(index)
        if inside is not None:
            self._push(inside)
        return inside is not None

    async def _enter_large(self, level: Level, index: int) -> None:
        path = level.outline.path(index)
        self._tell(f"reading {size(level.outline.size(index))} of text…")
        inside = await asyncio.to_thread(level.inside, index)
        if inside is None:
            self._say()
            self._no_json()
        else:
            outline = await asyncio.to_thread(partial(Outline, inside, by_size=self.by_size))
            self._push(Level(outline, path))

    def _push(self, level: Level) -> None:
        self._levels[-1].cursor = self.line_list.cursor
        self.remember()
        self._levels.append(level)
        self._show_level()

    def leave(self) -> bool:
        """Back out of a text to the string that holds it; False when none was entered."""
        if not self.entered:
            return False
        self.remember()
        del self._levels[-1]
        self._show_level()
        return True
