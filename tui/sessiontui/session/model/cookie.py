"""Session cookies: those without an expiry date, which live in the session file alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from ...brief import brief
from ...text import host_of, printable
from ..json.pointer import Steps, format_pointer
from .coerce import raw_value, whole
from .document import RawField


class Cookie(NamedTuple):
    """One session cookie, as a row."""

    host: str
    name: str
    path: str
    value: str
    secure: bool
    http_only: bool
    same_site: int | None
    container_id: int
    pointer: str

    def __repr__(self) -> str:
        return brief(self)


def cookies_in(found: Any, steps: Steps) -> Iterator[Cookie]:
    """Cookies from a decoded list; items that are no objects are left out."""
    rows: Sequence[Any] = found if isinstance(found, list) else ()
    for i, row in enumerate(rows):
        if isinstance(row, dict):
            yield _cookie(row, (*steps, i))


def _cookie(row: dict[str, Any], steps: Steps) -> Cookie:
    return Cookie(
        _shown(row.get("host")),
        _shown(row.get("name")),
        _shown(row.get("path")) or "/",
        _shown(row.get("value")),
        row.get("secure") is True,
        row.get("httponly") is True,
        whole(row.get("sameSite")),
        _container(row.get("originAttributes")),
        format_pointer(steps),
    )


def _shown(value: Any) -> str:
    return printable(value) if isinstance(value, str) else ""


def _container(origin: Any) -> int:
    return (whole(origin.get("userContextId")) or 0) if isinstance(origin, dict) else 0


class _Row(msgspec.Struct, gc=False):
    """As much of a cookie as tells whose it is."""

    host: Any = None
    originAttributes: Any = None


_ROWS = msgspec.json.Decoder(list[_Row | str | int | float | bool | list[Any] | None])
_PIECES = msgspec.json.Decoder(list[Raw])


def _rows_in(raw: RawField) -> list[Any]:
    """The cookies of a raw list, none of them made; what is no object stays as it is."""
    try:
        return _ROWS.decode(raw) if isinstance(raw, Raw) else []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = raw_value(raw)  # repaired
        rows = found if isinstance(found, list) else []
        return [
            _Row(row.get("host"), row.get("originAttributes")) if isinstance(row, dict) else None
            for row in rows
        ]


def count_in(raw: RawField) -> int:
    """How many cookies a raw list holds: 300,000 take a tenth of the time it takes to make them."""
    return sum(map(isinstance, _rows_in(raw), repeat(_Row)))


class CookieJar:
    """Cookies by the pages they are sent to."""

    def __init__(self, lists: Iterable[tuple[RawField, Steps]]) -> None:
        """``lists`` are raw lists of cookies with their steps; a cookie is made when asked for."""
        self._lists = tuple(lists)
        self._pieces: dict[int, list[Any]] = {}  # of a list, once one of it was asked for
        self._by_host: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for number, (raw, _) in enumerate(self._lists):
            for place, row in enumerate(_rows_in(raw)):
                if isinstance(row, _Row):
                    key = _shown(row.host), _container(row.originAttributes)
                    self._by_host.setdefault(key, []).append((number, place))

    def of(self, url: str, container_id: int) -> list[Cookie]:
        """Those of a page's host and of the domains above it, whatever their path.

        A host with a leading dot is a domain's, which its subdomains get too.
        """
        host = printable(host_of(url))
        parts = host.split(".")[-20:] if host else []
        hosts = [host, *("." + ".".join(parts[i:]) for i in range(len(parts)))]
        return [
            self._made(*where)
            for name in hosts
            for where in self._by_host.get((name, container_id), ())
        ]

    def _made(self, number: int, place: int) -> Cookie:
        raw, steps = self._lists[number]
        pieces = self._pieces.get(number)
        if pieces is None:
            pieces = self._pieces[number] = _pieces(raw)
        piece = pieces[place]
        return _cookie(raw_value(piece) if isinstance(piece, Raw) else piece, (*steps, place))


def _pieces(raw: RawField) -> list[Any]:
    """The cookies of a raw list as raw pieces; decoded ones where it must be repaired."""
    try:
        return _PIECES.decode(raw) if isinstance(raw, Raw) else []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return list(raw_value(raw))
