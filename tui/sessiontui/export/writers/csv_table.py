"""CSV as RFC 4180 has it: one header, a row a tab, lines end in CR LF, UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ...session.model import names
from ...session.model.items import Item
from ..formats import Options
from ..neutralise import address, cell
from ..pages import Page, sections

HEADER = (
    "window", "place", "title", "url", "pinned", "group", "container", "lastAccessed", "closedAt",
)  # fmt: skip


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """The header, then the rows section by section. Every tab has a row, an empty one too."""
    yield _encoded([HEADER])
    for section in sections(items):
        rows = [_row(page, options) for page in section.pages]
        if rows:
            yield _encoded(rows)


def _encoded(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _row(page: Page, options: Options) -> tuple[str, ...]:
    container = page.tab.container_id
    name = options.containers.get(container, str(container)) if container else ""
    return (
        _window(page),
        "" if page.place is None else str(page.place),
        cell(page.raw_title),
        cell(address(page.raw_url(with_private=options.with_private))),
        "true" if page.tab.pinned else "false",
        cell(page.group.raw_name) if page.group else "",
        cell(name),
        iso(page.tab.last_accessed),
        iso(page.closed_at),
    )


def _window(page: Page) -> str:
    """The window's number, as listings count: from 1, the closed ones by themselves."""
    window = page.window
    if window is None:
        return ""
    closed = window.steps[0] == names.CLOSED_WINDOWS
    return f"{'closed ' if closed else ''}{window.index + 1}"


def iso(moment_ms: int | None) -> str:
    """A moment as ISO 8601 in UTC, to the millisecond; empty when unknown or beyond years."""
    if moment_ms is None:
        return ""
    try:
        then = datetime.fromtimestamp(moment_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return ""
    return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")
