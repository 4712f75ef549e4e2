"""The parts of a session, and which part each byte belongs to: exactly one.

The rule, from the first line that fits to the last:

1. What stands in a session inside this one is that: ``lastSessionState``, and form data that
   carries a session (about:sessionrestore). Its images, histories … are not taken out of it.
2. A member that has a kind is of that kind, wherever it lies: a favicon in a closed tab is
   images, an entry of a closed window's tab is history. What a frame has is of the same kinds.
3. What is left of an item, its brackets and commas as well, is of the outermost list it lies in:
   a closed tab of a closed window is closed windows, a tab of a closed group groups.
4. The rest is overhead: the sizes and places of open windows, times, versions, the lists.

A member is its name with quotes and colon, and its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from ..model import names

Part = Literal[
    "open tabs",
    "closed tabs",
    "closed windows",
    "groups",
    "nested sessions",
    "cookies",
    "images",
    "history",
    "forms",
    "storage",
    "principals",
    "extension data",
    "cloned state",
    "overhead",
]

MEANING: Final[Mapping[Part, str]] = {
    "open tabs": "open tabs without what has a line of its own: times, scroll positions …",
    "closed tabs": "recently closed tabs of open windows, as far as nothing else has them",
    "closed windows": "recently closed windows and what was closed in them, in the same way",
    "groups": "tab groups, closed and saved ones with their tabs, in the same way",
    "nested sessions": "whole sessions inside: the one before, and those of crashes on offer",
    "cookies": "session cookies",
    "images": "the small pictures of pages, of open tabs and of closed ones",
    "history": "entries of the histories of all tabs: addresses, titles, frames",
    "forms": "text and choices in forms, and data that was sent",
    "storage": "sessionStorage of sites",
    "principals": "who asked for a page, and what it may do: principals and policies",
    "extension data": "what extensions keep with tabs, windows and the session",
    "cloned state": "the state that pages keep with an entry (history.pushState)",
    "overhead": "sizes and places of windows, times, versions, the lists themselves",
}


class Rule(Struct, frozen=True, eq=False):
    """Of which parts the members of one kind of object are: those named, and the others."""

    rest: Part
    kinds: Mapping[str, Part] = {}
    counted: bool = True  # how many of them there are is told of the part

    def part(self, name: str) -> Part:
        """The part of a member."""
        return self.kinds.get(name, self.rest)


TAB_KINDS: Final[Mapping[str, Part]] = {
    "image": "images",
    "iconLoadingPrincipal": "principals",
    "formdata": "forms",
    "storage": "storage",
    "extData": "extension data",
}
ENTRY_KINDS: Final[Mapping[str, Part]] = {
    "triggeringPrincipal_base64": "principals",
    "triggeringPrincipal_b64": "principals",
    "principalToInherit_base64": "principals",
    "partitionedPrincipalToInherit_base64": "principals",
    "owner_b64": "principals",
    "csp": "principals",
    "policyContainer": "principals",
    "structuredCloneState": "cloned state",
    "structuredCloneVersion": "cloned state",
    "formdata": "forms",
    "innerHTML": "forms",
    "postdata_b64": "forms",
    "storage": "storage",
}
UNCOUNTED: Final = frozenset(("structuredCloneVersion",))
"""Of a kind, and nothing by itself."""
_WINDOW: Final[Mapping[str, Part]] = {"extData": "extension data"}
_TOP: Final[Mapping[str, Part]] = {"global": "extension data", names.CACHED_OBJECTS: "images"}
CLOSED_KINDS: Final[Mapping[str, Part]] = {"image": "images"}


class Rules:
    """The rules of one session: of its lists, and of those in its windows."""

    def __init__(self, only: Part | None = None) -> None:
        """``only``: everything is of this part."""
        self.only = only

        def rule(rest: Part, kinds: Mapping[str, Part]) -> Rule:
            return Rule(rest, kinds) if only is None else Rule(only, counted=False)

        # What holds windows together is told as of what holds them all.
        self.top = rule("overhead", _TOP)
        self.entry = rule("history", ENTRY_KINDS)
        self.cookie = rule("cookies", {})
        self.group = rule("groups", {})
        self.tab = rule("open tabs", TAB_KINDS)
        self.closed = rule("closed tabs", CLOSED_KINDS)
        self.closed_state = rule("closed tabs", TAB_KINDS)
        self.grouped = rule("groups", CLOSED_KINDS)
        self.grouped_state = rule("groups", TAB_KINDS)
        self.window = Rule(only or "overhead", {} if only else _WINDOW, counted=False)
        self.storage = rule("storage", {})
        self.nested = Rule("nested sessions")


class ClosedWindowRules(Rules):
    """The rules inside closed windows: whatever has no kind is theirs."""

    def __init__(self, around: Rules) -> None:
        super().__init__(around.only)
        if around.only is None:
            self.window = Rule("closed windows", _WINDOW)
            self.tab = self.closed_state = self.grouped_state = Rule(
                "closed windows", TAB_KINDS, counted=False
            )
            self.closed = self.grouped = Rule("closed windows", CLOSED_KINDS, counted=False)
            self.group = Rule("closed windows", counted=False)
