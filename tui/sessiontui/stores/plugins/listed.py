"""The versions that a plug-in lists, as they may be shown: what is foreign in them made harmless.

An id stands in lists and in what people type, so it must be printable and tell nothing of a
session inside (``#/``). The plug-in itself is asked by its own word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from msgspec.structs import replace

from ...text import count, elide, printable
from ..view import StoreInfo, Version
from .checked import fault_in

MOST_VERSIONS: Final = 1_000
"""Of more than so many the first are shown: each is looked into, for the rail."""
_LONGEST_ID: Final = 200  # characters
_LONGEST_WORDS: Final = 1_000
_LATEST_MS: Final = 253_402_300_800_000  # the year 10,000, which no calendar shows


class Listed(NamedTuple):
    """Versions, the plug-in's own word for each of their ids and revisions, and what was cut."""

    versions: tuple[Version, ...] = ()
    ids: Mapping[str, str] = {}
    revisions: Mapping[str, str] = {}
    left_out: str = ""


class OddVersions(Exception):
    """It is no list of versions; the message says why, in printable words."""


def listed(given: object) -> Listed:
    """A list of versions out of what ``versions()`` gave. Raises OddVersions.

    Of what is not ours it raises whatever that does.
    """
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise OddVersions(f"versions is of type {printable(type(given).__name__)[:60]}, not a list")
    found = list(islice(given, MOST_VERSIONS + 1))
    left_out = ""
    if len(found) > MOST_VERSIONS:
        found = found[:MOST_VERSIONS]
        all_of = f" of {count(len(given), 'version')}" if isinstance(given, Sequence) else ""
        left_out = f"only the first {MOST_VERSIONS:,}{all_of} are shown"
    ids: dict[str, str] = {}
    revisions: dict[str, str] = {}
    seen: set[str] = set()
    versions = []
    for i, one in enumerate(found):
        version = _a_version(one, f"versions[{i}]")
        if version.id in seen:
            raise OddVersions(f"versions[{i}].id is that of another one")
        for name in ("id", "revision"):
            if not getattr(version, name):
                raise OddVersions(f"versions[{i}].{name} is empty")
        if version.size < 0 or (version.uncompressed or 0) < 0:
            raise OddVersions(f"versions[{i}].size is below 0")
        seen.add(version.id)
        name = _only(shown_id(version.id), ids)
        ids[name] = version.id
        revisions[shown(version.revision)] = version.revision
        versions.append(
            replace(
                version, id=name, role=shown(version.role), meaning=shown(version.meaning),
                revision=shown(version.revision), depth=0, safety_copy=None,
            )
        )  # fmt: skip
    return Listed(tuple(versions), ids, revisions, left_out)


def shown(text: str) -> str:
    """A plug-in's words, printable and not longer than anybody reads."""
    return elide(printable(text[:_LONGEST_WORDS]), _LONGEST_WORDS)


def shown_id(name: str) -> str:
    """An id as it stands in lists; of a very long one its beginning and its end."""
    name = printable(name.replace("#/", "# /"))
    if len(name) <= _LONGEST_ID:
        return name
    half = _LONGEST_ID // 2
    return f"{name[:half]}…{name[-half:]}"


def shown_info(info: StoreInfo, scheme: str, *, read_only: bool) -> StoreInfo:
    """What a store says of itself, printable; ``scheme`` is what it was opened by."""
    reason = info.read_only_reason and shown(info.read_only_reason)
    if read_only and not reason:
        reason = "it was opened read-only"
    return replace(
        info, scheme=scheme, title=shown(info.title) or scheme,
        location=shown(info.location) or f"{scheme}:", read_only_reason=reason,
        risk=info.risk and shown(info.risk),
    )  # fmt: skip


def _only(name: str, taken: Mapping[str, str]) -> str:
    """A name that no other version has: what differs in them cannot be seen."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def _a_version(given: object, where: str) -> Version:
    """A version as its type says; a time that no calendar has is none: a foreign file's, likely."""
    if type(given) is not Version:
        raise OddVersions(f"{where} is of type {printable(type(given).__name__)[:60]}, not Version")
    at = given.modified
    if type(at) in (int, float) and not (math.isfinite(at or 0) and 0 <= (at or 0) < _LATEST_MS):
        given = replace(given, modified=None)
    fault = fault_in(given, Version, where)
    if fault is not None:
        raise OddVersions(fault)
    return given
