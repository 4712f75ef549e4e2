"""Whether a text still holds an address or a site, and where: asked when it was forgotten."""

from __future__ import annotations

import binascii
import contextlib
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ... import late_re
from ..json.outline import Outline
from ..json.pointer import Steps, find_span

_ENOUGH: Final = 8  # characters of a host that base64 does not show by chance
_MOST_ROUNDS: Final = 16  # escapes inside escapes that are undone: real ones end long before

_STRING = late_re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_ESCAPE = late_re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb'|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|%[0-9a-fA-F]{2}'
)
_BASE64 = late_re.compile(rb"[A-Za-z0-9+/]{12,}+")
_SHORT: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


class Traces:
    """What is looked for: whole addresses, and sites with all their subdomains.

    A site is found in any text that names it (titles, cookies, addresses inside others), in both
    writings of an international name, and in base64, as old Firefoxes wrote principals; an
    address only up to the end of its string or quotation. Both are found however they are
    escaped: by JSON, by JSON in JSON, by ``%``. Case counts for addresses alone.
    """

    def __init__(self, addresses: Iterable[str], sites: Iterable[str]) -> None:
        self._patterns: list[tuple[bytes, re.Pattern[bytes]]] = []
        self._hosts: list[tuple[bytes, re.Pattern[bytes]]] = []
        self._coded: set[bytes] = set()
        self._short: list[re.Pattern[bytes]] = []  # sought in what base64 holds
        written = {address.encode("utf-8", "replace") for address in addresses if address}
        whole = sorted({form for address in written for form in _forms(address)})
        if whole:
            pattern = rb"(?:" + b"|".join(map(re.escape, whole)) + rb')(?=["\\]|\xe2\x80\x9d|\Z)'
            self._patterns.append((_common_start(whole), re.compile(pattern)))
        named: set[str] = set().union(*(both_writings(site) for site in sites if site))
        for name in sorted(named):
            host = name.encode("utf-8", "replace")
            pattern = rb"(?<![a-z0-9-])" + re.escape(host) + rb"(?![a-z0-9-]|\.[a-z0-9])"
            compiled = re.compile(pattern)
            self._hosts.append((host, compiled))
            if len(host) < _ENOUGH:
                self._short.append(compiled)
                continue
            for data in (host, name.encode("utf-16-le", "replace")):
                self._coded.update(_in_base64(data))

    def __bool__(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self._patterns or self._hosts)

    def find(
        self, text: bytes, item: Callable[[Steps], Steps] = lambda steps: steps
    ) -> Iterator[Steps]:
        """The steps of what holds it in a JSON text, in order: values (or keys), or the ``item``
        that is around each, once. Nothing further in an item is looked at.

        Raises SessiontuiError when it is there, and the text is no JSON.
        """
        if not self.are_in(text):
            return
        outline = Outline(text)
        reached = 0
        found = False
        for match in _STRING.finditer(text):
            if match.start() < reached or not self.are_in(match[0]):
                continue
            steps = item(outline.at_offset(match.start()))
            reached = max(match.end(), find_span(text, steps)[1])
            found = True
            yield steps
        if not found:
            yield ()  # between the strings

    def are_in(self, data: bytes) -> bool:
        """Whether they are anywhere in a text, of whatever kind."""
        return any(map(self._in_form, _forms(data)))

    def _in_form(self, data: bytes) -> bool:
        if any(sign in data and pattern.search(data) for sign, pattern in self._patterns):
            return True
        if not self._hosts:
            return False
        lowered = data.lower()
        if not data.isascii():
            lowered = data.decode("utf-8", "replace").lower().encode()
        return (
            any(sign in lowered and pattern.search(lowered) for sign, pattern in self._hosts)
            or any(coded in data for coded in self._coded)
            or (bool(self._short) and self._in_base64_of(data))
        )

    def _in_base64_of(self, data: bytes) -> bool:
        for match in _BASE64.finditer(data):
            run = match[0]
            with contextlib.suppress(binascii.Error):  # one character too many: no base64
                plain = b64decode(run + b"=" * (-len(run) % 4)).lower()
                narrow = plain.replace(b"\0", b"")
                if any(p.search(plain) or p.search(narrow) for p in self._short):
                    return True
        return False


def both_writings(host: str) -> set[str]:
    """A host's name as people read it and as addresses write it (``xn--``), in lower case."""
    host = host.lower()
    found = {host}
    with contextlib.suppress(UnicodeError):  # no international name
        found.add(host.encode("idna").decode())
    with contextlib.suppress(UnicodeError):
        found.add(host.encode().decode("idna"))
    return found


def _forms(data: bytes) -> Iterator[bytes]:
    """A text as it is, and with one layer of escapes after the other undone.

    Each counts: what looks like an escape in an inner text need not be one.
    """
    yield data
    for _ in range(_MOST_ROUNDS):
        plain = _ESCAPE.sub(_unescaped, data)
        if plain == data:
            return
        data = plain
        yield data


def _unescaped(match: re.Match[bytes]) -> bytes:
    written = match[0]
    if written[:1] == b"%":
        return bytes.fromhex(written[1:].decode())
    if written[1:2] == b"u":
        units = bytes.fromhex(written.replace(rb"\u", b"").decode())
        return units.decode("utf-16-be", "replace").encode()
    return _SHORT.get(written[1:], written[1:])


def _common_start(words: list[bytes]) -> bytes:
    """What sorted words begin with."""
    first, last = words[0], words[-1]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:same] if same is not None else min(first, last, key=len)


def _in_base64(data: bytes) -> Iterator[bytes]:
    """What base64 shows of some bytes for certain, at each of the three places they may begin."""
    for before, first in ((0, 0), (1, 2), (2, 3)):
        yield b64encode(b"\0" * before + data)[first : (before + len(data)) * 8 // 6]
