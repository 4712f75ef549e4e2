"""Which tabs, windows and groups a filter's text keeps: in title or address, smart case.

Text without capital letters ignores case; several words must all be there, in any order.
"""

from __future__ import annotations

from .closed_tabs import ClosedTab
from .groups import TabGroup
from .recently_closed import Session
from .tabs import Tab
from .windows import Window


class Matcher:
    """A filter made ready. Without text it keeps everything."""

    __slots__ = ("_exact", "_words", "everything")

    def __init__(self, text: str | None) -> None:
        self._words = tuple((text or "").split())
        self._exact = any(char.isupper() for char in text or "")
        self.everything = not self._words

    def text(self, *texts: str) -> bool:
        """Whether the texts hold every word between them."""
        if self.everything:
            return True
        whole = "\n".join(texts)
        if not self._exact:
            whole = whole.casefold()
            return all(word.casefold() in whole for word in self._words)
        return all(word in whole for word in self._words)

    def tab(self, tab: Tab) -> bool:
        """Whether an open tab is kept."""
        return self.everything or self.text(tab.raw_title, tab.raw_url)

    def closed_tab(self, closed: ClosedTab) -> bool:
        """Whether a closed tab is kept."""
        return self.everything or self.text(closed.raw_title, closed.tab.raw_url)

    def window(self, window: Window) -> bool:
        """Whether a closed window is kept: by its title or any tab, open or closed in it."""
        return (
            self.everything
            or self.text(window.title)
            or any(self.tab(tab) for tab in window.tabs)
            or any(self.closed_tab(tab) for tab in window.closed_tabs)
            or any(self.group(group) for group in window.closed_groups)
        )

    def group(self, group: TabGroup) -> bool:
        """Whether a closed or saved group is kept: by its name or any of its tabs."""
        return (
            self.everything
            or self.text(group.raw_name)
            or any(self.closed_tab(tab) for tab in group.tabs)
        )

    def session(self, session: Session) -> bool:
        """Whether an item of the recently closed list is kept."""
        if session.tab is not None:
            return self.closed_tab(session.tab)
        return session.window is not None and self.window(session.window)
