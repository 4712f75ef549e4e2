"""What edits mean, done the plain way on decoded JSON: the model the real ones are held against.

Written from Firefox's sources and the words of ``edits.py``, not from the code it tests. It knows
no bytes, no laziness and no refusals. Items are dicts and are told apart by identity.
"""

from __future__ import annotations

import copy
from typing import Any

from sessiontui.session.edit import edits

Json = dict[str, Any]
BLANK = {"about:blank", "about:home", "about:newtab", "about:privatebrowsing"}


def at(value: Any, steps: Any) -> Any:
    for step in steps:
        value = value[step]
    return value


def where(items: list[Any], item: Any) -> int:
    return next(i for i, other in enumerate(items) if other is item)


def has(items: list[Any], item: Any) -> bool:
    return any(other is item for other in items)


def without(items: list[Any], item: Any) -> None:
    del items[where(items, item)]


class Model:
    """A session being edited."""

    def __init__(self, doc: Json, now: int, tabs_undo: int = 25, windows_undo: int = 5) -> None:
        self.doc = copy.deepcopy(doc)
        self.now, self.tabs_undo, self.windows_undo = now, tabs_undo, windows_undo
        self.windows: list[Json] = self.doc["windows"]
        self.original_windows = list(self.windows)
        number = self.doc["selectedWindow"]
        self.front = self.windows[number - 1] if 1 <= number <= len(self.windows) else None
        self.first_front = self.front
        self.asked_for: Json | None = None
        self.selected: list[tuple[Json, Json | None]] = []
        self.closed_id = max(self.closed_ids(self.doc), default=-1)
        self.group_number = 0

    def closed_ids(self, value: Any) -> list[int]:
        if isinstance(value, list):
            return [i for item in value for i in self.closed_ids(item)]
        if not isinstance(value, dict):
            return []
        own = [value["closedId"]] if "closedId" in value else []
        return own + [i for key, item in value.items() for i in self.closed_ids(item)]

    # -- one window ----------------------------------------------------------------------------

    def shown(self, window: Json) -> Json | None:
        for known, tab in self.selected:
            if known is window:
                return tab
        tabs = window["tabs"]
        tab = tabs[max(0, min(window["selected"] - 1, len(tabs) - 1))] if tabs else None
        self.selected.append((window, tab))
        return tab

    def show(self, window: Json, tab: Json | None) -> None:
        self.selected = [(w, t) for w, t in self.selected if w is not window] + [(window, tab)]

    def pull(self, window: Json, tab: Json) -> int:
        """Take a tab out of a window; views and groups it leaves are put right in ``finish``."""
        tabs = window["tabs"]
        place = where(tabs, tab)
        if self.shown(window) is tab:
            rest = tabs[place + 1 :] + tabs[:place][::-1]
            folded = [g["id"] for g in window["groups"] if g["collapsed"]]
            best = [t for t in rest if not t["hidden"] and t.get("groupId") not in folded]
            best += [t for t in rest if not t["hidden"]] + rest
            self.show(window, best[0] if best else None)
        else:
            self.shown(window)
        del tabs[place]
        return place

    def push(self, window: Json, tab: Json, place: int | None) -> None:
        tabs = window["tabs"]
        self.shown(window)
        tab.pop("splitViewId", None)
        pinned = sum(bool(t.get("pinned")) for t in tabs)
        place = len(tabs) if place is None else place
        if tab.get("pinned"):
            tab.pop("groupId", None)
            tabs.insert(min(place, pinned), tab)
            return
        place = self.outside_views(window, max(pinned, min(place, len(tabs))))
        mine = tab.get("groupId")
        if mine in [g["id"] for g in window["groups"]]:
            inside = [i for i, t in enumerate(tabs) if t.get("groupId") == mine]
            if not inside:
                around = self.group_around(tabs, place)
                if around:
                    place = max(i for i, t in enumerate(tabs) if t.get("groupId") == around) + 1
            elif place not in inside:
                place = inside[-1] + 1
        else:
            tab.pop("groupId", None)
            around = self.group_around(tabs, place)
            if around:
                tab["groupId"] = around
        tabs.insert(place, tab)

    def outside_views(self, window: Json, place: int) -> int:
        tabs = window["tabs"]
        while 0 < place < len(tabs):
            view = tabs[place].get("splitViewId")
            if not view or tabs[place - 1].get("splitViewId") != view:
                break
            place += 1
        return place

    @staticmethod
    def group_around(tabs: list[Json], place: int) -> Any:
        if not 0 < place < len(tabs):
            return None
        group = tabs[place].get("groupId")
        return group if group and tabs[place - 1].get("groupId") == group else None

    def tidy(self, window: Json) -> None:
        """Groups without tabs go; split views agree with their tabs."""
        tabs = window["tabs"]
        named = [t.get("groupId") for t in tabs]
        window["groups"] = [g for g in window["groups"] if g["id"] in named]
        self.tidy_views(window, tabs)

    @staticmethod
    def tidy_views(holder: Json, tabs: list[Json]) -> None:
        for view in list(holder["splitViews"]):
            members = [t for t in tabs if t.get("splitViewId") == view["id"]]
            if len(members) < 2:
                without(holder["splitViews"], view)
                for tab in members:
                    del tab["splitViewId"]
            else:
                view["numberOfTabs"] = len(members)

    # -- the session ---------------------------------------------------------------------------

    def target(self, into: Any, own: Json | None) -> Json:
        if into == "new" and self.asked_for is not None and has(self.windows, self.asked_for):
            return self.asked_for
        if into == "new" or (into is None and not self.windows):
            new: Json = {
                "tabs": [],
                "groups": [],
                "closedGroups": [],
                "selected": 1,
                "_closedTabs": [],
                "_lastClosedTabGroupCount": -1,
                "lastClosedTabGroupId": None,
                "busy": False,
                "splitViews": [],
            }
            self.windows.append(new)
            self.front = new
            if into == "new":
                self.asked_for = new
            return new
        if into is not None:
            window: Json = self.original_windows[into]
            return window
        if own is not None and has(self.windows, own):
            return own
        return self.front or self.windows[0]

    def remove_window(self, window: Json) -> None:
        without(self.windows, window)
        if self.front is window:
            order = sorted(self.windows, key=lambda w: w.get("zIndex", 0))
            self.front = order[0] if order else None

    def next_id(self) -> int:
        self.closed_id += 1
        return self.closed_id

    def finish(self) -> Json:
        for window, tab in self.selected:
            if has(self.windows, window):
                self.tidy(window)
                if tab:
                    tab["hidden"] = False
                window["selected"] = where(window["tabs"], tab) + 1 if tab else 0
        if self.front is not None or self.doc["selectedWindow"] in range(1, 9):
            self.doc["selectedWindow"] = where(self.windows, self.front) + 1 if self.front else 0
        depth = [w.get("zIndex", 0) for w in self.windows if w is not self.front]
        came = self.front if self.front is not self.first_front and depth else None
        if came and came.get("zIndex", 0) >= min(depth):
            came["zIndex"] = min(depth) - 1
        return self.doc

    # -- edits ---------------------------------------------------------------------------------

    def carry_out(self, todo: list[edits.Edit]) -> Json:
        doc = self.doc
        named = [self.resolve(doc, edit) for edit in todo]
        for edit, found in zip(todo, named, strict=True):
            getattr(self, type(edit).__name__)(edit, *found)
        return self.finish()

    @staticmethod
    def resolve(doc: Json, edit: edits.Edit) -> tuple[Any, ...]:
        if isinstance(edit, edits.KeepOnly | edits.CloseCopies | edits.DropCopies):
            return ([at(doc, steps) for steps in edit.tabs],)
        if isinstance(edit, (edits.ForgetMatching, edits.OpenPages)):
            return ()
        if isinstance(edit, (edits.DropIcons, edits.CutHistory, edits.DropNested)):
            return ()  # these are in ``naive_slimming``
        if isinstance(edit, (edits.DropStorage, edits.DropExtensionValues)):
            return ()
        steps = edit.steps
        holders = [at(doc, steps[:n]) for n in range(len(steps))]
        return (at(doc, steps), holders)

    def uncount(self, owner: Json, place: int) -> None:
        if place < owner.get("_lastClosedTabGroupCount", -1):
            owner["_lastClosedTabGroupCount"] -= 1

    def take_closed(self, item: Json, holders: list[Any], forget: bool) -> None:
        siblings = holders[-1]
        if "state" not in item:  # a tab of a closed window
            closed = self.doc["_closedWindows"]  # an edit before may have put it into another one
            window = next(one for one in closed if has(one["tabs"], item))
            before = self.shown(window)
            self.pull(window, item)
            self.tidy(window)
            after = self.shown(window)
            if after is None:
                window["selected"] = 0
                if forget:
                    without(self.doc["_closedWindows"], window)
                self.drop_if_emptied(window)
            else:
                window["selected"] = where(window["tabs"], after) + 1
                if after is not before:
                    window["title"] = after["entries"][-1]["title"]
            return
        place = where(siblings, item)
        del siblings[place]
        group = holders[-2]
        owner = None if "color" in holders[2] else holders[2]  # a saved group has no window
        if owner is not None:
            self.uncount(owner, place)
        if "tabs" not in group or "color" not in group:
            self.drop_if_emptied(owner)
            return
        if not siblings:
            without(holders[-3], group)
            if owner is not None and owner["lastClosedTabGroupId"] == group["id"]:
                owner["lastClosedTabGroupId"] = None
        elif "splitViewId" in item["state"]:
            self.tidy_views(group, [i["state"] for i in siblings])
        self.drop_if_emptied(owner)

    def drop_if_emptied(self, window: Json | None) -> None:
        closed = self.doc["_closedWindows"]
        keys = ("tabs", "_closedTabs", "closedGroups")
        if window and has(closed, window) and not any(window[key] for key in keys):
            without(closed, window)

    def RestoreClosedTab(
        self, edit: edits.RestoreClosedTab, item: Json, holders: list[Any]
    ) -> None:
        own = holders[2] if edit.steps[0] != "savedGroups" else None
        window = self.target(edit.into, own)
        self.take_closed(item, holders, forget=False)
        place = item["pos"] if window is own and "state" in item else None
        tab = item.get("state", item)
        tab["hidden"] = False
        self.push(window, tab, place)
        self.show(window, tab)

    def ForgetClosedTab(self, edit: edits.ForgetClosedTab, item: Json, holders: list[Any]) -> None:
        self.take_closed(item, holders, forget=True)

    def RestoreClosedWindow(
        self, edit: edits.RestoreClosedWindow, window: Json, holders: list[Any]
    ) -> None:
        without(self.doc["_closedWindows"], window)
        for key in ("closedAt", "closedId", "title"):
            del window[key]
        for group in window["groups"]:
            saved = self.doc["savedGroups"]
            saved[:] = [g for g in saved if g["id"] != group["id"]]
            for key in ("saved", "closedAt", "windowClosedId", "tabs", "splitViews"):
                group.pop(key, None)
        self.windows.append(window)
        self.front = window
        if tab := self.shown(window):
            tab["hidden"] = False

    def ForgetClosedWindow(
        self, edit: edits.ForgetClosedWindow, window: Json, holders: list[Any]
    ) -> None:
        without(self.doc["_closedWindows"], window)

    def RestoreGroup(self, edit: edits.RestoreGroup, group: Json, holders: list[Any]) -> None:
        own = holders[2] if len(holders) == 4 else None
        window = self.target(edit.into, own)
        without(holders[-1], group)
        if own is not None:
            for _ in group["tabs"]:
                self.uncount(own, 0)
            own["lastClosedTabGroupId"] = None
            self.drop_if_emptied(own)
        tabs = [item["state"] for item in group["tabs"]]
        self.tidy_views(group, tabs)
        header = {k: group[k] for k in ("id", "name", "color", "saveOnWindowClose")}
        window["groups"].append({**header, "collapsed": False})
        window["splitViews"] += group["splitViews"]
        strip = window["tabs"]
        self.shown(window)
        pinned = sum(bool(t.get("pinned")) for t in strip)
        place = len(strip)
        if window is own:
            place = max(pinned, min(len(strip), min(item["pos"] for item in group["tabs"])))
        place = self.outside_views(window, place)
        around = self.group_around(strip, place)
        if around:
            place = max(i for i, t in enumerate(strip) if t.get("groupId") == around) + 1
        for tab in tabs:
            tab["hidden"] = False
        strip[place:place] = tabs
        self.show(window, tabs[0])

    def ForgetGroup(self, edit: edits.ForgetGroup, group: Json, holders: list[Any]) -> None:
        without(holders[-1], group)
        for window in self.doc["_closedWindows"] if len(holders) == 2 else ():
            for copied in window["groups"]:
                if copied["id"] == group["id"] and copied.get("tabs"):
                    copied["tabs"] = []
        if len(holders) == 4:
            owner = holders[2]
            for _ in group["tabs"]:
                self.uncount(owner, 0)
            if owner["lastClosedTabGroupId"] == group["id"]:
                owner["lastClosedTabGroupId"] = None
            self.drop_if_emptied(owner)

    def ForgetMatching(self, edit: edits.ForgetMatching) -> None:
        def old(item: Json) -> bool:
            return edit.before is None or item["closedAt"] < edit.before

        def hit(tab: Json) -> bool:
            hosts = [f"{entry['url']}//".split("/")[2] for entry in tab["entries"]]
            return edit.site is None or any(
                host == edit.site or host.endswith("." + edit.site) for host in hosts
            )

        closed = self.doc["_closedWindows"]
        for window in list(closed) if edit.windows else ():
            if not old(window):
                continue
            gone = [t for t in window["tabs"] if hit(t)]
            if edit.site is None or (gone and len(gone) == len(window["tabs"])):
                without(closed, window)
                continue
            for tab in gone:
                self.take_closed(tab, [self.doc, closed, window, window["tabs"]], True)
        for window in closed if edit.site and (edit.windows or edit.groups) else ():
            for group in window["groups"] if old(window) else ():
                if "tabs" in group:
                    group["tabs"] = [i for i in group["tabs"] if not hit(i["state"])]
        for owner in (*self.windows, *closed):
            stack = owner["_closedTabs"]
            for item in list(stack) if edit.tabs else ():
                if old(item) and hit(item["state"]):
                    self.take_closed(item, [self.doc, self.windows, owner, stack], True)
            for group in list(owner["closedGroups"]) if edit.groups else ():
                if edit.site is None and old(group):
                    without(owner["closedGroups"], group)
                    if owner["lastClosedTabGroupId"] == group["id"]:
                        owner["lastClosedTabGroupId"] = None
                elif edit.site is not None:
                    self.sweep(group, [self.doc, 0, owner, owner["closedGroups"], group], old, hit)
        for group in list(self.doc["savedGroups"]) if edit.groups and edit.site else ():
            self.sweep(group, [self.doc, self.doc["savedGroups"], group], old, hit)

    def sweep(self, group: Json, holders: list[Any], old: Any, hit: Any) -> None:
        for item in list(group["tabs"]):
            if old(group) and hit(item["state"]):
                self.take_closed(item, [*holders, group["tabs"]], True)

    def worth(self, tab: Json) -> bool:
        urls = [entry["url"] for entry in tab["entries"]]
        if not urls or (len(urls) == 1 and urls[0] in BLANK):
            return bool(urls) and urls[0] in ("about:home", "about:newtab") and "splitViewId" in tab
        return True

    def place_by_age(self, items: list[Json]) -> int:
        return next((i for i, x in enumerate(items) if x["closedAt"] <= self.now), len(items))

    def stack(self, window: Json, tab: Json, place: int, limit: int | None) -> None:
        if not self.worth(tab):
            return
        closed = window["_closedTabs"]
        source = closed[0]["sourceWindowId"] if closed else f"window{self.number(window)}"
        item = {
            "state": tab,
            "title": tab["entries"][-1]["title"],
            "image": tab["image"],
            "pos": place,
            "closedAt": self.now,
            "closedInTabGroupId": None,
            "sourceWindowId": source,
            "closedId": self.next_id(),
        }
        closed.insert(self.place_by_age(closed), item)
        window["_lastClosedTabGroupCount"] = -1
        window["lastClosedTabGroupId"] = None
        if limit is not None:
            del closed[limit:]

    def number(self, window: Json) -> int:
        return where(self.original_windows, window) if has(self.original_windows, window) else 0

    def put_away(self, window: Json, limit: int | None) -> None:
        shown = self.shown(window)
        self.tidy(window)
        window["selected"] = where(window["tabs"], shown) + 1 if shown else 0
        last = len(self.windows) == 1
        self.remove_window(window)
        empty = not last and not any(self.worth(t) for t in window["tabs"])
        if empty and (limit is not None or not (window["_closedTabs"] or window["closedGroups"])):
            return
        window["title"] = shown["entries"][-1]["title"] if shown and shown["entries"] else ""
        window.pop("busy", None)
        window["closedAt"] = self.now
        window["closedId"] = number = self.next_id()
        closed = self.doc["_closedWindows"]
        closed.insert(self.place_by_age(closed), window)
        for group in window["groups"]:
            members = [t for t in window["tabs"] if t.get("groupId") == group["id"]]
            members = [t for t in members if self.worth(t)]
            views = [t.get("splitViewId") for t in members]
            group |= {
                "saved": True,
                "closedAt": self.now,
                "windowClosedId": number,
                "tabs": [
                    {
                        "state": copy.deepcopy(t),
                        "title": t["entries"][-1]["title"],
                        "image": t["image"],
                        "closedAt": self.now,
                        "closedId": self.next_id(),
                    }
                    for t in members
                ],
                "splitViews": [
                    copy.deepcopy(v)
                    for v in window["splitViews"]
                    if views.count(v["id"]) == v["numberOfTabs"]
                ],
            }
            saved = self.doc["savedGroups"]
            if members and group["id"] not in [g["id"] for g in saved]:
                saved.append(copy.deepcopy(group))
        if limit is not None:
            del closed[limit:]

    def CloseTab(self, edit: edits.CloseTab, tab: Json, holders: list[Any]) -> None:
        window = self.window_of(tab)
        if len(window["tabs"]) == 1:
            self.put_away(window, self.windows_undo)
            return
        place = self.pull(window, tab)
        self.stack(window, tab, place, self.tabs_undo)

    def window_of(self, tab: Json) -> Json:
        return next(w for w in self.windows if has(w["tabs"], tab))

    def CloseWindow(self, edit: edits.CloseWindow, window: Json, holders: list[Any]) -> None:
        self.put_away(window, self.windows_undo)

    def KeepOnly(self, edit: edits.KeepOnly, kept: list[Json]) -> None:
        self.close_all([t for w in self.windows for t in w["tabs"] if not has(kept, t)])

    def CloseCopies(self, edit: edits.CloseCopies, copies: list[Json]) -> None:
        self.close_all(copies)

    def close_all(self, closing: list[Json]) -> None:
        # In the order in which they are named; a window from which nothing goes stays as it is.
        owners = {id(window): window for tab in closing for window in [self.window_of(tab)]}
        for window in owners.values():
            gone = [t for t in window["tabs"] if has(closing, t)]
            if len(gone) == len(window["tabs"]):
                self.put_away(window, None)
                continue
            shown = self.shown(window)
            if shown is not None and has(gone, shown):
                tabs = window["tabs"]
                place = where(tabs, shown)
                rest = [t for t in tabs[place + 1 :] + tabs[:place][::-1] if not has(gone, t)]
                folded = [g["id"] for g in window["groups"] if g["collapsed"]]
                best = [t for t in rest if not t["hidden"] and t.get("groupId") not in folded]
                best += [t for t in rest if not t["hidden"]] + rest
                self.show(window, best[0])
            for tab in gone:
                place = where(window["tabs"], tab)
                del window["tabs"][place]
                self.stack(window, tab, place, None)

    def PinTab(self, edit: edits.PinTab, tab: Json, holders: list[Any]) -> None:
        if bool(tab.get("pinned")) == edit.pinned:
            return
        window = self.window_of(tab)
        shown = self.shown(window)
        self.pull(window, tab)
        if edit.pinned:
            tab |= {"pinned": True, "hidden": False}
        else:
            del tab["pinned"]
        self.push(window, tab, sum(bool(t.get("pinned")) for t in window["tabs"]))
        self.show(window, self.shown(window) if shown is not tab else tab)

    def MoveTab(self, edit: edits.MoveTab, tab: Json, holders: list[Any]) -> None:
        source, target = self.window_of(tab), self.original_windows[edit.window]
        if source is target and where(source["tabs"], tab) == edit.index:
            return
        shown = self.shown(source)
        self.shown(target)
        self.pull(source, tab)
        place = min(edit.index, len(target["tabs"]))
        group = tab.get("groupId")
        if group:
            beside = [t.get("groupId") for t in target["tabs"][max(0, place - 1) : place + 1]]
            left = any(t.get("groupId") == group for t in target["tabs"])
            if left and group not in beside:
                del tab["groupId"]
        self.push(target, tab, place)
        if source is target and shown is tab:
            self.show(source, tab)
        if not source["tabs"]:
            self.tidy(source)
            source["selected"] = 0
            self.remove_window(source)
            if source["_closedTabs"] or source["closedGroups"]:
                source.pop("busy", None)
                source |= {"closedAt": self.now, "closedId": self.next_id()}
                self.doc["_closedWindows"].insert(0, source)

    def SetTabValue(self, edit: edits.SetTabValue, item: Json, holders: list[Any]) -> None:
        item.get("state", item).setdefault("extData", {})[edit.key] = edit.value

    def DeleteTabValue(self, edit: edits.DeleteTabValue, item: Json, holders: list[Any]) -> None:
        tab = item.get("state", item)
        del tab["extData"][edit.key]
        if not tab["extData"]:
            del tab["extData"]

    SetWindowValue = SetTabValue
    DeleteWindowValue = DeleteTabValue
