"""Whether a text still holds an address or a site, and where: asked when it was forgotten."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

import msgspec

from ..json.outline import Outline
from ..json.pointer import Steps

_ENOUGH = 8  # characters of a host that base64 does not show by chance


class Traces:
    """What is looked for: whole addresses, and sites with all their subdomains.

    A site is found in any text that names it (titles, cookies, addresses inside others), and in
    base64, as old Firefoxes wrote principals; an address only as itself, up to the end of its
    string. Case counts for addresses alone.
    """

    def __init__(self, addresses: Iterable[str], sites: Iterable[str]) -> None:
        self._exact: list[tuple[bytes, re.Pattern[bytes]]] = []
        self._hosts: list[tuple[bytes, re.Pattern[bytes]]] = []
        whole = sorted(_escaped(address) for address in set(addresses) if address)
        if whole:
            pattern = rb"(?:" + b"|".join(map(re.escape, whole)) + rb')(?=["\\])'
            self._exact.append((_common_start(whole), re.compile(pattern)))
        for site in sorted({site.lower() for site in sites if site}):
            host = site.encode("utf-8", "replace")
            pattern = rb"(?i)(?<![a-z0-9-])" + re.escape(host) + rb"(?![a-z0-9-]|\.[a-z0-9])"
            self._hosts.append((host, re.compile(pattern)))
            for written in (host, site.encode("utf-16-le", "replace")):
                for coded in _in_base64(written) if len(host) >= _ENOUGH else ():
                    self._exact.append((coded, re.compile(re.escape(coded))))

    def find(self, text: bytes) -> Iterator[Steps]:
        """The steps of every value (or key) of a JSON text that holds it, each once."""
        outline: Outline | None = None
        seen: set[Steps] = set()
        for match in self._matches(text):
            outline = outline or Outline(text)
            steps = outline.at_offset(match.start())
            if steps not in seen:
                seen.add(steps)
                yield steps

    def _matches(self, data: bytes) -> Iterator[re.Match[bytes]]:
        """Where it is. A plain search first: the patterns are slow where there is nothing."""
        lowered = data.lower() if self._hosts else b""
        wanted = [pattern for sign, pattern in self._hosts if sign in lowered]
        wanted += [pattern for sign, pattern in self._exact if sign in data]
        del lowered
        for pattern in wanted:
            yield from pattern.finditer(data)


def _escaped(address: str) -> bytes:
    """An address as it stands between the quotes of a JSON string."""
    return msgspec.json.encode(address.encode("utf-8", "replace").decode())[1:-1]


def _common_start(words: list[bytes]) -> bytes:
    """What sorted words begin with."""
    first, last = words[0], words[-1]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:same] if same is not None else min(first, last, key=len)


def _in_base64(data: bytes) -> Iterator[bytes]:
    """What base64 shows of some bytes for certain, at each of the three places they may begin."""
    for before, first in ((0, 0), (1, 2), (2, 3)):
        yield b64encode(b"\0" * before + data)[first : (before + len(data)) * 8 // 6]
