"""One setting: what it is, a field or a choice for another value, and what that would mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from ...firefox.prefs import values
from ...firefox.prefs.catalogue import SPECS
from ...firefox.prefs.effects import Lookup
from ...firefox.prefs.meant import Meant, effect_of, meant
from ...firefox.prefs.prefs_js import PrefValue
from ...firefox.prefs.settings import Setting
from ...firefox.prefs.words import value_words
from ...text import printable
from ..messages import CopyWanted
from ..say import say
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from ..widgets.sheet import Line, Sheet
from .dialog import Dialog

_LABELS = 9  # cells


class NewValue(NamedTuple):
    """The value a setting is to have; None: Firefox's default again."""

    value: PrefValue | None


@dataclass(frozen=True, slots=True)
class AskedSetting:
    """A setting whose value is asked for.

    ``value_of`` gives the profile's other settings. ``measured`` says of a value what can be told
    from the saves that were counted, ``blocked`` why nothing can be written at the moment; both
    may be empty.
    """

    setting: Setting
    value_of: Lookup
    measured: Callable[[PrefValue], str]
    blocked: Callable[[], str]

    @property
    def choices(self) -> Sequence[tuple[PrefValue, str]]:
        """The only values it takes, with what they stand for; none where one is typed."""
        spec = SPECS.get(self.setting.name)
        return tuple(values.choices(spec).items()) if spec else ()

    @property
    def changeable(self) -> bool:
        """Whether another value would do anything."""
        return not (self.setting.fixed or self.setting.unread)


class ValueRows:
    """The values there are to choose; the one that holds has a dot."""

    columns: ClassVar[Sequence[Column]] = (Column(1), Column(7), Column(0))

    def __init__(self, asked: AskedSetting) -> None:
        self._setting = asked.setting
        self.values = asked.choices

    def __len__(self) -> int:
        return len(self.values)

    def cells(self, index: int) -> Sequence[Cell]:
        """A value, what it stands for, and whether it holds or is the default."""
        value, words = self.values[index]
        holds = value == self._setting.value
        default = "Firefox's default" if value == self._setting.default else ""
        return (
            Cell("●" if holds else "", "accent"),
            Cell(value_words(value, "").strip('"'), "strong" if holds else ""),
            Cell(words or default, "" if words else "dim", f"  {default}" if words else "", "dim"),
        )

    def key(self, index: int) -> str:
        """The value."""
        return str(self.values[index][0])


class SettingScreen(Dialog[NewValue | None]):
    """What a setting is and does, and another value for it; nothing is written here.

    Ends with the value, or None when it was left. Where nothing may be written it says what to do
    in about:config, and copies the name.
    """

    DEFAULT_CSS = """
    SettingScreen {
        align: center middle;
        & > Frame {
            width: 84; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface;
            overflow-y: auto; scrollbar-size-vertical: 1;
        }
        & Sheet {
            height: auto; max-height: 100%; background: $surface; scrollbar-size-vertical: 0;
        }
        & Input { background: $panel; padding: 0 1; margin: 1 1; }
        & LineList { background: $surface; margin: 1 0; scrollbar-size-vertical: 0; }
        & .means { min-height: 3; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape", "leave", "Leave it"),
        Binding("q", "leave", "Leave it", show=False),
        Binding("enter", "copy_name", "Copy name", show=False),
        Binding("ctrl+r", "default", "Firefox's default"),
        Binding("y", "copy_name", "Copy name"),
    ]

    def __init__(self, asked: AskedSetting) -> None:
        super().__init__()
        self._asked = asked
        self._setting = asked.setting

    def compose(self) -> ComposeResult:
        """What it is, the field or the choice, what the value in it would mean."""
        with Frame() as box:
            box.border_title = self._setting.name.replace("[", r"\[")
            about = Sheet(label_width=_LABELS)
            about.can_focus = False
            yield about
            if self._asked.changeable and self._asked.choices:
                yield LineList()
            elif self._asked.changeable:
                value = self._setting.value
                field = Input("" if value is None else str(value), compact=True)
                field.cursor_blink = False
                yield field
            yield Sheet(label_width=_LABELS).add_class("means")

    def on_mount(self) -> None:
        """Say what it is; the cursor stands on the value that holds."""
        self.query_one(Sheet).show(self._about())
        for field in self.query(Input):
            self.set_focus(field)
        for found in self.query(LineList):
            rows = ValueRows(self._asked)
            found.styles.height = len(rows)
            held = [i for i, (value, _) in enumerate(rows.values) if value == self._setting.value]
            found.show(rows, held[0] if held else 0)
            self.set_focus(found)
        if not self._asked.changeable:
            self.set_focus(self._means)
        self._say()

    @property
    def _means(self) -> Sheet:
        return self.query_one(".means", Sheet)

    # -- what it says --------------------------------------------------------------------------

    def _about(self) -> Iterator[Line]:
        setting, spec = self._setting, SPECS.get(self._setting.name)
        yield Line(None, setting.meaning)
        yield Line(None, "")
        source = "" if setting.source == "default" else f" in {setting.source}"
        yield Line(
            "now", value_words(setting.value, setting.unit), "accent", more=((source, "dim"),)
        )
        since = ((f" · there since Firefox {setting.since}", "dim"),) if setting.since else ()
        yield Line("default", value_words(setting.default, setting.unit), more=since)
        if spec is not None and self._asked.changeable:
            takes = "one of these" if self._asked.choices else values.takes(spec)
            yield Line("takes", takes)
        if setting.bookkeeping:
            yield Line("mind", "Firefox keeps this itself, and may change it again.")
        if "which Firefox ignores" in setting.effect:
            yield Line("mind", setting.effect, "warning")

    def _meant(self) -> Meant:
        """What stands in the field, or under the cursor of the choice."""
        asked = self._asked
        for field in self.query(Input):
            return meant(self._setting, field.value, asked.value_of)
        for found in self.query(LineList):
            rows = found.rows
            if isinstance(rows, ValueRows):
                value = rows.values[found.cursor][0]
                return Meant(value, words=effect_of(self._setting, value, asked.value_of))
        return Meant()

    def _say(self) -> None:
        """What the value would mean, and what the keys do."""
        blocked = self._asked.blocked()
        found = self._meant()
        self._means.show([*self._effect(found), *self._by_hand(found, blocked)])
        self.query_one(Frame).say_keys(*self._keys(bool(blocked)))

    def _effect(self, found: Meant) -> Iterator[Line]:
        setting = self._setting
        if not self._asked.changeable:
            if setting.effect and setting.fixed:
                yield Line("means", setting.effect)
            yield Line(None, "")
            why = setting.fixed or setting.unread
            yield Line("fixed" if setting.fixed else "unread", why, "warning")
            yield Line("", "So it is not changed here." if setting.fixed else "It does nothing.")
        elif found.wrong:
            yield Line("wrong", found.wrong, "warning")
        elif found.value is None:
            yield Line("", "Type a value.", "dim")
        else:
            said = [value_words(found.value, setting.unit)] if self._is_other(found) else []
            yield Line("means", ": ".join([*said, *([found.words] if found.words else [])]))
            measured = self._asked.measured(found.value)
            if measured:
                yield Line("", measured, "accent")

    def _is_other(self, found: Meant) -> bool:
        """Whether the value reads otherwise than what was typed, as a time does."""
        return any(field.value.strip() != str(found.value) for field in self.query(Input))

    def _by_hand(self, found: Meant, blocked: str) -> Iterator[Line]:
        if not blocked or not self._asked.changeable:
            return
        yield Line(None, "")
        yield Line("mind", blocked, "warning")
        if found.value is not None and not found.wrong:
            value = value_words(found.value, "").strip('"')
            yield Line("", f"Or in its about:config: paste the name, set it to {value}.")

    def _keys(self, blocked: bool) -> list[tuple[str, str]]:
        typed = isinstance(self.focused, Input)
        keys = []
        if self._asked.changeable:
            keys.append(("enter", "copy the name" if blocked else "look ahead"))
        if not (typed or (blocked and self._asked.changeable)):
            keys.append(("y", "copy the name"))
        if self._can_reset and not blocked:
            keys.append(
                ("ctrl+r", "take its line out" if self._setting.unread else "Firefox's default")
            )
        return [*keys, ("escape", "leave it")]

    @property
    def _can_reset(self) -> bool:
        """Whether a line in prefs.js can be taken out that says something."""
        return self._setting.source == "prefs.js" and not self._setting.fixed

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._say()

    def tick(self, now: float) -> None:
        """Firefox may have been closed, or started."""
        self._say()

    # -- answers -------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        found = self._meant()
        if self._asked.blocked():
            self.action_copy_name()
        elif found.value is not None and not found.wrong:
            self.dismiss(NewValue(found.value))

    def action_default(self) -> None:
        """Firefox's default again."""
        if self._asked.blocked():
            self._tell("In its about:config the arrow beside the value gives the default back.")
        elif self._can_reset:
            self.dismiss(NewValue(None))
        else:
            self._tell("No line of prefs.js sets it: there is none to take out.")

    def _tell(self, words: str) -> None:
        say(self.app, words, 4)

    def action_copy_name(self) -> None:
        """Send the full name to the terminal's clipboard."""
        self.post_message(CopyWanted(self._setting.name, printable(self._setting.name)))

    def action_leave(self) -> None:
        """Leave it: nothing is changed."""
        self.dismiss(None)
