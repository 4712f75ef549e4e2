"""The made-up session of the demonstration: building it, and moving it as a user would."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from .pages import CLOSED, NEXT, ONLY_BEFORE, PAGES

_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
)
_NIGHT = 19 * 3_600_000


class DemoSession:
    """What a Firefox would hold in memory. The same seed and clock make the same session.

    ``state`` is the session as Firefox writes it, ready for JSON; ``move`` changes it.
    """

    def __init__(self, now: Callable[[], float], seed: int) -> None:
        self._now = now
        self._random = random.Random(seed)
        self._next_id = 100
        self._started = now() - 3_600_000 * 5
        self.state = self._first_state()

    def move(self, now: float) -> None:
        """One thing a user does: a tab is closed, opened, or goes on to another page."""
        window = self.state["windows"][0]
        tabs = window["tabs"]
        what = self._random.random()
        if what < 0.25 and len(tabs) > 12:
            place = self._random.randrange(3, len(tabs))
            state = tabs.pop(place)
            entry = state["entries"][state["index"] - 1]
            window["_closedTabs"].insert(
                0,
                {
                    "state": state,
                    "title": entry["title"],
                    "image": state["image"],
                    "pos": place,
                    "closedAt": int(now),
                    "closedInTabGroupId": None,
                    "sourceWindowId": "window0",
                    "closedId": self._id(),
                },
            )
            del window["_closedTabs"][10:]
            window["selected"] = min(window["selected"], len(tabs))
        elif what < 0.5 and len(tabs) < 40:
            title, url = self._random.choice(NEXT)
            tabs.append(self._tab(title, url, 0))
            window["selected"] = len(tabs)
        else:
            state = tabs[self._random.randrange(len(tabs))]
            title, url = self._random.choice(NEXT)
            del state["entries"][state["index"] :]
            state["entries"].append(self._entry(title, url))
            state["index"] = len(state["entries"])
            state["lastAccessed"] = int(now)

    def before(self) -> dict[str, Any]:
        """The session as the run before left it: the large window, with pages that are gone."""
        window = self.state["windows"][0]
        kept = window["tabs"][: -len(ONLY_BEFORE)]
        gone = [self._gone(i, *page) for i, page in enumerate(ONLY_BEFORE, 1)]
        times = {
            "lastUpdate": int(self._started - _NIGHT), "startTime": int(self._started - 2 * _NIGHT),
            "recentCrashes": 0,
        }  # fmt: skip
        windows = [{**window, "tabs": [*kept, *gone]}]
        return {**self.state, "windows": windows, "_closedWindows": [], "session": times}

    def _gone(self, number: int, title: str, url: str) -> dict[str, Any]:
        """A tab made without chance, which the session that moves on goes by."""
        tab: dict[str, Any] = self.state["windows"][0]["tabs"][-number]
        id_ = 9_000 + number
        entry = tab["entries"][-1] | {
            "url": url, "title": title, "ID": id_, "docIdentifier": id_,
            "docshellUUID": f"{{00000000-0000-4000-8000-{id_:012x}}}",
        }  # fmt: skip
        return tab | {"entries": [entry], "index": 1}

    # -- building it ---------------------------------------------------------------------------

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _entry(self, title: str, url: str) -> dict[str, Any]:
        number = self._id()
        return {
            "url": url,
            "title": title,
            "cacheKey": 0,
            "ID": number,
            "docshellUUID": f"{{00000000-0000-4000-8000-{number:012x}}}",
            "resultPrincipalURI": None,
            "hasUserInteraction": number % 3 == 0,
            "triggeringPrincipal_base64": '{"3":{}}',
            "docIdentifier": number,
            "transient": False,
        }

    def _tab(self, title: str, url: str, minutes: float, **more: Any) -> dict[str, Any]:
        entries = [self._entry(title, url)]
        site = url.split("/")[2]
        for step in range(self._random.randrange(4)):
            entries.insert(0, self._entry(f"{site}, page {step + 1}", f"https://{site}/{step}"))
        return {
            "entries": entries,
            "lastAccessed": int(self._now() - minutes * 60_000),
            "hidden": False,
            "searchMode": None,
            "userContextId": 0,
            "attributes": {},
            "index": len(entries),
            "requestedIndex": 0,
            "image": _PIXEL + self._random.randbytes(40 + len(title) * 9).hex(),
            **more,
        }

    def _first_state(self) -> dict[str, Any]:
        now = self._now()
        groups = {
            "Research": (f"{int(self._started)}-3", "purple"),
            "Holiday": (f"{int(self._started)}-7", "green"),
        }
        tabs: list[dict[str, Any]] = []
        for i, (title, url, group) in enumerate(PAGES):
            more: dict[str, Any] = {"groupId": groups[group][0]} if group else {}
            if i < 3:
                more["pinned"] = True
            if "shop" in url:
                more["userContextId"] = 4
                more["storage"] = {"https://shop.example": {"basket": '{"items":[4711,4712]}'}}
            if "notes" in url:
                more["formdata"] = {"url": url, "id": {"draft": "Train tickets, hut key, maps"}}
                more["scroll"] = {"scroll": "0,1480"}
            if "radio" in url:
                more |= {"muted": True, "muteReason": None}
            tabs.append(self._tab(title, url, 3 + i * 17, **more))
        window = self._window(tabs, selected=5)
        window["groups"] = [
            {"id": key, "name": name, "color": color, "collapsed": False}
            for name, (key, color) in groups.items()
        ]
        window["_closedTabs"] = [self._closed_tab(*row) for row in CLOSED]
        small = self._window(
            [self._tab(title, url, 200 + i, **{}) for i, (title, url, _) in enumerate(PAGES[13:17])]
        )
        holiday = self._window(
            [self._tab(title, url, 900) for title, url, group in PAGES if group == "Holiday"]
        )
        holiday |= {
            "title": "Holiday planning",
            "closedAt": int(now - 42 * 60_000),
            "closedId": self._id(),
        }
        saved = {
            "id": f"{int(self._started)}-90",
            "name": "Taxes 2026",
            "color": "orange",
            "collapsed": False,
            "saved": True,
            "closedAt": int(now - 9 * 86_400_000),
            "tabs": [self._closed_tab("Tax form, page 2", "https://tax.example/form/2", 13_000)],
        }
        return {
            "version": ["sessionrestore", 1],
            "windows": [window, small],
            "selectedWindow": 1,
            "_closedWindows": [holiday],
            "savedGroups": [saved],
            "maxSplitViewId": 0,
            "session": {
                "lastUpdate": int(now),
                "startTime": int(self._started),
                "recentCrashes": 0,
            },
            "global": {},
            "cookies": [
                {
                    "host": host,
                    "value": self._random.randbytes(12).hex(),
                    "path": "/",
                    "name": "sid",
                    "secure": True,
                    "httponly": True,
                    "sameSite": 1,
                    "originAttributes": {"userContextId": 0},
                }
                for host in ("mail.example", "shop.example", "chat.example")
            ],
        }

    def _window(self, tabs: list[dict[str, Any]], selected: int = 1) -> dict[str, Any]:
        large = len(tabs) > 10
        width, height, x, y = (1440, 900, 60, 40) if large else (1100, 820, 780, 220)
        return {
            "tabs": tabs, "groups": [], "closedGroups": [], "selected": selected,
            "_closedTabs": [], "_lastClosedTabGroupCount": -1, "lastClosedTabGroupId": None,
            "busy": False, "width": width, "height": height, "screenX": x, "screenY": y,
            "sizemode": "normal", "sidebar": {"command": "", "panelOpen": False},
        }  # fmt: skip

    def _closed_tab(self, title: str, url: str, minutes: float) -> dict[str, Any]:
        state = self._tab(title, url, minutes + 2)
        return {
            "state": state, "title": title, "image": state["image"], "pos": 4,
            "closedAt": int(self._now() - minutes * 60_000), "closedInTabGroupId": None,
            "sourceWindowId": "window0", "closedId": self._id(),
        }  # fmt: skip
