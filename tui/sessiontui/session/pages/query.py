"""What is looked for: words, the fields they may stand in, and conditions on the page."""

from __future__ import annotations

from enum import Enum
from typing import Final

from ...errors import UsageError
from ..model.filter import FLAGS, Matcher
from .state import State


class Field(Enum):
    """Where words may stand. The value is what ``in:`` takes and what a hit says."""

    TITLE = "title"
    ADDRESS = "address"
    HISTORY = "history"  # titles and addresses of the other entries
    FORM = "form"  # text typed into forms
    TYPED = "typed"  # in the address bar, and not gone to
    EXTENSION = "extension"  # what extensions keep with the tab
    GROUP = "group"


_OTHER_NAMES: Final = {"url": Field.ADDRESS, "site": Field.ADDRESS, "forms": Field.FORM}
_STATES: Final = tuple(state.word for state in State)
WHERE: Final = "titles, addresses, histories, form text, extension values and group names"


class Query:
    """A text that is looked for, made ready. ``now`` in ms since epoch is what ages count to.

    Words are sought as the filter does: all of them, in any order and field, without capital
    letters ignoring case. ``complaint`` says which condition was not understood; such a one does
    not narrow.
    """

    __slots__ = ("complaint", "fields", "matcher", "states")

    def __init__(self, text: str, *, now: float | None = None) -> None:
        self.complaint = ""
        fields: set[Field] = set()
        states: set[State] = set()
        rest: list[str] = []
        for word in text.split():
            name, colon, value = word.partition(":")
            name, value = name.casefold(), value.casefold()
            if colon and name == "in":
                fields |= self._field(value)
            elif colon and name == "is" and self._is(value, states):
                continue
            else:
                rest.append(word)
        self.fields = frozenset(fields or Field)
        self.states = frozenset(states)
        self.matcher = Matcher(" ".join(rest), now=now)
        self.complaint = self.complaint or self._said(self.matcher.complaint)

    def _field(self, value: str) -> set[Field]:
        if not value:
            return set()  # still being typed
        known = {field.value: field for field in Field} | _OTHER_NAMES
        found = {field for name, field in known.items() if name.startswith(value)}
        if value in known:
            found = {known[value]}
        if not found:
            self.complaint = f"in: knows {', '.join(field.value for field in Field)}"
        return found

    def _is(self, value: str, states: set[State]) -> bool:
        """Whether the word was one of ours; the list filter has others."""
        if not value or any(flag.startswith(value) for flag in FLAGS):
            return False
        found = {state for state in State if state.word.startswith(value)}
        states |= found
        return bool(found)

    @staticmethod
    def _said(complaint: str) -> str:
        if complaint.startswith("is:"):
            return f"is: knows {', '.join((*_STATES, *FLAGS))}"
        return complaint

    @property
    def in_all_fields(self) -> bool:
        """Whether the words may stand in any field."""
        return len(self.fields) == len(Field)

    @property
    def words(self) -> tuple[str, ...]:
        """What is sought; in small letters where case is ignored."""
        return self.matcher.words

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing at all."""
        return self.matcher.everything and not self.states


def asked(text: str) -> Query:
    """What is looked for, of somebody who cannot be told while typing.

    Raises UsageError for a condition that is not understood, and where nothing is asked for.
    """
    query = Query(text)
    if query.complaint:
        raise UsageError(query.complaint)
    if query.is_empty:
        raise UsageError("say what to find: words, or conditions such as is:lost")
    return query
