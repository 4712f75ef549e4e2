"""The last line: the keys that matter here. Painted as text, so that a key costs no layout."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from ..actions import in_order, label_of
from ..colours import quiet
from .safe_lines import fit

_ALWAYS = ("palette", "help", "quit")
_GAP = "  "


class KeyBar(Widget):
    """Keys of what has the focus, dim where they would do nothing at the moment.

    What has no room is left out; palette, help and leaving always have theirs.
    """

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str, str, bool], ...] = ()  # key, sign, label, enabled

    def on_mount(self) -> None:
        """Follow the focus and everything that asks for the bindings to be looked at again."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_resize(self) -> None:
        """Other keys have room."""
        self.refresh()

    def _changed(self, screen: Screen[object]) -> None:
        seen: set[str] = set()
        keys = []
        for active in in_order(screen.active_bindings.values()):
            binding = active.binding
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                sign = self.app.get_key_display(binding)
                keys.append((binding, (binding.key, sign, label_of(active), active.enabled)))
        keys.sort(key=lambda item: _last(item[0]))
        found = tuple(key for _, key in keys)
        if found != self._keys:
            self._keys = found
            self.refresh()

    def _fitting(self) -> list[tuple[str, str, str, bool]]:
        """The keys that have room, the ones at the end first."""
        shown = list(self._keys)
        while len(shown) > 3 and _width(shown) > self.size.width:
            del shown[-4]
        return shown

    def render(self) -> Content:
        """The keys that have room, in one line."""
        parts: list[tuple[str, str]] = [(" ", "")]
        off = quiet(ansi=self.app.native_ansi_color)
        for _, sign, label, enabled in self._fitting():
            parts.append((sign, "bold $text-accent" if enabled else off))
            parts.append((f" {label}{_GAP}", "" if enabled else off))
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key that was clicked does."""
        at = 1
        for key, sign, label, _ in self._fitting():
            width = len(_text(sign, label))
            if at <= event.x < at + width - len(_GAP):
                self.app.simulate_key(key)
            at += width


def _last(binding: Binding) -> int:
    action = binding.action.removeprefix("app.")
    return _ALWAYS.index(action) + 1 if action in _ALWAYS else 0


def _text(sign: str, label: str) -> str:
    return fit(f"{sign} {label}", 40).rstrip() + _GAP


def _width(keys: list[tuple[str, str, str, bool]]) -> int:
    return 1 + sum(len(_text(sign, label)) for _, sign, label, _ in keys) - len(_GAP)
