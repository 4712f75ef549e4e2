"""From a path or a byte to the nodes that lead there, found level by level; no row is opened."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ... import late_re
from .children import ChildFinder
from .places import Children

Span = tuple[int, int]
_INDEX = late_re.compile(r"0|[1-9][0-9]*")


def starts_along(finder: ChildFinder, root: Span, path: Sequence[str | int]) -> list[int]:
    """Where each node along a path starts, the root first, as far as there are such nodes."""
    starts = [root[0]]
    here = root
    for depth, step in enumerate(path):
        if not finder.has_children(*here):
            break
        found = finder.find(*here, depth)
        at = _step(finder, found, step, in_object=finder.text[here[0]] == 0x7B)
        if at is None:
            break
        here = (found.starts[at], found.ends[at])
        starts.append(here[0])
    return starts


def nodes_around(
    finder: ChildFinder, root: Span, offset: int
) -> Iterator[tuple[str | int | None, int]]:
    """Key and start of each node around a byte, from the root (whose key is None) inwards."""
    here = root
    yield None, here[0]
    depth = 0
    while here[0] < offset < here[1] and finder.has_children(*here):
        found = finder.find(*here, depth)
        in_object = finder.text[here[0]] == 0x7B
        at = bisect_right(found.keys if in_object else found.starts, offset) - 1
        if at < 0 or offset >= found.ends[at]:
            return
        key = finder.key_at(found.keys[at]) if in_object else at
        here = (found.starts[at], found.ends[at])
        yield key, here[0]
        depth += 1


def _step(finder: ChildFinder, found: Children, step: str | int, *, in_object: bool) -> int | None:
    if not in_object:
        if isinstance(step, str):
            step = int(step) if _INDEX.fullmatch(step) and len(step) < 20 else -1
        return step if 0 <= step < len(found.starts) else None
    if isinstance(step, int):
        return None
    token = json.dumps(step, ensure_ascii=False).encode("utf-8", "replace")
    for at in range(len(found.keys) - 1, -1, -1):
        key, start = found.keys[at], found.starts[at]
        if finder.text.startswith(token, key):
            return at
        raw = finder.text[key:start]  # with the colon
        plain = b"\\" not in raw and raw.isascii() and raw.decode().isprintable()
        if not plain and finder.key_at(key) == step:
            return at
    return None
