"""`sessiontui.sessions` beside `browser.sessions` of a real Firefox: the same list, and restore."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from sessiontui.sessions import Session, open_sessions
from tests.firefox.driver import Firefox, PageServer

ADDON = "api@test.example"
OPEN = {"browser.startup.page": 3}
MANIFEST = {
    "manifest_version": 2,
    "name": "API",
    "version": "1",
    "permissions": ["sessions", "tabs"],
    "browser_specific_settings": {"gecko": {"id": ADDON}},
}
# The add-on's own API object, with the rights of that add-on (ext-sessions.js).
API = f"""
const {{ AddonManager }} = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const {{ FileUtils }} = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
if (!WebExtensionPolicy.getByID("{ADDON}")) {{
  await AddonManager.installTemporaryAddon(new FileUtils.File(arguments[0]));
}}
const {{ extension }} = WebExtensionPolicy.getByID("{ADDON}");
const made = await extension.apiManager.asyncGetAPI("sessions", extension);
const {{ sessions }} = made.getAPI({{ extension, canAccessWindow: () => true }});
"""


@dataclass
class Made:
    """A profile that Firefox made and quit, and what it and we said of it while it ran."""

    profile: Path
    theirs: list[dict[str, Any]]
    ours: list[Session]
    pages: PageServer


@pytest.fixture(scope="module")
def addon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addon") / "api.xpi"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", json.dumps(MANIFEST))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, addon: Path) -> Iterator[Made]:
    profile = tmp_path_factory.mktemp("made") / "profile"
    with PageServer() as pages, Firefox(profile, prefs=OPEN) as firefox:
        first, second, third = (pages.url(name) for name in ("One", "Two", "Three"))
        for name in ("One", "Two", "Three", "Four", "Five"):
            firefox.open_tab(pages.url(name))
        firefox.close_tab(second)
        other = firefox.open_window([pages.url("Six"), pages.url("Seven"), pages.url("Eight")])
        gone = firefox.open_window([pages.url("Nine"), first])
        firefox.close_tab(pages.url("Seven"))
        firefox.close_window(gone)
        firefox.close_tab(third)
        # A closed group that is newer than the closed tabs beside it.
        firefox.chrome(
            """const win = browserWindows()[0];
            const tabs = win.gBrowser.tabs.filter(t => urlOf(t) === arguments[0]);
            const group = win.gBrowser.addTabGroup(tabs, { label: "Group" });
            await win.gBrowser.removeTabGroup(group, { animate: false });""",
            pages.url("Four"),
        )
        assert other
        firefox.save()
        theirs = firefox.chrome(f"{API} return sessions.getRecentlyClosed({{}});", str(addon))
        with open_sessions(str(profile)) as sessions:
            ours = sessions.get_recently_closed()
        firefox.quit()
        yield Made(profile, theirs, ours, pages)


def camel_case(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(part.title() for part in others)


def comparable(found: Any) -> Any:
    """Our shapes and theirs alike: Firefox's names, and nothing that is null."""
    if isinstance(found, list | tuple):
        return [comparable(item) for item in found]
    if not isinstance(found, dict):
        return found
    return {camel_case(k): comparable(v) for k, v in found.items() if v is not None}


def by_window(found: list[dict[str, Any]]) -> list[list[str]]:
    """The closed tabs of each window; its number is taken out, ours and theirs differ in it."""
    windows: dict[int, list[str]] = {}
    for item in found:
        if "tab" in item:
            windows.setdefault(item["tab"].pop("windowId"), []).append(item["tab"]["title"])
    return sorted(windows.values())


def test_the_list_is_that_of_browser_sessions(made: Made) -> None:
    theirs = comparable(made.theirs)
    ours = comparable([asdict(found) for found in made.ours])
    assert by_window(ours) == by_window(theirs) == [["Four", "Three", "Two"], ["Seven"]]
    assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)
    assert len(theirs) == 5


def test_what_we_forget_restore_and_set_is_so_at_the_next_start(made: Made) -> None:
    url = made.pages.url
    with open_sessions(str(made.profile), addon_id=ADDON) as sessions:
        closed = {s.tab.title: s.tab for s in sessions.get_recently_closed() if s.tab}
        two = closed["Two"]
        assert two.window_id is not None
        assert two.session_id is not None
        sessions.forget_closed_tab(two.window_id, two.session_id)
        seven = closed["Seven"]
        restored = sessions.restore(seven.session_id)
        assert restored.tab is not None
        assert restored.tab.id is not None
        sessions.set_tab_value(restored.tab.id, "k", {"a": [1, "ü"]})
        sessions.set_window_value(1, "w", True)
        window = next(s.window for s in sessions.get_recently_closed() if s.window)
        assert sessions.restore(window.session_id).window is not None
        expected = sorted(t.url or "" for w in sessions.windows() for t in w.tabs)
    with Firefox(made.profile, prefs=OPEN) as firefox:
        tabs = firefox.tabs()
        assert sorted(tab["url"] for tab in tabs) == expected
        assert {url("Seven"), url("Nine")} <= {tab["url"] for tab in tabs}
        left = firefox.recently_closed()
        assert left["windows"] == []
        assert sorted(tab["title"] for tab in left["tabs"]) == ["Four", "Three"]
        values = firefox.chrome(
            f"""const all = browserWindows();
            const tab = all.flatMap(w => w.gBrowser.tabs).find(t => urlOf(t) === arguments[0]);
            return [SessionStore.getCustomTabValue(tab, "extension:{ADDON}:k"),
                    all.map(w => SessionStore.getCustomWindowValue(w, "extension:{ADDON}:w"))];""",
            url("Seven"),
        )
        assert values[0] == '{"a":[1,"ü"]}'
        assert sorted(values[1]) == ["", "", "true"]
