"""Which session cookies go with the tabs that are exported."""

from __future__ import annotations

from collections.abc import Sequence

from ..session.json.pointer import parse_pointer
from ..session.model.item_kind import Kind
from ..session.model.items import Item
from ..session.model.snapshot import Snapshot, Tab
from ..text import host_of, printable
from .pages import sections


def cookies_for(items: Sequence[Item]) -> list[bytes]:
    """The cookies as they stand in the file.

    All of them when every open window of the session was chosen; else only those that the pages
    in the chosen tabs' histories would be sent, in their containers.
    """
    snapshots = {id(item.snapshot): item.snapshot for item in items}
    found: dict[bytes, None] = {}  # two versions hold the same cookies
    for snapshot in snapshots.values():
        own = [item for item in items if item.snapshot is snapshot]
        whole = {item.steps for item in own if item.kind is Kind.WINDOW}
        hosts = None
        if not all(window.steps in whole for window in snapshot.windows):
            hosts = _hosts([page.tab for section in sections(own) for page in section.pages])
        found |= dict.fromkeys(_cookies(snapshot, hosts))
    return list(found)


Hosts = set[tuple[int, str]]


def _cookies(snapshot: Snapshot, hosts: Hosts | None) -> list[bytes]:
    return [
        snapshot.document.piece(parse_pointer(cookie.pointer))
        for cookie in snapshot.cookies
        if hosts is None or (cookie.container_id, cookie.host.lower()) in hosts
    ]


def _hosts(tabs: Sequence[Tab]) -> Hosts:
    """Every cookie host that sends to the tabs' pages: theirs, and with a dot those above."""
    found: Hosts = set()
    for tab in tabs:
        for entry in tab.entries:
            host = printable(host_of(entry.raw_url))
            container = tab.container_id
            found.add((container, host))
            while host:
                found.add((container, "." + host))
                host = host.partition(".")[2]
    return found
