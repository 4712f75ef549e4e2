"""Messages that cross widgets."""

from __future__ import annotations

from textual.message import Message


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
    """The user wants to see a whole value; its pointer and its text, both foreign."""

    def __init__(self, pointer: str, value: str) -> None:
        super().__init__()
        self.pointer = pointer
        self.value = value


class CopyWanted(Message):
    """The user wants something on the terminal's clipboard: its text, and what it is in words."""

    def __init__(self, text: str, words: str) -> None:
        super().__init__()
        self.text = text
        self.words = words
