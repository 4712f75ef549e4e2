"""A page that a form got by sending data: what Firefox keeps of it, and what it asks for again."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sessiontui.stores.profile.store import ProfileStore
from tests.firefox.driver import Firefox

FORM = (
    b'<!doctype html><title>Form</title><form method="post" action="/sent">'
    b'<input name="order" value="4711"></form><script>document.forms[0].submit()</script>'
)


@pytest.fixture(params=["max-age=3600", "no-store"])
def shop(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[str], str]]:
    """A server with a form that sends itself; its address, and what it was asked for."""
    asked: list[str] = []
    cache: str = request.param

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET", FORM if self.path == "/form" else b"<title>Got</title>")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer("POST", b"<!doctype html><title>Sent</title>")

        def _answer(self, method: str, body: bytes) -> None:
            asked.append(f"{method} {self.path}")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Cache-Control", cache)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked, cache
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_was_sent_is_not_kept_and_not_sent_again(
    firefox_profile: Path, shop: tuple[str, list[str], str]
) -> None:
    origin, asked, cache = shop
    with Firefox(firefox_profile, prefs={"browser.startup.page": 3}) as firefox:
        firefox.open_tab(f"{origin}/form")
        firefox.chrome(
            """const tabs = [...browserWindows()[0].gBrowser.tabs];
            const sent = () => tabs.some(tab => tab.label === "Sent");
            await new Promise(done => {
              const look = () => { if (sent()) done(); };
              tabs.forEach(tab => tab.addEventListener("TabAttrModified", look));
              look();
            });"""
        )
        firefox.save()
        firefox.quit()
    assert "POST /sent" in asked
    snapshot = ProfileStore(firefox_profile).load("sessionstore")
    assert "4711" not in snapshot.document.text.decode()
    before = len(asked)
    with Firefox(firefox_profile) as firefox:
        assert f"{origin}/sent" in {tab["url"] for tab in firefox.tabs()}
        title = firefox.chrome(
            """const [win] = browserWindows();
            const tab = [...win.gBrowser.tabs].find(tab => urlOf(tab).endsWith("/sent"));
            if (tab.hasAttribute("pending")) {
              const there = new Promise(done =>
                tab.addEventListener("SSTabRestored", done, { once: true }));
              win.gBrowser.selectedTab = tab;
              await there;
            }
            return tab.label;"""
        )
    pages = [line for line in asked[before:] if "favicon" not in line]
    if cache == "no-store":  # by its address alone: another page may come
        assert (title, pages) == ("Got", ["GET /sent"])
    else:
        assert (title, pages) == ("Sent", [])
