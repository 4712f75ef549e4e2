"""Which tabs, windows and groups a filter's text keeps.

Words are sought in title and address, in any order, all of them; text without capital letters
ignores case. Beside them stand conditions: ``site:HOST``, ``window:2``, ``group:NAME``,
``older:2w``, ``newer:3d`` (last looked at, or closed), ``is:pinned`` (``FLAGS``).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Final, NamedTuple

from ...text import parse_age, site
from .closed_tab import ClosedTab
from .duplicates import Duplicates
from .recently_closed import Session
from .snapshot import Snapshot
from .tab import Tab
from .tab_group import TabGroup
from .window import Window

DUPLICATE: Final = "duplicate"
FLAGS: Final = ("pinned", "hidden", "muted", "tab", "window", "group", "session", DUPLICATE)
CONDITIONS: Final = ("site", "window", "group", "older", "newer", "is")
EXAMPLES: Final = "words, site:host, older:2w, is:pinned …"


class Facts(NamedTuple):
    """What the conditions ask of an item."""

    texts: tuple[str, ...]
    host: str = ""
    window: int | None = None  # from 1, as the screen counts
    group: str = ""
    when: int | None = None
    flags: frozenset[str] = frozenset()


class Matcher:
    """A filter made ready. Without text it keeps everything.

    ``now`` (ms since epoch) is what ages are counted to, ``session`` the one whose items are
    filtered: without it none is a duplicate. ``complaint`` says which condition was not
    understood; such a one does not narrow.
    """

    __slots__ = ("_conditions", "_duplicates", "_exact", "_needles", "complaint", "everything")

    def __init__(
        self, text: str | None, *, now: float | None = None, session: Snapshot | None = None
    ) -> None:
        self.complaint = ""
        now = time.time() * 1000 if now is None else now
        words: list[str] = []
        self._conditions: list[tuple[str, str | float]] = []
        for word in (text or "").split():
            name, colon, value = word.partition(":")
            if colon and name.casefold() in CONDITIONS:
                self._condition(name.casefold(), value, now)
            else:
                words.append(word)
        self._exact = any(char.isupper() for word in words for char in word)
        self._needles = tuple(words if self._exact else [word.casefold() for word in words])
        self.everything = not words and not self._conditions
        asked = self.asks(DUPLICATE) and session is not None
        self._duplicates = session.duplicates if asked and session else None

    def _condition(self, name: str, value: str, now: float) -> None:
        if not value:
            return  # still being typed
        if name in ("older", "newer"):
            age = parse_age(value)
            if age is None:
                self.complaint = f"{name}: wants an age like 30m, 3h, 2d, 2w, 1y"
            else:
                self._conditions.append((name, now - age))
        elif name == "window":
            if value.isdecimal() and value.isascii():
                self._conditions.append((name, int(value[:9])))
            else:
                self.complaint = "window: wants a number"
        elif name == "is":
            matching = [flag for flag in FLAGS if flag.startswith(value.casefold())]
            if matching:
                self._conditions.append((name, matching[0]))
            else:
                self.complaint = f"is: knows {', '.join(FLAGS)}"
        else:
            self._conditions.append((name, value.casefold()))

    def asks(self, flag: str) -> bool:
        """Whether only what has a flag is kept."""
        return ("is", flag) in self._conditions

    @property
    def conditional(self) -> bool:
        """Whether it asks for more than words."""
        return bool(self._conditions)

    @property
    def words(self) -> tuple[str, ...]:
        """What is sought; in small letters where case is ignored."""
        return self._needles

    @property
    def exact(self) -> bool:
        """Whether case counts."""
        return self._exact

    def text(self, *texts: str) -> bool:
        """Whether the texts hold every word between them."""
        if not self._needles:
            return True
        whole = "\n".join(texts)
        if not self._exact:
            whole = whole.casefold()
        return all(word in whole for word in self._needles)

    def allows(self, facts: Facts) -> bool:
        """Whether every condition holds, whatever the words are."""
        return all(_holds(name, value, facts) for name, value in self._conditions)

    def _keeps(self, facts: Facts) -> bool:
        return self.text(*facts.texts) and self.allows(facts)

    # -- items ---------------------------------------------------------------------------------

    def open_tabs(self, snapshot: Snapshot) -> Iterator[tuple[Window, Sequence[Tab]]]:
        """Every open window with its tabs that are kept; fast for 100,000 tabs."""
        if not self._needles:
            for window in snapshot.windows:
                yield window, self._narrowed(window.tabs, window)
            return
        texts = snapshot.tab_texts.exact if self._exact else snapshot.tab_texts.folded
        all_in = self._all_in
        first = 0
        for window in snapshot.windows:
            after = first + len(window.tabs)
            kept = compress(window.tabs, map(all_in, texts[first:after]))
            yield window, self._narrowed(list(kept), window)
            first = after

    def _all_in(self, text: str) -> bool:
        for word in self._needles:  # noqa: SIM110 (half the time of all() with a generator)
            if word not in text:
                return False
        return True

    def _narrowed(self, tabs: Sequence[Tab], window: Window) -> Sequence[Tab]:
        if not self._conditions:
            return tabs
        if self._duplicates is not None:  # the facts of a tab cost ten times as much
            tabs = [tab for tab in tabs if self._duplicates.has(tab)]
            if len(self._conditions) == 1:
                return tabs
        return [tab for tab in tabs if self.allows(_facts(tab, window, self._duplicates))]

    def tab(self, tab: Tab, window: Window | None = None) -> bool:
        """Whether an open tab is kept; ``window`` is the one it stands in."""
        if self._needles and not self.text(tab.raw_title, tab.raw_url):
            return False
        return not self._conditions or self.allows(_facts(tab, window, self._duplicates))

    def closed_tab(
        self, closed: ClosedTab, window: Window | None = None, group: str | None = None
    ) -> bool:
        """Whether a closed tab is kept; ``window`` and ``group`` say where it was."""
        if self._needles and not self.text(closed.raw_title, closed.tab.raw_url):
            return False
        if not self._conditions:  # the facts of a tab cost ten times as much as its words
            return True
        return self.allows(_closed_facts(closed, window, group, self._duplicates))

    def window(self, window: Window) -> bool:
        """Whether a closed window is kept: by its title or any tab, open or closed in it."""
        if not self._conditions:
            return self.text(window.title) or self._words_within(window)
        own = Facts((window.title,), when=window.closed_at, flags=frozenset({"window"}))
        return self._keeps(own) or any(
            self._keeps(facts) for facts in _within(window, self._duplicates)
        )

    def _words_within(self, window: Window) -> bool:
        return (
            any(self.tab(tab, window) for tab in window.tabs)
            or any(self.closed_tab(closed, window) for closed in window.closed_tabs)
            or any(self.group(group, window) for group in window.closed_groups)
        )

    def group(self, group: TabGroup, window: Window | None = None) -> bool:
        """Whether a closed or saved group is kept: by its name or any of its tabs."""
        if not self._conditions:
            return self.text(group.raw_name) or any(map(self.closed_tab, group.tabs))
        own = Facts(
            (group.raw_name,), window=_number(window), group=group.raw_name,
            when=group.closed_at, flags=frozenset({"group"}),
        )  # fmt: skip
        return self._keeps(own) or any(
            self.closed_tab(tab, window, group.raw_name) for tab in group.tabs
        )

    def session(self, session: Session) -> bool:
        """Whether an item of the recently closed list is kept."""
        if session.tab is not None:
            group = session.group.raw_name if session.group else None
            return self.closed_tab(session.tab, session.source_window, group)
        return session.window is not None and self.window(session.window)


def _holds(name: str, value: str | float, facts: Facts) -> bool:
    if name == "site":
        return str(value) in facts.host
    if name == "window":
        return facts.window == value
    if name == "group":
        return bool(facts.group) and str(value) in facts.group.casefold()
    if name == "is":
        return value in facts.flags
    if facts.when is None:
        return False
    return facts.when < float(value) if name == "older" else facts.when >= float(value)


def _number(window: Window | None) -> int | None:
    return None if window is None or window.closed_at else window.index + 1


def _facts(tab: Tab, window: Window | None, duplicates: Duplicates | None) -> Facts:
    group = ""
    if window is not None and tab.group_id is not None:
        names = (found.raw_name for found in window.groups if found.id == tab.group_id)
        group = next(names, "")
    flags = {
        flag
        for flag, on in (
            ("tab", True), ("pinned", tab.pinned), ("hidden", tab.hidden), ("muted", tab.muted),
            ("session", tab.holds_session),
            (DUPLICATE, duplicates is not None and duplicates.has(tab)),
        )
        if on
    }  # fmt: skip
    when = tab.last_accessed
    if window is not None and window.closed_at:
        when = window.closed_at
    return Facts(
        (tab.raw_title, tab.raw_url), site(tab.raw_url).casefold(), _number(window), group, when,
        frozenset(flags),
    )  # fmt: skip


def _closed_facts(
    closed: ClosedTab, window: Window | None, group: str | None, duplicates: Duplicates | None
) -> Facts:
    facts = _facts(closed.tab, window, duplicates)
    return facts._replace(
        texts=(closed.raw_title, closed.tab.raw_url),
        group=group or facts.group,
        when=closed.closed_at or (window.closed_at if window else None),
    )


def _within(window: Window, duplicates: Duplicates | None) -> Iterable[Facts]:
    for tab in window.tabs:
        yield _facts(tab, window, duplicates)
    for closed in window.closed_tabs:
        yield _closed_facts(closed, window, None, duplicates)
    for group in window.closed_groups:
        yield Facts((group.raw_name,), group=group.raw_name, when=window.closed_at)
        for closed in group.tabs:
            yield _closed_facts(closed, window, group.raw_name, duplicates)
