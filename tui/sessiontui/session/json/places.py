"""Offsets of the children of a node in a text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple


class Children(NamedTuple):
    """Where the children of a node lie; keys are offsets of key tokens, or array indexes."""

    starts: array[int]
    ends: array[int]
    keys: array[int]


def code_of(text: bytes) -> str:
    """The code of arrays of offsets into a text."""
    return "I" if len(text) < 1 << 32 else "Q"


def offsets(text: bytes, items: Iterable[int] = ()) -> array[int]:
    """An array of offsets into a text."""
    return array(code_of(text), items)


def no_children(text: bytes) -> Children:
    """Places to which those in a text can be added."""
    return Children(offsets(text), offsets(text), offsets(text))
