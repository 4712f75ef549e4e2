"""What windows, tabs and groups are read from, besides their own piece: the file they stand in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct

from ..json.pointer import Steps
from .coerce import raw_value, said
from .document import Document


class Source(Struct, frozen=True, eq=False, dict=True):
    """One document, as far as a part of it needs the whole.

    A part holds this and no Snapshot, so that nothing goes in a circle: a session that is no
    longer shown is freed at once, without the garbage collector.
    """

    document: Document

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was made of it."""
        return type(self), (self.document,)

    def doubt(self, steps: Steps) -> str:
        """What is not sure of an item of a damaged file, as words; empty when it is certain."""
        salvaged = self.document.salvaged
        return "" if salvaged is None else salvaged.doubt(steps)

    @property
    def is_plain(self) -> bool:
        """Whether a part says by itself all that lists show of it: nothing is not certain, and
        no table of favicons belongs to the file.
        """
        top = self.document
        return top.salvaged is None and top.skeleton.cached_objects is UNSET

    @property
    def format_version(self) -> Any:
        """The ``version`` of the file; None in files before Firefox 42."""
        return self.document.skeleton.version

    @cached_property
    def cached_images(self) -> dict[str, str]:
        """The favicon table of a short-lived Firefox format (``_cachedObjs``, bug 1546847)."""
        found = raw_value(self.document.skeleton.cached_objects)
        if not isinstance(found, list):
            return {}
        return {
            said(pair[0]): pair[1]
            for pair in found
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str)
        }
