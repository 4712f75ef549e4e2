"""Pane 8: every session setting, changed ones first, what Firefox notes for itself last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding

from ....firefox.prefs.names import STORE
from ....firefox.prefs.settings import Setting
from ....firefox.prefs.words import short_value, value_words
from ....session.model.filter import Matcher
from ....stores.view import View
from ....text import count, printable
from ...actions import bindings
from ...messages import CopyWanted, SettingWanted, TimingsWanted
from ...widgets.line_list import Cell, Column, LineList, NoRows, Rows
from ...widgets.sheet import Line
from .list_pane import ListPane
from .listing import Arrangement, Listing, Order


class SettingRows:
    """Mark, name, value, and where the value comes from."""

    def __init__(self, settings: Iterable[Setting], arrangement: Arrangement) -> None:
        self.settings = tuple(settings)
        told = any(map(_whose, self.settings))
        self.columns: Sequence[Column] = arrangement.show_in(
            (
                Column(1, name="●"),
                Column(0, most=54, name="name"),
                Column(16, rank=1, most=30, name="value"),
                Column(9, rank=2, used=told, name="set in"),
            )
        )

    def __len__(self) -> int:
        return len(self.settings)

    def cells(self, index: int) -> Sequence[Cell]:
        """One setting; ``●`` is a changed one, ``✗`` one that this Firefox no longer reads."""
        setting = self.settings[index]
        changed = "strong" if setting.changed else ""
        sign = "✗" if setting.gone and setting.default is None else "●" if setting.changed else ""
        return (
            Cell(sign, "accent" if setting.changed else "dim"),
            Cell(short_name(setting.name), changed),
            Cell(short_value(setting.value, setting.unit), changed),
            Cell(_whose(setting), "dim"),
        )

    def key(self, index: int) -> str:
        """The name of the setting."""
        return self.settings[index].name


def _whose(setting: Setting) -> str:
    """Where the value stands, or that Firefox noted it for itself."""
    if setting.bookkeeping:
        return "Firefox" if setting.value != setting.default else ""
    return setting.source if setting.changed else ""


def short_name(name: str) -> str:
    """A name for a column: the part that most have in common is left out."""
    return printable("…" + name.removeprefix(STORE) if name.startswith(STORE) else name)


class SettingsListing(Listing):
    """What a profile is set to, and what that does."""

    PLACEHOLDER = "words in name, meaning or effect"
    LISTS_PAGES = False
    ORDERS: ClassVar[Sequence[Order]] = (
        Order("changed ones first", "changed ones last", down=True, column="●"),
        Order("by name", "by name, from the end", lambda setting: setting.name, column="name"),
    )

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Settings that the filter keeps, by name, meaning or effect."""
        kept = [s for s in view.settings if matcher.text(s.name, s.meaning, s.effect)]
        return SettingRows(self.arrangement.in_order(kept), self.arrangement) if kept else NoRows()

    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """Value, default, source, meaning, effect, since and gone."""
        if not isinstance(rows, SettingRows):
            return
        setting = rows.settings[index]
        yield Line(None, printable(setting.name), "strong")
        yield Line("", "")
        yield Line("value", value_words(setting.value, setting.unit), "accent")
        yield Line("default", value_words(setting.default, setting.unit))
        yield Line("set in", setting.source if setting.source != "default" else "nowhere")
        yield Line("", "")
        yield Line(None, setting.meaning)
        if setting.effect:
            yield Line("", "")
            yield Line(None, f"→ {setting.effect}")
        for why in (setting.fixed, "" if setting.effect else setting.unread):
            if why:
                yield Line("", "")
                yield Line(None, why, "warning")
        if setting.bookkeeping:
            yield Line("", "")
            yield Line(None, "Firefox keeps this itself; it does not count as changed.", "dim")
        if setting.since or setting.gone:
            yield Line("", "")
        if setting.since:
            yield Line("since", f"Firefox {setting.since}")
        if setting.gone:
            yield Line("gone in", f"Firefox {setting.gone}", "warning")

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many, how many changed, and how many of the others Firefox has noted itself."""
        found = view.settings
        if filtered:
            return f"{len(rows)} of {len(found)} · filter: {filtered}"
        noted = sum(setting.bookkeeping and setting.value != setting.default for setting in found)
        words = f"{count(len(found), 'setting')}, {sum(s.changed for s in found)} changed"
        return f"{words}, {noted} noted by Firefox" if noted else words

    def empty(self, view: View, key: Callable[[str], str]) -> str:
        """A single file has none."""
        return "Settings belong to a profile, and this is none."


class SettingsPane(ListPane):
    """The list of settings on the screen; Enter changes one."""

    BINDINGS: ClassVar[list[Binding]] = bindings("settings")
    labels: ClassVar[Mapping[str, str]] = {"list.open": "Change"}
    """What keys do here in a word, by the id of their action, where that is another."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(SettingsListing(), id=id)

    @property
    def _here(self) -> Setting | None:
        rows, at = self.list.rows, self.list.cursor
        return rows.settings[at] if isinstance(rows, SettingRows) and at < len(rows) else None

    @on(LineList.Chosen)
    def _change(self, event: LineList.Chosen) -> None:
        event.stop()
        event.prevent_default()  # the dialog says what the details say
        rows = event.rows
        if isinstance(rows, SettingRows):
            self.post_message(SettingWanted(rows.settings[event.index].name))

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        if name == "copy_name" and self._here is None:
            return "There is nothing in this list."
        if name == "timings" and (self.view is None or not self.view.settings):
            return "Only a profile has a Firefox that could note its saves."
        return super().why_not(name, parameters)

    def action_copy_name(self) -> None:
        """Send the full name of the setting under the cursor to the terminal's clipboard."""
        here = self._here
        if here is not None:
            self.post_message(CopyWanted(here.name, printable(here.name)))

    def action_timings(self) -> None:
        """Have Firefox note its saves itself, or no longer."""
        self.post_message(TimingsWanted())
