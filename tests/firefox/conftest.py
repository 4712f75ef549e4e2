"""Tests against a real headless Firefox: `pytest -m firefox tests/firefox`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firefox.driver import PageServer, available
from tests.firefox.rich_profile import RichProfiles

MISSING = "no firefox-esr or firefox on PATH"


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.firefox)
    if not available():
        item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [r for r in terminalreporter.getreports("skipped") if MISSING in str(r.longrepr)]
    if skipped:
        terminalreporter.section("NOT TESTED AGAINST FIREFOX", red=True)
        terminalreporter.write_line(f"{len(skipped)} tests skipped: {MISSING}")


@pytest.fixture
def firefox_profile(tmp_path: Path) -> Path:
    """An empty directory for Firefox to make its profile in."""
    profile = tmp_path / "profile"
    profile.mkdir()
    return profile


@pytest.fixture
def pages() -> Iterator[PageServer]:
    """A local web server: `pages.url("A title")` is a page of that title."""
    with PageServer() as server:
        yield server


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RichProfiles]:
    """Profiles with one of everything, made once; the server of their pages stays up."""
    with PageServer() as server:
        yield RichProfiles(tmp_path_factory.mktemp("rich"), server)
