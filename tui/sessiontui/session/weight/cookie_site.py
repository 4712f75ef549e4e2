"""The sites that cookies are for, as they stand in a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ..model.coerce import raw_text
from .pieces import REJECTED
from .rows import NO_SITE
from .site import site_of_host


class _Cookie(msgspec.Struct, gc=False):
    host: str = ""


class _OddCookie(msgspec.Struct, gc=False):
    host: Raw | UnsetType = UNSET


_ONE: Final = 1 << 40
"""More bytes than a session has: sizes are summed below it, and how many they are above."""
_MANY: Final = 10_000  # hosts that are kept apart
_ITEMS: Final = msgspec.json.Decoder(list[Raw])
_COOKIES: Final = msgspec.json.Decoder(list[_Cookie])
_ODD_COOKIE: Final = msgspec.json.Decoder(_OddCookie)


class CookieSums:
    """Bytes and number of cookies by site, added up list by list."""

    def __init__(self) -> None:
        self._sites: defaultdict[str, int] = defaultdict(int)
        self._hosts: defaultdict[str, int] = defaultdict(int)

    def add_list(self, cookies: Raw | memoryview) -> bool:
        """The cookies of a list; False, and none is added, if it is none."""
        try:
            items = _ITEMS.decode(cookies)
        except REJECTED:
            return False
        try:
            hosts = [cookie.host for cookie in _COOKIES.decode(cookies)]
        except REJECTED:
            for item in items:
                self.add(item)
            return True
        sums = self._hosts
        for host, size in zip(hosts, map(len, items), strict=True):
            sums[host] += size + _ONE
        if len(sums) > _MANY:
            self._fold()
        return True

    def add(self, cookie: Raw | memoryview) -> None:
        """One cookie."""
        self._sites[_site_of_odd(cookie)] += len(cookie) + _ONE

    def rows(self) -> Iterator[tuple[str, int, int]]:
        """Site, bytes and number."""
        self._fold()
        return ((site, both % _ONE, both // _ONE) for site, both in self._sites.items())

    def _fold(self) -> None:
        for host, both in self._hosts.items():
            self._sites[_site(host)] += both
        self._hosts.clear()


def _site_of_odd(cookie: Raw | memoryview) -> str:
    try:
        return _site(raw_text(_ODD_COOKIE.decode(cookie).host))
    except REJECTED:
        return NO_SITE


def _site(host: str) -> str:
    return site_of_host(host) or NO_SITE
