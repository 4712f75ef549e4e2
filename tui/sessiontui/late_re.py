"""Regular expressions that are compiled when they are first used.

Compiling is half of what importing a module with a few of them costs, and one command uses few.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

_NAMES = (
    "finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn",
    "flags", "groupindex", "groups", "pattern",
)  # fmt: skip


class _Compiled:
    """One that was used: what it has is the pattern's own, found as quickly."""


class _Late(_Compiled):
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        found = re.compile(self._text, self._flags)
        for own in _NAMES:
            setattr(self, own, getattr(found, own))
        self.__class__ = _Compiled  # type: ignore[assignment]
        return getattr(found, name)


def compile(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:  # noqa: A001 (as in ``re``)
    """As ``re.compile``, but a mistake shows at the first use. It has the methods of a pattern."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))
