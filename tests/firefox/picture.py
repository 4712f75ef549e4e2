"""What a Firefox holds, in words that can be compared: what it shows, and what a file says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from sessiontui.session.json.pointer import Steps
from tests.builders import Json
from tests.firefox.driver import Firefox

NOTE: Final = "extension:notes@example.org:note"
"""The key under which Firefox keeps a value that an extension sets with a tab or window."""


@dataclass(frozen=True)
class Picture:
    """What a running Firefox holds, in words. Windows and stacks are sorted.

    A window is its tabs' titles: ``^`` pinned, ``(group)``, ``@container``, ``*`` selected. A
    stack is what one open window has of closed tabs, newest first.
    """

    windows: tuple[str, ...]
    stacks: tuple[str, ...] = ()
    closed_groups: tuple[str, ...] = ()
    closed_windows: tuple[str, ...] = ()  # newest first; behind a bar their own closed tabs
    saved_groups: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)  # title, or window of title → value
    front: str = ""  # the title shown in the window in front

    def but(self, **changes: Any) -> Self:
        """The same, with some parts different."""
        return replace(self, **changes)

    def with_windows(self, *changes: tuple[str | None, str | None]) -> Self:
        """The same, with windows (old, new) replaced; None: it comes or goes."""
        found = list(self.windows)
        for old, new in changes:
            if old is not None:
                found.remove(old)
            if new is not None:
                found.append(new)
        return replace(self, windows=tuple(sorted(found)))

    def unselected(self) -> Self:
        """The same without what is selected and in front."""
        windows = (window.replace("*", "") for window in self.windows)
        return replace(self, windows=tuple(sorted(windows)), front="")

    def alphabetical(self) -> Self:
        """The same with every stack by the alphabet."""
        stacks = (", ".join(sorted(stack.split(", "))) for stack in self.stacks)
        return replace(self, stacks=tuple(sorted(stacks)))


_LOOK: Final = """
await flushAll();
const url = state => { const { entries, index } = state;
  return entries.length ? entries[(index || entries.length) - 1].url : ""; };
const closed = items => items.map(item => url(item.state));
const key = arguments[0];
const stateOf = win => JSON.parse(JSON.stringify(SessionStore.getWindowState(win))).windows[0];
return {
  windows: browserWindows().map(win => ({
    tabs: win.gBrowser.tabs.map(tab => ({
      url: urlOf(tab), pinned: tab.pinned, group: tab.group ? tab.group.label : "",
      container: tab.userContextId || 0, selected: tab.selected,
      value: SessionStore.getCustomTabValue(tab, key) })),
    value: SessionStore.getCustomWindowValue(win, key),
    closed: closed(stateOf(win)._closedTabs),
    groups: stateOf(win).closedGroups.map(g => ({ name: g.name, tabs: closed(g.tabs) })),
  })),
  closedWindows: SessionStore.getClosedWindowData().map(win => ({
    tabs: win.tabs.map(tab => ({ url: url(tab), pinned: !!tab.pinned, container: tab.userContextId,
      group: (win.groups.find(g => g.id === tab.groupId) || {}).name || "",
      selected: win.tabs[win.selected - 1] === tab })),
    closed: closed(win._closedTabs) })),
  saved: SessionStore.getSavedTabGroups().map(g => ({ name: g.name, tabs: closed(g.tabs) })),
  front: urlOf(Services.wm.getMostRecentWindow("navigator:browser").gBrowser.selectedTab),
};
"""


def look(firefox: Firefox) -> Picture:
    """What a Firefox shows now."""
    found = firefox.chrome(_LOOK, NOTE)
    open_windows = found["windows"]
    values = {title_of(tab["url"]): tab["value"] for win in open_windows for tab in win["tabs"]}
    values |= {f"window of {title_of(win['tabs'][0]['url'])}": win["value"] for win in open_windows}
    return Picture(
        tuple(sorted(_line(win["tabs"]) for win in open_windows)),
        tuple(sorted(_titles(win["closed"]) for win in open_windows if win["closed"])),
        tuple(sorted(_group(group) for win in open_windows for group in win["groups"])),
        tuple(
            _line(win["tabs"]) + (f" | {_titles(win['closed'])}" if win["closed"] else "")
            for win in found["closedWindows"]
        ),
        tuple(sorted(_group(group) for group in found["saved"])),
        {title: value for title, value in values.items() if value},
        title_of(found["front"]),
    )


def title_of(url: str) -> str:
    """What stands for a page of the tests' own server: its title; else the address."""
    parts = urlsplit(url)
    return unquote(parts.path.removeprefix("/t/")) if parts.path.startswith("/t/") else url


def _titles(urls: list[str]) -> str:
    return ", ".join(map(title_of, urls))


def _group(group: Json) -> str:
    return f"{group['name']}: {_titles(group['tabs'])}"


def _line(tabs: list[Json]) -> str:
    words = []
    for tab in tabs:
        word = ("*" if tab["selected"] else "") + ("^" if tab["pinned"] else "")
        word += title_of(tab["url"])
        word += f" ({tab['group']})" if tab["group"] else ""
        words.append(word + (f" @{tab['container']}" if tab["container"] else ""))
    return ", ".join(words)


def written(state: Json) -> Picture:
    """What Firefox must show of a session file when it opens all of it."""
    open_windows = state["windows"]
    values = {
        title_of(_url(tab)): value for win in open_windows for tab in win["tabs"]
        if (value := tab.get("extData", {}).get(NOTE))
    }  # fmt: skip
    values |= {
        f"window of {title_of(_url(win['tabs'][0]))}": value for win in open_windows
        if (value := win.get("extData", {}).get(NOTE))
    }  # fmt: skip
    front = open_windows[state["selectedWindow"] - 1]
    return Picture(
        tuple(sorted(_line(_tabs(win)) for win in open_windows)),
        tuple(sorted(_titles(_closed(win["_closedTabs"])) for win in open_windows
                     if win["_closedTabs"])),
        tuple(sorted(_group({**group, "tabs": _closed(group["tabs"])})
                     for win in open_windows for group in win["closedGroups"])),
        tuple(
            _line(_tabs(win))
            + (f" | {_titles(_closed(win['_closedTabs']))}" if win["_closedTabs"] else "")
            for win in state["_closedWindows"]
        ),
        tuple(sorted(_group({**group, "tabs": _closed(group["tabs"])})
                     for group in state["savedGroups"])),
        values,
        title_of(_url(front["tabs"][front["selected"] - 1])),
    )  # fmt: skip


def _url(tab: Json) -> str:
    return str(tab["entries"][tab["index"] - 1]["url"])


def _closed(items: list[Json]) -> list[str]:
    return [_url(item["state"]) for item in items]


def _tabs(win: Json) -> list[Json]:
    names = {group["id"]: group["name"] for group in win["groups"]}
    return [
        {
            "url": _url(tab),
            "pinned": tab.get("pinned"),
            "group": names.get(tab.get("groupId"), ""),
            "container": tab["userContextId"],
            "selected": place == win["selected"],
        }
        for place, tab in enumerate(win["tabs"], start=1)
    ]


# -- naming what is in it ----------------------------------------------------------------------


class Items:
    """Where everything is in a session's document, by its title or name."""

    def __init__(self, document: bytes) -> None:
        self._steps: dict[tuple[str, str], Steps] = {}
        whole = json.loads(document)
        for at, win in enumerate(whole["windows"]):
            self._window("window", "tab", ("windows", at), win)
        for at, win in enumerate(whole["_closedWindows"]):
            self._window("closed window", "closed window's tab", ("_closedWindows", at), win)
        for at, group in enumerate(whole["savedGroups"]):
            self._steps["saved group", group["name"]] = ("savedGroups", at)

    def _window(self, kind: str, tab: str, steps: Steps, win: Json) -> None:
        for at, state in enumerate(win["tabs"]):
            title = title_of(state["entries"][state["index"] - 1]["url"])
            self._steps[tab, title] = (*steps, "tabs", at)
            self._steps.setdefault((kind, title), steps)  # it goes by any of its tabs
        for at, closed in enumerate(win["_closedTabs"]):
            self._steps["closed tab", closed["title"]] = (*steps, "_closedTabs", at)
        for at, group in enumerate(win["closedGroups"]):
            self._steps["closed group", group["name"]] = (*steps, "closedGroups", at)

    def __call__(self, kind: str, title: str) -> Steps:
        """The steps of an item: ``items("closed tab", "Gone")``."""
        return self._steps[kind, title]

    def all(self, *kinds: str) -> list[Steps]:
        """Whatever is of these kinds."""
        return [steps for (kind, _), steps in self._steps.items() if kind in kinds]
