"""A terminal that gets only what differs shows what one shows that gets everything."""

from __future__ import annotations

import fcntl
import os
import random
import struct
import termios
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

from sessiontui.ui.widgets.safe_lines import SafeLines
from sessiontui.ui.wire.wire import SWITCH
from tests.builders import closed_tab, entry, session, tab, window, write_profile
from tests.cell_terminal import Cell, CellTerminal
from tests.ui.conftest import Start, settle
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.long  # the ordinary run is to be quick

TITLES = [
    "plain title",
    "日本語のタイトル 全角ＡＢＣ",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467 end",
    "thumb \U0001f44d\U0001f3fd heart \u2764\ufe0f end",
    "한국어 제목 · привет мир",
    "Zalgo Z\u0351\u036b\u0343 end",
    "שלום עולם",
    "a long title that does not fit into its column " * 4,
]
KEYS = [*"jjjkk12357 8s/?:G", "\x1b", "\x1b", "\t", "\x1b[6~", "\x1b[5~", "\x1b[B", "T", "ab", "\r"]
FULL_COLOUR = {"COLORTERM": "truecolor"}
MONTH = 30 * 24 * 3600


class Seen(Terminal):
    """A program in a terminal, of which every cell is known."""

    def begin(self) -> Seen:
        """Wait for the first screen."""
        self.wait_for("NOW OPEN|Overview")
        self.settle()
        self.cells = CellTerminal(self.columns, self.lines)
        self._fed = 0
        return self

    def look(self) -> list[list[Cell]]:
        """What is seen when it has come to rest."""
        self.settle(0.15)
        self.cells.feed(self.raw[self._fed :].decode())
        self._fed = len(self.raw)
        return self.cells.seen

    def lose(self, size: tuple[int, int] | None = None) -> None:
        """Forget what is shown; at another size, if one is given."""
        self.look()
        if size is not None:
            self.columns, self.lines = size
            packed = struct.pack("HHHH", self.lines, self.columns, 0, 0)
            fcntl.ioctl(self._master, termios.TIOCSWINSZ, packed)
        self.cells = CellTerminal(self.columns, self.lines)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A session file of a month ago, where nobody watches for saves: no age and no clock moves."""
    pages = [
        tab(entry(f"https://site{i % 9}.example/{i}", f"{TITLES[i % len(TITLES)]} {i}"))
        for i in range(60)
    ]
    path = write_profile(
        tmp_path / "profile", clean=session(window(*pages, closed=[closed_tab(pages[0])]))
    )
    file = path / "sessionstore.jsonlz4"
    os.utime(file, (file.stat().st_mtime - MONTH,) * 2)
    return file


@pytest.fixture
def both(file: Path, tmp_path: Path) -> Iterator[tuple[Seen, Seen]]:
    """One that gets what differs, one that gets everything."""
    with ExitStack() as stack:

        def started(**env: str) -> Seen:
            home = tmp_path / f"home{len(env)}"
            home.mkdir()
            seen = Seen(str(file), home=home, env=env)
            stack.enter_context(seen)
            return seen

        terminals = started(), started(**{SWITCH: "1"})
        yield terminals[0].begin(), terminals[1].begin()


def _differ(one: list[list[Cell]], other: list[list[Cell]]) -> list[str]:
    return [
        f"{x}, {y}: {cell} {right}"
        for y, (line, line_right) in enumerate(zip(one, other, strict=True))
        for x, (cell, right) in enumerate(zip(line, line_right, strict=True))
        if cell != right
    ][:3]


@pytest.mark.parametrize("seed", range(3))
def test_after_every_key_both_show_the_same_and_one_got_far_less(
    both: tuple[Seen, Seen], seed: int
) -> None:
    less, more = both
    choice = random.Random(seed)
    typed: list[str] = []
    for terminal in both:
        terminal.cells.feed(terminal.raw.decode())
        terminal.raw = b""
    for _ in range(30):
        typed.append(choice.choice(KEYS))
        for terminal in both:
            terminal.send(typed[-1])
        assert _differ(less.look(), more.look()) == [], typed
    assert len(less.raw) < len(more.raw) / 2


def test_at_another_size_everything_is_sent(both: tuple[Seen, Seen]) -> None:
    for size in ((90, 30), (90, 31), (140, 40)):
        for terminal in both:
            terminal.lose(size)
        assert _differ(both[0].look(), both[1].look()) == []


def test_reading_everything_again_sends_the_whole_screen(both: tuple[Seen, Seen]) -> None:
    terminal = both[0]
    terminal.send("2")
    before = terminal.look()
    assert any(cell.text == "日" for line in before for cell in line)
    terminal.lose()
    terminal.send("\x1b[15~")  # F5
    assert _differ(terminal.look(), before) == []


def test_a_move_in_a_list_sends_a_fraction_of_the_screen(both: tuple[Seen, Seen]) -> None:
    counted = []
    for terminal in both:
        terminal.send("2")
        terminal.look()
        before = len(terminal.raw)
        for _ in range(5):
            terminal.send("j")
            terminal.look()
        counted.append((len(terminal.raw) - before) / 5)
    less, more = counted
    assert less < 2_000 and less < 0.6 * more, counted


async def test_what_is_painted_again_is_not_made_safe_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    apply = SafeLines.apply

    def counted(self: SafeLines, segments: list[Segment], background: Color) -> list[Segment]:
        made.append(segments)
        return apply(self, segments, background)

    async with start() as (app, pilot):
        monkeypatch.setattr(SafeLines, "apply", counted)
        for _ in range(3):
            app.screen.refresh()
            await settle(pilot)
    assert len(made) <= 3 * app.size.height  # the screen's own ground, no line of a widget on it
