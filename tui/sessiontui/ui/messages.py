"""Messages that cross widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from ..monitor.saves import Culprit, Save
    from .basket import Chosen, Place, Reference, Some
    from .lines import Line
    from .slim_marks import Mark


class StoreChanged(Message):
    """The store has something new. Posted from any thread; several become one."""

    def can_replace(self, message: Message) -> bool:
        """A newer one stands for all that wait."""
        return isinstance(message, StoreChanged)


class VersionChosen(Message):
    """The user wants to see a version; None: follow the newest again."""

    def __init__(self, version: str | None) -> None:
        super().__init__()
        self.version = version


class PaneChosen(Message):
    """The user wants to see a pane."""

    def __init__(self, pane: str) -> None:
        super().__init__()
        self.pane = pane


class PlaceChosen(Message):
    """The user chose one of several profiles."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class JsonWanted(Message):
    """The user wants to see an item in the JSON; its path in the document."""

    def __init__(self, path: tuple[str | int, ...]) -> None:
        super().__init__()
        self.path = path


class ValueWanted(Message):
    """The user wants to see a value; its pointer and its text, both foreign.

    ``cut_from`` is how many bytes there are when the text is only the beginning. ``hit`` is what
    a search has found in it: from which character to which.
    """

    def __init__(
        self,
        pointer: str,
        value: str,
        cut_from: int | None = None,
        hit: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        self.pointer = pointer
        self.value = value
        self.cut_from = cut_from
        self.hit = hit


class TabWanted(Message):
    """The user wants to see the tab or window that holds a node; its path in the document."""

    def __init__(self, path: tuple[str | int, ...]) -> None:
        super().__init__()
        self.path = path


class SaveWanted(Message):
    """The user wants a value in a file; its bytes, and what the file may be called."""

    def __init__(self, value: bytes, name: str) -> None:
        super().__init__()
        self.value = value
        self.name = name


class CopyWanted(Message):
    """The user wants something on the terminal's clipboard: its text, and what it is in words."""

    def __init__(self, text: str, words: str) -> None:
        super().__init__()
        self.text = text
        self.words = words


class PagesWanted(Message):
    """The user looks for pages in all versions; with an empty text, for the lost ones.

    None: the words that were looked for stand no longer.
    """

    def __init__(self, text: str | None) -> None:
        super().__init__()
        self.text = text

    def can_replace(self, message: Message) -> bool:
        """A newer one stands for all that wait."""
        return isinstance(message, PagesWanted)


class NowhereElseWanted(Message):
    """The first screen is to say which pages are in one version alone."""

    def can_replace(self, message: Message) -> bool:
        """A newer one stands for all that wait."""
        return isinstance(message, NowhereElseWanted)


class WordsWanted(Message):
    """Pane 4 is to look for words in every version; without any, for the lost pages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PageWanted(Message):
    """The user has the cursor on a page: its history and form text are to stand beside it."""

    def __init__(self, page: Chosen) -> None:
        super().__init__()
        self.page = page

    def can_replace(self, message: Message) -> bool:
        """A newer one stands for all that wait."""
        return isinstance(message, PageWanted)


class SightingWanted(Message):
    """The user wants to see a page where it lies: the version, and its path there."""

    def __init__(self, version: str, path: tuple[str | int, ...]) -> None:
        super().__init__()
        self.version = version
        self.path = path


class MarkWanted(Message):
    """The user marks things, or takes their marks away: they go into the basket or out of it.

    ``every``: all of them, and none when all are in it; else each the other way round.
    """

    def __init__(self, some: Some, *, every: bool = False) -> None:
        super().__init__()
        self.some = some if isinstance(some, dict) else tuple(some)
        self.every = every


class MarksDropped(Message):
    """What lies at some places is no longer marked: an edit ``used`` it, or the user is done."""

    def __init__(self, places: Iterable[Place], *, used: bool = False) -> None:
        super().__init__()
        self.places = tuple(places)
        self.used = used


class EditKind(StrEnum):
    """What can be done to items. Its values are the parameters of the action ``edit``."""

    RESTORE = "restore"
    FORGET = "forget"
    CLOSE = "close"
    ONLY = "only"
    PIN = "pin"
    MOVE = "move"
    COPIES = "copies"


class EditWanted(Message):
    """The user wants items changed: how, and their steps in the shown document.

    ``scope`` says what a filter leaves out of them, or is empty. ``elsewhere`` are items of any
    versions, as a basket names them; ``uses`` is what leaves the basket once they were changed.
    """

    def __init__(
        self,
        kind: EditKind,
        items: tuple[tuple[str | int, ...], ...],
        *,
        elsewhere: tuple[Reference, ...] = (),
        scope: str = "",
        uses: tuple[Place, ...] = (),
    ) -> None:
        super().__init__()
        self.kind = kind
        self.items = items
        self.elsewhere = elsewhere
        self.scope = scope
        self.uses = uses

    @classmethod
    def restoring(cls, chosen: Sequence[Chosen]) -> EditWanted:
        """All of this opened again; it is used up by that."""
        return cls(
            EditKind.RESTORE, (),
            elsewhere=tuple(one.reference for one in chosen),
            uses=tuple(one.place for one in chosen),
        )  # fmt: skip


class SlimWanted(Message):
    """The user wants what is marked dropped from the session that Firefox would load."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        super().__init__()
        self.marks = tuple(marks)


class SettingWanted(Message):
    """The user wants another value for a setting, by its full name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class TimingsWanted(Message):
    """The user wants Firefox to note its saves itself, or to do so no longer."""


class CarryWanted(Message):
    """The user wants copies of things in another profile or session file, named as a PLACE is.

    ``uses`` is what leaves the basket once they are there.
    """

    def __init__(
        self, place: str, elsewhere: tuple[Reference, ...], uses: tuple[Place, ...]
    ) -> None:
        super().__init__()
        self.place = place
        self.elsewhere = elsewhere
        self.uses = uses


class ExportWanted(Message):
    """The user wants items written to a file: their steps in the shown document.

    ``scope`` says what a filter leaves out of them, or is empty. ``elsewhere`` are items of any
    versions, as a basket names them.
    """

    def __init__(
        self,
        items: tuple[tuple[str | int, ...], ...],
        *,
        elsewhere: tuple[Reference, ...] = (),
        scope: str = "",
    ) -> None:
        super().__init__()
        self.items = items
        self.elsewhere = elsewhere
        self.scope = scope


class SavesCounted(Message):
    """Firefox has saved, or something happened to it. From any thread; several become one."""

    def can_replace(self, message: Message) -> bool:
        """A newer one stands for all that wait."""
        return isinstance(message, SavesCounted)


class SaveChosen(Message):
    """The user wants to see what a save changed."""

    def __init__(self, save: Save) -> None:
        super().__init__()
        self.save = save


class CulpritWanted(Message):
    """The user wants to see the open tab that causes saves, or the first one of a site."""

    def __init__(self, culprit: Culprit, *, tab: bool) -> None:
        super().__init__()
        self.culprit = culprit
        self.tab = tab


class FactsWanted(Message):
    """The user wants to see everything that was counted."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__()
        self.lines = lines


class CostsWanted(Message):
    """The user wants to know what the shown session costs Firefox to read and write."""


class WhatIfWanted(Message):
    """The user wants the saves counted under other designs."""
