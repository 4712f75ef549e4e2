"""The sites of what stands in a session: of an entry, a tab, a cookie; without decoding it all."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ... import late_re
from ..model.coerce import raw_text
from .pieces import REJECTED
from .rows import NO_SITE
from .site import site_of, site_of_authority, site_of_host

_LONGEST: Final = 6 * 4096  # bytes of an address that are looked at
_NEAR: Final = 128  # bytes of an entry in which its host mostly ends
_BEGINNINGS: Final = (b'{"url":"https:', b'{"url":"http:')
_ODD: Final = late_re.compile(r"[\x00-\x20?#\\\"]")
_MOST_KNOWN: Final = 10_000
_known: Final[dict[bytes, str]] = {}


class _Page(msgspec.Struct, gc=False):
    url: Raw | UnsetType = UNSET


class _Cookie(msgspec.Struct, gc=False):
    host: Raw | UnsetType = UNSET


_PAGE: Final = msgspec.json.Decoder(_Page)
_COOKIE: Final = msgspec.json.Decoder(_Cookie)
_COOKIES: Final = msgspec.json.Decoder(list[_Cookie])


def site_of_page(page: Raw | memoryview) -> str:
    """The site of an entry of a history (of an address given twice, the first may count)."""
    # Mostly {"url":"https: / / host / path…
    parts = bytes(memoryview(page)[:_NEAR]).split(b"/", 3)
    if len(parts) == 4 and not parts[1] and parts[0] in _BEGINNINGS:
        site = _known.get(parts[2])
        if site is not None:
            return site
        authority = parts[2].decode("utf-8", "replace")
        if not _ODD.search(authority):
            site = site_of_authority(authority)
            if site:
                if len(_known) >= _MOST_KNOWN:
                    _known.clear()
                _known[parts[2]] = site
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


def sites_of_cookies(cookies: Raw | memoryview) -> list[str]:
    """The sites that a list of cookies is for, in order; shorter where it holds anything else."""
    try:
        hosts = [cookie.host for cookie in _COOKIES.decode(cookies)]
    except REJECTED:
        return []
    return [NO_SITE if host is UNSET else _site_of_host(bytes(memoryview(host))) for host in hosts]


def site_of_cookie(cookie: Raw | memoryview) -> str:
    """The site that a cookie is for."""
    try:
        host = _COOKIE.decode(cookie).host
    except REJECTED:
        return NO_SITE
    return NO_SITE if host is UNSET else _site_of_host(bytes(memoryview(host)))


@lru_cache(maxsize=1 << 15)
def _site_of_host(host: bytes) -> str:
    """The site of a host as it stands in the JSON."""
    return site_of_host(raw_text(Raw(host))) or NO_SITE
