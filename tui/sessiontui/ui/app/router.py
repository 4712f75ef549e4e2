"""Which message is for what: everything that comes up from the widgets is handed on here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from textual import on
from textual.message import Message

from ..messages import (
    CarryWanted,
    CopyWanted,
    CostsWanted,
    CulpritWanted,
    EditWanted,
    ExportWanted,
    FactsWanted,
    JsonWanted,
    MarksDropped,
    MarkWanted,
    NowhereElseWanted,
    PagesWanted,
    PageWanted,
    PaneChosen,
    PlaceChosen,
    SaveChosen,
    SavesCounted,
    SaveWanted,
    SettingWanted,
    SightingWanted,
    SlimWanted,
    StoreChanged,
    TabWanted,
    TimingsWanted,
    ValueWanted,
    VersionChosen,
    WhatIfWanted,
    WordsWanted,
)
from .baskets import Baskets
from .edits import Edits
from .finding import Finding
from .panes import Panes
from .saves import Saves
from .values import Values
from .versions import Versions

ROUTED: Final[tuple[type[Message], ...]] = (
    CarryWanted, CopyWanted, CostsWanted, CulpritWanted, EditWanted, ExportWanted, FactsWanted,
    JsonWanted, MarksDropped, MarkWanted, NowhereElseWanted, PagesWanted, PageWanted, PaneChosen,
    PlaceChosen, SaveChosen, SavesCounted, SaveWanted, SettingWanted, SightingWanted, SlimWanted,
    StoreChanged, TabWanted, TimingsWanted, ValueWanted, VersionChosen, WhatIfWanted, WordsWanted,
)  # fmt: skip

Handler = TypeVar("Handler", bound=Callable[[Any, Any], Coroutine[Any, Any, None]])


def routed(handler: Handler) -> Handler:
    """Make a method the handler of every message that is routed."""
    for kind in ROUTED:
        handler = on(kind)(handler)
    return handler


class Router:
    """Knows who does what; ``open_place`` opens one of several profiles by its path."""

    def __init__(
        self,
        versions: Versions,
        panes: Panes,
        edits: Edits,
        saves: Saves,
        values: Values,
        finding: Finding,
        baskets: Baskets,
        open_place: Callable[[str], None],
    ) -> None:
        self._versions = versions
        self._panes = panes
        self._edits = edits
        self._saves = saves
        self._values = values
        self._finding = finding
        self._baskets = baskets
        self._open_place = open_place

    async def route(self, message: Message) -> None:
        """Hand a message to what it is for."""
        match message:
            case StoreChanged():
                self._versions.changed()
            case VersionChosen():
                self._versions.choose(message.version)
            case PlaceChosen():
                self._open_place(message.path)
            case PagesWanted():
                self._finding.look(message, self._versions)
            case NowhereElseWanted():
                self._finding.survey(self._versions)
            case PageWanted():
                self._finding.read(message.page, self._versions, self._panes.show_page)
            case WordsWanted():
                await self._panes.find_words(message.text)
            case SightingWanted():
                path = message.path
                self._versions.choose(message.version, lambda: self._panes.go_to_tab_soon(path))
            case MarkWanted():
                self._baskets.mark(message)
            case MarksDropped():
                self._baskets.drop(message)
            case PaneChosen():
                await self._panes.show(message.pane)
            case JsonWanted():
                await self._panes.go_to_json(message.path)
            case TabWanted():
                await self._panes.go_to_tab(message.path)
            case EditWanted():
                if not self._baskets.says_gone():
                    self._edits.change(message)
            case CarryWanted():
                if not self._baskets.says_gone():
                    self._edits.carry(message)
            case SlimWanted():
                self._edits.slim(message.marks, self._panes.slimmed)
            case SettingWanted():
                self._edits.set(message.name)
            case TimingsWanted():
                self._edits.switch_timings()
            case ExportWanted():
                self._edits.export(message)
            case SavesCounted():
                self._saves.counted()
            case SaveChosen():
                self._saves.look_into(message.save)
            case CulpritWanted():
                self._saves.go_to_culprit(message)
            case FactsWanted():
                self._saves.show_facts(message.lines)
            case WhatIfWanted():
                self._saves.compare_designs()
            case CostsWanted():
                self._saves.measure_costs()
            case ValueWanted():
                self._values.show(message)
            case SaveWanted():
                self._values.write(message)
            case CopyWanted():
                self._values.copy(message)
