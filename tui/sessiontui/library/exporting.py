"""Sessions in a form that other programs read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from .places import Password, Place
from .saved_session import open_session

if TYPE_CHECKING:
    from ..export.choice import Part


@overload
def export(
    place: Place, file: None = None, *, format: str | None = None,
    version: str | None = None, ids: Sequence[str] = (), part: Part = "open",
    with_private: bool = False, replace: bool = False, password: Password = None,
) -> bytes: ...  # fmt: skip
@overload
def export(
    place: Place, file: str | os.PathLike[str], *, format: str | None = None,
    version: str | None = None, ids: Sequence[str] = (), part: Part = "open",
    with_private: bool = False, replace: bool = False, password: Password = None,
) -> int: ...  # fmt: skip
def export(
    place: Place,
    file: str | os.PathLike[str] | None = None,
    *,
    format: str | None = None,  # noqa: A002
    version: str | None = None,
    ids: Sequence[str] = (),
    part: Part = "open",
    with_private: bool = False,
    replace: bool = False,
    password: Password = None,
) -> bytes | int:
    """Write tabs and windows for another program, as ``sessiontui export`` does.

    Without a ``file`` it gives what would stand in it; with one it makes a file that only its owner
    can read, and gives its bytes; one that is there already is replaced only with ``replace``.
    ``format`` is one of ``FORMATS``, without it what the file's name asks for, else ``urls``.
    ``ids`` are ``sessionId``s or pointers, also ``VERSION#ID`` of another version; without any a
    ``part`` of the session is taken: its ``open`` windows, the recently ``closed`` list, or ``all``
    with saved groups. Cookies, form data and the like come along only ``with_private``.

    >>> from sessiontui import export
    >>> print(export("demo:", format="urls", ids=["/windows/0/tabs/3"]).decode(), end="")
    https://marabos.example/atomics/

    Raises SessiontuiError: NothingFound for an id that is not there and where there is nothing to
    write, UsageError for a format that is not there, Refused for a file that must not be written.
    """
    with open_session(place, version=version, password=password) as session:
        return session.export(
            file, format=format, ids=ids, part=part,
            with_private=with_private, replace=replace,
        )  # fmt: skip
