"""The sites of pages as they stand in a session: of an entry, a tab; without decoding it all."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ... import late_re
from ..model.coerce import raw_text
from .pieces import REJECTED
from .rows import NO_SITE
from .site import site_of, site_of_authority

_LONGEST: Final = 6 * 4096  # bytes of an address that are looked at
# How an entry mostly begins, to the slash behind its host.
_HOST: Final = late_re.compile(rb'\{"url":"https?://([^\x00-\x20?#\\"/]{1,255})/')
_MOST_KNOWN: Final = 10_000
_known: Final[dict[bytes, str]] = {}


class _Page(msgspec.Struct, gc=False):
    url: Raw | UnsetType = UNSET


_PAGE: Final = msgspec.json.Decoder(_Page)


def site_of_page(page: Raw | memoryview) -> str:
    """The site of an entry of a history (of an address given twice, the first may count)."""
    found = _HOST.match(page)
    if found is not None:
        site = _known.get(found[1])
        if site is not None:
            return site
        site = site_of_authority(found[1].decode("utf-8", "replace"))
        if site:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[found[1]] = site
            return site
    try:
        return site_of_text(_PAGE.decode(page).url)
    except REJECTED:
        return NO_SITE


def site_of_text(url: Raw | memoryview | UnsetType) -> str:
    """The site of an address that stands as a JSON string; NO_SITE for all else."""
    if url is UNSET:
        return NO_SITE
    if len(url) <= _LONGEST:
        return site_of(raw_text(Raw(bytes(url))))
    head = bytes(memoryview(url)[:_LONGEST])
    return site_of(head[1:].decode("utf-8", "replace")) if head[:1] == b'"' else NO_SITE
