"""One address a line: for scripts, mails and other browsers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...session.model.items import Item
from ..formats import Options
from ..neutralise import address
from ..pages import sections


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """Section by section; a tab without an address has no line."""
    for section in sections(items):
        urls = (page.raw_url(with_private=options.with_private) for page in section.pages)
        lines = [address(url) + "\n" for url in urls if url]
        if lines:
            yield "".join(lines).encode()
