"""Tabs whose page never arrived, given their address as an entry of their history.

Firefox keeps such a tab while it is open. Once closed it does not count as one, and an export
leaves out what was typed: an entry keeps it, and is loaded.
"""

from __future__ import annotations

from typing import Final

from ..model.address import is_address
from ..model.coerce import never_arrived, text_value
from .node import Node
from .splice_writer import encoded
from .tab_facts import current_entry

# Firefox's own word for "the user asked for this page" (SessionHistory.sys.mjs gives it to tabs
# that never loaded). With no principal at all it opens about:, file: and view-source: pages blank.
BY_THE_USER: Final = '{"3":{}}'

TYPED: Final = b'"userTypedValue"'


def arrive(tab: Node) -> None:
    """Give a tab whose page never arrived the address that was typed; others stay as they are."""
    if not tab.touched and tab.text.find(TYPED, tab.start, tab.end) < 0:
        return  # nearly every tab: it need not be opened to be known
    typed = text_value(tab.read("userTypedValue")) if tab.is_object else ""
    if not is_address(typed):
        return
    entries, shown = tab.get("entries"), current_entry(tab)
    count = len(entries.items) if entries is not None else 0
    if never_arrived(count, text_value(shown.read("url")) if shown else "", typed):
        entry = {"url": typed, "triggeringPrincipal_base64": BY_THE_USER}
        tab.set("entries", encoded([entry]))
        tab.set("index", b"1")
        tab.drop("userTypedValue", "userTypedClear")
