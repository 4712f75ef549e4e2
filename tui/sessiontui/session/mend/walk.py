"""One way through a damaged document: what is whole is taken whole, what is broken is entered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .anchors import Anchor, Begin, next_anchor, owner_of
from .ends import SEAM, Ends, Fault
from .schema import CHAIN, CHILDREN, TELLING, WALKED, Child, Part
from .tree import Listing, Node, Record, Value

_COLON = re.compile(rb"[ \t\r\n]*+:[ \t\r\n]*+")
_TICK: Final = 1 << 20  # bytes between two calls of ``tick``
_ENOUGH: Final = 16  # times the text is read in vain at most, whatever it is made of
_MENDED: Final = 700  # bytes of text for each place that is mended, at least: a place takes room
_VALUES: Final = 128  # and for each value; a cookie has more

_CLOSED = re.compile(rb'\{[ \t\r\n]*+"state"')
_REST = re.compile(rb"[ \t\r\n);]*+")
_NEAR: Final = 4096
_SIGNS: Final = {
    Part.TAB: b'"entries"',
    Part.CLOSED_TAB: b'"state"',
    Part.COOKIE: b'"host"',
    Part.ENTRY: b'"url"',
}

Tick = Callable[[int], None]


class Walk:
    """Reads one document; afterwards ``top`` is its tree."""

    def __init__(self, text: bytes, source: bytes, start: int, tick: Tick) -> None:
        """``source``: the text, or a copy of the same length that strict parsers can read."""
        self._text = text
        self._source = source
        self._ends = Ends(text, source)
        self._tick = tick
        self._ticked = start
        self._limit = _ENOUGH * len(source) + (1 << 20)
        self._mends = 2_000 + len(text) // _MENDED
        self._values = 20_000 + len(text) // _VALUES
        self._resynced = start
        self._fresh = False  # whether the next item stands there without a comma before it
        self.at = start
        self.top = Record(Part.SESSION, start)
        self._stack: list[Node] = [self.top]
        self.faults: list[int] = []
        self.gave_up = False

    def run(self) -> None:
        """Read to the end."""
        while self._stack:
            try:
                self._enter_top()
                while self._stack:
                    self._step()
                    if self.at - self._ticked > _TICK:
                        self._ticked = self.at
                        self._tick(self.at)
                rest = _REST.match(self._text, self.at)
                if rest and rest.end() < self._ends.end:  # it was closed too early
                    self._stack = [self.top]
                    self.top.end = -1
                    raise Fault(self.at, self.at)
            except Fault as fault:
                self._resume(fault)

    def _enter_top(self) -> None:
        if self.at == self.top.start and not self.faults:
            self.at = self._ends.after_blanks(self.at)
            self.top.start = self.at
            if self._text[self.at] != 0x7B:
                raise Fault(self.at, self.at)
            self.at += 1

    # -- one step ------------------------------------------------------------------------------

    def _step(self) -> None:
        self._values -= 1
        if self._values < 0:
            raise Fault(self.at, self.at)
        node = self._stack[-1]
        at = self._ends.after_blanks(self.at)
        head = self._text[at]
        filled = bool(node.items if isinstance(node, Listing) else node.members)
        if head == (0x5D if isinstance(node, Listing) else 0x7D):
            self.at = node.end = at + 1
            self._stack.pop()
            return
        if filled and not self._fresh:
            if head != 0x2C:
                raise Fault(at, max(self.at, at - 64))
            at = self._ends.after_blanks(at + 1)
        self._fresh = False
        self.at = at
        if isinstance(node, Listing):
            if node.broken and not self._fits(at, node.part):
                raise Fault(at, at)
            node.items.append(self._value(at, node.part))
            return
        behind = self._ends.string(at)
        colon = _COLON.match(self._source, behind)
        if colon is None:
            raise Fault(self._ends.after_blanks(behind), max(at + 1, behind - 64))
        token, at = self._text[at:behind], self._ends.after_blanks(colon.end())
        child = CHILDREN[node.part].get(token[1:-1])
        if node.broken and TELLING.get(token[1:-1], node.part) is not node.part:
            self._mends -= 1
            if self._mends > 0 and self._moved(node, TELLING[token[1:-1]]):
                self._fresh = True
                return
        again = node.known.get(token[1:-1]) if node.broken and child else None
        if again is None or isinstance(again, tuple):
            node.add(token, self._member(at, child))
        elif self._text[at] == self._text[again.start]:
            again.broken = True  # it goes on here
            self._stack.append(again)
            self.at, self._fresh = at + 1, True
        else:
            self._opaque(at)

    def _moved(self, node: Record, part: Part) -> bool:
        """Go to the kind of object that such a key stands in: one had come in one too high or low.

        The key is read again there.
        """
        if any(isinstance(open_, Record) and open_.part is part for open_ in self._stack):
            self._into(part)
            return True
        parts = [part for part, _ in CHAIN]
        if node.part not in parts:
            return False
        for owner, key in CHAIN[parts.index(node.part) :]:
            if owner is part:
                break
            child = CHILDREN[owner][key]
            found = node.known.get(key)
            if isinstance(found, Listing):
                found.broken = True
                self._stack.append(found)
            else:
                found = Listing(child.part, self.at)
                self._open(found, key)
            last = found.items[-1] if found.items else None
            if isinstance(last, Record):
                last.broken = True
                self._stack.append(last)
            else:
                last = Record(child.part, self.at)
                self._open(last, b"")
            node = last
        return True

    def _fits(self, at: int, part: Part) -> bool:
        """Whether behind a hole an object looks like one of its list."""
        signs = _SIGNS.get(part)
        if signs is None:
            return True
        if self._text[at] != 0x7B or (part is Part.TAB and _CLOSED.match(self._text, at)):
            return False
        try:
            end = self._ends.value(at)
        except Fault as fault:
            end = fault.at
        return self._text.find(signs, at, end) >= 0

    def _member(self, at: int, child: Child | None) -> Value:
        if child is not None and child.listed and self._text[at] == 0x5B:
            return self._push(Listing(child.part, at))
        if child is not None and not child.listed:
            inside = child.part is Part.SESSION and self._stack[-1] is not self.top
            return self._opaque(at) if inside else self._value(at, child.part)
        return self._opaque(at)

    def _value(self, at: int, part: Part) -> Value:
        """An object of a list, or under a key: whole where it is, entered where it is broken."""
        if self._text[at] != 0x7B or part is Part.COOKIE:
            return self._opaque(at)
        if part not in WALKED:
            try:
                return self._opaque(at)
            except Fault:
                if self._ends.wasted > self._limit:
                    raise
        return self._push(Record(part, at))

    def _opaque(self, at: int) -> Value:
        end = self._ends.value(at)
        self.at = end
        return at, end

    def _push(self, node: Node) -> Node:
        self._stack.append(node)
        self.at = node.start + 1
        return node

    # -- behind a fault ------------------------------------------------------------------------

    def _resume(self, fault: Fault) -> None:
        self.faults.append(fault.at)
        for node in self._stack:
            node.broken = True
        # What was taken is not read twice, however late a fault may be noticed.
        since = max(fault.since, self._resynced + 1, self.at)
        self._mends -= 1
        self.gave_up = self._ends.wasted > self._limit or self._mends < 0 or self._values < 0
        ended = fault.at >= self._ends.end and fault.since >= self._ends.end
        anchor = None if ended or self.gave_up else next_anchor(self._text, since, self._ends.end)
        if anchor is None:
            self._stack = []
            return
        self._resynced = self.at = anchor.start
        self._place(anchor, since)
        self._fresh = True

    def _place(self, anchor: Anchor, since: int) -> None:
        """Make the stack one in which the anchor may stand; where it belongs is a guess."""
        part = anchor.part
        if anchor.begin is Begin.STATE:
            self._into_list(Part.CLOSED_TAB)
            self._open(Record(Part.CLOSED_TAB, anchor.start), b"")
            self._open(Record(Part.TAB, anchor.start), b"state")
            self.at = anchor.start + 1
        elif anchor.begin is Begin.LIST:
            self._into_owner(owner_of(anchor, self._in_session(anchor.key)), anchor.key)
        elif anchor.begin is Begin.MEMBER:
            self._into_owner(part, anchor.key)
        elif part is Part.ENTRY and self._near(since, anchor.start):
            self._into_list(Part.ENTRY)
        elif part is Part.ENTRY:
            self._into_list(Part.TAB)
            self._open(Record(Part.TAB, anchor.start), b"")
            self._open(Listing(Part.ENTRY, anchor.start), b"entries")
        else:
            self._into_list(part)

    def _in_session(self, key: bytes) -> bool:
        """Whether cookies are the session's, and not windows', as in Firefox to 49; or groups."""
        if key != b"cookies":
            return b"tabs" in self.top.known  # of Zen
        windows = self.top.known.get(b"windows")
        return not isinstance(windows, Listing) or not any(
            isinstance(window, Record) and key in window.known for window in windows.items
        )

    def _near(self, since: int, at: int) -> bool:
        """Whether an entry is one more of the tab one is in: nothing of unknown size is between."""
        entries = any(isinstance(n, Listing) and n.part is Part.ENTRY for n in self._stack)
        return entries and at - since < _NEAR and SEAM not in self._text[since:at]

    def _into_list(self, part: Part) -> None:
        """Go up to the nearest list of such items, or begin one where it would stand."""
        for depth in range(len(self._stack) - 1, -1, -1):
            node = self._stack[depth]
            if isinstance(node, Listing) and node.part is part:
                del self._stack[depth + 1 :]
                return
        if part is Part.WINDOW or part is Part.COOKIE:
            key = b"windows" if part is Part.WINDOW else b"cookies"
            self._into(Part.SESSION)
        else:
            key = b"tabs" if part is Part.TAB else b"_closedTabs"
            self._into_window(key)
        owner = self._stack[-1]
        found = owner.known.get(key) if isinstance(owner, Record) else None
        if isinstance(found, Listing):
            found.broken = True
            self._stack.append(found)
        else:
            self._open(Listing(part, self.at), key)

    def _into_owner(self, part: Part, key: bytes) -> None:
        """Go up to the nearest object in which a key may stand, so that it is read next."""
        if part is Part.WINDOW:
            self._into_window(key)
        else:
            self._into(part)

    def _into(self, part: Part) -> None:
        for depth in range(len(self._stack) - 1, -1, -1):
            node = self._stack[depth]
            if isinstance(node, Record) and node.part is part:
                del self._stack[depth + 1 :]
                return
        del self._stack[1:]

    def _into_window(self, key: bytes) -> None:
        """The window one is in, if it may still have such a member; else a new one."""
        self._into(Part.WINDOW)
        node = self._stack[-1]
        if isinstance(node, Record) and node.part is Part.WINDOW:
            if key not in node.known:
                return
            self._stack.pop()
        if not (isinstance(self._stack[-1], Listing) and self._stack[-1].part is Part.WINDOW):
            self._into_list(Part.WINDOW)
        self._open(Record(Part.WINDOW, self.at), b"")

    def _open(self, node: Node, key: bytes) -> None:
        """Begin a broken node in the one that is open: under a key, or as an item."""
        node.broken = True
        owner = self._stack[-1]
        if isinstance(owner, Record):
            owner.add(b'"' + key + b'"', node)
        else:
            owner.items.append(node)
        self._stack.append(node)
