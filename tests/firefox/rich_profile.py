"""A profile in which Firefox itself left one of everything, in the four states an edit meets.

Firefox opens, groups, pins and closes pages; then its directory is copied while it is stopped,
which is what kill -9 would leave there, and once more after it has quit. That is done for both
values of ``browser.startup.page``. What is in the profile says ``RICH``.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Final, Literal, NamedTuple

from sessiontui.firefox.prefs.prefs_js import parse_prefs
from tests.builders import session, window, write_profile
from tests.firefox.driver import Firefox, PageServer
from tests.firefox.picture import NOTE, Picture

PAGE: Final = "browser.startup.page"


class State(NamedTuple):
    """How the last session ended, and what the start page setting is."""

    end: Literal["quit", "kill"]
    page: int

    @property
    def aside(self) -> bool:
        """Whether the next start of an unedited profile sets the session aside."""
        return self == ("quit", 1)

    def __str__(self) -> str:
        return f"{self.end}, page {self.page}"


STATES: Final = tuple(State(end, page) for end in ("quit", "kill") for page in (1, 3))


# -- making it ---------------------------------------------------------------------------------

_FILL: Final = """
const [pages, key] = arguments;
const page = title => pages + encodeURIComponent(title);
const open = async (win, ...titles) => {
  const tabs = [];
  for (const title of titles) tabs.push(await addTab(win, page(title)));
  await TabStateFlusher.flushWindow(win);
  return tabs;
};
const goTo = (tab, url) => new Promise(resolve => {
  const browser = tab.linkedBrowser, { gBrowser } = tab.ownerDocument.defaultView;
  const listener = { onStateChange(which, progress, request, flags) {
    const { STATE_STOP, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
    if (which === browser && progress.isTopLevel && flags & STATE_STOP
        && flags & STATE_IS_NETWORK) {
      gBrowser.removeTabsProgressListener(listener);
      resolve();
    }
  } };
  gBrowser.addTabsProgressListener(listener);
  browser.loadURI(Services.io.newURI(url), {
    triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });
});
const newWindow = async (...titles) => {
  const ready = observed("browser-delayed-startup-finished");
  browserWindows()[0].OpenBrowserWindow();
  const win = await ready;
  const [blank] = win.gBrowser.tabs;
  const tabs = await open(win, ...titles);
  win.gBrowser.selectedTab = tabs[0];
  win.gBrowser.removeTab(blank);
  return [win, tabs];
};
const closeWindow = async win => {
  await TabStateFlusher.flushWindow(win);
  const gone = observed("sessionstore-closed-objects-changed");
  win.close();
  await gone;
};

const main = browserWindows()[0], { gBrowser } = main;
const [home] = gBrowser.tabs;
const old = SessionStore.getClosedTabCountForWindow(main);
for (let i = 0; i < old; i++) SessionStore.forgetClosedTab(main, 0);

const pins = await open(main, "Pin A", "Pin B");
for (const tab of pins) gBrowser.pinTab(tab);
const [one] = await open(main, "One, before");
await goTo(one, page("One"));
const [two] = await open(main, "Two", "Three");
SessionStore.setCustomTabValue(two, key, '"written by an extension"');
gBrowser.addTabGroup(await open(main, "Read 1", "Read 2"), { label: "Reading", color: "red" });
await addTab(main, page("Box"), { userContextId: 1 });
await open(main, "Last");
gBrowser.selectedTab = two;
gBrowser.removeTab(home);
SessionStore.setCustomWindowValue(main, key, '"of the window"');

// closed
const [gone] = await open(main, "Gone, before");
await goTo(gone, page("Gone") + "?typed%20text");
const [junk, pair1, pair2] = await open(main, "Junk", "Pair 1", "Pair 2");
await flushAll();
for (const tab of [gone, junk, pair1, pair2]) {
  gBrowser.removeTab(tab, { animate: false });
  // Firefox sorts them by the time of closing: two of one millisecond stand the other way round.
  const closed = Date.now();
  while (Date.now() === closed);
}
for (const [name, ...titles] of [["Old group", "Og 1", "Og 2"], ["Junk group", "Jg 1"]]) {
  const group = gBrowser.addTabGroup(await open(main, ...titles), { label: name });
  await gBrowser.removeTabGroup(group, { animate: false });
}
for (const [name, ...titles] of [["Kept group", "Kg 1", "Kg 2"], ["Spare group", "Sg 1"]]) {
  const group = gBrowser.addTabGroup(await open(main, ...titles), { label: name });
  group.save();
  await gBrowser.removeTabGroup(group, { animate: false });
}

const [side, [, , sideGone]] = await newWindow("Side 1", "Side 2", "Side gone");
side.gBrowser.removeTab(sideGone, { animate: false });
const [third, [thirdPin]] = await newWindow("Third pin", "Third");
third.gBrowser.pinTab(thirdPin);
const [trash] = await newWindow("Trash 1", "Trash 2");
const [holiday, [, , , holidayGone]] =
  await newWindow("Holiday 1", "Holiday 2", "Holiday 3", "Holiday gone");
holiday.gBrowser.removeTab(holidayGone, { animate: false });
const [visit] = await newWindow("Visit 1", "Visit 2");
for (const win of [trash, visit, holiday]) await closeWindow(win);
main.focus();
// Windows closed last are reopened at the next start, until something else happens.
const [last] = await open(main, "Forget me");
await TabStateFlusher.flush(last.linkedBrowser);
gBrowser.removeTab(last, { animate: false });
SessionStore.forgetClosedTab(main, 0);
gBrowser.selectedTab = two;
"""

MAIN: Final = "^Pin A, ^Pin B, One, *Two, Three, Read 1 (Reading), Read 2 (Reading), Box @1, Last"
RICH: Final = Picture(
    windows=("*Side 1, Side 2", "*^Third pin, Third", MAIN),
    stacks=("Pair 2, Pair 1, Junk, Gone", "Side gone"),
    closed_groups=("Junk group: Jg 1", "Old group: Og 1, Og 2"),
    closed_windows=(
        "*Holiday 1, Holiday 2, Holiday 3 | Holiday gone",
        "*Visit 1, Visit 2",
        "*Trash 1, Trash 2",
    ),
    saved_groups=("Kept group: Kg 1, Kg 2", "Spare group: Sg 1"),
    values={"Two": '"written by an extension"', "window of Pin A": '"of the window"'},
    front="Two",
)
ASIDE: Final = Picture(
    windows=("*^Third pin", "^Pin A, ^Pin B, *about:home"),
    stacks=("Box, Gone, Junk, Last, One, Pair 1, Pair 2, Three, Two", "Third"),
    closed_groups=RICH.closed_groups,
    saved_groups=("Kept group: Kg 1, Kg 2", "Reading: Read 1, Read 2", "Spare group: Sg 1"),
    front="about:home",
)
"""What opens when the session is set aside: pinned tabs, and what was open counts as closed.

The stacks by the alphabet: Firefox orders what it adds by the millisecond it comes to it.
"""
OLDER: Final = Picture(windows=("*Older 1, Older 2",), front="Older 1")
"""The session before, in previous.jsonlz4."""


class RichProfiles:
    """The four profiles, each made when it is first asked for, and copied for whoever asks."""

    def __init__(self, directory: Path, pages: PageServer) -> None:
        self.pages = pages
        self._directory = directory
        self._made: dict[State, Path] = {}

    def copy(self, state: State, to: Path) -> Path:
        """A profile in this state, at a place that is not there yet."""
        if state not in self._made:
            self._make(state.page)
        return shutil.copytree(self._made[state], to, symlinks=True)

    def _make(self, page: int) -> None:
        home = self._directory / f"page-{page}"
        older = session(window(self.pages.url("Older 1"), self.pages.url("Older 2")))
        write_profile(home, clean=older, prefs={PAGE: 1})
        killed = self._directory / f"killed-page-{page}"
        with Firefox(home) as firefox:
            firefox.chrome("Services.prefs.setIntPref(arguments[0], arguments[1]);", PAGE, page)
            firefox.chrome(_FILL, f"{self.pages.origin}/t/", NOTE)
            firefox.save()
            os.kill(firefox.pid, signal.SIGSTOP)
            shutil.copytree(home, killed, symlinks=True)
            os.kill(firefox.pid, signal.SIGCONT)
            firefox.quit()
        (killed / "user.js").unlink()  # the driver's own, which goes when Firefox ends
        # Firefox writes prefs.js soon after a change, long before the profile is filled.
        assert parse_prefs((killed / "prefs.js").read_bytes()).get(PAGE, 1) == page
        self._made[State("kill", page)] = killed
        self._made[State("quit", page)] = home
