"""Pane 8: every session setting, changed ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from ....firefox.prefs.names import STORE
from ....firefox.prefs.settings import Setting
from ....firefox.prefs.words import short_value, value_words
from ....session.model.filter import Matcher
from ....stores.view import View
from ....text import count, printable
from ...widgets.line_list import Cell, Column, NoRows, Rows
from ...widgets.sheet import Line
from .list_pane import ListPane
from .listing import Arrangement, Listing, Order


class SettingRows:
    """Mark, name, value, and where the value comes from."""

    def __init__(self, settings: Iterable[Setting], arrangement: Arrangement) -> None:
        self.settings = tuple(settings)
        changed = any(setting.changed for setting in self.settings)
        self.columns: Sequence[Column] = arrangement.show_in(
            (
                Column(1, name="●"),
                Column(0, most=54, name="name"),
                Column(16, rank=1, most=30, name="value"),
                Column(9, rank=2, used=changed, name="set in"),
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
            Cell(setting.source if setting.changed else "", "dim"),
        )

    def key(self, index: int) -> str:
        """The name of the setting."""
        return self.settings[index].name


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
        if setting.since or setting.gone:
            yield Line("", "")
        if setting.since:
            yield Line("since", f"Firefox {setting.since}")
        if setting.gone:
            yield Line("gone in", f"Firefox {setting.gone}", "warning")

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many, how many changed."""
        changed = sum(setting.changed for setting in view.settings)
        if filtered:
            return f"{len(rows)} of {len(view.settings)} · filter: {filtered}"
        return f"{count(len(view.settings), 'setting')}, {changed} changed"

    def empty(self, view: View, key: Callable[[str], str]) -> str:
        """A single file has none."""
        return "Settings belong to a profile, and this is a single file."


class SettingsPane(ListPane):
    """The list of settings on the screen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(SettingsListing(), id=id)
