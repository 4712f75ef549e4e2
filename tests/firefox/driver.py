"""Drive a real headless Firefox: start it on a profile, use it, quit or kill it.

    with PageServer() as pages, Firefox(profile) as firefox:
        firefox.open_tab(pages.url("One"), pinned=True)
        firefox.save()
        print(read_session(profile / "sessionstore-backups" / "recovery.jsonlz4"))
        firefox.quit()

Nothing outside the profile is touched: Firefox gets a temporary HOME, no desktop session and
prefs that keep it off the network. Those prefs stand in the profile's user.js only while Firefox
starts and runs; afterwards user.js is as it was before. `prefs=` is put into prefs.js, where a
user's own choice would stand, so a tool that looks at the profile later sees just that.

Every wait ends with an event or a condition, or with a FirefoxError at its deadline. The one
condition that has no event is Marionette's port file: it is looked for whenever a short wait for
the process's end runs out, so a Firefox that dies at the start is noticed at once.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, unquote, urlsplit

PrefValue = bool | int | str

TIMEOUT: Final = 60.0
"""Seconds any one step may take: the start, a command, the end."""
_STEP: Final = 0.05

QUIET_PREFS: Final[Mapping[str, PrefValue]] = {
    "marionette.port": 0,  # a free port of the system's choice, named in MarionetteActivePort
    "remote.prefs.recommended": False,
    "toolkit.startup.max_resumed_crashes": -1,
    # no dialogs, no first-run pages
    "app.normandy.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.tabs.warnOnClose": False,
    "browser.warnOnQuit": False,
    "datareporting.policy.firstRunURL": "",
    "termsofuse.bypassNotification": True,
    # No network but the test's own pages: a proxy that nobody is. Every other address fails at
    # once, where a name that hangs in the resolver would hold up the start for a minute.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "network.proxy.failover_direct": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.activity-stream.discoverystream.enabled": False,
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.search.update": False,
    "browser.topsites.contile.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.usage.uploadEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "identity.fxaccounts.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}

_BEGIN: Final = "// >>> test driver\n"
_END: Final = "// <<< test driver\n"

_PRELUDE: Final = """
const { SessionStore } = ChromeUtils.importESModule(
  "resource:///modules/sessionstore/SessionStore.sys.mjs");
const { SessionSaver } = ChromeUtils.importESModule(
  "resource:///modules/sessionstore/SessionSaver.sys.mjs");
const { TabStateFlusher } = ChromeUtils.importESModule(
  "resource:///modules/sessionstore/TabStateFlusher.sys.mjs");
const browserWindows = () => [...Services.wm.getEnumerator("navigator:browser")];
const observed = (topic, test = () => true) => new Promise(resolve => {
  const observer = (subject, _topic, data) => {
    if (test(subject, data)) { Services.obs.removeObserver(observer, topic); resolve(subject); }
  };
  Services.obs.addObserver(observer, topic);
});
const addTab = (win, url, options = {}) => new Promise(resolve => {
  let tab = null;
  const listener = {
    onStateChange(browser, progress, request, flags) {
      const { STATE_STOP, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
      if (tab && browser === tab.linkedBrowser && progress.isTopLevel
          && flags & STATE_STOP && flags & STATE_IS_NETWORK
          && (browser.currentURI.spec !== "about:blank" || url === "about:blank")) {
        win.gBrowser.removeTabsProgressListener(listener);
        resolve(tab);
      }
    },
  };
  win.gBrowser.addTabsProgressListener(listener);
  tab = win.gBrowser.addTrustedTab(url, options);
});
const windowById = id => {
  const win = browserWindows().find(w => w.__SSi === id);
  if (!win) throw new Error(`no window ${id}; open: ${browserWindows().map(w => w.__SSi)}`);
  return win;
};
const urlOf = tab => {
  const { entries, index } = JSON.parse(SessionStore.getTabState(tab));
  return entries.length ? entries[(index || entries.length) - 1].url
                        : tab.linkedBrowser.currentURI.spec;
};
const flushAll = () => Promise.all(browserWindows().map(w => TabStateFlusher.flushWindow(w)));
"""


class FirefoxError(Exception):
    """Firefox did not start, did not answer or reported an error."""


def executable() -> str | None:
    """The Firefox to drive, if there is one."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def available() -> bool:
    """Whether a Firefox is on PATH."""
    return executable() is not None


# -- Marionette ------------------------------------------------------------------------------


class Marionette:
    """Marionette's wire protocol: `length:JSON` messages over TCP, one command at a time."""

    def __init__(self, port: int, timeout: float = TIMEOUT) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._buffer = b""
        self._number = 0
        try:
            hello = self._receive()
            if hello.get("marionetteProtocol") != 3:
                raise FirefoxError(f"unknown Marionette protocol: {hello}")
            self.send("WebDriver:NewSession", {})
            self.send("WebDriver:SetTimeouts", {"script": int(timeout * 1000)})
            self.send("Marionette:SetContext", {"value": "chrome"})
        except BaseException:
            self.close()
            raise

    def send(self, command: str, parameters: Mapping[str, Any]) -> Any:
        """Send one command and return the result it gives."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        try:
            self._socket.sendall(b"%d:%s" % (len(message), message))
            _, number, error, result = self._receive()
        except OSError as e:
            raise FirefoxError(f"{command}: {e or type(e).__name__}") from e
        if number != self._number:
            raise FirefoxError(f"{command}: answer {number} to message {self._number}")
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message']}")
        return result

    def close(self) -> None:
        """Leave; Firefox goes on."""
        self._socket.close()

    def _receive(self) -> Any:
        while b":" not in self._buffer:
            self._more()
        length, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(length):
            self._more()
        message, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return json.loads(message)

    def _more(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise ConnectionError("Firefox closed the connection")
        self._buffer += data


# -- Firefox ---------------------------------------------------------------------------------


class Firefox:
    """A running headless Firefox; left without `quit()` or `kill()`, it is killed."""

    def __init__(
        self,
        profile: Path,
        *,
        prefs: Mapping[str, PrefValue] = {},
        arguments: Sequence[str] = (),
        program: Path | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """`program`: another Firefox than the one on PATH."""
        self.profile = profile
        self._program = program
        self._prefs = dict(prefs)
        self._arguments = list(arguments)
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._marionette: Marionette | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    # starting and ending

    def start(self) -> None:
        """Start Firefox and wait until the windows of the last session are back."""
        program = self._program or executable()
        if program is None:
            raise FirefoxError("no firefox-esr or firefox on PATH")
        if self.running:
            raise FirefoxError("this Firefox is running already")
        self.profile.mkdir(parents=True, exist_ok=True)
        self._home = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
        self._write_prefs()
        port_file = self.profile / "MarionetteActivePort"
        port_file.unlink(missing_ok=True)  # a killed Firefox leaves it behind
        command = [str(program), "--headless", "--no-remote", "--marionette"]
        command += ["--remote-allow-system-access", "--profile", str(self.profile)]
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    command + self._arguments,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # one group, so that kill() leaves no child behind
                )
            port = self._await_port(port_file)
            try:
                self._marionette = Marionette(port, self._timeout)
            except (OSError, FirefoxError) as e:
                raise FirefoxError(self._told(str(e))) from e
            self.chrome("await SessionStore.promiseAllWindowsRestored;")
        except BaseException:
            self.kill()
            raise

    def quit(self) -> int:
        """Quit as the user does and return the exit code; sessionstore.jsonlz4 is written."""
        process = self._running()
        self.chrome(
            "Services.tm.dispatchToMainThread("
            "() => Services.startup.quit(Ci.nsIAppStartup.eAttemptQuit));"
        )
        return self.wait(process)

    def wait(self, process: subprocess.Popen[bytes] | None = None) -> int:
        """Wait for the end of a Firefox that was told to end, and return the exit code."""
        process = process or self._running()
        try:
            code = process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            raise FirefoxError(self._told(f"no end within {self._timeout:g} s")) from None
        self._release()
        return code

    def kill(self) -> None:
        """SIGKILL: what a crash or a power cut leaves behind. Nothing happens if it has ended."""
        process = self._process
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(self._timeout)
        self._release()

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that holds the profile's lock."""
        return self._running().pid

    # using it

    def chrome(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript with all rights of the browser; it may `await`, and `return` JSON.

        `arguments` are what was passed here. In scope: SessionStore, SessionSaver,
        TabStateFlusher, browserWindows(), windowById(id), addTab(win, url, options),
        urlOf(tab), flushAll(), observed(topic, test).
        """
        if self._marionette is None:
            raise FirefoxError("Firefox is not running")
        wrapped = (
            "const given = [...arguments]; const done = given.pop();\n"
            f"(async function () {{ {_PRELUDE}\n{script}\n}}).apply(null, given).then(\n"
            "  value => done({ value: value === undefined ? null : value }),\n"
            "  error => done({ error: `${error}`, stack: `${error && error.stack}` }));"
        )
        try:
            reply = self._marionette.send(
                "WebDriver:ExecuteAsyncScript",
                {"script": wrapped, "args": list(arguments), "newSandbox": True},
            )["value"]
        except FirefoxError as e:
            raise FirefoxError(self._told(str(e))) from e
        if "error" in reply:
            raise FirefoxError(f"{reply['error']}\n{reply['stack']}")
        return reply["value"]

    def open_tab(self, url: str, *, pinned: bool = False, window: str | None = None) -> None:
        """Open a page in a new tab at the end and wait until it is loaded.

        `window` is an id from `open_window` or `tabs`; without it, the first window.
        """
        self.chrome(
            """const [url, pinned, id] = arguments;
            const win = id ? windowById(id) : browserWindows()[0];
            const tab = await addTab(win, url);
            if (pinned) win.gBrowser.pinTab(tab);
            await TabStateFlusher.flush(tab.linkedBrowser);""",
            url,
            pinned,
            window,
        )

    def close_tab(self, url: str) -> None:
        """Close the first tab that shows this address."""
        self.chrome(
            """const [url] = arguments;
            await flushAll();
            for (const win of browserWindows()) {
              const tab = win.gBrowser.tabs.find(t => urlOf(t) === url);
              if (!tab) continue;
              win.gBrowser.removeTab(tab);
              return;
            }
            throw new Error(`no tab shows ${url}`);""",
            url,
        )

    def open_window(self, urls: Sequence[str]) -> str:
        """Open a window with these pages and return its id."""
        opened: str = self.chrome(
            """const [urls] = arguments;
            const ready = observed("browser-delayed-startup-finished");
            browserWindows()[0].OpenBrowserWindow();
            const win = await ready;
            const [blank] = win.gBrowser.tabs;
            for (const url of urls) {
              const tab = await addTab(win, url);
              await TabStateFlusher.flush(tab.linkedBrowser);
            }
            if (urls.length) {
              win.gBrowser.selectedTab = win.gBrowser.tabs[1];
              win.gBrowser.removeTab(blank);
            }
            return win.__SSi;""",
            list(urls),
        )
        return opened

    def close_window(self, window: str) -> None:
        """Close a window; it is then the first of the closed windows."""
        self.chrome(
            """const win = windowById(arguments[0]);
            await TabStateFlusher.flushWindow(win);
            const gone = observed("domwindowclosed", subject => subject === win);
            win.close();
            await gone;""",
            window,
        )

    def save(self) -> None:
        """Have everything collected and the session file written now."""
        self.chrome("await flushAll(); await SessionSaver.run();")

    def tabs(self) -> list[dict[str, Any]]:
        """The open tabs of all windows: url, title, pinned, hidden, groupId, window."""
        found: list[dict[str, Any]] = self.chrome(
            """await flushAll();
            return browserWindows().flatMap(win => [...win.gBrowser.tabs].map(tab => ({
              url: urlOf(tab), title: tab.label, pinned: tab.pinned, hidden: tab.hidden,
              groupId: tab.group ? tab.group.id : null, window: win.__SSi })));"""
        )
        return found

    def browser_state(self) -> dict[str, Any]:
        """SessionStore.getBrowserState(): the state of this moment, private windows included."""
        state: dict[str, Any] = json.loads(
            self.chrome("await flushAll(); return SessionStore.getBrowserState();")
        )
        return state

    def recently_closed(self) -> dict[str, list[dict[str, Any]]]:
        """What can be reopened now: "tabs" of the open windows and "windows", newest first."""
        found: dict[str, list[dict[str, Any]]] = json.loads(
            self.chrome(
                """return JSON.stringify({
                  tabs: SessionStore.getClosedTabData(),
                  windows: SessionStore.getClosedWindowData() });"""
            )
        )
        return found

    # inside

    @property
    def _log(self) -> Path:
        if self._home is None:
            raise FirefoxError("Firefox is not running")
        return Path(self._home.name) / "firefox.log"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            raise FirefoxError("Firefox is not running")
        return self._process

    def _environment(self) -> dict[str, str]:
        assert self._home is not None
        private = ("XDG_", "MOZ_", "DBUS_", "MARIONETTE_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(private)}
        kept.pop("DISPLAY", None)
        kept.pop("WAYLAND_DISPLAY", None)
        return {
            **kept,
            "HOME": self._home.name,
            "MOZ_HEADLESS": "1",
            "MOZ_CRASHREPORTER_DISABLE": "1",
            "MOZ_DISABLE_AUTO_SAFE_MODE": "1",
        }

    def _await_port(self, port_file: Path) -> int:
        process = self._running()
        deadline = time.monotonic() + self._timeout
        while time.monotonic() < deadline:
            try:
                code = process.wait(_STEP)
            except subprocess.TimeoutExpired:
                # The file appears empty first; the server listens before there is a file.
                if port_file.exists() and (text := port_file.read_text()):
                    return int(text)
            else:
                raise FirefoxError(self._told(f"Firefox ended at its start with code {code}"))
        raise FirefoxError(self._told(f"no Marionette port within {self._timeout:g} s"))

    def _told(self, message: str) -> str:
        """The message with the end of what Firefox itself printed."""
        try:
            said = self._log.read_text(errors="replace").splitlines()[-15:]
        except (FirefoxError, OSError):
            said = []
        return "\n  ".join([message, *said])

    def _write_prefs(self) -> None:
        user, own = self.profile / "user.js", self.profile / "prefs.js"
        before = _without_block(user.read_text()) if user.exists() else ""
        user.write_text(f"{_BEGIN}{_lines(QUIET_PREFS)}{_END}{before}")
        if self._prefs:
            text = own.read_text() if own.exists() else ""
            for name in self._prefs:
                text = re.sub(rf'(?m)^user_pref\("{re.escape(name)}",.*\n?', "", text)
            own.write_text(text + _lines(self._prefs))

    def _release(self) -> None:
        """Let go of everything that belonged to the run."""
        if self._marionette is not None:
            self._marionette.close()
            self._marionette = None
        user = self.profile / "user.js"
        if self._home is not None and user.exists():
            before = _without_block(user.read_text())
            if before:
                user.write_text(before)
            else:
                user.unlink()
        if self._home is not None:
            self._home.cleanup()
            self._home = None


def _lines(prefs: Mapping[str, PrefValue]) -> str:
    return "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in prefs.items())


def _without_block(text: str) -> str:
    return re.sub(re.escape(_BEGIN) + "(?s:.*?)" + re.escape(_END), "", text)


# -- pages -----------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    """`/t/<title>`: a page with that title; anything else is not found.

    `/t/<title>?<text>`: the page has a text area besides, into which it types the text.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        _, _, path, text, _ = urlsplit(self.path)
        found = path.startswith("/t/")
        title = html.escape(unquote(path.removeprefix("/t/")))
        page = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body><h1>{title}</h1>{_typed(unquote(text)) if text else ''}</body></html>"
        )
        body = page.encode() if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is given)
        pass


def _typed(text: str) -> str:
    """A text area with a text that somebody has typed, once; a restored page keeps its own."""
    return (
        '<textarea id="note"></textarea><script>addEventListener("load", () => {'
        'if (note.value || history.state) return; history.replaceState("typed", "");'
        f"note.value = {json.dumps(text)};"
        'note.dispatchEvent(new Event("input", {bubbles: true}));});</script>'
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that was killed in the middle of a page is no error here."""


class PageServer:
    """A web server on 127.0.0.1 with one titled page for every title."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def url(self, title: str, typed: str = "") -> str:
        """The address of the page with this title; in its form somebody has `typed` this."""
        question = f"?{quote(typed, safe='')}" if typed else ""
        return f"{self.origin}/t/{quote(title, safe='')}{question}"
