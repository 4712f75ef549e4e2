"""The site of an address: its registrable domain, by the public suffix list that is bundled.

    https://user@Maps.Example.co.uk:8443/x     example.co.uk
    http://192.168.0.10/  http://[::1]:80/     192.168.0.10  [::1], tested before any list
    http://localhost:3000/  http://nas/        localhost  nas
    https://github.io/                         github.io: a suffix by itself
    view-source:URL  blob:URL  feed:URL        the site of URL
    about:reader?url=URL                       the site of URL
    about:config  moz-extension://UUID/x       about:config  moz-extension://UUID
    data:…  file:///…  javascript:…  chrome:…  the scheme alone

Names stand in ASCII, as Firefox writes them (``xn--…``): two that look alike are two. Ports, user
names, ``www.`` and a dot at the end make no other site. The list is never fetched.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ... import late_re
from .rows import NO_SITE

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LONGEST: Final = 4096
"""Characters of an address that are looked at; a data: URL of megabytes tells no more."""

_IGNORED: Final = late_re.compile(r"^[\x00-\x20]+|[\t\r\n]")
_SCHEME: Final = late_re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_AUTHORITY: Final = late_re.compile(r"[/\\]{2,}([^/\\?#]*)")
_READ: Final = late_re.compile(r"reader\?(?:.*&)?url=([^&]*)", re.IGNORECASE | re.DOTALL)
_IPV6: Final = late_re.compile(r"\[?[0-9a-f]*:[0-9a-f:.]*\]?\Z")
_NUMBER: Final = late_re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)\Z")
_AROUND: Final = frozenset(("view-source", "blob", "feed", "pcast", "jar", "wyciwyg"))
_ALONE: Final = frozenset(
    ("data", "file", "javascript", "chrome", "resource", "mailto", "moz-nullprincipal")
)
_CACHED: Final = late_re.compile(r"//[0-9]+/")  # wyciwyg://7/URL
_DEEPEST: Final = 8  # addresses inside addresses


def site_of(url: str, depth: int = 0) -> str:
    """The site of an address, for a table of sites; NO_SITE where it is none."""
    url = _IGNORED.sub("", url[:LONGEST])
    found = _SCHEME.match(url)
    if found is None:
        return NO_SITE
    scheme, rest = found[1].lower(), url[found.end() :]
    if scheme in _ALONE:
        return f"{scheme}:"
    if scheme in _AROUND and depth < _DEEPEST:
        inside = site_of(_CACHED.sub("", rest), depth + 1)
        return f"{scheme}:" if inside == NO_SITE else inside
    if scheme == "about":
        read = _READ.match(rest) if depth < _DEEPEST else None
        inside = NO_SITE if read is None else site_of(unquote(read[1]), depth + 1)
        name = re.split(r"[?#]", rest, maxsplit=1)[0].lower()
        return f"about:{name}" if inside == NO_SITE else inside
    authority = _AUTHORITY.match(rest)
    if authority is None:
        return f"{scheme}:"
    if scheme == "moz-extension":
        return f"moz-extension://{authority[1].lower()}"
    return site_of_authority(authority[1]) or f"{scheme}:"


@lru_cache(maxsize=4096)
def site_of_origin(origin: str) -> str:
    """The site of what a storage is kept for: an address without a path, ``^attributes`` behind."""
    return site_of(origin.partition("^")[0])


@lru_cache(maxsize=4096)
def site_of_authority(authority: str) -> str:
    """The site of what stands between ``//`` and the path: user, host and port; or empty."""
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return site_of_host(host.partition(":")[0])


def site_of_host(host: str) -> str:
    """The site of a host, or of the domain that a cookie is for (a dot may stand before it)."""
    name = host.strip(".").lower()
    if not name.isascii():
        name = _ascii(name)
    if _IPV6.match(name):  # a cookie's host may have no brackets
        return f"[{name.strip('[]')}]"
    last = name.rpartition(".")[2]
    if last == name or _NUMBER.match(last):
        return name
    # The list may hold a name by itself: such a host is a site of its own.
    return _suffixes().privatesuffix(name) or name


def _ascii(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:  # no name at all; the site is what stands there
        return name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
