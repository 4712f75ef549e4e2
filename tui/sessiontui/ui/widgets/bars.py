"""The lines above the panes: the title bar, and the bar of panes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from ..messages import PaneChosen
from .safe_lines import fit


class TitleBar(Widget):
    """Left: what is open. Right: when the last save was seen."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; }
    TitleBar:ansi { text-style: reverse; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._left: tuple[str, ...] = ("",)
        self._right = ""

    def show(self, left: str, right: str, *facts: str) -> None:
        """Show other texts, printable; nothing is painted when they are the same.

        ``facts`` stand behind ``left``, the later ones longer than those before where it is narrow.
        """
        if ((left, *facts), right) != (self._left, self._right):
            self._left, self._right = (left, *facts), right
            self.refresh()

    def say(self, right: str) -> None:
        """Show another text at the right."""
        self.show(self._left[0], right, *self._left[1:])

    def render(self) -> Content:
        """One line; the right text keeps its width, and a fact is shown whole or not at all."""
        room = max(0, self.size.width - len(self._right) - 4)
        first, *facts = self._left
        while len(facts) > 1 and cell_len(" · ".join((first, *facts))) > room:
            facts.pop(0)
        return Content(f" {fit(' · '.join((first, *facts)), room)}  {self._right} ")


class PaneBar(Widget):
    """The names of the panes with their keys; the current one stands out."""

    DEFAULT_CSS = """
    PaneBar { height: 1; color: $text-muted; padding: 0 0; }
    """

    def __init__(self, panes: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._panes = tuple(panes)  # key, id, name
        self._current = panes[0][1]
        self._counts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def show(self, current: str, counts: dict[str, str], names: dict[str, str]) -> None:
        """Mark another pane, or say other counts; ``names`` are those that are called otherwise."""
        if (current, counts, names) != (self._current, self._counts, self._names):
            self._current, self._counts, self._names = current, dict(counts), dict(names)
            self.refresh()

    def _labels(self) -> list[tuple[str, str]]:
        """Each pane's text; on a narrow screen closer together, then without the counts."""
        for gap, counted in (("  ", True), (" ", True), ("  ", False), (" ", False)):
            labels = [
                (
                    pane,
                    f" {key} {self._names.get(pane, name)}"
                    f"{self._count(pane) if counted else ''}{gap}",
                )
                for key, pane, name in self._panes
            ]
            if sum(len(label) for _, label in labels) <= self.size.width + len(gap):
                break
        return labels

    def _count(self, pane: str) -> str:
        return f" {self._counts[pane]}" if self._counts.get(pane) else ""

    def render(self) -> Content:
        """The names of the panes with their keys and counts; the shown one is underlined."""
        parts: list[tuple[str, str]] = []
        for pane, label in self._labels():
            here = pane == self._current
            name = label.rstrip()
            parts.append((f"{name} ", "bold $text-accent underline" if here else "$text-muted"))
            parts.append((" " * (len(label) - len(name) - 1), ""))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Show the pane that was clicked."""
        at = 0
        for pane, label in self._labels():
            if at <= event.x < at + len(label):
                self.post_message(PaneChosen(pane))
            at += len(label)
