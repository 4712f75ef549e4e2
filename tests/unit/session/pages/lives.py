"""A whole life of one Firefox, as its session file has it: everything that a person does with tabs.

Each tab carries a name of its own (``NAME``, a key that the program does not know), so that it can
be told whether what the program makes of two files is true. Every address is used once.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any, Final

from hypothesis import strategies as st

from tests.builders import (
    NOW,
    SECOND,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    window,
)
from tests.raw_sessions import LAST, places, shown
from tests.unit.session.pages.making import Json

NAME: Final = "nameOfTheTest"
GROUPS: Final = ("1795205338708-1", "1795205338708-2")


class Life:
    """One session, changed in place by what is done. Numbers choose among what there is."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._run = self._clock = NOW
        self.state = self._started()
        self.moves = 0

    # -- what there is ----------------------------------------------------------------------------

    def session(self) -> Json:
        """The file as Firefox would write it now."""
        self.state["session"]["lastUpdate"] = self._clock
        return copy.deepcopy(self.state)

    def _started(self) -> Json:
        times = {"startTime": self._run, "lastUpdate": self._clock, "recentCrashes": 0}
        return session(self._window(), session=times)

    def _window(self, *tabs: Json) -> Json:
        return window(*tabs, groups=[group(one, f"Group {one[-1]}") for one in GROUPS])

    def _new(self, kind: str) -> str:
        return f"{{{kind}-{next(self._count):08}}}"

    def _now(self) -> int:
        self._clock += SECOND
        return self._clock

    def _entry(self, docshell: str) -> Json:
        number = next(self._count)
        return entry(
            f"https://s{number % 5}.example/{number}", f"Title {number}", docshellUUID=docshell,
            navigationKey=self._new("key"), navigationId=self._new("id"),
        )  # fmt: skip

    @property
    def _open(self) -> list[tuple[Json, Json]]:
        return [(where, one) for where in self.state["windows"] for one in where["tabs"]]

    def _tab(self, number: int) -> tuple[Json, Json] | None:
        found = self._open
        return found[number % len(found)] if found else None

    # -- what is done -----------------------------------------------------------------------------

    def open(self, number: int, container: int = 0) -> None:
        """A tab in some window, or in a new one when there is none."""
        windows = self.state["windows"]
        if not windows:
            windows.append(self._window())
        made = tab(
            self._entry(self._new("docshell")),
            lastAccessed=self._now(),
            userContextId=container % 3,
        )
        windows[number % len(windows)]["tabs"].append({**made, NAME: self._new("tab")})

    def open_window(self, number: int) -> None:
        self.state["windows"].append(self._window())
        self.open(len(self.state["windows"]) - 1, number)

    def navigate(self, number: int) -> None:
        """The tab goes on; what came after the shown entry is gone."""
        if found := self._tab(number):
            one = found[1]
            docshell = shown(one)["docshellUUID"]
            one["entries"] = [*one["entries"][: one["index"]], self._entry(docshell)]
            one["index"] = len(one["entries"])
            one["lastAccessed"] = self._now()

    def go_back(self, number: int) -> None:
        if found := self._tab(number):
            found[1]["index"] = max(1, found[1]["index"] - 1)

    def pin(self, number: int) -> None:
        if found := self._tab(number):
            found[1]["pinned"] = not found[1].get("pinned")

    def put_into_group(self, number: int) -> None:
        """Into the next group, or out of the last."""
        if found := self._tab(number):
            one, order = found[1], (None, *GROUPS, None)
            after = order[order.index(one.get("groupId")) + 1]
            one.pop("groupId", None)
            if after:
                one["groupId"] = after

    def look(self, number: int) -> None:
        if found := self._tab(number):
            found[1]["lastAccessed"] = self._now()

    def move(self, number: int) -> None:
        """To some place in some window, its own too."""
        if found := self._tab(number):
            where, one = found
            where["tabs"].remove(one)
            windows = self.state["windows"]
            there = windows[number % 7 % len(windows)]["tabs"]
            there.insert(number % 5 % (len(there) + 1), one)
            self.moves += 1

    def close(self, number: int) -> None:
        if found := self._tab(number):
            where, one = found
            where["tabs"].remove(one)
            where["_closedTabs"].insert(0, closed_tab(one, closed_at=self._now()))

    def reopen(self, number: int) -> None:
        for where in self.state["windows"]:
            if where["_closedTabs"]:
                one = where["_closedTabs"].pop(0)["state"]
                where["tabs"].append(one)
                self._take_another_docshell(one, self._new("docshell"))
                return

    def close_group(self, number: int) -> None:
        """All tabs of one group in one window, as one thing to be reopened."""
        for where in self.state["windows"]:
            members = [one for one in where["tabs"] if one.get("groupId") == GROUPS[number % 2]]
            if members:
                where["tabs"] = [one for one in where["tabs"] if one not in members]
                now = self._now()
                kept = [closed_tab(one, closed_at=now) for one in members]
                made = closed_group(GROUPS[number % 2], "Closed", *kept, closed_at=now)
                where["closedGroups"].insert(0, made)
                return

    def reopen_group(self, number: int) -> None:
        for where in self.state["windows"]:
            if where["closedGroups"]:
                for each in where["closedGroups"].pop(0)["tabs"]:
                    where["tabs"].append(each["state"])
                    self._take_another_docshell(each["state"], self._new("docshell"))
                return

    def close_window(self, number: int) -> None:
        """Its groups are saved, and stay in the closed window too."""
        windows = self.state["windows"]
        if not windows:
            return
        gone, now = windows.pop(number % len(windows)), self._now()
        self.state["_closedWindows"].insert(0, closed_window(gone, closed_at=now))
        for one in GROUPS:
            members = [each for each in gone["tabs"] if each.get("groupId") == one]
            if members:
                kept = [closed_tab(each, closed_at=now) for each in members]
                self.state["savedGroups"].append(saved_group(one, "Saved", *kept, closed_at=now))

    def reopen_window(self, number: int) -> None:
        """With its groups, which are saved no longer."""
        closed = self.state["_closedWindows"]
        if not closed:
            return
        back = closed.pop(number % len(closed))
        names = {one[NAME] for one in back["tabs"]}
        self.state["savedGroups"] = [
            one
            for one in self.state["savedGroups"]
            if names.isdisjoint(each["state"][NAME] for each in one["tabs"])
        ]
        made = self._window(*back["tabs"])
        made["_closedTabs"], made["closedGroups"] = back["_closedTabs"], back["closedGroups"]
        for one in made["tabs"]:
            self._take_another_docshell(one, self._new("docshell"))
        self.state["windows"].append(made)

    def forget_closed(self, number: int) -> None:
        """As Firefox does with the oldest: some kind of closed things, all of them."""
        if number % 3 == 0:
            self.state["_closedWindows"].clear()
        elif number % 3 == 1:
            self.state["savedGroups"].clear()
        for where in self.state["windows"] if number % 3 == 2 else ():
            where["_closedTabs"].clear()
            where["closedGroups"].clear()

    def restart(self, number: int) -> None:
        """What does not survive is made anew, and one docshell's name is another's now."""
        self._run += 1000 * SECOND
        self._clock = max(self._clock, self._run)
        self.state["session"]["startTime"] = self._run
        self.state.pop(LAST, None)
        put_away = {
            one.docshell for one in places("", self.state) if one.list_name != "windows"
        }  # closed tabs keep theirs
        used = {str(shown(one)["docshellUUID"]): None for _, one in self._open}
        free = [docshell for docshell in used if docshell not in put_away]
        another = dict(zip(free, [*free[1:], *free[:1]], strict=True))
        for _, one in self._open:
            docshell = str(shown(one)["docshellUUID"])
            self._take_another_docshell(one, another.get(docshell, docshell))

    def restart_without(self, number: int) -> None:
        """Firefox begins with nothing open, and still offers the session before."""
        before = self.session()
        before.pop(LAST, None)
        self._run += 1000 * SECOND
        self._clock = max(self._clock, self._run)
        self.state = self._started()
        self.state[LAST] = before
        self.open(0)

    def restore_last(self, number: int) -> None:
        """The windows of the session before are opened again."""
        before = self.state.pop(LAST, None)
        if before:
            for back in before["windows"]:
                for one in back["tabs"]:
                    self._take_another_docshell(one, self._new("docshell"))
                self.state["windows"].append(back)
            self.state["_closedWindows"] += before["_closedWindows"]
            self.state["savedGroups"] += before["savedGroups"]

    def _take_another_docshell(self, one: Json, docshell: str) -> None:
        for each in one["entries"]:
            each["docshellUUID"] = docshell
            each["ID"] = next(self._count)
            each["docIdentifier"] = next(self._count)

    def duplicate(self, number: int) -> None:
        """The new tab has the entries of the other, its docshell among them, and its name."""
        if found := self._tab(number):
            where, one = found
            where["tabs"].append({**copy.deepcopy(one), "lastAccessed": self._now()})


DONE: Final = (
    "open", "open_window", "navigate", "go_back", "pin", "put_into_group", "look", "move", "close",
    "reopen", "close_group", "reopen_group", "close_window", "reopen_window", "forget_closed",
    "restart", "restart_without", "restore_last",
)  # fmt: skip
Script = list[tuple[str, int]]
SCRIPTS: Final = st.lists(st.tuples(st.sampled_from(DONE), st.integers(0, 30)), max_size=18)
WITH_DUPLICATES: Final = st.lists(
    st.tuples(st.sampled_from((*DONE, "duplicate")), st.integers(0, 30)), max_size=18
)
ODD: Final[list[Any]] = [
    None, 3, {"tabs": None}, {"tabs": [None, "x", {"entries": [7]}], "_closedTabs": [{"state": 5}]},
]  # fmt: skip


def lived(life: Life, script: Script) -> Json:
    """What is done, and the file after it."""
    for name, number in script:
        getattr(life, name)(number)
    return life.session()


def with_odd(made: Json) -> Json:
    """The same with things in it that are no windows and no tabs, behind all others."""
    return {**made, "windows": [*made["windows"], *copy.deepcopy(ODD)]}
