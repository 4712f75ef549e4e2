"""The demonstration: a made-up profile that lives in memory and keeps saving.

Nothing touches the disk. The bytes are real mozLz4 and go the same way as a profile's.
"""

from __future__ import annotations

import random
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from ..codec import mozlz4
from ..codec.container import open_container
from ..errors import NothingFound, SessiontuiError
from ..firefox.files import MEANING, SessionFile
from ..firefox.lock import InUse
from ..firefox.settings import Setting
from ..firefox.settings import settings as list_settings
from ..firefox.startup import Prefs, next_start
from ..session.document import Document
from ..session.model import Snapshot
from ..text import printable
from .base import ProfileState, Store, StoreInfo, StoreRef, Version
from .demo_pages import CLOSED, NEXT, PAGES

SAVE_SECONDS = 5.0  # a real Firefox takes 15
_CONTAINERS = {1: "Personal", 2: "Work", 3: "Banking", 4: "Shopping"}
_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
)
_PREFS = {"browser.startup.page": 3, "browser.sessionstore.max_tabs_undo": 10}


class DemoStore:
    """A believable running Firefox. ``save()`` makes one more save; watching makes it go on."""

    scheme: ClassVar[str] = "demo"

    def __init__(self, *, now: Callable[[], float] | None = None, seed: int = 934934) -> None:
        self._now = now or (lambda: time.time() * 1000)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._next_id = 100
        self._started = self._now() - 3_600_000 * 5
        self._state = self._first_state()
        self._kept: dict[str, tuple[bytes, float]] = {}
        self._snapshots: dict[str, tuple[bytes, Snapshot]] = {}
        self._keep_old_versions()
        self.save()
        data, when = self._kept["recovery"]
        self._kept["recovery.bak"] = data, when - 15_000
        self.info = StoreInfo("demo", "demo", "demo:", "the demonstration only shows")

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """There is always one."""
        return (StoreRef("demo", ""),)

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Make a new demonstration."""
        return cls()

    # -- the made-up session -------------------------------------------------------------------

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
        return {
            "tabs": tabs, "groups": [], "closedGroups": [], "selected": selected,
            "_closedTabs": [], "_lastClosedTabGroupCount": -1, "lastClosedTabGroupId": None,
            "busy": False, "width": 1440, "height": 900, "screenX": 60, "screenY": 40,
            "sizemode": "normal", "sidebar": {"command": "", "panelOpen": False},
        }  # fmt: skip

    def _closed_tab(self, title: str, url: str, minutes: float) -> dict[str, Any]:
        state = self._tab(title, url, minutes + 2)
        return {
            "state": state, "title": title, "image": state["image"], "pos": 4,
            "closedAt": int(self._now() - minutes * 60_000), "closedInTabGroupId": None,
            "sourceWindowId": "window0", "closedId": self._id(),
        }  # fmt: skip

    def _keep_old_versions(self) -> None:
        day = 86_400_000
        now = self._now()
        older = {**self._state, "windows": self._state["windows"][:1], "_closedWindows": []}
        packed = mozlz4.pack(msgspec.json.encode(older))
        self._kept["previous"] = (packed, now - day)
        self._kept["upgrade-20261103151912"] = (packed, now - 17 * day)
        self._kept["upgrade-20260914093027"] = (packed[: len(packed) * 5 // 8], now - 67 * day)

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """One more save: the newest becomes recovery.bak, something has moved meanwhile."""
        with self._lock:
            now = self._now()
            if "recovery" in self._kept:
                self._kept["recovery.bak"] = self._kept["recovery"]
                self._move(now)
            self._state["session"]["lastUpdate"] = int(now)
            self._kept["recovery"] = (mozlz4.pack(msgspec.json.encode(self._state)), now)

    def _move(self, now: float) -> None:
        window = self._state["windows"][0]
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

    # -- the protocols -------------------------------------------------------------------------

    def _files(self) -> list[SessionFile]:
        roles = {
            "recovery": "recovery",
            "recovery.bak": "recoveryBackup",
            "previous": "cleanBackup",
        }
        found = []
        for name in (
            "recovery",
            "recovery.bak",
            "previous",
            "upgrade-20261103151912",
            "upgrade-20260914093027",
        ):
            if name not in self._kept:
                continue
            data, when = self._kept[name]
            file_name = {"recovery.bak": "recovery.baklz4"}.get(name, f"{name}.jsonlz4")
            if name.startswith("upgrade-"):
                file_name = f"upgrade.jsonlz4-{name.removeprefix('upgrade-')}"
            found.append(
                SessionFile(
                    name, roles.get(name, "upgradeBackup"),
                    Path("/demo/sessionstore-backups") / file_name,
                    False, len(data), when, f"{zlib.crc32(data):x}-{len(data):x}",
                    mozlz4.claimed_size(data),
                )
            )  # fmt: skip
        return found

    def versions(self) -> Sequence[Version]:
        """recovery, recovery.bak, previous, and two upgrade files, one of them cut."""
        with self._lock:
            return tuple(
                Version(
                    file.name, file.role, MEANING[file.role], str(file.path), file.size,
                    file.uncompressed, file.modified, file.revision,
                    (file.path.name, file.name.removeprefix("upgrade-")),
                )
                for file in self._files()
            )  # fmt: skip

    def load(self, version: str) -> Snapshot:
        """Read one version from memory."""
        with self._lock:
            if version not in self._kept:
                raise NothingFound(f"{printable(version)}: there is no such version in the demo")
            data, _ = self._kept[version]
            known = self._snapshots.get(version)
            if known is None or known[0] is not data:
                try:
                    known = data, Snapshot(Document(open_container(data).json))
                except SessiontuiError as error:
                    raise type(error)(f"{version}: {error.sentence}") from None
                self._snapshots[version] = known
            return known[1]

    def text(self, version: str) -> bytes:
        """A version's text, byte for byte."""
        return self.load(version).document.text

    def profile(self) -> ProfileState:
        """A running Firefox 153 that would recover everything."""
        with self._lock:
            files = self._files()
        start = next_start(
            files, Prefs(_PREFS, {}, 153), {}, lambda file: self.load(file.name), self._now(),
            running=True,
        )  # fmt: skip
        return ProfileState(
            "demo", "demo:", "Firefox", "153.7.0", InUse("in use", 4711), start.crashed, start,
            _CONTAINERS,
        )  # fmt: skip

    def settings(self) -> Sequence[Setting]:
        """The settings of Firefox 153, two of them changed."""
        return list_settings(_PREFS, {}, 153)

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Make a save every few seconds and tell."""
        stop = threading.Event()

        def run() -> None:
            while not stop.wait(SAVE_SECONDS):
                self.save()
                changed()

        thread = threading.Thread(target=run, name="sessiontui-demo", daemon=True)
        thread.start()

        def cancel() -> None:
            stop.set()
            if thread is not threading.current_thread():
                thread.join(timeout=2)

        return cancel

    def close(self) -> None:
        """Nothing to let go of."""
