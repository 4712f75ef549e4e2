"""The last line: the keys that matter here. Painted as text, so that a key costs no layout."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from ..actions import Action, entry, in_order, label_of
from ..colours import quiet
from ..hints import ALWAYS, Hint, fitting, wanted
from ..key_names import is_typed, key_sign

_GAP = "  "


class KeyBar(Widget):
    """Keys of what has the focus, dim where they would do nothing at the moment.

    While something is typed they are those that are not typed themselves.
    """

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()

    def on_mount(self) -> None:
        """Follow the focus and everything that asks for the bindings to be looked at again."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_resize(self) -> None:
        """Other keys have room."""
        self.refresh()

    def _changed(self, screen: Screen[object]) -> None:
        typing = isinstance(screen.focused, Input)
        found = tuple(self._of_a_field(screen) if typing else self._of_the_table(screen))
        if found != self._hints:
            self._hints = found
            self.refresh()

    def _of_the_table(self, screen: Screen[object]) -> Iterator[Hint]:
        """What the table has for this place, the most important first."""
        found: dict[str, tuple[Action, ActiveBinding]] = {}
        for active in in_order(screen.active_bindings.values()):
            action = entry(active.binding)
            if action is not None:
                found.setdefault(action.id, (action, active))
        first = wanted(found)
        shown = [name for name, (action, _) in found.items() if action.shown]
        for name in dict.fromkeys((*first, *shown, *ALWAYS)):
            if name in found:
                action, active = found[name]
                sign, label = self.app.get_key_display(active.binding), label_of(active)
                longer = action.long if label == action.label else ""
                yield Hint(active.binding.key, sign, label, active.enabled, longer, name in ALWAYS)
        own: set[str] = set()
        for active in screen.active_bindings.values():  # a window of the whole screen has its own
            binding = active.binding
            if active.node is not screen or not binding.show or entry(binding):
                continue
            if active.enabled and binding.action not in own:
                own.add(binding.action)
                sign = binding.key_display or key_sign(binding.key)
                yield Hint(binding.key, sign, binding.description)

    def _of_a_field(self, screen: Screen[object]) -> Iterator[Hint]:
        """The field's own keys, then what is always there, if it has a key that is not typed."""
        seen: set[str] = set()
        always: dict[str, Hint] = {}
        for active in screen.active_bindings.values():
            binding, action = active.binding, entry(active.binding)
            name = binding.action if action is None else action.id
            if is_typed(binding.key) or name in seen:
                continue
            seen.add(name)
            if action is None and binding.show:
                sign = binding.key_display or key_sign(binding.key)
                yield Hint(binding.key, sign, binding.description)
            elif action is not None and name in ALWAYS:
                sign = key_sign(binding.key)
                always[name] = Hint(binding.key, sign, action.label, always=True)
        yield from (always[name] for name in ALWAYS if name in always)

    def render(self) -> Content:
        """The keys that have room, in one line."""
        parts: list[tuple[str, str]] = [(" ", "")]
        off = quiet(ansi=self.app.native_ansi_color)
        for hint in fitting(self._hints, self.size.width - 1):
            parts.append((hint.sign, "bold $text-accent" if hint.enabled else off))
            parts.append((f" {hint.label}{_GAP}", "" if hint.enabled else off))
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key that was clicked does."""
        at = 1
        for hint in fitting(self._hints, self.size.width - 1):
            if at <= event.x < at + hint.width - len(_GAP):
                self.app.simulate_key(hint.key)
            at += hint.width
