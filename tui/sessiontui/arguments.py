"""What a program passes, looked at before anything is done with it: another type is a TypeError.

Its sentence says which argument, and what it takes; else a wrong one would come to light deep
inside, as a word about something nobody has heard of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NoReturn, TypeAlias

FilePath: TypeAlias = str | bytes | os.PathLike[str] | os.PathLike[bytes]
"""A file or directory, however programs have it."""


def text_of(value: object, what: str, hint: str = "") -> str:
    """A text. Raises TypeError: ``what`` it is begins the sentence, ``hint`` ends it."""
    return value if isinstance(value, str) else _refuse(what, "a text", value, hint)


def text_or_none(value: object, what: str, hint: str = "") -> str | None:
    """A text, or None. Raises TypeError."""
    if value is None or isinstance(value, str):
        return value
    return _refuse(what, "a text or None", value, hint)


def number_of(value: object, what: str) -> int:
    """A whole number. Raises TypeError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _refuse(what, "a whole number", value)


def yes_or_no(value: object, what: str) -> bool:
    """True or False, and nothing that only counts as one. Raises TypeError."""
    return value if isinstance(value, bool) else _refuse(what, "True or False", value)


def path_of(value: object, what: str) -> str:
    """A path, given as a text, as bytes, or as a Path or another PathLike. Raises TypeError."""
    if isinstance(value, str | bytes | os.PathLike):
        return os.fsdecode(value)
    return _refuse(what, "a path (a text, bytes or a Path)", value)


def texts_of(values: object, what: str, hint: str = "") -> tuple[str, ...]:
    """Several texts; one alone is not taken for its letters. Raises TypeError."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        return _refuse(what, "a list of texts", values, hint)
    return tuple(text_of(one, f"each of {what}", hint) for one in values)


def callable_of(value: object, what: str) -> None:
    """Something that can be called. Raises TypeError."""
    if not callable(value):
        _refuse(what, "something that can be called", value)


def _refuse(what: str, takes: str, value: object, hint: str = "") -> NoReturn:
    ending = f"; {hint}" if hint else ""
    raise TypeError(f"{what} must be {takes}, not {type(value).__name__}{ending}")


VERSION_HINT = "a version is named by its id, as in profile.versions[0].id"
ID_HINT = "an id is a sessionId or a pointer, as in tab.pointer"
