"""Where a row of pane 6 stands, for who wants to see it there or to copy its name."""

from __future__ import annotations

from textual.message import Message

from ....session.json.pointer import format_pointer
from ....session.weight.rows import Cut, Row
from ...messages import JsonWanted, TabWanted, WordsWanted
from .droppable import is_host


def asking_for(by: Cut, row: Row) -> Message | None:
    """What asks for a tab in its list, a site's pages in Find, anything else in the JSON.

    None where it is in many places.
    """
    if row.steps is not None:
        return TabWanted(row.steps) if by == "tab" else JsonWanted(row.steps)
    return WordsWanted(f"site:{row.key}") if by == "site" and is_host(row.key) else None


def exact_name(by: Cut, row: Row) -> str:
    """The exact key of a row; of a node its pointer."""
    return format_pointer(row.steps) if by == "node" and row.steps is not None else row.key
