"""Session cookies: those without an expiry date, which live in the session file alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..text import printable
from .document import Steps, format_pointer
from .lenient import whole


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


def cookies_in(found: Any, steps: Steps) -> Iterator[Cookie]:
    """Cookies from a decoded list; items that are no objects are left out."""

    def shown(value: Any) -> str:
        return printable(value) if isinstance(value, str) else ""

    rows: Sequence[Any] = found if isinstance(found, list) else ()
    for i, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        origin = row.get("originAttributes")
        yield Cookie(
            shown(row.get("host")),
            shown(row.get("name")),
            shown(row.get("path")) or "/",
            shown(row.get("value")),
            row.get("secure") is True,
            row.get("httponly") is True,
            whole(row.get("sameSite")),
            (whole(origin.get("userContextId")) or 0) if isinstance(origin, dict) else 0,
            format_pointer((*steps, i)),
        )
