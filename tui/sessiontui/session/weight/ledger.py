"""The sums of one question: bytes and counts by one axis, of all or of what keys of others have.

A walk hands over whole pieces (``Bucket.whole``) and names what of them is a member; what nothing
named has is punctuation. So the sums are exact whatever the text is like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from ..json.pointer import Steps
from .parts import UNCOUNTED, Rule
from .rows import NO_SITE, PUNCTUATION, Axis

OUTSIDE: Final = -1
"""The number of no tab."""


class Question(Struct, frozen=True):
    """What is asked for: rows of ``by``, of what is ``within`` keys of other axes only.

    The key of the axis ``tab``: its steps, or OUTSIDE for what is in none.
    """

    by: Axis
    within: Mapping[Axis, str | int | Steps] = {}

    def asks(self, axis: Axis) -> bool:
        """Whether it must be known where on an axis a byte lies."""
        return axis == self.by or axis in self.within


class Bucket:
    """Pieces that lie at one place of every axis but field, and kinds of parts.

    ``whole``: their bytes; ``items``: how many tabs, windows, cookies, entries they are; ``pages``:
    how many of them are pages. By name: ``sizes`` of the values, ``counts`` of the members.
    """

    __slots__ = ("counts", "items", "pages", "rule", "site", "sizes", "whole")

    def __init__(self, rule: Rule, site: str) -> None:
        self.rule = rule
        self.site = site
        self.whole = 0
        self.items = 0
        self.pages = 0
        self.sizes: defaultdict[str, int] = defaultdict(int)
        self.counts: defaultdict[str, int] = defaultdict(int)

    def member(self, name: str, size: int, count: int = 1) -> None:
        """A member of the pieces: its value has so many bytes."""
        self.sizes[name] += size
        self.counts[name] += count


class Ledger:
    """Adds up what a walk finds."""

    def __init__(self, question: Question) -> None:
        """``tab`` is the number of the tab that is walked; ``rows`` bytes and counts by key."""
        self.question = question
        self.by_site = question.asks("site")
        self.by_tab = question.asks("tab")
        # What is told by tab alone is told by the sizes of tabs.
        self.by_member = question.asks("part") or question.asks("field")
        self.tab = OUTSIDE
        self.rows: dict[str | int, list[int]] = {}
        self._buckets: dict[tuple[int, str], Bucket] = {}

    def bucket(self, rule: Rule, site: str = NO_SITE) -> Bucket:
        """The bucket of a rule and a site, of the tab that is walked."""
        found = self._buckets.get((id(rule), site))
        if found is None:
            found = self._buckets[id(rule), site] = Bucket(rule, site)
        return found

    def enter(self, tab: int) -> None:
        """What comes lies in this tab, or in none."""
        if self.by_tab:
            self.fold()
            self.tab = tab

    def fold(self) -> None:
        """Add up what lies in the buckets, and empty them."""
        for bucket in self._buckets.values():
            self._fold(bucket)
        self._buckets.clear()

    def _fold(self, bucket: Bucket) -> None:
        question, rest = self.question, bucket.whole
        within = question.within
        if "site" in within and within["site"] != bucket.site:
            return
        # A walk enters no other tab than the one that is asked for.
        if "tab" in within and (within["tab"] == OUTSIDE) != (self.tab == OUTSIDE):
            return
        if self.by_member:
            for name, size in bucket.sizes.items():
                count = bucket.counts[name]
                size += count * name_size(name)
                rest -= size
                self._member(bucket, name, size, count)
        items = bucket.pages
        if question.asks("part"):
            items = bucket.items if bucket.rule.counted else 0
        self._add(bucket, PUNCTUATION, rest, 0 if question.asks("field") else items)

    def _member(self, bucket: Bucket, name: str, size: int, count: int) -> None:
        of_a_kind = name in bucket.rule.kinds and name not in UNCOUNTED
        counted = self.question.asks("field") or of_a_kind
        self._add(bucket, name, size, count if counted else 0)

    def _add(self, bucket: Bucket, name: str, size: int, count: int) -> None:
        within = self.question.within
        if "part" in within and bucket.rule.part(name) != within["part"]:
            return
        if "field" in within and name != within["field"]:
            return
        at: str | int
        match self.question.by:
            case "part":
                at = bucket.rule.part(name)
            case "site":
                at = bucket.site
            case "tab":
                at = self.tab
            case "field":
                at = name
        row = self.rows.get(at)
        if row is None:
            if size or count:
                self.rows[at] = [size, count]
        else:
            row[0] += size
            row[1] += count


@lru_cache(maxsize=4096)
def name_size(name: str) -> int:
    """Bytes of a member's name at the least, with quotes and colon; escapes are punctuation."""
    return len(name.encode("utf-8", "replace")) + 3
