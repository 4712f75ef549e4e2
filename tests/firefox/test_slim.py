"""A session that was made lighter, judged by the Firefox that then starts with it.

Firefox itself makes the profile: histories, icons, storage, closed things, values of an extension
that is gone, and a page that offers to restore a session.
"""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

from sessiontui.firefox.extensions import installed
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.session.edit.edits import RestoreClosedTab
from sessiontui.session.edit.slimming import DROPS, slim
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, Receipt
from sessiontui.stores.slimming_of import slimming_of
from tests.builders import FAVICON, Json, read_session, session, to_json, window, write_profile
from tests.firefox.driver import Firefox
from tests.firefox.judging import base, started
from tests.firefox.picture import look, written
from tests.firefox.rich_profile import RichProfiles, State
from tests.firefox.test_any_edits import FILES

PAGES: Final = 12
SHOWN: Final = 7  # from 0: of the long history
KEPT: Final = 3
GONE: Final = "extension:gone@addons.example:note"

_MAKE: Final = """
const [pages, gone, inside, shown] = arguments;
const [win] = browserWindows(), { gBrowser } = win;
const [home] = gBrowser.tabs;
const arrived = (tab, begin) => new Promise(resolve => {
  const browser = tab.linkedBrowser;
  const listener = { onStateChange(which, progress, request, flags) {
    const { STATE_STOP, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
    if (which === browser && progress.isTopLevel && flags & STATE_STOP
        && flags & STATE_IS_NETWORK) {
      gBrowser.removeTabsProgressListener(listener);
      resolve();
    }
  } };
  gBrowser.addTabsProgressListener(listener);
  begin(browser);
});
const by = Services.scriptSecurityManager.getSystemPrincipal();
const long = await addTab(win, pages[0]);
for (const url of pages.slice(1)) {
  await arrived(long, b => b.loadURI(Services.io.newURI(url), { triggeringPrincipal: by }));
}
await arrived(long, b => b.gotoIndex(shown));
gBrowser.pinTab(await addTab(win, pages[1]));
const twice = await addTab(win, pages[0] + "?twice");
const copy = await addTab(win, pages[0] + "?twice");
SessionStore.setCustomTabValue(twice, gone, '"said"');
SessionStore.setCustomWindowValue(win, gone, '"said"');
const closing = await addTab(win, pages[3]);
const restore = gBrowser.addTrustedTab("about:blank");
gBrowser.selectedTab = restore;
const restored = new Promise(done =>
  restore.addEventListener("SSTabRestored", done, { once: true }));
SessionStore.setTabState(restore, JSON.stringify({
  entries: [{ url: "about:sessionrestore", triggeringPrincipal_base64: inside[1] }],
  index: 1,
  formdata: { id: { sessionData: inside[0] }, url: "about:sessionrestore" } }));
await restored;
gBrowser.selectedTab = twice;
for (const tab of [long, twice, copy, closing]) gBrowser.setIcon(tab, inside[2]);
await flushAll();
gBrowser.removeTab(closing, { animate: false });
gBrowser.removeTab(home, { animate: false });
"""

_LOOK: Final = """
return browserWindows()[0].gBrowser.tabs.map(tab => {
  const { entries, index, image, storage, extData, formdata } =
    JSON.parse(SessionStore.getTabState(tab));
  return { url: urlOf(tab), pinned: tab.pinned, pages: entries.map(one => one.url), index,
           image: image || "", storage: storage || null, values: extData || {},
           form: formdata || null, pending: tab.hasAttribute("pending") };
});
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has gone on in the middle of a page is no error here."""


class _Site(BaseHTTPRequestHandler):
    """Pages with an icon and something in their storage; what was asked for is noted."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        icon = self.path == "/icon.png"
        body = b64decode(FAVICON.partition(",")[2]) if icon else self._page()
        self.send_response(200)
        self.send_header("Content-Type", "image/png" if icon else "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> bytes:
        return (
            f"<!doctype html><title>{self.path}</title><link rel=icon href=/icon.png>"
            "<script>sessionStorage.setItem('kept', 'v'.repeat(300))</script>"
        ).encode()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is given)
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """The site's address, and what it is asked for."""
    asked: list[str] = []
    handler = type("Site", (_Site,), {"asked": asked})
    server = _Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def slimmed(profile: Path) -> Receipt:
    """Everything that can be dropped, dropped from what the next start loads."""
    store = ProfileStore(profile)
    name = store.profile().next_start.loads
    assert name is not None
    how = slimming_of(store, keep_history=KEPT)
    edits = slim(store.load(name), DROPS, how)
    return store.apply(edits, base=base(store, name), options=EditOptions(measured=True))


@pytest.mark.parametrize("end", ["quit", "kill"])
def test_firefox_opens_what_was_left(
    firefox_profile: Path, site: tuple[str, list[str]], end: str
) -> None:
    origin, asked = site
    pages = [f"{origin}/{number}" for number in range(PAGES)]
    inside = to_json(session(window("about:license", "about:mozilla"))).decode()
    with Firefox(firefox_profile, prefs={"browser.startup.page": 3}) as firefox:
        firefox.chrome(_MAKE, pages, GONE, [inside, '{"3":{}}', FAVICON], SHOWN)
        firefox.save()
        before = {tab["url"]: tab for tab in firefox.chrome(_LOOK)}
        if end == "quit":
            firefox.quit()
        else:
            firefox.kill()
    assert len(before[pages[SHOWN]]["pages"]) == PAGES  # what is to be dropped is there
    assert before[pages[SHOWN]]["storage"]
    assert "sessionData" in json.dumps(before["about:sessionrestore"]["form"])
    assert "formautofill@mozilla.org" in installed(firefox_profile)  # Firefox's own file is read

    receipt = slimmed(firefox_profile)
    said = " | ".join(receipt.edits)
    assert "2 tabs inside are gone" in said
    assert "Drop 1 copy of" in said
    assert "Forget 1 closed tab" in said
    assert "gone@addons.example" in said
    assert receipt.freed is not None
    assert receipt.freed.after < receipt.freed.before
    assert receipt.freed.file_after is not None
    assert receipt.freed.file_before is not None
    assert receipt.freed.file_after < receipt.freed.file_before
    asked.clear()

    with Firefox(firefox_profile) as firefox:
        found = {tab["url"]: tab for tab in firefox.chrome(_LOOK)}
        twice = f"{pages[0]}?twice"
        assert sorted(found) == sorted([pages[SHOWN], pages[1], twice, "about:sessionrestore"])
        assert len(firefox.tabs()) == 4
        assert found[pages[1]]["pinned"]
        long = found[pages[SHOWN]]
        assert long["pending"]
        assert long["pages"] == pages[SHOWN - KEPT : SHOWN + KEPT + 1]
        assert long["index"] == KEPT + 1
        assert long["image"] == ""
        assert not long["storage"]
        assert found[twice]["values"] == {}
        assert firefox.recently_closed() == {"tabs": [], "windows": []}
        went = firefox.chrome(_BACK_AND_FORTH, pages[SHOWN], pages[SHOWN - 1])
        assert went == [pages[SHOWN - 1], pages[SHOWN]]
        assert "/icon.png" in asked  # Firefox has asked the site for its icon again
        assert firefox.chrome(_OFFERED) == 0  # characters of a session
        firefox.quit()
    assert not list(firefox_profile.glob("sessionstore-logs/error-*"))
    again = read_session(firefox_profile / "sessionstore.jsonlz4")
    assert [len(one["tabs"]) for one in again["windows"]] == [4]


_BACK_AND_FORTH: Final = """
const [url, before] = arguments;
const [{ gBrowser }] = browserWindows();
const tab = gBrowser.tabs.find(one => urlOf(one) === url);
const shown = wanted => new Promise(resolve => {
  const listener = { onStateChange(which, progress, request, flags) {
    const { STATE_STOP, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
    if (which === tab.linkedBrowser && progress.isTopLevel && flags & STATE_STOP
        && flags & STATE_IS_NETWORK && tab.linkedBrowser.currentURI.spec === wanted) {
      gBrowser.removeTabsProgressListener(listener);
      resolve();
    }
  } };
  gBrowser.addTabsProgressListener(listener);
});
const steps = [];
const loaded = new Promise(done => tab.addEventListener("SSTabRestored", done, { once: true }));
const icon = new Promise(resolve => {
  const listener = { onLinkIconAvailable(browser) {
    if (browser !== tab.linkedBrowser) return;
    gBrowser.removeTabsProgressListener(listener);
    resolve();
  } };
  gBrowser.addTabsProgressListener(listener);
});
gBrowser.selectedTab = tab;
await loaded;
await icon;
for (const [go, wanted] of [["goBack", before], ["goForward", url]]) {
  const there = shown(wanted);
  tab.linkedBrowser[go]();
  await there;
  steps.push(tab.linkedBrowser.currentURI.spec);
}
return steps;
"""

_OFFERED: Final = """
const [{ gBrowser }] = browserWindows();
const tab = gBrowser.tabs.find(one => urlOf(one) === "about:sessionrestore");
const loaded = new Promise(done => tab.addEventListener("SSTabRestored", done, { once: true }));
if (tab.hasAttribute("pending")) { gBrowser.selectedTab = tab; await loaded; }
return tab.linkedBrowser.contentDocument.getElementById("sessionData").value.length;
"""


# -- extensions that were removed --------------------------------------------------------------

_IDS: Final = ("here@addons.example", "removed@addons.example")
_INSTALL: Final = """
const [paths, ids] = arguments;
const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const { FileUtils } = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
for (const path of paths) {
  await (await AddonManager.getInstallForFile(new FileUtils.File(path))).install();
}
const hosts = ids.map(id => WebExtensionPolicy.getByID(id).mozExtensionHostname);
const [win] = browserWindows();
for (const host of hosts) {
  const tab = await addTab(win, `moz-extension://${host}/page.html`);
  SessionStore.setCustomTabValue(tab, `extension:${ids[hosts.indexOf(host)]}:k`, '"v"');
}
await flushAll();
win.gBrowser.removeTab(win.gBrowser.tabs.at(-1), { animate: false });
await (await AddonManager.getAddonByID(ids[1])).uninstall();
return hosts;
"""


def extension(path: Path, name: str) -> str:
    """An extension whose page keeps something in its storage."""
    manifest = {
        "manifest_version": 2, "name": name, "version": "1",
        "browser_specific_settings": {"gecko": {"id": name}},
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", json.dumps(manifest))
        file.writestr("page.html", "<!doctype html><title>kept</title><script src=p.js></script>")
        file.writestr("p.js", "sessionStorage.setItem('kept', 'v'.repeat(300))")
    return str(path)


def test_what_a_removed_extension_left_goes_and_its_page_stays(
    firefox_profile: Path, tmp_path: Path
) -> None:
    made = [extension(tmp_path / f"{at}.xpi", name) for at, name in enumerate(_IDS)]
    prefs: dict[str, PrefValue] = {
        "browser.startup.page": 3,
        "xpinstall.signatures.required": False,
    }
    with Firefox(firefox_profile, prefs=prefs) as firefox:
        here, gone = firefox.chrome(_INSTALL, made, _IDS)
        firefox.quit()
    store = ProfileStore(firefox_profile)
    how = slimming_of(store)
    assert how.hosts is not None
    assert here in how.hosts
    assert gone not in how.hosts  # Firefox has forgotten it
    snapshot = store.load("sessionstore")
    (closed,) = snapshot.windows[0].closed_tabs
    edits = (*slim(snapshot, ["extensions"], how), RestoreClosedTab(closed.steps))
    said = store.apply(edits, base=base(store, "sessionstore")).edits[0]
    assert said == (
        f"Drop 1 value of extensions that are not installed: {_IDS[1]}; the storage of pages of "
        "extensions that are not installed in 1 tab; 1 tab with a page of such an extension stays "
        "(“kept”)"
    )
    left, page = f"moz-extension://{here}/page.html", f"moz-extension://{gone}/page.html"
    with Firefox(firefox_profile) as firefox:
        found = {tab["url"]: tab for tab in firefox.chrome(_LOOK)}
        assert {left, page} <= set(found)
        assert f"moz-extension://{here}" in found[left]["storage"]
        assert found[left]["values"] == {f"extension:{_IDS[0]}:k": '"v"'}
        assert (found[page]["storage"], found[page]["values"]) == (None, {})
        firefox.quit()


# -- profiles with everything in them ----------------------------------------------------------


@pytest.mark.parametrize("state", [State("quit", 3), State("kill", 1)], ids=str)
def test_groups_pins_containers_and_windows_are_there_when_all_was_dropped(
    rich: RichProfiles, tmp_path: Path, state: State
) -> None:
    profile = rich.copy(state, tmp_path / "p")
    before = written(read_session(profile / FILES[state]))
    assert before.closed_windows
    assert before.closed_groups
    slimmed(profile)
    left = written(read_session(profile / FILES[state]))
    # The extension whose values were kept is not installed any more.
    assert left == before.but(stacks=(), closed_groups=(), closed_windows=(), values={})
    with started(profile, state) as firefox:
        assert look(firefox) == left


_TABS: Final = """
return browserWindows().map(win => win.gBrowser.tabs.map(tab => {
  const { entries, index } = JSON.parse(SessionStore.getTabState(tab));
  return [urlOf(tab), tab.pinned, tab.userContextId || 0, tab.group ? tab.group.label : "",
          entries.length, index || 0];
}));
"""


@pytest.mark.parametrize(
    "source",
    [
        "firefox-153/clean-rich/sessionstore.jsonlz4",
        "firefox-153/heavy-300/sessionstore.jsonlz4",
        "third-party/scrubbed/ff102esr_2023_sessionstore.jsonlz4",
        "third-party/scrubbed/ff90_2021_series3_sessionstore.jsonlz4",
    ],
    ids=lambda source: source.split("/")[-1 if "third" in source else 1],
)
def test_of_a_real_session_every_tab_is_there(corpus: Path, tmp_path: Path, source: str) -> None:
    prefs: dict[str, PrefValue] = {"browser.startup.page": 3}
    profile = write_profile(tmp_path / "p", clean=session(window("about:license")), prefs=prefs)
    file = profile / "sessionstore.jsonlz4"
    file.write_bytes((corpus / source).read_bytes())
    addons = {"schemaVersion": 37, "addons": []}
    (profile / "extensions.json").write_text(json.dumps(addons))
    whole = read_session(file)
    receipt = slimmed(profile)
    assert receipt.freed is not None
    assert receipt.freed.after < receipt.freed.before
    left = read_session(file)
    copies = shown_in(whole) - shown_in(left)
    assert set(copies) <= set(shown_in(left))  # each of what went is there in another tab
    with Firefox(profile) as firefox:
        found = firefox.chrome(_TABS)
        firefox.quit()
    assert sorted(found) == sorted(expected_of(left))


def shown_in(state: Json) -> Counter[tuple[str, int]]:
    """What the open tabs of a session show, and in which container."""
    return Counter(
        (tab["entries"][tab["index"] - 1]["url"], tab.get("userContextId", 0))
        for win in state["windows"] for tab in win["tabs"] if tab["entries"]
    )  # fmt: skip


def expected_of(state: Json) -> list[list[list[Any]]]:
    """What Firefox must show of each window that has tabs."""
    found = []
    for win in state["windows"]:
        names = {one["id"]: one["name"] for one in win.get("groups", ())}
        found.append([
            [
                tab["entries"][tab["index"] - 1]["url"], bool(tab.get("pinned")),
                tab.get("userContextId", 0), names.get(tab.get("groupId"), ""),
                len(tab["entries"]), tab["index"],
            ]
            for tab in win["tabs"]
        ])  # fmt: skip
    return [one for one in found if one]
