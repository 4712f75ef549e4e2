"""The head of the panes: which version is shown and what it is; without a rail all versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from ..messages import VersionChosen
from ..widths import RAIL
from .safe_lines import fit

_GAP: Final = 2
_HIDDEN: Final = 5  # ``+12`` and the gap beside it


@dataclass(frozen=True, slots=True)
class Entry:
    """One version in the line: its id, what it is called there, the role of that."""

    id: str
    words: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of the shown version, all printable; ``standing`` is kept to the last.

    ``more``: what else there is to say, the first of it the longest; ``behind``: what goes on with
    ``standing``, before any of that, each with what joins it. ``held``: how many tabs, which the
    line of versions says already.
    """

    name: str = ""
    more: tuple[str, ...] = ()
    standing: str = ""
    warning: bool = False
    held: str = ""
    behind: tuple[str, ...] = ()

    def words(self, room: int, *, named: bool) -> str:
        """As much as has room: what it is for Firefox, then its name, then the rest."""
        kept = [self.name] if named and self.name else []
        more = [*self.more, self.held] if named and self.held else self.more
        standing = self.standing
        for words in self.behind:
            if cell_len(" · ".join([*kept, standing + words])) <= room:
                standing += words
        said = " · ".join(filter(None, (*kept, standing)))
        for one in range(1, len(more) + 1):
            text = " · ".join(filter(None, (*kept, *more[:one], standing)))
            if cell_len(text) > room:
                break
            said = text
        return fit(said, room).rstrip()


def in_sight(widths: Sequence[int], shown: int, room: int) -> tuple[int, int]:
    """Which entries of a line have room, as a range with ``shown`` in it.

    ``widths`` are their cells. The range grows by turns after and before the shown one; what is
    left out at an end is counted there, in ``_HIDDEN`` cells.
    """
    if not widths:
        return 0, 0
    first, end = shown, shown + 1

    def taken(first: int, end: int) -> int:
        hidden = (first > 0) + (end < len(widths))
        return sum(widths[first:end]) + _GAP * (end - first - 1) + _HIDDEN * hidden

    grew = True
    while grew:
        grew = False
        if end < len(widths) and taken(first, end + 1) <= room:
            end, grew = end + 1, True
        if first > 0 and taken(first - 1, end) <= room:
            first, grew = first - 1, True
    return first, end


class VersionLine(Widget):
    """One line. A click on a version shows it, one beside them asks for the whole list.

    ``key`` is the one that asks for the list.
    """

    class Wanted(Message):
        """The user wants to see all versions."""

    DEFAULT_CSS = """
    VersionLine { height: 1; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = f"{key} "
        self._entries: tuple[Entry, ...] = ()
        self._shown: str | None = None
        self._head = Head()

    def show(self, entries: Sequence[Entry], shown: str | None, head: Head) -> None:
        """Show other versions or words; nothing is painted when they are the same."""
        wanted = tuple(entries), shown, head
        if wanted != (self._entries, self._shown, self._head):
            self._entries, self._shown, self._head = wanted
            self.refresh()

    @property
    def folded(self) -> bool:
        """Whether the versions stand here, and not in the rail."""
        return self.app.size.width < RAIL

    def render(self) -> Content:
        """The versions and what the shown one is; beside a rail, its name and what it is."""
        role = "$text-warning" if self._head.warning else "$text-muted"
        room = self.size.width
        if not self.folded:
            words = self._head.words(room, named=True)
            name = self._head.name
            if not words.startswith(name):
                return Content.styled(words, role)
            return Content.assemble((name, "bold $foreground"), (words[len(name) :], role))
        words = self._words()
        pieces = self._pieces(words)
        left = sum(cell_len(text) for _, text, _ in pieces)
        gap = " " * max(0, room - left - cell_len(words))
        parts = [(text, style) for _, text, style in pieces]
        return Content.assemble(*parts, gap, (words, role))

    def _words(self) -> str:
        """What is said of the shown version beside the line of them."""
        shown = next((e for e in self._entries if e.id == self._shown), None)
        least = cell_len(self._key) + (cell_len(shown.words) + 2 + 2 * _HIDDEN if shown else 0)
        room = max(0, self.size.width - least - _GAP)
        if shown is not None:
            room = min(room, max(36, self.size.width // 2))
        return self._head.words(room, named=shown is None)

    def _pieces(self, words: str) -> list[tuple[str | None, str, str]]:
        """The version each piece of the line stands for, its text, its style.

        ``words`` stand beside it.
        """
        key = (None, self._key, "bold $text-accent")
        if not self._entries:
            return [key]
        at = next((i for i, e in enumerate(self._entries) if e.id == self._shown), 0)
        here = "bold reverse" if self.app.native_ansi_color else "bold $foreground on $cursor-quiet"
        texts = [f"[{e.words}]" if e.id == self._shown else e.words for e in self._entries]
        room = self.size.width - cell_len(words) - _GAP - cell_len(self._key)
        first, end = in_sight([cell_len(text) for text in texts], at, room)
        pieces: list[tuple[str | None, str, str]] = [key]
        if first:
            pieces.append((None, fit(f"+{first}", _HIDDEN), "$text-muted"))
        for i in range(first, end):
            entry = self._entries[i]
            style = here if i == at and entry.id == self._shown else entry.role
            pieces.append((entry.id, fit(texts[i], min(cell_len(texts[i]), room)), style))
            pieces.append((None, " " * _GAP, ""))
        pieces.pop()
        if end < len(texts):
            pieces.append((None, f"  +{len(texts) - end}", "$text-muted"))
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Show the version that was clicked, or ask for the list."""
        if not self.folded:
            return
        at = self.styles.padding.left
        for version, text, _ in self._pieces(self._words()):
            if version is not None and at <= event.x < at + cell_len(text):
                self.post_message(VersionChosen(version))
                return
            at += cell_len(text)
        self.post_message(self.Wanted())
