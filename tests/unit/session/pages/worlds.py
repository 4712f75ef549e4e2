"""A small Firefox that a script drives: tabs that navigate, move, close; restarts that renumber.

It knows what each tab is (``name``), which no session file says, so that a test can tell whether
what the program makes of two files is true.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any

from tests.builders import NOW, SECOND, entry, group, session, tab, window
from tests.unit.session.pages.making import Json


class World:
    """Windows of tabs; every tab has a name that no file tells."""

    def __init__(self, *, keys: bool = True) -> None:
        self._keys = keys
        self._number = itertools.count(1)
        self._run = NOW
        self._clock = NOW
        self.windows: list[list[dict[str, Any]]] = [[]]

    def _new(self, kind: str) -> str:
        return f"{{{kind}-{next(self._number):08}}}"

    def _entry(self, docshell: str, url: str) -> Json:
        more = {"navigationKey": self._new("key"), "navigationId": self._new("id")}
        made = entry(url, f"Title of {url}", docshellUUID=docshell, **(more if self._keys else {}))
        if not self._keys:
            made.pop("navigationKey", None)
            made.pop("navigationId", None)
        return made

    @property
    def count(self) -> int:
        return sum(map(len, self.windows))

    def _at(self, number: int) -> tuple[list[dict[str, Any]], int]:
        number %= self.count
        for tabs in self.windows:
            if number < len(tabs):
                return tabs, number
            number -= len(tabs)
        raise AssertionError

    def named(self, name: str) -> dict[str, Any]:
        return next(one for tabs in self.windows for one in tabs if one["name"] == name)

    # -- what a person does; each gives the name of the tab it was done to ------------------------

    def open(self, window_number: int, url: str) -> str:
        tabs = self.windows[window_number % len(self.windows)]
        docshell, name = self._new("docshell"), self._new("tab")
        self._clock += SECOND
        tabs.append({
            "name": name, "docshell": docshell, "entries": [self._entry(docshell, url)],
            "accessed": self._clock, "pinned": False, "group": None,
        })  # fmt: skip
        return name

    def open_window(self, url: str) -> str:
        self.windows.append([])
        return self.open(-1, url)

    def close(self, number: int) -> str:
        tabs, at = self._at(number)
        return str(tabs.pop(at)["name"])

    def navigate(self, number: int, url: str) -> str:
        tabs, at = self._at(number)
        tabs[at]["entries"].append(self._entry(tabs[at]["docshell"], url))
        self._clock += SECOND
        tabs[at]["accessed"] = self._clock
        return str(tabs[at]["name"])

    def pin(self, number: int) -> str:
        tabs, at = self._at(number)
        tabs[at]["pinned"] = not tabs[at]["pinned"]
        return str(tabs[at]["name"])

    def put_into_group(self, number: int) -> str:
        tabs, at = self._at(number)
        tabs[at]["group"] = None if tabs[at]["group"] else "1795205338708-40"
        return str(tabs[at]["name"])

    def scroll(self, number: int) -> str:
        tabs, at = self._at(number)
        self._clock += SECOND
        tabs[at]["accessed"] = self._clock
        return str(tabs[at]["name"])

    def duplicate(self, number: int) -> str:
        tabs, at = self._at(number)
        twin = copy.deepcopy(tabs[at])
        twin["name"], twin["docshell"] = self._new("tab"), self._new("docshell")
        self._clock += SECOND
        twin["accessed"] = self._clock  # its entries keep the docshell of the other one
        tabs.append(twin)
        return str(twin["name"])

    def move_to_end(self, number: int) -> str:
        tabs, at = self._at(number)
        tabs.append(tabs.pop(at))
        return str(tabs[-1]["name"])

    def restart(self) -> None:
        """What does not survive is made anew, and one docshell's name is another's now."""
        self._run += 1000 * SECOND
        self._clock += SECOND
        used = [one["docshell"] for tabs in self.windows for one in tabs]
        for tabs in self.windows:
            for one in tabs:
                one["docshell"] = used.pop()
                for each in one["entries"]:
                    each["docshellUUID"] = one["docshell"]
                    each["ID"] = next(self._number)
                    each["docIdentifier"] = next(self._number)

    # -- the file ---------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The name of each open tab, in the file's order."""
        return [str(one["name"]) for tabs in self.windows for one in tabs]

    def session(self) -> Json:
        return session(
            *(
                window(
                    *(
                        tab(
                            *one["entries"], lastAccessed=one["accessed"], pinned=one["pinned"],
                            **({"groupId": one["group"]} if one["group"] else {}),
                        )
                        for one in tabs
                    ),
                    groups=[group("1795205338708-40", "Bugs")],
                )
                for tabs in self.windows
            ),
            session={"startTime": self._run, "lastUpdate": self._clock, "recentCrashes": 0},
        )  # fmt: skip
