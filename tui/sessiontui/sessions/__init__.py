"""The WebExtensions ``sessions`` API over any place: a profile, a session file, a plug-in's store.

>>> from sessiontui.sessions import Filter, open_sessions
>>> with open_sessions("demo:") as sessions:
...     for session in sessions.get_recently_closed(Filter(max_results=2)):
...         print(session.tab.title)
...     opened = sessions.restore()  # what was closed last
Grammar of graphics in the terminal
Flight or train? A comparison
>>> opened.tab.url
'https://blog.example/terminal-charts'

Names, values and errors are those of Firefox 153 (ext-sessions.js) in snake_case, with these
differences, all of them because no Firefox runs while a session is changed:

- What is changed is what the next start of Firefox loads; while it runs, everything can be read
  and every change is refused.
- ``open_sessions(place, version="previous")`` looks at another version of the place. It can be
  read, its events are its own, and every change of it is refused.
- Window and tab ids count the open windows and tabs from 1, in the file's order. They, and every
  ``session_id``, hold for the state last looked at (``windows``, ``get_recently_closed``, or
  after a change); once somebody else has changed the session, a change is refused as stale.
- ``forget_closed_tab`` forgets the tab that was named. Firefox 153 forgets another one when the
  window has a closed tab group newer than that tab.

Chrome has another idea of what becomes a window: there a closed window that held one tab is given
as a tab, and the list is never longer than 25. Text is exact, as in the file: put it through
``text.printable`` before it reaches a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..renamed import Renamed, old_name
from ..session.model.recently_closed import MAX_SESSION_RESULTS
from .api import Sessions, open_sessions
from .data import Filter, Session, Tab, Window
from .event import Event

__all__ = [
    "MAX_SESSION_RESULTS",
    "Event",
    "Filter",
    "Session",
    "Sessions",
    "Tab",
    "Window",
    "open_sessions",
]

_RENAMED: Renamed = {}


if not TYPE_CHECKING:  # to a type checker it would mean that there is every name

    def __getattr__(name: str) -> object:
        return old_name(__name__, name, _RENAMED)
