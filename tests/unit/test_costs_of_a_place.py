"""What a place adds to the costs of a session: its settings, extensions, and Firefox's own log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.firefox.prefs.pages_at_quit import USUAL_PAGES, PagesAtQuit
from sessiontui.monitor.costs import measure
from sessiontui.monitor.costs.types import Cost, Costs, Noted
from sessiontui.session.edit.slimming import Slimming
from sessiontui.workspace import Workspace
from tests.builders import session, tab, to_json, window, write_profile

COST = Cost(2, 1, 0, 0, 0, 0, 0, 0, None, None)
HELD = tab("https://a.example/", extData={"extension:gone@example.org:x": '"1"'})


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is measured: what is asked for is what counts."""

    def costs(*given: Any, **more: Any) -> Costs:
        def cost(text: bytes, check: Callable[[], object]) -> Cost:
            return COST

        return real(*given, **more | {"measure": cost})

    real = measure.costs
    monkeypatch.setattr(measure, "costs", costs)


def costs_at(path: Path) -> Costs:
    workspace = Workspace.open(str(path), as_firefox=True)
    try:
        version = workspace.find_version(None)
        return workspace.costs(workspace.store.load(version.id))
    finally:
        workspace.close()


def test_a_profile_says_how_often_and_which_extensions_are_gone(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(HELD, HELD)),
        prefs={
            "browser.sessionstore.interval": 60_000,
            "browser.sessionstore.max_serialize_back": 3,
        },
    )
    (profile / "extensions.json").write_text('{"schemaVersion":37,"addons":[]}')
    found = costs_at(profile)
    assert found.interval == 60
    assert found.pages == PagesAtQuit(3, None)
    assert "extensions" in [case.key for case in found.cases]
    assert found.left_out == ()
    assert found.noted is None


def test_the_last_save_that_firefox_noted_is_told(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    logs = profile / "sessionstore-logs"
    logs.mkdir()
    (logs / "success-sessionrestore-1795794641839.txt").write_text(
        "".join(
            f"17957946{at}000\tSessionStore\tDEBUG\tSessionWriter.write wrote {size} bytes in "
            f"{ms}ms\n"
            for at, size, ms in ((41, 900, 12), (42, 8_661_564, 213))
        )
    )
    assert costs_at(profile).noted == Noted(8_661_564, 0.213)


def test_a_file_alone_has_the_usual_interval_and_says_what_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_bytes(to_json(session(window(HELD))))
    found = costs_at(file)
    assert found.interval == 15
    assert found.pages == USUAL_PAGES == PagesAtQuit(10, None)
    assert [sentence for sentence in found.left_out if Slimming().unknown in sentence]
